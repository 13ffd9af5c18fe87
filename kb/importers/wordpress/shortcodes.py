"""Shortcodes: `[gallery ids="1,2"]`, `[caption width="300"]…[/caption]`, `[[written about]]`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s'\"]+))(?=\s|\Z)"
    r"|\"(?P<quoted>[^\"]*)\"(?=\s|\Z)|(?P<word>\S+)(?=\s|\Z)"
)
_ODD_SPACES = re.compile("[\xa0\u200b]+")
_PARAGRAPH_BEGINS, _PARAGRAPH_ENDS = re.compile(r"<p>\s*\Z"), re.compile(r"\s*</p>")
_WITHIN = 200  # characters, in which a paragraph begins or ends around a shortcode


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode: `content` is what stands between its two tags, "" where it has but one."""

    name: str
    attributes: Mapping[str, str]
    content: str


def replace(
    html: str,
    names: Sequence[str],
    make: Callable[[Shortcode], str],
    *,
    alone: bool = False,
    unescape: bool = False,
) -> str:
    """Put what is made of each shortcode of these names in its place.

    Args:
        html: the text.
        names: of the shortcodes; others stay.
        make: makes HTML of one.
        alone: a shortcode that is all of a paragraph takes the paragraph's place.
        unescape: one in double brackets, which is written about, loses a pair of them.
    """
    opening = _opening(tuple(names))
    written: list[str] = []
    unclosed: set[str] = set()  # names that have no closing tag any more
    done = place = 0
    while begin := opening.search(html, place):
        name, end = begin[2], html.find("]", begin.end())
        if end < 0:
            break
        attributes, content = html[begin.end() : end], ""
        end += 1
        if not attributes.endswith("/") and name not in unclosed:
            # The text of a pair ends at the first closing tag, whatever is in between.
            closing = html.find(f"[/{name}]", end)
            if closing < 0:
                unclosed.add(name)
            else:
                content, end = html[end:closing], closing + len(name) + 3
        start, place = begin.start(2) - 1, end
        if begin[1] and html[end : end + 1] == "]":
            if unescape:
                written += [html[done : start - 1], html[start:end]]
                done = end + 1
            place = end + 1
            continue
        before = html[done:start]
        if alone and (paragraph := _PARAGRAPH_BEGINS.search(before, max(0, len(before) - _WITHIN))):
            ends = _PARAGRAPH_ENDS.match(html, end, end + _WITHIN)
            if ends:
                before, end = before[: paragraph.start()], ends.end()
        written += [before, make(Shortcode(name, _attributes(attributes.rstrip("/")), content))]
        done = place = end
    return "".join([*written, html[done:]])


@lru_cache
def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\[(\[?)({'|'.join(names)})(?![\w-])")


def _attributes(text: str) -> dict[str, str]:
    """Read what stands in a shortcode's brackets; values without a name are left out."""
    found = {}
    for match in _ATTRIBUTE.finditer(_ODD_SPACES.sub(" ", text)):
        if match["name"]:
            values = (match["double"], match["single"], match["bare"])
            found[match["name"].lower()] = next(value for value in values if value is not None)
    return found
