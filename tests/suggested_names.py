"""Posts with labelled names, and how well suggestions find them.

`golden/other_fields.txt` has the posts of other fields than the shipped corpus',
`golden/suggested_names.txt` the labels of both: kind, name, other spellings. What is labelled
`either` may be suggested or not.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.corpus.post import Post, make_id
from kb.corpus.unregistered.suggestions import Suggestion

GOLDEN = Path(__file__).parent / "golden"
LABELS = GOLDEN / "suggested_names.txt"


@dataclass(frozen=True)
class Label:
    kind: str
    names: tuple[str, ...]


@dataclass
class Score:
    """What was found of what is there; names are written `kind name`."""

    found: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    wrong_kind: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        self.found += other.found
        self.missed += other.missed
        self.wrong += other.wrong
        self.wrong_kind += other.wrong_kind

    @property
    def recall(self) -> float:
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.found) / max(1, len(self.found) + len(self.wrong))


def fields() -> dict[str, list[Post]]:
    found: dict[str, list[Post]] = {}
    text = (GOLDEN / "other_fields.txt").read_text(encoding="utf-8")
    for section in re.split(r"^== ", text, flags=re.M)[1:]:
        name, _, rest = section.partition("\n")
        posts = found.setdefault(name, [])
        for item in re.split(r"^-- ", rest, flags=re.M)[1:]:
            head, _, body = item.partition("\n")
            day, _, title = head.partition(" ")
            published = date.fromisoformat(day)
            post_id = make_id(published, title)
            posts.append(Post(id=post_id, title=title, published=published, body=body.strip()))
    return found


def labels(section: str) -> list[Label]:
    found: list[Label] = []
    here = ""
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            here = line[3:]
        elif here == section and line and not line.startswith("#"):
            kind, *names = (part.strip() for part in line.split(";"))
            found.append(Label(kind, tuple(names)))
    return found


def score(suggestions: Iterable[Suggestion], gold: Collection[Label]) -> Score:
    """Match suggestions to labels by a name or alias that they share."""
    result = Score()
    taken: set[Label] = set()
    for suggestion in suggestions:
        own = {_spelt(name) for name in (suggestion.name, *suggestion.aliases)}
        label = next((each for each in gold if own & set(map(_spelt, each.names))), None)
        said = f"{suggestion.kind} {suggestion.name}"
        if label is None:
            result.wrong.append(said)
        elif label in taken and label.kind != "either":
            result.wrong.append(f"{said} (twice)")
        else:
            taken.add(label)
            if label.kind == "either":
                continue
            result.found.append(said)
            if label.kind != suggestion.kind:
                result.wrong_kind.append(said)
    result.missed += [
        f"{each.kind} {each.names[0]}"
        for each in gold
        if each not in taken and each.kind != "either"
    ]
    return result


def _spelt(name: str) -> str:
    return name.casefold().replace("’", "'")
