from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.register import Registers
from kb.engines import open_engine
from kb.indexing import build_index, documents
from kb.messages import Messages
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import Urls
from kb.web.pages.article import article, description
from kb.web.visit import Visit
from tests.corpora import ORGANISATIONS, PROJECTS, post, write_corpus

SITE = "https://bank.example"

# --- a description ----------------------------------------------------------------------------


def said(body: str) -> str:
    """Return the description of a post with this body."""
    (document,) = documents([post("2020-01-01", "Titel", body)], Mentions(Registers()))
    return description(document)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", ""),
        ("## Rubrik\n\nKort *text*\nmed en [länk](https://example.org).", "Kort text med en länk."),
        ("Ett.\n\n- två\n- tre", "Ett. två tre"),
        (
            f"{'Åtta ord i en mening som är rätt lång här. ' * 5}",
            "Åtta ord i en mening som är rätt lång här. " * 3,
        ),
        ("Ordet bl.a. " * 20, "Ordet bl.a. " * 12 + "Ordet…"),
        (f"Kort. {'ord ' * 60}", f"Kort. {'ord ' * 37}".rstrip() + "…"),
        ("x" * 200, "x" * 154 + "…"),
    ],
)
def test_it_is_the_first_sentences(body: str, text: str) -> None:
    assert said(body) == text.strip()


@given(st.lists(st.text(alphabet="ab .,–\n#-åÅ12", max_size=120), max_size=5))
def test_it_is_short_and_begins_as_the_text_does(paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    text = said(body)
    whole = " ".join(" ".join(p.text.split()) for p in render(body).paragraphs if not p.heading)
    assert len(text) <= 155
    assert whole.startswith(text.removesuffix("…").rstrip())
    assert bool(text) == bool(whole)


# --- JSON-LD ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    folder = tmp_path_factory.mktemp("article")
    posts = [
        post(
            "2017-06-29",
            "Nytt </script> ”hus”",
            "Projektet Grannkraft bygger. Åkerbo kommun betalar.",
            updated="2017-07-03",
            source="https://example.org/hus",
            categories=["bygge"],
            tags=["hus", "grannar"],
        ),
        post("2018-01-01", "Inget", ""),
    ]
    files = {"categories.yaml": "- id: bygge\n  name: Bygge\n"}
    corpus = write_corpus(folder / "corpus", posts, ORGANISATIONS, PROJECTS, files)
    build_index(corpus, folder / "index")
    engine = open_engine(folder / "index")
    yield SearchService(engine)
    engine.close()


def told(service: SearchService, post_id: str, lang: str = "sv") -> list[Mapping[str, Any]]:
    document = service.post(post_id)
    assert document is not None
    visit = Visit(
        service=service,
        request=make_request("hus"),
        id=post_id,
        printable=False,
        opensearch=False,
        urls=Urls(lang),
        messages=Messages(lang),
        settings=Settings(site_name="Banken", site_url=SITE),
    )
    return list(article(document, visit))


def test_an_article(service: SearchService) -> None:
    here = f"{SITE}/inlagg/2017-06-29-nytt-script-hus"
    site = {"name": "Banken", "url": f"{SITE}/"}
    first, _ = told(service, "2017-06-29-nytt-script-hus")
    assert first == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": here,
        "url": here,
        "mainEntityOfPage": here,
        "headline": "Nytt </script> ”hus”",
        "description": "Projektet Grannkraft bygger. Åkerbo kommun betalar.",
        "inLanguage": "sv",
        "datePublished": "2017-06-29",
        "dateModified": "2017-07-03",
        "isPartOf": {"@type": "WebSite", **site},
        "publisher": {"@type": "Organization", **site},
        "isBasedOn": "https://example.org/hus",
        "about": [
            {"@type": "Project", "name": "Grannkraft", "url": f"{SITE}/projekt/grannkraft"},
            {"@type": "Thing", "name": "Bygge", "url": f"{SITE}/kategorier/bygge"},
        ],
        "mentions": [
            {
                "@type": "Organization",
                "name": "Åkerbo kommun",
                "url": f"{SITE}/organisationer/akerbo-kommun",
            }
        ],
        "keywords": ["hus", "grannar"],
    }


def test_what_a_post_has_not_is_not_told(service: SearchService) -> None:
    first, trail = told(service, "2018-01-01-inget")
    assert first["dateModified"] == first["datePublished"] == "2018-01-01"
    assert not {"description", "isBasedOn", "about", "mentions", "keywords"} & first.keys()
    assert [step["name"] for step in trail["itemListElement"]] == ["Banken", "Inget"]


@pytest.mark.parametrize(("lang", "projects"), [("sv", "Projekt"), ("en", "Projects")])
def test_the_way_from_the_front_page(service: SearchService, lang: str, projects: str) -> None:
    _, trail = told(service, "2017-06-29-nytt-script-hus", lang)
    steps = [(step["position"], step["name"], step["item"]) for step in trail["itemListElement"]]
    assert steps == [
        (1, "Banken", f"{SITE}/"),
        (2, projects, f"{SITE}/projekt"),
        (3, "Grannkraft", f"{SITE}/projekt/grannkraft"),
        (4, "Nytt </script> ”hus”", f"{SITE}/inlagg/2017-06-29-nytt-script-hus"),
    ]
