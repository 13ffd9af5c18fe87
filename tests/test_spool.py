import tempfile
from contextlib import closing
from io import FileIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded.files.spool import Spool


@given(st.lists(st.lists(st.integers(-9, 9), max_size=5), max_size=9), st.integers(0, 60))
def test_a_spool_reads_as_one_array_wherever_it_is(parts: list[list[int]], memory: int) -> None:
    whole: list[int] = []
    with closing(Spool(Path("/tmp"), np.int16, memory)) as spool:
        for part in parts:
            spool.append(np.array(part, np.int64))
            whole += part
            assert len(spool) == len(whole)
            assert spool.read(len(whole) // 2, len(whole)).tolist() == whole[len(whole) // 2 :]
        assert spool.array().tolist() == whole
        assert [int(value) for piece in spool.pieces() for value in piece] == whole
        begin = len(whole) // 3
        assert [int(n) for piece in spool.pieces(begin) for n in piece] == whole[begin:]


def test_what_is_on_disk_has_no_name(tmp_path: Path) -> None:
    with closing(Spool(tmp_path, np.uint8, 10)) as spool:
        spool.append_bytes([b"a" * 20, b"b"])
        assert not list(tmp_path.iterdir())
        assert spool.read(19, 21).tobytes() == b"ab"


def test_a_full_disk_is_an_error_and_still_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: FileIO("/dev/full", "r+"))
    spool = Spool(tmp_path, np.uint8, 10)
    with pytest.raises(OSError, match="No space left"):
        spool.append_bytes([b"a" * 20])
    spool.close()
