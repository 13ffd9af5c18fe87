"""A page saved by Chromium or Edge in one file (MHTML) gives what the page itself does."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Error, Route, sync_playwright

from kb.errors import ImportFileError
from kb.importers.saved.mhtml import read_mhtml
from kb.importers.saved.page import read_html
from tests.browsing import no_browser
from tests.saved_pages import Page, first_pages, later_pages

PAGES = {page.name: page for page in (*first_pages(), *later_pages())}
SAVED = Path(__file__).parent / "golden" / "pages" / "twentyten-list.mhtml"
ADDRESS = "https://sida.example/nyheter/"


def test_what_chromium_saved_gives_the_same_posts() -> None:
    page = PAGES["twentyten-list"]
    saved = read_mhtml(SAVED.read_bytes(), SAVED.name)
    assert saved.source == "https://sida.example"
    assert saved.posts == read_html(page.html.encode(), page.name, ADDRESS).posts


@pytest.mark.browser
@pytest.mark.parametrize("name", ["table-2005", "municipality-single", "episerver-cards"])
def test_what_this_chromium_saves_gives_the_same_posts(name: str) -> None:
    page = PAGES[name]
    content = save(page)
    saved = read_mhtml(content, name)
    own = read_html(page.html.encode(), name, ADDRESS)
    assert [(p.title, p.published, p.body.split()) for p in saved.posts] == [
        (p.title, p.published, p.body.split()) for p in own.posts
    ]
    assert saved.source == own.source


def save(page: Page) -> bytes:
    chromium = shutil.which("chromium")
    if chromium is None:
        no_browser("there is no chromium here; install Debian's package chromium")

    def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            route.fulfill(body=page.html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        except Error as error:
            no_browser(f"chromium does not start here: {error.message.splitlines()[0]}")
        tab = browser.new_page()
        tab.route("**/*", answer)
        tab.goto(ADDRESS)
        session = tab.context.new_cdp_session(tab)
        data: str = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        browser.close()
    return data.encode()


def parts(*bodies: str) -> bytes:
    head = 'From: <Saved by Blink>\nContent-Type: multipart/related; boundary="b"\n\n'
    return (head + "".join(f"--b\n{body}\n" for body in bodies) + "--b--\n").encode("latin-1")


ARTICLE = (
    "<html><body><article><h1>R=E4kor</h1><p>Publicerad 2011-05-03</p>"
    "<p>Nu =E4r det dags =F6verallt.</p></article></body></html>"
)


def test_each_part_says_how_it_is_written() -> None:
    content = parts(
        "Content-Type: image/gif\nContent-Transfer-Encoding: base64\n\nR0lG",
        "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: "
        f"quoted-printable\nContent-Location: https://x.example/rakor\n\n{ARTICLE}",
    )
    (post,) = read_mhtml(content, "sida.mht").posts
    assert (post.title, post.link) == ("Räkor", "https://x.example/rakor")
    assert post.body == "Nu är det dags överallt."


def test_a_page_that_is_the_file_itself() -> None:
    content = f"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n{ARTICLE}"
    assert len(read_mhtml(content.encode(), "sida.mht").posts) == 1


@pytest.mark.parametrize(
    "content", [b"", b"hej", parts("Content-Type: image/gif\n\nGIF"), b"\xff\xd8\xff\xe0"]
)
def test_what_holds_no_page_is_told_of(content: bytes) -> None:
    with pytest.raises(ImportFileError, match=r"^x\.mhtml: holds no web page"):
        read_mhtml(content, "x.mhtml")
