"""HTML of a post as a theme shows it → one form, whatever theme and plugin made it.

What tells of other posts (latest posts, a calendar, a menu) goes: it changes when they do. So do
WordPress's frames around what is played or shown from elsewhere: a link to it stays.
"""

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from kb.importers.wordpress.smileys import set_smileys
from kb.importers.wordpress.white_space import trim

# Blocks that a site fills with other posts, or with itself, as `wp-block-NAME`.
_NOT_THE_POSTS_OWN = frozenset(
    (
        *("archives", "archives-dropdown", "avatar", "calendar", "categories"),
        *("categories-dropdown", "comments", "comments-query-loop", "home-link", "latest-comments"),
        *("latest-posts", "legacy-widget", "loginout", "navigation", "navigation-link"),
        *("navigation-submenu", "page-list", "comment-template", "comments-title"),
        *("comments-pagination", "query-pagination-next", "query-pagination-numbers"),
        *("query-pagination-previous", "comments-pagination-next", "breadcrumbs"),
        *("post-author", "post-author-biography", "post-author-name", "post-comments"),
        *("post-comments-form", "post-content", "post-date", "post-excerpt"),
        *("post-featured-image", "post-navigation-link", "post-template", "post-terms"),
        *("post-title", "query", "query-no-results", "query-pagination", "query-title"),
        *("read-more", "rss", "search", "site-logo", "site-tagline", "site-title"),
        *("social-links", "tag-cloud", "template-part", "term-description"),
    )
)
DYNAMIC_BLOCKS = _NOT_THE_POSTS_OWN | {"social-link", "pattern", "widget-group", "post-comment"}
_UNWANTED_CLASSES = frozenset(
    (
        *(f"wp-block-{name}" for name in _NOT_THE_POSTS_OWN),
        *("wp-block-file__button", "wp-block-file__embed", "wp-block-cover__image-background"),
        *("wp-block-cover__video-background", "wp-lightbox-overlay", "lightbox-trigger"),
        "components-placeholder",  # of a feed that does not answer
    )
)
_UNWANTED_ELEMENTS = frozenset(
    ("script", "style", "template", "svg", "xml", "link", "meta", "title", "base", "object")
)
# An unclosed comment runs to the end, as in a browser.
_COMMENT = re.compile(r"<!(?=--)[\s\S]*?(?:-->|\Z)|<!\[[^>]*>")
_OF_WHOLE_PAGES = re.compile(r"(?i)</?(?:html|head|body)(?:\s[^>]*)?>")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:(\d+)|[xX]([0-9a-fA-F]+));?")
# From a footnote to where it is referred to.
_BACK_TO_REFERENCE = re.compile(r"#[\w-]+-link")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_ADDRESS_ALONE = re.compile(r"\A(\s*)(https?://[^\s<>\"]+)(\s*)\Z")
_NUMBERED_SOURCE = re.compile(r"[?&]_=\d+\Z")
_SIZE = re.compile(r"(?:-\d+x\d+|-scaled)+(?=\.\w{2,5}\Z)")
# What typography may have changed in an address that is shown.
_SIGNS = re.compile(r"[-–—x×.…'\"‘’“”«»′″\s\xa0]+")
_PARSER_OPTIONS = {"remove_comments": True, "remove_pis": True, "huge_tree": True}

_Element = Any  # lxml has no types


def canonical(html: str, home: str | None = None) -> str:
    """Return the HTML of a post in one form; `home` is the address of its site."""
    text = _CONTROLS.sub("", _COMMENT.sub("", html))
    text = _REFERENCE.sub(_allowed_reference, text) if "&#" in text else text
    text = _OF_WHOLE_PAGES.sub("", text)
    if not text.strip():
        return ""
    parser = etree.HTMLParser(encoding="utf-8", **_PARSER_OPTIONS)
    body = etree.fromstring(f"<html><body>{text}</body></html>".encode(), parser).find("body")
    if body is None:  # a set of frames, which has no text
        return ""
    for element in list(body.iter(etree.Element)):
        # An element may have gone with one around it.
        if element.getroottree().getroot() is not body.getparent():
            continue
        if element.tag in _UNWANTED_ELEMENTS or not _UNWANTED_CLASSES.isdisjoint(_classes(element)):
            _replace(element)
        elif change := _CHANGES.get(element.tag):
            change(element)
    _show_players(body)
    set_smileys(body)
    trim(body)
    if home and home.startswith("https://"):
        _secure(body, f"http{home[5:]}")
    pieces = [body.text or ""]
    pieces += [etree.tostring(child, encoding="unicode", method="html") for child in body]
    return "".join(pieces)


