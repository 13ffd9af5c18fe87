import io
import re

import pytest

from kb.cli.terminal import progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_tells_how_many_posts_are_done_how_fast_and_how_long_it_takes_yet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stderr", shown := Terminal())
    clock = iter(range(100, 1000, 2))
    monkeypatch.setattr("kb.cli.terminal.time.monotonic", lambda: float(next(clock)))
    with progress_bar("Indexing", 3000) as advance:
        advance(1200)
        assert re.search(r"Indexing +\[#+-+\] +1200/3000 .*600 posts/s", shown.getvalue())
        advance(1800)
    assert "3000/3000" in shown.getvalue()
    assert shown.getvalue().endswith("\n")


def test_nothing_is_shown_but_on_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress_bar("Indexing", 3000) as advance:
        advance(3000)
    assert capsys.readouterr() == ("", "")


def test_a_bar_ends_its_line_where_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", shown := Terminal())

    def work() -> None:
        with progress_bar("Reading", 10) as advance:
            advance(5)
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        work()
    assert shown.getvalue().endswith("\n")
