"""Addresses in feeds: relative, broken, of other things than pages."""

from urllib.parse import urljoin, urlsplit


def absolute(base: str | None, address: str | None) -> str | None:
    """Return an address of the web, written out from its base; None for any other."""
    if not address or not address.strip():
        return None
    try:
        whole = urljoin(base or "", address.strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc else None
