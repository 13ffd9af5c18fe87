"""Where links of HTML lead, written so that Markdown reads them as one."""

import re
from urllib.parse import urljoin, urlsplit

_LEADS_SOMEWHERE = re.compile(r"(?i)(?:https?|mailto|tel):.")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# What browsers drop from addresses, and what would end them in Markdown or begin something else.
_DROPPED = re.compile("[\0-\x1f\x7f\ud800-\udfff]")
_ENCODED = re.compile(r'[ <>"`{}|\\^\[\]]')
_PLAIN = re.compile(r"[^\s()<>\\]+")
_PLAYERS = (
    (
        re.compile(r"(?i)https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"(?i)https?://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
)


def address(href: object, base: str | None) -> str | None:
    """Return where a link leads, absolute where `base` is; None for what leads nowhere.

    Scripts, data and addresses that only some program knows lead nowhere, and so does a mark on
    the same page where its address is unknown.
    """
    text = _DROPPED.sub("", str(href or "")).strip()
    if not text or text == "#":
        return None
    try:
        if text.lower().startswith("www."):  # meant by whoever forgot http://
            text = f"http://{text}"
        elif not _SCHEME.match(text):
            if text.startswith("//") and not base:
                text = f"https:{text}"
            elif base:
                text = urljoin(base, text)
            elif text.startswith("#"):
                return None
        parts = urlsplit(text)
    except ValueError:  # no address at all, as http://[
        return None
    if _SCHEME.match(text) and not _LEADS_SOMEWHERE.match(text):
        return None
    if parts.scheme in ("http", "https"):
        if not parts.netloc:
            return None
        text = text.replace("\\", "/")
    return _ENCODED.sub(lambda sign: f"%{ord(sign.group()):02X}", text)


def played(src: str) -> str:
    """Return the page of what a player in a frame plays, where that is known."""
    for player, page in _PLAYERS:
        if found := player.match(src):
            return page.format(found[1])
    return src


def destination(target: str) -> str:
    """Write an address as the destination of a link in Markdown."""
    target = re.sub(r"&(?=#?\w+;)", "&amp;", target)
    return target if _PLAIN.fullmatch(target) else f"<{target}>"


def is_site(base: str | None) -> bool:
    """Tell whether links can start from an address."""
    return bool(base and re.match(r"(?i)https?://[^/]", base))
