"""When two addresses are the same: a site that moved to https, or dropped its www., is one."""

import contextlib
import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"(?i)https?://")
_DEFAULT_PORT = re.compile(r":(?:80|443)?$")


def is_address(text: str) -> bool:
    """Tell an address from another name of a source, as `archive:aktuellt.txt`."""
    return _SCHEME.match(text.strip()) is not None


def normal_address(text: str) -> str:
    """Return an address without scheme, `www.`, the host's capitals and the slash at its end.

    Anything that is no address is returned as it is.
    """
    if not is_address(text):
        return text
    rest = _SCHEME.sub("", text.strip(), count=1)
    host, mark, below = _parted(rest)
    host = _DEFAULT_PORT.sub("", host.lower()).removeprefix("www.")
    with contextlib.suppress(UnicodeError):  # no name of a host, but the same as itself
        host = host.encode("idna").decode() if not host.isascii() else host
    path, query, parameters = (mark + below).partition("?")
    return f"{host}{path.rstrip('/')}{query}{parameters}"


def _parted(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[/?#]", rest)
    if found is None:
        return rest, "", ""
    return rest[: found.start()], found.group(), rest[found.end() :]


def valid_address(link: str | None) -> str | None:
    """Return an address as a post can hold it; None where it is no whole address."""
    if link is None:
        return None
    link = link.strip().replace(" ", "%20")
    try:
        is_whole = is_address(link) and bool(urlsplit(link).hostname)
    except ValueError:
        return None
    return link if is_whole and not re.search(r"[\s\ud800-\udfff]", link) else None


def leads_to_one(link: str, source: str) -> bool:
    """Tell whether an address may be that of one post only: no front page, no page of a list."""
    normal = normal_address(link)
    return normal != normal_address(source) and re.search(r"[/?#]", normal) is not None
