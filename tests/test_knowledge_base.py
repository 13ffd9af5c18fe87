import gc
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import kb
from kb.errors import IndexMissingError, KnowledgeBaseError, QueryError
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from tests.corpora import post, write_corpus


def test_it_is_opened_from_the_package() -> None:
    assert kb.open_knowledge_base is open_knowledge_base
    assert kb.KnowledgeBase is KnowledgeBase
    with pytest.raises(AttributeError, match="no attribute 'annat'"):
        _ = kb.annat


def test_search_takes_what_the_command_line_takes(index_dir: Path) -> None:
    with open_knowledge_base(str(index_dir)) as knowledge_base:
        every = knowledge_base.search()
        assert (every.total, every.page, every.pages) == (12, 1, 2)
        results = knowledge_base.search(
            "kooperativ OR kommun",
            organisations=["akerbo-kommun"],
            projects=["odla-ihop"],
            published_from="2018",
            published_to=date(2018, 12, 31),
            order="oldest",
            page=1,
            per_page=5,
        )
        assert [hit.id for hit in results.hits] == ["2018-02-28-odla-ihop-b-rjar-gr-va"]
        assert results.facets["organisation"][0].selected
        assert results.query == "kooperativ OR kommun"


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("kooperativ", None),
        ("forening", "folded"),  # förening
        ("kooperatvi", "fuzzy"),
        ("morötter spikar", "some"),
    ],
)
def test_it_is_told_how_a_query_was_relaxed(index_dir: Path, text: str, step: str | None) -> None:
    with open_knowledge_base(index_dir) as knowledge_base:
        results = knowledge_base.search(text)
    assert results.total > 0
    assert (results.relaxed and results.relaxed.step) == step
    assert results.relaxed is None or results.relaxed.text
    assert results.notices == ()


@pytest.mark.parametrize(
    ("text", "choices", "notices"),
    [
        ("bro", {}, 0),
        ("br*", {}, 1),
        ("bro " * 100, {}, 2),
        ("bro", {"organisations": ["x", "akerbo-kommun"], "projects": ["y"]}, 2),
        ("bro", {"categories": ["x"]}, 1),
    ],
)
def test_notices_are_told_in_words(
    index_dir: Path, text: str, choices: dict[str, Any], notices: int
) -> None:
    with open_knowledge_base(index_dir) as knowledge_base:
        told = knowledge_base.search(text, **choices).notices
    assert len(told) == notices
    assert all(told)


def test_search_names_every_argument_that_cannot_be_read(index_dir: Path) -> None:
    with open_knowledge_base(index_dir) as knowledge_base, pytest.raises(QueryError) as caught:
        knowledge_base.search("bro", published_from="i går", order="bäst", page=0, per_page=0)
    fields = [fault.field for fault in caught.value.faults]
    assert fields == ["published_from", "order", "page", "per_page"]


def test_no_index_and_no_engine_are_errors(tmp_path: Path, index_dir: Path) -> None:
    with pytest.raises(IndexMissingError, match="kb index"):
        open_knowledge_base(tmp_path)
    with pytest.raises(KnowledgeBaseError, match="no engine"):
        open_knowledge_base(index_dir, engine="lucene")


def test_it_follows_the_index(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", [post("2017-01-01", "Bro")])
    index = tmp_path / "index"
    build_index(corpus, index)
    with open_knowledge_base(index) as knowledge_base:
        service = knowledge_base.service
        assert knowledge_base.service is service
        assert knowledge_base.search("bro").total == 1
        for number in range(2, 6):
            write_corpus(corpus, [post(f"2017-01-0{number}", "Bro")])
            build_index(corpus, index)
            assert knowledge_base.search("bro").total == number
        # What was taken hold of before goes on answering from its own generation.
        assert service.engine.generation.posts == 1
        assert service.post("2017-01-01-bro") is not None
        assert service.post("2017-01-02-bro") is None
    del service, knowledge_base
    gc.collect()  # an engine that was not closed would warn here, and warnings are errors


def test_it_goes_on_without_a_pointer(tmp_path: Path) -> None:
    build_index(write_corpus(tmp_path / "corpus", [post("2017-01-01", "Bro")]), tmp_path / "index")
    with open_knowledge_base(tmp_path / "index") as knowledge_base:
        (tmp_path / "index" / "current").unlink()
        assert knowledge_base.search("bro").total == 1


def test_threads_search_while_the_index_is_rebuilt(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", [post("2017-01-01", "Bro", "En röd bro.")])
    index = tmp_path / "index"
    build_index(corpus, index)

    def searches(_: int) -> list[int]:
        found = []
        for _ in range(60):
            results = knowledge_base.search("bro", per_page=100)
            assert len(results.hits) == results.total
            assert sum(value.count for value in results.facets["year"]) == results.total
            found.append(results.total)
        return found

    with open_knowledge_base(index) as knowledge_base, ThreadPoolExecutor(20) as threads:
        running = [threads.submit(searches, number) for number in range(20)]
        for number in range(2, 6):
            write_corpus(corpus, [post(f"2017-01-0{number}", "Bro", "En röd bro.")])
            build_index(corpus, index)
        for each in running:
            totals = each.result()
            assert totals == sorted(totals)
            assert set(totals) <= {1, 2, 3, 4, 5}
        assert knowledge_base.search("bro").total == 5
