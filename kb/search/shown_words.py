"""Which words of an index may be told to visitors: those that stand in what they are shown."""

from kb.cache import Cache
from kb.search.port.document import Document
from kb.search.port.engine import Engine, MatchRequest
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    Term,
    TermQuery,
)
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.contacts import as_shown
from kb.search.query.query import Filters, Order

# Posts that are looked at for a word, the newest with it: to see it in one of them is enough.
_POSTS = 10
# Words of which it is kept whether they are shown; some 100 bytes each.
_KEPT = 10_000


class ShownWords:
    """Tells words that visitors are shown from those that stand in contact details alone.

    A word that none of the newest posts with it shows is taken for a hidden one, so that no word
    is told that nobody has been seen to show.
    """

    def __init__(self, engine: Engine, analysis: TextAnalysis) -> None:
        self._engine = engine
        self._analysis = analysis
        self._known = Cache[str, bool](_KEPT, lambda _: 1)

    def __contains__(self, word: str) -> bool:
        """Tell whether an exact form of the index is shown; one call to the engine at the most."""
        return self._known.get(word, lambda: self._is_shown(word))

    def _is_shown(self, word: str) -> bool:
        query = DisjunctionMax((TermQuery(Term(Form.EXACT, word)),))
        queries = (BooleanQuery((BooleanClause(query),)),)
        request = MatchRequest(queries, Filters(), Order.NEWEST, 0, _POSTS, facets=False)
        found = self._engine.match(request)
        return any(self._shows(match.document, word) for match in found.hits)

    def _shows(self, document: Document, word: str) -> bool:
        """Tell whether a post that has a word shows it."""
        shown = as_shown(document)
        if shown is document:  # all of it
            return True
        texts = [shown.title, *(each.text for each in shown.paragraphs), *shown.tags]
        types = self._analysis.of(texts).numbers
        return len(types.having(Term(Form.EXACT, word))) > 0
