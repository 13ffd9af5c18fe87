from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.engines import open_engine
from kb.indexing import build_index
from kb.results import Results
from kb.search.port.engine import Matches
from kb.search.presenting.answer import Answer, Hit
from kb.search.query.parser import parse, query_text
from kb.search.query.query import Filters, Notice, Order
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import news, post, write_corpus

WASHING, SEMINAR, BRIDGE = (each.id for each in news()[:3])
TWO_NEW, OPEN_HOUSE = (each.id for each in news()[5:7])

Search = Callable[..., Answer]


@pytest.fixture(scope="module")
def search(service: SearchService) -> Search:
    def search_(text: str = "", **choices: object) -> Answer:
        return service.search(make_request(text, **choices))  # type: ignore[arg-type]

    return search_


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


# --- what a search finds ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["kooperativ", "kooperativet", "kooperativen", "kooperativens", "KOOPERATIV"]
)
def test_every_inflection_finds_every_other(search: Search, word: str) -> None:
    assert set(ids(search(word))) == {WASHING, SEMINAR, TWO_NEW}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # all words are required
        # phrases: as written, case aside
        ('"ideell sektor"', [OPEN_HOUSE]),
        ('"Ideell SEKTOR"', [OPEN_HOUSE]),
        ('"ideella sektorn"', [BRIDGE]),
        ('"sektor ideell"', []),
        # … and never across paragraphs: "… en tvättmaskin." / "Nu vill …"
        ('"köpte en tvättmaskin"', [WASHING]),
        ('"tvättmaskin nu"', []),
        ('"åkerbo fyra"', []),
        # without
        ("kooperativ -seminarium", [WASHING, TWO_NEW]),
        ("grannar -kooperativen", ["2017-01-15-grannkraft-f-r-st-d"]),
        ('kooperativ -"lagar cyklar"', [WASHING, SEMINAR]),
        ("kooperativ -kooperativet", []),
        # either
        ("soppa OR cyklar", [SEMINAR, TWO_NEW]),
        ("soppa ELLER cyklar", [SEMINAR, TWO_NEW]),
        ("kooperativ soppa OR cyklar", [SEMINAR, TWO_NEW]),
        # beginnings
        ("tvättm*", [WASHING]),
        ("tvä*", [WASHING]),
        ("tva*", []),
        # dots make another letter
        # stop words are not required
        ("kooperativ inte", [WASHING, SEMINAR, TWO_NEW]),
        ("och kooperativ", [WASHING, SEMINAR, TWO_NEW]),
        # codes and headings are text of the post, too
        ("seminariekod1200", [SEMINAR]),
        ('"så gick det till"', [BRIDGE]),
    ],
)
def test_finds(search: Search, text: str, found: list[str]) -> None:
    assert sorted(ids(search(text))) == sorted(found)


@pytest.mark.parametrize(
    ("text", "first"), [("kooperativ soppa", SEMINAR), ("ideell kommun", OPEN_HOUSE)]
)
def test_all_words_come_before_some(search: Search, text: str, first: str) -> None:
    answer = search(text)
    assert ids(answer)[0] == first
    assert answer.total > 1
    assert answer.interpretation.relaxed is not None
    assert answer.interpretation.relaxation == "some"


def test_stop_words_alone_are_what_is_sought(search: Search) -> None:
    answer = search("som")
    assert 0 < answer.total < 12
    assert answer.request.order == "relevance"


@pytest.mark.parametrize("text", ["", "🎉", "-", '"', "OR"])
def test_nothing_sought_gives_every_post_newest_first(search: Search, text: str) -> None:
    answer = search(text)
    assert answer.total == 12
    dates = [hit.date for hit in answer.hits]
    assert dates == sorted(dates, reverse=True)
    assert {hit.score for hit in answer.hits} == {0.0}


def test_only_exclusions_give_all_other_posts(search: Search) -> None:
    assert search("-kooperativ").total == 9


def test_filters_and_dates(search: Search) -> None:
    zinc = {"organisation": ["zinkhyttan"]}
    assert search(entries=zinc).total == 2
    assert search(entries=zinc, published_to="2015").total == 1
    assert search(published_from="2017-06-01", published_to="2017-06-01").total == 2
    assert search(published_from="2017-06", published_to=date(2017, 6, 30)).total == 2
    both = search(entries={"organisation": ["akerbo-kommun"], "project": ["grannkraft"]})
    assert both.total == 1
    either = search(entries={"project": ["grannkraft", "odla-ihop"]})
    assert either.total == 3


# --- answer ----------------------------------------------------------------------------------


def test_a_hit_tells_what_a_page_shows(search: Search) -> None:
    hit = search("grannkraft hälften").hits[0]
    assert hit.id == "2017-01-15-grannkraft-f-r-st-d"
    assert hit.url == f"/inlagg/{hit.id}"
    assert hit.title == "Grannkraft får stöd"
    assert hit.title_highlights == ((0, 10),)
    assert hit.date == date(2017, 1, 15)
    assert hit.organisations == ("angslunda-bygdelag", "akerbo-kommun")
    assert hit.projects == ("grannkraft",)
    assert any(snippet.highlights for snippet in hit.snippets)


