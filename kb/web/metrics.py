"""What operators ask for: how many answers of each kind, how quick, from which generation.

Nothing of it tells who asked, or for what.
"""

import os
import time
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from anyio import CapacityLimiter, to_thread
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.asking import service_of
from kb.web.caching import NEVER
from kb.web.serving import SHARED_COUNTS

# From what memory gives to what people wait for.
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_NO_ROUTE = "none"
# Counts of several processes are read from files.
_READING = CapacityLimiter(1)


class Metrics:
    """What has been counted since the start, by all processes together."""

    def __init__(self) -> None:
        disable_created_metrics()  # when counting began: the same for each, and never for several
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "kb_answers", "Answers given", ["route", "status"], registry=self._registry
        )
        self._kept = Counter(
            "kb_answers_kept",
            "Answers of them that were made for a request before",
            registry=self._registry,
        )
        self._seconds = Histogram(
            "kb_answer_seconds",
            "Seconds from a request to the end of its answer",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )

        self._of = cache(self._labelled)

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        answers, took = self._of(route, status)
        answers.inc()
        took.observe(seconds)

    def _labelled(self, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._answers.labels(route, status), self._seconds.labels(route)

    def count_kept(self) -> None:
        """Count an answer that was made for a request before."""
        self._kept.inc()

    async def answer(self, request: Request) -> Response:
        """`/metrics`: as Prometheus reads them, who waits for no search."""
        return await to_thread.run_sync(self._answer, request, limiter=_READING)

    def _answer(self, request: Request) -> Response:
        registry = CollectorRegistry()
        if SHARED_COUNTS in os.environ:
            MultiProcessCollector(registry)
        else:
            registry.register(self._registry)
        registry.register(_Generation(request))
        headers = {"Cache-Control": NEVER, "Content-Type": CONTENT_TYPE_LATEST}
        return Response(generate_latest(registry), headers=headers)


class _Generation(Collector):
    """The generation that answers."""

    def __init__(self, request: Request) -> None:
        self._generation = service_of(request).engine.generation

    def collect(self) -> Iterator[Metric]:
        generation = self._generation
        yield InfoMetricFamily("kb_generation", "Live generation", {"name": generation.name})
        yield GaugeMetricFamily("kb_posts", "Posts in the live generation", generation.posts)
        yield GaugeMetricFamily(
            "kb_generation_built_timestamp_seconds",
            "When the live generation was built, in seconds since 1970",
            datetime.fromisoformat(generation.built_at).timestamp(),
        )


class Measuring:
    """ASGI middleware that counts every answer, and how long it took."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # unless an answer begins

        async def send_noting_the_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        begun = time.perf_counter()
        try:
            await self.app(scope, receive, send_noting_the_status)
        finally:
            self._metrics.count(_route(scope), status, time.perf_counter() - begun)


def _route(scope: Scope) -> str:
    """Return the route as it is written, never an address: those are as many as people make."""
    for route in scope["app"].routes:
        if isinstance(route, Route) and route.path_regex.match(scope["path"]):
            return route.path
    return _NO_ROUTE
