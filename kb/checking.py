"""Whether an index is as it was built."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.engines import DEFAULT, live_generation, open_engine
from kb.errors import IndexDamagedError
from kb.meaning import checking as meaning
from kb.search.lookups import open_lookups
from kb.search.port.document import Document
from kb.search.port.engine import Engine


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found; `problems` are sentences."""

    generation: str | None
    posts: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether all is as it was built."""
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb check --json` promises."""
        return {
            "ok": self.ok,
            "generation": self.generation,
            "posts": self.posts,
            "problems": list(self.problems),
        }


def check_index(index: str | Path, engine: str = DEFAULT) -> CheckReport:
    """Verify the live generation: its files, every post readable and found by its title.

    Raises:
        IndexMissingError, IndexStaleError: there is nothing to check.
    """
    try:
        opened = open_engine(index, engine)
    except IndexDamagedError as error:
        return CheckReport(live_generation(index, engine), 0, (str(error),))
    try:
        return _check(opened)
    finally:
        opened.close()


def _check(engine: Engine) -> CheckReport:
    generation = engine.generation
    try:
        analyzer, _ = open_lookups(engine)
    except IndexDamagedError as error:
        return CheckReport(generation.name, generation.posts, (str(error),))

    def title(document: Document) -> Collection[str]:
        return [token.text for token in analyzer.analyze(document.title)]

    problems = (*engine.problems(title), *meaning.problems(engine))
    return CheckReport(generation.name, generation.posts, problems)
