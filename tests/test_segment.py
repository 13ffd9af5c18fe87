"""What a segment answers, compared with the plain definition of terms."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.engines.embedded.building.segment_builder import MOST_DOCUMENTS
from kb.engines.embedded.reading.analyses import IndexAnalyses
from kb.engines.embedded.reading.segment import Postings, Segment, summed
from kb.engines.files.ragged import distinct, rows_in
from kb.search.port.document import Document
from kb.search.port.queries import Form, Term
from kb.search.port.terms import FIELDS, Terms, terms_of
from tests.corpora import analyzer
from tests.opened import document, opened, random_documents
from tests.wild import WILD

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
    "asf:er",
    "12",
    "000",
    "får",
    "far",
]
SOME = random_documents(random.Random(3), WORDS, 60)
# So many are alike that their words are in most.
MANY = [document(f"m{number}", "Bron", "Broar och e-post.") for number in range(40)]
# Words, and what joins them.
TEXTS = [*WORDS, "epost", "e", "post", "12000", "saknas", "", "å \0", "x" * 70_000]


def counts(by_field: Sequence[Postings]) -> list[dict[int, int]]:
    for docs, tfs, base in by_field:
        assert (len(docs), base) == (len(tfs), 0)
        assert (docs[1:] > docs[:-1]).all()
    return [
        dict(zip(docs.tolist(), map(int, tfs.tolist()), strict=True)) for docs, tfs, _ in by_field
    ]


def expected(
    documents: Sequence[Document], form: Form, texts: Sequence[str]
) -> list[dict[int, int]]:
    """How often terms follow each other, by field and post."""
    every = [terms_of(each, analyzer()) for each in documents]
    found: list[dict[int, int]] = []
    for field in FIELDS:
        often = [_often(terms[field, form], texts) for terms in every]
        found.append({number: count for number, count in enumerate(often) if count})
    return found


def _often(terms: Terms, texts: Sequence[str]) -> int:
    if len(texts) == 1:
        return Counter(text for text, _ in terms)[texts[0]]
    return sum(
        all((text, start + index) in terms for index, text in enumerate(texts))
        for start in {position for _, position in terms}
    )


@pytest.mark.parametrize("documents", [[], SOME, MANY, SOME + MANY], ids=len)
def test_terms_of_every_form(documents: list[Document]) -> None:
    every = [terms_of(each, analyzer()) for each in documents]
    with opened(documents) as index:
        (segment,) = index.index.segments
        for form in (Form.EXACT, Form.STEM, Form.PART):
            texts = {text for terms in every for field in FIELDS for text, _ in terms[field, form]}
            for text in [*texts, *TEXTS]:
                found = segment.forms[form].of(text.encode(), 0)
                assert counts(found) == expected(documents, form, [text])


@pytest.mark.parametrize("form", [Form.EXACT, Form.STEM])
@pytest.mark.parametrize("documents", [SOME, MANY], ids=len)
def test_phrases(form: Form, documents: list[Document]) -> None:
    texts = ["bro", "bron", "och", "e", "post", "epost", "röd", "saknas", "12"]
    phrases = [*product(texts, repeat=2), ("bro", "och", "bro"), ("e", "post", "e", "post")]
    with opened(documents) as index:
        (segment,) = index.index.segments
        for phrase in phrases:
            encoded = [text.encode() for text in phrase]
            assert counts(segment.phrase(form, encoded)) == expected(documents, form, phrase)


@pytest.mark.parametrize("prefix", ["", "b", "bro", "gra", "e", "1", "saknas", "å \0", "asf:"])
def test_beginnings(prefix: str) -> None:
    every = [terms_of(each, analyzer()) for each in SOME]
    with opened(SOME) as index:
        (segment,) = index.index.segments
        found = counts(segment.beginning(prefix.encode()))
    for field, own in zip(FIELDS, found, strict=True):
        often = [
            sum(text.startswith(prefix) for text, _ in terms[field, Form.EXACT]) for terms in every
        ]
        assert own == {number: count for number, count in enumerate(often) if count}


@settings(max_examples=30)
@given(st.lists(WILD, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_wild_texts(texts: list[str], rng: random.Random) -> None:
    documents = [document(f"p{number}", text, *texts) for number, text in enumerate(texts)]
    terms = terms_of(documents[0], analyzer())["body", Form.EXACT]
    with opened(documents) as index:
        (segment,) = index.index.segments
        for first in range(0, max(0, len(terms) - 3), 5):
            phrase = [text for text, _ in terms[first : first + rng.randint(2, 3)]]
            found = counts(segment.phrase(Form.EXACT, [text.encode() for text in phrase]))
            assert found == expected(documents, Form.EXACT, phrase)
        assert [segment.document(number) for number in range(len(documents))] == documents


def test_what_is_stored() -> None:
    documents = [
        document("å-1", "Ny bro", "En text.", entries={"project": ("p", "q")}, aliases=("gammal",)),
        document("b-2", "", entries={"project": ("q",)}),
    ]
    with opened(documents) as index:
        (segment,) = index.index.segments
        assert [segment.document(number) for number in range(2)] == documents
        assert [segment.title(number) for number in range(2)] == ["Ny bro", ""]
        assert [segment.post_id(number) for number in range(2)] == ["å-1", "b-2"]
        assert values(segment, "project") == {"p": [0], "q": [0, 1], "x" * 70_000: [], "\0": []}
        assert segment.values("id", "b-2").tolist() == [1]
        assert segment.values("alias", "gammal").tolist() == [0]
        assert segment.values("alias", "\ud800").tolist() == []


def values(segment: Segment, field: str) -> Mapping[str, list[int]]:
    asked = ("p", "q", "x" * 70_000, "\0")
    return {value: segment.values(field, value).tolist() for value in asked}


def test_analyses_are_those_of_the_texts() -> None:
    with opened(SOME, MANY) as index:
        analyses = IndexAnalyses(index.index)
        for number, each in enumerate(SOME + MANY):
            found = analyses.of([number])
            types = found.numbers
            texts = [each.title, *(paragraph.text for paragraph in each.paragraphs), *each.tags]
            tokens = [token for text in texts for token in analyzer().analyze(text)]
            assert [types.text(number) for number in found.types] == [each.text for each in tokens]
            assert [*zip(found.starts, found.ends, strict=True)] == [
                (token.start, token.end) for token in tokens
            ]
            for type_, token in zip(found.types, tokens, strict=True):
                assert tuple(types.stems(type_)) == token.stems
                assert type_ in types.having(Term(Form.STEM, token.stems[0]))
                assert type_ in types.having(Term(Form.EXACT, token.text))
                assert type_ in types.beginning(token.text[:2])
                parts = [
                    (p.stem, p.start + token.start, p.end + token.start) for p in types.parts(type_)
                ]
                assert parts == [(p.stem, p.start, p.end) for p in token.parts]
        mixed = [len(SOME), 0, len(SOME) + 1, 1]
        alone = [analyses.of([number]) for number in mixed]
        together = analyses.of(mixed)
        for column in ("types", "starts", "ends", "joined"):
            every = np.concatenate([getattr(each, column) for each in alone])
            assert getattr(together, column).tolist() == every.tolist()
        assert len(types) > max(found.types)
        assert not len(types.having(Term(Form.GRAM, "gran")))
        assert not len(types.having(Term(Form.PART, "\0")))


NUMBERS = st.lists(st.integers(0, 50), unique=True).map(sorted)


@given(NUMBERS, st.lists(st.integers(0, 50)))
def test_rows_in(values: list[int], wanted: list[int]) -> None:
    rows = rows_in(np.array(values, np.uint32), np.array(wanted, np.int64))
    assert rows.tolist() == [values.index(each) if each in values else -1 for each in wanted]


@given(st.lists(st.integers(0, 9)).map(sorted))
def test_distinct(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))


@pytest.mark.parametrize("size", [50, 100_000])
@given(pairs=st.lists(st.tuples(st.integers(0, 49), st.integers(0, 3))))
def test_summed(size: int, pairs: list[tuple[int, int]]) -> None:
    docs = np.array([doc for doc, _ in pairs], np.uint32)
    tfs = np.array([tf for _, tf in pairs], np.uint8)
    sums = Counter[int]()
    for doc, tf in pairs:
        sums[doc] += tf
    assert counts([summed(docs, tfs, size)]) == [{doc: tf for doc, tf in sums.items() if tf}]


def test_summed_of_the_last_post_of_a_full_segment() -> None:
    docs = np.array([MOST_DOCUMENTS - 1] * 2, np.uint16)
    found = summed(docs, np.array([1, 2], np.uint8), MOST_DOCUMENTS)
    assert counts([found]) == [{MOST_DOCUMENTS - 1: 3}]
