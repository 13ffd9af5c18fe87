"""Text → query. Whatever a person may type is a query; nothing is an error.

kooperativ jobb      both words, in any inflection
"ideell sektor"      these words, as written, next to each other
-seminarium          not the posts with this word
skola OR förskola    either (or ELLER)
sam*                 words that begin so, from three letters on
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.language.stop_words import is_stop_word
from kb.language.tokens import words
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
_PIECE = re.compile(
    rf"(?P<not>(?<!\S)-)?(?:{_QUOTE}(?P<phrase>[^\"”“„«»]*){_QUOTE}|(?P<word>[^\s\"”“„«»]+))"
)
_OR = frozenset({"OR", "ELLER"})


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
    operands = list(_operands(text, notices))
    if sum(operand.words for operand in operands) > MAX_WORDS:
        operands = _first_words(operands)
        notices.append(Notice.of("cut-words", count=MAX_WORDS))
    return TypedQuery(text, _clauses(operands), tuple(notices))


@dataclass(frozen=True, slots=True)
class _Operand:
    """One thing typed; `joined`: an OR stands between it and the one before."""

    typed: Typed
    excluded: bool
    joined: bool

    @property
    def words(self) -> int:
        return len(self.typed.words) if isinstance(self.typed, TypedPhrase) else 1


def _operands(text: str, notices: list[Notice]) -> Iterator[_Operand]:
    joined = False
    for match in _PIECE.finditer(text):
        word = match["word"]
        if word in _OR and not match["not"]:
            joined = True
            continue
        if word is None:
            phrase = tuple(token.normal for token in words(match["phrase"]))
            pieces: list[Typed] = [TypedPhrase(phrase)] if phrase else []
        else:
            pieces = _words(word, notices)
        if match["not"] and len(pieces) > 1:
            # -e-post leaves out e-post, not every post with an e.
            pieces = [
                TypedPhrase(
                    tuple(piece.text for piece in pieces if not isinstance(piece, TypedPhrase))
                )
            ]
        for index, piece in enumerate(pieces):
            yield _Operand(piece, bool(match["not"]), joined and index == 0)
        if pieces:
            joined = False


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
