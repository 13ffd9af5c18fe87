"""What finds posts some other way than by words, as searches see it."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kb.search.port.document import Document


class NearPost(NamedTuple):
    """A post near a query: how near, at most 1, and the number of its nearest passage."""

    id: str
    score: float
    passage: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The posts nearest to a query, the nearest first.

    Attributes:
        posts: those that are nearer than any two texts are, some hundreds at the most.
        floor: what is nearer than that is about the same, in this archive.
    """

    posts: tuple[NearPost, ...] = ()
    floor: float = 1.0


class Retriever(Protocol):
    """Finds posts of one generation by meaning. Any thread may ask."""

    @abstractmethod
    def nearest(self, text: str) -> Nearest | None:
        """Return the posts nearest to what was typed; None where there is no telling now."""

    @abstractmethod
    def passage(self, document: Document, number: int) -> str:
        """Return the text of a passage of a post, which may be shown with other words in it."""

    @abstractmethod
    def like(self, post_id: str, most: int) -> Sequence[str] | None:
        """Return the ids of the posts most like one; None for a post that it does not know."""
