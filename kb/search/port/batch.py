"""Documents on their way into an index, analysed, as flat arrays: cheap to send and to sort."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.language.token_types import TokenType, TokenTypes
from kb.search.port.document import Document, checksum_of

__all__ = ["Batch", "Head", "Sent", "TokenType", "analysed"]

Integers = NDArray[np.int32]


class Head(NamedTuple):
    """What is indexed of a document besides its texts; see `Document`."""

    id: str
    title: str
    published: date
    entries: Mapping[str, tuple[str, ...]]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents and the analysis of their texts: of each the title, its paragraphs, its tags.

    Attributes:
        source: whose numbers the types have; a source numbers its types from 0.
        first_type: the number of the first of `new_types`. The batches of a source come in order.
        new_types: those that the source met since its last batch.
        documents, parts, checksums: of one length; the parts are those of `Document.to_parts`,
            which are cheaper to send than what they say.
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
    documents: tuple[Head, ...]
    parts: tuple[tuple[bytes, bytes], ...]
    checksums: tuple[str, ...]
    texts: Integers
    tokens: Integers
    types: Integers
    starts: Integers
    joined: Integers
    joined_per_text: Integers
    gaps: Integers
    gaps_per_text: Integers


class Sent(NamedTuple):
    """A batch that went to the engine from the process that made it; see `Writer.send`.

    Attributes:
        ids, checksums: of its documents.
        notes: what the engine's writer is to know besides.
    """

    ids: Sequence[str]
    checksums: Sequence[str]
    notes: object


def analysed(
    documents: Iterable[Document], types: TokenTypes, source: int, first_type: int
) -> Batch:
    """Return documents with their analysis; `first_type` is where the source's last batch ended."""
    all_documents = tuple(documents)
    texts: list[str] = []
    for document in all_documents:
        texts.append(document.title)
        texts += [paragraph.text for paragraph in document.paragraphs]
        texts += document.tags
    read = types.read_texts(texts)
    parts = tuple(document.to_parts() for document in all_documents)
    counts = [(len(document.paragraphs), len(document.tags)) for document in all_documents]
    return Batch(
        source=source,
        first_type=first_type,
        new_types=tuple(types.types[first_type:]),
        documents=tuple(
            Head(each.id, each.title, each.published, each.entries, each.aliases)
            for each in all_documents
        ),
        parts=parts,
        checksums=tuple(checksum_of(*each) for each in parts),
        texts=np.array(counts, np.int32).reshape(-1, 2),
        tokens=read.tokens_per_text,
        types=read.types,
        starts=read.starts,
        joined=read.joined,
        joined_per_text=read.joined_per_text,
        gaps=read.gaps,
        gaps_per_text=read.gaps_per_text,
    )
