"""Titles and texts of a feed, in HTML or none, escaped once or twice, whole or cut short."""

import re
from html import escape, unescape

from kb.importers.feed.items import Feed, Form, Item
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import plain, tidy
from kb.importers.plain_text import from_plain_text
from kb.importers.wordpress.canonical import canonical

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
_PAIRED = re.compile(
    r"(?is)<(p|div|span|strong|em|b|i|u|ul|ol|li|h[1-6]|blockquote|table|figure|a)\b[^<>]*>"
    r".{0,2000}?</\1\s*>|<br\s*/?>|<img\s[^<>]*>"
)
# What a plug-in of WordPress puts under each text in a feed, and nowhere else.
_APPEARED = re.compile(
    r"(?i)<p>\s*(?:the post|inlägget)\s+<a\b[^<>]*>[^<>]*</a>\s+(?:appeared first on|"
    r"(?:dök|visades|publicerades)\s+(?:först\s+)?(?:upp\s+)?(?:först\s+)?(?:på|i))\s+"
    r"<a\b[^<>]*>[^<>]*</a>\.?\s*</p>\s*\Z"
)
# WordPress writes emoji as pictures in feeds, and nowhere else.
_EMOJI = re.compile(r"""<img\b[^<>]*?\balt=(["'])([^"'<>]{1,32})\1[^<>]*>""")
_CUT_OFF = re.compile(
    r"(?i)(?:\[?(?:…|\.\.\.)\]?|\b(?:läs mer|läs hela inlägget|läs vidare|fortsätt läsa|read more|"
    r"continue reading)\b[^.!?]{0,100}(?:[→»…]|\.\.\.)?)[\s\])*]*\Z"
)
# Of a text that is said to be whole, three dots may be the author's.
_SHORTENED = re.compile(r"\[(?:…|\.\.\.)\\?\]\s*\Z")


def read_title(item: Item) -> str:
    """Return a title as one line of text."""
    # What is said to be text may be HTML all the same, which shows in its entities and pairs.
    return plain(escape(item.title, quote=False) if item.title_form == "text" else item.title)


def read_body(item: Item, text: str, feed: Feed) -> str:
    """Return what there is of an item's text, as Markdown."""
    html = _as_html(text, item.text_form)
    if html is None:
        return from_plain_text(tidy(unescape(text) if item.text_form == "guess" else text))
    html = _EMOJI.sub(_emoji, html)
    # So that a WordPress says the same by its feed as by its interface.
    return to_markdown(canonical(html, feed.site) if feed.is_wordpress else html, item.base)


def _as_html(text: str, form: Form) -> str | None:
    """Return a text that is HTML as such, None for one of which lines are the only structure.

    A feed may say that it is text, or escape it once too often.
    """
    if form == "html" or (form == "guess" and _MARKUP.search(text)):
        return text
    return next((each for each in (text, unescape(text)) if _PAIRED.search(each)), None)


def _emoji(image: re.Match[str]) -> str:
    """Return the sign that a picture stands for, which is what it is called; else the picture."""
    name = image[2]
    stands_for_a_sign = not re.search(r"\w", re.sub("[0-9#*]\ufe0f?\u20e3", "", name))
    return name if "wp-smiley" in image.group() and stands_for_a_sign else image.group()


def without_appeared(item: Item) -> tuple[str, str]:
    """Return the text without the line under it that says where it stood first, and that line."""
    end = _APPEARED.search(item.text, max(0, len(item.text) - 3000))
    return (item.text[: end.start()], plain(end.group())) if end else (item.text, "")


def is_beginning(item: Item, body: str) -> bool:
    """Tell whether a text goes on elsewhere."""
    end = re.sub(r"\]\([^()\s]*\)", "", body[-600:])
    if item.whole:
        return _SHORTENED.search(end) is not None
    marked = _CUT_OFF.search(end) is not None
    return bool(body) and (item.whole is False or marked)
