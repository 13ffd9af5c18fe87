"""What is not there, or went wrong: a page, and a search form."""

from dataclasses import dataclass
from typing import ClassVar

from kb.messages import N_, Messages
from kb.web.addresses import Urls
from kb.web.pages.page import Form, Head, empty_form

_ERRORS = {
    404: (
        N_("The page does not exist"),
        N_("The address may be misspelt, or there never was such a page."),
    ),
    405: (N_("This is no way to ask"), N_("This address can only be read.")),
    410: (N_("The post is removed"), N_("It was here, but has been taken down.")),
    500: (N_("Something went wrong"), N_("The fault is ours, not yours. Try again in a while.")),
}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the page of an error shows."""

    template: ClassVar[str] = "error.html"
    head: Head
    form: Form
    text: str


def error_page(status: int, urls: Urls, messages: Messages) -> ErrorPage:
    """Return the page of an HTTP status."""
    heading, text = _ERRORS.get(status, _ERRORS[500])
    return ErrorPage(Head(messages.gettext(heading)), empty_form(urls), messages.gettext(text))
