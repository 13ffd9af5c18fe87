"""Documents on their way into an index, analysed, as flat arrays: cheap to send and to sort."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kb.language.token_types import TokenType, TokenTypes
from kb.search.port.document import Document

__all__ = ["Batch", "TokenType", "analysed"]

Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents and the analysis of their texts: of each the title, its paragraphs, its tags.

    Attributes:
        source: whose numbers the types have; a source numbers its types from 0.
        first_type: the number of the first of `new_types`. The batches of a source come in order.
        new_types: those that the source met since its last batch.
        documents, checksums: of one length.
        texts: [documents, 2], how many paragraphs and how many tags each has.
        tokens: [texts], how many tokens each text has; texts of all documents follow each other.
        types: [tokens], the number of each token's type.
        starts: [tokens], the code point of its text at which each starts.
        joined: [joined forms, 4]: type, index of the first token in its text, start, end.
        joined_per_text: [texts].
        gaps: [gaps, 2], start and end of the white space between sentences.
        gaps_per_text: [texts].
    """

    source: int
    first_type: int
    new_types: tuple[TokenType, ...]
    documents: tuple[Document, ...]
    checksums: tuple[str, ...]
    texts: Integers
    tokens: Integers
    types: Integers
    starts: Integers
    joined: Integers
    joined_per_text: Integers
    gaps: Integers
    gaps_per_text: Integers


def analysed(
    documents: Iterable[Document], types: TokenTypes, source: int, first_type: int
) -> Batch:
    """Return documents with their analysis; `first_type` is where the source's last batch ended."""
    of_documents: list[Document] = []
    counts: list[tuple[int, int]] = []
    tokens, numbers, starts = array("i"), array("i"), array("i")
    forms, forms_per_text = array("i"), array("i")
    gaps, gaps_per_text = array("i"), array("i")
    for document in documents:
        of_documents.append(document)
        counts.append((len(document.paragraphs), len(document.tags)))
        paragraphs = [paragraph.text for paragraph in document.paragraphs]
        for text in (document.title, *paragraphs, *document.tags):
            read = types.read(text)
            tokens.append(len(read.types))
            numbers.extend(read.types)
            starts.extend(read.starts)
            forms_per_text.append(len(read.joined))
            forms.extend(chain.from_iterable(read.joined))
            gaps_per_text.append(len(read.gaps))
            gaps.extend(chain.from_iterable(read.gaps))
    return Batch(
        source=source,
        first_type=first_type,
        new_types=tuple(types.types[first_type:]),
        documents=tuple(of_documents),
        checksums=tuple(document.checksum for document in of_documents),
        texts=np.array(counts, np.int32).reshape(-1, 2),
        tokens=np.array(tokens, np.int32),
        types=np.array(numbers, np.int32),
        starts=np.array(starts, np.int32),
        joined=np.array(forms, np.int32).reshape(-1, 4),
        joined_per_text=np.array(forms_per_text, np.int32),
        gaps=np.array(gaps, np.int32).reshape(-1, 2),
        gaps_per_text=np.array(gaps_per_text, np.int32),
    )
