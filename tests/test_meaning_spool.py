from pathlib import Path

import numpy as np
import pytest

from kb.meaning.embedder import EmbeddingError, Vectors
from kb.meaning.spool import VectorSpool, key_of

KEYS = [key_of(text, "passage") for text in ("ett", "två", "tre", "fyra", "fem")]
VECTORS: Vectors = np.arange(20, dtype=np.float32).reshape(5, 4) + 1


def values(spool: VectorSpool, keys: list[bytes]) -> Vectors:
    return spool.get(keys).vectors()


def known(spool: VectorSpool) -> int:
    return sum(key in spool for key in KEYS)


def test_what_was_added_is_found_again(tmp_path: Path) -> None:
    spool = VectorSpool(tmp_path, "m")
    assert KEYS[0] not in spool
    spool.add(KEYS[:2], VECTORS[:2])
    spool.add(KEYS[2:], VECTORS[2:])
    for found in (spool, VectorSpool(tmp_path, "m")):
        assert known(found) == 5
        assert values(found, [KEYS[4], KEYS[0]]) == pytest.approx(VECTORS[[4, 0]], rel=0.02)


def test_models_share_nothing(tmp_path: Path) -> None:
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS)
    assert known(VectorSpool(tmp_path, "n")) == 0


def test_a_text_is_another_as_query_and_as_passage() -> None:
    assert key_of("ett", "query") != key_of("ett", "passage")
    assert key_of("half \ud800", "query")


@pytest.mark.parametrize("lost", [1, 23, 24, 25, 47, 95])
def test_what_was_half_written_is_cut_off(tmp_path: Path, lost: int) -> None:
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-lost])
    spool = VectorSpool(tmp_path, "m")
    kept = 5 - -(-lost // 24)
    assert known(spool) == kept
    spool.add(KEYS[kept:], VECTORS[kept:])
    assert values(VectorSpool(tmp_path, "m"), KEYS) == pytest.approx(VECTORS, rel=0.02)


@pytest.mark.parametrize("content", [b"", b"\4", b"\4\0\0\0", b"\4\0\0\0xyz"])
def test_a_file_that_was_only_begun_is_begun_again(tmp_path: Path, content: bytes) -> None:
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS)
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    spool = VectorSpool(tmp_path, "m")
    assert known(spool) == 0
    spool.add(KEYS, VECTORS)
    assert values(VectorSpool(tmp_path, "m"), KEYS) == pytest.approx(VECTORS, rel=0.02)


def test_others_may_have_written_meanwhile(tmp_path: Path) -> None:
    one, other = VectorSpool(tmp_path, "m"), VectorSpool(tmp_path, "m")
    one.add(KEYS[:2], VECTORS[:2])
    other.add(KEYS[2:], VECTORS[2:])
    assert values(other, KEYS[2:]) == pytest.approx(VECTORS[2:], rel=0.02)


def test_what_is_not_needed_is_forgotten_where_it_is_much(tmp_path: Path) -> None:
    spool = VectorSpool(tmp_path, "m")
    spool.add(KEYS, VECTORS)
    spool.keep(KEYS[:4])
    assert known(spool) == 5
    spool.keep([KEYS[1], KEYS[3], KEYS[1]])
    for found in (spool, VectorSpool(tmp_path, "m")):
        assert known(found) == 2
        assert values(found, [KEYS[3], KEYS[1]]) == pytest.approx(VECTORS[[3, 1]], rel=0.02)


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    spool = VectorSpool(tmp_path, "m")
    spool.add(KEYS[:1], VECTORS[:1])
    with pytest.raises(EmbeddingError, match="another length"):
        spool.add(KEYS[1:], VECTORS[1:, :3])
    assert known(VectorSpool(tmp_path, "m")) == 1


def test_vectors_of_another_length_than_the_index_has_are_forgotten(tmp_path: Path) -> None:
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS)
    assert known(VectorSpool(tmp_path, "m", 4)) == 5
    spool = VectorSpool(tmp_path, "m", 3)
    assert known(spool) == 0
    with pytest.raises(EmbeddingError, match="4 numbers after 3"):
        spool.add(KEYS, VECTORS)
    spool.add(KEYS, VECTORS[:, :3])
    assert values(VectorSpool(tmp_path, "m"), KEYS) == pytest.approx(VECTORS[:, :3], rel=0.02)


@pytest.mark.parametrize("lost", [100, 116])
def test_after_one_that_was_only_begun_another_length_is_fine(tmp_path: Path, lost: int) -> None:
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-lost])
    VectorSpool(tmp_path, "m").add(KEYS, VECTORS[:, :3])
    assert values(VectorSpool(tmp_path, "m"), KEYS) == pytest.approx(VECTORS[:, :3], rel=0.02)


def test_no_build_takes_what_it_writes_for_a_leftover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = []
    replace = Path.replace

    def noted(path: Path, target: Path) -> Path:
        names.append(path.name)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    spool = VectorSpool(tmp_path, "m")
    spool.add(KEYS, VECTORS)
    spool.keep(KEYS[:1])
    (name,) = names
    assert not name.endswith(".part")
