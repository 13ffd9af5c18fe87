"""A post → the passages of it that are embedded: its title, and some 110 words at a time.

A passage is cut where a paragraph ends, a long paragraph where a sentence does. How a post is cut
depends on nothing but the post, so passage n of a post is found again by its number.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import nsmallest
from pathlib import Path

from kb.language import sentences
from kb.language.sentences import sentence_gaps
from kb.search.port.document import Document

# As many words as a passage has where they can be had. The model reads 512 pieces of words, some
# 300 words, but one vector holds no more than a few thoughts.
_WORDS = 110
# Words of a post that are tried as queries: so long that they tell something, so many of each.
_WORD = re.compile(r"[^\W\d_]{6,24}")
_TRIED = 2
# What is left at the end is joined to the passage before, if it is as short as this.
_REST = 25


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a post.

    Attributes:
        title: of the post.
        text: its words, a paragraph a line.
        anchor: of the paragraph that it begins in; empty where a post is its title alone.
    """

    title: str
    text: str
    anchor: str = ""

    @property
    def embedded(self) -> str:
        """What is embedded."""
        return "\n".join(filter(None, (self.title, self.text)))


def passages(document: Document) -> list[Passage]:
    """Return the passages of a post, one at the least, in their order."""
    title = " ".join(document.title.split())
    found: list[Passage] = []
    lines: list[str] = []
    anchor, words = "", 0
    for piece_anchor, piece, count in _pieces(document):
        if words and words + count > _WORDS:
            found.append(Passage(title, "\n".join(lines), anchor))
            lines, words = [], 0
        if not words:
            anchor = piece_anchor
        lines.append(piece)
        words += count
    if not found or words > _REST:
        return [*found, Passage(title, "\n".join(lines), anchor)]
    last = found.pop()
    return [*found, Passage(title, "\n".join([last.text, *lines]), last.anchor)]


def words_to_try(document: Document) -> list[str]:
    """Return a few words of a post, always the same ones, drawn by lot."""
    found = {word for each in document.paragraphs for word in _WORD.findall(each.text.lower())}
    return nsmallest(_TRIED, found, key=lot)


def lot(word: str) -> bytes:
    """Return what words are drawn by: the smallest first."""
    return hashlib.sha256(word.encode()).digest()


@cache
def cut() -> str:
    """Return 16 hex digits that change whenever posts may be cut otherwise."""
    digest = hashlib.sha256()
    for module in (__file__, sentences.__file__):
        # A checkout may have other line ends.
        digest.update(Path(module).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def _pieces(document: Document) -> Iterator[tuple[str, str, int]]:
    """Yield anchor, text and number of words of paragraphs, and of parts of long ones."""
    for paragraph in document.paragraphs:
        words = paragraph.text.split()
        if len(words) <= _WORDS:
            if words:
                yield paragraph.anchor, " ".join(words), len(words)
            continue
        for sentence in _sentences(" ".join(words)):
            own = sentence.split()
            # A list without a full stop may be one sentence of a thousand words.
            for start in range(0, len(own), _WORDS):
                some = own[start : start + _WORDS]
                yield paragraph.anchor, " ".join(some), len(some)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for end, following in sentence_gaps(text):
        yield text[start:end]
        start = following
    yield text[start:]
