"""Terms are found by their texts and by how they begin."""

import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.files.dictionary import NONE, Dictionary, dictionary_arrays

_TEXTS = st.sets(st.text("aåbz😀", max_size=5), max_size=30).map(
    lambda texts: sorted(text.encode() for text in texts)
)


@given(_TEXTS, st.text("aåbz😀", max_size=6).map(str.encode))
def test_a_dictionary_is_a_sorted_list(texts: list[bytes], sought: bytes) -> None:
    dictionary = Dictionary(dictionary_arrays("x", texts), "x")
    assert len(dictionary) == len(texts)
    assert list(dictionary.all_texts()) == texts
    assert [dictionary.text(term) for term in range(len(texts))] == texts
    assert [dictionary.find(text) for text in texts] == list(range(len(texts)))
    assert dictionary.find(sought) == (texts.index(sought) if sought in texts else NONE)
    assert dictionary.from_(sought) == sum(text < sought for text in texts)
    numbers = np.array([term for term, text in enumerate(texts) if text][::-1] * 2, np.uint32)
    assert dictionary.lines(numbers) == b"".join(texts[term] + b"\n" for term in numbers)
    beginning = [text for text in texts if text.startswith(sought)]
    assert [texts[term] for term in dictionary.beginning(sought)] == beginning


def test_texts_with_one_hash_are_told_apart() -> None:
    # Two words whose checksums are alike.
    texts = [b"codding", b"gnu"]
    assert zlib.crc32(texts[0]) == zlib.crc32(texts[1])
    dictionary = Dictionary(dictionary_arrays("x", texts), "x")
    assert [dictionary.find(text) for text in texts] == [0, 1]


def test_a_dictionary_has_small_arrays() -> None:
    arrays = dictionary_arrays("x", [b"a", b"bc"])
    assert {name: array.dtype for name, array in arrays.items()} == {
        "x/texts": np.uint8,
        "x/ends": np.uint32,
        "x/buckets": np.uint32,
        "x/by_hash": np.uint32,
    }
