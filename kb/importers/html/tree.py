"""A parsed page made ready: links put where Markdown can have them, absurd depths flattened."""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from kb.importers.html import elements, inline
from kb.importers.html.targets import address
from kb.importers.html.text import tidy

# What libxml2 itself takes for the depth that no document has.
_DEEPEST = 256
# What leads from a note back to where it is referred to, and says nothing.
_BACK = re.compile("[↩↑⤴⏎^\ufe0e\ufe0f]+")
_NO_PLACE = ("pre", "hr", "iframe", "video", "audio", "object", "embed", "table", "tr", "tbody")


def is_too_deep(page: Tag) -> bool:
    """Tell whether elements stand in elements deeper than in any page that a person made."""
    depths = {id(page): 0}
    for tag in page.descendants:
        if isinstance(tag, Tag):
            depth = depths[id(tag.parent)] + 1
            if depth > _DEEPEST:
                return True
            depths[id(tag)] = depth
    return False


def flattened(page: Tag) -> str:
    """Return the text of a page as phrases, its blocks apart, and nothing else of it."""
    texts: list[str] = []
    walk: list[Iterator[object]] = [iter(page.children)]
    apart = [False]
    while walk:
        node = next(walk[-1], None)
        if node is None:
            walk.pop()
            if apart.pop():
                texts.append(inline.LINE * 2)
        elif type(node) is NavigableString:
            texts.append(inline.escaped(re.sub(r"\s+", " ", tidy(node)), linked=False))
        elif isinstance(node, Tag) and not elements.is_unseen(node):
            is_block = node.name in elements.BLOCKS
            texts.append(inline.LINE * 2 if is_block else inline.LINE if node.name == "br" else "")
            walk.append(iter(node.children))
            apart.append(is_block)
    return "".join(texts)


def show_addresses(page: Tag) -> None:
    """Write the mail addresses that Cloudflare hides from those who collect them."""
    for tag in page.find_all(True, attrs={"data-cfemail": True}):
        try:
            key, *signs = bytes.fromhex(str(tag.attrs["data-cfemail"]))
            mail = bytes(sign ^ key for sign in signs).decode()
        except ValueError:  # not of their making
            continue
        tag.string = mail
        if tag.name == "a":
            tag.attrs["href"] = f"mailto:{mail}"


def place_links(page: Tag, base: str | None) -> None:
    """Put links around blocks into the lowest of these; those that lead nowhere become text."""
    for link in page.find_all("a"):
        if link.name != "a":
            continue  # stood in one that was placed
        if address(link.attrs.get("href"), base) is None:
            link.name = "span"
            continue
        if "#" in str(link.attrs["href"]) and _BACK.fullmatch(link.get_text().strip()):
            link.extract()
            continue
        blocks = [each for each in link.find_all(True) if each.name in elements.BLOCKS]
        if not blocks:
            continue
        for inner in link.find_all("a"):
            inner.name = "span"
        link.name = "span"
        around = {id(parent) for block in blocks for parent in block.parents}
        lowest = [block for block in blocks if id(block) not in around]
        headings = [block for block in lowest if re.fullmatch("h[1-6]", block.name)]
        for block in headings or lowest:
            if block.name not in _NO_PLACE:
                placed = Tag(name="a", attrs={"href": str(link.attrs["href"])})
                placed.extend(list(block.children))
                block.append(placed)
