"""What a generation holds besides its posts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.corpus.register import Registers
from kb.corpus.removed import Removed
from kb.errors import IndexDamagedError, reason
from kb.language.abbreviations import Abbreviation
from kb.language.analyzer import Analyzer
from kb.language.lexicon import Lexicon
from kb.search.port.engine import Engine

# The names of the two files that a generation holds besides its posts.
FILE = "lookups.json"
LEXICON_FILE = "lexicon.bin"


@dataclass(frozen=True)
class Lookups:
    """Registers, abbreviations that posts introduce, and posts that were taken down.

    Attributes:
        registers: organisations, projects and so on, synonyms.
        abbreviations: each with its long forms, the one in most posts first.
        removed: the posts that were taken down, by id: when, and why.
    """

    registers: Registers = field(default_factory=Registers)
    abbreviations: tuple[Abbreviation, ...] = ()
    removed: Mapping[str, Removed] = field(default_factory=dict)

    def to_text(self) -> str:
        """Return what `from_text` reads."""
        data = {
            "registers": self.registers.to_json(),
            "abbreviations": [[short, list(long)] for short, long in self.abbreviations],
            "removed": [
                self.removed[post_id].model_dump(mode="json", exclude_defaults=True)
                for post_id in sorted(self.removed)
            ],
        }
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Lookups":
        """Read what `to_text` returned."""
        data: dict[str, Any] = json.loads(text)
        return cls(
            Registers.from_json(data["registers"]),
            tuple(Abbreviation(short, tuple(long)) for short, long in data["abbreviations"]),
            {each["id"]: Removed.model_validate(each) for each in data["removed"]},
        )


def open_lookups(engine: Engine) -> tuple[Analyzer, Lookups]:
    """Return the analyzer and the lookups that belong to an open generation.

    Raises:
        IndexDamagedError: their files cannot be read.
    """
    file = engine.file(LEXICON_FILE)
    try:
        analyzer = Analyzer(Lexicon.open(file))
        file = engine.file(FILE)
        return analyzer, Lookups.from_text(file.read_text(encoding="utf-8"))
    except Exception as error:  # whatever a damaged file may raise
        raise IndexDamagedError(
            f"{file}: cannot be read ({reason(error)}); run `kb index` to build the index anew"
        ) from error
