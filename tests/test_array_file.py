"""Files of arrays read as they were written, or say that they are damaged."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, integer_dtypes, unsigned_integer_dtypes

from kb.engines.files.array_file import AnyArray, ArrayFile, ArrayWriter, write_arrays
from kb.errors import IndexDamagedError

_ARRAYS = st.dictionaries(
    st.text("abc/_", min_size=1, max_size=6),
    arrays(
        st.one_of(unsigned_integer_dtypes(endianness="<"), integer_dtypes(endianness="<")),
        array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5),
    ),
    max_size=6,
)


@given(_ARRAYS)
def test_arrays_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, written: dict[str, AnyArray]
) -> None:
    path = tmp_path_factory.mktemp("arrays") / "x.arrays"
    write_arrays(path, written)
    with closing(ArrayFile(path)) as file:
        assert list(file) == list(written)
        assert len(file) == len(written)
        for name, array in written.items():
            assert file[name].dtype == array.dtype
            assert file[name].shape == array.shape
            assert (file[name] == array).all()
            assert not file[name].flags.writeable
            assert file[name].ctypes.data % 8 == 0 or not array.size
        file.check()


def test_an_array_may_come_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    with ArrayWriter(path) as writer:
        writer.add_pieces("numbers", np.uint16, (np.arange(n) for n in (3, 0, 2)))
        writer.add_pieces("none", np.uint8, ())
    with closing(ArrayFile(path)) as file:
        assert file["numbers"].tolist() == [0, 1, 2, 0, 1]
        assert file["none"].shape == (0,)


def test_a_file_that_was_not_finished_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    with pytest.raises(ZeroDivisionError), ArrayWriter(path) as writer:
        writer.add_pieces("numbers", np.uint8, (np.arange(1 // n) for n in (1, 0)))
    with pytest.raises(IndexDamagedError, match="not whole"):
        ArrayFile(path)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 60, -1])
def test_a_file_that_was_cut_short_is_damaged(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.arrays"
    write_arrays(path, {"numbers": np.arange(10)})
    data = path.read_bytes()
    path.write_bytes(data[:size])
    with pytest.raises(IndexDamagedError, match="kb index --full"):
        ArrayFile(path)


@given(st.data())
def test_no_flipped_byte_of_the_directory_is_a_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("arrays") / "x.arrays"
    write_arrays(path, {"a": np.arange(10), "b": np.ones((2, 3), np.uint8)})
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(64 + 6, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    try:
        with closing(ArrayFile(path)) as file:
            for array in file.values():
                array.sum()
    except IndexDamagedError:
        pass


def test_a_file_that_changed_its_length_in_use_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    write_arrays(path, {"numbers": np.arange(10)})
    with closing(ArrayFile(path)) as file:
        with path.open("ab") as longer:
            longer.write(b"x")
        with pytest.raises(IndexDamagedError, match="in use"):
            file.check()


def test_arrays_outlive_their_file(tmp_path: Path) -> None:
    path = tmp_path / "x.arrays"
    write_arrays(path, {"numbers": np.arange(10)})
    file = ArrayFile(path)
    numbers = file["numbers"]
    path.unlink()
    file.close()
    assert numbers.sum() == 45
