"""A post's HTML as its page shows it: with a link to each paragraph, and tables that scroll.

The HTML is that of `kb.corpus.markup`: well-formed, its tags in lower case, its values in double
quotes. A link to a paragraph has no text, so that it is neither copied nor found; the style sheet
shows its sign.
"""

import re
from html import escape
from itertools import count

from kb.messages import N_, Messages

# What stands in a line of text, up to where this element ends or the next one begins.
_TEXT = r'(?:[^<]++|</?(?:a|br|code|em|mark|s|strong|sup)\b(?:[^">]|"[^"]*+")*+>)*+'
_HEADING = re.compile(
    rf'<h(?P<level>[2-6]) (?P<rest>id="(?P<anchor>s-[^"]*)">{_TEXT}</h)(?P=level)>'
)
_PARAGRAPH = re.compile(rf'<(?:p|li|pre|code) id="(?P<anchor>s-[^"]*)">{_TEXT}')
# The first cells of a row may be empty.
_ROW = re.compile(rf'<tr>(?:\s|<td></td>)*+<td id="(?P<anchor>s-[^"]*)">{_TEXT}')
_LABELS = {
    _HEADING: N_("Link to this heading"),
    _PARAGRAPH: N_("Link to this paragraph"),
    _ROW: N_("Link to this row"),
}


def readable(html: str, messages: Messages) -> str:
    """Return a post's HTML for its page.

    A paragraph, an item, code has its link behind its text. A heading has it beside itself, for a
    heading is called what it holds. A row of a table has one; a table's head, which is read out
    with every cell, has none.
    """
    lang = swedish = ""
    if messages.lang != "sv":  # as posts are
        lang, swedish = f' lang="{messages.lang}"', ' lang="sv"'

    above: list[str] = []  # the levels of the headings that the next one stands under

    def with_link(found: re.Match[str]) -> str:
        label = escape(messages.gettext(_LABELS[found.re]))
        link = f'<a class="anchor" href="#{found["anchor"]}" aria-label="{label}"{lang}></a>'
        if found.re is not _HEADING:
            return found[0] + link
        while above and above[-1] >= found["level"]:
            above.pop()
        above.append(found["level"])
        level = len(above) + 1  # the page's title has the first
        return f'<div class="heading"><h{level} {found["rest"]}{level}>{link}</div>'

    for pattern in _LABELS:
        html = pattern.sub(with_link, html)
    numbers = count(1)

    def scrolling(_: re.Match[str]) -> str:
        label = escape(messages.gettext("Table {number}", number=next(numbers)))
        region = f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"{lang}>'
        return f"{region}<table{swedish}>"

    html = re.sub("<table>", scrolling, html).replace("</table>", "</table></div>")
    return html.replace("<th></th>", "<td></td>")  # which heads nothing
