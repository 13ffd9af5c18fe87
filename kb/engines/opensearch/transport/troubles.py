"""What goes wrong with a node: what it is, what to do about it, and whether to ask another."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from opensearchpy.exceptions import (
    ConnectionError as NoConnectionError,
)
from opensearchpy.exceptions import (
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.client import CONNECT, basic
from kb.errors import EngineUnavailableError

# What a node says of itself may be long.
_MOST_CHARACTERS = 300
_SEE_URL = "see whether OpenSearch runs there and KB_ENGINE_URL names it"
_SEE_CLUSTER = "see how the cluster is: GET /_cluster/health"


class Kind(Enum):
    """How a node fails, as far as it matters for what to do then."""

    UNREACHED = "nothing was sent"
    BROKEN = "it may have been done"
    HANGS = "no answer yet; it may have been done"
    BUSY = "it does not do it now"
    UNREADY = "it, or a shard, cannot do it now"
    REFUSED = "it will not do it"


class RefusedError(EngineUnavailableError):
    """The cluster answers that it will not do it; `status` and `kind` say why.

    `kind` is OpenSearch's name for the reason, as index_not_found_exception, or empty.
    """

    def __init__(self, message: str, status: int, kind: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind

    def __reduce__(self) -> tuple[type["RefusedError"], tuple[str, int, str]]:
        """Give another process all of it."""
        return RefusedError, (str(self), self.status, self.kind)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong when a node was asked.

    Attributes:
        kind: what it means for whoever asked.
        what: it is, as it stands after the node's address.
        advice: what to do.
        status, name: of an answer, as RefusedError has them; else 0 and "".
    """

    kind: Kind
    what: str
    advice: str
    status: int = 0
    name: str = ""


_NO_OPENSEARCH = Trouble(Kind.BROKEN, "what answers there is no OpenSearch", _SEE_URL)


def trouble_of(error: OpenSearchException, location: Location, seconds: float) -> Trouble:
    """Return what an error of opensearch-py means, for who waited so many seconds."""
    match error:
        case ConnectionTimeout():
            return Trouble(Kind.HANGS, f"no answer within {seconds:.1f} s", _SEE_CLUSTER)
        case SSLError():
            return _of_tls(error.info, location)
        case NoConnectionError():
            return _of_connection(error.info)
        case TransportError(status_code=int(status)):
            said = _said(str(error.info or error.error), location)
            return _of_answer(status, str(error.error), said, location)
        case _:
            return _NO_OPENSEARCH


def error_of(troubles: Mapping[str, Trouble]) -> EngineUnavailableError:
    """Return what to raise when nodes fail, by address; the last one says what to do."""
    *_, (where, last) = troubles.items()
    if last.kind is Kind.REFUSED:
        return RefusedError(f"{where}: {last.what}; {last.advice}", last.status, last.name)
    wheres: dict[str, list[str]] = {}
    for address, trouble in troubles.items():
        wheres.setdefault(trouble.what, []).append(address)
    told = [f"{', '.join(addresses)}: {what}" for what, addresses in wheres.items()]
    return EngineUnavailableError("; ".join([*told, last.advice]))


def _of_tls(error: object, location: Location) -> Trouble:
    """Return what is wrong with the encryption of a connection."""
    # urllib3 wraps what ssl raises.
    found = error.args[0] if isinstance(error, Exception) and error.args else error
    if isinstance(found, ssl.SSLCertVerificationError):
        known = f"the CA in {location.ca}" if location.ca else "a CA that this system knows"
        advice = f"it is to be signed by {known}; name its CA's file in KB_ENGINE_CA"
        if found.verify_code in _NAMES:
            advice = "write the name that the certificate has in KB_ENGINE_URL"
        elif found.verify_code == _EXPIRED:
            advice = "renew it"
        what = f"its certificate is not trusted ({found.verify_message.rstrip('.')})"
        return Trouble(Kind.UNREACHED, what, advice)
    return Trouble(
        Kind.UNREACHED,
        "speaks no TLS that this program knows",
        "see KB_ENGINE_URL: another port, or http:// where the cluster has no certificates",
    )


# X509_V_ERR_… of OpenSSL: another host name, another IP address; too old.
_NAMES = (62, 64)
_EXPIRED = 10


def _of_connection(error: object) -> Trouble:
    """Return what is wrong with a connection."""
    match error:
        case NameResolutionError():
            return Trouble(Kind.UNREACHED, "there is no host of this name", "see KB_ENGINE_URL")
        case NewConnectionError(__cause__=OSError(strerror=str(told))):
            return Trouble(Kind.UNREACHED, told[:1].lower() + told[1:], _SEE_URL)
        case ConnectTimeoutError():  # urllib3's NewConnectionError is one
            return Trouble(Kind.UNREACHED, f"no connection within {CONNECT:.0f} s", _SEE_URL)
        case UnicodeDecodeError():
            return _NO_OPENSEARCH
        case _:
            advice = f"{_SEE_URL}, with https:// where it has certificates"
            return Trouble(Kind.BROKEN, "the connection broke off", advice)


def _of_answer(status: int, name: str, said: str, location: Location) -> Trouble:
    """Return what an answer means that is none, by its HTTP status."""
    told = f" ({said})" if said else ""
    who = repr(location.user) if location.user else "those without a name"
    kind, what = Kind.REFUSED, f"refuses: {status}{told}"
    advice = "see docs/opensearch.md for the versions that are understood"
    if status == HTTPStatus.UNAUTHORIZED:
        what = f"does not let {who} in"
        setting = "KB_ENGINE_PASSWORD_FILE or KB_ENGINE_PASSWORD"
        advice = f"set KB_ENGINE_USER, and {setting}"
        if location.user:
            advice = f"see whether KB_ENGINE_USER is right, and the password that {setting} gives"
    elif status == HTTPStatus.FORBIDDEN and "block" in name:  # a node's disk is nearly full
        what = f"lets nobody write{told}"
        advice = "make room in the cluster, and lift the block"
    elif status == HTTPStatus.FORBIDDEN:
        what = f"does not let {who} do that{told}"
        advice = "give KB_ENGINE_USER the rights that docs/opensearch.md names"
    elif status == HTTPStatus.NOT_FOUND:
        advice = "run `kb index` to build the index"
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        kind, what = Kind.BUSY, f"has too much to do{told}"
        advice = "try again, or make the cluster larger"
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR and name in _NO_MANAGER:
        kind, what = Kind.BUSY, "the cluster has no manager and takes nothing"
        advice = "bring back most of the nodes that may be manager, then try again"
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR and name in _NO_WAY:
        kind, what, advice = Kind.UNREADY, "does not reach the nodes that it needs", _SEE_CLUSTER
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind, what, advice = Kind.UNREADY, f"cannot answer in full: {status}{told}", _SEE_CLUSTER
    return Trouble(kind, what, advice, status, name)


_NO_WAY = (
    *("node_not_connected_exception", "node_disconnected_exception"),
    *("connect_transport_exception", "receive_timeout_transport_exception"),
)
_NO_MANAGER = (
    *("cluster_manager_not_discovered_exception", "master_not_discovered_exception"),
    *("cluster_block_exception", "process_cluster_event_timeout_exception"),
)


def _said(text: str, location: Location) -> str:
    """Return what a node says, in one line and without the password, should it repeat it."""
    for secret in (location.password, basic(location)):
        if location.password:
            text = text.replace(secret, "…")
    line = " ".join(text.split())
    return line if len(line) <= _MOST_CHARACTERS else f"{line[: _MOST_CHARACTERS - 1]}…"
