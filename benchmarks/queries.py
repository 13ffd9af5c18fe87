"""Searches that visitors might make in a corpus, every kind that there is: seeded, so repeatable.

They are made of the corpus' own text and registers, read from its files; nothing of kb is used.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"\]\([^)]*\)|[*\[\]#_`>]")
_WITHOUT_DOTS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
_DOTS = re.compile("[åäöÅÄÖ]")
_STOP_WORDS = "och att det i på som är för en den de med av till om inte har vi ett"


@dataclass(frozen=True, slots=True)
class Search:
    """One search, in the words of `KnowledgeBase.search`; None for an argument left out."""

    kind: str
    text: str
    organisations: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    published_from: str | None = None
    published_to: str | None = None
    order: str | None = None
    page: int = 1
    per_page: int = 10


def make_searches(corpus: Path, count: int = 500, seed: int = 1) -> list[Search]:
    """Return so many searches in a corpus, the kinds in fixed shares."""
    maker = _Maker(corpus, Random(seed))
    kinds = [kind for kind, share in _SHARES.items() for _ in range(share)]
    # Evenly, so that fewer searches are of all kinds, too.
    chosen = [kinds[number * len(kinds) // count] for number in range(count)]
    return [maker.search(kind) for kind in chosen]


_SHARES = {
    "word": 70,
    "words": 80,
    "phrase": 45,
    "phrase and words": 15,
    "prefix": 35,
    "exclusion": 35,
    "either": 35,
    "name": 50,
    "without dots": 30,
    "misspelt": 40,
    "year": 20,
    "stop words": 10,
    "title": 20,
    "empty": 15,
}


class _Maker:
    def __init__(self, corpus: Path, rng: Random) -> None:
        self._rng = rng
        self._organisations = _register(corpus / "organisations.yaml")
        self._projects = _register(corpus / "projects.yaml")
        texts = [path.read_text("utf-8") for path in sorted(corpus.glob("posts/*/*.md"))]
        parts = [text.split("\n---\n", 1) for text in texts]
        self._titles = [str(yaml.safe_load(front.strip("-"))["title"]) for front, _ in parts]
        self._lines = [
            line for _, body in parts for line in map(_plain, body.split("\n")) if " " in line
        ]
        self._years = sorted({path.parent.name for path in corpus.glob("posts/*/*.md")})
        self._running: list[str] = [word for line in self._lines for word in _WORD.findall(line)]
        counts = Counter(word.lower() for word in self._running)
        self._distinct = sorted(word for word in counts if len(word) > 2)
        self._make: dict[str, Callable[[], str]] = {
            "word": self._word,
            "words": lambda: self._words(rng.randint(2, 4)),
            "phrase": self._phrase,
            "phrase and words": lambda: f"{self._phrase()} {self._word()}",
            "prefix": self._prefix,
            "exclusion": self._exclusion,
            "either": self._either,
            "name": self._name,
            "without dots": self._without_dots,
            "misspelt": self._misspelt,
            "year": lambda: f"{self._words(rng.randint(1, 2))} {rng.choice(self._years)}",
            "stop words": lambda: " ".join(rng.sample(_STOP_WORDS.split(), rng.randint(1, 3))),
            "title": lambda: rng.choice(self._titles),
            "empty": lambda: "",
        }

    def search(self, kind: str) -> Search:
        """Return a search of a kind, with the choices that may stand beside it."""
        rng = self._rng
        text = self._make[kind]()
        chosen = rng.choices(("organisation", "project", "dates", "all", ""), (10, 10, 12, 5, 63))
        filters = {"organisation", "project", "dates"} if "all" in chosen else set(chosen)
        start, end = self._dates() if "dates" in filters else (None, None)
        return Search(
            kind,
            text,
            organisations=self._ids(self._organisations) if "organisation" in filters else (),
            projects=self._ids(self._projects) if "project" in filters else (),
            published_from=start,
            published_to=end,
            order=rng.choices((None, "relevance", "newest", "oldest"), (70, 6, 12, 12))[0],
            page=rng.choices((1, 2, 3), (84, 11, 5))[0],
            per_page=rng.choices((5, 10, 50), (20, 60, 20))[0],
        )

    def _ids(self, names: Sequence[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
        """Return one id or a few; now and then one that nobody knows."""
        rng = self._rng
        if rng.random() < 0.04 or not names:
            return ("finns-inte",)
        return tuple(rng.choice(names)[0] for _ in range(rng.choices((1, 2, 3), (70, 20, 10))[0]))

    def _dates(self) -> tuple[str | None, str | None]:
        rng = self._rng
        first, last = sorted(rng.choices(self._years, k=2))
        start, end = rng.choice(
            (
                (first, last),
                (f"{first}-{rng.randint(1, 6):02}", f"{last}-{rng.randint(6, 12):02}"),
                (f"{first}-01-{rng.randint(1, 28):02}", f"{last}-12-{rng.randint(1, 28):02}"),
            )
        )
        return rng.choice(((start, end), (start, None), (None, end)))

    def _word(self) -> str:
        """Return a word as often as it stands in text, or any one, so that rare ones come too."""
        word = self._rng.choice(self._running)
        if len(word) < 4 or self._rng.random() < 0.4:
            return self._rng.choice(self._distinct)
        return word

    def _words(self, count: int) -> str:
        """Return words that stand near each other, or some that may stand in no post together."""
        if self._rng.random() < 0.6:
            near = _WORD.findall(self._rng.choice(self._lines))
            return " ".join(self._rng.sample(near, min(count, len(near))))
        return " ".join(self._word() for _ in range(count))

    def _phrase(self) -> str:
        words = self._rng.choice(self._lines).split()
        first = self._rng.randrange(max(1, len(words) - 3))
        return '"' + " ".join(words[first : first + self._rng.randint(2, 3)]) + '"'

    def _prefix(self) -> str:
        word = self._long_word(6)
        prefix = f"{word[: self._rng.randint(3, len(word) - 1)]}*"
        return prefix if self._rng.random() < 0.7 else f"{prefix} {self._word()}"

    def _exclusion(self) -> str:
        kind = self._rng.random()
        if kind < 0.15:
            return f"-{self._word()}"
        if kind < 0.3:
            return f"{self._word()} -{self._phrase()}"
        return f"{self._words(self._rng.randint(1, 2))} -{self._word()}"

    def _either(self) -> str:
        between = self._rng.choice((" OR ", " ELLER "))
        terms = [self._word() for _ in range(self._rng.randint(2, 3))]
        if self._rng.random() < 0.3:
            terms[0] = self._phrase()
        beside = f" {self._word()}" if self._rng.random() < 0.3 else ""
        return between.join(terms) + beside

    def _name(self) -> str:
        names = self._organisations + self._projects
        if not names:
            return self._word()
        name: str = self._rng.choice(self._rng.choice(names)[1])
        kind = self._rng.random()
        if kind < 0.2:
            return name.lower()
        if kind < 0.3:
            return f'"{name}"'
        return name if kind < 0.8 else f"{name} {self._word()}"

    def _without_dots(self) -> str:
        dotted = [self._word() for _ in range(60)]
        word = next((word for word in dotted if len(word) > 3 and _DOTS.search(word)), dotted[0])
        beside = f" {self._word()}" if self._rng.random() < 0.3 else ""
        return word.translate(_WITHOUT_DOTS) + beside

    def _misspelt(self) -> str:
        """Return a word with a letter too few, too many, wrong, or two of them turned."""
        word, rng = self._long_word(6), self._rng
        at = rng.randrange(1, len(word) - 1)
        wrong = rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + rng.choice("aeinrst") + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        return wrong if rng.random() < 0.7 else f"{wrong} {self._word()}"

    def _long_word(self, letters: int) -> str:
        words = (self._word() for _ in range(60))
        return next((word for word in words if len(word) >= letters), "kooperativ")


def _register(path: Path) -> list[tuple[str, Sequence[str]]]:
    """Return the ids of a register's entries, each with its names."""
    rows = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    return [(row["id"], [row["name"], *(row.get("aliases") or ())]) for row in rows or ()]


def _plain(line: str) -> str:
    return _MARKUP.sub("", line).strip()
