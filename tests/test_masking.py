"""A site shows posts without contact details, everywhere; scripts see posts as written."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.corpus.post import Post
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.search.completions import WORD
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.contacts import EMAIL_HIDDEN, PHONE_HIDDEN
from kb.search.query.parser import parse
from kb.search.query.query import Notice
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.search.shown_words import ShownWords
from kb.settings import Settings
from kb.web.app import create_app
from tests.corpora import post, write_corpus

TITLE = "Ring 0701234567 om bron"
POSTS: list[Post] = [
    post(
        "2017-01-01",
        TITLE,
        "Anmäl dig till anna.ek@bron.exempel eller 040-12 34 56 före festen.\n\n"
        "Mejla [Anna Ek](mailto:anna.ek@bron.exempel) eller [ring](tel:0701234567), 12 gäster går."
        "\n\n"
        "Slå en signal till [65 43 21](tel:+4640654321). Eller 65 43 21 i nödfall.",
        id="2017-01-01-bron",
        source="https://fika.exempel/?m=anna.ek%40bron.exempel",
        tags=["anna.ek@bron.exempel", "070-123 45 68", "Segling bo@fika.exempel"],
    ),
    post(
        "2017-01-02", "Utan", f"{'Ord utan mening. ' * 20}Hela 2017 firades.", id="2017-01-02-utan"
    ),
    # What of a long post is looked at anew where it alone matches.
    post(
        "2017-01-03",
        "Lång",
        "\n\n".join(
            [*(["Lång text utan slut."] * 30), "Kontakt: siv@sist.exempel om sista ordet."]
        ),
        id="2017-01-03-lang",
    ),
]
SECRETS = re.compile(r"@|ek@|bron\.exempel|sist\.exempel|0701234567|12 34 56|123 45 68|65 43 21")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contacts")
    build_index(write_corpus(folder / "corpus", POSTS), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def masking(index: Path) -> Iterator[SearchService]:
    with KnowledgeBase(index, mask_contacts=True) as knowledge_base:
        yield knowledge_base.service


QUERIES = [
    *("", "bron", "anmäl festen", "fest", "ring", "anna ek", "anna.ek@bron.exempel", "0701234567"),
    *(
        "040-12 34 56",
        '"040-12 34 56"',
        "070 123 45 68",
        "gäster",
        "siv",
        "sista",
        "exempel",
        "2017",
    ),
]


@pytest.mark.parametrize("query", QUERIES)
def test_no_hit_shows_a_contact(masking: SearchService, query: str) -> None:
    answer = masking.search(make_request(query))
    assert answer.total
    for hit in answer.hits:
        shown = [hit.title, *(each.text for each in hit.snippets)]
        shown += [str(dict(reason.values)) for reason in hit.reasons]
        assert not SECRETS.search(" ".join(shown)), shown
        for start, end in hit.title_highlights:
            assert 0 <= start < end <= len(hit.title)
        for snippet in hit.snippets:
            for start, end in snippet.highlights:
                assert 0 <= start < end <= len(snippet.text)


def test_highlights_are_places_of_what_is_shown(masking: SearchService) -> None:
    hit = next(h for h in masking.search(make_request("bron festen gäster")).hits)
    assert hit.title == f"Ring {PHONE_HIDDEN} om bron"
    assert [hit.title[start:end] for start, end in hit.title_highlights] == ["bron"]
    (snippet,) = hit.snippets
    assert snippet.text.startswith(
        f"Anmäl dig till {EMAIL_HIDDEN} eller {PHONE_HIDDEN} före festen."
    )
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["festen", "gäster"]


@pytest.mark.parametrize(
    "query", ["0701234567", '"anna.ek@bron.exempel"', "exempel", '"040-12 34 56"', "040"]
)
def test_who_searches_for_a_contact_is_told_that_it_is_not_shown(
    masking: SearchService, query: str
) -> None:
    hits = masking.search(make_request(query)).hits
    hit = next(hit for hit in hits if hit.id == "2017-01-01-bron")
    assert hit.reasons == (Notice.of("hidden-contact"),)
    assert not hit.title_highlights
    assert not any(snippet.highlights for snippet in hit.snippets)


@pytest.mark.parametrize("query", ["", "bron", "fest", "utan"])
def test_nobody_else_is(masking: SearchService, query: str) -> None:
    hits = masking.search(make_request(query)).hits
    assert Notice.of("hidden-contact") not in [r for hit in hits for r in hit.reasons]


def test_a_tag_that_tells_is_masked(masking: SearchService) -> None:
    (hit,) = masking.search(make_request("segling")).hits
    assert hit.reasons == (Notice.of("tag", tag=f"Segling {EMAIL_HIDDEN}"),)


def test_a_post_is_shown_without_contacts(masking: SearchService) -> None:
    document = masking.post("2017-01-01-bron")
    assert document is not None
    shown = [document.title, *document.tags, *(p.text for p in document.paragraphs), document.html]
    assert not SECRETS.search(" ".join(shown))
    assert "tel:" not in document.html
    assert "mailto:" not in document.html
    assert document.tags == (f"Segling {EMAIL_HIDDEN}",)
    assert masking.post("2017-01-09-ingen") is None
    marked = masking.marked(document, parse("anna ek festen"))
    assert not SECRETS.search(marked.html)
    assert marked.count == 3  # Anna, Ek, festen
    assert masking.marked(document, parse("0701234567")).count == 0


def test_a_post_that_was_read_first_is_masked_among_hits(index: Path) -> None:
    with KnowledgeBase(index, mask_contacts=True) as knowledge_base:
        service = knowledge_base.service
        document = service.post("2017-01-01-bron")
        assert document is not None
        service.marked(document, parse("bron"))
        (hit,) = service.search(make_request("bron festen")).hits
        assert hit.title == f"Ring {PHONE_HIDDEN} om bron"
        (hit,) = service.search(make_request("0701234567")).hits
        assert hit.reasons == (Notice.of("hidden-contact"),)


def test_posts_beside_a_post_have_no_contacts(tmp_path: Path) -> None:
    """They are alike by their own words; those of the masks make none alike."""
    said = "Anmäl dig till lägret på Tjurholmen hos Bengt Karlqvist, {} senast i maj."
    posts = [
        post("2018-01-01", "Ett 040-12 34 56", said.format("b@x.exempel"), id="2018-01-01-ett"),
        post("2018-01-02", "Två 040-12 34 57", said.format("c@x.exempel"), id="2018-01-02-tva"),
        *(post(f"2018-01-0{n}", "Dolt telefonnummer", "Dold e-postadress.") for n in (3, 4)),
        *POSTS,
    ]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    with KnowledgeBase(tmp_path / "index", mask_contacts=True) as knowledge_base:
        service = knowledge_base.service
        document = service.post("2018-01-01-ett")
        assert document is not None
        (alike,) = service.similar(document)
        assert alike.title == f"Två {PHONE_HIDDEN}"
        assert "12 34" not in alike.to_json()


@pytest.mark.parametrize("typed", ["ring", "07", "070123", "om bron", "040 12", "anna", "siv"])
def test_completions_tell_no_contact(masking: SearchService, typed: str) -> None:
    for completion in masking.completions.of(typed):
        assert not SECRETS.search(completion.text), completion
        assert completion.text != "040 12 34"


@pytest.mark.parametrize("typed", ["siv", "fik", "anna bro", "exem", "om exem"])
def test_words_of_contacts_alone_are_no_completions(masking: SearchService, typed: str) -> None:
    """Those of an address that stand in texts, too, are."""
    offered = [each.text for each in masking.completions.of(typed) if each.kind == WORD]
    assert not {"siv", "fika", "exempel", "om exempel"} & set(offered)
    assert "bron" in [each.text for each in masking.completions.of("bro")]
    assert "anna" in [each.text for each in masking.completions.of("ann")]


def test_a_word_is_shown_where_any_post_shows_it(tmp_path: Path) -> None:
    """Most have it in an address; one has it in its text, in a title, a tag, or of two parts."""
    posts = [
        post("2018-01-01", "Hos Tjurholmen", "Ett-Två och tre.", tags=["Segelkryss"]),
        post("2018-01-02", "Två", "lank@tjurholmen.exempel, tjurholmen@segelkryss.exempel"),
    ]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    with KnowledgeBase(tmp_path / "index", mask_contacts=True) as knowledge_base:
        service = knowledge_base.service
        shown = ShownWords(service.engine, TextAnalysis(service.analyzer))
        for word in ("tjurholmen", "tre", "segelkryss", "etttvå"):
            assert word in shown, word
        for word in ("lank", "exempel", "nowhere"):
            assert word not in shown, word


def test_no_search_to_begin_with_has_a_word_of_contacts_alone(tmp_path: Path) -> None:
    said = "Mejla kretsen på vinterförening@exempel.se om mötet."
    posts = [post(f"2018-01-{n:02}", "Möte", said if n < 4 else "Mötet.") for n in range(1, 31)]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    for mask_contacts in (True, False):
        with KnowledgeBase(tmp_path / "index", mask_contacts=mask_contacts) as knowledge_base:
            found = "vinterförening" in " ".join(knowledge_base.service.examples)
            assert found is not mask_contacts


def test_no_other_spelling_is_a_word_of_contacts_alone(tmp_path: Path) -> None:
    said = "Vi skriver till rebekka@fika.exempel om mötet."
    posts = [post(f"2018-01-0{n}", "Möte", said) for n in range(1, 6)]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    for mask_contacts in (True, False):
        with KnowledgeBase(tmp_path / "index", mask_contacts=mask_contacts) as knowledge_base:
            search = knowledge_base.service.search
            hidden = search(make_request("rebeka")).interpretation.suggestion
            assert hidden == (None if mask_contacts else "rebekka")
            assert search(make_request("skrievr")).interpretation.suggestion == "skriver"


def test_completions_have_titles_and_years(masking: SearchService) -> None:
    assert f"Ring {PHONE_HIDDEN} om bron" in [c.text for c in masking.completions.of("ring")]
    assert "2017" in [c.text for c in masking.completions.of("20")]


def test_scripts_and_the_command_line_see_posts_as_they_are(index: Path) -> None:
    with open_knowledge_base(index) as knowledge_base:
        (hit,) = knowledge_base.search("0701234567").hits
        assert hit.title == TITLE
        document = knowledge_base.service.post("2017-01-01-bron")
        assert document is not None
        assert "anna.ek@bron.exempel" in document.html
        assert TITLE in [c.text for c in knowledge_base.service.completions.of("ring")]


ADDRESSES = (
    *("/", "/sok?q=bron", "/sok.json?q=anna", "/inlagg/2017-01-01-bron", "/forslag?q=ring"),
    *("/sok?q=bron&utskrift=1", "/sok.atom?q=bron", "/sok.csv?q=bron", "/sok.embed?q=bron"),
    *("/inlagg/2017-01-01-bron?q=festen", "/sok.atom", "/sok.csv"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_site_shows_contacts_only_where_its_setting_says_so(index: Path, address: str) -> None:
    for mask_contacts in (True, False):
        app = create_app(Settings(index=str(index), mask_contacts=mask_contacts))
        body = TestClient(app).get(address).text
        body = json.dumps(json.loads(body), ensure_ascii=False) if body[0] in "[{" else body
        assert (
            bool(re.search(r"ek(@|%40)bron|0701234567|12 34 56|65 43 21", body))
            is not mask_contacts
        )
        app.state.knowledge_base.close()
