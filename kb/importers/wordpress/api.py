"""Where a site's REST interface is, and what it answers.

Its answers are told by their codes, never by their messages, which are in the site's language.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import etree

from kb.errors import ImportFileError

_RELATION = "https://api.w.org/"
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_RELATIONS = re.compile(r"(?i)\brel\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;,]+))")
_BEGINS = re.compile(r"[\[{]")
_MOST_BEGINNINGS = 200


class Response(Protocol):
    """An answer of the web: `headers` by name, in any case."""

    @property
    def url(self) -> str:
        """The address that answered, after redirects."""
        ...

    @property
    def status(self) -> int:
        """2xx or 4xx."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers."""
        ...

    @property
    def body(self) -> bytes:
        """What it holds."""
        ...


class Client(Protocol):
    """A client of the web."""

    def get(self, url: str) -> Response:
        """Return the answer of an address.

        Raises ImportFileError where there is none to go by: trouble on the way, a server's fault.
        """
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What the interface answered.

    Attributes:
        value: what was asked for; None where there was a fault.
        fault: its code, as `rest_post_invalid_page_number`; "" for what is no answer of the
            interface's at all.
        total: how many rows there are on all pages, None where it does not tell.
    """

    value: Any = None
    fault: str = ""
    total: int | None = None

    def rows(self) -> list[dict[str, Any]] | None:
        """Return the rows of a list; None where it is none."""
        if not isinstance(self.value, list):
            return None
        return [row for row in self.value if isinstance(row, dict)]


@dataclass(frozen=True, slots=True)
class Api:
    """A site's REST interface; `root` is its address, of either form."""

    client: Client
    root: str

    def get(self, route: str = "", **parameters: str | int) -> Answer:
        """Ask for a route as `wp/v2/posts`; none is the interface's description of itself."""
        response = self.client.get(self.address(route, **parameters))
        value = find_json(response.body)
        if isinstance(value, dict) and isinstance(value.get("code"), str) and "message" in value:
            return Answer(fault=value["code"])
        if response.status >= 400:
            return Answer(fault=f"status {response.status}")
        total = _header(response, "x-wp-total").strip()
        return Answer(value, total=int(total) if total.isdecimal() else None)

    def address(self, route: str, **parameters: str | int) -> str:
        """Return the address of a route."""
        query = urlencode(parameters, safe=",")
        root, mark, _ = self.root.partition("rest_route=")
        if mark:
            return f"{root}{mark}/{route}" + (f"&{query}" if query else "")
        root = f"{root.partition('?')[0].rstrip('/')}/{route}"
        return f"{root}?{query}" if query else root


def find_root(client: Client, url: str) -> str | None:
    """Return the root of the REST interface of the site that an address is of, None for none.

    The site's page tells where it is; where it does not, the usual places are tried.
    """
    page = client.get(url)
    told = [*_linked(page), *_linked_in_page(page)]
    tried: set[str] = set()
    for root in (urljoin(page.url, address) for address in told):
        if root not in tried and _is_root(client, root):
            return root
        tried.add(root)
    for root in _usual_places(page.url):
        if root not in tried and _is_root(client, root):
            return root
        tried.add(root)
    return None


def find_json(body: bytes) -> Any:
    """Return the JSON in an answer; None where there is none.

    A byte order mark may stand before it, or the warnings of a faulty plugin.
    """
    text = body.decode("utf-8-sig", "replace").strip()
    try:
        return json.loads(text)
    except ValueError:
        pass
    decoder = json.JSONDecoder()
    empty: list[Any] | None = None
    for number, found in enumerate(_BEGINS.finditer(text)):
        if number == _MOST_BEGINNINGS:
            break
        try:
            value, _ = decoder.raw_decode(text, found.start())
        except ValueError:
            continue
        # `[0]` may stand in a warning, and so may `[]`.
        if isinstance(value, dict) or (value and isinstance(value[0], dict)):
            return value
        empty = [] if value == [] else empty
    return empty


def _is_root(client: Client, root: str) -> bool:
    """Tell whether an address is an interface's root, and lets its posts be read."""
    try:
        api = Api(client, root)
        described = api.get()
        # What it says of itself may be kept from visitors, while its posts are not.
        if not described.fault and not _has_posts(described.value):
            return False
        rows = api.get("wp/v2/posts", per_page=1, _fields="id,content").rows()
    except ImportFileError:
        return False
    return rows is not None and all("id" in row and "content" in row for row in rows)


def _has_posts(described: Any) -> bool:
    return isinstance(described, dict) and "wp/v2" in described.get("namespaces", ["wp/v2"])


def _linked(page: Response) -> Iterator[str]:
    for address, parameters in _LINK.findall(_header(page, "link")):
        found = _RELATIONS.search(parameters)
        if found and _RELATION in (found[1] or found[2] or found[3] or "").split():
            yield address


def _linked_in_page(page: Response) -> Iterator[str]:
    try:
        root = etree.fromstring(page.body, etree.HTMLParser(huge_tree=True))
    except etree.LxmlError:  # nothing that could be a page
        return
    for link in root.iter("link") if root is not None else ():
        if _RELATION in (link.get("rel") or "").split() and link.get("href"):
            yield link.get("href").strip()


def _usual_places(url: str) -> Iterator[str]:
    """Give where an interface is by default, for the folder of an address and for those above."""
    parts = urlsplit(url)
    folders = [folder for folder in parts.path.split("/")[1:-1] if folder]
    last = parts.path.rpartition("/")[2]
    if last and "." not in last:
        folders.append(last)
    # A page of a site stands deeper than the site itself does.
    depths = dict.fromkeys((len(folders), min(1, len(folders)), 0))
    for depth in depths:
        home = f"{parts.scheme}://{parts.netloc}/" + "".join(f"{each}/" for each in folders[:depth])
        yield f"{home}wp-json/"
        yield f"{home}?rest_route=/"


def _header(response: Response, name: str) -> str:
    return next((text for key, text in response.headers.items() if key.lower() == name), "")
