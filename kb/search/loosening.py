"""Other words for one that an index lacks: with dots, spelt right, or only a part of it.

What is found here is weighed less than what was typed, and asked for only where that finds few.
"""

from collections.abc import Iterable, Iterator
from itertools import filterfalse

from kb.language.analyzer import Analyzer, Token
from kb.language.stop_words import is_stop_word
from kb.language.tokens import without_dots
from kb.search.meanings import Meanings, part_alone
from kb.search.plan import Form, Look, Together, Way
from kb.search.vocabulary import Vocabulary

# A part of a compound without its others. One that stands in more than this share of the posts
# tells nothing by itself: skola in simskola.
_LONE_PART = 0.3
_COMMON = 0.2


class Loosening:
    """Reads words otherwise, for one index."""

    def __init__(self, analyzer: Analyzer, meanings: Meanings, vocabulary: Vocabulary) -> None:
        self._analyzer = analyzer
        self._meanings = meanings
        self._vocabulary = vocabulary

    def with_dots(self, text: str) -> list[str]:
        """Return the words that one typed without dots may be, and that match anything.

        Of names and new words, which no dictionary has, also their other forms in posts. None
        for a form that stands in a post: it is meant as it is.
        """
        if text in self._vocabulary or without_dots(text) != text:
            return []
        is_word = self._analyzer.is_word(text)
        if is_word and self._stands(text):
            return self._vocabulary.with_dots(text)
        whole = dict.fromkeys((*self._vocabulary.with_dots(text), *self._analyzer.with_dots(text)))
        if is_word:
            # A compound that it might be, too, is less likely than the word: batman, båt|man.
            whole = {other: None for other in whole if self._is_known(other)}
        found = [other for other in whole if self._matches_any(other)]
        return found if found or is_word else self._same_stem(text)

    def similar(self, text: str) -> list[str]:
        """Return the words that a misspelt one may be; a word of a dictionary is spelt right."""
        if self._stands(text) or self._analyzer.is_word(text):
            return []
        if any(map(self._analyzer.is_word, self._analyzer.with_dots(text))):
            return []
        return self._vocabulary.similar(text)

    def parts(self, tokens: Iterable[Token]) -> Iterator[Look]:
        """Yield the parts of compounds, each by itself, that are rare enough to tell much."""
        most = _COMMON * self._vocabulary.posts
        stems = dict.fromkeys(part.stem for token in tokens for part in token.parts)
        for stem in filterfalse(is_stop_word, stems):
            looks = list(part_alone(stem, _LONE_PART))
            if max(self._vocabulary.count(look.form, stem) for look in looks) <= most:
                yield from looks

    def _is_known(self, text: str) -> bool:
        return text in self._vocabulary or self._analyzer.is_word(text)

    def _same_stem(self, text: str) -> list[str]:
        """Return the words of posts that have the stem of a word but for its dots."""
        stem = self._meanings.token(text).stem
        return [
            other
            for other in self._vocabulary.beginning(stem)
            if without_dots(self._meanings.token(other).stem) == stem and other in self._vocabulary
        ]

    def _stands(self, text: str) -> bool:
        """Tell whether the word stands in any post, inflected or in a compound."""
        token = self._meanings.token(text)
        return text in self._vocabulary or any(
            self._vocabulary.stands(form, stem)
            for stem in token.stems
            for form in (Form.STEM, Form.PART)
        )

    def _matches_any(self, text: str) -> bool:
        return any(map(self._may_match, self._meanings.of(text)))

    def _may_match(self, way: Way) -> bool:
        if isinstance(way, Together):
            return all(any(map(self._may_match, need.ways)) for need in way.needs)
        return isinstance(way, Look) and all(
            self._vocabulary.stands(way.form, term) for term in way.terms
        )
