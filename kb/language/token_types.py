"""What tokens have in common that are written and read alike: all of a word but its place.

A text is numbers of types and where each token starts; so a corpus is read in arrays, and
nothing is done twice for a word that was met before.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.language.analyzer import WITHIN_SENTENCE, Analyzer, Part, searched_by
from kb.language.joined import Joined, Written, has_signs, joined_beside, joined_token
from kb.language.scanning import Places, Scan, Scanner
from kb.language.sentences import parts_sentences

Integers = NDArray[np.int32]
# Of an array, whose numbers are had one at a time in half the time so.
_Ints = Sequence[int]


class TokenType(NamedTuple):
    """What is the same of every token of a type.

    Attributes:
        text: the normal form.
        length: how many code points it takes where it stands; 0 of a joined form, which says where
            it ends.
        stems: what it is searched by, the likeliest first; none of what is joined and no word.
        parts: those of a compound; `start` and `end` are places in the word.
        joined: whether it is a form that joins several words (`kb.language.joined`).
    """

    text: str
    length: int
    stems: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    joined: bool = False


class ReadTexts(NamedTuple):
    """Texts as numbers of types, one text after the other; places are code points of each.

    Attributes:
        types: [tokens], the number of each token's type.
        starts: [tokens], where each starts.
        tokens_per_text: [texts].
        joined: [joined forms, 4]: type, index of the first token in its text, start, end.
        joined_per_text: [texts].
        gaps: [gaps, 2], start and end of the white space between sentences.
        gaps_per_text: [texts].
    """

    types: Integers
    starts: Integers
    tokens_per_text: Integers
    joined: Integers
    joined_per_text: Integers
    gaps: Integers
    gaps_per_text: Integers


class ReadText(NamedTuple):
    """One text as numbers of types; places are code points.

    Attributes:
        types: of each token, in order.
        starts: where each token starts.
        joined: (type, index of its first token, start, end) of each joined form.
        gaps: (start, end) of the white space between sentences.
    """

    types: list[int]
    starts: list[int]
    joined: list[tuple[int, int, int, int]]
    gaps: list[tuple[int, int]]


class TokenTypes:
    """The types met so far, numbered in the order in which they were met; no two are equal.

    One thread at a time may read. It grows with the vocabulary, by some 450 bytes for each word
    as it stands in a text, and forgets nothing: half a million words are 225 MB. A process that
    only reads does well to switch garbage collection off, which finds nothing here.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._scanner = Scanner()
        self.types: list[TokenType] = []
        self._of_type: dict[TokenType, int] = {}
        # By the word as it stands. Of one that may be a name, the complement of its place here:
        # the types that it has elsewhere and within a sentence.
        self._of_word = _OfWord(self._met)
        self._may_be_name: list[tuple[int, int]] = []
        self._of_form: dict[tuple[str, bool], int] = {}

    def read(self, text: str) -> ReadText:
        """Return a text as numbers of types; those that it is the first to have get new ones."""
        read = self.read_texts([text])
        return ReadText(
            read.types.tolist(),
            read.starts.tolist(),
            list(map(tuple, read.joined.tolist())),
            list(map(tuple, read.gaps.tolist())),
        )

    def read_texts(self, texts: Sequence[str]) -> ReadTexts:
        """Return texts as numbers of types; the quicker the more there are, up to some hundred."""
        scan = self._scanner.scan(texts)
        # The inner loop of indexing: not a line of Python for a word that was met before.
        numbers = map(self._of_word.__getitem__, scan.words)
        types = np.fromiter(numbers, np.int32, len(scan.words))
        self._decide_names(types, scan)
        bounds = np.searchsorted(scan.starts, np.append(scan.offsets, len(scan.joint)))
        tokens_per_text = np.diff(bounds).astype(np.int32)
        offsets = np.repeat(scan.offsets, tokens_per_text)
        starts = (scan.starts - offsets).astype(np.int32)
        places = types.data, starts.data, (scan.ends - offsets).astype(np.int32).data
        return ReadTexts(
            types,
            starts,
            tokens_per_text,
            *self._joined(texts, scan.beside, bounds, places),
            *_gaps(texts, scan),
        )

    def _met(self, word: str) -> int:
        """Return what stands for a word that is met for the first time."""
        lower = word.lower()
        number = self._of_word.get(lower, -1)
        if number >= 0:
            its = self.types[number]
            # What has one reading has no other as a name.
            if len(its.stems) == 1 and its.text == lower and its.length == len(word):
                return number
        normal, stem, also, parts, name = self._analyzer.reading(word)
        alone = self._number(TokenType(normal, len(word), searched_by(normal, stem, also), parts))
        if not name:
            return alone
        within = self._number(TokenType(normal, len(word), searched_by(normal, name), parts))
        self._may_be_name.append((alone, within))
        return -len(self._may_be_name)

    def _number(self, token_type: TokenType) -> int:
        number = self._of_type.setdefault(token_type, len(self.types))
        if number == len(self.types):
            self.types.append(token_type)
        return number

    def _decide_names(self, types: Integers, scan: Scan) -> None:
        """Give words that may be names the types that they have where they stand."""
        for index in np.flatnonzero(types < 0).tolist():
            alone, within = self._may_be_name[~types[index]]
            before = scan.joint[scan.ends[index - 1] : scan.starts[index]] if index else ""
            types[index] = within if before in WITHIN_SENTENCE else alone

    def _joined(
        self, texts: Sequence[str], beside: Places, bounds: Places, tokens: tuple[_Ints, ...]
    ) -> tuple[Integers, Integers]:
        """Return the joined forms of texts, and how many each has.

        Args:
            texts: all of them.
            beside: tokens beside a sign.
            bounds: [texts + 1], where the tokens of each text begin and end.
            tokens: the types, starts and ends of all.
        """
        forms: list[tuple[int, int, int, int]] = []
        per_text = np.zeros(len(texts), np.int32)
        owners = (np.searchsorted(bounds, beside, "right") - 1).tolist()
        for owner, own in groupby(zip(owners, beside.tolist(), strict=True), itemgetter(0)):
            if has_signs(texts[owner]):
                first, last = bounds[owner : owner + 2].tolist()
                numbers, starts, ends = (each[first:last] for each in tokens)
                written = self._written(texts[owner], numbers, starts, ends)
                indexes = [index - first for _, index in own]
                found = [
                    (self._form(form), form.first, form.start, form.end)
                    for form in joined_beside(indexes, written, self._analyzer)
                ]
                forms += found
                per_text[owner] = len(found)
        return np.array(forms, np.int32).reshape(-1, 4), per_text

    def _written(self, text: str, numbers: _Ints, starts: _Ints, ends: _Ints) -> Written:
        # Few tokens are asked for, and each type is somewhere else in memory.
        types = self.types
        return Written(
            text,
            starts,
            ends,
            lambda index: types[numbers[index]].text,
            lambda index: types[numbers[index]].parts,
        )

    def _form(self, form: Joined) -> int:
        """Return the number of a joined form's type."""
        makes_word = form.by.makes_word
        number = self._of_form.get((form.text, makes_word))
        if number is None:
            token = joined_token(form, self._analyzer)
            stems = token.stems if makes_word else ()
            number = self._number(TokenType(token.text, 0, stems, joined=True))
            self._of_form[form.text, makes_word] = number
        return number


class _OfWord(dict[str, int]):
    """What stands for each word; one that is missing is met for the first time."""

    def __init__(self, met: Callable[[str], int]) -> None:
        self._met = met

    def __missing__(self, word: str) -> int:
        self[word] = number = self._met(word)
        return number


def _gaps(texts: Sequence[str], scan: Scan) -> tuple[Integers, Integers]:
    """Return the white space between the sentences of texts, and how often each has some."""
    owners = np.searchsorted(scan.offsets, scan.gaps[:, 0], "right") - 1
    gaps = scan.gaps - scan.offsets[owners, np.newaxis]
    of_texts = map(texts.__getitem__, owners.tolist())
    parts = map(parts_sentences, of_texts, gaps[:, 0].tolist(), gaps[:, 1].tolist())
    kept = np.fromiter(parts, np.bool_, len(gaps))
    per_text = np.bincount(owners[kept], minlength=len(texts))
    return gaps[kept].astype(np.int32), per_text.astype(np.int32)
