"""The one place where a search is understood: strictly first, and looser only where it must be."""

from kb.language.analyzer import Analyzer
from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.engine import Engine, Ladder, StatisticsRequest
from kb.search.port.queries import BooleanQuery
from kb.search.port.retriever import Retriever
from kb.search.query.parser import parse
from kb.search.query.query import TypedQuery
from kb.search.rewriting.did_you_mean import DidYouMean
from kb.search.rewriting.interpretation import STRICT, Interpretation, Rewritten
from kb.search.rewriting.meaning import ByMeaning
from kb.search.rewriting.other_words import Facts
from kb.search.rewriting.register_names import Named
from kb.search.rewriting.relaxations import Drafts, Relaxations
from kb.search.rewriting.rewriter import Rewriter, boolean


class Interpreter:
    """Interprets queries for one open generation, in three calls to its engine at the most.

    Two more where posts are found by meaning, too, and a query by its words finds few.
    """

    def __init__(
        self,
        engine: Engine,
        analyzer: Analyzer,
        lookups: Lookups,
        retriever: Retriever | None = None,
    ) -> None:
        self._engine = engine
        self._rewriter = Rewriter(analyzer, lookups)
        self._relaxations = Relaxations(analyzer, self._rewriter)
        self._did_you_mean = DidYouMean(self._rewriter.words, self._relaxations.others)
        self._enough = ranking.enough(engine.generation.posts)
        self._by_meaning = ByMeaning(engine, retriever) if retriever else None

    def interpret(
        self, typed: TypedQuery, *, did_you_mean: bool = False, by_meaning: bool = True
    ) -> Interpretation:
        """Return what a query asks for, with another spelling of it where that is asked for.

        How far it is relaxed is decided of all posts: filters, pages and orders change nothing.
        Without `by_meaning` it is understood by its words alone, as for marks in a text, or where
        many searches are tried.
        """
        drafts = self._rewriter.drafts(typed)
        # The very query that is counted is matched afterwards: engines remember it.
        strict = boolean(drafts)
        facts, found = self._counted(typed, drafts, strict, did_you_mean)
        rewritten = [Rewritten(STRICT, strict, found)]
        names = self._names(typed, facts)
        if found >= self._enough:
            return Interpretation(typed, tuple(rewritten), names)
        facts = self._looked_up(typed, drafts, facts, did_you_mean)
        looser = list(self._relaxations.relaxed(drafts, typed, facts))
        spellings = []
        if did_you_mean and not names:
            spellings = self._did_you_mean.spellings_of(typed, facts)
        relaxed_totals, spelt_totals = self._totals(
            Ladder(tuple(query for _, query, _ in looser), self._enough),
            Ladder(tuple(map(self.strictly, spellings)), found + 1),
        )
        suggestion = next(
            (text for text, total in zip(spellings, spelt_totals, strict=False) if total > found),
            None,
        )
        notice = None
        for (relaxation, query, lacking), total in zip(looser, relaxed_totals, strict=False):
            if found >= self._enough:
                break
            if total > found:
                notice = relaxation.notice(typed, found, lacking)
                rewritten.append(Rewritten(relaxation.name, query, total))
                found = total
        by_words = Interpretation(typed, tuple(rewritten), names, notice, suggestion)
        if self._by_meaning is None or not by_meaning:
            return by_words
        return self._by_meaning.applied(by_words, drafts)

    def strictly(self, text: str) -> BooleanQuery:
        """Return what a text asks for as it is written."""
        return boolean(self._rewriter.drafts(parse(text)))

    def _counted(
        self, typed: TypedQuery, drafts: Drafts, strict: BooleanQuery, did_you_mean: bool
    ) -> tuple[Facts, int]:
        """Count the strict query; where it finds few, learn of its words, too."""
        others = self._relaxations.others
        counted = self._engine.statistics(
            StatisticsRequest(
                terms=self._rewriter.names.terms(typed),
                ladders=(Ladder((strict,), self._enough),),
                spellings=tuple(map(others.request, self._words(typed, drafts, did_you_mean))),
            )
        )
        return Facts(self._engine.generation.posts).joined(counted), counted.totals[0][0]

    def _looked_up(
        self, typed: TypedQuery, drafts: Drafts, facts: Facts, did_you_mean: bool
    ) -> Facts:
        """Learn how often the terms stand that the words might be meant for."""
        words = self._words(typed, drafts, did_you_mean)
        terms = self._relaxations.terms(drafts, words, facts)
        return facts.joined(self._engine.statistics(StatisticsRequest(terms))) if terms else facts

    def _totals(self, *ladders: Ladder) -> tuple[tuple[int, ...], ...]:
        if not any(ladder.queries for ladder in ladders):
            return ((),) * len(ladders)
        return self._engine.statistics(StatisticsRequest(ladders=ladders)).totals

    def _words(self, typed: TypedQuery, drafts: Drafts, did_you_mean: bool) -> list[str]:
        words = [word for draft in drafts for word in draft.words]
        return list(
            dict.fromkeys(words + (self._did_you_mean.words(typed) if did_you_mean else []))
        )

    def _names(self, typed: TypedQuery, facts: Facts) -> Named:
        names = self._rewriter.names
        return names.written(typed) or names.without_diacritics(typed, facts.frequencies)
