"""Which entries of the registers a text names, and where.

A text is read as words (`kb.language.tokens`), and names are looked up word by word, so the
work grows with the text's words, not with the number of names.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kb.corpus.paragraph import Paragraph
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.language.tokens import INVISIBLE, WORD, Word, normal_words, without_colon_ending, words

# Swedish glues a name to what follows it: Vinnovafinansierat, Coompanion Skåneägda. These are
# the participles and nouns of that word formation that news of organisations can be expected
# to use, not a list of what some corpus holds. Nouns that make a new name of an ordinary word
# (-styrelsen, -fonden, -förbundet: Socialstyrelsen is no Social) are left out on purpose.
_GLUED = re.compile(
    r"(?:"
    r"(?:äg|led|styr|stöd|anställ)da?|(?:äg|styr|anställ)t|lett|stött|ägande|märkta?|"
    r"(?:driv|anknut|anslut)(?:en|et|na)|"
    r"(?:finansier|baser|relater|inspirer|initier|arranger|organiser|producer|certifier|"
    r"koordiner|samordn|koppl|start|utbild|spons[o]?r)(?:ad|at|ade)|"
    r"projekt(?:et|en)?|projektledare(?:n|na)?|(?:projekt)?(?:medel|medlen)|pengar(?:na)?|"
    r"bidrag(?:et|en)?|stöd(?:et|en)?|medlem(?:men|mar|marna)?"
    r")s?"
)
# A name of several words may be glued to any word. Shorter tails are endings of an ordinary
# word (Min Farm, Min Farmor), and a linking s makes another word of the name's last one
# (Malmö Stad, Malmö Stadsteater).
_ANY_WORD = re.compile(r"(?!s)[a-zåäöéü]{4,}")

_DASHES = "‐‑‒–—―−"
_APOSTROPHES = "’‘ʼ´`′＇"
_SAME = str.maketrans(
    {
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(INVISIBLE),
    }
)
# What may stand around a name without being a part of it; other signs (A+, #metoo) are one.
_AROUND = " \t\r\n\u00a0\"'”“»«.,:;-()[]"
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)\S+|[\w.+-]+@[\w.-]+|"
    r"[\w-]+(?:\.[\w-]+)*\.(?:se|nu|com|org|net|eu|info|coop|dk|no|fi|de|io)(?!\w)(?:/\S*)?"
)
_LONGEST_ADDRESS = 500  # code points looked at to either side, against texts without a space
_MOST_REMEMBERED = 200_000  # words, 20 MB


class Mention(NamedTuple):
    """A name in a text: `text[start:end]`, with its ending, names the entry `id` of a kind."""

    kind: str
    id: str
    start: int
    end: int


Owner = tuple[str, str]  # the name of a kind, the id of an entry


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is compared: normal forms of its words, and the signs around them."""

    owners: tuple[Owner, ...]
    spelling: str
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    before: str
    after: str

    @property
    def whole(self) -> str:
        """The name with the signs around it."""
        return self.before + self.spelling + self.after

    @property
    def one_word(self) -> bool:
        """Whether only capitals tell it from an ordinary word, as in Karma."""
        return " " not in self.spelling

    @property
    def last_capital(self) -> bool:
        """Whether it has several words, and the last of them a capital."""
        return not self.one_word and self.spelling.rpartition(" ")[2][0].isupper()


