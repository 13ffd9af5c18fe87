"""Which words of an index may be told to visitors: those that stand in what they are shown."""

from collections.abc import Iterator

from kb.cache import Cache
from kb.language.analyzer import Analyzer
from kb.language.joined import joined
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
from kb.search.presenting.contacts import masked_document
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

    def __init__(self, engine: Engine, analyzer: Analyzer) -> None:
        self._engine = engine
        self._analyzer = analyzer
        self._known = Cache[str, bool](_KEPT, lambda _: 1)

    def __contains__(self, word: str) -> bool:
        """Tell whether an exact form of the index is shown; one call to the engine at the most."""
        return self._known.get(word, lambda: self._is_shown(word))

    def _is_shown(self, word: str) -> bool:
        query = DisjunctionMax((TermQuery(Term(Form.EXACT, word)),))
        queries = (BooleanQuery((BooleanClause(query),)),)
        found = self._engine.match(MatchRequest(queries, Filters(), Order.NEWEST, 0, _POSTS))
        return any(word in self._words(masked_document(match.document)) for match in found.hits)

    def _words(self, document: Document) -> Iterator[str]:
        """Yield the exact forms of what is shown of a post, as `terms_of` has them."""
        for text in (document.title, *(each.text for each in document.paragraphs), *document.tags):
            tokens = self._analyzer.analyze(text)
            yield from (token.text for token in tokens)
            yield from (form.text for form in joined(text, tokens, self._analyzer))
