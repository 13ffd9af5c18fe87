"""What is not there, or went wrong: a page, and a search that may find what was meant."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from kb.corpus.kinds import KINDS
from kb.corpus.removed import Removed
from kb.errors import EngineUnavailableError
from kb.language.stop_words import is_stop_word, restored_stop_word
from kb.messages import N_, Messages
from kb.search.query.request import NO_FILTERS, make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.pages.links import Link
from kb.web.pages.page import Form, Head, empty_form

_ERRORS = {
    404: (
        N_("The page does not exist"),
        N_("The address may be misspelt, or there never was such a page."),
    ),
    405: (N_("That cannot be done here"), N_("This address can only be read.")),
    410: (N_("The post has been removed"), N_("It was here, but has been taken down.")),
    500: (N_("Something went wrong"), N_("The fault is ours, not yours. Try again in a while.")),
    503: (
        N_("The search is closed for the moment"),
        N_("The archive is being worked on, or out of reach. Try again in a few minutes."),
    ),
}
# Of an address that somebody followed here: what is looked at, and how many words are sought.
_MOST_CHARACTERS = 200
_MOST_WORDS = 8
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
# What addresses have beside words of their own.
_PARTS = frozenset(
    ("www", "index", "category", "kategori", "tag", "page", "nyheter", "inlagg", "static")
) | {kind.path.removeprefix("/") for kind in KINDS}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the page of an error shows.

    Attributes:
        reason: why a post was taken down, in the words of whoever did.
        meant: the search for the words of the address, where it finds anything.
    """

    template: ClassVar[str] = "error.html"
    head: Head
    form: Form
    text: str
    reason: str = ""
    meant: Link | None = None


def error_page(
    status: int, path: str, service: SearchService, urls: Urls, messages: Messages
) -> ErrorPage:
    """Return the page of an HTTP status, for the path that was asked for."""
    title, text = what_is_said(status, messages)
    if status == 410:
        removed = service.lookups.removed.get(path.rpartition("/")[2])
        return ErrorPage(
            Head(title),
            empty_form(urls),
            _taken_down(removed, messages) or text,
            removed.reason if removed else "",
        )
    words = " ".join(islice(words_of(path), _MOST_WORDS)) if status == 404 else ""
    request = make_request(words)
    found = 0
    if words:
        with suppress(EngineUnavailableError):  # it is not there all the same
            interpretation = service.interpret(request.query, by_meaning=False)
            found = service.total(interpretation, NO_FILTERS)
    if not found:
        return ErrorPage(Head(title), empty_form(urls), text)
    meant = Link(words, urls.search(request), count=messages.posts(found))
    return ErrorPage(Head(title), Form(words, tuple(urls.pairs())), text, meant=meant)


def what_is_said(status: int, messages: Messages) -> tuple[str, str]:
    """Return the title and the text of an HTTP status."""
    title, text = _ERRORS.get(status, _ERRORS[500])
    return messages.gettext(title), messages.gettext(text)


def words_of(path: str) -> Iterator[str]:
    """Yield the words of an address that its page may have been about."""
    path = _ENDING.sub("", path[:_MOST_CHARACTERS]).lower()
    for word in dict.fromkeys(_WORD.findall(path)):
        if word not in _PARTS and not is_stop_word(restored_stop_word(word)):
            yield word


def _taken_down(removed: Removed | None, messages: Messages) -> str:
    if removed is None or removed.date is None:
        return ""
    return messages.gettext("It was taken down on {day}.", day=messages.day(removed.date))
