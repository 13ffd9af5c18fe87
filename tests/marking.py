"""What is marked in texts, their analysis kept or made anew."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kb.corpus.paragraph import Paragraph
from kb.engines.embedded.files.analysis_codec import Bytes, decode, encode
from kb.engines.files.ragged import Integers
from kb.language.token_types import TokenTypes
from kb.search.port.analysis import Analyses, Analysis, KeptAnalysis, TypeTable
from kb.search.port.batch import analysed
from kb.search.port.document import Document
from kb.search.presenting.blocks import Block, blocks_of
from kb.search.presenting.highlighting import Highlighter, Mark
from tests.corpora import analyzer
from tests.plain_analysis import analysis_of


def marks(text: str, highlighter: Highlighter) -> Sequence[Mark]:
    """The marks of a text."""
    return highlighter.marks(analysis_of([text], analyzer())).get(0, ())


def marked_blocks(paragraphs: Iterable[Paragraph], highlighter: Highlighter) -> list[Block]:
    """The paragraphs of a post as its snippets are made of them."""
    paragraphs = list(paragraphs)
    texts = [paragraph.text for paragraph in paragraphs]
    analysis = analysis_of(texts, analyzer())
    blocks = blocks_of(texts, analysis, highlighter.marks(analysis))
    return [
        block._replace(heading=paragraph.heading)
        for block, paragraph in zip(blocks, paragraphs, strict=True)
    ]


class Encoded(Analyses):
    """Analyses in bytes, by the numbers of their documents."""

    def __init__(self, posts: Sequence[Bytes], types: TokenTypes, lengths: Integers) -> None:
        self._posts = posts
        self._lengths = lengths
        self._types = TypeTable(types.types)

    def of(self, numbers: Sequence[int]) -> Analysis:
        """Decode those of some documents."""
        return decode([self._posts[number] for number in numbers], self._lengths, self._types)[0]


def kept(documents: Sequence[Document]) -> Mapping[str, KeptAnalysis]:
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
    encoded = Encoded(np.split(data, ends[:-1]), types, lengths)
    return {document.id: KeptAnalysis(encoded, n) for n, document in enumerate(documents)}
