"""In how many posts each term stands, counted in arrays and of single versions."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from kb.engines.opensearch.packing import unpacked
from kb.engines.opensearch.writing.encoding import Encoder
from kb.engines.opensearch.writing.tally import Tally
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, terms_of
from tests.corpora import analyzer
from tests.opened import random_documents
from tests.test_opensearch_encoding import WORDS, batches

Expected = dict[Form, dict[str, list[int]]]


def counted(documents: Iterable[Document]) -> Expected:
    """In how many documents each term stands: anywhere, and in each field."""
    columns: dict[Form, list[Counter[str]]] = {
        form: [Counter() for _ in range(1 + len(FIELDS))] for form in Form
    }
    for each in documents:
        terms = terms_of(each, analyzer())
        for form, (anywhere, *fields) in columns.items():
            own = [{text for text, _ in terms[field, form]} for field in FIELDS]
            anywhere.update(set().union(*own))
            for column, texts in zip(fields, own, strict=True):
                column.update(texts)
    return {
        form: {text: [column[text] for column in every] for text in every[0]}
        for form, every in columns.items()
    }


def totals(tally: Tally) -> Expected:
    found = tally.totals()
    for texts, counts in found.values():
        assert texts == sorted(set(texts))
        assert len(texts) == len(counts)
    return {
        form: {text.decode(): count for text, count in zip(texts, counts.tolist(), strict=True)}
        for form, (texts, counts) in found.items()
    }


def types_of(documents: list[Document]) -> Mapping[str, str]:
    encoder = Encoder(1)
    sources = [
        json.loads(operation.splitlines()[1])
        for batch in batches(documents, 5)
        for operation in encoder.encode(batch).operations
    ]
    return {source["id"]: unpacked(source).types.decode() for source in sources}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return random_documents(random.Random(5), WORDS, 60)


def test_batches_of_several_sources(documents: list[Document]) -> None:
    tally = Tally()
    for part in (documents[:25], documents[25:]):
        encoder = Encoder(1)
        for batch in batches(part, 6, source=1):
            tally.add(encoder.encode(batch).counted)
    assert totals(tally) == counted(documents)


def test_versions_tell_what_they_count(documents: list[Document]) -> None:
    tally, types = Tally(), types_of(documents)
    for each in documents:
        tally.add_version(types[each.id], 1)
    assert totals(tally) == counted(documents)


def test_what_is_replaced_counts_no_more(documents: list[Document]) -> None:
    tally, types = Tally(), types_of(documents)
    encoder, other = Encoder(1), Tally()
    for batch in batches(documents, 60):
        tally.add(encoder.encode(batch).counted)
    for each in documents[:20]:
        other.add_version(types[each.id], -1)
    tally.merge(other)
    assert totals(tally) == counted(documents[20:])
    for each in documents[20:]:
        tally.add_version(types[each.id], -1)
    assert totals(tally) == {form: {} for form in Form}
    assert tally.changes() == {form: {} for form in Form}


def test_no_batch_counts_nothing() -> None:
    assert totals(Tally()) == {form: {} for form in Form}
    tally = Tally()
    [batch] = batches(random_documents(random.Random(1), [""], 1), 1)
    tally.add(Encoder(1).encode(batch).counted)
    assert totals(tally) == {form: {} for form in Form}
