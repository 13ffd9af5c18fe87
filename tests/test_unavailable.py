"""The site, and the command line, while the machines that search do not answer."""

import http.client
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from kb.cli import main
from kb.engines import _package, open_engine
from kb.engines.embedded.reader import EmbeddedEngine
from kb.errors import EngineUnavailableError
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.outputs import table
from tests.browsing import browsing, read_page, running_site
from tests.cluster import free_ports

LINE = "https://one:9200: no answer within 1.2 s; see how the cluster is: GET /_cluster/health"
PAGES = ["/sok?q=bron", "/sok?q=bron&utskrift=1", "/inlagg/2016-05-09-bygdelaget-lagar-bron"]
PROGRAMS = ["/sok.json?q=bron", "/sok.atom?q=bron", "/sok.csv?q=bron", "/forslag?q=bro"]


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def silent(*_: Any, **__: Any) -> NoReturn:
    raise EngineUnavailableError(LINE)


@pytest.fixture
def no_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is up; then its engine does not answer any longer."""
    for name in ("statistics", "match", "beginnings", "documents"):
        monkeypatch.setattr(EmbeddedEngine, name, silent)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("address", [*PAGES, *PROGRAMS, "/sok.embed?q=bron"])
@pytest.mark.usefixtures("no_answer")
def test_every_output_says_so(
    client: TestClient, caplog: pytest.LogCaptureFixture, address: str, lang: str
) -> None:
    answer = client.get(address, headers={"Accept-Language": lang})
    assert answer.status_code == 503
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "one:9200" not in answer.text
    title = {"sv": "Sökningen är stängd för tillfället", "en": "The search is closed"}[lang]
    if address in PROGRAMS:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.json()["title"].startswith(title)
        assert answer.json()["status"] == 503
    else:
        page = read_page(answer.text)
        assert page.one("html").attributes["lang"] == lang
        assert page.one("h1").text.startswith(title)
        assert page.having("link", rel="stylesheet")
    # One line for whoever looks after it, and no traceback.
    (record,) = caplog.records
    assert (record.levelno, record.exc_info, record.getMessage()) == (logging.WARNING, None, LINE)


@pytest.mark.usefixtures("no_answer")
def test_a_frame_may_still_show_it(client: TestClient) -> None:
    answer = client.get("/sok.embed?q=bron")
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


@pytest.mark.usefixtures("no_answer")
def test_what_needs_no_search_is_there(client: TestClient) -> None:
    for address in ("/healthz", "/om", "/opensearch.xml", "/robots.txt"):
        assert client.get(address).status_code == 200, address
    assert client.get("/finns/kooperativ-inte").status_code == 404


def test_it_is_not_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/sok?q=kooperativ")
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedEngine, "match", silent)
        assert client.get("/sok?q=bron").status_code == 503
        assert client.head("/sok?q=bron").status_code == 503
        # What was answered before still is.
        assert client.get("/sok?q=kooperativ").status_code == 200
    assert client.get("/sok?q=bron").status_code == 200


def test_an_export_that_breaks_off_is_seen_to(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(table, "_STEP", 3)
    match = EmbeddedEngine.match
    with running_site(index_dir) as site:

        def breaks_off(engine: EmbeddedEngine, request: Any) -> Any:
            return silent() if request.start >= 6 else match(engine, request)

        monkeypatch.setattr(EmbeddedEngine, "match", breaks_off)
        connection = http.client.HTTPConnection(urlsplit(site).netloc)
        connection.request("GET", "/sok.csv", headers={"Accept-Encoding": "identity"})
        answer = connection.getresponse()
        assert answer.status == 200
        with pytest.raises(http.client.IncompleteRead) as broken:
            answer.read()
        assert broken.value.partial.count(b"\r\n") == 1 + 6
        answer.close()
        connection.close()
    said = [record for record in caplog.records if record.name.startswith("kb.")]
    assert [record.getMessage() for record in said] == [LINE]
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize("words", [("search", "bron"), ("suggest", "bro"), ("check",)])
@pytest.mark.parametrize("as_json", [True, False])
def test_a_command_says_so_in_one_line(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], as_json: bool
) -> None:
    for name in ("statistics", "match", "beginnings", "problems"):
        monkeypatch.setattr(EmbeddedEngine, name, silent)
    options = ["--index", str(index_dir), *(["--json"] if as_json else [])]
    result = CliRunner().invoke(main, [*words, *options])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"kb: {LINE}\n")


# --- an engine in a cluster -------------------------------------------------------------------

COLLECTION = {
    "corpus.jsonl": '{"_id": "a", "title": "Bron", "text": "Bron är klar."}\n',
    "queries.jsonl": '{"_id": "1", "text": "bron"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\n1\ta\t1\n",
}


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    for name, text in COLLECTION.items():
        path = tmp_path / "collection" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "collection"


@pytest.mark.parametrize("command", ["index", "search", "suggest", "check", "eval", "serve"])
def test_a_cluster_that_is_not_there_is_one_line(
    monkeypatch: pytest.MonkeyPatch, corpus_dir: Path, collection: Path, command: str
) -> None:
    pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    monkeypatch.setenv("KB_ENGINE", "opensearch")
    monkeypatch.setenv("KB_ENGINE_URL", url)
    monkeypatch.setenv("KB_ENGINE_USER", "by")
    monkeypatch.setenv("KB_ENGINE_PASSWORD", "hemligt")
    words = {
        "index": ("--corpus", str(corpus_dir)),
        "search": ("bron",),
        "suggest": ("bro",),
        "eval": (str(collection),),
        "serve": ("--port", "0", "--corpus", str(corpus_dir)),
    }
    result = CliRunner().invoke(main, [command, *words.get(command, ())])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"kb: {url}: connection refused; ")
    assert len(result.stderr.splitlines()) == 1
    assert "hemligt" not in result.stderr


def test_a_cluster_that_goes_away_is_asked_by_no_visitor(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was done before, and however long ago, no request waits to learn what is live."""
    pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")
    from kb.engines.opensearch import generations, reader, watching
    from kb.engines.opensearch.transport.cluster import cluster_of

    # A cluster's engine, but for what it finds: that it has from a folder.
    live = generations.Live("kb-20200101000000-abcd", 7)
    engine = open_engine(index_dir)
    monkeypatch.setattr(generations.Live, "name", engine.generation.name)
    monkeypatch.setattr(generations, "open_live", lambda *_: live)
    monkeypatch.setattr(reader, "OpenSearchEngine", lambda *_: engine)
    asking: set[str] = set()

    def state(_: object) -> NoReturn:
        asking.add(threading.current_thread().name)
        silent()

    monkeypatch.setattr(watching, "read_state", state)
    monkeypatch.setattr(watching, "_POLL_SECONDS", 0.01)
    settings = Settings(engine="opensearch", engine_url="http://127.0.0.1:1")
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.get("/sok?q=kooperativ")
        for name in ("statistics", "match"):
            monkeypatch.setattr(EmbeddedEngine, name, silent)
        for _ in range(3):
            assert client.get("/sok?q=kooperativ").status_code == 200
            answer = client.get("/sok?q=bron")
            assert answer.status_code == 503
            assert read_page(answer.text).one("h1").text.startswith("Sökningen är stängd")
    app.state.knowledge_base.close()
    watching.forget(cluster_of(settings.location()))
    assert asking <= {"generations"}


def test_an_engine_that_is_not_installed_is_one_line(
    monkeypatch: pytest.MonkeyPatch, index_dir: Path
) -> None:
    monkeypatch.setattr("kb.engines.find_spec", lambda _: None)
    _package.cache_clear()
    monkeypatch.setenv("KB_ENGINE_URL", "https://one")
    result = CliRunner().invoke(main, ["search", "bron", "--engine", "opensearch"])
    _package.cache_clear()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pip install 'kunskapsbanken[opensearch]'" in result.stderr
    assert CliRunner().invoke(main, ["search", "bron", "--index", str(index_dir)]).exit_code == 0


def test_who_asks_for_another_engine_waits_for_no_client_of_a_cluster(index_dir: Path) -> None:
    code = (
        "import sys; from kb.web.app import create_app; from kb.settings import Settings; "
        f"create_app(Settings(index={str(index_dir)!r})); "
        "print({'opensearchpy', 'urllib3', 'requests'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