def _allowed_reference(found: re.Match[str]) -> str:
    """Drop a character by its number where it is one that no text has."""
    digits = found[1] or found[2]
    code = int(digits, 10 if found[1] else 16) if len(digits) <= 10 else -1
    allowed = 0 <= code < 0x110000 and not _CONTROLS.match(chr(code))
    return found.group() if allowed else ""


def shown_address(address: str) -> str:
    """Return the page of what is played from an address, else the address itself."""
    for known, page in _PLAYERS:
        if found := known.match(address):
            # Of a film that not everybody is to find, the address has two parts.
            return page + "/".join(part for part in found.groups() if part)
    return address


def is_played(address: str) -> bool:
    """Tell whether WordPress plays, in place of an address, what it leads to."""
    return bool(_FILE.search(address)) or any(known.match(address) for known, _ in _PLAYERS)


_FILE = re.compile(r"(?i)\.(?:mp3|ogg|flac|m4a|wav|mp4|m4v|webm|ogv|flv)\Z")
_PLAYERS = (
    (
        re.compile(
            r"(?i)(?:https?:)?//(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/"
            r"(?:embed/(?!videoseries)|v/|shorts/|live/|watch\?(?:[^#]*&)?v=)|youtu\.be/)([\w-]{6,})"
        ),
        "https://www.youtube.com/watch?v=",
    ),
    (
        re.compile(
            r"(?i)(?:https?:)?//(?:www\.)?youtube\.com/"
            r"(?:embed/videoseries|playlist)\?(?:[^#]*&)?list=([\w-]+)"
        ),
        "https://www.youtube.com/playlist?list=",
    ),
    (
        re.compile(
            r"(?i)(?:https?:)?//(?:player\.|www\.)?vimeo\.com/(?:video/)?(\d+)"
            r"(?:/([0-9a-f]+)|\?(?:[^#]*&)?h=([0-9a-f]+))?"
        ),
        "https://vimeo.com/",
    ),
    (
        re.compile(
            r"(?i)(?:https?:)?//open\.spotify\.com/(?:embed/|embed-podcast/|intl-\w+/)?"
            r"((?:album|artist|episode|playlist|show|track)/\w+)"
        ),
        "https://open.spotify.com/",
    ),
)


def _iframe(element: _Element) -> None:
    source = element.get("src") or element.get("data-src") or ""
    if "wp-embedded-content" in _classes(element) or not source.strip():
        _replace(element)  # the quotation beside it has the link
    else:
        _replace(element, _shown(shown_address(source.strip())))


def _player(element: _Element) -> None:
    sources = [element.get("src"), *(each.get("src") for each in element.iter("source"))]
    source = next((each for each in sources if each and each.strip()), None)
    if source is None:
        _replace(element)
    else:
        _replace(element, _shown(shown_address(_NUMBERED_SOURCE.sub("", source.strip()))))


def _quotation(element: _Element) -> None:
    """Make a link of what a site gives to be shown in others: its words are not the post's."""
    classes = _classes(element)
    if classes.isdisjoint(
        ("twitter-tweet", "tiktok-embed", "instagram-media", "wp-embedded-content")
    ):
        return
    addresses = [each.get("href") for each in element.iter("a") if each.get("href")]
    permalink = element.get("data-instgrm-permalink") or element.get("cite")
    address = permalink or (addresses[-1] if addresses else None)
    _replace(element, _shown(address.split("?")[0]) if address else None)


def _figure(element: _Element) -> None:
    classes = _classes(element)
    if "wp-block-gallery" in classes:
        element.tag = "div"
    elif "wp-caption" in classes:
        _caption(element)


