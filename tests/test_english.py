"""Every page in both languages: what is said on it is in the catalogue of its language.

What posts, registers and settings say is Swedish wherever it stands, and says so by `lang`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.messages import Messages
from tests.browsing import Element, browsing, read_page
from tests.corpora import ORGANISATIONS, PROJECTS, news, post, write_corpus
from tests.test_messages import catalogue, strings

__all__ = ["catalogue"]  # a fixture

LANGUAGES = ("sv", "en")
FOUND = "- id: fyra-grannar\n  name: Fyra grannar\n  suggested: true\n"
CATEGORIES = "- id: kurser\n  name: Kurser och möten\n  description: Allt att lära sig.\n"
BRIDGE = "/inlagg/2016-05-09-bygdelaget-lagar-bron"
# One of every kind of page, and of every state that it can be in.
PAGES = (
    *("/", "/om", "/none", "/none-kooperativ", "/sok", "/sok?sida=2", "/sok?sida=9"),
    *("/sok?utskrift=1", "/sok?q=bron&utskrift=1", "/sok?q=kooperativ", "/sok?q=kooperatvi"),
    *("/sok?q=xyzzy+bron&organisation=zinkhyttan", "/sok?q=xyzzy", "/sok?q=titel:xyzzy"),
    *("/sok?q=%C3%85kerbo+kommun", "/sok?q=grannkraft", "/sok?q=sn*", "/sok?q=INTE+HJ%C3%84LP"),
    "/sok?q=kommun&organisation=akerbo-kommun&projekt=grannkraft&fran=2016&till=2017",
    *("/sok?fran=2017-03", "/sok?till=2016", "/sok?organisation=none", "/sok?q=-bron"),
    *("/sok?fran=x&till=2017-02-30&sida=0&ordning=z", "/sok?fran=2018&till=2017", "/sok?lang=xx"),
    *(BRIDGE, f"{BRIDGE}?q=bron", "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo"),
    *(
        "/inlagg/2022-01-01-etiketter",
        "/inlagg/2021-02-01-borttaget",
        "/sok.embed?q=bron",
        "/sok.embed",
    ),
    *("/organisationer", "/organisationer?q=zink", "/organisationer/akerbo-kommun"),
    *("/organisationer/fyra-grannar", "/projekt", "/projekt/grannkraft", "/kategorier"),
    *("/kategorier/kurser", "/projekt/none"),
)
# Commands and names that are the same in every language.
NAMES = (
    *("kb import", "kb index", "Kunskapsbanken", "Svenska", "English", "JSON", "Atom", "CSV"),
    *("sok", "none", "kooperatvi", "xyzzy", "titel", "zink", "kooperativ", "INTE HJÄLP"),
    *("relevans", "nyast", "aldst", "xx", "sn", "bron", "kommun", "borttaget"),
    "example.org",
)
SPOKEN = ("aria-label", "title", "alt", "placeholder")
# What is no language: addresses, and the element that others paste into their pages.
CODE = re.compile(r"https?://[^\s\"]+|</?iframe|\b(?:src|title|width|height)=|{count}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("both")
    tags = ["Integration", *(f"etikett nummer {number}" for number in range(30))]
    posts = [
        *news(),
        post("2022-01-01", "Etiketter", "Fyra grannar kom.", tags=tags, categories=["kurser"]),
    ]
    other = {
        "categories.yaml": CATEGORIES,
        "removed.yaml": "- id: 2021-02-01-borttaget\n  date: 2021-02-03\n  reason: Fel bild.\n",
    }
    corpus = write_corpus(folder / "corpus", posts, ORGANISATIONS + FOUND, PROJECTS, other)
    build_index(corpus, folder / "index")
    with browsing(folder / "index") as client:
        yield client


def page_of(client: TestClient, address: str, lang: str) -> Element:
    """Return a page as a browser gets it that wishes for a language."""
    answer = client.get(address, headers={"Accept-Language": lang}, follow_redirects=True)
    assert answer.headers["content-language"] == lang, address
    assert "accept-language" in answer.headers.get("vary", "").lower(), address
    page = read_page(answer.text)
    assert page.one("html").attributes["lang"] == lang
    return page


# --- what is said -----------------------------------------------------------------------------


def said(element: Element, lang: str, own: str) -> Iterator[str]:
    """Yield every text of a page in its own language: its nodes, and what attributes say."""
    if element.tag in ("script", "style"):
        yield from (text for name, text in element.attributes.items() if name.startswith("data-"))
        return
    if element.tag == "code":  # an address, which is no language
        return
    lang = element.attributes.get("lang", lang)
    if lang == own:
        yield from (element.attributes[name] for name in SPOKEN if name in element.attributes)
    for child in element.children:
        if isinstance(child, Element):
            yield from said(child, lang, own)
        elif lang == own and child.strip():
            yield " ".join(child.split())


def written(element: Element) -> Iterator[str]:
    """Yield the texts of a page that are marked as Swedish."""
    for part in element.all():
        if part.attributes.get("lang") == "sv":
            for inner in (part, *part.all()):
                yield from (" ".join(c.split()) for c in inner.children if isinstance(c, str))


@cache
def by_machine(lang: str) -> frozenset[str]:
    """Return the words that dates and lists bring along."""
    messages = Messages(lang)
    months = (messages.day(date(2017, month, 1)) for month in range(1, 13))
    words = " ".join((*months, messages.listed(["1", "2", "3"])))
    return frozenset(re.findall(r"[^\W\d]+", words))


def fragments(sentences: Iterable[str]) -> list[str]:
    """Return the pieces of sentences between their tags and values, the longest first."""
    pieces: set[str] = set()
    for sentence in sentences:
        text = re.sub(r"<[^>]*>|%\(\w+\)s|{[^}]*}|&\w+;", "\0", sentence.replace("%%", "%"))
        pieces.update(" ".join(piece.split()) for piece in text.split("\0"))
    return sorted((piece for piece in pieces if re.search(r"[^\W\d]", piece)), key=len)[::-1]


def left_of(text: str, known: Iterable[str]) -> str:
    """Return the words that are left of a text without what is known."""
    text = CODE.sub("\0", text)
    for piece in known:
        if piece.lower() in text.lower():
            before = r"(?<!\w)" if piece[0].isalnum() else ""
            after = r"(?!\w)" if piece[-1].isalnum() else ""
            text = re.sub(before + re.escape(piece) + after, "\0", text, flags=re.IGNORECASE)
    return " ".join(re.findall(r"[^\W\d]{2,}", text))


def names() -> list[str]:
    """Return what entries, posts and searches are called, which sentences and titles hold."""
    registers = ORGANISATIONS + PROJECTS + FOUND + CATEGORIES
    found = re.findall(r"name: (.+)|aliases: \[(.+)\]", registers)
    titles = [each.title for each in (*news(), post("2022-01-01", "Etiketter", ""))]
    all_names = [name.strip("\"' ") for pair in found for part in pair for name in part.split(",")]
    return [*filter(None, all_names), *titles]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_speaks_one_language(client: TestClient, catalogue: Catalog, lang: str) -> None:
    entries = [message for message in catalogue if message.id]
    if lang == "sv":
        sentences = [text for entry in entries for text in strings(entry)]
    else:
        sentences = [
            text
            for entry in entries
            for text in ([entry.id] if isinstance(entry.id, str) else entry.id)
        ]
    known = sorted({*names(), *NAMES, *fragments(sentences), *by_machine(lang)}, key=len)[::-1]
    foreign: dict[str, list[str]] = {}
    for address in PAGES:
        page = page_of(client, address, lang)
        swedish = set(written(page_of(client, address, "en")))
        for text in said(page, "", lang):
            if not (lang == "sv" and text in swedish) and (left := left_of(text, known)):
                foreign.setdefault(f"{left!r} of {text[:100]!r}", []).append(address)
    assert not foreign, "\n".join(f"{text}: {where}" for text, where in foreign.items())


def test_a_name_on_an_english_page_says_that_it_is_swedish(client: TestClient) -> None:
    unmarked: dict[str, list[str]] = {}
    for address in PAGES:
        page = page_of(client, address, "en")
        for text in {*said(page.one("body"), "en", "en")} & {*names()}:
            unmarked.setdefault(text, []).append(address)
    assert unmarked == {}


def test_a_sentence_that_is_in_no_catalogue_is_found() -> None:
    page = read_page('<html lang="en"><p>Search all posts</p><p title="Sök här">12 hits</p></html>')
    known = fragments(["Search %(posts)s posts", "<b>all</b>", "{count} hits"])
    left = [left_of(text, known) for text in said(page, "", "en")]
    assert [each for each in left if each] == ["Sök här"]
