"""What a word matches: itself, its inflections, what means the same, compounds it is a part of.

In this order each counts less than the one before.
"""

from collections.abc import Iterator
from dataclasses import replace

from kb.language.analyzer import Analyzer, Token
from kb.search.equivalents import Equivalents
from kb.search.plan import Form, Look, Need, Together, Way

_STEM = 0.8
_PART = 0.5


class Meanings:
    """Words in normal form → ways to match them."""

    def __init__(self, analyzer: Analyzer, equivalents: Equivalents) -> None:
        self._analyzer = analyzer
        self._equivalents = equivalents

    def token(self, text: str) -> Token:
        """Return a word as the analysis reads it."""
        return self._analyzer.analyze(text)[0]

    def of(self, text: str, weight: float = 1.0) -> Iterator[Way]:
        """Yield all that a word matches; `weight` is what the word itself counts."""
        for way in self._of(text):
            yield replace(way, weight=way.weight * weight)

    def inflections(self, text: str) -> Iterator[Look]:
        """Yield the word itself, and what all its inflections share."""
        token = self.token(text)
        yield Look(Form.EXACT, (token.text,))
        for stem in token.stems:
            yield Look(Form.STEM, (stem,), _STEM)

    def _of(self, text: str) -> Iterator[Way]:
        yield from self.inflections(text)
        token = self.token(text)
        for stem in token.stems:
            yield from self._equivalents.of((stem,))
        for stem in token.stems:
            yield Look(Form.PART, (stem,), _PART)
        if token.parts:
            yield Together(tuple(Need(tuple(part_alone(part.stem))) for part in token.parts), _PART)


def part_alone(stem: str, weight: float = 1.0) -> Iterator[Look]:
    """Yield how a part of a compound stands without the others: as a word, or in another."""
    yield Look(Form.STEM, (stem,), weight)
    yield Look(Form.PART, (stem,), weight)
