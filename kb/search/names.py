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
        for facet, entries in (
            (Facet.ORGANISATION, registers.organisations),
            (Facet.PROJECT, registers.projects),
        ):
            for entry in entries:
                # A name without a letter or a figure is none that can be typed.
                for name in dict.fromkeys(filter(None, map(_normal, entry.names))):
                    self._entries[name] += ((facet, entry),)
        # By what is left of a name without its dots: the names that it may be.
        self._bare: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._entries:
            self._bare[without_dots(name)].append(name)

    def written(self, query: Query) -> Named:
        """Return the entries that a query names as they are written, case aside."""
        return self._entries.get(_asked(query), ())

    def without_dots(self, query: Query) -> Named:
        """Return the entries that a query names but for dots, with a word that no post has.

        A word has all its dots or none. None for words within quotes, which stand as they are.
        """
        asked = _asked(query)
        quoted = any(isinstance(clause.terms[0], Phrase) for clause in query.clauses)
        known = all(word in self._vocabulary for word in asked.split())
        if quoted or known or asked in self._entries:
            return ()
        found = (
            named
            for name in self._bare.get(without_dots(asked), ())
            if all(map(_may_be, asked.split(), name.split()))
            for named in self._entries[name]
        )
        return tuple(dict.fromkeys(found))


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in normal form; none where it has no letter or figure."""
    return tuple(word.normal for word in words(name))


def _asked(query: Query) -> str:
    """Return what may be a name; an empty text for a query that asks for more than words."""
    return "" if any(map(_is_operator, query.clauses)) else _normal(query.text)


def _may_be(typed: str, word: str) -> bool:
    return typed in (word, without_dots(word))


def _is_operator(clause: Clause) -> bool:
    plain = len(clause.terms) == 1 and isinstance(clause.terms[0], Word | Phrase)
    return not plain or clause.occur is Occur.MUST_NOT


def _normal(name: str) -> str:
    return " ".join(words_of(name))
