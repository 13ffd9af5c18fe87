"""What a page of results is called: what was searched for, and how many posts that found."""

from collections.abc import Iterator
from dataclasses import replace

from kb.corpus.register import Registers
from kb.messages import Messages
from kb.search.presenting.answer import Answer
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.web.visit import Visit

# Of a query and of the names of a kind; what is left out stands in the form and in the filters.
_MOST_CHARACTERS = 80
_MOST_NAMES = 3
_BETWEEN = ", "


def heading(answer: Answer, visit: Visit) -> str:
    """Return what was searched for, how many posts were found, and which page of them this is."""
    messages = visit.messages
    what = _sought(answer.request, visit.service.registers, messages)
    posts = messages.posts(answer.total) if answer.total else messages.gettext("no posts")
    if what:
        text = messages.gettext("{what}: {posts}", what=what, posts=posts)
    elif answer.total:
        text = messages.ngettext("The only post", "All {count} posts", answer.total)
    else:
        text = messages.gettext("There are no posts here yet")
    if not 1 < answer.request.page <= answer.pages:
        return text
    page, pages = messages.number(answer.request.page), messages.number(answer.pages)
    return messages.gettext(
        "{heading}, page {page} of {pages}", heading=text, page=page, pages=pages
    )


def heading_in_parts(answer: Answer, visit: Visit) -> tuple[str, str, str]:
    """Return the heading, with what beside words it was narrowed down by as the second part."""
    request, registers, messages = answer.request, visit.service.registers, visit.messages
    words = _sought(replace(request, filters=NO_FILTERS), registers, messages)
    narrowed = _sought(request, registers, messages).removeprefix(words) if words else ""
    text = heading(answer, visit)
    return text.partition(narrowed) if narrowed else (text, "", "")


def sought(visit: Visit) -> str:
    """Return what a search asks for, whatever it finds: what feeds and files are called."""
    registers, messages = visit.service.registers, visit.messages
    return _sought(visit.request, registers, messages) or messages.gettext("All posts")


def _sought(request: SearchRequest, registers: Registers, messages: Messages) -> str:
    """Return the query, the names and the time that a search asks for; empty for all posts."""
    filters = request.filters
    what = [*_parts(request, registers, messages)]
    period = messages.period(filters.published_from, filters.published_to)
    if period:
        what.append(period if what else period[0].upper() + period[1:])
    return _BETWEEN.join(what)


def _parts(request: SearchRequest, registers: Registers, messages: Messages) -> Iterator[str]:
    query = request.query
    if query.clauses:
        text = query.text
        if len(text) > _MOST_CHARACTERS:
            text = text[:_MOST_CHARACTERS].rstrip() + "…"
        # What has quotation marks of its own needs no others.
        yield text if '"' in text else messages.gettext("“{text}”", text=text)
    for kind in registers.kinds:
        names = [registers.label(kind, one) for one in request.filters.ids(kind)]
        if names:
            yield _either(names, messages)


def _either(names: list[str], messages: Messages) -> str:
    more = len(names) - _MOST_NAMES
    if more > 0:
        names[_MOST_NAMES:] = [messages.ngettext("{count} more", "{count} more", more)]
    return messages.listed(names, either=True)
