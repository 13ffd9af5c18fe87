"""What a generation says of itself, and what everything that belongs to it is called.

A generation is a number in an index of posts: it sees the versions that it and those before it
wrote, but for what was replaced or removed since.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from secrets import token_hex

# Raise it when the fields or files of a generation change: older indexes are then rebuilt.
FORMAT = 2

# The files of a generation besides those that were committed with it: the statistics of terms,
# what of these has changed since, and the versions that it does not see (`dead_text`).
TERMS = "terms.arrays"
OVERLAY = "terms.json"
DEAD = "dead.txt"

_CHECK_DIGITS = 6


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a generation: its SHA-256, and how many bytes it has."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes:
        name: `{index}.{number}`.
        format, fingerprint: what wrote it; see `kb.derivation`.
        index, number: which versions of posts it sees.
        posts: how many.
        sum: of `check` over them.
        built_at: in ISO 8601.
        corpus: the checksum of what it was built from.
        files: all that belong to it besides posts, by their names.
        lengths: how many terms the posts have in all, by `{field}_{form}`.
        aborted: numbers of writers whose versions nobody sees.
        kept: generations before it whose versions are there yet, each with the time (seconds
            since 1970) at which another took its place; the latest first.
    """

    name: str
    format: int
    fingerprint: str
    index: str
    number: int
    posts: int
    sum: int
    built_at: str
    corpus: str
    files: Mapping[str, StoredFile]
    lengths: Mapping[str, int]
    aborted: tuple[int, ...]
    kept: tuple[tuple[str, float], ...]

    @property
    def checksum(self) -> str:
        """The SHA-256 of all that it says."""
        return _checksum(asdict(self))

    def to_text(self) -> str:
        """Return it as JSON, its own checksum included."""
        return json.dumps({**asdict(self), "checksum": self.checksum})

    @classmethod
    def from_text(cls, text: str) -> "Manifest":
        """Read what `to_text` wrote; ValueError, TypeError or KeyError where it is not whole."""
        values = json.loads(text)
        checksum = values.pop("checksum")
        if checksum != _checksum(values):
            raise ValueError("its checksum does not fit")
        values["files"] = {name: StoredFile(**file) for name, file in values["files"].items()}
        values["aborted"] = tuple(values["aborted"])
        values["kept"] = tuple((name, float(at)) for name, at in values["kept"])
        return cls(**values)


def files_said(text: str) -> list[StoredFile]:
    """Return the files that a manifest names, of whatever format it is."""
    try:
        return [StoredFile(**file) for file in json.loads(text)["files"].values()]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def dead_text(dead: Mapping[str, int]) -> str:
    """Return what the file of the versions that a generation does not see has.

    A line has the `_id` of one, and the number since which nobody sees it.
    """
    return "".join(f"{name} {since}\n" for name, since in sorted(dead.items()))


def dead_said(text: str) -> dict[str, int]:
    """Read what `dead_text` wrote; ValueError where that is not whole."""
    rows = (line.split(" ") for line in text.splitlines())
    return {name: int(since) for name, since in rows}


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


# --- names in the cluster -----------------------------------------------------------------------


def control_index(alias: str) -> str:
    """Return the index that holds lock, manifests and files."""
    return f"{alias}-control"


def manifest_id(name: str) -> str:
    """Return the document of a generation's manifest."""
    return f"generation:{name}"


def new_index(alias: str) -> str:
    """Return a name for an index of posts that no other has."""
    return f"{alias}-{datetime.now(UTC):%Y%m%d%H%M%S}-{token_hex(2)}"


def is_posts_index(alias: str, name: str) -> bool:
    """Tell whether an index is called as those of posts are."""
    return re.fullmatch(rf"{re.escape(alias)}-\d{{14}}-[0-9a-f]{{4}}", name) is not None


def generation_name(index: str, number: int) -> str:
    """Return the name of a generation."""
    return f"{index}.{number}"


def index_of(name: str) -> str:
    """Return the index of the generation with a name."""
    return name.rpartition(".")[0]


def number_of(name: str) -> int:
    """Return the number of the generation with a name."""
    return int(name.rpartition(".")[2])


def version_id(number: int, post_id: str) -> str:
    """Return the `_id` of the version of a post that a writer wrote."""
    return f"{number}-{hashlib.sha256(post_id.encode()).hexdigest()[:24]}"


def check_of(checksum: str) -> int:
    """Return of a post's checksum what is summed up in the cluster.

    It sums in floating point, which is exact up to 2**53: some 10**8 posts of 24 bits.
    """
    return int(checksum[:_CHECK_DIGITS], 16)
