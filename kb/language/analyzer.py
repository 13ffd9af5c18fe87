"""The one chain that reads posts and queries alike."""

from itertools import pairwise
from typing import NamedTuple

from kb.language.compounds import name_of, split
from kb.language.diacritics import restore_diacritics
from kb.language.lexicon import WORD as WORD_ALONE
from kb.language.lexicon import Lexicon
from kb.language.stems import part_stems, stems
from kb.language.stop_words import is_stop_word
from kb.language.tokens import WORD, folded, normal_and_spelling, place_in, without_colon_ending

# Readings kept, some 300 bytes each. A corpus of a million posts has about as many words in use
# more than once; when it is full, all are dropped, which costs less than keeping their order.
_MOST_READINGS = 200_000


class Part(NamedTuple):
    """A part of a compound; `start` and `end` are code points of the analysed text."""

    text: str
    start: int
    end: int
    stem: str


class Token(NamedTuple):
    """A word as it is searched.

    `text` is its normal form, `stem` what its inflections share, `also` the stems of further
    readings, `parts` those of a compound (none for a simple word). `start` and `end` are code
    points of the analysed text.
    """

    text: str
    start: int
    end: int
    stem: str
    also: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """What it is searched by, the likeliest first.

        A stop word stands for itself alone, marked as no word is: else ära would find every är,
        and skola every ska.
        """
        return searched_by(self.text, self.stem, self.also)


class Reading(NamedTuple):
    """How a word is read wherever it stands; its parts have their places in the word.

    `name` is its only stem where its capital makes it a name, empty where that tells nothing.
    """

    text: str
    stem: str
    also: tuple[str, ...]
    parts: tuple[Part, ...]
    name: str


# What stands before a word that no sentence begins with, if a word stands before that.
WITHIN_SENTENCE = frozenset({" ", "\u00a0", ", ", "-", "/", " & "})


def searched_by(text: str, stem: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a word in normal form is searched by; see `Token.stems`."""
    return (f"={text}",) if is_stop_word(text) else (stem, *also)


class Analyzer:
    """Reads text with a lexicon. Any number of threads may use it.

    Equal texts give equal tokens: what was read before changes only the speed. A capital that no
    sentence asks for makes a name of what may be one.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        # By the word as it stands, so that a word met before costs one look-up. Two threads may
        # read a word twice; they read it alike.
        self._readings: dict[str, Reading] = {}

    def analyze(self, text: str) -> list[Token]:
        """Return the tokens of a text of any length, in order."""
        readings = self._readings
        # The inner loop of indexing. A tuple made as one is made in half the time of `Token(…)`;
        # looking for each word from the end of the last is quicker than match objects, and finds
        # the right one, since between two words there is no letter.
        new, find = tuple.__new__, text.find
        tokens: list[Token] = []
        end = 0
        for word in WORD.findall(text):
            start = find(word, end)
            normal, stem, also, parts, name = readings.get(word) or self._read(word)
            if name and end and text[end:start] in WITHIN_SENTENCE:
                stem, also = name, ()
            end = start + len(word)
            if parts:
                parts = tuple(
                    [
                        new(Part, (part, start + left, start + right, its_stem))
                        for part, left, right, its_stem in parts
                    ]
                )
            tokens.append(new(Token, (normal, start, end, stem, also, parts)))
        return tokens

    def analyze_typed(self, word: str) -> Token:
        """Return the one token of a word that stands alone, where a capital is meant."""
        token = self.analyze(word)[0]
        # Another thread may just have dropped what was read.
        written = word[token.start : token.end]
        name = (self._readings.get(written) or self._read(written))[-1]
        return token._replace(stem=name, also=()) if name else token

    def restore_diacritics(self, word: str) -> tuple[str, ...]:
        """Return the words that one typed without dots may be, the most used first."""
        self._lexicon.check()
        return restore_diacritics(word, self._lexicon)

    def is_word(self, normal: str) -> bool:
        """Tell whether a dictionary has a word, in the form it is given in."""
        self._lexicon.check()
        return bool(self._lexicon.roles(normal) & WORD_ALONE)

    def reading(self, word: str) -> Reading:
        """Return how a word is read, anew each time; for whoever keeps readings."""
        self._lexicon.check()
        normal, spelt = normal_and_spelling(word)
        if normal == word:
            normal = word  # one text in memory instead of two
        bare = without_colon_ending(spelt if len(spelt) == len(normal) else normal)
        texts = split(bare, self._lexicon)
        stem, *also = stems(bare, self._lexicon, texts)
        parts = self._parts(word, normal, texts) if texts else ()
        name = ""
        if also and word[0].isupper() and not word.isupper():
            own = folded(name_of(bare, self._lexicon))
            name = next((each for each in (stem, *also) if own and folded(each) == own), "")
        return Reading(normal, stem, tuple(also), parts, name)

    def _read(self, word: str) -> Reading:
        reading = self.reading(word)
        if len(self._readings) >= _MOST_READINGS:
            self._readings.clear()
        self._readings[word] = reading
        return reading

    def _parts(self, word: str, normal: str, texts: tuple[str, ...]) -> tuple[Part, ...]:
        """Return the parts of a word that stands at 0; a colon ending belongs to the last."""
        cuts = [sum(map(len, texts[:number])) for number in range(len(texts))] + [len(normal)]
        places = cuts if len(word) == len(normal) else [place_in(word, cut) for cut in cuts]
        return tuple(
            Part(normal[cut:next_cut], place, next_place, stem)
            for (cut, next_cut), (place, next_place), stem in zip(
                pairwise(cuts), pairwise(places), part_stems(texts, self._lexicon), strict=True
            )
        )
