"""How a query that finds few is loosened: other words for those that the index lacks, or fewer.

A relaxation is a class, and a line in `Relaxations`; each goes on from what the one before it
made. What it brings in weighs less than what was typed, and is asked for only where that finds
few.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, filterfalse
from typing import Protocol

from kb.language.analyzer import Analyzer, Token
from kb.language.stop_words import is_stop_word
from kb.search import ranking
from kb.search.port.queries import BooleanQuery, Term, TermQuery
from kb.search.query.query import Notice, Occur, TypedQuery
from kb.search.rewriting.other_words import Facts, OtherWords
from kb.search.rewriting.rewriter import Draft, Rewriter, any_name, boolean
from kb.search.rewriting.words import WordQueries, part_alone

Drafts = tuple[Draft, ...]
# Words that a sentence names; whoever typed more sees that none of them stands.
_MOST_NAMED = 5


class Relaxation(Protocol):
    """A way to loosen a query."""

    name: str

    def relax(self, drafts: Drafts, query: TypedQuery, facts: Facts) -> Drafts:
        """Return a query's drafts, looser; the same ones where there is nothing to loosen."""

    def notice(self, query: TypedQuery, stricter: int, lacking: Sequence[str]) -> Notice:
        """Return what a visitor is told, where stricter ways found so many posts.

        `lacking` are the words for which it was done: those that no post has.
        """


class Diacritics:
    """Words and names typed without the dots of å, ä and ö."""

    name = "folded"

    def __init__(self, rewriter: Rewriter, others: OtherWords) -> None:
        self._rewriter = rewriter
        self._others = others

    def relax(self, drafts: Drafts, query: TypedQuery, facts: Facts) -> Drafts:
        """Add the words that have the dots; see the protocol."""
        relaxed = tuple(
            _with_words(
                draft,
                {word: self._others.with_diacritics(word, facts) for word in draft.words},
                self._rewriter.words,
                ranking.FOLDED,
            )
            for draft in drafts
        )
        names = self._rewriter.names
        if entries := names.without_diacritics(query, facts.frequencies):
            return (Draft(any_name(entries, tuple(draft.clause for draft in relaxed))),)
        return relaxed

    def notice(self, query: TypedQuery, stricter: int, lacking: Sequence[str]) -> Notice:
        """Tell of the dots; see the protocol."""
        return Notice(self.name)


class Misspellings:
    """Words that are near one that the index lacks."""

    name = "fuzzy"

    def __init__(self, rewriter: Rewriter, others: OtherWords) -> None:
        self._words = rewriter.words
        self._others = others

    def relax(self, drafts: Drafts, query: TypedQuery, facts: Facts) -> Drafts:
        """Add the words that are near; see the protocol."""
        return tuple(
            _with_words(
                draft,
                {word: self._others.similar(word, facts) for word in draft.words},
                self._words,
                ranking.FUZZY,
            )
            for draft in drafts
        )

    def notice(self, query: TypedQuery, stricter: int, lacking: Sequence[str]) -> Notice:
        """Tell of the near words; see the protocol."""
        return _of_words("fuzzy", "fuzzy-words", lacking)


class SomeWords:
    """Some of the words suffice, and a part of a compound for the whole."""

    name = "some"

    def relax(self, drafts: Drafts, query: TypedQuery, facts: Facts) -> Drafts:
        """Require one of the words that were all required; see the protocol."""
        parted = (
            (draft.with_disjuncts(_lone_parts(draft.tokens, facts)), *draft.apart)
            for draft in drafts
        )
        looser = tuple(chain.from_iterable(parted))
        if boolean(looser) == boolean(drafts) and sum(d.optional for d in looser) < 2:
            return drafts
        return tuple(
            replace(d, clause=replace(d.clause, occur=Occur.SHOULD)) if d.optional else d
            for d in looser
        )

    def notice(self, query: TypedQuery, stricter: int, lacking: Sequence[str]) -> Notice:
        """Tell which words no post has, else whether any has all of them; see the protocol."""
        required = [c.alternatives for c in query.clauses if c.occur is Occur.MUST]
        of_one_word = sum(map(len, required)) == 1
        if lacking and not stricter:
            one = "none-has-whole-word" if of_one_word else "none-has-word"
            return _of_words(one, "none-has-words", lacking)
        if any(clause.occur is Occur.MUST_NOT for clause in query.clauses):
            return Notice("few-fit" if stricter else "none-fits")
        if stricter:
            return Notice("some-parts" if of_one_word else "some-words")
        return Notice("none-has-all-words")