def test_pages_and_totals(search: Search) -> None:
    pages = [search(per_page=5, page=number) for number in (1, 2, 3, 4)]
    assert [len(page.hits) for page in pages] == [5, 5, 2, 0]
    assert {(page.total, page.pages) for page in pages} == {(12, 3)}
    assert [page.request.page for page in pages] == [1, 2, 3, 4]
    assert len({post_id for page in pages for post_id in ids(page)}) == 12
    assert (search("saknas").total, search("saknas").pages) == (0, 0)


def test_a_total_is_that_of_every_page(service: SearchService) -> None:
    interpretation = service.interpret(parse("kooperativ"))
    zinc = Filters.of({"organisation": ["zinkhyttan"]})
    for filters, total in ((Filters(), 3), (zinc, 1)):
        assert service.total(interpretation, filters) == total
        request = replace(make_request("kooperativ", page=9, per_page=100), filters=filters)
        assert service.search(request).total == total


def test_results_as_json(search: Search) -> None:
    answer = search("kooperativ -seminarium", per_page=1)
    found = Results.of(answer, lambda notice: notice.code).to_json()
    assert list(found) == [
        *("query", "total", "page", "pages", "notices", "relaxed", "hits", "facets", "suggestion")
    ]
    assert found["query"] == "kooperativ -seminarium"
    assert (found["total"], found["page"], found["pages"]) == (2, 1, 2)
    assert (found["notices"], found["relaxed"], found["suggestion"]) == ([], None, None)
    (hit,) = found["hits"]
    assert list(hit) == [
        *("id", "title", "date", "url", "score", "organisations", "projects", "snippets")
    ]
    assert hit["date"] == "2017-06-01"
    assert hit["snippets"][0]["highlights"] == [[7, 19], [45, 58]]
    assert list(found["facets"]) == ["organisation", "project", "year"]
    assert found["facets"]["year"] == [
        {"id": "2017", "label": "2017", "count": 1, "selected": False},
        {"id": "2015", "label": "2015", "count": 1, "selected": False},
    ]


def test_unknown_choices_are_no_fault_but_noticed(search: Search) -> None:
    unknown = {"organisation": ["finns-ej", "zinkhyttan"], "project": ["x\n y" + "z" * 100]}
    answer = search(entries=unknown)
    assert answer.total == 0
    assert answer.notices == (
        Notice.of("unknown-organisation", id="finns-ej"),
        Notice.of("unknown-project", id=f"x y{'z' * 77}"),
    )
    assert search(entries={"category": ["kurs"]}).notices == (
        Notice.of("unknown-category", id="kurs"),
    )
    assert search(entries={"organisation": ["osthamra-odlare"]}).notices == ()


def test_an_id_that_only_posts_know_is_known(tmp_path: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus", [post("2017-01-01", "Bron", organisations=["okand"])]
    )
    build_index(corpus, tmp_path / "index")
    service = SearchService(open_engine(tmp_path / "index"))
    # … also where the search at hand finds none of its posts.
    for text, total in (("bron", 1), ("annat", 0)):
        answer = service.search(make_request(text, {"organisation": ["okand"]}))
        assert (answer.total, answer.notices) == (total, ())
    assert service.knows(ORGANISATION, "okand")
    assert not service.knows(PROJECT, "okand")
    assert not service.knows(ORGANISATION, "annat")
    service.engine.close()


def test_what_was_shown_before_changes_nothing(service: SearchService) -> None:
    texts = ["kooperativ", "soppa OR cyklar", "", "kooperativ", "tvättm*"]
    for text in texts:
        anew = SearchService(service.engine)
        assert service.search(make_request(text)) == anew.search(make_request(text))


# --- the three calls --------------------------------------------------------------------------

TEXTS = [
    "",
    "kooperativ",
    "ideell kommun",
    '"ideell sektor"',
    "kooperatvi",
    "-kooperativ",
    "saknas",
]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("text", TEXTS)
def test_slices_of_any_size_give_the_hits_of_the_pages(
    service: SearchService, text: str, order: Order
) -> None:
    for per_page, step in ((5, 7), (7, 7), (100, 1)):
        pages = [service.search(make_request(text, order=order, per_page=per_page))]
        for page in range(2, pages[0].pages + 1):
            request = make_request(text, order=order, page=page, per_page=per_page)
            pages.append(service.search(request))
        interpretation = service.interpret(parse(text))
        wanted = pages[0].request.order
        exported: list[Hit] = []
        for start in range(0, 12 + step, step):
            stop = start + step
            matches = service.match(interpretation, Filters(), wanted, start, stop, facets=False)
            assert matches.total == pages[0].total
            exported.extend(service.present(interpretation, matches.hits))
        assert exported == [hit for page in pages for hit in page.hits]
        assert len(exported) == pages[0].total


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("text", TEXTS)
def test_each_post_that_matches_comes_once_and_in_order(
    service: SearchService, text: str, order: Order
) -> None:
    interpretation = service.interpret(parse(text))
    for filters in (Filters(), Filters().between(date(2017, 1, 1), None)):
        whole = service.match(interpretation, filters, order, 0, 12)
        assert len(whole.hits) == whole.total
        for step in (1, 5, 12, 500):
            assert tuple(service.each(interpretation, filters, order, step)) == whole.hits


