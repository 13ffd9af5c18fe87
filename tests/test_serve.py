import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests import embedding
from tests.corpora import small_corpus

# `kb` itself may not be on the path of whoever runs the tests.
KB = (sys.executable, "-c", "from kb.cli import main; main()")
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("KB_")}


@dataclass
class Site:
    """A site that runs; `said` is what it said on stderr until it served."""

    address: str
    said: str
    process: "subprocess.Popen[str]"

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """End it; return its exit status, and what else it said."""
        self.process.send_signal(how)
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output + errors


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Site]:
    """Run `kb serve` over a folder's corpus."""
    process = subprocess.Popen(
        [*KB, "serve", "--port", "0", "--corpus", "corpus", "--index", "index", *options],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _site(process)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def _site(process: "subprocess.Popen[str]") -> Site:
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if found := re.search(r"Serving on (http://\S+)", line):
            return Site(found[1], said, process)
    raise AssertionError(said)


def served(address: str) -> float:
    """Return how many answers the site says that it gave to /healthz."""
    counts = get(f"{address}/metrics")[1]
    found = re.search(r'^kb_answers_total\{route="/healthz",status="200"\} (\S+)$', counts, re.M)
    assert found, counts
    return float(found[1])


def get(address: str) -> tuple[int, str]:
    with urlopen(address, timeout=60) as answer:
        return answer.status, answer.read().decode()


def run(folder: Path, *options: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a `kb serve` that ends by itself."""
    return subprocess.run(
        [*KB, "serve", "--corpus", "corpus", "--index", "index", *options],
        cwd=folder,
        env={**ENVIRONMENT, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_corpus(tmp_path / "corpus")
    return tmp_path


def fault(folder: Path) -> None:
    """Add a post without front matter."""
    (folder / "corpus" / "posts" / "2020").mkdir()
    (folder / "corpus" / "posts" / "2020" / "2020-01-01-x.md").write_text("Utan huvud\n")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_builds_serves_and_ends_in_order(folder: Path, how: signal.Signals) -> None:
    with serving(folder) as site:
        assert site.address.startswith("http://127.0.0.1:")
        status, body = get(f"{site.address}/healthz")
        assert status == 200
        assert json.loads(body)["posts"] == 12
        assert "”kooperativ”: 3 inlägg" in get(f"{site.address}/sok?q=kooperativ")[1]
        status, said = site.end(how)
    assert status == 0
    assert "Traceback" not in said
    assert "Aborted" not in said
    assert (folder / "index" / "current").exists()


def test_several_workers_answer(folder: Path) -> None:
    with serving(folder, "--workers", "2") as site:
        for _ in range(6):
            assert json.loads(get(f"{site.address}/healthz")[1])["posts"] == 12
        # Whichever is asked, and whoever answered: they add up what they counted.
        assert [served(site.address) for _ in range(4)] == [6, 6, 6, 6]
        status, said = site.end(signal.SIGTERM)
    assert status == 0
    assert "Traceback" not in said


def test_a_port_in_use_is_one_clear_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(folder, "--port", port)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kb: cannot listen on 127.0.0.1:{port}: ")
    assert "--port" in line
    assert not (folder / "index").exists()  # nothing was built for nobody


def test_a_faulty_corpus_leaves_the_old_generation_serving(folder: Path) -> None:
    with serving(folder) as site:
        before = get(f"{site.address}/healthz")[1]
    fault(folder)
    with serving(folder) as site:
        assert get(f"{site.address}/healthz")[1] == before
    assert "2020-01-01-x.md:1: no front matter" in site.said
    assert "the index could not be updated; serving the one of" in site.said


def test_a_faulty_corpus_without_an_index_serves_nothing(folder: Path) -> None:
    fault(folder)
    (folder / "corpus" / "projects.yaml").write_text("- name: utan id\n")
    done = run(folder, "--port", "0")
    assert done.returncode == 1
    first, second = sorted(done.stderr.splitlines())
    assert "2020-01-01-x.md:1: no front matter" in first
    assert "projects.yaml:1: id" in second
    assert "Serving" not in done.stderr


def test_without_a_corpus_it_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, "--port", "0")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "no such folder" in line
    assert "--corpus" in line


def test_the_server_keeps_quiet_about_what_it_is(folder: Path) -> None:
    with serving(folder) as site, urlopen(f"{site.address}/healthz", timeout=60) as answer:
        assert answer.headers["Server"] is None


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "0.0.0.0"), ("::", "::")])
def test_a_public_site_without_an_address_is_warned(folder: Path, host: str, shown: str) -> None:
    with serving(folder, "--host", host) as site:
        assert shown in site.address
    (line,) = [line for line in site.said.splitlines() if "warning" in line]
    assert "KB_SITE_URL" in line
    assert "http://127.0.0.1:8000" in line


@pytest.mark.parametrize(
    ("host", "site_url"), [("127.0.0.1", ""), ("::1", ""), ("0.0.0.0", "https://x.se")]
)
def test_a_site_that_has_one_or_needs_none_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, host: str, site_url: str
) -> None:
    if site_url:
        monkeypatch.setitem(ENVIRONMENT, "KB_SITE_URL", site_url)
    with serving(folder, "--host", host) as site:
        assert "warning" not in site.said


def test_a_site_without_an_address_has_the_one_it_listens_on(folder: Path) -> None:
    with serving(folder) as site, urlopen(f"{site.address}/om?lang=sv", timeout=60) as answer:
        assert f'rel="canonical" href="{site.address}/om' in answer.read().decode()


def test_a_misspelt_setting_is_named_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENVIRONMENT, "KB_SITENAME", "Arkivet")
    with serving(folder, "--workers", "2") as site:
        get(f"{site.address}/healthz")
        status, said = site.end(signal.SIGTERM)
    assert status == 0
    line = "kb: warning: KB_SITENAME is no setting; did you mean KB_SITE_NAME?"
    assert (site.said + said).splitlines().count(line) == 1


def test_a_setting_that_cannot_be_is_one_clear_line(folder: Path) -> None:
    done = run(folder, "--port", "0", KB_PER_PAGE="0")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("kb: KB_PER_PAGE: ")


# --- posts found by meaning, too --------------------------------------------------------------


def test_who_cannot_embed_is_told_of_before_anything_is_served(folder: Path) -> None:
    with serving(folder):
        pass
    endpoint = {"KB_MEANING": "http://127.0.0.1:9", "KB_MEANING_MODEL": "ord"}
    done = run(folder, "--port", "0", **endpoint, KB_MEANING_KEY_FILE="borta")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("kb: KB_MEANING_KEY_FILE: borta: ")


def test_posts_are_embedded_beside_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedding.serving() as server:
        monkeypatch.setitem(ENVIRONMENT, "KB_MEANING", server.address)
        monkeypatch.setitem(ENVIRONMENT, "KB_MEANING_MODEL", "ord")
        monkeypatch.setitem(ENVIRONMENT, "KB_SITENAME", "Arkivet")
        with serving(folder) as site:
            children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
            end = time.monotonic() + 60
            while not list((folder / "index").glob("*/meaning.json")) or (
                children.exists() and children.read_text()
            ):
                assert time.monotonic() < end
                time.sleep(0.1)
            status, said = site.end(signal.SIGTERM)
    assert status == 0
    (built,) = said.splitlines()  # what there is to warn of was told before
    assert built.startswith("12 posts: ")
    assert "warning: KB_SITENAME is no setting" in site.said
    assert server.asked


def test_the_process_beside_it_ends_with_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()
    done = threading.Event()

    def slow(texts: dict[str, Any]) -> tuple[int, bytes]:
        asked.set()
        done.wait(60)
        return embedding.embedded(texts)

    (tmp_path / "tmp").mkdir()
    with embedding.serving() as server:
        server.answer = slow
        monkeypatch.setitem(ENVIRONMENT, "KB_MEANING", server.address)
        monkeypatch.setitem(ENVIRONMENT, "KB_MEANING_MODEL", "ord")
        monkeypatch.setitem(ENVIRONMENT, "TMPDIR", str(tmp_path / "tmp"))
        with serving(folder) as site:
            assert asked.wait(60)
            status, said = site.end(signal.SIGTERM)
        done.set()
    assert status == 0
    (built,) = said.splitlines()
    assert built.startswith("12 posts: ")
    assert not list((tmp_path / "tmp").iterdir())
