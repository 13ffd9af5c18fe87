"""What an address is, and which addresses are of one site."""

import re
import unicodedata

import httpx2

from kb.errors import ImportFileError

_PORTS = {"http": 80, "https": 443}


def parse_address(url: str) -> httpx2.URL:
    """Return an address as it is asked for: in ASCII, without its fragment.

    Raises:
        ImportFileError: it is none, or holds a password.
    """
    try:
        address = httpx2.URL(unicodedata.normalize("NFC", url.strip())).copy_with(fragment=None)
        # An empty path is written as the slash that is sent.
        address = address.copy_with(raw_path=address.raw_path) if address.host else address
    except (httpx2.InvalidURL, TypeError, ValueError):
        address = httpx2.URL()
    host = address.raw_host.decode("ascii", "replace")
    port_fits = address.port is None or 0 < address.port < 65536
    if address.scheme not in _PORTS or not _is_host(host) or not port_fits:
        raise ImportFileError(
            f"{url}: is no address of a site; give one such as https://example.org/"
        )
    if address.userinfo:
        without = str(address.copy_with(userinfo=b""))
        raise ImportFileError(
            f"{without}: was given with a name and a password, but only what everybody may read "
            "is imported; leave them out"
        )
    return address


def _is_host(host: str) -> bool:
    """Tell whether a name may be looked up: no part of it is empty or longer than 63."""
    parts = host.removesuffix(".").split(".")
    return re.fullmatch(r"[\w.:-]+", host) is not None and all(0 < len(p) < 64 for p in parts)


def _bare_host(address: httpx2.URL) -> str:
    return address.raw_host.decode("ascii", "replace").lower().rstrip(".").removeprefix("www.")


def _port(address: httpx2.URL) -> int:
    return address.port or _PORTS[address.scheme]


def _is_usual(address: httpx2.URL) -> bool:
    return _port(address) == _PORTS[address.scheme]


def same_site(one: httpx2.URL, other: httpx2.URL) -> bool:
    """Tell whether two addresses are on one host, `www.` aside, and at one door of it."""
    same_door = _port(one) == _port(other) or (_is_usual(one) and _is_usual(other))
    return _bare_host(one) == _bare_host(other) and same_door
