"""What is marked in texts, their analysis kept or made anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import numpy as np

from kb.corpus.paragraph import Paragraph
from kb.engines.embedded.files.analysis_codec import decode, encode
from kb.language.token_types import TokenTypes
from kb.search.port.analysis import Analysis, TypeTable, analysis_of
from kb.search.port.batch import analysed
from kb.search.port.document import Document
from kb.search.presenting.blocks import Block, Marker, blocks_of
from kb.search.presenting.highlighting import Mark
from tests.corpora import analyzer


def marks(text: str, marker: Marker) -> Sequence[Mark]:
    """The marks of a text."""
    return marker.marks([text], analysis_of([text], analyzer())).get(0, ())


def marked_blocks(paragraphs: Iterable[Paragraph], marker: Marker) -> list[Block]:
    """The paragraphs of a post as its snippets are made of them."""
    paragraphs = list(paragraphs)
    texts = [paragraph.text for paragraph in paragraphs]
    blocks = blocks_of(texts, analysis_of(texts, analyzer()), marker)
    return [
        block._replace(heading=paragraph.heading)
        for block, paragraph in zip(blocks, paragraphs, strict=True)
    ]


def kept(documents: Sequence[Document]) -> Mapping[str, Callable[[], Analysis]]:
    """The analysis of each document, by its id, as an engine keeps it."""
    types = TokenTypes(analyzer())
    batch = analysed(documents, types, source=0, first_type=0)
    lengths = np.array([each.length for each in types.types], np.int32)
    data, ends = encode(
        texts=1 + batch.texts.sum(axis=1),
        tokens=batch.tokens,
        types=batch.types,
        starts=batch.starts,
        joined=batch.joined,
        joined_per_text=batch.joined_per_text,
        gaps=batch.gaps,
        gaps_per_text=batch.gaps_per_text,
        lengths=lengths,
    )
    table = TypeTable(types.types)
    pieces = np.split(data, ends[:-1])
    return {
        document.id: partial(decode, piece, lengths, table)
        for document, piece in zip(documents, pieces, strict=True)
    }
