"""A polite HTTP client for one site.

It asks one host, with or without `www.`, and follows no redirect away from it: an address given
by a person says what may be connected to, an answer never does. It sends no cookies and no
passwords, says honestly who it is, waits between requests and longer where the site asks for it.
It does not ask for robots.txt, which is for robots that find their own way: here a person names a
site, mostly their own, and a few hundred pages of it are read once.
"""

import http.cookiejar
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2
from tenacity import RetryCallState, Retrying, retry_if_exception_type
from tenacity.wait import wait_exponential_jitter

from kb.errors import ImportFileError
from kb.importers.site.body import ACCEPTED, BrokenBodyError, TooLargeError, read_body
from kb.importers.site.hosts import parse_address, same_site
from kb.importers.site.kept import Kept
from kb.importers.site.response import Response
from kb.importers.site.trouble import PassingError, SlowError, explain, retry_after

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What passes by itself: too many requests, an overloaded or restarting server.
_PASSING = frozenset({429, 500, 502, 503, 504})
_LATER = "check the address or try again later"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds, bytes, times."""

    connect: float = 10
    read: float = 45  # a slow server makes a page of a hundred posts in half a minute
    whole: float = 300  # an answer that comes in drops, from its first byte to its last
    largest: int = 64 * 1024 * 1024
    requests: int = 5_000  # a site of 100,000 posts is 1,000 pages
    redirects: int = 10
    attempts: int = 4
    back_off: float = 1
    longest_back_off: float = 60
    pause: float = 0.2


class Client:
    """Asks one site: that of the first address.

    Args:
        contact: an address or a link by which whoever runs the site reaches whoever imports.
        resume: a folder where the answers of this reading are kept, so that the next one need
            not ask again; `done` removes it.
        limits: how long and how much.
        sleep: how to wait, for tests.
    """

    def __init__(
        self,
        contact: str = "",
        resume: Path | None = None,
        *,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self._sleep = sleep
        self._kept = Kept(resume) if resume else None
        self._site: httpx2.URL | None = None
        self._requests = 0
        self._asked: set[str] = set()
        # How many answers were kept from an earlier reading.
        self.reused = 0
        self._client = httpx2.Client(
            headers={"User-Agent": _user_agent(contact), "Accept-Encoding": ACCEPTED},
            cookies=http.cookiejar.CookieJar(
                http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
            ),
            timeout=httpx2.Timeout(self.limits.read, connect=self.limits.connect),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; what was kept stays."""
        self._client.close()

    def done(self) -> None:
        """Remove the answers kept: the reading is complete."""
        if self._kept:
            self._kept.remove()

    def same_site(self, url: str) -> bool:
        """Tell whether an address is one that this client may ask."""
        try:
            return self._is_ours(parse_address(url))
        except ImportFileError:
            return False

    def get(self, url: str) -> Response:
        """Return what an address answers, redirects followed: 2xx or 4xx.

        Raises:
            ImportFileError: no answer, one of 5xx however often it was asked, one that is too
                large, or an address away from the site.
        """
        address = parse_address(url)
        if self._site is None:
            self._site = address
        if not self._is_ours(address):
            raise ImportFileError(
                f"{url}: is on another host than {self._site.host}, the site that is imported; "
                "only one site is read at a time"
            )
        address = self._secured(address)
        name = str(address)
        # Who asks a second time wants to know what has changed.
        if self._kept and name not in self._asked and (known := self._kept.find(name)):
            self._asked.add(name)
            self.reused += 1
            return known
        self._asked.add(name)
        response = self._followed(address, url)
        if self._kept and response.status == 200:
            self._kept.keep(name, response)
        return response

    def _is_ours(self, address: httpx2.URL) -> bool:
        """Tell whether an address is one of the site's."""
        return self._site is None or same_site(address, self._site)

    def _secured(self, address: httpx2.URL) -> httpx2.URL:
        """Ask by https once that was asked for: sites often name themselves by http in links."""
        if self._site and self._site.scheme == "https" and address.scheme == "http":
            return address.copy_with(scheme="https")
        return address

    def _followed(self, address: httpx2.URL, asked: str) -> Response:
        """Ask, and follow redirects as long as they stay on the site."""
        seen: set[str] = set()
        while True:
            seen.add(str(address))
            response, leads_to = self._retried(address)
            if leads_to is None:
                return response
            target = self._target(address, leads_to, asked)
            if not self._is_ours(target):
                raise ImportFileError(
                    f"{asked}: leads to {target}, on another host; if that is the site you mean, "
                    "import it by that address"
                )
            if target.scheme == "https" and address.scheme == "http":
                self._site = target
            address = self._secured(target)
            if str(address) in seen or len(seen) > self.limits.redirects:
                raise ImportFileError(
                    f"{asked}: leads round in a circle by way of {target}; open it in a browser, "
                    "and give the address that is shown then"
                )

    @staticmethod
    def _target(address: httpx2.URL, leads_to: str, asked: str) -> httpx2.URL:
        try:
            return parse_address(str(address.join(leads_to.strip())))
        except httpx2.InvalidURL:
            raise ImportFileError(
                f"{asked}: leads to {leads_to!r}, which is no address; tell whoever runs the site"
            ) from None

    def _retried(self, address: httpx2.URL) -> tuple[Response, str | None]:
        """Ask until there is an answer, or it is no use."""
        retrying = Retrying(
            retry=retry_if_exception_type(PassingError),
            stop=self._is_enough,
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._ask, address)
        except PassingError as error:
            raise ImportFileError(f"{address}: {error}; {_LATER}") from None

    def _is_enough(self, state: RetryCallState) -> bool:
        """Tell whether to give up."""
        error = state.outcome.exception() if state.outcome else None
        fewer = error.attempts if isinstance(error, PassingError) else None
        return state.attempt_number >= min(fewer or self.limits.attempts, self.limits.attempts)

    def _wait(self, state: RetryCallState) -> float:
        """Return how long to wait: what the site asks for, else twice as long each time."""
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, PassingError) else None
        growing = wait_exponential_jitter(
            self.limits.back_off, self.limits.longest_back_off, jitter=self.limits.back_off
        )
        return max(asked or 0.0, 0.0) or float(growing(state))

    def _ask(self, address: httpx2.URL) -> tuple[Response, str | None]:
        """Ask once; return the answer, and where it leads to if it is a redirect."""
        if self._requests >= self.limits.requests:
            raise ImportFileError(
                f"{address}: {self.limits.requests} requests did not reach the end of the site; "
                "give the address of a part of it"
            )
        if self._requests:
            self._sleep(self.limits.pause)
        self._requests += 1
        with self._told(address), self._client.stream("GET", address) as answer:
            if answer.status_code in _REDIRECTS and (leads_to := answer.headers.get("location")):
                return _response(address, answer, b""), leads_to
            self._refuse_status(address, answer)
            body = read_body(
                self._pieces(answer),
                answer.headers.get("content-encoding", ""),
                self.limits.largest,
            )
            return _response(address, answer, body), None

    def _pieces(self, answer: httpx2.Response) -> Iterator[bytes]:
        """Give the body piece by piece, but not for ever."""
        end = time.monotonic() + self.limits.whole
        for piece in answer.iter_raw():
            if time.monotonic() > end:
                raise SlowError(f"no whole answer within {self.limits.whole:g} s")
            yield piece

    def _refuse_status(self, address: httpx2.URL, answer: httpx2.Response) -> None:
        """Raise for an answer that is neither 2xx nor 4xx, or that passes."""
        status = answer.status_code
        said = f"answers {status} {answer.reason_phrase}".rstrip()
        if status in _PASSING:
            wait = retry_after(answer.headers.get("retry-after", ""))
            if wait is not None and wait > self.limits.longest_back_off:
                raise ImportFileError(
                    f"{address}: {said}, and asks to wait {round(wait)} s; try again after that"
                )
            # An error of the server's own seldom passes.
            raise PassingError(said, wait, attempts=3 if status == 500 else None)
        if not (200 <= status < 300 or 400 <= status < 500):
            raise ImportFileError(f"{address}: {said}; {_LATER}")

    @contextmanager
    def _told(self, address: httpx2.URL) -> Iterator[None]:
        """Say what went wrong on the way, and whether it may pass."""
        limits = self.limits
        try:
            yield
        except TooLargeError:
            raise ImportFileError(
                f"{address}: is larger than {limits.largest // (1024 * 1024)} MB; "
                "save it as a file and import that"
            ) from None
        except BrokenBodyError as error:
            raise PassingError(f"the answer cannot be unpacked ({error})", attempts=2) from None
        except httpx2.ConnectTimeout:
            raise SlowError(f"no answer within {limits.connect:g} s") from None
        except httpx2.TimeoutException:
            raise SlowError(f"no answer within {limits.read:g} s") from None
        except httpx2.TransportError as error:
            explain(address, error)


def _response(address: httpx2.URL, answer: httpx2.Response, body: bytes) -> Response:
    return Response.of(str(address), answer.status_code, answer.headers.multi_items(), body)


def _user_agent(contact: str) -> str:
    """Return who asks: the program, its version, and how to reach whoever runs it."""
    printable = re.sub(r"[^\x21-\x7e]+", " ", contact).strip()
    return f"kunskapsbanken/{version('kunskapsbanken')}" + (f" (+{printable})" if printable else "")
