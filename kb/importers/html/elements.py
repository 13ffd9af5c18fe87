"""What an element of HTML is to a reader: unseen, a block, a picture with its caption."""

import re
from collections.abc import Iterator

from bs4 import Tag

from kb.importers.html.text import tidy

# Never shown, or no text: what is asked for, played, drawn.
UNSEEN = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "title", "meta", "link", "base"),
        *("form", "input", "button", "select", "textarea", "option", "optgroup", "datalist"),
        *("svg", "canvas", "map", "area", "param", "xml", "dialog", "rp"),
        *("annotation", "annotation-xml", "progress", "meter", "output", "applet"),
    )
)
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav"),
        *("ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul", "caption", "iframe", "video", "audio", "object", "embed"),
    )
)
_UNSEEN_STYLE = re.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
_UNSEEN_CLASSES = frozenset(
    (
        *("screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"),
        *("wp-block-file__button", "footnote-backref", "reversefootnote", "footnote-back"),
        # What programs put below every post.
        *("sharedaddy", "jp-relatedposts", "addtoany_share_save_container"),
        "heateor_sss_sharing_container",
    )
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ICON = 32  # pixels: what is as small as this is a mark, a spacer or a counter
# A form with as much text as this holds a page (ASP.NET), not questions.
_PAGE = 400


def is_unseen(tag: Tag) -> bool:
    """Tell whether a browser shows nothing of an element, or nothing that is text."""
    name = tag.name
    if name in UNSEEN:
        if name == "form":
            return not _holds_a_page(tag)
        return not (name == "button" and tag.parent is not None and tag.parent.name in _HEADINGS)
    attributes = tag.attrs
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    if style and _UNSEEN_STYLE.search(str(style)):
        return True
    return bool(attributes.get("class")) and not _UNSEEN_CLASSES.isdisjoint(classes(tag))


def classes(tag: Tag) -> list[str]:
    """Return the names of an element's classes."""
    found = tag.attrs.get("class") or ""
    return found.split() if isinstance(found, str) else [str(each) for each in found]


def picture_address(img: Tag) -> str:
    """Return where a picture lies; empty where only its data stands there."""
    names = ("src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
    found = [str(img.attrs.get(name) or "").strip() for name in names]
    sets = (str(img.attrs.get(name) or "") for name in ("srcset", "data-srcset"))
    found += [each.split()[0] for each in sets if each.strip()]
    return next((each for each in found if each and not each.lower().startswith("data:")), "")


def picture_text(img: Tag) -> str:
    """Return what stands for a picture that is not shown."""
    return " ".join(tidy(str(img.attrs.get("alt") or "")).split())


def is_sign(img: Tag) -> bool:
    """Tell whether a picture stands for a sign in the text, as an emoji does."""
    return not {"emoji", "wp-smiley"}.isdisjoint(classes(img))


def is_decoration(img: Tag) -> bool:
    """Tell whether a picture without a text is nothing that a reader would want to see."""
    if img.attrs.get("role") in ("presentation", "none") or img.attrs.get("aria-hidden") == "true":
        return True
    sizes = (re.match(r"\d+", str(img.attrs.get(name) or "")) for name in ("width", "height"))
    if any(size and int(size.group()) <= _ICON for size in sizes):
        return True
    return any(re.search(r"(?i)icon|avatar|spacer|pixel|smil", each) for each in classes(img))


def caption_of(img: Tag) -> Tag | None:
    """Return the caption that belongs to this picture alone."""
    frame = next((each for each in _near(img) if _is_frame(each)), None)
    if frame is None or len(frame.find_all("img", limit=2)) != 1:
        return None
    caption = frame.find(_is_caption)
    return caption if isinstance(caption, Tag) and caption.get_text().strip() else None


def picture_of(caption: Tag) -> Tag | None:
    """Return the picture that a caption belongs to, if it is one alone."""
    frame = next((each for each in _near(caption) if _is_frame(each)), None)
    pictures = frame.find_all("img", limit=2) if frame is not None else []
    if len(pictures) != 1 or caption_of(pictures[0]) is not caption:
        return None
    return pictures[0]


def is_caption(tag: Tag) -> bool:
    """Tell whether an element is the caption of a picture."""
    return _is_caption(tag)


def _is_caption(tag: Tag) -> bool:
    if tag.name == "figcaption":
        return True
    if tag.name not in ("p", "dd") or not tag.attrs.get("class"):
        return False
    return not {"wp-caption-text", "wp-caption-dd", "gallery-caption"}.isdisjoint(classes(tag))


def _is_frame(tag: Tag) -> bool:
    if tag.name == "figure":
        return True
    return not {"wp-caption", "gallery-item"}.isdisjoint(classes(tag))


def _near(tag: Tag) -> Iterator[Tag]:
    for distance, parent in enumerate(tag.parents):
        if distance > 6:
            return
        yield parent


def _holds_a_page(form: Tag) -> bool:
    if form.find(["p", "article", *_HEADINGS]) is None:
        return False
    text = 0
    for string in form.stripped_strings:
        text += len(string)
        if text > _PAGE:
            return True
    return False
