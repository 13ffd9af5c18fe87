"""HTML → Markdown that reads the same under `kb.corpus.markup.render`.

markdownify walks the elements and finds the function for each; what these write is this module's,
since posts are written in a dialect in which every sign of the text must stay a sign.
"""

import re

from bs4 import BeautifulSoup, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString

from kb.importers.html import elements, inline, tables, tree
from kb.importers.html.media import MediaConverter
from kb.importers.html.targets import address, is_site
from kb.importers.html.text import tidy
from kb.importers.html.walk import SPACE, Walker, between, block, blocks, is_code, link

_UNFIT = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_LANGUAGE = re.compile(r"(?:language|lang|brush)[-:]\s*([A-Za-z][\w+#.-]*)", re.ASCII)
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")


class _Builder(LXMLTreeBuilder):
    """Takes a page in one piece, attributes as texts, and every text for one."""

    CHUNK_SIZE = 1 << 20

    def __init__(self) -> None:
        super().__init__(multi_valued_attributes=None, string_containers={})


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
    soup = BeautifulSoup(f"<body>{html}", builder=_Builder())
    start = base if base and is_site(base) else None
    if tree.is_too_deep(soup):
        return "\n\n".join(inline.paragraphs(tree.flattened(soup)))
    if "data-cfemail" in html:
        tree.show_addresses(soup)
    tree.place_links(soup, start)
    return str(_Converter(start).convert_soup(soup))


class _Converter(MediaConverter):
    """Converts element by element; `seconds` are the lists that differ from the one before."""

    def __init__(self, base: str | None) -> None:
        super().__init__(base)
        self.seconds: set[int] = set()

    # --- blocks -----------------------------------------------------------------------------

    def convert__document_(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return "\n\n".join(blocks(text))

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if elements.is_caption(el):
            return self.convert_figcaption(el, text, parent_tags)
        return self.convert_div(el, text, parent_tags)

    convert_article = convert_section = convert_dl = Walker.convert_div
    convert_tr = convert_td = convert_th = convert_caption = Walker.convert_div  # of no table

    def convert_blockquote(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or "_deep" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        quoted = "\n\n".join(blocks(text))
        return block(re.sub("(?m)^", "> ", quoted).replace("> \n", ">\n") if quoted else "")

    # The name is markdownify's.
    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:  # noqa: N802
        if "_inline" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        heading = inline.without_closing_hashes(inline.one_line(text))
        return block(f"{'#' * min(max(n, 2), 6)} {heading}" if heading else "")

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else block("***")

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        for tag in el.find_all(True):
            if elements.is_unseen(tag):
                tag.extract()
            elif tag.name == "br" or tag.name in elements.BLOCKS:
                tag.insert_after("\n")
                if tag.name != "br" and tag.previous_sibling is not None:
                    tag.insert_before("\n")
        code = tidy(el.get_text()).strip("\n")
        if not code.strip():
            return self.convert_div(el, "", parent_tags)
        if "_inline" in parent_tags or "_code" in parent_tags:
            return f" {inline.CODE[0]}{SPACE.sub(' ', code).strip()}{inline.CODE[1]} "
        if "wp-block-verse" in elements.classes(el):
            verses = (inline.escaped(line.strip(), False) for line in code.split("\n"))
            return block("\n\n".join(inline.paragraphs(inline.LINE.join(verses))))
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        within = [el, *el.find_all("code", limit=1)]
        named = _LANGUAGE.search(" ".join(name for tag in within for name in elements.classes(tag)))
        return block(f"{fence}{named[1] if named else ''}\n{code}\n{fence}")

    def convert_list(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or "_deep" in parent_tags:
            return self.convert_div(el, text, parent_tags)
        items = blocks(text)
        # One that comes right behind another of its kind is not to join it.
        before = _list_before(el)
        second = before is not None and id(before) not in self.seconds
        if second:
            self.seconds.add(id(el))
        start = str(el.attrs.get("start") or "1")
        number = int(start) if re.fullmatch(r"\d{1,9}", start, re.ASCII) else 1
        # 1986. begins no list where posts are read.
        is_numbered = el.name == "ol" and number + len(items) <= 1000
        written = []
        for place, item in enumerate(items, start=number):
            bullet = "+ " if second else "- "
            if is_numbered:
                bullet = f"{place}{')' if second else '.'} "
            written.append(bullet + item.replace("\n", "\n" + " " * len(bullet)))
        loose = any("\n\n" in item for item in items)
        joined = ("\n\n" if loose else "\n").join(written)
        return block(re.sub("(?m)^ +$", "", joined))

    convert_ul = convert_ol = convert_menu = convert_dir = convert_list

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags:
            return f" • {text} " if text.strip() else " "
        parts = blocks(text)
        if not {"ul", "ol", "menu", "dir"} & parent_tags or "_deep" in parent_tags:
            return block("\n\n".join(parts))
        tight = len(parts) == 2 and re.match(r"(?:[-+]|\d+[.)]) ", parts[1])
        return block(("\n" if tight else "\n\n").join(parts))

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "_inline" in parent_tags or inline.BLOCK in text or el.find("img") is not None:
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
        return "".join(map(block, (*inline.paragraphs(above), tables.write(rows))))

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
        return between(inline.STRONG, text, parent_tags, ("b", "strong", "dt", "summary"))

    convert_b = convert_strong

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return between(inline.EMPHASIS, text, parent_tags, ("i", "em"))

    convert_i = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return between(inline.STRUCK, text, parent_tags, ("s", "del", "strike"))

    convert_s = convert_strike = convert_del

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return between(inline.CODE, text, parent_tags, ()) if is_code(el) else text

    convert_kbd = convert_samp = convert_tt = convert_code

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"”{text}”" if text.strip() else text

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        raised = el.get_text().strip().removeprefix("[").removesuffix("]")
        note = el.find(["a", "span"], href=True)
        if isinstance(note, Tag) and "#" in str(note.attrs["href"]) and raised.isalnum():
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
        return link(text, target)


def _list_before(el: Tag) -> Tag | None:
    """Return the list of the same kind that ends where this one begins."""
    before = el.previous_sibling
    while type(before) is NavigableString and not before.strip():
        before = before.previous_sibling
    return before if isinstance(before, Tag) and before.name == el.name else None
