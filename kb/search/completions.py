"""Completions of what is being typed: organisations, projects and so on, words, posts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any

from kb.corpus.kinds import KINDS, Kind
from kb.corpus.register import Registers
from kb.language.analyzer import Analyzer
from kb.language.collation import swedish_order
from kb.language.stop_words import is_stop_word, stop_words_beginning
from kb.language.tokens import Word, words
from kb.search.port.engine import Beginnings, Engine, Ladder, StatisticsRequest, Title
from kb.search.port.prefix_index import PrefixIndex
from kb.search.presenting.contacts import masked
from kb.search.query.parser import MAX_CHARACTERS
from kb.search.rewriting.interpreter import Interpreter
from kb.search.shown_words import ShownWords

MOST = 8
# One letter begins a tenth of all words: it says nothing yet of which is meant.
_MIN_LETTERS = 2
# Words looked at for one beginning: eight, times the inflections that a word has in a text.
_COMMONEST = 24

WORD = "word"
POST = "post"
# What a completion leads to, in the order in which they are listed.
ORDER = (*(kind.name for kind in KINDS), WORD, POST)
_YEAR = re.compile(r"(?:19|20)\d\d")
_PATHS = {kind.name: kind.path for kind in KINDS} | {POST: "/inlagg"}


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion of a kind in `ORDER`; `id` is that of the post or the entry, None for words."""

    kind: str
    text: str
    id: str | None = None

    @property
    def url(self) -> str | None:
        """Where it is read, below the site's root; None for words."""
        return None if self.id is None else f"{_PATHS[self.kind]}/{self.id}"

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb suggest --json` and /forslag promise."""
        return {"kind": self.kind, "text": self.text, "id": self.id, "url": self.url}


class Completions:
    """Completes for one open generation, in two calls to its engine at the most.

    `posts` counts the posts of each entry, by kind. Where contact details are masked, `shown` are
    the words that may be told, which takes a call for each that has not been asked for yet.
    """

    def __init__(
        self,
        engine: Engine,
        analyzer: Analyzer,
        interpreter: Interpreter,
        registers: Registers,
        posts: Mapping[str, Mapping[str, int]],
        shown: ShownWords | None = None,
    ) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._interpreter = interpreter
        self._registers = registers
        self._posts_of = posts
        self._shown = shown

    def of(self, text: str) -> list[Completion]:
        """Return at most `MOST` completions, none for a text longer than a search may be.

        Every word typed must begin a word of a name or of a title. Where there are many of
        every kind, each gets its share.
        """
        text = " ".join(text.split())
        typed = list(words(text)) if len(text) <= MAX_CHARACTERS else []
        if not typed:
            return []
        beginnings = [word.normal for word in typed]
        # What begins so may be stop words, which are nobody's completion.
        most = _COMMONEST + len(stop_words_beginning(beginnings[-1]))
        found = self._engine.beginnings(
            beginnings, most if len(beginnings[-1]) >= _MIN_LETTERS else 0, MOST
        )
        rounds = zip_longest(
            *(self._entries(kind, beginnings) for kind in self._registers.kinds),
            self._words(text, typed, found),
            self._titles(found.titles),
        )
        completions = (completion for each in rounds for completion in each if completion)
        return sorted(islice(completions, MOST), key=lambda each: ORDER.index(each.kind))

    def _entries(self, kind: Kind, beginnings: Sequence[str]) -> Iterator[Completion]:
        names, completions = self._names[kind.name]
        yield from dict.fromkeys(completions[index] for index in names.having(beginnings))

    def _titles(self, titles: Sequence[Title]) -> Iterator[Completion]:
        for title in titles:
            text = title.text if self._shown is None else masked(title.text)
            yield Completion(POST, text, title.id)

    def _words(self, text: str, typed: Sequence[Word], found: Beginnings) -> Iterator[Completion]:
        """Yield the text with its last word completed, where posts have that and the others."""
        last = typed[-1]
        candidates = [word for word, _ in found.words if not is_stop_word(word)]
        if self._shown is not None:
            # Completed digit by digit, a telephone number would be told to whoever asks.
            candidates = [word for word in candidates if _says_no_number(word)]
        completed: dict[str, tuple[str, str]] = {}
        for word in candidates[:_COMMONEST]:
            # Any inflection finds all others.
            stem = self._analyzer.analyze(word)[0].stem
            longer = text[: last.start] + word + text[last.end :].lstrip("*")
            if len(longer) <= MAX_CHARACTERS:
                completed.setdefault(stem, (word, longer))
        found_by = list(completed.values())
        if len(typed) > 1 and found_by:
            # One is enough of each; a ladder of one query is counted for itself.
            ladders = tuple(Ladder((self._interpreter.strictly(each),), 1) for _, each in found_by)
            totals = self._engine.statistics(StatisticsRequest(ladders=ladders)).totals
            found_by = [each for each, (total,) in zip(found_by, totals, strict=True) if total]
        for word, longer in found_by:
            if self._shown is None or word in self._shown:
                yield Completion(WORD, longer)

    @cached_property
    def _names(self) -> Mapping[str, tuple[PrefixIndex, list[Completion]]]:
        found = {}
        for kind in self._registers.kinds:
            posts = self._posts_of.get(kind.name, {})
            # An id that only posts know is shown under itself.
            names: dict[str, tuple[str, ...]] = {entry_id: (entry_id,) for entry_id in posts}
            names |= {entry.id: entry.names for entry in self._registers.entries(kind)}
            ordered = sorted(names, key=lambda i: (-posts.get(i, 0), swedish_order(names[i][0]), i))
            completions = [
                Completion(kind.name, names[entry_id][0], entry_id)
                for entry_id in ordered
                for _ in names[entry_id]
            ]
            texts = (name for entry_id in ordered for name in names[entry_id])
            found[kind.name] = PrefixIndex(texts), completions
        return found


def _says_no_number(word: str) -> bool:
    return not word[0].isdigit() or _YEAR.fullmatch(word) is not None
