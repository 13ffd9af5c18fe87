"""Clients that search while something happens to the cluster, and what they are to be answered.

What they are answered is compared afterwards, with what the embedded engine finds among the same
posts: a search of one generation is wholly of that one.
"""

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.search_speed.posts import make_names, make_posts, make_registers
from kb.corpus.paragraph import Paragraph
from kb.errors import EngineUnavailableError
from kb.indexing import write_generation
from kb.knowledge_base import KnowledgeBase
from kb.search.port.document import Document
from kb.search.presenting.answer import Answer
from kb.search.query.request import SearchRequest, make_request

POSTS = 2_000
CLIENTS = 16
GENERATIONS = 10
_SEED = 1
# Seconds before an event and after it that it is compared with.
QUIET = 3.0
# Scores are told to so many decimals, and may differ by one of the last.
_NEAR = 1e-3

_ORGANISATION = make_names()[0].ids[0]
_PROJECT = make_names()[1].ids[0]
# Whole pages of every kind: words, phrases, beginnings, deep ones, relaxed ones, filters, dates.
REQUESTS: tuple[SearchRequest, ...] = (
    make_request("växlingzq"),
    make_request("nummer3zq lokal utveckling"),
    make_request("lokal utveckling"),
    make_request("ekonomisk förening samverkan", page=5),
    make_request("utveckling", page=40),
    make_request("regional innovation verksamhet", per_page=50),
    make_request('"social ekonomi"'),
    make_request('"digital samverkan" -förening'),
    make_request("innov*"),
    make_request("samv* lokal", page=3),
    make_request("inovatoin"),
    make_request("växlingzq trädgårdsmöbelzq lokalt"),
    make_request("", order="newest"),
    make_request("", {"project": [_PROJECT]}, page=2),
    make_request("hållbar", {"organisation": [_ORGANISATION]}),
    make_request("förening", published_from="2010", published_to="2015", order="oldest"),
)


@cache
def _posts() -> tuple[Document, ...]:
    return tuple(islice(make_posts(_SEED), POSTS + GENERATIONS))


def posts_of(generation: int) -> list[Document]:
    """Return the posts of a generation: of each before it one edited, one gone, one new."""
    posts = dict(enumerate(_posts()[: POSTS + generation]))
    for step in range(1, generation + 1):
        del posts[100 * step]
        edited = posts[37 * step]
        begin, *others = edited.paragraphs
        begin = Paragraph(begin.anchor, f"{begin.text} Växlingzq, nummer{step}zq.")
        posts[37 * step] = replace(edited, paragraphs=(begin, *others))
    return list(posts.values())


def write(index: str | Path, engine: str, generation: int, anew: bool = False) -> str:
    """Write a generation; return its name."""
    posts = posts_of(generation)
    written, _ = write_generation(index, posts, make_registers(), engine=engine, anew=anew)
    return written.name


def expected(folder: Path) -> list[list[str]]:
    """Return what the embedded engine answers to every request, for each generation."""
    answers = []
    for generation in range(GENERATIONS + 1):
        write(folder, "whoosh", generation)
        with KnowledgeBase(folder) as knowledge_base:
            service = knowledge_base.service
            answers.append([shown(service.search(request)) for request in REQUESTS])
    return answers


def shown(answer: Answer) -> str:
    """Return all of an answer that a page shows."""
    interpretation = answer.interpretation
    return json.dumps(
        {
            "total": answer.total,
            "pages": answer.pages,
            "relaxed": interpretation.relaxation,
            "suggestion": interpretation.suggestion,
            "facets": {
                kind: [[value.id, value.count] for value in values]
                for kind, values in answer.facets.items()
            },
            "hits": [
                {
                    "id": hit.id,
                    "title": hit.title,
                    "score": hit.score,
                    "snippets": [[each.text, each.highlights] for each in hit.snippets],
                }
                for hit in answer.hits
            ],
        }
    )


def differs(found: str, wanted: str) -> str | None:
    """Return in what an answer is not the one that it should be; scores may be a little off."""
    if found == wanted:
        return None
    one, other = json.loads(found), json.loads(wanted)
    for name in other:
        if name != "hits" and one[name] != other[name]:
            return f"{name}: {one[name]}, not {other[name]}"
    if len(one["hits"]) != len(other["hits"]):
        return f"{len(one['hits'])} hits, not {len(other['hits'])}"
    for rank, (hit, wanted_hit) in enumerate(zip(one["hits"], other["hits"], strict=True)):
        score, right = hit.pop("score") or 0, wanted_hit.pop("score") or 0
        if abs(score - right) > _NEAR:
            return f"hit {rank}: score {score}, not {right}"
        if hit != wanted_hit:
            return f"hit {rank}: {hit}, not {wanted_hit}"
    return None


