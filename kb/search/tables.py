"""What a generation holds besides its posts."""

from dataclasses import dataclass, field
from typing import Any

from kb.corpus.register import Registers
from kb.language.abbreviations import Abbreviation


@dataclass(frozen=True)
class Tables:
    """Registers, abbreviations that posts introduce, and posts that were taken down.

    Attributes:
        registers: organisations, projects, synonyms.
        abbreviations: each with its long forms, the one in most posts first.
        removed: id of every post that was taken down.
    """

    registers: Registers = field(default_factory=Registers)
    abbreviations: tuple[Abbreviation, ...] = ()
    removed: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "registers": self.registers.to_json(),
            "abbreviations": [[short, list(long)] for short, long in self.abbreviations],
            "removed": sorted(self.removed),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Tables":
        """Read what `to_json` returned."""
        return cls(
            Registers.from_json(data["registers"]),
            tuple(Abbreviation(short, tuple(long)) for short, long in data["abbreviations"]),
            frozenset(data["removed"]),
        )
