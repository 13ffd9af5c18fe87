from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.paragraph import Paragraph
from kb.language.analyzer import Analyzer
from kb.language.grams import grams
from kb.language.token_types import TokenType, TokenTypes
from kb.search.port.batch import Batch, analysed
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import PARAGRAPH_GAP, Terms, terms_of
from tests.wild import WILD


def document(title: str, paragraphs: list[str], tags: list[str]) -> Document:
    return Document(
        id="p1",
        title=title,
        published=date(2020, 5, 17),
        updated=None,
        source=None,
        entries={},
        tags=tuple(tags),
        aliases=(),
        paragraphs=tuple(Paragraph(f"p{n}", text) for n, text in enumerate(paragraphs)),
        html="",
    )


FEW = st.lists(WILD, max_size=3)
DOCUMENTS = st.builds(document, WILD, FEW, FEW)


def ends(counts: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> list[tuple[int, int]]:
    return list(pairwise([0, *np.cumsum(counts).tolist()]))


def terms_in(batch: Batch, types: list[TokenType]) -> Iterator[dict[tuple[str, Form], Terms]]:
    """Yield the terms of each document of a batch, as `terms_of` gives them."""
    tokens, forms = ends(batch.tokens), ends(batch.joined_per_text)
    text = 0
    for paragraphs, tags in batch.texts.tolist():
        terms: dict[tuple[str, Form], list[tuple[str, int]]] = {}
        for field, texts in (("title", 1), ("body", paragraphs), ("tags", tags)):
            exact, stems, parts, pieces = (terms.setdefault((field, form), []) for form in Form)
            position = 0
            for _ in range(texts):
                for number, first, _, _ in batch.joined[slice(*forms[text])].tolist():
                    exact.append((types[number].text, position + first))
                    stems += [(stem, position + first) for stem in types[number].stems]
                for number in batch.types[slice(*tokens[text])].tolist():
                    exact.append((types[number].text, position))
                    stems += [(stem, position) for stem in types[number].stems]
                    parts += [(part.stem, position) for part in types[number].parts]
                    pieces += [(gram, position) for gram in grams(types[number].text)]
                    position += 1
                position += PARAGRAPH_GAP
                text += 1
        for each in terms.values():
            each.sort(key=lambda term: term[1])
        yield dict(terms)
    assert text == len(batch.tokens) == len(batch.joined_per_text) == len(batch.gaps_per_text)


@given(documents=st.lists(DOCUMENTS, max_size=3), more=DOCUMENTS)
def test_has_the_terms_that_every_engine_indexes(
    documents: list[Document], more: Document, analyzer: Analyzer
) -> None:
    types = TokenTypes(analyzer)
    first = analysed(iter(documents), types, 7, 0)
    second = analysed([more], types, 7, len(first.new_types))
    assert [*first.new_types, *second.new_types] == types.types
    assert second.first_type == len(first.new_types)
    assert [Document.from_parts(*parts) for parts in first.parts] == documents
    assert [head.title for head in first.documents] == [each.title for each in documents]
    assert first.checksums == tuple(each.checksum for each in documents)
    for batch in (first, second):
        assert batch.source == 7
        expected = [terms_of(Document.from_parts(*each), analyzer) for each in batch.parts]
        assert list(terms_in(batch, types.types)) == expected


@given(one=DOCUMENTS)
def test_has_each_text_as_it_is_read(one: Document, analyzer: Analyzer) -> None:
    types = TokenTypes(analyzer)
    batch = analysed([one], types, 0, 0)
    texts = [one.title, *(paragraph.text for paragraph in one.paragraphs), *one.tags]
    assert batch.texts.tolist() == [[len(one.paragraphs), len(one.tags)]]
    places = (ends(batch.tokens), ends(batch.joined_per_text), ends(batch.gaps_per_text))
    for text, tokens, forms, gaps in zip(texts, *places, strict=True):
        read = types.read(text)
        assert batch.types[slice(*tokens)].tolist() == read.types
        assert batch.starts[slice(*tokens)].tolist() == read.starts
        assert list(map(tuple, batch.joined[slice(*forms)].tolist())) == read.joined
        assert list(map(tuple, batch.gaps[slice(*gaps)].tolist())) == read.gaps


@pytest.mark.parametrize("texts", [[], [document("", [], [])]])
def test_arrays_have_their_shapes_without_words(texts: list[Document], analyzer: Analyzer) -> None:
    batch = analysed(texts, TokenTypes(analyzer), 0, 0)
    assert batch.texts.shape == (len(texts), 2)
    assert batch.joined.shape == (0, 4)
    assert batch.gaps.shape == (0, 2)
    arrays = [batch.texts, batch.tokens, batch.types, batch.starts, batch.joined]
    arrays += [batch.joined_per_text, batch.gaps, batch.gaps_per_text]
    assert {array.dtype for array in arrays} == {np.dtype(np.int32)}
