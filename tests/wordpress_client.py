"""Clients of the web for tests of WordPress: one that asks a site on this machine, one made up."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kb.errors import ImportFileError


@dataclass(frozen=True)
class Response:
    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class LocalClient:
    """Asks a site that this machine serves."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, url: str) -> Response:
        self.asked.append(url)
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return Response(answer.url, answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            if error.code >= 500:
                raise ImportFileError(f"{url}: the server failed ({error.code})") from error
            return Response(url, error.code, dict(error.headers), error.read())


Rest = Callable[[str, dict[str, str]], Any]


class MadeUpClient:
    """A site whose answers are functions: `pages` by address, `rest` by route and parameters.

    What `rest` returns becomes JSON; a Response is given as it is, an exception raised.
    """

    def __init__(self, rest: Rest, pages: Mapping[str, Response] | None = None) -> None:
        self._rest, self._pages = rest, pages or {}
        self.asked: list[str] = []

    def get(self, url: str) -> Response:
        self.asked.append(url)
        if url in self._pages:
            return self._pages[url]
        parts = urlsplit(url)
        parameters = dict(parse_qsl(parts.query))
        _, mark, route = parts.path.partition("/wp-json/")
        if not mark:
            route = parameters.pop("rest_route", "").removeprefix("/")
        answer = self._rest(route, parameters)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Response):
            return answer
        return Response(url, body=json.dumps(answer).encode())
