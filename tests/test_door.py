"""Every kind of source comes in by the one door, found out and insisted on."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kb.errors import ImportFileError
from kb.importers.door import KINDS, read
from kb.importers.sync import plan as sync

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Provbyn</title><link>https://example.org/</link>
<item><title>Ny spis</title><link>https://example.org/ny-spis</link><guid>spis-1</guid>
<pubDate>Wed, 03 May 2017 12:00:00 +0200</pubDate>
<description>Kocken har fått en ny spis.</description></item></channel></rss>"""
WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Provbyn</title>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://example.org</wp:base_site_url>
<wp:base_blog_url>https://example.org</wp:base_blog_url>
<item><title>Ny spis</title><link>https://example.org/2017/05/ny-spis/</link>
<guid isPermaLink="false">https://example.org/?p=1</guid>
<content:encoded><![CDATA[Kocken har fått en ny spis.]]></content:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2017-05-03 12:00:00</wp:post_date>
<wp:post_date_gmt>2017-05-03 10:00:00</wp:post_date_gmt><wp:post_name>ny-spis</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:post_password></wp:post_password></item></channel></rss>"""
HTML = """<!doctype html><html lang="sv"><head><title>Nyheter</title></head><body>
<nav><a href="/">Hem</a><a href="/om">Om oss</a></nav><main><h1>Nyheter</h1>
<article><h2><a href="https://example.org/ny-spis">Ny spis</a></h2>
<time datetime="2017-05-03">3 maj 2017</time><p>Kocken har fått en ny spis.</p></article>
<article><h2><a href="https://example.org/kaffe">Kaffet är slut</a></h2>
<time datetime="2017-04-28">28 april 2017</time><p>Ingen vet vem som drack det.</p></article>
</main></body></html>"""
PAGE = """Nyheter

Ny spis
Publicerat den 3 maj, 2017

Kocken har fått en ny spis.

Kaffet är slut
Publicerat den 28 april, 2017

Ingen vet vem som drack det.
"""
LINES = "\n".join(
    json.dumps(each, ensure_ascii=False)
    for each in (
        {"title": "Ny spis", "published": "2017-05-03", "text": "Kocken har fått en ny spis."},
        {"title": "Kaffet är slut", "published": "2017-04-28", "html": "<p>Ingen vet.</p>"},
    )
)
MARKDOWN = "---\ntitle: Ny spis\ndate: 2017-05-03\n---\n\nKocken har fått en ny spis.\n"
MHTML = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://example.org/nyheter
Subject: Nyheter
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----gr"


------gr
Content-Type: text/html
Content-Transfer-Encoding: 8bit
Content-Location: https://example.org/nyheter

{HTML}
------gr--
"""


@pytest.fixture
def sources(tmp_path: Path) -> Callable[[str], Path]:
    """Write a source of a kind; return its path."""
    contents = {
        **{"feed": FEED, "wordpress": WXR, "html": HTML, "archive": PAGE},
        **{"jsonl": LINES, "mhtml": MHTML},
    }

    def write(name: str) -> Path:
        if name == "markdown":
            folder = tmp_path / "inlägg"
            folder.mkdir()
            (folder / "ny-spis.md").write_text(MARKDOWN, encoding="utf-8")
            return folder
        path = tmp_path / name
        path.write_text(contents[name], encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("name", [*KINDS, "mhtml"])
def test_each_kind_is_found_out_and_read(sources: Callable[[str], Path], name: str) -> None:
    path = sources(name)
    found = read(str(path))
    assert found.kind == ("html" if name == "mhtml" else name)
    assert found == read(str(path), found.kind)
    first = found.extraction.posts[0]
    assert (first.title, str(first.published)) == ("Ny spis", "2017-05-03")
    assert first.body == "Kocken har fått en ny spis."
    assert not found.extraction.quarantined


@pytest.mark.parametrize("name", KINDS)
def test_a_second_import_changes_nothing(
    sources: Callable[[str], Path], name: str, tmp_path: Path
) -> None:
    path, corpus = sources(name), tmp_path / "corpus"
    first, second = (
        sync.apply(sync.plan(reading.extraction, corpus, reading.source))
        for reading in (read(str(path)), read(str(path)))
    )
    assert first.added
    assert not first.updated
    assert (second.unchanged, second.added, second.updated) == (len(first.added), (), ())


def test_what_the_source_is_called(sources: Callable[[str], Path]) -> None:
    assert read(str(sources("archive"))).source == "archive:archive"
    assert read(str(sources("wordpress"))).source.rstrip("/") == "https://example.org"
    address = "https://example.org/nyheter"
    assert read(str(sources("jsonl")), source_url=address).source == address


@pytest.mark.parametrize("name", ["archive", "html"])
def test_a_page_of_a_named_source_is_a_part_of_it(
    sources: Callable[[str], Path], name: str
) -> None:
    path = str(sources(name))
    assert read(path).extraction.complete
    assert not read(path, source_url="https://example.org/nyheter").extraction.complete


def test_insisting_on_the_wrong_kind_is_one_clear_line(sources: Callable[[str], Path]) -> None:
    for name, kind in (("archive", "wordpress"), ("archive", "feed"), ("html", "jsonl")):
        path = str(sources(name))
        with pytest.raises(ImportFileError) as caught:
            read(path, kind)
        assert "\n" not in str(caught.value)
        assert Path(path).name in str(caught.value)


def test_an_address_of_a_kind_that_is_a_file(sources: Callable[[str], Path]) -> None:
    with pytest.raises(ImportFileError, match=r"https://example\.org: jsonl is read from a file"):
        read("https://example.org", "jsonl")


@pytest.fixture
def site() -> Iterator[str]:
    """Serve a page of news and nothing else; yields the site's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path in ("/", "/nyheter")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(HTML.encode() if found else b"nothing")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_site_by_its_address(site: str, tmp_path: Path) -> None:
    found = read(f"{site}/nyheter", resume=tmp_path / "resume")
    assert found.kind == "html"
    assert [post.title for post in found.extraction.posts] == ["Ny spis", "Kaffet är slut"]
    assert found.source.startswith("http")
    assert not found.extraction.complete


def test_an_address_that_leads_nowhere_keeps_its_slashes(site: str) -> None:
    with pytest.raises(ImportFileError, match=f"{site}/saknas: "):
        read(f"{site}/saknas")
