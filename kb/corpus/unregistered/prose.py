"""A post's Markdown as lines of bare text, for looking at words alone.

`kb.corpus.markup` reads Markdown as it is shown, which takes longer than all that is done with
the words here. What this gives is close to it: a sign too many or too few changes no name.
"""

import html
import re
from collections.abc import Iterator

_FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_NO_TEXT = re.compile(
    r"<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}|</?[a-zA-Z][^<>]*>|^\[\^?[^\]\n]*\]:.*$", re.S | re.M
)
_LINK = re.compile(
    r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\]\n]*\])"
)
_ADDRESS = re.compile(r"<?(?:https?://|www\.|mailto:)[^\s<>)]+>?")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
_TAG = re.compile(r"#\w+")
_LINE_START = re.compile(
    r"^[ \t]*(?:(?:>|[-*+]|\d{1,3}[.)]|#{1,6}|:)[ \t]+)+(?:\[[ xX]\][ \t]+)?", re.M
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|~~|`+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
# What is done to a text that has one of the signs: most have none, and to look for a sign is much
# quicker than for a pattern. In this order.
_STEPS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"), _INVISIBLE, ""),
    (("```", "~~~"), _FENCE, ""),
    (("<", "{", "]:"), _NO_TEXT, " "),
    (("](", "]["), _LINK, r"\1"),
    (("://", "www.", "mailto:"), _ADDRESS, " ☐ "),
    (("@",), _MAIL, " ☐ "),
    (("\n", "#", "-", "*", "+", ">", ". "), _LINE_START, ""),
    (("#",), _TAG, " ☐ "),
    (("\\",), _ESCAPED, r"\1"),
    (("*", "_", "~", "`"), _EMPHASIS, ""),
)


def lines(markdown: str) -> Iterator[str]:
    """Yield the lines of a body of Markdown without its marks, code and addresses."""
    text = markdown
    for signs, pattern, replacement in _STEPS:
        if any(sign in text for sign in signs):
            text = pattern.sub(replacement, text)
    if "&" in text:
        text = html.unescape(text)
    for line in text.replace("|", "\n").split("\n"):
        if line and not line.isspace():
            yield line
