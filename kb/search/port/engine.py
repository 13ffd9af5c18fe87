"""What every engine promises. Analysed documents in, matches out; no engine knows Swedish.

A search is to cost few round trips, also where the engine is a cluster: everything that is asked
is asked in batches, and everything that is answered is bounded by who asks.
"""

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from kb.search.port.analysis import KeptAnalysis
from kb.search.port.batch import Batch, Sent
from kb.search.port.document import Document
from kb.search.port.queries import BooleanQuery, Term
from kb.search.query.query import Filters, Order


@dataclass(frozen=True, slots=True)
class Generation:
    """Which build of the index this is; `corpus` is the checksum of what it was built from."""

    name: str
    posts: int
    built_at: str
    corpus: str


# --- matching ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MatchRequest:
    """One search for an engine.

    Attributes:
        queries: rewritings of one query, from the strictest on; what a stricter one matches
            comes before what only a more relaxed one does, when ordered by relevance.
        filters: which posts are asked about at all.
        order: of the hits.
        start, stop: the slice of the hits to return, as in `hits[start:stop]`.
        facets: whether to count facets.
    """

    queries: tuple[BooleanQuery, ...]
    filters: Filters
    order: Order
    start: int
    stop: int
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """A post that matches.

    Attributes:
        document: the post.
        score: rounded as `kb.search.ranking` says.
        analysis: that of its texts, where the engine keeps it.
    """

    document: Document
    score: float
    analysis: KeptAnalysis | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """What an engine found.

    Attributes:
        total: how many posts match, filters included.
        hits: the asked slice, in order.
        counts: for every facet (the kinds by name, and `year`), how many posts each value would
            give as the only choice in its facet; values without any are left out. Empty where
            facets were not asked for.
    """

    total: int
    hits: tuple[Match, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


# --- statistics -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ladder:
    """Queries of which to count the posts, whatever the filters, in this order.

    Counting may stop after the first that matches at least `enough`, and of that one, too, with any
    number from there on.
    """

    queries: tuple[BooleanQuery, ...]
    enough: float


@dataclass(frozen=True, slots=True)
class SpellingRequest:
    """A word that may be meant for others.

    Attributes:
        word: in normal form.
        stem: its stem, to find words that begin so.
        terms: by which it would stand in a post, inflected or in a compound.
        far_more: where it stands, it is doubted only for a word in more than so many times as
            many posts.
    """

    word: str
    stem: str
    terms: tuple[Term, ...]
    far_more: int = 0


@dataclass(frozen=True, slots=True)
class StatisticsRequest:
    """What to tell of the index, all in one go.

    Attributes:
        terms: of which to tell the document frequency.
        ladders: queries to count.
        spellings: words to find others for, their terms' frequencies included. They are meant
            for searches that find little: an engine may leave them out where the first ladder
            reached its `enough`, and leave out what is similar to a word that stands in a post
            where another word stands in none, or where none of it stands in more than `far_more`
            times as many.
    """

    terms: Collection[Term] = ()
    ladders: tuple[Ladder, ...] = ()
    spellings: tuple[SpellingRequest, ...] = ()


class Spellings(NamedTuple):
    """Words of the index that a word may be meant for, all of them standing in posts.

    Attributes:
        diacritics: those that it is when its å, ä and ö are typed without their dots.
        similar: those that it may be a slip for, (word, posts), the nearest and commonest first.
        beginning: those that begin as its stem does but for the dots of theirs.
    """

    diacritics: tuple[str, ...] = ()
    similar: tuple[tuple[str, int], ...] = ()
    beginning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statistics:
    """The answers to a `StatisticsRequest`.

    Attributes:
        frequencies: in how many live posts each term stands, in whichever field.
        totals: for each ladder, how many posts its queries match, of a query that is enough maybe
            fewer (see `Ladder`); maybe not of the last ones.
        spellings: by word; a word without any may be missing.
    """

    frequencies: Mapping[Term, int] = field(default_factory=dict)
    totals: tuple[tuple[int, ...], ...] = ()
    spellings: Mapping[str, Spellings] = field(default_factory=dict)


# --- completing -------------------------------------------------------------------------------


class Title(NamedTuple):
    """What a post is called; `id` leads to it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What in an index begins as was typed.

    Attributes:
        words: exact forms, (word, posts), those in most posts first.
        titles: of posts, the newest first.
    """

    words: tuple[tuple[str, int], ...]
    titles: tuple[Title, ...]


# --- the two protocols --------------------------------------------------------------------------


class Engine(Protocol):
    """A built index, open for reading. Any thread may call.

    `kb.search.rewriting` asks for statistics, `kb.search.service` for matches and documents,
    `kb.search.completions` for beginnings, `kb.indexing` for checksums, `kb.checking` for problems.
    """

    generation: Generation
    """The generation that is open; it never changes under an open engine."""

    @abstractmethod
    def file(self, name: str) -> Path:
        """Return where a file that was committed with the generation lies on this machine.

        One that was not lies nowhere: there is no file.
        """

    @abstractmethod
    def statistics(self, request: StatisticsRequest) -> Statistics:
        """Return what the index tells; never fails for what a person may have typed."""

    @abstractmethod
    def match(self, request: MatchRequest) -> Matches:
        """Find the posts that match; never fails for what a person may have typed."""

    @abstractmethod
    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        """Return words that begin as the last of what was typed (not empty), and titles with all.

        Each of `typed`, in normal form, must begin a word of a title. Without any dots of å, ä
        and ö it also begins words that have them, never the reverse. At most so many words and
        titles are returned.

        Raises:
            IndexDamagedError: the titles cannot be read.
        """

    @abstractmethod
    def documents(self, ids: Sequence[str]) -> list[Document | None]:
        """Return the posts with these ids, or former ids, in this order; None for no post."""

    @abstractmethod
    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every post; `kb.indexing` compares builds by them."""

    @abstractmethod
    def problems(self, titles: Callable[[Document], Collection[str]]) -> Iterator[str]:
        """Yield, a sentence each, what in the generation is not as it was built.

        `titles` gives the exact forms of a document's title, by which it must be found.
        """

    @abstractmethod
    def close(self) -> None:
        """Release its files; the engine is not used after."""


class Writer(Protocol):
    """A generation being built. `kb.indexing` is its caller; nothing is seen before `commit`."""

    checksums: Mapping[str, str]
    """The checksum of every post in it so far, by id; it begins with the live ones."""

    send: Callable[[Batch], Sent] | None
    """Gives a batch to the engine, from any process that it is pickled to; what it returns is to
    be added. None where batches are to be added as they are."""

    @abstractmethod
    def live_file(self, name: str) -> Path | None:
        """Return a file of the live generation, None where there is none that can be read."""

    @abstractmethod
    def add(self, batch: Batch | Sent) -> None:
        """Index documents, each in place of the one with its id; maybe sent already."""

    @abstractmethod
    def remove(self, post_id: str) -> None:
        """Leave out a post that the live generation has."""

    @abstractmethod
    def commit(self, files: Mapping[str, Path | str], corpus: str) -> Generation:
        """Finish the generation, verify it and switch to it in one step.

        Args:
            files: what belongs to the generation besides posts, by name: a file, or its text.
            corpus: the checksum of what it was built from.

        Raises:
            IndexDamagedError: it does not hold what was added; the old one stays live.
        """

    @abstractmethod
    def abort(self) -> None:
        """Leave no trace of the generation; the old one stays live."""
