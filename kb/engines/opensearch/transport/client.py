"""opensearch-py as it is used here: a node a client, no log of its own, and nothing but JSON."""

import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import urllib3
from opensearchpy import JSONSerializer, OpenSearch, Urllib3HttpConnection
from opensearchpy.exceptions import SerializationError, TransportError
from opensearchpy.serializer import Serializer
from urllib3.connection import HTTPConnection
from urllib3.util.wait import wait_for_read

from kb.engines.opensearch.location import Location
from kb.errors import KnowledgeBaseError, reason

CONNECT = 1.0  # seconds
# Connections kept to a node: so many threads ask at once without making new ones.
_KEPT = 32


# Called when something was asked; what it returns is called when the answer is late, and tells
# whether to wait for it no longer.
Watch = Callable[[], Callable[[], bool]]


def client(
    address: str, location: Location, seconds: float, late: float = 0, watch: Watch | None = None
) -> OpenSearch:
    """Return a client of one node; it waits so long for an answer unless a call says otherwise.

    An answer is `late` after so many seconds, where somebody is to `watch`.

    Raises:
        KnowledgeBaseError: the certificates cannot be read.
    """
    options: dict[str, Any] = {}
    if address.startswith("https:"):
        if location.verify:
            options["ssl_context"] = _trusting(location.ca)
        else:
            options |= {"verify_certs": False, "ssl_show_warn": False}
    if location.user:
        # As opensearch-py encodes them, a character that Latin-1 has not would be an error.
        options["headers"] = {"authorization": f"Basic {basic(location)}"}
    return OpenSearch(
        [address],
        connection_class=_Connection,
        serializer=_Objects(),
        serializers={"text/plain": _NoText()},
        timeout=urllib3.Timeout(connect=min(CONNECT, seconds), read=seconds),
        max_retries=0,
        pool_maxsize=_KEPT,
        late=late,
        watch=watch,
        **options,
    )


def basic(location: Location) -> str:
    """Return user and password as basic authentication sends them."""
    return b64encode(f"{location.user}:{location.password}".encode()).decode()


@cache
def _trusting(ca: Path | None) -> ssl.SSLContext:
    """Return what looks at certificates; all clients share it, since it takes a while to make."""
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl.SSLError is one
        told = "no certificate in it" if isinstance(error, ssl.SSLError) else reason(error)
        raise KnowledgeBaseError(
            f"KB_ENGINE_CA: {ca}: {told}; name a file of certificates, as PEM"
        ) from None


def refused(status: int, error: object) -> TransportError:
    """Return what a node's answer that is none is raised as: status, kind, reason.

    `error` is what OpenSearch has under that name. Of a search, its cause tells more.
    """
    if not isinstance(error, Mapping):
        return TransportError(status, "", "")
    causes = error.get("root_cause")
    cause = causes[0] if isinstance(causes, list) and causes else error
    if not isinstance(cause, Mapping):
        cause = error
    kind = cause.get("type") or error.get("type") or ""
    return TransportError(status, str(kind), str(cause.get("reason") or error.get("reason") or ""))


class _Connection(Urllib3HttpConnection):
    """Logs nothing, since whoever asks knows what matters; takes no empty answer for one."""

    def __init__(self, late: float, watch: Watch | None, **options: Any) -> None:
        self._late = late
        self._watch = watch
        super().__init__(**options)

    def _create_urllib3_pool(self) -> None:
        super()._create_urllib3_pool()
        if self._watch:
            self.pool.ConnectionCls = _watched(self.pool.ConnectionCls, self._late, self._watch)

    def perform_request(self, method: str, *args: Any, **options: Any) -> Any:
        status, headers, text = super().perform_request(method, *args, **options)
        if not text and method != "HEAD":
            raise SerializationError("nothing")
        return status, headers, text

    def log_request_success(self, *args: Any, **options: Any) -> None:
        pass

    log_request_fail = log_request_success

    def _raise_error(
        self, status_code: int, raw_data: str | bytes, content_type: str | None = None
    ) -> None:
        try:
            told = json.loads(raw_data)
        except ValueError:
            told = None
        raise refused(status_code, told.get("error") if isinstance(told, dict) else None)


def _watched(base: type[HTTPConnection], late: float, watch: Watch) -> type[HTTPConnection]:
    """Return a kind of connection that is looked after.

    One that has timed out could be read no longer, and to ask again what is just slow makes it
    slower for all: so it is waited for before anything is read.
    """

    class Watched(base):  # type: ignore[valid-type, misc]
        timeout: float

        def getresponse(self) -> Any:
            begun = monotonic()
            give_up = watch()
            if self.timeout > late and not wait_for_read(self.sock, timeout=late):
                if give_up():
                    raise TimeoutError
                self.timeout = max(self.timeout - (monotonic() - begun), late)
            return super().getresponse()

    return Watched


class _Objects(JSONSerializer):
    """Takes a JSON object for an answer, and nothing else."""

    def loads(self, s: str) -> Any:
        found = super().loads(s)
        if not isinstance(found, dict):
            raise SerializationError("no object")
        return found


class _NoText(Serializer):
    """Takes no text for an answer."""

    mimetype = "text/plain"

    def loads(self, s: str) -> Any:
        raise SerializationError("text")
