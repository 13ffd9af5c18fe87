"""The first pass: every run of words with capitals in the posts, and what was seen around it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from kb.corpus.post import Post, slug
from kb.corpus.unregistered import known, nouns, people, places
from kb.corpus.unregistered.around import Cue
from kb.corpus.unregistered.occurrences import Occurrence, occurrences
from kb.corpus.unregistered.prose import lines
from kb.corpus.unregistered.vocabulary import Vocabulary
from kb.language.stop_words import is_stop_word

# Candidates that are held at most, some 600 bytes each: what stood once and was told nothing of
# goes first.
_MOST = 100_000
PREPOSITIONS = frozenset(
    (
        *("av", "bland", "efter", "enligt", "från", "för", "genom", "hos", "i", "inom", "med"),
        *("mellan", "mot", "om", "på", "till", "under", "utan", "via", "vid", "åt", "över"),
    )
)
_ENGLISH, _SWEDISH = (" the ", " and ", " of ", " is "), (" och ", " att ", " är ", " som ", " en ")
_MOST_BESIDE = 8
_LINK = re.compile(r"\[([^\[\]\n]{2,60})\]\(https?://(?:www\.)?([\w-]+)\.")
_COLON_ENDING = re.compile(r":\w{1,4}$")
_YEAR = re.compile(r" (?:19|20)\d\d$")
_TOLD = (Cue.ORGANISATION, Cue.PROJECT, Cue.IS_ORGANISATION, Cue.IS_PROJECT, Cue.LINKED)


@dataclass(slots=True)
class Candidate:
    """What may be a name: the posts that have it, by number, and how often each cue was Cue."""

    posts: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0] * len(Cue))
    shorts: Counter[str] = field(default_factory=Counter)
    further: Counter[str] = field(default_factory=Counter)
    beside: set[str] = field(default_factory=set)

    def add(self, post: int, occurrence: Occurrence) -> None:
        """Count an occurrence."""
        if not self.posts or self.posts[-1] != post:
            self.posts.append(post)
        for cue in occurrence.cues:
            self.counts[cue] += 1
        if occurrence.short:
            self.shorts[occurrence.short] += 1
        if occurrence.beside and len(self.beside) < _MOST_BESIDE:
            self.beside.add(occurrence.beside)
        if occurrence.further is not None:
            self.further[occurrence.further] += 1

    def merge(self, other: "Candidate") -> None:
        """Count what another spelling has."""
        self.posts = sorted({*self.posts, *other.posts})
        self.counts = [one + two for one, two in zip(self.counts, other.counts, strict=True)]
        self.shorts.update(other.shorts)
        self.further.update(other.further)
        self.beside |= other.beside

    @property
    def total(self) -> int:
        """How often it stands in the posts."""
        return self.counts[Cue.MID] + self.counts[Cue.INITIAL]

    @property
    def told(self) -> int:
        """How often a word beside it says what it is."""
        return sum(self.counts[cue] for cue in _TOLD)


class Counting:
    """Counts candidates post by post; `candidates` are then those of all posts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._found: dict[str, Candidate] = {}
        # Where a sentence begins with an ordinary word and a name follows, or both are the name.
        self._with_first: dict[tuple[str, str], Candidate] = {}

    def read(self, number: int, post: Post) -> None:
        """Count the candidates of a post; in English, capitals and words tell other things."""
        if _is_english(post.body):
            return
        for line in (post.title, *lines(post.body)):
            for occurrence in occurrences(line, self._vocabulary.is_common):
                if occurrence.first:
                    key = (occurrence.first, occurrence.name)
                    candidate = self._with_first.get(key)
                    if candidate is None:
                        candidate = self._with_first[key] = Candidate()
                else:
                    candidate = self._found.get(occurrence.name)
                    if candidate is None:
                        candidate = self._found[occurrence.name] = Candidate()
                candidate.add(number, occurrence)
        if "](http" in post.body:
            for text, host in _LINK.findall(post.body):
                if text[0].isupper() and slug(text).replace("-", "") == host.replace("-", ""):
                    self._put(
                        text,
                        Candidate([number], [int(cue == Cue.LINKED) for cue in range(len(Cue))]),
                    )
        if len(self._found) > _MOST:
            self._forget()

    def candidates(self) -> dict[str, Candidate]:
        """Return the candidates of all posts, each under its base form."""
        for (first, rest), candidate in self._with_first.items():
            self._put(self._without_first(first, rest), candidate)
        self._with_first.clear()
        for name, candidate in list(self._found.items()):
            longer = self._with_further(name, candidate)
            if longer != name:
                del self._found[name]
                self._put(longer, candidate)
        for name, candidate in list(self._found.items()):
            base = self._base(name, candidate)
            if base != name:
                del self._found[name]
                self._put(base, candidate)
        return self._found

    def _put(self, name: str, candidate: Candidate) -> None:
        own = self._found.get(name)
        if own is None:
            self._found[name] = candidate
        else:
            own.merge(candidate)

    def _forget(self) -> None:
        for name, candidate in list(self._found.items()):
            if candidate.total == 1 and not candidate.told:
                del self._found[name]

    def _without_first(self, first: str, rest: str) -> str:
        """Return the name where a sentence begins with `first`, which may belong to it."""
        full = f"{first} {rest}"
        noun, is_common = first.lower(), self._vocabulary.is_common
        if noun not in PREPOSITIONS and full in self._found:
            return full
        if noun in PREPOSITIONS or is_stop_word(noun) or people.is_title(noun):
            return rest
        if nouns.says_organisation(noun) or nouns.says_project(noun):
            # Föreningen Zib is Zib, Länstrafiken Norrbotten no Norrbotten.
            is_name = known.opens_body(first) and rest not in self._found
            return full if is_name or places.is_known_place(rest) else rest
        closing = rest.lower()
        needs_owner = nouns.is_body(closing) and not nouns.is_the_body(closing)
        # Rädda Barnen; Konsumenternas Energimarknadsbyrå; Bygdens Saluhall, where an ordinary
        # word has a capital because it belongs to a name.
        is_opening = known.opens_body(first) or (noun.endswith("s") and needs_owner)
        if is_opening or is_common(rest.split(" ", maxsplit=1)[0]) or not is_common(first):
            return full
        return rest

    def _with_further(self, name: str, candidate: Candidate) -> str:
        """Return the name with the small letters that belong to it: Vägar till tro."""
        if not candidate.further:
            return name
        further, _ = candidate.further.most_common(1)[0]
        *before, last = name.split(" ")
        alone = all(nouns.says_project(word.lower()) for word in before)
        return (
            f"{name} {further}" if further and alone and self._vocabulary.is_common(last) else name
        )

    def _base(self, name: str, candidate: Candidate) -> str:
        """Return the name without the ending of a genitive, and without a year."""
        base = _YEAR.sub("", _COLON_ENDING.sub("", name))
        if base == name and name.endswith("s") and len(name) > 2 and not known.is_known_body(name):
            shorter = name[:-1]
            last = shorter.rpartition(" ")[2].lower()
            owns = candidate.counts[Cue.GENITIVE] + candidate.counts[Cue.HAS]
            own = self._found.get(shorter)
            if (
                (own is not None and 4 * own.total > candidate.total)
                or 4 * owns > 3 * candidate.total
                or (candidate.counts[Cue.BODY] and nouns.is_body(last))
            ):
                base = shorter
        return base


def _is_english(text: str) -> bool:
    english, swedish = (sum(map(text.count, words)) for words in (_ENGLISH, _SWEDISH))
    return english > 2 and english > 2 * swedish
