"""A body of Markdown in another system's dialect → one in that of posts, which reads the same.

It is read as its system reads it, HTML and all, and written anew: there, lines of one paragraph
are joined, which here would each be a line of their own.
"""

import re
from collections import Counter
from functools import cache
from html import escape
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from kb.corpus.instructions import Instructions
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import tidy

# A fence with its code, or code in a line: two kinds of groups, of which the first is the whole.
_CODE = re.compile(
    r"(^[ \t>]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*\2[`~]*[ \t]*$|\Z)"
    r"|(?<![\\`])(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\3(?!`))",
    re.DOTALL | re.MULTILINE,
)
_HIGHLIGHT = re.compile(
    r"(?s)(?:\{%-?\s*highlight\s+([\w+#-]*)[^%]*%\}|\{\{[<%]\s*highlight\s+([\w+#-]*)[^>%]*[>%]\}\})\n?"
    r"(.*?)\n?(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})"
)
_LIQUID_COMMENT = re.compile(r"(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}")
_RAW = re.compile(r"(?s)\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}")
_HTML_COMMENT = re.compile(r"(?s)<!--.*?-->")
_SITE_ADDRESS = re.compile(
    r"\{\{-?\s*(?:site\.baseurl|site\.url|site\.baseURL|\.Site\.BaseURL)\s*-?\}\}"
)
_ADDRESS_FILTER = re.compile(
    r"""\{\{-?\s*["']([^"'{}]*)["']\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL)\s*-?\}\}"""
)
_LINK_TO_TAG = re.compile(r"!?\[((?:[^\[\]]|\\.)*)\]\(\s*<?\s*\{[{%][^\n]*?[}%]\}[^)\n]*\)")
_FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image)\s+([^<>]*?)/?\s*[>%]\}\}")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|`([^`]*)`|'([^']*)'|([^\s"'`]+))""")
_PLAYER = re.compile(r"""\{\{[<%]\s*(youtube|vimeo)\s+(?:id=)?["']?([\w-]+)["']?[^<>]*?[>%]\}\}""")
_PLAYED = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
# How Hugo writes about a shortcode; boxes of Docusaurus and VitePress, which may have a title.
_WRITTEN_ABOUT = re.compile(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}")
_BOX = re.compile(r"(?m)^[ \t]*:{3,}[ \t]*\w*[ \t]*(?:\[([^\]\n]*)\]|([^\n]*))[ \t]*$")
_EXPRESSION = re.compile(r"\{\{(?![<%]\s*/\*)-?\s*([\w.|]*)[^{}]*\}\}")
_KRAMDOWN = re.compile(
    r"(?m)^[*-][^\n]*\n\{:\s*toc[^}\n]*\}[ \t]*$|^[ \t]*\{:[^}\n]*\}[ \t]*$|(?<=\S)\{:\s[^}\n]*\}"
    r"|(?<=\S)[ \t]+\{[#.][\w:.-]+(?:\s[^}\n]*)?\}[ \t]*$|(?<=[)\]])\{:[^}\n]*\}"
)
# What kramdown reads as Markdown all the same.
_MARKDOWN_INSIDE = re.compile(r"(?i)(<\w+[^<>]*\smarkdown=[\"']?(?:1|block|span)[\"']?[^<>]*>)")
_FROM_ROOT = re.compile(r"(\b(?:href|src)=[\"'])/(?!/)")
_ELEMENT = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>|<!--")
_EMBED = re.compile(r"!\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]*))?\]\]")
_WIKI_LINK = re.compile(r"(?<!!)\[\[([^\[\]\n|]*)(?:\\?\|([^\[\]\n]*))?\]\]")
_NOTE_COMMENT = re.compile(r"(?s)%%.*?%%")
_BLOCK_ID = re.compile(r"(?m)(?:\A|(?<=\S))[ \t]+\^[A-Za-z0-9-]+[ \t]*$|^\^[A-Za-z0-9-]+[ \t]*$")
_CALLOUT = re.compile(r"(?m)^((?:[ \t]*>)+[ \t]*)\[!\w+(?:\|[^\]\n]*)?\][+-]?[ \t]*(.*)$")
_HIGHLIGHTED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_TAG = re.compile(r"(?<![\w#&/\]`])#([^\W\d_][\w/-]*|\d+[^\W\d_/-][\w/-]*)")
_TITLE = re.compile(
    r"#[ \t]+([^\n]+?)[ \t]*#*[ \t]*(?:\n|\Z)|([^\n#>*+-][^\n]*)\n={3,}[ \t]*(?:\n|\Z)"
)
_FIRST_HEADING = re.compile(r"(?m)^#[ \t]+([^\n]+?)[ \t]*#*[ \t]*$")
# What MDX has beside Markdown.
_MODULE_LINE = re.compile(r"(?m)^(?:import\s[^\n]*[\"'];?|export\s+(?:const|default|let)\s[^\n]*)$")


