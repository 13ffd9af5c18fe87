"""What the site shows and keeps of searches by meaning, with an endpoint that is there or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.meaning.endpoint import EndpointEmbedder
from kb.settings import Settings
from kb.web.app import create_app
from tests.corpora import news, post, write_corpus
from tests.embedding import Server, embedded, serving

FORMS = (
    *("/sok?q={}", "/sok?q={}&utskrift=1"),
    *(f"/sok.{form}?q={{}}" for form in ("json", "atom", "csv", "embed")),
)
NURSERY = post("2021-02-01", "Förskolan", "förskola förskola")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Path:
    folder = tmp_path_factory.mktemp("meaning-pages")
    days = range(1, 29)
    others = [post(f"2021-01-{day:02}", f"Nummer {day}", f"Text{day} ord{day}") for day in days]
    corpus = write_corpus(folder / "corpus", [*news(), *others, NURSERY])
    embedder = EndpointEmbedder(server.address, "ord")
    build_index(corpus, folder / "index", embedder=embedder)
    return folder / "index"


@pytest.fixture
def client(index: Path, server: Server) -> Iterator[TestClient]:
    server.answer = embedded
    app = create_app(Settings(index=str(index), meaning=server.address, meaning_model="ord"))
    with TestClient(app) as client:
        yield client
    app.state.knowledge_base.close()


def test_the_page_says_what_it_did(client: TestClient) -> None:
    page = client.get("/sok?q=dagis").text
    assert "Inget inlägg har orden. Här är inlägg som handlar om liknande saker." in page
    assert '<p class="reason">Handlar om liknande saker</p>' in page
    assert '<p class="snippet">förskola förskola</p>' in page
    assert "<mark>" not in page


def test_programs_are_told(client: TestClient) -> None:
    data = client.get("/sok.json?q=dagis").json()
    assert data["relaxed"]["step"] == "meaning"
    assert data["hits"][0]["id"] == NURSERY.id
    assert data["hits"][0]["snippets"] == [{"text": "förskola förskola", "highlights": []}]


def test_other_forms_have_the_same_posts(client: TestClient) -> None:
    ids = [hit["id"] for hit in client.get("/sok.json?q=dagis").json()["hits"]]
    for form in (".atom", ".csv", ".embed"):
        text = client.get(f"/sok{form}?q=dagis").text
        assert all(post_id in text for post_id in ids), form


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_without_meaning_is_not_kept(
    client: TestClient, server: Server, form: str
) -> None:
    server.answer = lambda asked: (500, b"")
    answer = client.get(form.format("dagis"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert "Handlar om" not in answer.text
    # Of what words alone find nothing is lacking meanwhile.
    for address in (form.format("nummer"), "/", "/om"):
        assert client.get(address).headers["cache-control"] == "no-cache", address


@pytest.mark.parametrize("form", FORMS)
def test_an_answer_with_it_is_kept(client: TestClient, form: str) -> None:
    answer = client.get(form.format("dagis"))
    assert answer.headers["cache-control"] == "no-cache"
    assert "etag" in answer.headers


def test_an_answer_without_it_is_not_kept_here_either(client: TestClient, server: Server) -> None:
    server.answer = lambda asked: (500, b"")
    assert "Handlar om" not in client.get("/sok?q=dagis").text
    server.answer = embedded
    client.app.state.knowledge_base._query_vectors._rests_until = 0  # type: ignore[attr-defined]
    assert "Handlar om" in client.get("/sok?q=dagis").text


def test_the_page_about_the_site_names_who_is_asked(index: Path) -> None:
    for meaning, said in (("https://vektorer.example.org", True), ("http://127.0.0.1:9", False)):
        app = create_app(Settings(index=str(index), meaning=meaning, meaning_model="ord"))
        with TestClient(app) as client:
            page = client.get("/om").text
        app.state.knowledge_base.close()
        assert ("till vektorer.example.org" in page) == said
