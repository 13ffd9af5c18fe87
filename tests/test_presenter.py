"""That a post is shown alike whether its analysis was kept or is made anew."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.corpus.mentions import Mentions
from kb.corpus.paragraph import Paragraph
from kb.corpus.register import Entry
from kb.corpus.store import read_corpus
from kb.indexing import documents
from kb.search.port.analysis import KeptAnalysis
from kb.search.port.document import Document
from kb.search.port.engine import Match
from kb.search.port.queries import EVERYTHING, BooleanQuery
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting import presenter
from kb.search.presenting.answer import Hit
from kb.search.presenting.presenter import Presenter
from kb.search.query.parser import parse
from kb.search.query.query import Filters
from kb.search.query.request import NO_FILTERS
from tests.corpora import analyzer, post, registers, rewritten
from tests.marking import kept
from tests.relevance.collection import CORPUS, read_queries

REGISTERS = registers(organisations=[Entry(id="akerbo", name="Åkerbo kommun", aliases=("Åkerbo",))])


def shown_both_ways(
    shows: Presenter,
    query: BooleanQuery,
    posts: Sequence[Document],
    filters: Filters = NO_FILTERS,
    analyses: Mapping[str, KeptAnalysis] | None = None,
) -> tuple[Hit, ...]:
    """What is shown of posts, which is the same both ways."""
    analyses = analyses or kept(posts)
    anew = [Match(each, 1.0) for each in posts]
    stored = [Match(each, 1.0, analyses[each.id]) for each in posts]
    hits = shows.hits(query, anew, filters)
    assert shows.hits(query, stored, filters) == hits
    return hits


# --- the shipped posts ------------------------------------------------------------------------


@cache
def shipped() -> tuple[tuple[Document, ...], Mapping[str, KeptAnalysis]]:
    """Every third post, and the analyses of these."""
    corpus = read_corpus(CORPUS)
    posts = tuple(documents(corpus.posts[::3], Mentions(corpus.registers)))
    return posts, kept(posts)


@pytest.mark.parametrize("masked", [False, True])
def test_posts_are_shown_alike_for_words(masked: bool) -> None:
    shows = Presenter(TextAnalysis(analyzer()), read_corpus(CORPUS).registers, masked)
    texts = [text for _, text in list(read_queries().values())[masked::12]]
    posts, analyses = shipped()
    marked = 0
    for text in (*texts, "coo* OR fören*", '"den 1 juli"', "e-post 29 juni 2017"):
        hits = shown_both_ways(shows, rewritten(parse(text)), posts, analyses=analyses)
        marked += sum(bool(passage.highlights) for hit in hits for passage in hit.snippets)
    assert marked > len(texts)


def test_posts_are_shown_alike_for_names() -> None:
    corpus = read_corpus(CORPUS)
    shows = Presenter(TextAnalysis(analyzer()), corpus.registers, False)
    posts, analyses = shipped()
    for kind in (ORGANISATION, PROJECT):
        chosen = {name for each in posts for name in each.about(kind)[:1]}
        filters = Filters.of({kind.name: chosen})
        hits = shown_both_ways(shows, EVERYTHING, posts, filters, analyses)
        assert any(passage.highlights for hit in hits for passage in hit.snippets)


# --- wild posts -------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("bro", "Bron", "broar", "träbron", "ideell", "sektor", "Och", "i", ". ", "\n", "”", "🎉"),
        *(
            "fo\u0308rening",
            "koopera\u00adtiv",
            "ASF:er",
            "e-post",
            "29 juni 2017",
            "10 000",
            "R & D",
        ),
        *("Åkerbo", "Åkerbos", "ring 070-123 45 67", "bro@exempel.se", "\u00a0", "- ", "x y " * 80),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map(" ".join)
PARAGRAPHS = st.builds(Paragraph, st.just("s-1"), TEXTS, st.booleans())
POSTS = st.builds(
    Document,
    id=st.just("2020-01-01-p"),
    title=TEXTS,
    published=st.just(date(2020, 1, 1)),
    updated=st.none(),
    source=st.none(),
    entries=st.just({"organisation": ("akerbo",)}),
    tags=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    aliases=st.just(()),
    paragraphs=st.lists(PARAGRAPHS, max_size=5).map(tuple),
    html=st.sampled_from(["", '<p><a href="tel:+461">0 1 2 3 4 5</a></p>']),
)
QUERIES = st.lists(
    st.sampled_from(
        [
            *("bro", "broar", "förening", "kooperativ", "asf", "och", "x", "ide*", "-bro", "epost"),
            *('"ideell sektor"', '"bro i"', '"i"', "bro* OR sek*", "10000", "2017-06-29", "r&d"),
            *("070", "exempel", "åkerbo"),
        ]
    ),
    max_size=5,
).map(" ".join)


@given(st.lists(POSTS, min_size=1, max_size=3), QUERIES, st.booleans(), st.booleans())
def test_any_posts_are_shown_alike(
    wild: list[Document], typed: str, masked: bool, named: bool
) -> None:
    shows = Presenter(TextAnalysis(analyzer()), REGISTERS, masked)
    filters = Filters.of({"organisation": ["akerbo"]}) if named else NO_FILTERS
    posts = [replace(each, id=f"{each.id}-{number}") for number, each in enumerate(wild)]
    hits = shown_both_ways(shows, rewritten(parse(typed)), posts, filters)
    if masked:
        shown = " ".join(
            text for hit in hits for text in (hit.title, *(each.text for each in hit.snippets))
        )
        assert "123 45" not in shown
        assert "bro@" not in shown


@given(st.lists(POSTS, min_size=2, max_size=3), QUERIES, st.booleans())
def test_a_post_is_shown_alike_whatever_is_shown_with_it(
    wild: list[Document], typed: str, named: bool
) -> None:
    shows = Presenter(TextAnalysis(analyzer()), REGISTERS, True)
    query = rewritten(parse(typed))
    filters = Filters.of({"organisation": ["akerbo"]}) if named else NO_FILTERS
    about = [{"organisation": ("akerbo",)}, {}]
    matches = [Match(replace(each, entries=about[n % 2]), 1.0) for n, each in enumerate(wild)]
    alone = tuple(hit for match in matches for hit in shows.hits(query, [match], filters))
    assert shows.hits(query, matches, filters) == alone


def test_what_is_not_looked_at_of_a_long_post_is_shown_where_it_alone_matches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presenter, "_WORDS_A_POST", 3)
    body = "Ett två tre fyra.\n\nEn bro.\n\nTvå broar."
    (long,) = documents([post("2020-01-01", "Nytt", body)], Mentions(REGISTERS))
    shows = Presenter(TextAnalysis(analyzer()), REGISTERS, False)
    (hit,) = shown_both_ways(shows, rewritten(parse("bro")), [long])
    assert [passage.text for passage in hit.snippets] == ["En bro."]
    (hit,) = shown_both_ways(shows, rewritten(parse("nytt")), [long])
    assert [passage.text for passage in hit.snippets] == ["Ett två tre fyra."]
