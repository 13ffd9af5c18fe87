"""Posts that were taken down: they answer 410, and no import brings them back."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kb.corpus.post import Date, PostId
from kb.corpus.yaml_lines import Entries, read_entries


class Removed(BaseModel):
    """A post that was taken down, when, and why where somebody said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PostId
    date: Date | None = None
    reason: str = ""


def read_removed(path: Path) -> Entries[Removed]:
    """Read the list of removed posts; a file that does not exist has none."""
    return read_entries(path, Removed, ("reason",))
