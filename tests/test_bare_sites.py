"""Sites over little: nothing promises what is not there, and what is there reads well."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.corpus.post import Post
from kb.indexing import build_index
from tests.browsing import Element, browsing, read_page
from tests.corpora import ORGANISATIONS, PROJECTS, news, write_corpus

CATEGORIES = {"categories.yaml": "- {id: kurs, name: Kurser}\n"}
EMPTY = "- {id: ingen, name: Den som ingen nämner}\n"
PLACES = ("/", "/sok", "/sok?q=bron", "/sok?q=xyzzy", "/om")
# What each kind is called anywhere on a page.
WORDS = {"organisationer": "organisation", "projekt": "projekt", "kategorier": "kategori"}


@contextmanager
def site(
    folder: Path,
    posts: Sequence[Post],
    organisations: str = ORGANISATIONS,
    projects: str = PROJECTS,
    other_files: Mapping[str, str] | None = None,
) -> Iterator[TestClient]:
    corpus = write_corpus(folder / "corpus", posts, organisations, projects, other_files)
    build_index(corpus, folder / "index")
    with browsing(folder / "index") as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_page(answer.text)


def menu(client: TestClient) -> list[str]:
    return [a.text for a in page_of(client, "/").one("nav", aria_label="Huvudmeny").all("a")]


def assert_nothing_of(client: TestClient, *kinds: str) -> None:
    """No heading, label or link of the menu has a word of a kind, nor has the page of help."""
    for address in PLACES:
        page = page_of(client, address)
        menu_links = page.one("nav", aria_label="Huvudmeny").all("a")
        shown = [e.text.lower() for e in (*menu_links, *page.all("h1", "h2", "h3", "label"))]
        if address == "/om":
            shown.append(page.one("main").text.lower())
        for kind in kinds:
            assert not [text for text in shown if WORDS[kind] in text], address


@pytest.mark.parametrize("registers", [("", ""), (EMPTY, EMPTY.replace("ingen", "inget"))])
def test_only_years(tmp_path: Path, registers: tuple[str, str]) -> None:
    with site(tmp_path, news(), *registers) as client:
        assert menu(client) == ["Om och hjälp"]
        assert_nothing_of(client, *WORDS)
        for address, part in (("/", "shelves"), ("/sok", "facets")):
            beside = page_of(client, address).one("aside", class_=part)
            assert [s.one("h3").text for s in beside.all("section")] == ["År"]
        about = page_of(client, "/om").text
        assert "Välj år i rutan Avgränsa vid träffarna. Siffran bredvid ett val är" in about
        # An address that somebody has kept still answers, and says how it is.
        for address in ("/organisationer", "/projekt"):
            page = page_of(client, address)
            assert page.having("ul", class_="register") == []
            assert "Inget inlägg nämner någon än." in page.text
        assert client.get("/sok.json").json()["facets"]["organisation"] == []


def test_only_organisations(tmp_path: Path) -> None:
    with site(tmp_path, news(), ORGANISATIONS, "") as client:
        assert menu(client) == ["Organisationer", "Om och hjälp"]
        assert_nothing_of(client, "projekt", "kategorier")
        about = page_of(client, "/om").text
        assert (
            "Välj organisation och år i rutan Avgränsa vid träffarna. Flera val i samma grupp"
            in about
        )


def test_all_there_is(tmp_path: Path) -> None:
    posts = [each.model_copy(update={"categories": ("kurs",)}) for each in news()]
    with site(tmp_path, posts, other_files=CATEGORIES) as client:
        assert menu(client) == ["Organisationer", "Projekt", "Kategorier", "Om och hjälp"]
        about = page_of(client, "/om").text
        assert (
            "Välj organisation, projekt, kategori och år i rutan Avgränsa vid träffarna." in about
        )


def test_categories_that_no_post_is_in(tmp_path: Path) -> None:
    with site(tmp_path, news(), other_files=CATEGORIES) as client:
        assert menu(client) == ["Organisationer", "Projekt", "Om och hjälp"]
        assert_nothing_of(client, "kategorier")


def test_an_entry_that_only_a_post_knows_is_one_to_choose(tmp_path: Path) -> None:
    posts = [news()[0].model_copy(update={"organisations": ("okand",)})]
    with site(tmp_path, posts, "", "") as client:
        assert menu(client) == ["Organisationer", "Om och hjälp"]
        shelf = page_of(client, "/").having("section", aria_labelledby="shelf-organisation")[0]
        assert [li.text for li in shelf.all("li")] == ["okand 1"]


def test_no_posts(tmp_path: Path) -> None:
    with site(tmp_path, []) as client:
        assert menu(client) == ["Om och hjälp"]
        for address in ("/", "/sok", "/sok?q=bron", "/sok?organisation=zinkhyttan"):
            page = page_of(client, address)
            assert "Här finns inga inlägg än" in page.text
            # What to do, and by whom.
            assert [kbd.text for kbd in page.one("main").all("kbd")] == ["kb import", "kb index"]
            assert page.all("h2", "h3", "aside") == page.having("p", class_="onward") == []
            assert "rättstavade" not in page.text
        assert page_of(client, "/").one("h1").text == "Här finns inga inlägg än"
        assert "0 inlägg" not in page_of(client, "/").text
        about = page_of(client, "/om")
        assert "Här finns inga inlägg än." in about.text
        assert about.having("h2", id="avgransa") == []
        assert about.having("h2", id="sok") != []


def test_one_post(tmp_path: Path) -> None:
    with site(tmp_path, news()[:1], "", "") as client:
        assert "I arkivet finns 1 inlägg, " in page_of(client, "/om").text
