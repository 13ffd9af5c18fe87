"""Which entries of a feed a password protects: WordPress lists them, without their texts."""

import re

from kb.importers.feed.items import Item
from kb.importers.html.text import plain

_FORM = re.compile(
    r"<form\b[^<>]{0,1000}(?:action=postpass|post-password-form)|"
    r"<input\b[^<>]{0,1000}name=[\"']?post_password",
    re.IGNORECASE,
)
# What WordPress writes before the title, and in place of a summary, in the languages of sites
# that its users may run. Any of them may be changed by a theme, so one sign of two is enough where
# there is no text.
_PREFIX = re.compile(
    r"\s*(?:lösenordsskydda[dt]|skydda[dt]|protected|beskyttet|passordbeskyttet|geschützt|"
    r"suojattu|protégé|protegido)\s*:",
    re.IGNORECASE,
)
_NO_SUMMARY = re.compile(
    r"inget utdrag\b.{0,40}skydda|no excerpt\b.{0,40}protected|ikke utdrag\b.{0,40}beskyttet|"
    r"intet uddrag\b.{0,40}beskyttet|keine Kurzfassung\b.{0,40}geschützt|"
    r"Otetta ei näytetä.{0,40}suojattu",
    re.IGNORECASE,
)
_ABOUT = re.compile("skydda|lösenord|protect|password|beskyt|passord|geschützt|suojat|proteg", re.I)
# A summary in place of a protected one is a sentence.
_A_SENTENCE = 160


def is_protected(item: Item) -> bool:
    """Tell whether an entry stands for a post that a password protects."""
    if _FORM.search(item.text):
        return True
    text = plain(item.text)
    if len(text) > _A_SENTENCE:
        return False
    prefixed = _PREFIX.match(plain(item.title)) is not None
    return _NO_SUMMARY.search(text) is not None or (
        prefixed and (not text or _ABOUT.search(text) is not None)
    )
