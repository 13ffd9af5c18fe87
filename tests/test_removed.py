from datetime import date
from pathlib import Path

import pytest

from kb.corpus.removed import Removed, read_removed
from kb.corpus.store import read_corpus
from kb.engines import open_engine
from kb.indexing import build_index
from kb.search.lookups import open_lookups
from tests.corpora import news, write_corpus


def read(folder: Path, text: str) -> tuple[list[Removed], list[str]]:
    path = folder / "removed.yaml"
    path.write_text(text, encoding="utf-8")
    found = read_removed(path)
    return list(found.entries), [str(fault).removeprefix(str(path)) for fault in found.faults]


def test_a_list_of_posts(tmp_path: Path) -> None:
    text = """\
# Taken down by request.
- id: 2017-06-29-kooperativ
  date: 2019-02-01
  reason: "Avtalet: gick ut"
- {id: 2018-01-01-annan, date: 2019-02-02}
- id: 2018-01-02-utan-datum
"""
    assert read(tmp_path, text) == (
        [
            Removed(id="2017-06-29-kooperativ", date=date(2019, 2, 1), reason="Avtalet: gick ut"),
            Removed(id="2018-01-01-annan", date=date(2019, 2, 2)),
            Removed(id="2018-01-02-utan-datum"),
        ],
        [],
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n", "\ufeff"])
def test_an_empty_file_has_none(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == ([], [])


def test_no_file_has_none(tmp_path: Path) -> None:
    assert read_removed(tmp_path / "removed.yaml").entries == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- id: ../../etc/passwd\n", 1, "id: "),
        ("- date: 2019-01-01\n", 1, "id: is missing"),
        ("- id: 2017-01-01-x\n  date: 2019-02-30\n", 2, "date: "),
        ("- id: 2017-01-01-x\n  dat: 2019-02-01\n", 2, "dat: is no field of an entry"),
        ("- 2017-01-01-x\n", 1, ""),
        ("id: 2017-01-01-x\n", 1, "no list"),
        ("- id: [\n", 1, ""),
        ("-\n", 1, ""),
    ],
)
def test_faults_say_where(tmp_path: Path, text: str, line: int, words: str) -> None:
    good = "" if text.startswith("id:") else "- id: 2016-01-01-y\n"
    removed, faults = read(tmp_path, good + text)
    assert faults
    # A parser may notice an open bracket only where the file ends.
    first = line + good.count("\n")
    assert faults[0].startswith((f":{first}: ", f":{first + 1}: "))
    assert words in faults[0]
    assert [each.id for each in removed] in ([], ["2016-01-01-y"])


def test_one_faulty_entry_leaves_the_others(tmp_path: Path) -> None:
    removed, faults = read(tmp_path, "- id: 2017-01-01-x\n- id: X\n- id: 2017-01-02-y\n- {}\n")
    assert [each.id for each in removed] == ["2017-01-01-x", "2017-01-02-y"]
    assert len(faults) == 2


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "removed.yaml").write_bytes(b"- id: 2017-01-01-x\n  reason: \xe5\n")
    found = read_removed(tmp_path / "removed.yaml")
    assert found.entries == ()
    assert "not UTF-8" in str(found.faults[0])


def test_they_are_a_part_of_the_corpus_and_of_the_index(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", news()[:2])
    before = read_corpus(corpus)
    assert before.removed == ()
    build_index(corpus, tmp_path / "index")
    (corpus / "removed.yaml").write_text("- id: 2014-01-01-borta\n", encoding="utf-8")
    after = read_corpus(corpus)
    assert [each.id for each in after.removed] == ["2014-01-01-borta"]
    assert after.checksum != before.checksum
    build_index(corpus, tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    _, lookups = open_lookups(engine)
    assert list(lookups.removed) == ["2014-01-01-borta"]
    engine.close()
