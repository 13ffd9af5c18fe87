"""All that the analysis knows of Swedish words, in one file that is mapped, not loaded.

`building` makes it from pinned packages, once for an installation; the same versions give the
same bytes on every little-endian machine. `Lexicon.open` maps it in a few milliseconds, and
processes that have it open share its memory. The file:

    magic · length of the header (4 bytes) · header (JSON) · trie · classes · roles · uses

The trie gives each form an id. Under it stand the form's class (2 bytes), which names the edits
that make its lemmas of it, its roles (1 byte) and how much it is used (1 byte). A form stands
under its spelling and, where that has accents, under its normal form, too; a lemma in normal form,
unless a name would then be another word (Linné).
"""

import json
import mmap
import sys
from pathlib import Path
from typing import NamedTuple, Self

import marisa_trie

from kb.errors import IndexDamagedError, LexiconError, reason

MAGIC = b"kblex\x00\x00\x01"
_ALIGNED = 8  # the trie's own words are read where they lie

# What a form may be, several at once.
WORD = 1  # stands alone
OPENS = 2  # a compound, as its first part
CONTINUES = 4
CLOSES = 8
OPENS_LEARNT = 16  # the same, learnt from the list's own compounds
CLOSES_LEARNT = 32
OPENS_BARE = 64  # a word that opens compounds as it is
NAME = 128  # of a person, a place …

# What a letter may be when it is typed without dots.
_DOTTED = {"a": "aåä", "o": "oö"}

Edit = tuple[int, str]  # how many letters to drop from the end, and what to add


class LexicalEntry(NamedTuple):
    """What is known of a form: its lemmas, likeliest first; its roles; its use.

    `use` is ten times the base-10 logarithm of how often it stands in 10⁹ words of text, 0 where
    no text has it.
    """

    lemmas: tuple[str, ...]
    roles: int
    use: int


_UNKNOWN = LexicalEntry((), 0, 0)


class Lexicon:
    """An open lexicon. Any number of threads may read it."""

    def __init__(self, mapped: memoryview, path: Path) -> None:
        """Read a lexicon that lies in `mapped`; `path` is for messages."""
        if bytes(mapped[: len(MAGIC)]) != MAGIC:
            raise LexiconError(f"{path}: no lexicon of this program; build it anew")
        start = len(MAGIC) + 4
        end = start + int.from_bytes(mapped[len(MAGIC) : start], "little")
        sections: list[memoryview] = []
        try:
            header = json.loads(bytes(mapped[start:end]))
            for size in header["sizes"]:
                offset = aligned(end)
                end = offset + size
                sections.append(mapped[offset:end])
        except ValueError:
            end = sys.maxsize
        if end > len(mapped):
            raise LexiconError(f"{path}: the lexicon is cut short; build it anew")
        self.fingerprint: str = header["fingerprint"]
        self._mapped, self._path = mapped, path
        self._classes: list[list[Edit]] = header["classes"]
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
            raise LexiconError(f"{path}: no lexicon can be read there ({reason(error)})") from error
        return cls(memoryview(mapped), path)

    def check(self) -> None:
        """Ask whether the file is as long as when it was opened; cheap.

        The system ends the process that reads what a file has no longer.

        Raises:
            IndexDamagedError: it is not.
        """
        if isinstance(self._mapped.obj, mmap.mmap) and self._mapped.obj.size() != len(self._mapped):
            raise IndexDamagedError(
                f"{self._path}: was cut short or written to while it was in use; "
                "run `kb index --full` to build the index anew"
            )

    def entry(self, form: str) -> LexicalEntry:
        """Return what is known of a form as it is spelt; an entry without roles if nothing."""
        form_id = self._trie.get(form)
        return _UNKNOWN if form_id is None else self._entry(form, form_id)

    def roles(self, form: str) -> int:
        """Return what a form may be, as it is spelt; 0 if nothing is known of it."""
        form_id = self._trie.get(form)
        return 0 if form_id is None else self._roles[form_id]

    def lemmas(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form as it is spelt, likeliest first; none if it is unknown."""
        form_id = self._trie.get(form)
        return () if form_id is None else self._lemmas(form, form_id)

    def beginnings(self, text: str) -> list[tuple[str, int]]:
        """Return every known form that `text` begins with, itself among them; shortest first.

        Each with its roles.
        """
        roles = self._roles
        found = self._trie.iter_prefixes_with_ids(text)
        return [(form, roles[form_id]) for form, form_id in found]

    def beginnings_with_diacritics(self, text: str) -> list[tuple[str, LexicalEntry]]:
        """Return every known form that `text` begins with when dots are put on its a and o."""
        found: list[tuple[str, LexicalEntry]] = []
        before = [""]
        for letter in text:
            longer = [form + other for form in before for other in _DOTTED.get(letter, letter)]
            before = [form for form in longer if any(True for _ in self._trie.iterkeys(form))]
            for form in before:
                form_id = self._trie.get(form)
                if form_id is not None:
                    found.append((form, self._entry(form, form_id)))
        return found

    def __len__(self) -> int:
        return len(self._trie)

    def _entry(self, form: str, form_id: int) -> LexicalEntry:
        lemmas = self._lemmas(form, form_id)
        return LexicalEntry(lemmas, self._roles[form_id], self._uses[form_id])

    def _lemmas(self, form: str, form_id: int) -> tuple[str, ...]:
        edits = self._classes[self._class_of[form_id]]
        return tuple([form[: len(form) - drop] + add for drop, add in edits])


def aligned(offset: int) -> int:
    """Return the first offset from here on at which a section of the file may begin."""
    return -(-offset // _ALIGNED) * _ALIGNED
