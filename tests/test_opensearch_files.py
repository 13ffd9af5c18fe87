"""Files of generations: in pieces in the cluster, whole on this machine."""

import os
import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.opensearch import files as module
from kb.engines.opensearch.files import cuts


def pieces(data: bytes) -> list[bytes]:
    return [data[begin:end] for begin, end in pairwise(cuts(data))]


@given(
    seed=st.integers(0, 50), size=st.integers(0, 400_000), repeated=st.sampled_from([1, 7, 5000])
)
def test_pieces_are_the_file(seed: int, size: int, repeated: int) -> None:
    data = random.Random(seed).randbytes(-(-size // repeated)) * repeated
    found = pieces(data)
    assert b"".join(found) == data
    assert all(len(piece) <= 256 << 10 for piece in found)
    assert all(len(piece) >= 16 << 10 for piece in found[:-1])


def test_a_small_change_leaves_most_pieces_as_they_were() -> None:
    data = random.Random(1).randbytes(8 << 20)
    before = pieces(data)
    assert 60 < len(before) < 250
    for place in (0, 1000, len(data) // 2, len(data)):
        changed = pieces(data[:place] + b"en rad till" + data[place:])
        assert len({*changed} - {*before}) <= 3


def test_of_no_bytes_there_is_no_piece() -> None:
    assert cuts(b"") == [0]
    assert cuts(b"a") == [0, 1]


class FakeCluster:
    """A cluster for what needs none."""

    class location:  # noqa: N801
        alias = "kb"
        where = "nowhere"
        cache: Path


def test_what_was_not_asked_for_longest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_CACHE_BYTES", 250)
    cluster = FakeCluster()
    cluster.location.cache = tmp_path
    files = module.Files(cluster)  # type: ignore[arg-type]
    now = time.time()
    for name, age in (("a", 9000), ("b", 8000), ("c", 10), ("d.part", 9000)):
        (tmp_path / name).write_bytes(b"x" * 100)
        os.utime(tmp_path / name, (now - age, now - age))
    (tmp_path / "meaning").mkdir()
    os.utime(tmp_path / "meaning", (now - 9000, now - 9000))
    files._keep("e", b"x" * 100)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "e", "meaning"]
    files._keep("f", b"x" * 300)  # what was asked for just now stays in any case
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "e", "f", "meaning"]


def test_what_is_damaged_on_this_machine_is_replaced(tmp_path: Path) -> None:
    cluster = FakeCluster()
    cluster.location.cache = tmp_path / "cache"
    files = module.Files(cluster)  # type: ignore[arg-type]
    path = files._keep("a", b"whole")
    path.write_bytes(b"whale")
    assert files._keep("a", b"whole") == path
    assert path.read_bytes() == b"whole"
    # Who serves may be another user than who built.
    assert path.stat().st_mode & 0o777 == 0o644
    assert [*path.parent.iterdir()] == [path]
