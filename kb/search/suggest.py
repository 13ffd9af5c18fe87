"""Completions of what is being typed, and another spelling where a search finds little."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice, product, zip_longest
from typing import Any

from kb.language.stop_words import dotted_stop_word, is_stop_word
from kb.language.tokens import Word as Typed
from kb.language.tokens import without_dots, words
from kb.search.engine import Engine
from kb.search.expansion import Expansion
from kb.search.facets import swedish_order
from kb.search.parser import MAX_CHARACTERS, make_query
from kb.search.plan import Form, Plan, Reading, Step
from kb.search.query import Facet, Filters, Occur, Order, Phrase, Prefix, Query, Term, Word

MOST = 8
# One letter begins a tenth of all words: it says nothing yet of which is meant.
_MIN_LETTERS = 2
# Words looked at for one beginning: eight, times the inflections that a word has in a text.
_COMMONEST = 24
# A word that stands in posts is doubted only for one in more than twenty times as many. Asked
# for one at a time, the 3,664 words of the example posts then bring up 3 suggestions, at ten
# times 13 and at three 57; nearly all of these words are right as they are.
_FAR_MORE = 20
# Ways to spell a whole query otherwise that are tried, each a match of its strictest reading.
_SPELLINGS = 8
_LAST_CHARACTER = "\U0010ffff"


class Kind(StrEnum):
    """What a completion leads to, in the order in which they are listed."""

    ORGANISATION = "organisation"
    PROJECT = "project"
    WORD = "word"
    POST = "post"


_ORDER = {kind: place for place, kind in enumerate(Kind)}
_PATHS = {
    Kind.ORGANISATION: "/organisationer/",
    Kind.PROJECT: "/projekt/",
    Kind.POST: "/inlagg/",
}


@dataclass(frozen=True, slots=True)
class Completion:
    """A completion; `id` is that of the post or the entry, None for words."""

    kind: Kind
    text: str
    id: str | None = None

    @property
    def url(self) -> str | None:
        """Where it is read, below the site's root; None for words."""
        return None if self.id is None else f"{_PATHS[self.kind]}{self.id}"

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb suggest --json` and /forslag promise."""
        return {"kind": self.kind.value, "text": self.text, "id": self.id, "url": self.url}


class Suggestions:
    """Suggests from one index. What it looks things up in is made when it is first asked."""

    def __init__(self, engine: Engine, expansion: Expansion) -> None:
        self._engine = engine
        self._expansion = expansion
        # Typing on narrows the words down, so the next letter asks for the same ones again.
        self._at_most = lru_cache(1 << 16)(engine.at_most)

    # --- completions ---

    def completions(self, text: str) -> list[Completion]:
        """Return at most `MOST` completions, none for a text longer than a search may be.

        Every word typed must begin a word of a name or of a title. Where there are many of
        every kind, each gets its share.
        """
        text = " ".join(text.split())
        typed = list(words(text)) if len(text) <= MAX_CHARACTERS else []
        if not typed:
            return []
        beginnings = [word.normal for word in typed]
        rounds = zip_longest(
            self._entries(Kind.ORGANISATION, beginnings),
            self._entries(Kind.PROJECT, beginnings),
            self._words(text, typed),
            self._posts(beginnings),
        )
        found = (completion for each in rounds for completion in each if completion)
        return sorted(islice(found, MOST), key=lambda completion: _ORDER[completion.kind])

    def _entries(self, kind: Kind, beginnings: Sequence[str]) -> Iterator[Completion]:
        names, owners = self._names[kind]
        yield from dict.fromkeys(owners[place] for place in names.having(beginnings))

    def _posts(self, beginnings: Sequence[str]) -> Iterator[Completion]:
        for place in self._titles.having(beginnings):
            title = self._engine.titles[place]
            yield Completion(Kind.POST, title.text, title.id)

    def _words(self, text: str, typed: Sequence[Typed]) -> Iterator[Completion]:
        """Yield the text with its last word completed, where posts have that and the others."""
        last = typed[-1]
        if len(last.normal) < _MIN_LETTERS:
            return
        stems = set()
        for word in self._commonest(last.normal):
            # Any inflection finds all others.
            stem = self._engine.analyzer.analyze(word)[0].stem
            if stem in stems:
                continue
            stems.add(stem)
            completed = text[: last.start] + word + text[last.end :].lstrip("*")
            if len(typed) == 1 or self._total(completed):
                yield Completion(Kind.WORD, completed)

    def _commonest(self, beginning: str) -> list[str]:
        """Return the words that begin so, those in most posts first.

        To count posts is to read where a word stands, so it is done only for words that can be
        among the commonest, as their bounds say.
        """
        vocabulary, texts = self._vocabulary
        candidates = (texts[place] for place in vocabulary.having([beginning]))
        bounds = [(-self._at_most(word), word) for word in candidates if not is_stop_word(word)]
        best: list[tuple[int, str]] = []
        for bound, word in sorted(bounds):
            if len(best) == _COMMONEST and bound >= best[-1][0]:
                break
            insort(best, (-self._engine.vocabulary.count(Form.EXACT, word), word))
            del best[_COMMONEST:]
        return [word for minus_posts, word in best if minus_posts]

    @cached_property
    def _names(self) -> Mapping[Kind, tuple["_Beginnings", list[Completion]]]:
        registers = self._engine.tables.registers
        everything = Plan((Reading(Step.STRICT, ()),), Filters(), Order.NEWEST, 1, 1)
        counts = self._engine.match(everything).counts
        found = {}
        for kind, facet, entries in (
            (Kind.ORGANISATION, Facet.ORGANISATION, registers.organisations),
            (Kind.PROJECT, Facet.PROJECT, registers.projects),
        ):
            posts = counts[facet]
            # An id that only posts know is shown under itself.
            names = {post_id: (post_id,) for post_id in posts} | {e.id: e.names for e in entries}
            ordered = sorted(names, key=lambda i: (-posts.get(i, 0), swedish_order(names[i][0]), i))
            owners = [Completion(kind, names[i][0], i) for i in ordered for _ in names[i]]
            found[kind] = _Beginnings(name for i in ordered for name in names[i]), owners
        return found

    @cached_property
    def _titles(self) -> "_Beginnings":
        return _Beginnings(title.text for title in self._engine.titles)

    @cached_property
    def _vocabulary(self) -> tuple["_Beginnings", list[str]]:
        texts = list(self._engine.vocabulary.words)
        return _Beginnings(texts), texts

    # --- another spelling ---

    def instead_of(self, query: Query, found: int) -> str | None:
        """Return a query's text with words spelt otherwise, where that finds more; else None.

        `found` is how many posts its strictest reading finds, filters aside. A quoted phrase
        is never loosened, but another spelling of it is offered: whether to take it is the
        reader's choice.
        """
        if self._expansion.named(query):
            return None
        posts = {
            word: self._posts_with(word, as_written)
            for word, as_written in _required(query).items()
        }
        # Where a word stands nowhere, that is what ails the query.
        doubted = [word for word in posts if not posts[word]] or list(posts)
        spellings = {word: self._spellings(word, posts[word]) for word in doubted}
        spellings |= {word: [dotted] for word, dotted in _stop_words_with_dots(query).items()}
        spellings = {word: others for word, others in spellings.items() if others}
        if not spellings:
            return None
        for choice in islice(product(*spellings.values()), _SPELLINGS):
            text = _respelt(query.text, dict(zip(spellings, choice, strict=True)))
            if self._total(text) > found:
                return text
        return None

    def _spellings(self, word: str, posts: int) -> list[str]:
        """Return what a word that stands in so many posts may be meant for.

        Where it lacks its dots, that is what ails it; and a dictionary's word that stands nowhere
        is spelt right.
        """
        loosening, vocabulary = self._expansion.loosening, self._engine.vocabulary
        if is_stop_word(word):
            return []
        if dotted := loosening.with_dots(word):
            return dotted
        similar = vocabulary.similar if posts else loosening.similar
        return [
            other
            for other in (*vocabulary.with_dots(word), *similar(word))
            if vocabulary.count(Form.EXACT, other) > _FAR_MORE * posts and not is_stop_word(other)
        ]

    def _posts_with(self, word: str, as_written: bool) -> int:
        """Return how many posts have a word; else also an inflection, or a compound of it."""
        forms = [(Form.EXACT, word)]
        if not as_written:
            token = self._engine.analyzer.analyze(word)[0]
            for stem in token.stems:
                forms += [(Form.STEM, stem), (Form.PART, stem)]
        return max(self._engine.vocabulary.count(form, text) for form, text in forms)

    def _total(self, text: str) -> int:
        """Return how many posts a text finds as it is written; 0 for one that would be cut."""
        if len(text) > MAX_CHARACTERS:
            return 0
        return self._engine.total(next(self._expansion.readings(make_query(text))))


class _Beginnings:
    """Texts by the beginnings of their words; a text goes by its place among them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rows = sorted(
            {
                (without_dots(word.normal), word.normal, place)
                for place, text in enumerate(texts)
                for word in words(text)
            }
        )
        self._keys = [bare for bare, _, _ in self._rows]

    def having(self, beginnings: Sequence[str]) -> list[int]:
        """Return the texts in which each of these begins a word, in their order.

        Without any dots of å, ä and ö it also begins words that have them, never the reverse.
        """
        return sorted(set.intersection(*map(self._having, beginnings)))

    def _having(self, beginning: str) -> set[int]:
        bare = without_dots(beginning)
        start = bisect_left(self._keys, bare)
        end = bisect_left(self._keys, bare + _LAST_CHARACTER)
        return {
            place
            for _, word, place in self._rows[start:end]
            if bare == beginning or word.startswith(beginning)
        }


def _required(query: Query) -> dict[str, bool]:
    """Return the words that posts must have, and whether in no other form: those of phrases.

    None that is excluded elsewhere, no beginnings, and no numbers: 2016 is no slip for 2017.
    """
    required: dict[str, bool] = {}
    others: set[str] = set()
    for clause in query.clauses:
        for term in clause.terms:
            if clause.occur is Occur.MUST and not isinstance(term, Prefix):
                for word in _texts(term):
                    required[word] = required.get(word, False) or isinstance(term, Phrase)
            else:
                others.update(_texts(term))
    return {
        word: as_written
        for word, as_written in required.items()
        if word not in others and not any(map(str.isdigit, word))
    }


def _stop_words_with_dots(query: Query) -> dict[str, str]:
    """Return the stop words that were typed without their dots, and those with them."""
    dotted: dict[str, str] = {}
    as_typed: set[str] = set()
    for clause in query.clauses:
        for term in clause.terms:
            if isinstance(term, Word) and clause.occur is not Occur.MUST_NOT:
                dotted[term.text] = dotted_stop_word(term.text)
            else:
                as_typed.update(_texts(term))
    return {word: other for word, other in dotted.items() if word != other and word not in as_typed}


def _texts(term: Term) -> tuple[str, ...]:
    return term.words if isinstance(term, Phrase) else (term.text,)


def _respelt(text: str, spellings: Mapping[str, str]) -> str:
    """Return a text with words spelt otherwise, and all else as it was typed."""
    pieces, end = [], 0
    for word in words(text):
        if word.normal in spellings:
            pieces += [text[end : word.start], spellings[word.normal]]
            end = word.end
    return "".join([*pieces, text[end:]])
