"""The names of entries of the registers, as a query may write them."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from kb.corpus.kinds import KINDS, Kind
from kb.corpus.register import Entry, Registers
from kb.language.tokens import without_diacritics, words
from kb.search.port.queries import Form, Term
from kb.search.query.query import Clause, Occur, TypedPhrase, TypedPrefix, TypedQuery

Named = tuple[tuple[Kind, Entry], ...]


class RegisterNames:
    """Finds the entries of registers of which a whole query is a name or an alias."""

    def __init__(self, registers: Registers) -> None:
        self._entries: defaultdict[str, Named] = defaultdict(tuple)
        for kind in KINDS:
            # Those that no text is searched for are seldom names: a category may be called Kurser.
            for entry in registers.entries(kind) if kind.in_text else ():
                # A name without a letter or a figure is none that can be typed.
                for name in dict.fromkeys(filter(None, map(_normal, entry.spellings))):
                    self._entries[name] += ((kind, entry),)
        # By what is left of a name without its dots: the names that it may be.
        self._undotted: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._entries:
            self._undotted[without_diacritics(name)].append(name)

    def written(self, query: TypedQuery) -> Named:
        """Return the entries that a query names as they are written, case aside."""
        return self._entries.get(_typed(query), ())

    def terms(self, query: TypedQuery) -> tuple[Term, ...]:
        """Return the terms whose frequencies `without_diacritics` has to know; seldom any."""
        if not self._undotted.get(without_diacritics(_typed(query))):
            return ()
        return tuple(Term(Form.EXACT, word) for word in _typed(query).split())

    def without_diacritics(self, query: TypedQuery, frequencies: Mapping[Term, int]) -> Named:
        """Return the entries that a query names but for dots, with a word that no post has.

        A word has all its dots or none. None for words within quotes, which stand as they are.
        """
        typed = _typed(query)
        quoted = any(isinstance(clause.alternatives[0], TypedPhrase) for clause in query.clauses)
        known = all(frequencies.get(term) for term in self.terms(query))
        if quoted or known or typed in self._entries:
            return ()
        found = (
            named
            for name in self._undotted.get(without_diacritics(typed), ())
            if all(map(_may_be, typed.split(), name.split()))
            for named in self._entries[name]
        )
        return tuple(dict.fromkeys(found))


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in normal form; none where it has no letter or figure."""
    return tuple(word.normal for word in words(name))


def _typed(query: TypedQuery) -> str:
    """Return what may be a name; an empty text for a query that asks for more than words."""
    return (
        "" if any(map(_is_operator, query.clauses)) else _normal(query.text.replace("&", " och "))
    )


def _may_be(typed: str, word: str) -> bool:
    return typed in (word, without_diacritics(word))


def _is_operator(clause: Clause) -> bool:
    plain = len(clause.alternatives) == 1 and not isinstance(clause.alternatives[0], TypedPrefix)
    return not plain or clause.occur is Occur.MUST_NOT


@lru_cache(maxsize=256)  # interpreting a query asks for its text some six times
def _normal(name: str) -> str:
    return " ".join(words_of(name))