@dataclass(frozen=True, slots=True)
class Search:
    """One page that a client asked for, at a time; `answer` is empty where it failed."""

    begun: float
    seconds: float
    request: int
    generation: str
    answer: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened, and from when to when."""

    what: str
    begun: float
    ended: float


@dataclass
class Load:
    """Searches that go on in many threads."""

    knowledge_base: KnowledgeBase
    pause: float
    searches: list[Search] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    _kept: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Have all clients search."""
        ended = threading.Event()

        def client(number: int) -> None:
            rng = Random(number)
            while not ended.wait(self.pause * rng.uniform(0.5, 1.5)):
                self.searches.append(self._search(rng.randrange(len(REQUESTS))))

        threads = [threading.Thread(target=client, args=(each,)) for each in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def _search(self, number: int) -> Search:
        begun = time.monotonic()
        name = answer = error = ""
        try:
            service = self.knowledge_base.service
            name = service.engine.generation.name
            answer = shown(service.search(REQUESTS[number]))
        except EngineUnavailableError as unavailable:
            error = str(unavailable)
        except Exception as other:  # whatever it is, it is no answer
            error = repr(other)
        seconds = time.monotonic() - begun
        # Most answers are alike: each is kept once.
        return Search(begun, seconds, number, name, self._kept.setdefault(answer, answer), error)

    def step(self, what: str, action: Callable[[], object], seconds: float = 0) -> None:
        """Do something while clients search, and let them go on for so long."""
        time.sleep(QUIET)
        begun = time.monotonic()
        action()
        time.sleep(seconds)
        self.steps.append(Step(what, begun, time.monotonic()))

    def wrong(
        self, generations: Mapping[str, int], answers: Sequence[Sequence[str]]
    ) -> Iterator[str]:
        """Yield answers that are not of their generation.

        `generations` tells which are known by name. One whose writer did not hear that it had
        switched is not; it still is one, and all of its answers are that one's.
        """
        seen: dict[str, dict[tuple[int, str], None]] = {}
        for search in self.searches:
            if search.answer:
                seen.setdefault(search.generation, {})[search.request, search.answer] = None
        for name, found in seen.items():
            among = [generations[name]] if name in generations else range(len(answers))
            troubles = [
                f"{name} ({generation}), {REQUESTS[request].query.text!r}: {trouble}"
                for generation in among
                for request, answer in found
                if (trouble := differs(answer, answers[generation][request]))
            ]
            of_each = {trouble.partition(",")[0] for trouble in troubles}
            if len(of_each) == len(among):
                yield from troubles

    def table(self) -> list[dict[str, Any]]:
        """Return a row a step: how many searches, how many failed, and times in ms."""
        return [self._row(step) for step in self.steps]

    def _row(self, step: Step) -> dict[str, Any]:
        def within(begin: float, end: float) -> list[Search]:
            return [each for each in self.searches if begin <= each.begun < end]

        # One that was under way when it happened had to do with it, too.
        during = [
            each
            for each in self.searches
            if each.begun < step.ended and each.begun + each.seconds > step.begun
        ]
        return {
            "what": step.what,
            "seconds": round(step.ended - step.begun, 1),
            "searches": len(during),
            "failed": sum(bool(each.error) for each in during),
            "slowest": _milliseconds(max, during),
            "before": _milliseconds(statistics.median, within(step.begun - QUIET, step.begun)),
            "during": _milliseconds(statistics.median, during),
            "after": _milliseconds(statistics.median, within(step.ended, step.ended + QUIET)),
            "generations": len({each.generation for each in during} - {""}),
        }


def _milliseconds(
    of: Callable[[Sequence[float]], float], searches: Sequence[Search]
) -> float | None:
    return round(of([each.seconds for each in searches]) * 1e3) if searches else None


def lines(table: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a table as text; times in ms."""
    names = ("seconds", "searches", "failed", "slowest", "before", "during", "after", "generations")
    yield f"{'':34}" + "".join(f"{name:>12}" for name in names)
    for row in table:
        cells = "".join(f"{'-' if row[name] is None else row[name]:>12}" for name in names)
        yield f"{row['what']:34}{cells}"