def _block(element: _Element) -> None:
    classes = _classes(element)
    if "wp-caption" in classes:
        _caption(element)
    elif "gallery" in classes:
        _gallery(element)
    elif "wp-playlist" in classes:
        tracks = next(element.iter("ol"), None)
        _replace(element, tracks)


def _list(element: _Element) -> None:
    classes = _classes(element)
    if not classes.isdisjoint(("blocks-gallery-grid", "blocks-gallery-item", "wp-block-gallery")):
        element.tag = "div"


def _caption(element: _Element) -> None:
    element.tag = "figure"
    for child in element:
        if "wp-caption-text" in _classes(child):
            child.tag = "figcaption"


def _gallery(element: _Element) -> None:
    items = [each for each in element.iter(etree.Element) if "gallery-item" in _classes(each)]
    if not items:
        return
    figures = etree.Element("div")
    for item in items:
        image = next(item.iter("img"), None)
        if image is None:
            continue
        figure = etree.SubElement(figures, "figure")
        image = etree.SubElement(
            figure, "img", src=_SIZE.sub("", image.get("src") or ""), alt=image.get("alt") or ""
        )
        for child in item.iter(etree.Element):
            if "gallery-caption" in _classes(child):
                child.tag, child.tail = "figcaption", None
                figure.append(child)
                break
    _replace(element, figures)


def _anchor(element: _Element) -> None:
    """Show an address that is a link's text as it is; a reader of it makes a link of it again."""
    if not _classes(element).isdisjoint(("wp-embedded-audio", "wp-embedded-video")):
        _replace(element, _shown(element.get("href") or ""))
        return
    text, href = (element.text or "").strip(), (element.get("href") or "").strip()
    if _BACK_TO_REFERENCE.fullmatch(href):
        _replace(element)
        return
    if len(element) or not _ADDRESS.fullmatch(href):
        return
    # Typography may have been applied to what is shown of it.
    if _SIGNS.sub("", text) != _SIGNS.sub("", href):
        return
    if is_played(href):
        _replace(element, href)  # as where it is played, of which the address is left, too
    else:
        element.text = href


def _show_players(element: _Element) -> None:
    """Name what is played by its page where its address is all of a line."""
    for each in element.iter(etree.Element):
        if each.tag not in ("a", "code", "pre") and each.text and "//" in each.text:
            each.text = _ADDRESS_ALONE.sub(_page_of, each.text)
        if each.tail and "//" in each.tail and each is not element:
            each.tail = _ADDRESS_ALONE.sub(_page_of, each.tail)


def _page_of(found: re.Match[str]) -> str:
    return f"{found[1]}{shown_address(found[2])}{found[3]}"


def _image(element: _Element) -> None:
    if not _classes(element).isdisjoint(("wp-smiley", "emoji")):
        _replace(element, element.get("alt") or "")
        return
    # A plugin that loads images late has put a blank in their place.
    later = element.get("data-src") or element.get("data-lazy-src") or element.get("data-orig-src")
    if later and (element.get("src") or "data:").startswith("data:"):
        element.set("src", later)


def _secure(body: _Element, plain_home: str) -> None:
    """Lead links within a site that has moved to https there, as newer versions show them."""
    for name in ("href", "src"):
        for element in body.iterfind(f".//*[@{name}]"):
            address = element.get(name)
            if address.startswith(plain_home) and address[len(plain_home) :][:1] in ("", *"/?#"):
                element.set(name, f"https{address[4:]}")


_CHANGES: dict[str, Callable[[_Element], None]] = {
    "a": _anchor,
    "audio": _player,
    "blockquote": _quotation,
    "div": _block,
    "figure": _figure,
    "iframe": _iframe,
    "img": _image,
    "li": _list,
    "ul": _list,
    "video": _player,
}


def _shown(address: str) -> _Element:
    """Return the address of what is shown from elsewhere, as a paragraph."""
    paragraph = etree.Element("p")
    paragraph.text = address
    return paragraph


def _classes(element: _Element) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())


def _replace(element: _Element, other: _Element | str | None = None) -> None:
    """Put another element, a text or nothing in place of an element; what follows it stays."""
    parent, tail = element.getparent(), element.tail or ""
    if isinstance(other, str):
        tail, other = other + tail, None
    if other is not None:
        other.tail = tail
        parent.replace(element, other)
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
