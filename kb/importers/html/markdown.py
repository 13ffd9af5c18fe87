"""HTML → Markdown that reads the same under `kb.corpus.markup.render`.

markdownify walks the elements and finds the function for each; what these write is this module's,
since posts are written in a dialect in which every sign of the text must stay a sign.
"""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from kb.importers.html import elements, inline, tables, tree
from kb.importers.html.targets import address, destination, is_site, played
from kb.importers.html.text import tidy

_SPACE = re.compile("[ \t\n\r\f]+")
_UNFIT = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_CODE = ("code", "kbd", "samp", "tt")
_LANGUAGE = re.compile(r"(?:language|lang|brush)[-:]\s*([A-Za-z][\w+#.-]*)", re.ASCII)
# Markdown is read some twenty levels deep, and a list in a list takes two.
_DEEPEST_LIST = 6
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


_LEVELS = ("ul", "ol", "menu", "dir", "blockquote")
_LINES = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
_TRANSPARENT = {"div", "span", "p", "body", "html"}


class _Builder(LXMLTreeBuilder):
    CHUNK_SIZE = 1 << 20


def to_markdown(html: str, base: str | None = None) -> str:
    """Return the Markdown of a post's HTML, as written by a person or rendered by a system.

    Every word that a browser shows is in it, and no other. Links are absolute where `base`, the
    post's own address, is given; a picture is a link, named by its caption or what stands for
    it. What is no text is left out: scripts, forms, comments, what is hidden.
    """
    html = _UNFIT.sub("", html.replace("\v", " "))
    if "<![CDATA[" in html:
        html = _CDATA.sub("", html)
    # Behind <body>, nothing is taken for a file's name or for XML.
    soup = BeautifulSoup(f"<body>{html}", builder=_Builder(multi_valued_attributes=None))
    start = base if base and is_site(base) else None
    if tree.is_too_deep(soup):
        return "\n\n".join(inline.paragraphs(tree.flattened(soup)))
    tree.place_links(soup, start)
    return str(_Converter(start).convert_soup(soup))