class Body:
    """A body on its way; `left_out` counts by name what was no text."""

    def __init__(self, markdown: str) -> None:
        self.markdown = tidy(markdown)
        self.left_out: Counter[str] = Counter()

    @property
    def is_a_note(self) -> bool:
        """Whether it links as notes in a note book do."""
        pieces = _outside_code(self.markdown)
        return any(_WIKI_LINK.search(piece) or _EMBED.search(piece) for piece in pieces)

    @property
    def has_html(self) -> bool:
        """Whether it has elements of HTML, which posts show as they stand."""
        return any(_ELEMENT.search(piece) for piece in _outside_code(self.markdown))

    def take_title(self, title: str) -> str:
        """Return the title: the one given, else the heading that the body begins with.

        The heading goes from the body where it is the title, which a page shows once. Without
        either, the first heading of the highest level is the title, and stays where it is.
        """
        found = _TITLE.match(self.markdown, len(self.markdown) - len(self.markdown.lstrip()))
        if found is None:
            texts = [] if title else _outside_code(self.markdown)
            first = next(filter(None, map(_FIRST_HEADING.search, texts)), None)
            return _plain(first[1]) if first else title
        heading = _plain(found[1] or found[2])
        if not title or " ".join(title.split()).casefold() == heading.casefold():
            self.markdown = self.markdown[found.end() :]
            return title or heading
        return title

    def take_tags(self) -> list[str]:
        """Return the words that the text marks with #, as Obsidian reads it."""
        pieces = _outside_code(self.markdown)
        return [
            tag.rstrip("/-") for piece in pieces for tag in _TAG.findall(_WIKI_LINK.sub("", piece))
        ]

    def written(
        self, base: str | None, address: str | None, breaks: bool, is_html: bool = False
    ) -> str:
        """Return the body as posts are written.

        Args:
            base: where relative links start from; None where that is unknown.
            address: of the site, for links that are written with a name for it.
            breaks: whether the end of a line ends a line on the page.
            is_html: it is all HTML, but for the tags of templates.
        """
        # Each is looked for where its end is, too: else every beginning is followed to the end.
        text = self.markdown
        if "endcomment" in text:
            text = _LIQUID_COMMENT.sub("", text)
        if re.search(r"endhighlight|/\s*highlight", text):
            text = _HIGHLIGHT.sub(_preformatted if is_html else _fenced, text)
        literal: list[str] = []

        def keep(found: re.Match[str]) -> str:
            literal.append(found[1])
            return f"\x1a{len(literal) - 1}\x1a"

        def written_about(found: re.Match[str]) -> str:
            literal.append(f"{{{{{found[1]}{found[2]}{found[3]}}}}}")
            return f"\x1a{len(literal) - 1}\x1a"

        if "endraw" in text:
            text = _RAW.sub(keep, text)
        if "*/" in text:
            text = _WRITTEN_ABOUT.sub(written_about, text)
        pieces = _CODE.split(text)
        # Every fourth piece is text; behind it come the code and its two possible fences.
        instructions = Instructions("".join(pieces[::4]))
        written = []
        for place, piece in enumerate(pieces):
            if place % 4 == 0:
                written.append(self._without_tags(piece, instructions, address))
            elif place % 4 == 1:
                written.append(piece)
        text = re.sub("\x1a(\\d+)\x1a", lambda found: literal[int(found[1])], "".join(written))
        if not is_html:
            text = _parser(breaks).render(_MARKDOWN_INSIDE.sub(r"\1\n\n", text))
        if address:
            text = _FROM_ROOT.sub(lambda found: found[1] + urljoin(address, "/"), text)
        return to_markdown(text, base)

    def _without_tags(self, text: str, instructions: Instructions, address: str | None) -> str:
        """Leave out what other programs would have made something of."""
        text = _SITE_ADDRESS.sub((address or "").rstrip("/"), text)
        text = _ADDRESS_FILTER.sub(r"\1", text)
        text = _FIGURE.sub(_figure, text)
        text = _PLAYER.sub(lambda found: f"<{_PLAYED[found[1]]}{found[2]}>", text)
        text = _LINK_TO_TAG.sub(r"\1", text)
        text = _HTML_COMMENT.sub("", text) if "-->" in text else text
        text = _CALLOUT.sub(
            lambda found: found[1] + (f"**{found[2]}**\n{found[1]}" if found[2] else ""), text
        )
        text = _KRAMDOWN.sub("", text)
        text = _BOX.sub(lambda found: f"\n{found[1] or found[2] or ''}\n", text)
        if "[[" in text:
            text = _EMBED.sub(self._embed, text)
            text = _WIKI_LINK.sub(_link_text, text)
        kept, end = [], 0
        for sign in re.finditer(r"[\[{]", text):
            found = instructions.at(text, sign.start()) if sign.start() >= end else None
            if found is not None:
                kept.append(text[end : sign.start()])
                end = found.end
                self.left_out[found.name] += 1
        text = "".join((*kept, text[end:]))
        return _EXPRESSION.sub(self._expression, text)

    def without_notes(self) -> None:
        """Drop what Obsidian shows to nobody but whoever writes."""
        pieces = _CODE.split(self.markdown)
        for place in range(0, len(pieces), 4):
            text = _BLOCK_ID.sub("", _NOTE_COMMENT.sub("", pieces[place]))
            pieces[place] = _HIGHLIGHTED.sub(r"\1", text)
        self.markdown = "".join(piece or "" for place, piece in enumerate(pieces) if place % 4 < 2)

    def without_modules(self) -> None:
        """Drop what MDX brings in from programs."""
        pieces = _CODE.split(self.markdown)
        for place in range(0, len(pieces), 4):
            pieces[place] = _MODULE_LINE.sub("", pieces[place])
        self.markdown = "".join(piece or "" for place, piece in enumerate(pieces) if place % 4 < 2)

    def _embed(self, found: re.Match[str]) -> str:
        self.left_out["![[…]]"] += 1
        label = found[2] or ""
        return "" if re.fullmatch(r"[\dx]*", label) else label

    def _expression(self, found: re.Match[str]) -> str:
        self.left_out[f"{{{{ {found[1] or '…'} }}}}"] += 1
        return ""


