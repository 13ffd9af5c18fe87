"""What goes wrong between here and a site: what it means, and whether it may pass."""

import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

import httpx2

from kb.errors import ImportFileError


class PassingError(Exception):
    """Worth another try.

    Attributes:
        wait: seconds, if the site says how long.
        attempts: how often at the most, None for as often as anything.
    """

    def __init__(
        self, message: str, wait: float | None = None, attempts: int | None = None
    ) -> None:
        super().__init__(message)
        self.wait = wait
        self.attempts = attempts


class SlowError(PassingError):
    """Nothing came for as long as one may wait: who waited in vain once waits once more."""

    def __init__(self, message: str) -> None:
        super().__init__(message, attempts=2)


def explain(address: httpx2.URL, error: httpx2.TransportError) -> NoReturn:
    """Raise what a failed connection means."""
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            raise ImportFileError(
                f"{address}: shows a certificate that cannot be trusted ({_said(cause)}); "
                "tell whoever runs the site"
            ) from None
        if isinstance(cause, socket.gaierror):
            if cause.errno == socket.EAI_AGAIN:
                raise PassingError(f"the host {address.host} cannot be looked up") from None
            raise ImportFileError(
                f"{address}: there is no host {address.host}; check the spelling, "
                "and that you are online"
            ) from None
        if isinstance(cause, ConnectionRefusedError):
            raise PassingError("nothing answers there") from None
        if isinstance(cause, ssl.SSLError):
            raise PassingError(f"no secure connection ({_said(cause)})") from None
    if isinstance(error, httpx2.UnsupportedProtocol):
        raise ImportFileError(f"{address}: is no address of http or https") from None
    raise PassingError(f"the connection breaks off ({_said(error)})") from None


def _said(error: Exception) -> str:
    """Return an error's own words, the shortest that it has."""
    for field in ("verify_message", "reason"):
        if words := getattr(error, field, None):
            return str(words)
    return str(error) or type(error).__name__


def retry_after(value: str) -> float | None:
    """Return the seconds of a header Retry-After, which has them or a time."""
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