class Mentions:
    """Finds the names of a corpus' registers in texts. Made once per corpus; threads share it."""

    def __init__(self, registers: Registers) -> None:
        self._kinds = registers.kinds
        # All words of a name but the last → its last word → names; endings are on the last.
        self._names: dict[tuple[str, ...], dict[str, list[_Name]]] = {}
        self._beginnings: set[tuple[str, ...]] = set()
        for name in sorted(_names(registers), key=lambda name: (-len(name.whole), name.whole)):
            head, last = name.words[:-1], name.words[-1]
            self._names.setdefault(head, {}).setdefault(last, []).append(name)
            self._beginnings.update(head[:length] for length in range(1, len(head) + 1))
        self._no_beginnings: set[str] = set()

    def find(self, text: str) -> list[Mention]:
        """Return the names in a plain text, in order; none overlaps another.

        Where several names fit, the longest is meant. A name that two entries share gives a
        mention of each. `start` and `end` are code points of `text`; a genitive or another
        ending is inside them.
        """
        found: list[Mention] = []
        normal = normal_words(text)
        # Nearly all words of texts begin no name, and are known not to.
        unknown = set(normal).difference(self._no_beginnings)
        beginnings = {word for word in unknown if self._begins_a_name(word)}
        if len(self._no_beginnings) > _MOST_REMEMBERED:
            self._no_beginnings.clear()
        self._no_beginnings.update(unknown - beginnings)
        if not beginnings:
            return found
        places = (match.span() for match in WORD.finditer(text))
        text_words = [Word(word, *place) for word, place in zip(normal, places, strict=True)]
        index = 0
        for start, word in enumerate(normal):
            if start < index or word not in beginnings:
                continue
            name = self._at(text, text_words, start)
            if name is None:
                continue
            index = start + len(name.words)
            first, end = text_words[start].start, text_words[index - 1].end
            found.extend(
                Mention(kind, entry_id, first - len(name.before), end + len(name.after))
                for kind, entry_id in name.owners
            )
        return found

    def about(self, post: Post, paragraphs: Sequence[Paragraph]) -> dict[str, tuple[str, ...]]:
        """Return the ids of the entries that a post is about, by the name of their kind.

        Those set by hand come first, then those that the title and the paragraphs name, in
        order of first mention, without those that the post says it does not mention. What was
        set by hand always stays, ids that no register knows included.

        `paragraphs` are those of its body, as `markup.render` gives them.
        """
        found = {kind.name: dict.fromkeys(post.set_by_hand(kind)) for kind in self._kinds}
        for text in (post.title, *(paragraph.text for paragraph in paragraphs)):
            for mention in self.find(text):
                if mention.id not in post.not_mentioned:
                    found[mention.kind].setdefault(mention.id)
        return {name: tuple(ids) for name, ids in found.items()}

    def _begins_a_name(self, normal: str) -> bool:
        """Whether a word is the first of a name's, or may be an inflection of a name."""
        if (normal,) in self._beginnings:
            return True
        alone = self._names.get((), {})
        return any(normal[:length] in alone for length in range(1, len(normal) + 1))

    def _at(self, text: str, text_words: list[Word], index: int) -> _Name | None:
        """The longest name that begins with this word."""
        heads: list[tuple[str, ...]] = [()]
        while index + len(heads) < len(text_words):
            head = (*heads[-1], text_words[index + len(heads) - 1].normal)
            if head not in self._beginnings:
                break
            heads.append(head)
        for head in reversed(heads):
            by_last = self._names.get(head)
            if not by_last:
                continue
            last = text_words[index + len(head)]
            # A word in small letters is no name of one word with something glued to it.
            may_be_glued = bool(head) or not text[last.start : last.end].islower()
            for base in _bases(last.normal, may_be_glued):
                for name in by_last.get(base, ()):
                    if _fits(name, text, text_words, index):
                        return name
        return None


def _bases(normal: str, may_be_glued: bool) -> Iterator[str]:
    """What a word may be an inflection of, the longest first."""
    yield normal
    if may_be_glued:
        for length in range(len(normal) - 1, 0, -1):
            yield normal[:length]
    elif ":" in normal:
        yield without_colon_ending(normal)
    elif normal.endswith("s"):
        yield normal[:-1]


def _names(registers: Registers) -> Iterable[_Name]:
    owners: dict[str, dict[Owner, None]] = {}
    for kind in registers.kinds:
        for entry in registers.entries(kind) if kind.in_text else ():
            for name in entry.spellings:
                owners.setdefault(_comparable(name).strip(_AROUND), {})[kind.name, entry.id] = None
    for spelling, named in owners.items():
        found = list(words(spelling))
        if not found:
            continue
        yield _Name(
            owners=tuple(named),
            spelling=spelling[found[0].start : found[-1].end],
            words=tuple(word.normal for word in found),
            gaps=tuple(spelling[one.end : other.start] for one, other in pairwise(found)),
            before=spelling[: found[0].start],
            after=spelling[found[-1].end :],
        )


def _comparable(text: str) -> str:
    """Write what looks the same the same way: white space, dashes, apostrophes, accents."""
    composed = unicodedata.normalize("NFC", text).translate(_SAME)
    return re.sub(r"\s+", " ", composed)


def _fits(name: _Name, text: str, text_words: list[Word], index: int) -> bool:
    """Whether what stands between, around and at the end of the words is the name's, too."""
    found = text_words[index : index + len(name.words)]
    start, end = found[0].start, found[-1].end
    gaps = (_comparable(text[a.end : b.start]) for a, b in pairwise(found))
    before = _comparable(text[max(0, start - len(name.before)) : start])
    after = _comparable(text[end : end + len(name.after)])
    return (
        all(gap == own for gap, own in zip(gaps, name.gaps, strict=True))
        and (before, after) == (name.before, name.after)
        and _ends_well(name, text[start:end], found[-1].normal)
        and not _in_address(text, start, end)
    )


def _ends_well(name: _Name, written: str, last_word: str) -> bool:
    """Whether the last word is the name's, with nothing, an ending or a glued word after it."""
    ending = last_word[len(name.words[-1]) :]
    inflected = ending in ("", "s") or ending.startswith(":")
    if inflected and not name.one_word:
        return True
    # From here on capitals count: it must begin with the name as its register writes it.
    spelled = _comparable(written)
    tail = spelled[len(name.spelling) :]
    if not spelled.startswith(name.spelling):
        return False
    if inflected:
        return tail == ending
    return not name.spelling.islower() and (
        _GLUED.fullmatch(tail) is not None
        or (name.last_capital and _ANY_WORD.fullmatch(tail) is not None)
    )


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a name stands inside an e-mail or web address."""
    left, right = start, end
    while left > max(0, start - _LONGEST_ADDRESS) and not text[left - 1].isspace():
        left -= 1
    while right < min(len(text), end + _LONGEST_ADDRESS) and not text[right].isspace():
        right += 1
    return any(
        left + found.start() < end and start < left + found.end()
        for found in _ADDRESS.finditer(text[left:right])
    )