class Relaxations:
    """Every relaxation, in the order in which they are tried."""

    def __init__(self, analyzer: Analyzer, rewriter: Rewriter) -> None:
        self.others = OtherWords(analyzer, rewriter.words)
        self._words = rewriter.words
        self._in_order: Sequence[Relaxation] = (
            Diacritics(rewriter, self.others),
            Misspellings(rewriter, self.others),
            SomeWords(),
        )

    def terms(self, drafts: Drafts, words: Iterable[str], facts: Facts) -> frozenset[Term]:
        """Return the terms whose frequencies have to be known, besides those that are.

        To `relaxed`, and to whoever asks `others` of these words.
        """
        words = dict.fromkeys((*words, *(word for draft in drafts for word in draft.words)))
        found = {term for word in words for term in self.others.terms(word, facts)}
        tokens = [token for draft in drafts for token in draft.tokens]
        tokens += [
            self._words.token(other)
            for word in words
            for other in self.others.candidates(word, facts)
        ]
        for part in chain.from_iterable(token.parts for token in tokens):
            found.update(query.term for query in part_alone(part.stem))
        return frozenset(found - facts.frequencies.keys())

    def relaxed(
        self, drafts: Drafts, query: TypedQuery, facts: Facts
    ) -> Iterator[tuple[Relaxation, BooleanQuery, tuple[str, ...]]]:
        """Yield each relaxation that loosens a query, with what it makes of it.

        And the words for which it does: of those that stand nowhere, those that it reads another
        way, else all that have not been.
        """
        for relaxation in self._in_order:
            looser = relaxation.relax(drafts, query, facts)
            if looser != drafts:
                lacking, still = (self._lacking(each, facts) for each in (drafts, looser))
                drafts = looser
                read = tuple(word for word in lacking if word not in still)
                yield relaxation, boolean(drafts), read or lacking

    def _lacking(self, drafts: Drafts, facts: Facts) -> tuple[str, ...]:
        """Return the words that nothing stands for, in the order in which they were typed."""
        without = (
            draft.words
            for draft in drafts
            if not any(self.others.stands(word, facts) for word in draft.words)
        )
        return tuple(dict.fromkeys(chain.from_iterable(without)))


def _of_words(one: str, several: str, words: Sequence[str]) -> Notice:
    """Return what is told of one word, or of several."""
    if len(words) == 1:
        return Notice.of(one, word=words[0])
    return Notice.of(several, words=", ".join(words[:_MOST_NAMED]))


def _with_words(
    draft: Draft, found: Mapping[str, list[str]], words: WordQueries, boost: float
) -> Draft:
    """Return the draft with other words beside those that it lacks."""
    others = dict.fromkeys(chain.from_iterable(found.values()))
    if not others:
        return draft
    more = [query for other in others for query in words.of(other, boost)]
    return replace(
        draft.with_disjuncts(more),
        # A word that could be read one way is not read another way, too.
        words=tuple(word for word in draft.words if not found[word]),
        tokens=(*draft.tokens, *map(words.token, others)),
    )


def _lone_parts(tokens: Iterable[Token], facts: Facts) -> Iterator[TermQuery]:
    """Yield the parts of compounds, each by itself, that are rare enough to tell much."""
    most = ranking.COMMON_PART * facts.posts
    stems = dict.fromkeys(part.stem for token in tokens for part in token.parts)
    for stem in filterfalse(is_stop_word, stems):
        queries = list(part_alone(stem, ranking.LONE_PART))
        if max(facts.frequencies.get(query.term, 0) for query in queries) <= most:
            yield from queries
