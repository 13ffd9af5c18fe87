"""Postings of several segments and of live posts only, compared with the posts themselves."""

import random
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded.reading.postings import _in_any
from kb.engines.embedded.reading.segment import Postings
from kb.search import ranking
from kb.search.port.queries import Form, Term
from kb.search.port.terms import FIELDS, terms_of
from tests.corpora import analyzer
from tests.opened import Opened, document, opened, random_documents

WORDS = [
    "bro",
    "bron",
    "broar",
    "röd",
    "och",
    "i",
    "e-post",
    "grannkraft",
    "grannar",
    "får",
    "far",
    "kyrka",
]
EVERY = random_documents(random.Random(5), WORDS, 90)
GONE = {each.id for each in random.Random(6).sample(EVERY, 25)} | {"p050", "p051"}
# The first segment is large, the second has none of its posts any more.
GROUPS = (EVERY[:50], EVERY[50:52], EVERY[52:60], EVERY[60:])


@pytest.fixture(scope="module")
def several() -> Iterator[Opened]:
    with opened(*GROUPS, gone=GONE) as index:
        yield index


def found(index: Opened, lists: Sequence[Sequence[Postings]]) -> list[dict[str, int]]:
    """By field, how often a term stands in each post."""
    by_field = []
    for own in lists:
        pairs = [
            (doc + base, tf)
            for docs, tfs, base in own
            for doc, tf in zip(docs.tolist(), tfs.tolist(), strict=True)
        ]
        ids = index.ids([doc for doc, _ in pairs])
        assert len(set(ids)) == len(ids)
        by_field.append({post_id: int(tf) for post_id, (_, tf) in zip(ids, pairs, strict=True)})
    return by_field


def expected(index: Opened, form: Form, text: str) -> list[dict[str, int]]:
    every = {each.id: terms_of(each, analyzer()) for each in index.live}
    counts = [
        {
            post_id: [each for each, _ in terms[field, form]].count(text)
            for post_id, terms in every.items()
        }
        for field in FIELDS
    ]
    return [{post_id: count for post_id, count in own.items() if count} for own in counts]


@pytest.mark.parametrize("form", Form)
def test_terms(several: Opened, form: Form) -> None:
    every = [terms_of(each, analyzer()) for each in EVERY]
    texts = {text for terms in every for field in FIELDS for text, _ in terms[field, form]}
    for text in [*texts, "saknas", ""]:
        own = expected(several, form, text)
        assert found(several, several.index.term(Term(form, text))) == own
        assert several.index.frequency(Term(form, text)) == len(set().union(*own))


def test_phrases_and_beginnings(several: Opened) -> None:
    phrase = found(several, several.index.phrase(Form.EXACT, ["e", "post"]))
    assert phrase == expected(several, Form.EXACT, "epost")
    beginning = found(several, several.index.beginning("grann"))
    one, other = (expected(several, Form.EXACT, text) for text in ("grannkraft", "grannar"))
    for own, some, more in zip(beginning, one, other, strict=True):
        assert own == {key: some.get(key, 0) + more.get(key, 0) for key in some | more}


@pytest.mark.parametrize("rare", [1, 5, 10, 20, 40, 80])
def test_grams_that_tell_something(
    several: Opened, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(ranking, "RARE_POSTS", rare)
    texts = ("broa", "gran", "kyrk", "kraf", "post", "epos", "saknas", "anna", "gran")
    grams = several.index.grams.of(texts)
    asked, dfs = grams.asked, grams.dfs
    hits = grams.hits(np.where(several.index.live, np.arange(1, several.index.size + 1), 0))
    assert len(set(asked)) == len(asked)
    told: dict[tuple[int, int], dict[str, int]] = {key: {} for key in asked}
    ids = several.ids(hits.docs - 1)
    for post_id, tf, row in zip(ids, hits.tfs.tolist(), hits.grams.tolist(), strict=True):
        assert post_id not in told[asked[row]]
        told[asked[row]][post_id] = tf
    for index, text in enumerate(texts):
        for field, own in enumerate(expected(several, Form.GRAM, text)):
            row = asked.index((index, field)) if (index, field) in asked else None
            if 0 < len(own) < rare:
                assert row is not None
                assert (dfs[row], told[index, field]) == (len(own), own)
            else:
                assert row is None or not dfs[row]


def test_where_posts_are(several: Opened) -> None:
    assert (several.index.size, several.index.posts) == (len(EVERY), len(EVERY) - len(GONE))
    for doc_id, each in enumerate(EVERY):
        segment, number = several.index.locate(doc_id)
        assert segment.post_id(number) == each.id
        own = several.index.values("id", each.id)
        assert [docs.tolist() for docs in own] == ([] if each.id in GONE else [[doc_id]])
    assert several.index.values("id", "saknas") == []


def test_an_index_without_segments() -> None:
    with opened() as index:
        assert (index.index.size, index.index.posts) == (0, 0)
        assert index.index.term(Term(Form.EXACT, "bro")) == ([], [], [])
        assert index.index.grams.of(["broa"]).asked == []
        assert index.index.frequency(Term(Form.EXACT, "bro")) == 0
        assert index.index.values("id", "p000") == []


def test_a_post_that_moved_to_a_later_segment() -> None:
    before, after = document("p", "Bro"), document("p", "Kyrka")
    with opened([before, document("q", "Bro")], [after]) as index:
        index.index.live.setflags(write=False)
        live = np.array([False, True, True])
        moved = type(index.index)(index.index.segments, live)
        assert [docs.tolist() for docs in moved.values("id", "p")] == [[2]]
        assert moved.frequency(Term(Form.EXACT, "bro")) == 1


@pytest.mark.parametrize("size", [60, 1_000])
@given(st.lists(st.sets(st.integers(0, 59)), min_size=1, max_size=3))
def test_posts_in_any_of_some_lists(size: int, lists: list[set[int]]) -> None:
    docs = [np.array(sorted(own), np.uint16) for own in lists]
    assert _in_any(docs, size) == len(set().union(*lists))
