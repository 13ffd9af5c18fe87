"""Text → query. Whatever a person may type is a query; nothing is an error.

kooperativ jobb      both words, in any inflection
"ideell sektor"      these words, as written, next to each other
-seminarium          not the posts with this word (or NOT, INTE)
skola OR förskola    either (or ELLER)
skola AND förskola   both, as without it (or OCH)
sam*                 words that begin so, from three letters on

What else other search engines read as signs or fields is read as the words that are in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.language.stop_words import is_stop_word
from kb.language.tokens import WORD, words
from kb.search.query.query import (
    Clause,
    Notice,
    Occur,
    Typed,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
)

MAX_CHARACTERS = 300
MAX_WORDS = 32
MIN_PREFIX = 3

# What ends a text that was cut: no word, so nothing is searched for it.
_CUT = " …"
_QUOTE = '["”“„«»]'
# Phones and word processors write dashes of their own for a minus.
_DASH = "[-‐‑‒–—―−﹣－]"
_PIECE = re.compile(
    rf"(?:(?<!\S)[(\[{{]*(?P<not>{_DASH}+))?"
    rf"(?:{_QUOTE}(?P<phrase>[^\"”“„«»]*){_QUOTE}|(?P<word>[^\s\"”“„«»]+))"
)
_SYNTAX = Notice.of("syntax-hint")
_PHRASE = re.compile(rf"{_QUOTE}[^\"”“„«»]*{_QUOTE}")
_AND = frozenset({"AND", "OCH"})
_OR = frozenset({"OR", "ELLER"})
_NOT = frozenset({"NOT", "INTE"})
_OPERATORS = _AND | _OR | _NOT
# Common words, and so no operators where all is in capitals.
_ALSO_WORDS = frozenset({"OCH", "INTE"})
# What means something to other search engines: brackets and bars, titel:bro, +bro, !bro, ko?p,
# ko*p, *bro, bro~, bro^2, "två ord"~3, /bro/. A word is a w here, a number 0, a phrase "".
_FOREIGN = re.compile(
    r"[()\[\]{}|\\]|&&|w[:=<>](?!//)\S|(?<!\S)[+!*?/]w|w[?*]w|[w0\"*][~^]", re.ASCII
)
# Brackets that would have changed what is excluded, or what the alternatives are.
_GROUPING = re.compile(rf"{_DASH}[(\[{{]|[)\]}}] (?:OR|ELLER)\b|\b(?:OR|ELLER|NOT|INTE) [(\[{{]")


def printable(text: str) -> str:
    """Return a text without what no page can show: controls, lone surrogates, bidi overrides.

    These become white space, and white space becomes single spaces. A soft hyphen, as copied out
    of a page, stands inside a word and goes.
    """
    text = text.replace("\u00ad", "")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def query_text(text: str) -> str:
    """Return what is searched of a text as typed, which is also what is shown and linked to.

    A text that was cut ends in …: whoever follows its address learns of it, too.
    """
    text = printable(text)
    if len(text) <= MAX_CHARACTERS:
        return text
    room = MAX_CHARACTERS - len(_CUT)
    words = text[: room + 1].rpartition(" ")[0]
    # A word that would take half of the room is cut itself.
    return (words if len(words) > room // 2 else text[:room].rstrip()) + _CUT


def parse(text: str) -> TypedQuery:
    """Read a search as typed, of any length and with any characters in it."""
    notices: list[Notice] = []
    text = query_text(text)
    # Only a text that was cut, or that could have been, is both as long and ends so.
    if text.endswith(_CUT) and len(text) > MAX_CHARACTERS // 2:
        notices.append(Notice.of("cut-characters", count=MAX_CHARACTERS))
    unquoted = _PHRASE.sub('""', text)
    hints: tuple[Notice, ...] = ()
    if _GROUPING.search(unquoted):
        notices.append(_SYNTAX)
    elif _FOREIGN.search(WORD.sub(_letter, unquoted)):
        hints = (_SYNTAX,)
    # Where all is in capitals, they say nothing.
    in_capitals = " ".join(w for w in text.split() if w not in _OPERATORS).isupper()
    operands = list(_operands(list(_pieces(text, notices)), in_capitals, notices))
    if sum(operand.words for operand in operands) > MAX_WORDS:
        operands = _first_words(operands)
        notices.append(Notice.of("cut-words", count=MAX_WORDS))
    return TypedQuery(text, _clauses(operands), tuple(notices), hints)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands between spaces, or between quotation marks.

    `text` is empty for a phrase; `typed` is what is read in it, nothing for mere signs.
    """

    text: str
    typed: tuple[Typed, ...]
    excluded: bool

    @property
    def is_operand(self) -> bool:
        return bool(self.typed) and self.text not in _OPERATORS


