"""Documents are read as they were stored, with or without a dictionary."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from kb.engines.embedded.files.stored_documents import StoredDocuments, Unpacker
from kb.engines.files.array_file import ArrayFile, ArrayWriter

_FEW = [(f'["post-{n}", "Bygdelaget lagar bron"]'.encode(), b"<p>bro\n" * n) for n in range(5)]
_MANY = [(f'["post-{n}", "Kooperativ {n * n} i byn"]'.encode(), b"<p>text") for n in range(700)]


def _written(path: Path, stored: StoredDocuments, docs: list[int]) -> ArrayFile:
    with ArrayWriter(path) as writer:
        stored.write(writer, np.array(docs, np.int64))
    stored.close()
    return ArrayFile(path)


def test_few_documents_have_no_dictionary(tmp_path: Path) -> None:
    stored = StoredDocuments(tmp_path, 1000)
    stored.add(_FEW[:2])
    stored.add(_FEW[2:])
    with closing(_written(tmp_path / "x", stored, [0, 2, 4])) as file:
        assert not len(file["stored/dictionary"])
        unpacker = Unpacker(file)
        assert [unpacker.document_bytes(n) for n in range(3)] == _FEW[::2]


@pytest.mark.parametrize("batch", [1, 200, 700])
def test_many_documents_share_a_dictionary(tmp_path: Path, batch: int) -> None:
    whole, parts = StoredDocuments(tmp_path, 1000), StoredDocuments(tmp_path, 1 << 20)
    whole.add(_MANY)
    for start in range(0, len(_MANY), batch):
        parts.add(_MANY[start : start + batch])
    with (
        closing(_written(tmp_path / "x", whole, list(range(700)))) as one,
        closing(_written(tmp_path / "y", parts, list(range(700)))) as other,
    ):
        assert len(one["stored/dictionary"])
        assert (tmp_path / "x").read_bytes() == (tmp_path / "y").read_bytes()
        unpacker = Unpacker(other)
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(unpacker.document_bytes, range(700))) == _MANY


def test_documents_of_other_segments_are_read_alike(tmp_path: Path) -> None:
    many, few = StoredDocuments(tmp_path, 1000), StoredDocuments(tmp_path, 1000)
    many.add(_MANY)
    few.add(_FEW)
    with (
        closing(_written(tmp_path / "x", many, list(range(700)))) as one,
        closing(_written(tmp_path / "y", few, list(range(5)))) as other,
    ):
        dictionary = one["stored/dictionary"].tobytes()
        for known in (dictionary, b""):
            merged = StoredDocuments(tmp_path, 1000, known)
            merged.extend(other, np.array([1, 2]))
            merged.extend(one, np.arange(3, 600))
            with closing(_written(tmp_path / "z", merged, list(range(599)))) as file:
                assert len(file["stored/dictionary"])
                assert (file["stored/dictionary"].tobytes() == dictionary) == bool(known)
                unpacker = Unpacker(file)
                found = [unpacker.document_bytes(n) for n in range(599)]
                assert found == _FEW[1:3] + _MANY[3:600]


def test_documents_with_nothing_in_common_need_no_dictionary(tmp_path: Path) -> None:
    stored = StoredDocuments(tmp_path, 1000)
    documents = [(b"%d" % n, b"") for n in range(400)]
    stored.add(documents)
    with closing(_written(tmp_path / "x", stored, list(range(400)))) as file:
        unpacker = Unpacker(file)
        assert [unpacker.document_bytes(n) for n in range(400)] == documents
