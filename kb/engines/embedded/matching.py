"""Query → Whoosh queries, and how matches are weighed."""

from collections.abc import Iterable
from typing import Any

from whoosh import query as wq
from whoosh import scoring as ws
from whoosh.reading import IndexReader

from kb.search.query import Clause, Occur, Phrase, Prefix, Query, Term, Word

# A word in the title outweighs any number of mentions in the text: BM25 lets a term's weight
# grow to (k1 + 1) times that of one mention at the most, here 2.2.
_TITLE = 3.0
# An inflection counts for less than the form that was asked for.
_STEM = 0.7
# Stop words break ties; they never decide. A quarter did best on questions in Swedish
# (SuperLim's SweFAQ) among 0, 0.25, 0.5 and 1.
_OPTIONAL = 0.25


def scoring() -> ws.WeightingModel:
    """Return BM25 with the parameters of Robertson and Zaragoza (2009), section 3.3."""
    return ws.BM25F(B=0.75, K1=1.2)


def whoosh_query(query: Query, reader: IndexReader) -> wq.Query | None:
    """Return what must and may match; None where everything does."""
    must = [_clause(clause, reader) for clause in query.clauses if clause.occur is Occur.MUST]
    # The weight is given clause by clause: Whoosh drops that of an Or around a single query.
    may = [
        _clause(clause, reader, _OPTIONAL) for clause in query.clauses if clause.occur is Occur.MAY
    ]
    if not must:
        return None
    required = must[0] if len(must) == 1 else wq.And(must)
    if not may:
        return required
    return wq.AndMaybe(required, wq.Or(may))


def excluding_query(query: Query, reader: IndexReader) -> wq.Query | None:
    """Return what must not match; None where nothing is excluded."""
    out = [_clause(clause, reader) for clause in query.clauses if clause.occur is Occur.MUST_NOT]
    return wq.Or(out) if out else None


def _clause(clause: Clause, reader: IndexReader, boost: float = 1.0) -> wq.Query:
    return wq.Or([part for term in clause.terms for part in _parts(term, reader)], boost=boost)


def _parts(term: Term, reader: IndexReader) -> Iterable[wq.Query]:
    if isinstance(term, Word):
        yield wq.Term("title", term.text, boost=_TITLE)
        yield wq.Term("body", term.text)
        yield wq.Term("title_stem", term.stem, boost=_TITLE * _STEM)
        yield wq.Term("body_stem", term.stem, boost=_STEM)
    elif isinstance(term, Phrase):
        yield _phrase("title", term.words, _TITLE)
        yield _phrase("body", term.words, 1.0)
    elif isinstance(term, Prefix):
        for field, boost in (("title", _TITLE), ("body", 1.0)):
            for text in reader.expand_prefix(field, term.text):
                yield wq.Term(field, text.decode(), boost=boost)


def _phrase(field: str, words: tuple[str, ...], boost: float) -> wq.Query:
    if len(words) == 1:
        return wq.Term(field, words[0], boost=boost)
    phrase: Any = wq.Phrase(field, list(words), boost=boost)
    return phrase