@dataclass(frozen=True, slots=True)
class _Operand:
    """One thing typed; `joined`: an OR stands between it and the one before."""

    typed: Typed
    excluded: bool
    joined: bool

    @property
    def words(self) -> int:
        return len(self.typed.words) if isinstance(self.typed, TypedPhrase) else 1


def _pieces(text: str, notices: list[Notice]) -> Iterator[_Piece]:
    for match in _PIECE.finditer(text):
        word, excluded = match["word"], bool(match["not"])
        if word is None:
            phrase = tuple(token.normal for token in words(match["phrase"]))
            yield _Piece("", (TypedPhrase(phrase),) if phrase else (), excluded)
        else:
            bare = "" if excluded else word.strip("()[]{}")
            yield _Piece(bare, tuple(_words(word, notices)), excluded)


def _operands(
    pieces: Sequence[_Piece], in_capitals: bool, notices: list[Notice]
) -> Iterator[_Operand]:
    """Yield what is typed besides operators.

    An operator without what it operates on is a word, but for OR.
    """
    places = [index for index, piece in enumerate(pieces) if piece.is_operand]
    first, last = (places[0], places[-1]) if places else (len(pieces), -1)
    joined = negated = False
    for index, piece in enumerate(pieces):
        operator = piece.text
        if in_capitals and operator in _ALSO_WORDS:
            if operator in _NOT and index < last:
                notices.append(Notice.of("not-in-capitals", word=operator))
        elif operator in _OR:
            joined = True
            continue
        elif operator in _AND and first < index < last:
            continue
        elif operator in _NOT and index < last:
            negated = True
            continue
        typed, excluded = piece.typed, negated or piece.excluded
        if excluded and len(typed) > 1:
            # -e-post leaves out e-post, not every post with an e.
            typed = (TypedPhrase(tuple(t.text for t in typed if not isinstance(t, TypedPhrase))),)
        for number, each in enumerate(typed):
            yield _Operand(each, excluded, joined and number == 0)
        if typed:
            joined = negated = False


def _letter(word: re.Match[str]) -> str:
    return "0" if word.group().isdigit() else "w"


def _words(piece: str, notices: list[Notice]) -> list[Typed]:
    tokens = list(words(piece))
    typed: list[Typed] = [TypedWord(token.normal) for token in tokens]
    if tokens and piece.endswith("*") and piece[tokens[-1].end :].strip("*") == "":
        if len(tokens[-1].normal) >= MIN_PREFIX:
            typed[-1] = TypedPrefix(tokens[-1].normal)
        else:
            notices.append(Notice.of("short-prefix", minimum=MIN_PREFIX, word=piece))
    return typed


def _first_words(operands: list[_Operand]) -> list[_Operand]:
    kept, room = [], MAX_WORDS
    for operand in operands:
        if operand.words > room:
            if room and isinstance(operand.typed, TypedPhrase):
                kept.append(replace(operand, typed=TypedPhrase(operand.typed.words[:room])))
            break
        kept.append(operand)
        room -= operand.words
    return kept


def _clauses(operands: list[_Operand]) -> tuple[Clause, ...]:
    """Group what is joined by OR; make stop words optional where other words stand."""
    groups: list[list[_Operand]] = []
    for operand in operands:
        if groups and operand.joined and groups[-1][0].excluded == operand.excluded:
            groups[-1].append(operand)
        else:
            groups.append([operand])
    clauses = []
    for group in groups:
        alternatives = tuple(dict.fromkeys(operand.typed for operand in group))
        if group[0].excluded:
            occur = Occur.MUST_NOT
        else:
            occur = Occur.MAY if all(map(_is_stop_word, alternatives)) else Occur.MUST
        clause = Clause(alternatives, occur)
        if clause not in clauses:
            clauses.append(clause)
    if not any(clause.occur is Occur.MUST for clause in clauses):
        # Nothing but stop words: they are what was asked for.
        clauses = [
            replace(clause, occur=Occur.MUST) if clause.occur is Occur.MAY else clause
            for clause in clauses
        ]
    return tuple(clauses)


def _is_stop_word(typed: Typed) -> bool:
    return isinstance(typed, TypedWord) and is_stop_word(typed.text)
