"""Scores, compared with BM25 as the book has it, and what each kind of way and need counts."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from whoosh import index
from whoosh.reading import IndexReader

from kb.engines.embedded.arrays import PostingArrays
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.matching import _B, _FURTHER, _K1, _OPTIONAL, _WEIGHTS, Matching
from kb.engines.embedded.schema import schema
from kb.search.plan import About, Beginning, Form, Look, Need, Reading, Step, Together, Way
from kb.search.query import Facet, Occur

# Title and body of each post; Whoosh rounds lengths, but keeps up to 10, 12, 13, 14, … 25, 26.
TEXTS = [
    ("ny bro", "en bro är en bro"),
    ("kyrka", "bron är ny"),
    ("", "bro"),
    ("röd kyrka", ""),
    ("ny båt", "båt och bro och kyrka och båt"),
    ("bro", "lång text " * 13),
    ("bro bro", "bro bro bro"),  # deleted
]
GONE = 6
LIVE = len(TEXTS) - 1

Match = Callable[..., dict[int, float]]


def opened(folder: Path) -> IndexReader:
    made = index.create_in(str(folder), schema())
    for some in (range(4), range(4, 7)):
        writer = made.writer()
        for number in some:
            title, body = (
                [(word, place) for place, word in enumerate(text.split())] for text in TEXTS[number]
            )
            writer.add_document(
                id=str(number),
                published="2017-01-01",
                title=title,
                body=body,
                body_part=[("bro", place) for word, place in body if word == "bron"],
                organisation="a-a" if number in (1, 3, GONE) else "",
                project="p-p" if number == 3 else "",
            )
        writer.commit(merge=False)
    writer = made.writer()
    writer.delete_by_term("id", str(GONE))
    writer.commit(merge=False)
    reader = made.reader()
    made.close()
    return reader


@pytest.fixture(scope="module")
def match(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Match]:
    reader = opened(tmp_path_factory.mktemp("matching"))
    columns = Columns(reader)
    matching = Matching(reader, PostingArrays(reader, 1 << 20), columns)

    def match_(*needs: Need | Way, step: Step = Step.STRICT) -> dict[int, float]:
        read = tuple(need if isinstance(need, Need) else Need((need,)) for need in needs)
        found = matching.match(Reading(step, read))
        assert matching.match(Reading(step, read)) is found
        return {
            int(columns.ids[number]): float(found.scores[number])
            for number in np.flatnonzero(found.posts)
        }

    yield match_
    reader.close()


def idf(found: int) -> float:
    return math.log(1 + (LIVE - found + 0.5) / (found + 0.5))


def bm25(*words: str) -> dict[int, float]:
    """Score posts by any of some words, as if they were one, field by field."""
    scores: dict[int, float] = {}
    for place, field in enumerate(("title", "body")):
        texts = [text[place].split() for text in TEXTS[:LIVE]]
        mean = sum(map(len, texts)) / LIVE
        counts = [sum(map(text.count, words)) for text in texts]
        for number, (text, count) in enumerate(zip(texts, counts, strict=True)):
            if count:
                length = _K1 * (1 - _B + _B * len(text) / mean)
                weight = idf(sum(map(bool, counts))) * count * (_K1 + 1) / (count + length)
                scores[number] = scores.get(number, 0) + _WEIGHTS[field] * weight
    return scores


def word(text: str, weight: float = 1.0) -> Look:
    return Look(Form.EXACT, (text,), weight)


def scaled(scores: dict[int, float], factor: float) -> dict[int, float]:
    return {number: factor * score for number, score in scores.items()}


# --- ways -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["bro", "ny", "kyrka", "båt", "text", "och"])
def test_a_word_scores_as_bm25(match: Match, text: str) -> None:
    assert match(word(text)) == pytest.approx(bm25(text), rel=1e-6)


def test_a_beginning_scores_as_one_word(match: Match) -> None:
    assert match(Beginning("bro")) == pytest.approx(bm25("bro", "bron"), rel=1e-6)
    assert match(Beginning("saknas")) == {}


def test_a_phrase_scores_as_a_word_that_stands_where_it_does(match: Match) -> None:
    found = match(Look(Form.EXACT, ("en", "bro")))
    assert set(found) == {0}
    once = match(Look(Form.EXACT, ("bro", "är")))
    assert found[0] > once[0] > 0
    assert match(Look(Form.EXACT, ("bro", "en"))) == {}


def test_parts_are_a_field_of_their_own(match: Match) -> None:
    assert set(match(Look(Form.PART, ("bro",)))) == {1}
    assert match(Look(Form.PART, ("kyrka",))) == {}


@pytest.mark.parametrize("text", ["saknas", "", "x" * 70_000])
def test_what_stands_nowhere(match: Match, text: str) -> None:
    assert match(word(text)) == {}
    assert match(Look(Form.EXACT, ("en", text))) == {}
    assert len(match(Need((word(text),), Occur.MUST_NOT))) == LIVE


def test_about(match: Match) -> None:
    found = match(About(Facet.ORGANISATION, "a-a"))
    # The deleted one was about it, too.
    assert set(found) == {1, 3}
    assert len(set(found.values())) == 1
    assert found[1] > 0
    assert set(match(About(Facet.PROJECT, "p-p"))) == {3}
    assert match(About(Facet.PROJECT, "finns-ej")) == {}


def test_together_adds_up_and_requires_all(match: Match) -> None:
    both = match(Together((Need((word("ny"),)), Need((word("bro"),)))))
    ny, bro = bm25("ny"), bm25("bro")
    expected = {number: ny[number] + bro[number] for number in ny if number in bro}
    assert both == pytest.approx(expected, rel=1e-6)
    assert set(both) == {0, 4}


# --- needs ------------------------------------------------------------------------------------


def test_a_need_scores_as_its_best_way_and_a_little_for_others(match: Match) -> None:
    bro, kyrka = bm25("bro"), bm25("kyrka")
    found = match(Need((word("bro"), word("kyrka"))))
    pairs = {number: (bro.get(number, 0), kyrka.get(number, 0)) for number in bro | kyrka}
    expected = {number: max(pair) + _FURTHER * min(pair) for number, pair in pairs.items()}
    assert found == pytest.approx(expected, rel=1e-6)
    assert match(Need((word("kyrka"), word("bro")))) == pytest.approx(found)


@pytest.mark.parametrize("weight", [1.0, 0.8, 0.35, 0.1])
def test_a_weight_is_a_factor(match: Match, weight: float) -> None:
    found = match(Need((word("bro", weight),)))
    assert found == pytest.approx(scaled(bm25("bro"), weight), rel=1e-6)


def test_what_stands_for_a_word_is_no_rarer_than_it(match: Match) -> None:
    """A synonym in one post would else outweigh the word, which stands in many."""
    common, rare = bm25("bro"), bm25("båt")
    found = match(Need((word("bro"), word("båt", 0.6))))
    assert max(rare.values()) > max(common.values())
    assert found[4] < 0.6 * rare[4]
    # … but a word that was typed as well is as rare as it is.
    both = match(Need((word("bro"), word("båt"))))
    assert both[4] == pytest.approx(rare[4] + _FURTHER * common[4], rel=1e-6)
    # Where the word itself stands nowhere, what stands for it counts by itself.
    assert match(Need((word("saknas"), word("båt", 0.6)))) == pytest.approx(
        scaled(rare, 0.6), rel=1e-6
    )


def test_needs_add_up(match: Match) -> None:
    found = match(word("bro"), word("ny"))
    assert found == pytest.approx(match(Together((Need((word("bro"),)), Need((word("ny"),))))))
    assert match(word("bro"), word("saknas")) == {}


def test_optional_needs_add_little_and_require_nothing(match: Match) -> None:
    bro, och = bm25("bro"), bm25("och")
    found = match(word("bro"), Need((word("och"),), Occur.MAY))
    expected = {number: bro[number] + _OPTIONAL * och.get(number, 0) for number in bro}
    assert found == pytest.approx(expected, rel=1e-6)


def test_excluded_posts_are_gone_and_score_nothing(match: Match) -> None:
    without = match(word("bro"), Need((word("ny"),), Occur.MUST_NOT))
    expected = {number: score for number, score in bm25("bro").items() if number not in (0, 1, 4)}
    assert without == pytest.approx(expected, rel=1e-6)


def test_nothing_asked_is_everything(match: Match) -> None:
    assert match() == dict.fromkeys(range(LIVE), 0.0)
    assert set(match(Need((word("och"),), Occur.MAY))) == set(range(LIVE))


def test_a_need_without_ways_is_never_met(match: Match) -> None:
    assert match(Need(())) == {}
    assert set(match(Need((), Occur.MUST_NOT))) == set(range(LIVE))


def test_a_word_in_title_and_body_counts_further_once(match: Match) -> None:
    """Post 4 has kyrka and båt, båt in title and body; each way's score is one sum."""
    ways = (word("båt"), word("kyrka"), word("bro"))
    several = [bm25(text) for text in ("båt", "kyrka", "bro")]
    found = match(Need(ways))
    for number, score in found.items():
        each = [scores.get(number, 0) for scores in several]
        assert score == pytest.approx(max(each) + _FURTHER * (sum(each) - max(each)), rel=1e-6)