class _Converter(MarkdownConverter):
    """Converts element by element; what a function returns is either phrases or finished blocks.

    Phrases hold the marks of `inline`; a finished block stands between two BLOCK marks.
    """

    def __init__(self, base: str | None) -> None:
        super().__init__()
        self.base = base

    # --- the walk ---------------------------------------------------------------------------

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element, without recursion: pages are nested as deep as they like."""
        root = _Frame(node, parent_tags or set())
        stack = [root]
        while True:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is None:
                stack.pop()
                text = "".join(frame.texts)
                function = self.get_conv_fn_cached(frame.node.name)  # type: ignore[attr-defined]  # its stubs lack it
                if function is not None:
                    text = function(frame.node, text, parent_tags=frame.around)
                elif frame.node.name in elements.BLOCKS:
                    text = self.convert_div(frame.node, text, frame.around)
                if not stack:
                    return text
                stack[-1].texts.append(text)
            elif type(child) is NavigableString:
                frame.texts.append(self.process_text(child, frame.within))
            elif isinstance(child, Tag) and not elements.is_unseen(child):
                stack.append(_Frame(child, frame.within, frame.depth))

    def process_text(self, el: NavigableString, parent_tags: set[str]) -> str:
        if "pre" in parent_tags:
            return ""
        text = _SPACE.sub(" ", el)
        if not text.isascii() or not text.isprintable():
            text = _SPACE.sub(" ", tidy(text))
        if "_code" in parent_tags:
            return text
        return inline.escaped(text, "a" in parent_tags)

    # --- blocks -----------------------------------------------------------------------------

    def convert__document_(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n".join(_blocks(text))

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" {text} "
        if el.name == "p" and elements.is_caption(el):
            return self.convert_figcaption(el, text, parent_tags)
        return _block("\n\n".join(_blocks(text)))

    convert_p = convert_article = convert_section = convert_dl = convert_div
    convert_tr = convert_td = convert_th = convert_caption = convert_div  # of no table

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or "_deep" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        quoted = "\n\n".join(_blocks(text))
        return _block(re.sub("(?m)^", "> ", quoted).replace("> \n", ">\n")) if quoted else ""

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        if "_inline" in parent_tags or "_item" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        heading = inline.without_closing_hashes(inline.one_line(text))
        return _block(f"{'#' * min(max(n, 2), 6)} {heading}") if heading else ""

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else _block("***")

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        for tag in el.find_all(True):
            if elements.is_unseen(tag):
                tag.extract()
            elif tag.name == "br" or tag.name in elements.BLOCKS:
                tag.insert_after("\n")
        code = tidy(el.get_text()).strip("\n")
        if not code.strip():
            return ""
        if "_inline" in parent_tags or "_code" in parent_tags:
            return inline.CODE[0] + _SPACE.sub(" ", code) + inline.CODE[1]
        if "wp-block-verse" in elements.classes(el):
            verses = (inline.escaped(line.strip(), False) for line in code.split("\n"))
            return _block("\n\n".join(inline.paragraphs(inline.LINE.join(verses))))
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        within = [el, *el.find_all("code", limit=1)]
        named = _LANGUAGE.search(" ".join(name for tag in within for name in elements.classes(tag)))
        return _block(f"{fence}{named[1] if named else ''}\n{code}\n{fence}")

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or "_deep" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        items = _blocks(text)
        second = _follows_its_like(el)
        start = str(el.attrs.get("start") or "")
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 4 else 1
        written = []
        for place, item in enumerate(items):
            bullet = "+ " if second else "- "
            if el.name == "ol" and number + len(items) < 1000:
                bullet = f"{number + place}{')' if second else '.'} "
            written.append(bullet + item.replace("\n", "\n" + " " * len(bullet)))
        loose = any("\n\n" in item for item in items)
        joined = ("\n\n" if loose else "\n").join(written)
        return _block(re.sub("(?m)^ +$", "", joined))

    convert_ul = convert_ol = convert_menu = convert_dir = convert_list

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" • {text} " if text.strip() else ""
        parts = _blocks(text)
        if not {"ul", "ol", "menu", "dir"} & parent_tags or "_deep" in parent_tags:
            return _block("\n\n".join(parts))
        tight = len(parts) == 2 and re.match(r"(?:[-+]|\d+[.)]) ", parts[1])
        return _block(("\n" if tight else "\n\n").join(parts))

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or inline.BLOCK in text:
            return self.convert_div(el, text, parent_tags)
        return self.convert_div(el, self.convert_strong(el, text, parent_tags), parent_tags)

    convert_summary = convert_dt

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if elements.is_caption(el):
            return self.convert_figcaption(el, text, parent_tags)
        return self.convert_div(el, text, parent_tags)

    # --- tables -----------------------------------------------------------------------------

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or tables.is_layout(el):
            return self.convert_div(el, text, parent_tags)
        rows = [
            [(cell, self._cell(cell)) for cell in row if not elements.is_unseen(cell)]
            for row in tables.rows_of(el)
        ]
        caption = el.find("caption", recursive=False)
        above = self._phrases(caption) if isinstance(caption, Tag) else ""
        return "".join(map(_block, (*inline.paragraphs(above), tables.write(rows))))

    def _cell(self, cell: Tag) -> str:
        return inline.one_line(self._phrases(cell))

    def _phrases(self, el: Tag) -> str:
        """Convert an element to phrases alone, whatever blocks stand in it."""
        around = {"_inline", *(["a"] if el.find_parent("a") else [])}
        texts = []
        for child in el.children:
            if type(child) is NavigableString:
                texts.append(self.process_text(child, around))
            elif isinstance(child, Tag) and not elements.is_unseen(child):
                texts.append(self.process_tag(child, around))
        return "".join(texts)

    # --- phrases ----------------------------------------------------------------------------

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{inline.LINE}{text}" if "_code" not in parent_tags else " "

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _between(inline.STRONG, text, parent_tags, ("b", "strong", "dt", "summary"))

    convert_b = convert_strong

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _between(inline.EMPHASIS, text, parent_tags, ("i", "em"))

    convert_i = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _between(inline.STRUCK, text, parent_tags, ("s", "del", "strike"))

    convert_s = convert_strike = convert_del

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return _between(inline.CODE, text, parent_tags, ()) if _is_code(el) else text

    convert_kbd = convert_samp = convert_tt = convert_code

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"”{text}”" if text.strip() else text

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        raised = el.get_text().strip().removeprefix("[").removesuffix("]")
        link = el.find(["a", "span"], href=True)
        if isinstance(link, Tag) and "#" in str(link.attrs["href"]) and raised.isalnum():
            return f"\\[{raised}\\]"
        before = el.previous_sibling
        if isinstance(before, NavigableString) and re.search(r"\d$", before):
            return raised.translate(_RAISED) if re.fullmatch(r"[\d+−()n-]+", raised) else text
        return text

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        target = address(el.attrs.get("href"), self.base)
        if target is None or "a" in parent_tags or "_code" in parent_tags:
            return text
        if inline.BLOCK in text:
            return text
        return _link(text, target)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        label = elements.picture_text(el)
        if elements.is_sign(el) or "_code" in parent_tags:
            return inline.escaped(label, "a" in parent_tags)
        caption = elements.caption_of(el)
        if caption is not None:
            if caption.find("a") is None:
                return ""  # the caption becomes the link
            label = ""
        target = address(elements.picture_address(el), self.base)
        shown = inline.escaped(label, linked=True)
        if target is None or "a" in parent_tags:
            return shown
        if label:
            return _link(shown, target)
        return "" if elements.is_decoration(el) else f"{inline.IMAGE}]({destination(target)})"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        picture = elements.picture_of(el)
        if picture is None or el.find("a") is not None or inline.BLOCK in text:
            return _block("\n\n".join(_blocks(text))) if "_inline" not in parent_tags else text
        around = picture.find_parent("a")
        href = around.attrs.get("href") if around is not None else None
        target = address(href, self.base) or address(elements.picture_address(picture), self.base)
        linked = (
            _link(text.replace("]", "\\]") if "a" in parent_tags else text, target)
            if target
            else text
        )
        return self.convert_div(el.parent or el, linked, parent_tags)

    def convert_iframe(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "wp-embedded-content" in elements.classes(el):
            return ""  # the same post stands beside it as a quotation
        return self._address(el, parent_tags, "src", "data-src", "data")

    convert_embed = convert_iframe

    def convert_object(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if any("wp-block-file" in elements.classes(each) for each in el.parents):
            return ""  # shows the file that is linked to
        return self._address(el, parent_tags, "data") or self.convert_div(el, text, parent_tags)

    def convert_video(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return self._address(el, parent_tags, "src", "data-src") or self.convert_div(
            el, text, parent_tags
        )

    convert_audio = convert_video

    def _address(self, el: Tag, parent_tags: set[str], *names: str) -> str:
        """Write where a player finds what it plays, as a link."""
        sources = [el, *el.find_all("source", limit=1)]
        found = (str(each.attrs.get(name) or "") for each in sources for name in names)
        target = address(next((each for each in found if each), ""), self.base)
        if target is None or not target.startswith("http"):
            return ""
        target = played(target)
        link = _link(inline.escaped(target, linked=True), target)
        return f" {link} " if "_inline" in parent_tags else _block(link)


class _Frame:
    """An element on the way, with what of it is converted."""

    __slots__ = ("around", "children", "depth", "node", "texts", "within")

    def __init__(self, node: Tag, around: set[str], depth: int = 0) -> None:
        name = node.name
        self.node = node
        self.around = around
        self.within = around
        self.depth = depth  # of lists and quotations
        if name in _LEVELS:
            self.depth += 1
            if self.depth > _DEEPEST_LIST:
                self.around = {*around, "_deep"}
        added = {name} - _TRANSPARENT
        if name in _LINES:
            added.add("_inline")
        elif name == "pre" or _is_code(node):
            added.add("_code")
        if not added <= around:
            self.within = {*around, *added}
        self.children: Iterator[Any] = iter(list(node.children))
        self.texts: list[str] = []


def _is_code(el: Tag) -> bool:
    """Tell whether an element is code in a line; one that holds blocks is none."""
    return el.name in _CODE and el.find(list(elements.BLOCKS)) is None


def _block(finished: str) -> str:
    return f"{inline.BLOCK}{finished}{inline.BLOCK}" if finished else ""


def _blocks(text: str) -> list[str]:
    """Return the finished blocks of what a container holds, phrases between them included."""
    found: list[str] = []
    for place, part in enumerate(text.split(inline.BLOCK)):
        if place % 2:
            found.append(part)
        elif part and not part.isspace():
            found += inline.paragraphs(part)
    return [part for part in found if part]


def _between(ends: tuple[str, str], text: str, parent_tags: set[str], same: tuple[str, ...]) -> str:
    """Put marks around phrases, the spaces at their ends outside."""
    if inline.BLOCK in text or not parent_tags.isdisjoint(same) or "_code" in parent_tags:
        return text
    before, inner, after = _trimmed(text)
    return f"{before}{ends[0]}{inner}{ends[1]}{after}" if inner else text


def _link(text: str, target: str) -> str:
    """Write a link, the spaces at the ends of its text outside; empty where it has none."""
    before, inner, after = _trimmed(text)
    if not inner:
        return text
    inner = re.sub(f"(?: *{inline.LINE} *)+", inline.LINE, inner)
    if target.startswith("http") and inner == inline.escaped(target, linked=True):
        return f"{before}<{target}>{after}"
    return f"{before}[{inner}]({destination(target)}){after}"


def _trimmed(text: str) -> tuple[str, str, str]:
    """Part phrases into the white space before them, themselves, and that behind them."""
    white = " " + inline.LINE
    rest = text.lstrip(white)
    inner = rest.rstrip(white)
    return text[: len(text) - len(rest)], inner, rest[len(inner) :]


def _follows_its_like(el: Tag) -> bool:
    """Tell whether a list comes right behind another of its kind, which it is not to join."""
    second = False
    before: Any = el.previous_sibling
    while before is not None:
        if isinstance(before, Tag):
            if before.name != el.name:
                break
            second = not second
        elif type(before) is NavigableString and before.strip():
            break
        before = before.previous_sibling
    return second
