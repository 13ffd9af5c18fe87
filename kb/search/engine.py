"""What every engine gives, and what it is given: documents in, matches out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from kb.language.analyzer import Analyzer
from kb.search.document import Document
from kb.search.plan import Plan, Reading
from kb.search.query import Facet
from kb.search.tables import Tables
from kb.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found.

    Attributes:
        total: how many posts match, filters included.
        hits: ids and scores of the asked page, in order; scores rounded to 1e-4.
        counts: for every facet, how many posts each value would give as the only choice in
            its facet; values without any are left out.
    """

    total: int
    hits: tuple[tuple[str, float], ...]
    counts: Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Generation:
    """Which build of the index this is; `corpus` is the checksum of what it was built from."""

    name: str
    posts: int
    built_at: str
    corpus: str


class Title(NamedTuple):
    """What a post is called and when it was published; `id` leads to it."""

    id: str
    text: str
    published: date


class Engine(Protocol):
    """A built index, open for reading. `kb.search.service` is its caller; any thread may call."""

    @property
    def generation(self) -> Generation:
        """The generation that is open; it never changes under an open engine."""

    @property
    def analyzer(self) -> Analyzer:
        """How the posts were read, and queries are to be."""

    @property
    def tables(self) -> Tables:
        """Registers and more, as they were when the index was built."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the index."""

    @property
    def titles(self) -> Sequence[Title]:
        """The titles of all posts, newest first, equals by id; `kb.search.suggest` asks.

        They are read when first asked for.

        Raises:
            IndexDamagedError: a post cannot be read.
        """

    def at_most(self, word: str) -> int:
        """Return a number that the posts with a word, in this exact form, do not exceed.

        Cheaper than to count them, so `kb.search.suggest` asks it of every word that begins as
        what was typed. 0 for a word that the index never had; never an error.
        """

    def total(self, reading: Reading) -> int:
        """Return how many posts a reading of a query matches, whatever the filters."""

    def match(self, plan: Plan) -> Matches:
        """Find the posts that match; never fails for what a person may have typed."""

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return the posts with these ids, in this order; an unknown id raises KeyError."""

    def current_id(self, post_id: str) -> str | None:
        """Return the id that a post goes by, given it or a former one; None for no post."""

    def checksums(self) -> Mapping[str, str]:
        """Return the checksum of every post, by id; `kb.indexing` compares builds by them."""

    def problems(self) -> Iterator[str]:
        """Yield, a sentence each, what in the generation is not as it was built."""

    def close(self) -> None:
        """Release its files; the engine is not used after."""


class Writer(Protocol):
    """A generation being built. `kb.indexing` is its caller; nothing is seen before `commit`."""

    @property
    def checksums(self) -> Mapping[str, str]:
        """The checksum of every post in it so far, by id; it begins with the live ones."""

    def add(self, document: Document) -> None:
        """Index a post, in place of the one with its id."""

    def remove(self, post_id: str) -> None:
        """Leave out a post that the live generation has."""

    def commit(self, tables: Tables, checksum: str) -> Generation:
        """Finish the generation, verify it and switch to it in one step.

        Raises:
            IndexDamagedError: it does not hold what was added; the old one stays live.
        """

    def abort(self) -> None:
        """Leave no trace of the generation; the old one stays live."""