def test_what_was_asked_before_changes_nothing(
    match: Match, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Needs are kept between readings: each must stand for itself, however it occurs."""
    asked: list[tuple[Need, ...]] = [
        (Need((word("bro"),)),),
        (Need((word("bro"),)), Need((word("ny"),))),
        (Need((word("bro"),)), Need((word("ny"),), Occur.MAY)),
        (Need((word("bro"),)), Need((word("ny"),), Occur.MUST_NOT)),
        (Need((word("ny"),)),),
        (Need((Together((Need((word("bro"),)), Need((word("ny"),)))), word("bro", 0.5))),),
        (Need((word("bro"),)),),
    ]
    reader = opened(tmp_path_factory.mktemp("anew"))
    columns = Columns(reader)
    for needs in asked + asked[::-1]:
        anew = Matching(reader, PostingArrays(reader, 1 << 20), columns)
        found = anew.match(Reading(Step.STRICT, needs))
        posts = np.flatnonzero(found.posts)
        assert match(*needs) == {int(columns.ids[n]): float(found.scores[n]) for n in posts}
    reader.close()


# --- some -------------------------------------------------------------------------------------


def loose(text: str) -> Need:
    return Need((word(text),), loose=True)


def test_some_of_the_loose_needs_suffice(match: Match) -> None:
    found = match(loose("båt"), loose("röd"), loose("saknas"), step=Step.SOME)
    assert found == pytest.approx(bm25("båt") | bm25("röd"), rel=1e-6)


def test_more_of_them_add_up(match: Match) -> None:
    found = match(loose("ny"), loose("båt"), step=Step.SOME)
    assert set(found) == {0, 1, 4}
    assert found[4] == pytest.approx(bm25("ny")[4] + bm25("båt")[4], rel=1e-6)


def test_what_is_not_loose_stays_required(match: Match) -> None:
    found = match(loose("ny"), loose("båt"), word("kyrka"), step=Step.SOME)
    assert set(found) == {1, 4}
    excluding = match(
        loose("ny"), loose("röd"), Need((word("båt"),), Occur.MUST_NOT), step=Step.SOME
    )
    assert set(excluding) == {0, 1, 3}


@pytest.mark.parametrize("step", [Step.STRICT, Step.FOLDED, Step.FUZZY])
def test_at_the_other_steps_all_are_required(match: Match, step: Step) -> None:
    assert set(match(loose("ny"), loose("båt"), step=step)) == {4}


# --- deleted posts ----------------------------------------------------------------------------


def test_deleted_posts_do_not_count(match: Match, tmp_path: Path) -> None:
    """The scores are those of an index in which they never were."""
    made = index.create_in(str(tmp_path), schema())
    writer = made.writer()
    for number, (title, body) in enumerate(TEXTS[:LIVE]):
        terms = [
            [(each, place) for place, each in enumerate(text.split())] for text in (title, body)
        ]
        writer.add_document(id=str(number), published="2017-01-01", title=terms[0], body=terms[1])
    writer.commit()
    reader = made.reader()
    matching = Matching(reader, PostingArrays(reader, 1 << 20), Columns(reader))
    for text in ("bro", "kyrka", "ny", "text"):
        scores = matching.match(Reading(Step.STRICT, (Need((word(text),)),))).scores
        assert {number: float(s) for number, s in enumerate(scores) if s} == match(word(text))
    reader.close()
    made.close()
