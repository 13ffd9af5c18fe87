"""Grams worked out from words, compared with the plain definition."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.engines.embedded.reading.grams import Grams, summed_up
from kb.engines.files.dictionary import NONE
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, terms_of
from tests.corpora import analyzer
from tests.opened import document, opened, random_documents
from tests.wild import WILD

WORDS = [
    "bro",
    "bron",
    "broar",
    "e-post",
    "epost",
    "post",
    "e",
    "grannkraft",
    "grannar",
    "asf:er",
    "kraften",
    "broarna",
    "broars",
    "broarnas",
]
SOME = random_documents(random.Random(4), WORDS, 50)


def plain(documents: list[Document], gram: str) -> list[dict[int, int]]:
    every = [terms_of(each, analyzer()) for each in documents]
    counts = [
        [[text for text, _ in terms[field, Form.GRAM]].count(gram) for terms in every]
        for field in FIELDS
    ]
    return [{doc: count for doc, count in enumerate(own) if count} for own in counts]


def check(documents: list[Document], texts: list[str], live: list[bool] | None) -> None:
    with opened(documents) as index:
        (segment,) = index.index.segments
        grams = Grams(segment.file, segment.forms[Form.EXACT])
        known = [text for text in texts if grams.find(text.encode()) != NONE]
        pairs = [(grams.find(text.encode()), field) for text in known for field in range(3)]
        asked = [(row, *pair) for row, pair in enumerate(pairs)]
        found: dict[tuple[int, int], int] = {}
        if asked:
            mask = None if live is None else np.array(live)
            rows = grams.rows(asked)
            kept = np.arange(len(rows.docs)) if mask is None else mask[rows.docs].nonzero()[0]
            hits = summed_up(grams.hits(rows, kept), len(asked))
            for doc, tf, row in zip(*(array.tolist() for array in hits), strict=True):
                assert (row, doc) not in found
                found[row, doc] = tf
        for index_, text in enumerate(known):
            dfs = grams.dfs([grams.find(text.encode())])[0].tolist()
            for field, own in enumerate(plain(documents, text)):
                assert dfs[field] == len(own) or grams.known_to < dfs[field] < len(own)
                row = 3 * index_ + field
                kept = {doc: tf for doc, tf in own.items() if live is None or live[doc]}
                assert {doc: tf for (r, doc), tf in found.items() if r == row} == kept
        for text in set(texts) - set(known):
            assert plain(documents, text) == [{}, {}, {}]


TEXTS = ["broa", "oarn", "post", "epos", "gran", "kraf", "anna", "asf:", "saknas", "", "bro"]


@pytest.mark.parametrize("some", [1, 4, len(TEXTS)])
def test_grams(some: int) -> None:
    check(SOME, TEXTS[:some], None)
    rng = random.Random(some)
    check(SOME, TEXTS[-some:], [rng.random() < 0.7 for _ in SOME])


@settings(max_examples=25)
@given(st.lists(WILD, min_size=1, max_size=5))
def test_wild_texts(texts: list[str]) -> None:
    documents = [document(f"p{number}", text, *texts) for number, text in enumerate(texts)]
    terms = terms_of(documents[0], analyzer())["body", Form.GRAM]
    check(documents, [*dict.fromkeys(text for text, _ in terms[:40])], None)


def test_an_index_without_grams_has_none() -> None:
    with opened([document("p", "a", "b")]) as index:
        found = index.index.grams.of(["broa"])
        assert not found.asked
        assert not len(found.hits(np.ones(1, np.int32)).docs)
