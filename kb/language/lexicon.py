"""All that the analysis knows of Swedish words, in one file that is mapped, not loaded.

`build_lexicon` makes it from pinned packages, once for an installation; the same versions give
the same bytes on every little-endian machine. `Lexicon.open` maps it in a few milliseconds, and
processes that have it open share its memory. The file:

    magic · length of the header (4 bytes) · header (JSON) · trie · classes · roles · uses

The trie numbers the forms. Under a form's number stand its class (2 bytes), which names the ways
from the form to its lemmas, its roles in compounds (1 byte) and how much it is used (1 byte).
"""

import hashlib
import json
import math
import mmap
import sys
from array import array
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple, Self

import marisa_trie

from kb.errors import LexiconError

# Raise it with every change of what is built, or of the file.
_RULES = 1
_SOURCES = ("hunspell-sv", "lemmy", "marisa-trie", "simplemma", "wordfreq")
_MAGIC = b"kblex\x00\x00\x01"
_ALIGNED = 8  # the trie's own words are read where they lie

# What a form may be, several at once.
WORD = 1  # stands alone
OPENS = 2  # a compound, as its first part
CONTINUES = 4
CLOSES = 8
OPENS_LEARNT = 16  # the same, learnt from the list's own compounds
CLOSES_LEARNT = 32
OPENS_BARE = 64  # a word that opens compounds as it is

# What a letter may be when it is typed without dots.
_DOTTED = {"a": "aåä", "o": "oö"}

_Way = tuple[int, str]  # how many letters to drop from the end, and what to add


class Entry(NamedTuple):
    """What is known of a form: its lemmas, likeliest first; its roles; its use.

    `use` is ten times the base-10 logarithm of how often it stands in 10⁹ words of text, 0 where
    no text has it.
    """

    lemmas: tuple[str, ...]
    roles: int
    use: int


_UNKNOWN = Entry((), 0, 0)


class Lexicon:
    """An open lexicon. Any number of threads may read it."""

    def __init__(self, mapped: memoryview, path: Path) -> None:
        """Read a lexicon that lies in `mapped`; `path` is for messages."""
        if bytes(mapped[: len(_MAGIC)]) != _MAGIC:
            raise LexiconError(f"{path}: no lexicon of this program; build it anew")
        start = len(_MAGIC) + 4
        end = start + int.from_bytes(mapped[len(_MAGIC) : start], "little")
        sections: list[memoryview] = []
        try:
            header = json.loads(bytes(mapped[start:end]))
            for size in header["sizes"]:
                place = _aligned(end)
                end = place + size
                sections.append(mapped[place:end])
        except ValueError:
            end = sys.maxsize
        if end > len(mapped):
            raise LexiconError(f"{path}: the lexicon is cut short; build it anew")
        self.fingerprint: str = header["fingerprint"]
        self._classes: list[list[_Way]] = header["classes"]
        self._trie = marisa_trie.Trie()
        self._trie.map(sections[0])
        self._class_of = sections[1].cast("H")
        self._roles, self._uses = sections[2:]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the lexicon at `path`.

        Raises:
            LexiconError: there is none, or it is of another format.
        """
        try:
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:  # an empty file cannot be mapped
            raise LexiconError(f"{path}: no lexicon can be read there ({error})") from error
        return cls(memoryview(mapped), path)

    def entry(self, form: str) -> Entry:
        """Return what is known of a form in normal form; an entry without roles if nothing."""
        number = self._trie.get(form)
        return _UNKNOWN if number is None else self._entry(form, number)

    def beginnings(self, text: str) -> list[tuple[str, Entry]]:
        """Return every known form that `text` begins with, itself among them; shortest first."""
        found = self._trie.iter_prefixes_with_ids(text)
        return [(form, self._entry(form, number)) for form, number in found]

    def dotted_beginnings(self, text: str) -> list[tuple[str, Entry]]:
        """Return every known form that `text` begins with when dots are put on its a and o."""
        found: list[tuple[str, Entry]] = []
        before = [""]
        for letter in text:
            longer = [form + other for form in before for other in _DOTTED.get(letter, letter)]
            before = [form for form in longer if any(True for _ in self._trie.iterkeys(form))]
            for form in before:
                number = self._trie.get(form)
                if number is not None:
                    found.append((form, self._entry(form, number)))
        return found

    def __len__(self) -> int:
        return len(self._trie)

    def _entry(self, form: str, number: int) -> Entry:
        ways = self._classes[self._class_of[number]]
        lemmas = tuple([form[: len(form) - drop] + add for drop, add in ways])
        return Entry(lemmas, self._roles[number], self._uses[number])


def build_lexicon(path: Path) -> None:
    """Write the lexicon of the installed packages to `path`, whose folder exists.

    Takes 15 to 30 seconds and 1 GB. What was there stays until the new file is whole.
    """
    # Heavy, and needed by nobody who only reads a lexicon.
    from kb.language.joints import compound_roles, joint_word
    from kb.language.readings import Readings, edit
    from kb.language.word_lists import ending_rules, frequencies, inflections, lemma_dictionary

    shares = frequencies()
    forms_of_words = list(inflections())
    readings = Readings(lemma_dictionary(), forms_of_words, ending_rules(), shares)
    roles = compound_roles(forms_of_words)
    lemmas = readings.all()
    trie = marisa_trie.Trie(sorted(lemmas.keys() | roles.keys()))
    classes: dict[tuple[_Way, ...], int] = {}
    class_of, role_of, use_of = array("H"), bytearray(), bytearray()
    for form in map(trie.restore_key, range(len(trie))):
        stands_alone = form in lemmas
        own = lemmas[form] if stands_alone else (joint_word(form, lemmas),)
        ways = (edit(form, own[0]), *[edit(form, lemma) for lemma in own[1:]])
        class_of.append(classes.setdefault(ways, len(classes)))
        role_of.append(roles.get(form, 0) | (WORD if stands_alone else 0))
        use_of.append(max(0, round(10 * math.log10(shares[form] * 1e9))) if form in shares else 0)
    _write(path, list(classes), [trie.tobytes(), class_of.tobytes(), bytes(role_of), bytes(use_of)])


def _write(path: Path, classes: list[tuple[_Way, ...]], sections: list[bytes]) -> None:
    sizes = [len(section) for section in sections]
    facts = {"fingerprint": lexicon_fingerprint(), "classes": classes, "sizes": sizes}
    header = json.dumps(facts, ensure_ascii=False).encode()
    content = bytearray(_MAGIC + len(header).to_bytes(4, "little") + header)
    for section in sections:
        content.extend(bytes(_aligned(len(content)) - len(content)))
        content.extend(section)
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def lexicon_fingerprint() -> str:
    """Return 16 hex digits that change whenever what `build_lexicon` writes may."""
    facts = [f"rules {_RULES}", *(f"{name} {_version(name)}" for name in _SOURCES)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise LexiconError(
            f"the package {package} is missing; install requirements.lock"
        ) from error


def _aligned(place: int) -> int:
    return -(-place // _ALIGNED) * _ALIGNED
