from pathlib import Path

import pytest

from kb.errors import ImportFileError
from kb.importers.site.kept import Kept
from kb.importers.site.response import Response

URL = "https://exempel.se/å?a=1"
ANSWER = Response.of(
    "https://exempel.se/b", 200, [("Link", "<a>"), ("Link", "<b>")], b"\0\n\xff{}\n"
)
MINUTE = 60


def test_keeps_answers_for_an_hour(tmp_path: Path) -> None:
    now = [1e9]
    kept = Kept(tmp_path / "new", lambda: now[0])
    assert kept.find(URL) is None
    kept.keep(URL, ANSWER)
    assert kept.find(URL) == ANSWER
    assert kept.find(URL + "0") is None
    now[0] += 59 * MINUTE
    assert Kept(tmp_path / "new", lambda: now[0]).find(URL) == ANSWER
    now[0] += MINUTE
    assert kept.find(URL) is None
    now[0] -= 70 * MINUTE
    assert kept.find(URL) is None


def test_a_damaged_answer_is_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep(URL, ANSWER)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        assert kept.find(URL) is None
    for damaged in (b"[]\n", b"{}\n", b"null\n", b"\xff\n", b"{\n" + whole):
        path.write_bytes(damaged)
        assert kept.find(URL) is None
    kept.keep(URL, ANSWER)
    assert kept.find(URL) == ANSWER


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ImportFileError, match="what was read cannot be kept there"):
        Kept(tmp_path / "file").keep(URL, ANSWER)


def test_removing_nothing(tmp_path: Path) -> None:
    Kept(tmp_path / "none").remove()
