"""What is marked in texts that no engine has analysed."""

from collections.abc import Iterable, Sequence

from kb.corpus.markup import Paragraph
from kb.search.port.analysis import analysis_of
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
