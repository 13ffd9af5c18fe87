"""Text and choices → query. Whatever a person may type is a query; nothing is an error.

kooperativ jobb      both words, in any inflection
"ideell sektor"      these words, as written, next to each other
-seminarium          not the posts with this word
skola OR förskola    either (or ELLER)
sam*                 words that begin so, from three letters on
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from kb.errors import QueryError, QueryFault
from kb.language.stop_words import is_stop_word
from kb.language.tokens import words
from kb.search.query import (
    Clause,
    Filters,
    Occur,
    Order,
    Phrase,
    Prefix,
    Query,
    Term,
    Word,
    first_day,
    last_day,
)

MAX_CHARACTERS = 300
MAX_WORDS = 32
MIN_PREFIX = 3
MAX_PER_PAGE = 100

# What ends a text that was cut: no word, so nothing is searched for it.
_CUT = " …"
_QUOTE = '["”“„«»]'
_PIECE = re.compile(
    rf"(?P<not>(?<!\S)-)?(?:{_QUOTE}(?P<phrase>[^\"”“„«»]*){_QUOTE}|(?P<word>[^\s\"”“„«»]+))"
)
_OR = frozenset({"OR", "ELLER"})


def make_query(
    text: str = "",
    *,
    organisations: Iterable[str] = (),
    projects: Iterable[str] = (),
    published_from: str | date | None = None,
    published_to: str | date | None = None,
    order: str | None = None,
    page: int = 1,
    per_page: int = 10,
) -> Query:
    """Return the query for a text and the choices beside it.

    Dates are `datetime.date`, or text as `2017`, `2017-06`, `2017-06-29` (in `published_to`
    to its last day). Without an order it is relevance where anything is scored, else newest.

    Raises:
        QueryError: with every field that cannot be read.
    """
    if isinstance(organisations, str):
        organisations = (organisations,)
    if isinstance(projects, str):
        projects = (projects,)
    faults: list[QueryFault] = []
    start = _day(published_from, first_day, "published_from", faults)
    end = _day(published_to, last_day, "published_to", faults)
    if start and end and start > end:
        faults.append(QueryFault("published_from", "range", str(published_from)))
        faults.append(QueryFault("published_to", "range", str(published_to)))
    if order is not None and order not in set(Order):
        faults.append(QueryFault("order", "order", order))
    if page < 1:
        faults.append(QueryFault("page", "page", str(page)))
    if not 1 <= per_page <= MAX_PER_PAGE:
        faults.append(QueryFault("per_page", "per_page", str(per_page)))
    if faults:
        raise QueryError(faults)
    text = query_text(text)
    parsed = parse(text)
    query = Query(
        text=text,
        clauses=parsed.clauses,
        filters=Filters(
            tuple(sorted(set(organisations))), tuple(sorted(set(projects))), start, end
        ),
        page=page,
        per_page=per_page,
        notices=parsed.notices,
    )
    return replace(query, order=_order(order, query))


def _order(asked: str | None, query: Query) -> Order:
    wanted = Order(asked) if asked else Order.RELEVANCE
    # Without words there is nothing to be relevant to.
    return Order.NEWEST if wanted is Order.RELEVANCE and not query.ranked else wanted


def _day(
    value: str | date | None,
    read: Callable[[str], date],
    field: str,
    faults: list[QueryFault],
) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return read(value)
    except ValueError:
        faults.append(QueryFault(field, "date", value))
        return None


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text asks for, and what the visitor should know of how it was read."""

    clauses: tuple[Clause, ...]
    notices: tuple[str, ...] = ()


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


def parse(text: str) -> Parsed:
    """Read a search as typed, of any length and with any characters in it."""
    notices = []
    text = query_text(text)
    # Only a text that was cut, or that could have been, is both as long and ends so.
    if text.endswith(_CUT) and len(text) > MAX_CHARACTERS // 2:
        notices.append(f"Sökningen kortades till {MAX_CHARACTERS} tecken.")
    terms = list(_terms(text, notices))
    if sum(term.weight for term in terms) > MAX_WORDS:
        terms = _first_words(terms)
        notices.append(f"Sökningen kortades till {MAX_WORDS} ord.")
    return Parsed(_clauses(terms), tuple(notices))


@dataclass(frozen=True, slots=True)
class _Read:
    """A term as it was read; `joined`: an OR stands between it and the one before."""

    term: Term
    excluded: bool
    joined: bool

    @property
    def weight(self) -> int:
        return len(self.term.words) if isinstance(self.term, Phrase) else 1


def _terms(text: str, notices: list[str]) -> Iterator[_Read]:
    joined = False
    for match in _PIECE.finditer(text):
        word = match["word"]
        if word in _OR and not match["not"]:
            joined = True
            continue
        if word is None:
            phrase = tuple(token.normal for token in words(match["phrase"]))
            pieces: list[Term] = [Phrase(phrase)] if phrase else []
        else:
            pieces = _words(word, notices)
        if match["not"] and len(pieces) > 1:
            # -e-post leaves out e-post, not every post with an e.
            pieces = [Phrase(tuple(term.text for term in pieces if not isinstance(term, Phrase)))]
        for number, term in enumerate(pieces):
            yield _Read(term, bool(match["not"]), joined and number == 0)
        if pieces:
            joined = False


def _words(piece: str, notices: list[str]) -> list[Term]:
    tokens = list(words(piece))
    terms: list[Term] = [Word(token.normal) for token in tokens]
    if tokens and piece.endswith("*") and piece[tokens[-1].end :].strip("*") == "":
        if len(tokens[-1].normal) >= MIN_PREFIX:
            terms[-1] = Prefix(tokens[-1].normal)
        else:
            notices.append(
                f"Det behövs minst {MIN_PREFIX} bokstäver före *; ”{piece}” söktes som ett ord."
            )
    return terms


def _first_words(terms: list[_Read]) -> list[_Read]:
    kept, room = [], MAX_WORDS
    for term in terms:
        if term.weight > room:
            if room and isinstance(term.term, Phrase):
                kept.append(replace(term, term=Phrase(term.term.words[:room])))
            break
        kept.append(term)
        room -= term.weight
    return kept


def _clauses(terms: list[_Read]) -> tuple[Clause, ...]:
    """Group the terms joined by OR; make stop words optional where other words stand."""
    groups: list[list[_Read]] = []
    for read in terms:
        if groups and read.joined and groups[-1][0].excluded == read.excluded:
            groups[-1].append(read)
        else:
            groups.append([read])
    clauses = []
    for group in groups:
        found = tuple(dict.fromkeys(read.term for read in group))
        if group[0].excluded:
            occur = Occur.MUST_NOT
        else:
            occur = Occur.MAY if all(map(_is_stop_word, found)) else Occur.MUST
        clause = Clause(found, occur)
        if clause not in clauses:
            clauses.append(clause)
    if not any(clause.occur is Occur.MUST for clause in clauses):
        # Nothing but stop words: they are what was asked for.
        clauses = [
            Clause(clause.terms, Occur.MUST) if clause.occur is Occur.MAY else clause
            for clause in clauses
        ]
    return tuple(clauses)


def _is_stop_word(term: Term) -> bool:
    return isinstance(term, Word) and is_stop_word(term.text)
