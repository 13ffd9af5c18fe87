"""What a generation in the making says of its posts, whatever was asked of it before."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded import parts as parts_module
from kb.engines.embedded.parts import Checksums, Part
from kb.engines.files.dictionary import dictionary_arrays

IDS = [f"post-{number}" for number in range(6)]
SUMS = [f"{number:02x}" * 32 for number in range(256)]


def part(ids: list[str], sums: list[str]) -> Part:
    file: Any = {
        **dictionary_arrays("id", sorted(post_id.encode() for post_id in ids)),
        "id/starts": np.arange(len(ids) + 1, dtype=np.uint32),
        "id/docs": np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32),
        "id/of": np.array([sorted(ids).index(post_id) for post_id in ids], np.uint16),
        "checksums": np.frombuffer(bytes.fromhex("".join(sums)), np.uint8).reshape(-1, 32),
    }
    return Part(Path("MAIN_a.arrays"), file, np.ones(len(ids), np.bool_))


@given(
    kept=st.lists(st.lists(st.sampled_from(IDS), unique=True, max_size=4), max_size=3),
    steps=st.lists(st.tuples(st.sampled_from(["put", "drop", "get", "all"]), st.sampled_from(IDS))),
    most=st.sampled_from([0, 2, 500]),
)
def test_is_a_mapping_of_what_is_there(
    kept: list[list[str]], steps: list[tuple[str, str]], most: int
) -> None:
    sums = iter(SUMS)
    parts: list[Part] = []
    expected: dict[str, str] = {}
    for ids in kept:
        for earlier in parts:
            for post_id in ids:
                if (number := earlier.find(post_id)) >= 0:
                    earlier.live[number] = False
        new = {post_id: next(sums) for post_id in ids}
        parts.append(part(list(new), list(new.values())))
        expected |= new
    added: set[str] = set()
    checksums = Checksums(parts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parts_module, "_MANY", most)
        for step, post_id in steps:
            if step == "put":
                expected[post_id] = next(sums)
                checksums.put(post_id, expected[post_id])
                added.add(post_id)
            elif step == "drop" and post_id in expected:
                del expected[post_id]
                assert checksums.drop(post_id) == (post_id in added)
                added.discard(post_id)
            elif step == "all":
                assert dict(checksums) == expected
            assert checksums.get(post_id) == expected.get(post_id)
            assert (post_id in checksums) == (post_id in expected)
            assert len(checksums) == len(expected)
        assert dict(checksums) == expected
