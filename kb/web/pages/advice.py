"""What to do where nothing was found: searches that find something, and how words may be meant."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import assert_never

from kb.language.joined import By
from kb.messages import Messages
from kb.search.completions import WORD
from kb.search.presenting.answer import Answer
from kb.search.query.parser import MIN_PREFIX
from kb.search.query.query import (
    Clause,
    Filters,
    Occur,
    Typed,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
)
from kb.search.query.request import NO_FILTERS, make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.pages.links import Link, filtered, kinds_of

# Each is a search of its own, by words alone.
_MOST_FILTERS = 6
_MOST_WORDS = 6
_MOST_BEGINNINGS = 5
_MOST_ALIKE = 5


def ways_on(
    answer: Answer, service: SearchService, urls: Urls, messages: Messages
) -> Iterator[Link]:
    """Yield searches that find something.

    Without one filter, without any, without quotation marks, without what is excluded, with each
    word alone.
    """
    request, interpretation = answer.request, answer.interpretation
    wider = list(islice(_wider(answer, messages), _MOST_FILTERS))
    if len(wider) > 1:
        wider.append((messages.gettext("The same search without filters"), NO_FILTERS))
    tries = [
        (name, filtered(request, filters), service.total(interpretation, filters))
        for name, filters in wider
    ]
    for name, query in _looser(request.query, messages):
        other = make_request(query).query
        meant = service.interpret(other, by_meaning=False)
        for filters in dict.fromkeys((request.filters, NO_FILTERS)):
            if found := service.total(meant, filters):
                tries.append((name, filtered(replace(request, query=other), filters), found))
                break
    for name, other in _alone(request.query, messages):
        found = service.total(service.interpret(other, by_meaning=False), NO_FILTERS)
        tries.append((name, filtered(replace(request, query=other), NO_FILTERS), found))
    for name, looser, found in tries:
        if found:
            yield Link(name, urls.search(looser), count=messages.posts(found))


def words_alike(answer: Answer, service: SearchService, urls: Urls) -> Iterator[Link]:
    """Yield the words of the archive that begin as the words do which no post has, as searches."""
    seen: dict[str, None] = {}
    for clause in answer.request.query.clauses[:_MOST_WORDS]:
        word = clause.alternatives[0]
        if clause.occur is Occur.MUST and isinstance(word, TypedWord):
            alone = TypedQuery(word.text, (clause,))
            if not service.interpret(alone, by_meaning=False).rewritten[0].total:
                seen |= dict.fromkeys(_beginning_alike(word.text, service))
    for text in islice(seen, _MOST_ALIKE):
        yield Link(text, urls.search(make_request(text)))


def _beginning_alike(word: str, service: SearchService) -> Iterator[str]:
    """Yield the words that begin with as much of a word as any does, at least half of it."""
    shortest = max(MIN_PREFIX, -(-len(word) // 2))
    lengths = range(len(word) - 1, shortest - 1, -1)
    for length in islice(lengths, _MOST_BEGINNINGS):
        found = [c.text for c in service.completions.of(word[:length]) if c.kind == WORD]
        if found:
            yield from found
            return


def _wider(answer: Answer, messages: Messages) -> Iterator[tuple[str, Filters]]:
    filters = answer.request.filters
    for kind in kinds_of(answer):
        labels = {value.id: value.label for value in answer.facets[kind.name]}
        for one in filters.ids(kind):
            name = messages.gettext("The same search without {filter}", filter=labels[one])
            yield name, filters.choosing(kind, {*filters.ids(kind)} - {one})
    if filters.published_from or filters.published_to:
        yield (
            messages.gettext("The same search without limits in time"),
            filters.between(None, None),
        )


def _looser(query: TypedQuery, messages: Messages) -> Iterator[tuple[str, str]]:
    """Yield the query with its phrases as words, and without what it excludes."""
    kept = [clause for clause in query.clauses if clause.occur is not Occur.MUST_NOT]
    phrases = [
        typed for clause in kept for typed in clause.alternatives if isinstance(typed, TypedPhrase)
    ]
    if any(len(phrase.words) > 1 for phrase in phrases):
        text = " ".join(_written(clause, messages, quoted=False) for clause in query.clauses)
        yield messages.gettext("Without quotation marks: {words}", words=text), text
    if kept and len(kept) < len(query.clauses):
        text = " ".join(_written(clause, messages) for clause in kept)
        yield messages.gettext("Without what is excluded: {words}", words=text), text


def _alone(query: TypedQuery, messages: Messages) -> Iterator[tuple[str, TypedQuery]]:
    words = [clause for clause in query.clauses if clause.occur is Occur.MUST]
    if len(words) > 1:
        for clause in words[:_MOST_WORDS]:
            alone = TypedQuery(_written(clause, messages), (clause,))
            yield messages.gettext("Only {words}", words=alone.text), alone


def _written(clause: Clause, messages: Messages, *, quoted: bool = True) -> str:
    """Return a clause as it is typed; without quotation marks where it is not to be `quoted`."""
    alternative = messages.gettext("OR")
    sign = "-" if clause.occur is Occur.MUST_NOT else ""
    written = (sign + _written_words(typed, quoted or bool(sign)) for typed in clause.alternatives)
    return f" {alternative} ".join(written)


def _written_words(typed: Typed, quoted: bool) -> str:
    match typed:
        case TypedPhrase(words):
            text = " ".join(words)
            return f'"{text}"' if quoted else text
        case TypedPrefix(text):
            return f"{text}*"
        case TypedJoined(texts, by, words):
            return "-".join(words) if by is By.HYPHEN else texts[0]
        case TypedWord(text):
            return text
        case _:
            assert_never(typed)
