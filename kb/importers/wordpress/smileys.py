"""Smileys in signs → the emoji that WordPress shows for them."""

import re
from typing import Any

_EMOJI = {
    "😐": ":neutral: :-| :|",
    "😈": ":twisted:",
    "➡": ":arrow:",
    "😯": ":shock: 8-O 8O",
    "🙂": ":smile: :-) :)",
    "😕": ":???: :-? :?",
    "😎": ":cool: 8-)",
    "👿": ":evil:",
    "😀": ":grin: :-D :D",
    "💡": ":idea:",
    "😳": ":oops:",
    "😛": ":razz: :-P :P",
    "🙄": ":roll:",
    "😉": ":wink: ;-) ;)",
    "😥": ":cry:",
    "😮": ":eek: :-o :o",
    "😆": ":lol:",
    "😡": ":mad: :-x :x",
    "🙁": ":sad: :-( :(",
    "❗": ":!:",
    "❓": ":?:",
}
_BY_SIGNS = {signs: emoji for emoji, row in _EMOJI.items() for signs in row.split()}
_SMILEY = re.compile(
    r"(?:(?<![^\r\n\t \xa0]))"
    f"({'|'.join(re.escape(signs) for signs in sorted(_BY_SIGNS, key=len, reverse=True))})"
    r"(?![^\r\n\t \xa0])"
)
_AS_WRITTEN = frozenset(("code", "pre", "script", "style", "textarea"))


def set_smileys(element: Any) -> None:
    """Set the emoji in the texts of an element of lxml, where spaces are around the signs."""
    pending = [element]
    while pending:
        each = pending.pop()
        if each.tag not in _AS_WRITTEN:
            if each.text:
                each.text = _set(each.text)
            pending.extend(each)
        if each.tail and each is not element:
            each.tail = _set(each.tail)


def _set(text: str) -> str:
    if ":" not in text and "8" not in text and ";" not in text:
        return text
    return _SMILEY.sub(lambda found: _BY_SIGNS[found.group()], text)
