"""Which names posts have that no register holds: organisations and projects, never persons.

Two passes over the posts. The first counts every run of words with capitals, and what stands
around it; then each is judged on all that was counted, since one text seldom tells. The second
looks up sentences that show the names found.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kb.corpus.kinds import KINDS
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.corpus.unregistered.counting import Candidate, Counting
from kb.corpus.unregistered.grouping import chosen, key, same, without_noun
from kb.corpus.unregistered.judging import Judge, Verdict
from kb.corpus.unregistered.prose import lines
from kb.corpus.unregistered.vocabulary import Vocabulary
from kb.language.collation import swedish_order
from kb.language.lexicon import Lexicon
from kb.language.sentences import sentence_gaps

# Sentences shown for a name, and their letters at most.
_EVIDENCE, _LONGEST = 3, 300
# What is written without anybody's having looked must stand in so many posts, in one of so many
# posts of a large corpus, and have so much for it.
SURE_POSTS, SURE_OF, SURE_SCORE = 2, 2000, 1.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a post that has the name."""

    post: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name for a register.

    Attributes:
        kind: the name of a kind, organisation or project.
        name: its base form in its commonest spelling.
        aliases: other spellings and abbreviations that the posts have.
        posts: how many posts have it.
        evidence: some sentences that have it.
        sure: whether it may be written without anybody's having looked at it.
    """

    kind: str
    name: str
    aliases: tuple[str, ...]
    posts: int
    evidence: tuple[Evidence, ...]
    sure: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb mentions --suggest --json` has."""
        return {
            "kind": self.kind,
            "name": self.name,
            "aliases": list(self.aliases),
            "posts": self.posts,
            "evidence": [{"post": each.post, "text": each.text} for each in self.evidence],
        }


def suggest(
    posts: Sequence[Post],
    registers: Registers,
    lexicon: Lexicon,
    *,
    ignored: Collection[str] = (),
    progress: Callable[[Iterable[Post]], Iterable[Post]] = iter,
) -> tuple[Suggestion, ...]:
    """Return the names that posts have and no register holds, those of most posts first.

    Args:
        posts: those to look at.
        registers: what is known already.
        lexicon: tells names from ordinary words.
        ignored: names that are not to be suggested.
        progress: gives the posts on, and may show how far it is.
    """
    vocabulary = Vocabulary(lexicon)
    counting = Counting(vocabulary)
    for number, post in enumerate(progress(posts)):
        counting.read(number, post)
    candidates = counting.candidates()
    judge = Judge(candidates, vocabulary)
    verdicts = {name: judge.verdict(name) for name in candidates}
    known = _Known(registers, ignored)
    found = [
        _suggestion(group, verdicts, vocabulary, posts)
        for group in _groups(candidates, verdicts, judge, vocabulary)
        if not any(known.has(name) for name in group)
    ]
    found.sort(key=lambda each: (-each.posts, swedish_order(each.name), each.kind))
    return tuple(found)


class _Known:
    """The names that registers hold, and those that nobody wants to see suggested."""

    def __init__(self, registers: Registers, ignored: Collection[str]) -> None:
        names = [
            name for kind in KINDS for entry in registers.entries(kind) for name in entry.spellings
        ]
        self._keys = {key(name) for name in (*names, *ignored)}
        self._keys |= {key(rest) for name in names if (rest := without_noun(name))}
        # Medägarcentrum, where a register has Medägarcentrum Syd, is no other organisation.
        self._keys |= {key(name.rpartition(" ")[0]) for name in names if name.count(" ") == 1}

    def has(self, name: str) -> bool:
        own = key(name)
        rest = key(without_noun(name))
        return own in self._keys or own.removesuffix("s") in self._keys or rest in self._keys


def _groups(
    candidates: dict[str, Candidate],
    verdicts: dict[str, Verdict | None],
    judge: Judge,
    vocabulary: Vocabulary,
) -> Iterator[dict[str, Candidate]]:
    """Yield the candidates that are one name, where one of them is found to be one."""
    roots = {name: name for name in candidates}

    def root(name: str) -> str:
        while roots[name] != name:
            roots[name] = roots[roots[name]]
            name = roots[name]
        return name

    for one, other in same(candidates, vocabulary.is_common):
        if not (judge.is_other(one) or judge.is_other(other)):
            roots[root(one)] = root(other)
    groups: dict[str, dict[str, Candidate]] = {}
    wanted = {root(name) for name, verdict in verdicts.items() if verdict}
    for name, candidate in candidates.items():
        if (own := root(name)) in wanted:
            groups.setdefault(own, {})[name] = candidate
    yield from groups.values()


def _suggestion(
    group: dict[str, Candidate],
    verdicts: dict[str, Verdict | None],
    vocabulary: Vocabulary,
    posts: Sequence[Post],
) -> Suggestion:
    shorts = {short for candidate in group.values() for short in candidate.shorts}
    judged = {name: candidate for name, candidate in group.items() if verdicts[name]}
    name = chosen({each: own for each, own in judged.items() if each not in shorts} or judged)
    others = sorted(
        ({*group} | shorts) - {name},
        key=lambda each: -len(group[each].posts) if each in group else 0,
    )
    # Within an alias that holds the name, the name is found anyway.
    aliases = tuple(
        each
        for each in others
        if name.lower() not in each.lower()
        and (" " in each or each in shorts or not vocabulary.is_common(each))
    )
    numbers = sorted({number for candidate in group.values() for number in candidate.posts})
    weights: dict[str, float] = {}
    for verdict in map(verdicts.__getitem__, judged):
        if verdict:
            weights[verdict.kind] = weights.get(verdict.kind, 0.0) + verdict.score
    best = max(verdict.score for verdict in map(verdicts.__getitem__, judged) if verdict)
    kind = max(weights, key=lambda each: weights[each])
    return Suggestion(
        kind,
        name,
        aliases,
        len(numbers),
        tuple(_evidence((name, *aliases), (posts[number] for number in numbers))),
        len(numbers) >= max(SURE_POSTS, len(posts) / SURE_OF) and best >= SURE_SCORE,
    )


def _evidence(names: Sequence[str], posts: Iterable[Post]) -> Iterator[Evidence]:
    """Yield a sentence of each of the first posts that have a name."""
    left = _EVIDENCE
    for post in posts:
        text = next(_sentences(names, post), None)
        if text is not None:
            yield Evidence(post.id, text)
            left -= 1
        if not left:
            return


def _sentences(names: Sequence[str], post: Post) -> Iterator[str]:
    for line in (*lines(post.body), post.title):
        for name in names:
            place = line.find(name)
            if place < 0:
                continue
            start, end = 0, len(line)
            for gap_start, gap_end in sentence_gaps(line):
                if gap_end <= place:
                    start = gap_end
                elif gap_start > place:
                    end = gap_start
                    break
            text = line[start:end].strip()
            yield text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + " …"
            break
