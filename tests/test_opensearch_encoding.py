"""What is sent of a post: its terms where they stand, and as many of each as the port says."""

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest

from kb.engines import opensearch
from kb.engines.opensearch.manifest import version_id
from kb.engines.opensearch.mapping import ALTERNATIVE, BEGINNING, HOLE, SEPARATOR, stored_term
from kb.engines.opensearch.packing import unpacked
from kb.engines.opensearch.writing.encoding import Encoder
from kb.language.token_types import TokenTypes
from kb.search.port.batch import Batch, analysed
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, PARAGRAPH_GAP, terms_of, without_diacritics
from tests.corpora import analyzer
from tests.opened import document, random_documents

WORDS = ["bro", "bron", "grannkraft", "e-post", "ungdoms-", "och", "R&D", "10 000", "ö", "får", "·"]


def batches(documents: Sequence[Document], size: int, source: int = 0) -> list[Batch]:
    types, first, made = TokenTypes(analyzer()), 0, []
    for start in range(0, len(documents), size):
        made.append(analysed(documents[start : start + size], types, source, first))
        first += len(made[-1].new_types)
    return made


def sent(documents: Sequence[Document], size: int = 7) -> list[tuple[str, dict[str, Any]]]:
    encoder = Encoder(5)
    lines = [
        list(map(json.loads, operation.splitlines()))
        for batch in batches(documents, size)
        for operation in encoder.encode(batch).operations
    ]
    return [(action["index"]["_id"], source) for action, source in lines]


def placed(texts: Sequence[str]) -> list[tuple[str, int]]:
    """The terms that the cluster makes of a field's values, with their positions."""
    found, position = [], 0
    for text in texts:
        for token in text.split(SEPARATOR) if text else ():
            alternatives = filter(None, token.split(ALTERNATIVE))
            found += [(term, position) for term in alternatives if term != HOLE]
            position += 1
        position += PARAGRAPH_GAP
    return sorted(found, key=lambda term: term[::-1])


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [
        *random_documents(random.Random(3), WORDS, 40),
        document("tomt"),
        document("udda", "A", "", "…", "in- och utflyttning", tags=["R & D", "§ 5 a"]),
    ]


def test_terms_stand_where_the_port_says(documents: list[Document]) -> None:
    for each, (name, source) in zip(documents, sent(documents), strict=True):
        assert name == version_id(5, each.id)
        terms = terms_of(each, analyzer())
        for field in FIELDS:
            for form in (Form.EXACT, Form.STEM):
                expected = sorted(
                    {(stored_term(text), at) for text, at in terms[field, form]},
                    key=lambda term: term[::-1],
                )
                assert placed(source[f"{field}_{form.value}"]) == expected
            for form in (Form.PART, Form.GRAM):
                bag = source[f"{field}_{form.value}"].split()
                assert sorted(bag) == sorted(stored_term(text) for text, _ in terms[field, form])
            for form in Form:
                assert source[f"{field}_{form.value}_length"] == len(terms[field, form])
            words = [text for text, _ in terms[field, Form.EXACT]]
            begin = [text[:BEGINNING] for text in words if len(text) >= BEGINNING]
            assert sorted(source[f"{field}_begin"].split()) == sorted(begin)
        titles = (token.text for token in analyzer().analyze(each.title))
        assert source["title_words"].split() == list(map(without_diacritics, titles))


def test_all_else_of_a_post(documents: list[Document]) -> None:
    for each, (_, source) in zip(documents, sent(documents), strict=True):
        kept = unpacked(source)
        assert Document.from_parts(kept.data, kept.html) == each
        assert (source["id"], source["checksum"]) == (each.id, each.checksum)
        assert source["check"] == int(each.checksum[:6], 16)
        assert (source["from"], source["alias"]) == (5, list(each.aliases))
        assert source["published"] == each.published.toordinal()


def test_what_is_sent_depends_on_no_other_post(documents: list[Document]) -> None:
    alone = [sent([each])[0] for each in documents]
    assert [source["body_exact"] for _, source in alone] == [
        source["body_exact"] for _, source in sent(documents)
    ]


def test_sources_may_take_turns() -> None:
    one, other = (random_documents(random.Random(seed), WORDS, 9) for seed in (1, 2))
    encoder = Encoder(1)
    turns = zip(batches(one, 3, source=1), batches(other, 3, source=2), strict=True)
    operations = [encoder.encode(batch).operations for turn in turns for batch in turn]
    sources = [json.loads(each.splitlines()[1]) for some in operations for each in some]
    titles = [unpacked(source).data for source in sources]
    expected = [each for n in (0, 3, 6) for each in (*one[n : n + 3], *other[n : n + 3])]
    assert titles == [each.to_parts()[0] for each in expected]


def test_much_that_is_replaced_is_better_built_anew() -> None:
    assert not opensearch.better_anew(2_000, 900)
    assert not opensearch.better_anew(100_000, 9_000)
    assert opensearch.better_anew(100_000, 11_000)
