"""Posts that were taken down: they answer 410, and no import brings them back."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from kb.corpus import yaml_lines as yaml
from kb.corpus.post import Date, PostId
from kb.errors import Fault


class Removed(BaseModel):
    """A post that was taken down, when, and why where somebody said so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PostId
    date: Date | None = None
    reason: str = ""


def read_removed(path: Path) -> tuple[tuple[Removed, ...], list[Fault]]:
    """Read the list of removed posts; a file that does not exist has none."""
    document, faults = yaml.read_list(path)
    removed = []
    for index, item in enumerate(document.data or ()):
        try:
            removed.append(Removed.model_validate(item))
        except ValidationError as error:
            faults.extend(yaml.validation_faults(error, document, str(path), "an entry", (index,)))
    return tuple(removed), faults