def _outside_code(text: str) -> list[str]:
    return _CODE.split(text)[::4]


def _fenced(found: re.Match[str]) -> str:
    return f"\n```{found[1] or found[2] or ''}\n{found[3]}\n```\n"


def _preformatted(found: re.Match[str]) -> str:
    return f"<pre>{escape(found[3])}</pre>"


def _figure(found: re.Match[str]) -> str:
    """Write a figure as HTML has it: its caption is text."""
    values = {
        name.lower(): next(filter(None, rest), "") for name, *rest in _ATTRIBUTE.findall(found[1])
    }
    caption = " ".join(filter(None, (values.get("title"), values.get("caption"))))
    src = values.get("link") or values.get("src") or ""
    label = caption or values.get("alt", "")
    return f"![{label}](<{src}>)" if src else label


def _link_text(found: re.Match[str]) -> str:
    if found[2]:
        return found[2]
    if found[1].strip("_").lower() == "toc":
        return ""
    page, _, place = found[1].partition("#")
    place = "" if place.startswith("^") else place.replace("#", " > ")
    return " > ".join(filter(None, (page.rpartition("/")[2].removesuffix(".md"), place)))


def _plain(heading: str) -> str:
    tokens = _parser(breaks=False).parseInline(heading)
    shown = (each for each in tokens[0].children or () if each.type in ("text", "code_inline"))
    return " ".join("".join(each.content for each in shown).split())


@cache
def _parser(breaks: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "breaks": breaks, "maxNesting": 60})
    parser.enable(["table", "strikethrough"])
    # Where a link may lead is decided when the HTML is read; here it would be shown as signs.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser.use(footnote_plugin, inline=False).use(deflist_plugin)
