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
from itertools import chain, islice
from unicodedata import normalize

from kb.language.analyzer import Token
from kb.language.joined import By, Joined, joined
from kb.language.stop_words import is_stop_word
from kb.language.tokens import INVISIBLE, WORD, Word, words
from kb.search.query.query import (
    Clause,
    Notice,
    Occur,
    Typed,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
    texts_of,
)

MAX_CHARACTERS = 300
MAX_WORDS = 32
MIN_PREFIX = 3
# Of a text without a word, where it is spoken of.
_SHOWN = 40

_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))
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
# How near or how heavy, a part of the sign: no number that is looked for, as in m^2.
_FIGURE = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[\"”“„«»]))([~^])[\d.]+(?!\w)")
# Brackets that would have changed what is excluded, or what the alternatives are.
_GROUPING = re.compile(rf"{_DASH}[(\[{{]|[)\]}}] (?:OR|ELLER)\b|\b(?:OR|ELLER|NOT|INTE) [(\[{{]")


def printable(text: str) -> str:
    """Return a text without what no page can show: controls, lone surrogates, bidi overrides.

    These become white space, and white space becomes single spaces. What shows nothing inside a
    word (a soft hyphen, as copied out of a page, a zero-width space) goes.
    """
    text = text.translate(_INVISIBLE)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def query_text(text: str) -> str:
    """Return what is searched of a text as typed, which is also what is shown and linked to.

    Its letters are composed (NFC), so that it has one address however it was typed. A text that
    was cut ends in …: whoever follows its address learns of it, too.
    """
    text = normalize("NFC", printable(text))
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
    pieces = list(_pieces(_FIGURE.sub(r"\1", text), notices))
    operands = list(_operands(pieces, in_capitals, notices))
    if sum(operand.words for operand in operands) > MAX_WORDS:
        operands = _first_words(operands)
        notices.append(Notice.of("cut-words", count=MAX_WORDS))
    if text and not operands:
        notices.append(Notice.of("no-words", text=text[:_SHOWN]))
    return TypedQuery(text, _clauses(operands), tuple(notices), hints)


def as_phrase(text: str) -> str:
    """Return how to type a text to find it as it is written; empty where it has no word.

    What is one thing with its sign (C#, R & D) is found by it, which a phrase leaves out. Of a
    text that is longer than a search, the words it begins with.
    """
    text = " ".join(re.sub(_QUOTE, " ", printable(text)).split())
    match parse(text).clauses:
        case (Clause((TypedJoined(by=By.SIGN | By.AMPERSAND),), Occur.MUST),):
            return text
    room = MAX_CHARACTERS - len('""')
    ends = [word.end for word in islice(words(text), MAX_WORDS) if word.end <= room]
    return f'"{text[: ends[-1]]}"' if ends else ""


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
        return len(texts_of(self.typed))


def _pieces(text: str, notices: list[Notice]) -> Iterator[_Piece]:
    joined_at = _joined(text)
    end = 0  # of what was joined last, which may go on into the next pieces: 29 juni 2017
    for match in _PIECE.finditer(text):
        word, excluded = match["word"], bool(match["not"])
        if word is None:
            phrase = tuple(token.normal for token in words(match["phrase"]))
            yield _Piece("", (TypedPhrase(phrase),) if phrase else (), excluded)
            continue
        typed: list[Typed] = []
        for token in words(word):
            start = match.start("word") + token.start
            if start < end:
                continue
            if start in joined_at:
                one, end = joined_at[start]
                typed.append(one)
            else:
                # The first of several words may have its capital from a sentence, or a phone.
                typed.append(_word(token, word, capital=start > 0 or " " not in text))
        if typed and word.endswith("*"):
            typed = _with_prefix(word, typed, notices)
        bare = "" if excluded else word.strip("()[]{}")
        yield _Piece(bare, tuple(typed), excluded)


def _joined(text: str) -> dict[int, tuple[TypedJoined, int]]:
    """Return what is one thing in a text, by where it begins, and where it ends.

    Nothing in quotation marks, which stands as it is written; of what overlaps, what begins first
    and reaches furthest.
    """
    unquoted = _PHRASE.sub(lambda match: '"' * len(match.group()), text)
    tokens = [Token(word.normal, word.start, word.end, "") for word in words(unquoted)]
    forms: dict[tuple[int, int], list[Joined]] = {}
    for form in joined(unquoted, tokens):
        forms.setdefault((form.first, -form.last), []).append(form)
    found: dict[int, tuple[TypedJoined, int]] = {}
    end = 0
    for (first, minus_last), same in sorted(forms.items()):
        if same[0].start < end:
            continue
        end = max(tokens[-minus_last].end, same[0].end)
        texts = tuple(form.text for form in same)
        parts = tuple(token.text for token in tokens[first : 1 - minus_last])
        # A sign before a word (§ 12) is no word: what is joined begins at the token, there.
        found[tokens[first].start] = TypedJoined(texts, same[0].by, parts), end
    return found


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
            typed = (TypedPhrase(tuple(chain.from_iterable(map(texts_of, typed)))),)
        for number, each in enumerate(typed):
            yield _Operand(each, excluded, joined and number == 0)
        if typed:
            joined = negated = False


def _word(word: Word, text: str, *, capital: bool = True) -> TypedWord:
    written = text[word.start : word.end]
    if not capital:
        written = written.lower()
    return TypedWord(word.normal, "" if written == word.normal else written)


def _letter(word: re.Match[str]) -> str:
    return "0" if word.group().isdigit() else "w"


def _with_prefix(piece: str, typed: list[Typed], notices: list[Notice]) -> list[Typed]:
    """Return what a piece that ends in * is read as: its last word, as far as it goes."""
    *before, last = words(piece)
    if piece[last.end :].strip("*"):
        return typed
    if len(last.normal) < MIN_PREFIX:
        notices.append(Notice.of("short-prefix", minimum=MIN_PREFIX, word=piece))
        return typed
    return [*(_word(word, piece) for word in before), TypedPrefix(last.normal)]


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
