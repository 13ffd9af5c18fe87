"""How far a build is, for whoever wants to show it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from typing import Protocol


class Stage(Enum):
    """What a build is doing with posts, or with passages of them."""

    READING = "reading"
    INDEXING = "indexing"
    EMBEDDING = "embedding"


class Progress(Protocol):
    """Shows how far a build is."""

    def __call__(
        self, stage: Stage, count: int, /
    ) -> AbstractContextManager[Callable[[int], object]]:
        """Begin a stage of so many; what is entered is told how many more are done."""


def unseen(stage: Stage, count: int) -> AbstractContextManager[Callable[[int], object]]:
    """Show nothing."""
    return nullcontext(lambda done: None)
