import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.site.body import BrokenBodyError, TooLargeError, read_body

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.compress,
    "GZIP ": gzip.compress,
    "deflate": zlib.compress,
}


def pieces(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


@given(st.binary(max_size=500), st.sampled_from(sorted(PACKED)), st.integers(1, 50))
def test_whatever_the_pieces_the_body_is_whole(content: bytes, encoding: str, size: int) -> None:
    packed = PACKED[encoding](content)
    largest = max(len(content), len(packed))
    assert read_body(pieces(packed, size), encoding, largest) == content
    if content:
        with pytest.raises(TooLargeError):
            read_body(pieces(packed, size), encoding, len(content) - 1)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_anything_is_unpacked_or_refused(content: bytes, encoding: str) -> None:
    try:
        assert len(read_body([content], encoding, 1000)) <= 1000
    except (BrokenBodyError, TooLargeError):
        return


@pytest.mark.parametrize("cut", [1, 5, 9])
def test_what_ends_too_early_is_broken(cut: int) -> None:
    with pytest.raises(BrokenBodyError):
        read_body([gzip.compress(b"abc" * 100)[:-cut]], "gzip", 1000)


def test_an_empty_body_needs_no_packing() -> None:
    assert read_body([], "gzip", 10) == b""
