"""Searching goes on while the index is built anew, whatever becomes of the new generation."""

import gc
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from kb.engines import live_generation
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from kb.search import lookups
from tests.corpora import news, post, write_corpus

SWITCHES = 20
THREADS = 8
# One for each way to relax a query, a name, a facet, a page.
SEARCHES: list[tuple[str, dict[str, object]]] = [
    ("bro", {}),
    ("kooperativ bro", {}),
    ("forening", {"order": "oldest"}),
    ("kooperatvi", {"published_from": "2017"}),
    ("åkerbo kommun", {"organisations": ["akerbo-kommun"]}),
    ("", {"page": 2, "per_page": 5}),
]


def answers(knowledge_base: KnowledgeBase) -> list[str]:
    return [
        json.dumps(knowledge_base.search(text, **choices).to_json())  # type: ignore[arg-type]
        for text, choices in SEARCHES
    ]


@pytest.mark.crash
def test_every_answer_is_one_of_a_generation(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus", news()), tmp_path / "index"
    build_index(corpus, index)
    done = Event()

    def searches(_: int) -> list[list[str]]:
        found = []
        while not done.is_set():
            found.append(answers(knowledge_base))
            done.wait(0.1)  # leaves the builder some of the processor
        return found

    with KnowledgeBase(index) as knowledge_base, ThreadPoolExecutor(THREADS) as threads:
        right = [answers(knowledge_base)]
        running = [threads.submit(searches, number) for number in range(THREADS)]
        try:
            for number in range(SWITCHES):
                more = post(f"2022-02-{number + 1:02}", "Bro", "En bro till åt ett kooperativ.")
                write_corpus(corpus, [more])
                build_index(corpus, index)
                with KnowledgeBase(index) as fresh:
                    right.append(answers(fresh))
        finally:
            done.set()
        every = [answer for thread in running for answer in thread.result()]
        seen = {one for answer in every for one in answer}
        assert answers(knowledge_base) == right[-1]
    for number in range(len(SEARCHES)):
        of_generations = {answer[number] for answer in right}
        assert {answer[number] for answer in every} <= of_generations
    assert len(every) > SWITCHES
    assert len(seen) > len(SEARCHES)  # some were answered by a later generation


# --- a new generation that cannot be read -----------------------------------------------------


def gone(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()  # it may also be a file of the generation before
    path.write_bytes(content[:-100])


def of_another_version(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"format": ', '"format": 9'), encoding="utf-8")


DAMAGES: list[tuple[str, Callable[[Path], None]]] = [
    *((pattern, gone) for pattern in ("manifest.json", lookups.FILE, lookups.LEXICON_FILE)),
    *((pattern, gone) for pattern in ("columns.arrays", "MAIN_*.arrays", "*.toc")),
    *((pattern, cut) for pattern in ("manifest.json", lookups.FILE, "*.arrays")),
    ("manifest.json", of_another_version),
]


# Whoosh does not close the files that it could not read.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore:.*:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize(("pattern", "damage"), DAMAGES)
def test_a_damaged_generation_is_not_switched_to(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, pattern: str, damage: Callable[[Path], None]
) -> None:
    corpus, index = write_corpus(tmp_path / "corpus", news()), tmp_path / "index"
    first = build_index(corpus, index).generation
    with KnowledgeBase(index) as knowledge_base:
        before = knowledge_base.search("bro").to_json()
        write_corpus(corpus, [post("2022-02-01", "Bro", "En bro till åt ett kooperativ.")])
        second = build_index(corpus, index).generation
        for path in (index / second).glob(pattern):
            damage(path)
        with caplog.at_level(logging.WARNING):
            assert knowledge_base.search("bro").to_json() == before
        assert knowledge_base.service.engine.generation.name == first
        record = next(each for each in caplog.records if each.name == "kb.knowledge_base")
        assert record.levelno == logging.WARNING
        assert f"still serving {first}" in record.getMessage()
        assert str(index) in record.getMessage()
        assert "run `kb index" in record.getMessage()
        # Built anew, it is followed again.
        third = build_index(corpus, index).generation
        assert third == live_generation(index) != second
        assert knowledge_base.search("bro").total == before["total"] + 1
        assert knowledge_base.service.engine.generation.name == third
    gc.collect()  # Whoosh leaves files open where it fails: their warnings belong here


def test_threads_are_served_on_while_it_is_damaged(tmp_path: Path) -> None:
    corpus, index = write_corpus(tmp_path / "corpus", news()), tmp_path / "index"
    build_index(corpus, index)
    with KnowledgeBase(index) as knowledge_base, ThreadPoolExecutor(THREADS) as threads:
        before = answers(knowledge_base)
        second = build_index(corpus, index, full=True).generation
        (index / second / "manifest.json").unlink()
        assert all(
            found == before
            for found in threads.map(lambda _: answers(knowledge_base), range(THREADS))
        )
