"""Hits as lists show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from kb.corpus.kinds import KINDS, Kind
from kb.search.presenting.answer import Answer, Hit, Snippet
from kb.search.query.query import Filters
from kb.web.pages.links import Link
from kb.web.visit import Visit

# A project says more of a post than the organisations that it names.
NEAREST_FIRST = tuple(reversed(KINDS))
# Names in a hit of a list; a post may have fifty.
_MOST_ABOUT = 3


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit in a list of results.

    Attributes:
        about: what it names, but not an entry of which every hit is.
        reasons: why it was found, in words, where no mark says it.
        snippets: its passages; none without a mark beside such reasons.
    """

    hit: Hit
    href: str
    date: str
    about: tuple[Link, ...]
    reasons: tuple[str, ...]
    snippets: tuple[Snippet, ...]


def hit_views(answer: Answer, visit: Visit) -> Iterator[HitView]:
    """Yield the hits of an answer; their links remember the search."""
    # On paper every post says all that it is about.
    most = None if visit.printable else _MOST_ABOUT
    for hit in answer.hits:
        about = tuple(islice(_about(hit, answer.request.filters, visit), most))
        href = visit.urls.post(hit.id, answer.request)
        reasons = tuple(map(visit.messages.notice, hit.reasons))
        # The passage by which a post is alike has no mark, and is all that tells.
        unmarked = not reasons or any(reason.code == "alike" for reason in hit.reasons)
        snippets = tuple(s for s in hit.snippets if s.highlights or unmarked)
        yield HitView(hit, href, visit.messages.day(hit.date), about, reasons, snippets)


def _about(hit: Hit, filters: Filters, visit: Visit) -> Iterator[Link]:
    for kind in NEAREST_FIRST:
        chosen = filters.ids(kind)
        told = chosen if len(chosen) == 1 and not visit.printable else ()
        yield from entry_links(kind, (one for one in hit.about(kind) if one not in told), visit)


def entry_links(kind: Kind, ids: Iterable[str], visit: Visit) -> Iterator[Link]:
    """Yield the links to some entries of a kind; none where the site does not show it."""
    registers = visit.service.registers
    if kind in registers.kinds:
        for entry_id in ids:
            yield Link(registers.label(kind, entry_id), visit.urls.entry(kind, entry_id))
