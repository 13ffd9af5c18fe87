"""The names of organisations and projects, as a query may write them."""

from collections import defaultdict

from kb.corpus.register import Entry, Registers
from kb.language.tokens import without_dots, words
from kb.search.query import Clause, Facet, Occur, Phrase, Query, Word
from kb.search.vocabulary import Vocabulary

Named = tuple[tuple[Facet, Entry], ...]


class Names:
    """Finds the entries of registers of which a whole query is a name or an alias."""

    def __init__(self, registers: Registers, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._entries: defaultdict[str, Named] = defaultdict(tuple)
        self._bare: defaultdict[str, Named] = defaultdict(tuple)
        for facet, entries in (
            (Facet.ORGANISATION, registers.organisations),
            (Facet.PROJECT, registers.projects),
        ):
            for entry in entries:
                for name in dict.fromkeys(map(_normal, entry.names)):
                    self._entries[name] += ((facet, entry),)
                for name in dict.fromkeys(without_dots(_normal(name)) for name in entry.names):
                    self._bare[name] += ((facet, entry),)

    def written(self, query: Query) -> Named:
        """Return the entries that a query names as they are written, case aside."""
        return self._entries.get(_asked(query), ())

    def without_dots(self, query: Query) -> Named:
        """Return the entries that a query names but for dots, with a word that no post has.

        None for words within quotes, which stand as they are.
        """
        asked = _asked(query)
        quoted = any(isinstance(clause.terms[0], Phrase) for clause in query.clauses)
        known = all(word in self._vocabulary for word in asked.split())
        if quoted or known or asked in self._entries:
            return ()
        return self._bare.get(asked, ())


def _asked(query: Query) -> str:
    """Return what may be a name; an empty text for a query that asks for more than words."""
    return "" if any(map(_is_operator, query.clauses)) else _normal(query.text)


def _is_operator(clause: Clause) -> bool:
    plain = len(clause.terms) == 1 and isinstance(clause.terms[0], Word | Phrase)
    return not plain or clause.occur is Occur.MUST_NOT


def _normal(name: str) -> str:
    return " ".join(word.normal for word in words(name))
