"""`/sok.embed`: in frames of others, without a script, in light and dark, on any width."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from tests.browsing import browsing, no_browser, read_page, running_site

# A name of this machine that is another site than its number.
PARTNER = "localhost"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def test_a_frame_shows_hits_and_leads_out_of_it(client: TestClient) -> None:
    answer = client.get("/sok.embed?q=kooperativ")
    page = read_page(answer.text)
    assert page.one("html").attributes["lang"] == "sv"
    assert page.one("title").text == "”kooperativ” – Kunskapsbanken"
    assert page.one("h1").text == "”kooperativ”"
    hits = page.one("ol", class_="hits").all("li")
    assert len(hits) == 3
    for hit in hits:
        (link,) = hit.all("a")
        assert link.attributes["target"] == "_top"
        assert link.attributes["href"].endswith("?q=kooperativ")
        assert hit.all("mark", "time")
    assert page.link("3 träffar på Kunskapsbanken") == "/sok?q=kooperativ"
    assert page.all("script", "form", "input", "style") == []
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


def test_its_pages_stay_in_the_frame(client: TestClient) -> None:
    first = read_page(client.get("/sok.embed?lang=en").text)
    assert first.one("nav").text == "Page 1 of 2 Next"
    assert first.link("Next") == "/sok.embed?sida=2&lang=en"
    assert "target" not in first.one("a", rel="next").attributes
    second = read_page(client.get(first.link("Next")).text)
    assert second.link("Previous") == "/sok.embed?lang=en"
    past = read_page(client.get("/sok.embed?sida=9").text)
    assert past.having("ol", class_="hits") == []
    assert past.link("Föregående") == "/sok.embed?sida=2"


def test_what_is_said_of_a_search_is_said_in_the_frame(client: TestClient) -> None:
    page = read_page(client.get("/sok.embed?organisation=none").text)
    assert page.one("p", class_="notice").text == "Det finns ingen organisation ”none”."
    assert page.link("Inga inlägg på Kunskapsbanken") == "/sok?organisation=none"


def test_how_a_search_was_relaxed_is_said_where_that_found_anything(client: TestClient) -> None:
    page = read_page(client.get("/sok.embed?q=kooperatvi").text)
    assert len(page.having("p", class_="notice")) == 1
    page = read_page(client.get("/sok.embed?q=kooperatvi&till=1990-01-01").text)
    assert page.having("p", class_="notice") == []


def test_posts_are_swedish_in_an_english_frame(client: TestClient) -> None:
    page = read_page(client.get("/sok.embed?q=kooperativ&lang=en").text)
    for hit in page.one("ol", class_="hits").all("h2"):
        assert hit.attributes["lang"] == "sv"


def test_only_the_frame_may_be_framed(client: TestClient) -> None:
    framed = client.get("/sok.embed").headers
    assert "frame-ancestors *" in framed["content-security-policy"]
    assert "script-src 'none'" in framed["content-security-policy"]
    assert "x-frame-options" not in framed
    for address in ("/", "/sok", "/om", "/organisationer", "/none", "/sok?fran=x"):
        headers = client.get(address).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


# --- in a browser -----------------------------------------------------------------------------


@contextmanager
def partner(frame: str) -> Iterator[str]:
    """Serve a page of another site that shows an address in a frame; gives the page's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = f'<!doctype html><iframe src="{frame}" title="f" width="320" height="600">'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{PARTNER}:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        no_browser("there is no chromium here; install Debian's package chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(index_dir: Path) -> Iterator[str]:
    with running_site(index_dir) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_another_site_frames_it(
    browser: Browser, site: str, scheme: Literal["light", "dark"]
) -> None:
    with partner(f"{site}/sok.embed") as address:
        page = browser.new_page(color_scheme=scheme, locale="sv-SE")
        page.goto(address)
        frame = page.frames[1]
        assert frame.locator("h1").inner_text() == "Alla inlägg"
        width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert frame.evaluate(width)
        for box in [link.bounding_box() for link in frame.locator("a").all()]:
            assert box
            assert box["height"] >= 24
        frame.get_by_role("link", name="Nästa").click()
        frame.get_by_text("Sida 2 av 2").wait_for()
        assert page.url == address
        frame.locator("h2 a").first.click()
        page.wait_for_url(f"{site}/inlagg/**")
        page.close()


@pytest.mark.browser
def test_another_site_asks_whether_data_is_still_the_same(browser: Browser, site: str) -> None:
    with partner(f"{site}/sok.embed") as address:
        page = browser.new_page()
        page.goto(address)
        asked = """async ([address, tag]) => {
            const answer = await fetch(address, {headers: tag ? {'If-None-Match': tag} : {}});
            return [answer.status, answer.headers.get('ETag')];
        }"""
        for path in ("/sok.json?q=kooperativ", "/sok.atom", "/sok.csv", "/forslag?q=ko"):
            status, tag = page.evaluate(asked, [site + path, ""])
            assert (status, tag[:3]) == (200, 'W/"')
            assert page.evaluate(asked, [site + path, tag]) == [304, tag]
        page.close()


@pytest.mark.browser
def test_another_site_frames_nothing_else(browser: Browser, site: str) -> None:
    with partner(f"{site}/sok") as address:
        page = browser.new_page()
        page.goto(address)
        page.frames[1].wait_for_url(re.compile("chrome-error:"))
        page.close()
