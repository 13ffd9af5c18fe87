"""The comparison of two checkouts: what it makes up is the same every time, and it sees changes."""

import copy
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import kb
from benchmarks import driver
from benchmarks.before_after import differences
from benchmarks.generated import write_corpus
from benchmarks.queries import make_searches
from kb.cli import main


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def generated(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated") / "corpus"
    write_corpus(folder, repository / "corpus", posts=40)
    return folder


def test_posts_are_the_same_every_time(generated: Path, repository: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", repository / "corpus", posts=40)
    assert files(tmp_path / "corpus") == files(generated)


def test_another_seed_gives_other_posts(generated: Path, repository: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", repository / "corpus", posts=40, seed=2)
    assert not files(tmp_path / "corpus").keys() >= {
        name for name in files(generated) if name.startswith("posts")
    }


def test_generated_posts_are_indexed_and_searched(generated: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    arguments = ["index", "--corpus", str(generated), "--index", str(index), "--json"]
    indexed = CliRunner().invoke(main, arguments)
    assert indexed.exit_code == 0, indexed.output
    assert json.loads(indexed.stdout)["posts"] == 40
    assert not json.loads(indexed.stdout)["warnings"]
    searches = [asdict(search) for search in make_searches(generated, 60)]
    with kb.open_knowledge_base(index) as knowledge_base:
        answers = [driver.answer(knowledge_base, search) for search in searches]
    assert not [answer for answer in answers if "error" in answer]
    assert {answer["relaxed"] for answer in answers} == {None, "folded", "fuzzy", "some"}
    assert any(hit["organisations"] for answer in answers for hit in answer["hits"])
    # They are passed on as JSON.
    assert json.loads(json.dumps(answers)) == answers


def test_searches_are_the_same_every_time_and_of_every_kind(generated: Path) -> None:
    searches = make_searches(generated)
    assert searches == make_searches(generated)
    assert len(searches) == 500
    assert {search.kind for search in make_searches(generated, 100)} == {s.kind for s in searches}


ANSWER: dict[str, Any] = {
    "total": 2,
    "relaxed": None,
    "hits": [
        {"id": "a", "score": 1.5, "snippets": [{"text": "Ett", "highlights": [[0, 3]]}]},
        {"id": "b", "score": 1.2, "snippets": []},
    ],
    "facets": {"year": [{"id": "2017", "count": 2}]},
}


def changed(**changes: object) -> dict[str, Any]:
    answer = copy.deepcopy(ANSWER)
    for path, value in changes.items():
        *way, last = [int(key) if key.isdigit() else key for key in path.split("__")]
        inner: Any = answer
        for key in way:
            inner = inner[key]
        inner[last] = value
    return answer


def test_the_same_answer_does_not_differ() -> None:
    assert list(differences(ANSWER, copy.deepcopy(ANSWER))) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (changed(total=3), ["total: 2 → 3"]),
        (changed(relaxed="some"), ["relaxed: None → 'some'"]),
        (changed(hits__0__score=1.5001), []),
        (changed(hits__0__score=1.5002), ["hits[0].score: 1.5 → 1.5002"]),
        (
            changed(hits__0__snippets__0__highlights=[[0, 2]]),
            ["hits[0].snippets[0].highlights[0][1]: 3 → 2"],
        ),
        (
            changed(hits=ANSWER["hits"][::-1]),
            ["hits: other order from [0] on: ['a', 'b'] → ['b', 'a']"],
        ),
        (changed(hits__1__id="c"), ["hits: 2 → 2, gone ['b'], new ['c']"]),
        (changed(facets__year=[]), ["facets.year: 1 → 0, gone ['2017'], new []"]),
        (changed(facets__category=[]), []),
        (changed(facets__place=[]), ["facets.place: None → []"]),
    ],
)
def test_what_differs_is_named(other: object, said: list[str]) -> None:
    assert list(differences(ANSWER, other)) == said
