"""Scores, compared with BM25 as the book has it, and what each kind of query and clause counts.

`test_engines` compares whole searches with a reference of the whole specification; here it is seen
piece by piece.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from kb.engines.embedded.reading.scoring import Scoring
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    ScoredPostsQuery,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.query.query import Occur
from tests.opened import Opened, document, opened

# Title, body, tags of each post.
TEXTS = [
    ("ny bro", "en bro är en bro", ""),
    ("kyrka", "bron är ny", "färja kaj färja"),
    ("", "bro", ""),
    ("röd kyrka", "", "kaj"),
    ("ny båt", "båt och bro och kyrka och båt grannkraft", "färja " * 12),
    ("bro", "lång text " * 13, ""),
    ("bro bro", "bro bro bro", "kaj"),  # deleted
]
FIELDS = ("title", "body", "tags")
GONE = 6
LIVE = len(TEXTS) - 1
# The others are of 2017.
OF_2016 = (2, GONE)

Match = Callable[..., dict[int, float]]


def written(post: int) -> Document:
    title, body, tags = TEXTS[post]
    return document(
        str(post),
        title,
        body,
        published=date(2016 if post in OF_2016 else 2017, 1, 1),
        tags=[tags] if tags else [],
        entries={
            "organisation": ["a-a"] if post in (1, 3, GONE) else [],
            "project": ["p-p"] if post == 3 else [],
        },
    )


@pytest.fixture(scope="module")
def index() -> Iterator[Opened]:
    with opened(
        [written(post) for post in range(4)],
        [written(post) for post in range(4, 7)],
        gone={str(GONE)},
    ) as index:
        yield index


@pytest.fixture(scope="module")
def scoring(index: Opened) -> Scoring:
    return index.scoring


def boolean(*clauses: BooleanClause | DisjunctionMax | Query) -> BooleanQuery:
    """A boolean query of clauses; what is no clause yet is one that must match."""
    return BooleanQuery(tuple(map(must, clauses)))


def must(clause: BooleanClause | DisjunctionMax | Query) -> BooleanClause:
    if isinstance(clause, BooleanClause):
        return clause
    return BooleanClause(
        clause if isinstance(clause, DisjunctionMax) else DisjunctionMax((clause,))
    )


def any_of(*disjuncts: Query) -> DisjunctionMax:
    return DisjunctionMax(disjuncts)


def word(text: str, boost: float = 1.0) -> TermQuery:
    return TermQuery(Term(Form.EXACT, text), boost)


def phrase(*texts: str) -> PhraseQuery:
    return PhraseQuery(Form.EXACT, texts)


def may(text: str) -> BooleanClause:
    return BooleanClause(any_of(word(text)), Occur.MAY, ranking.OPTIONAL)


def should(text: str) -> BooleanClause:
    return BooleanClause(any_of(word(text)), Occur.SHOULD)


def without(*disjuncts: Query) -> BooleanClause:
    return BooleanClause(any_of(*disjuncts), Occur.MUST_NOT)


def matched(index: Opened, query: BooleanQuery) -> dict[int, float]:
    found = index.scoring.match(query)
    assert index.scoring.match(query) is found
    scores = found.scores(found.docs)
    assert found.scores(found.docs[::2]).tolist() == scores.tolist()[::2]
    return dict(zip(map(int, index.ids(found.docs)), scores.tolist(), strict=True))


@pytest.fixture(scope="module")
def match(index: Opened) -> Match:
    return lambda *clauses: matched(index, boolean(*clauses))


def idf(df: int) -> float:
    return math.log(1 + (LIVE - df + 0.5) / (df + 0.5))


def bm25(*words: str) -> dict[int, float]:
    """Score posts by any of some words, as if they were one, field by field."""
    scores: dict[int, float] = {}
    for index_, field in enumerate(FIELDS):
        texts = [text[index_].split() for text in TEXTS[:LIVE]]
        mean = sum(map(len, texts)) / LIVE
        counts = [sum(map(text.count, words)) for text in texts]
        for post, (text, count) in enumerate(zip(texts, counts, strict=True)):
            if count:
                b = ranking.FIELD_B[field]
                norm = ranking.K1 * (1 - b + b * len(text) / mean)
                weight = idf(sum(map(bool, counts))) * count * (ranking.K1 + 1) / (count + norm)
                scores[post] = scores.get(post, 0) + ranking.FIELD_BOOSTS[field] * weight
    return scores


def scaled(scores: dict[int, float], factor: float) -> dict[int, float]:
    return {post: factor * score for post, score in scores.items()}


# --- terms, phrases, prefixes, facets ---------------------------------------------------------


@pytest.mark.parametrize("text", ["bro", "ny", "kyrka", "båt", "text", "och", "färja", "kaj"])
def test_a_word_scores_as_bm25(match: Match, text: str) -> None:
    assert match(word(text)) == pytest.approx(bm25(text), rel=1e-6)


def test_a_prefix_scores_as_one_word(match: Match) -> None:
    assert match(PrefixQuery("bro")) == pytest.approx(bm25("bro", "bron"), rel=1e-6)
    assert match(PrefixQuery("saknas")) == {}


def test_a_phrase_scores_as_a_word_that_stands_where_it_does(match: Match) -> None:
    found = match(phrase("en", "bro"))
    assert set(found) == {0}
    once = match(phrase("bro", "är"))
    assert found[0] > once[0] > 0
    assert match(phrase("bro", "en")) == {}


def test_parts_are_a_field_of_their_own(match: Match) -> None:
    assert set(match(TermQuery(Term(Form.PART, "grann")))) == {4}
    assert match(TermQuery(Term(Form.PART, "kyrka"))) == {}


@pytest.mark.parametrize("text", ["saknas", "", "x" * 70_000])
def test_what_stands_nowhere(match: Match, text: str) -> None:
    assert match(word(text)) == {}
    assert match(phrase("en", text)) == {}
    assert len(match(without(word(text)))) == LIVE


def test_facets(match: Match) -> None:
    found = match(FacetQuery("organisation", "a-a"))
    # The deleted one was about it, too.
    assert set(found) == {1, 3}
    assert len(set(found.values())) == 1
    assert found[1] == pytest.approx(idf(2))
    assert found[1] > 0
    assert set(match(FacetQuery("project", "p-p"))) == {3}
    assert match(FacetQuery("project", "finns-ej")) == {}
    assert match(FacetQuery("category", "p-p")) == {}


def test_years(match: Match) -> None:
    assert match(YearQuery(2016)) == pytest.approx({2: idf(1)})
    assert set(match(YearQuery(2017))) == {0, 1, 3, 4, 5}
    assert match(YearQuery(2018)) == {}


def test_a_boolean_query_adds_up_and_requires_all(match: Match) -> None:
    both = match(boolean(word("ny"), word("bro")))
    ny, bro = bm25("ny"), bm25("bro")
    expected = {post: ny[post] + bro[post] for post in ny if post in bro}
    assert both == pytest.approx(expected, rel=1e-6)
    assert set(both) == {0, 4}


# --- document frequencies ---------------------------------------------------------------------


@pytest.mark.parametrize("text", ["bro", "bron", "ny", "kyrka", "båt", "saknas", ""])
def test_a_post_counts_once_wherever_a_term_stands(index: Opened, text: str) -> None:
    """Post 4 has båt in title and body; deleted posts do not count."""
    posts = sum(text in " ".join(texts).split() for texts in TEXTS[:LIVE])
    assert index.index.frequency(Term(Form.EXACT, text)) == posts


def test_each_form_is_counted_by_itself(index: Opened) -> None:
    assert index.index.frequency(Term(Form.PART, "grann")) == 1
    assert index.index.frequency(Term(Form.PART, "kyrka")) == 0
    assert index.index.frequency(Term(Form.STEM, "grann")) == 0


# --- clauses ----------------------------------------------------------------------------------


def test_a_disjunction_scores_as_its_best_and_a_little_for_others(match: Match) -> None:
    bro, kyrka = bm25("bro"), bm25("kyrka")
    found = match(any_of(word("bro"), word("kyrka")))
    pairs = {post: (bro.get(post, 0), kyrka.get(post, 0)) for post in bro | kyrka}
    expected = {post: max(pair) + ranking.TIE_BREAKER * min(pair) for post, pair in pairs.items()}
    assert found == pytest.approx(expected, rel=1e-6)
    assert match(any_of(word("kyrka"), word("bro"))) == pytest.approx(found)


@pytest.mark.parametrize("boost", [1.0, 0.8, 0.35, 0.1])
def test_a_boost_is_a_factor(match: Match, boost: float) -> None:
    found = match(any_of(word("bro", boost)))
    assert found == pytest.approx(scaled(bm25("bro"), boost), rel=1e-6)


def test_what_stands_for_a_word_is_no_rarer_than_it(match: Match) -> None:
    """A synonym in one post would else outweigh the word, which stands in many."""
    common, rare = bm25("bro"), bm25("båt")
    found = match(any_of(word("bro"), word("båt", 0.6)))
    assert max(rare.values()) > max(common.values())
    assert found[4] < 0.6 * rare[4]
    # … but a word that was typed as well is as rare as it is.
    both = match(any_of(word("bro"), word("båt")))
    assert both[4] == pytest.approx(rare[4] + ranking.TIE_BREAKER * common[4], rel=1e-6)
    # Where the word itself stands nowhere, what stands for it counts by itself.
    assert match(any_of(word("saknas"), word("båt", 0.6))) == pytest.approx(
        scaled(rare, 0.6), rel=1e-6
    )


def test_posts_given_with_scores_match_with_them(match: Match) -> None:
    """Post 6 is deleted; the index has no post 77."""
    given = ScoredPostsQuery((("4", 0.5), ("0", 2.0), ("6", 9.0), ("77", 9.0)), 3.0)
    assert match(any_of(given)) == {0: 6.0, 4: 1.5}
    assert match(any_of(ScoredPostsQuery(()))) == {}
    bro = bm25("bro")
    both = match(word("bro"), BooleanClause(any_of(given), Occur.MAY, 0.5))
    expected = {post: score + {0: 3.0, 4: 0.75}.get(post, 0) for post, score in bro.items()}
    assert both == pytest.approx(expected, rel=1e-6)
    assert set(match(word("bro"), without(given))) == set(bro) - {0, 4}
    assert set(match(word("röd"), BooleanClause(any_of(given), Occur.SHOULD))) == set()
    best = match(any_of(word("bro"), given))
    tied = ranking.TIE_BREAKER
    assert best[0] == pytest.approx(6.0 + tied * bro[0], rel=1e-6)


def test_clauses_add_up(match: Match) -> None:
    found = match(word("bro"), word("ny"))
    assert found == pytest.approx(match(boolean(word("bro"), word("ny"))))
    assert match(word("bro"), word("saknas")) == {}


def test_optional_clauses_add_little_and_require_nothing(match: Match) -> None:
    bro, och = bm25("bro"), bm25("och")
    found = match(word("bro"), may("och"))
    expected = {post: bro[post] + ranking.OPTIONAL * och.get(post, 0) for post in bro}
    assert found == pytest.approx(expected, rel=1e-6)


def test_what_no_post_has_that_is_left_adds_nothing(match: Match) -> None:
    """Post 3 has neither båt nor text, which other posts have."""
    several = BooleanClause(any_of(word("båt"), word("text"), word("saknas")), Occur.MAY)
    assert match(word("röd"), several) == pytest.approx(bm25("röd"), rel=1e-6)
    nested = BooleanClause(any_of(boolean(word("båt")), word("text")), Occur.MAY)
    assert match(word("röd"), nested) == pytest.approx(bm25("röd"), rel=1e-6)


def test_excluded_posts_are_gone_and_score_nothing(match: Match) -> None:
    found = match(word("bro"), without(word("ny")))
    expected = {post: score for post, score in bm25("bro").items() if post not in (0, 1, 4)}
    assert found == pytest.approx(expected, rel=1e-6)


def test_nothing_asked_is_everything(match: Match) -> None:
    assert match() == dict.fromkeys(range(LIVE), 0.0)
    assert set(match(may("och"))) == set(range(LIVE))


def test_a_disjunction_of_nothing_is_never_met(match: Match) -> None:
    assert match(any_of()) == {}
    assert set(match(without())) == set(range(LIVE))


def test_a_word_in_title_and_body_counts_further_once(match: Match) -> None:
    """Post 4 has kyrka and båt, båt in title and body; each disjunct's score is one sum."""
    disjuncts = (word("båt"), word("kyrka"), word("bro"))
    several = [bm25(text) for text in ("båt", "kyrka", "bro")]
    found = match(any_of(*disjuncts))
    for post, score in found.items():
        each = [scores.get(post, 0) for scores in several]
        further = ranking.TIE_BREAKER * (sum(each) - max(each))
        assert score == pytest.approx(max(each) + further, rel=1e-6)