def test_facets_are_counted_for_who_asks_for_them(service: SearchService) -> None:
    interpretation = service.interpret(parse("kooperativ"))

    def match(**choices: bool) -> Matches:
        return service.match(interpretation, Filters(), Order.NEWEST, 0, 2, **choices)

    assert match().counts == match(facets=False).counts == {}
    with_facets = match(facets=True)
    assert with_facets.counts["year"] == {"2015": 2, "2017": 1}
    assert replace(with_facets, counts={}) == match()
    facets = service.search(make_request("kooperativ")).facets
    assert {value.id: value.count for value in facets["year"]} == with_facets.counts["year"]


def test_an_empty_slice_has_a_total(service: SearchService) -> None:
    interpretation = service.interpret(parse("kooperativ"))
    for start, stop in ((0, 0), (3, 9), (99, 100)):
        matches = service.match(interpretation, Filters(), Order.RELEVANCE, start, stop)
        assert (matches.total, matches.hits) == (3, ())
    assert service.present(interpretation, ()) == ()


# --- posts ------------------------------------------------------------------------------------


def test_post_by_id_by_former_id_and_none(service: SearchService) -> None:
    for post_id in (WASHING, "2015-03-02-tvatten"):
        document = service.post(post_id)
        assert document is not None
        assert (document.id, document.updated) == (WASHING, date(2015, 3, 4))
    assert service.post("2015-03-02-finns-ej") is None
    bridge = service.post(BRIDGE)
    assert bridge is not None
    assert bridge.source == "https://example.org/bron"
    assert [each.text for each in bridge.paragraphs if each.heading] == ["Så gick det till"]


# --- signs of other search engines ---


SYNTAX = Notice.of("syntax-hint")


@pytest.mark.parametrize(
    ("text", "found", "told"),
    [
        ("(kooperativ OR förening) bröd", [TWO_NEW], False),
        ("soppa~", [SEMINAR], False),
        ("+soppa", [SEMINAR], False),
        # Nothing has all the words as they stand, so looser hits come with the hint.
        ("titel:soppa", [SEMINAR], True),
        ("org:xyzzy", [], True),
        ('"ideell sektor"~3', [OPEN_HOUSE], False),
        ('"sektor ideell"~3', [], True),
        # Nothing is found, but not for any sign.
        ("xyzzy", [], False),
        ("vad är xyzzy?", [], False),
    ],
)
def test_signs_that_mean_nothing_are_told_of_where_they_find_nothing(
    search: Search, text: str, found: list[str], told: bool
) -> None:
    answer = search(text)
    assert ids(answer)[:1] == found
    assert answer.notices == ((SYNTAX,) if told else ())


def test_a_filter_that_leaves_nothing_tells_of_signs_too(search: Search) -> None:
    assert search("(soppa)").notices == ()
    assert search("(soppa)", published_from="2020").notices == (SYNTAX,)


# --- whatever is typed ------------------------------------------------------------------------

TYPED = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.sampled_from(
            ['"', "”", "-", "OR ", "ELLER", "*", "sam*", " ", "och ", "bro ", "-bro ", "kooperativ"]
        ),
    ),
    max_size=20,
).map("".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED, st.sampled_from([None, "relevance", "newest", "oldest"]), st.integers(1, 10**9))
@example("kooperativ" * 1_000, None, 1)
@example("a* " * 5_000, None, 1)
@example('"' + "och " * 5_000 + '"', None, 1)
@example("\0\x1b\u202e\ud800", None, 1)
def test_nothing_typed_is_an_error(search: Search, text: str, order: str | None, page: int) -> None:
    answer = search(text, order=order, page=page)
    assert answer.request.query.text == query_text(text)
    assert len(answer.hits) <= 10
    assert answer.pages == -(-answer.total // 10)
    for hit in answer.hits:
        assert hit.score == round(hit.score, 4)
        for start, end in hit.title_highlights:
            assert 0 <= start < end <= len(hit.title)


def test_long_searches_say_that_they_were_cut(search: Search) -> None:
    assert search("kooperativ " * 1_000).notices == (Notice.of("cut-characters", count=300),)
    assert search("kooperativ " * 1_000).total == 3
    words = " ".join(f"o{number}" for number in range(40))
    assert search(words).notices == (Notice.of("cut-words", count=32),)