def test_what_was_asked_before_changes_nothing(match: Match, index: Opened) -> None:
    """What was matched is kept: each must stand for itself, however it occurs."""
    asked: list[tuple[BooleanClause | DisjunctionMax | Query, ...]] = [
        (word("bro"),),
        (word("bro"), word("ny")),
        (word("bro"), may("ny")),
        (word("bro"), BooleanClause(any_of(boolean(word("ny"), word("båt"))), Occur.MAY)),
        (word("bro"), without(word("ny"))),
        (word("bro"), should("ny")),
        (word("ny"),),
        (any_of(boolean(word("bro"), word("ny")), word("bro", 0.5)),),
        (word("bro"),),
    ]
    alone = [matched(index, boolean(*clauses)) for clauses in asked]
    for clauses, expected in [*zip(asked, alone, strict=True)] * 2:
        query = boolean(*clauses)
        found = Scoring(index.index, index.columns).match(query)
        for some in (found.docs, found.docs[1::2], found.docs[::2], found.docs):
            scores = zip(map(int, index.ids(some)), found.scores(some).tolist(), strict=True)
            assert all(expected[post] == score for post, score in scores)
        assert match(*clauses) == expected


def test_grams_that_turn_out_to_be_common_tell_nothing(
    match: Match, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second segment has färja once, and a post that is deleted, of which it might be."""
    query = DisjunctionMax((word("färja"),), ("farj",))
    monkeypatch.setattr(ranking, "RARE_POSTS", 2)
    assert match(query) == pytest.approx(bm25("färja"), rel=1e-6)
    monkeypatch.setattr(ranking, "RARE_POSTS", 3)
    assert all(score > bm25("färja")[post] for post, score in match(query).items())


# --- some of the clauses ----------------------------------------------------------------------


def test_some_of_the_clauses_that_should_match_suffice(match: Match) -> None:
    found = match(should("båt"), should("röd"), should("saknas"))
    assert found == pytest.approx(bm25("båt") | bm25("röd"), rel=1e-6)


def test_more_of_them_add_up(match: Match) -> None:
    found = match(should("ny"), should("båt"))
    assert set(found) == {0, 1, 4}
    assert found[4] == pytest.approx(bm25("ny")[4] + bm25("båt")[4], rel=1e-6)


def test_one_of_them_is_required(match: Match) -> None:
    assert match(should("saknas")) == match(word("bro"), should("saknas")) == {}


def test_what_must_match_stays_required(match: Match) -> None:
    found = match(should("ny"), should("båt"), word("kyrka"))
    assert set(found) == {1, 4}
    excluding = match(should("ny"), should("röd"), without(word("båt")))
    assert set(excluding) == {0, 1, 3}


def test_of_those_that_must_match_all_are_required(match: Match) -> None:
    assert set(match(word("ny"), word("båt"))) == {4}


# --- deleted posts ----------------------------------------------------------------------------


def test_deleted_posts_do_not_count(match: Match) -> None:
    """The scores are those of an index in which they never were."""
    with opened([written(post) for post in range(LIVE)]) as index:
        for text in ("bro", "kyrka", "ny", "text", "kaj"):
            assert matched(index, boolean(word(text))) == match(word(text))
