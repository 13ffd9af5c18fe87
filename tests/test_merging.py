"""Merging gives the file that building would have given, seldom, and keeps segments few."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.engines.embedded.building.merging import merge_segments, to_merge
from kb.engines.files.array_file import ArrayFile
from kb.language.analyzer import Analyzer
from kb.search.port.document import Document
from tests.test_segment_builder import DOCUMENTS, build, last_of_each


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.tuples(DOCUMENTS, st.booleans()), max_size=6), min_size=1, max_size=4),
    st.sampled_from([1, 1 << 12, 1 << 26]),
)
def test_a_merged_segment_is_what_building_it_gives(
    analyzer: Analyzer, segments: list[list[tuple[Document, bool]]], memory: int
) -> None:
    kept: dict[str, Document] = {}
    sources: list[tuple[list[Document], list[bool]]] = []
    for segment in segments:
        documents = last_of_each([document for document, _ in segment])
        wanted = {document.id: live for document, live in segment}
        live = [wanted[document.id] and document.id not in kept for document in documents]
        kept |= {each.id: each for each, is_live in zip(documents, live, strict=True) if is_live}
        sources.append((documents, live))
    with TemporaryDirectory() as folder, ExitStack() as stack:
        opened = []
        for number, (documents, live) in enumerate(sources):
            path = Path(folder) / str(number) / "x.arrays"
            path.parent.mkdir()
            build(path, documents, analyzer)
            file = stack.enter_context(closing(ArrayFile(path)))
            opened.append((file, np.array(live, np.bool_)))
        (Path(folder) / "built").mkdir()
        build(Path(folder) / "built" / "x.arrays", list(kept.values()), analyzer)
        merged = Path(folder) / "merged.arrays"
        assert merge_segments(opened, merged, Path(folder), memory) == len(kept)
        assert merged.read_bytes() == (Path(folder) / "built" / "x.arrays").read_bytes()


@pytest.mark.parametrize(
    ("documents", "dead", "spans"),
    [
        ([], [], []),
        ([5], [0], []),
        ([5], [1], []),
        ([5], [2], [range(0, 1)]),
        ([5, 1], [0, 0], []),
        ([4, 1], [0, 0], [range(2)]),
        ([100, 4, 1], [0, 0, 0], [range(1, 3)]),
        ([20, 4, 1], [0, 0, 0], [range(3)]),
        ([1000, 100, 4, 1], [201, 0, 0, 0], [range(0, 1), range(2, 4)]),
        ([1000, 100, 4, 1], [0, 95, 0, 0], [range(1, 4)]),
        ([1000, 1], [0, 1], [range(1, 2)]),
        ([42_000, 12_000, 12_000], [0, 0, 0], [range(1, 3)]),
        ([41_000, 12_000, 12_000], [0, 0, 0], [range(3)]),
    ],
)
def test_what_is_merged(documents: Sequence[int], dead: Sequence[int], spans: list[range]) -> None:
    assert to_merge(documents, dead) == spans


@settings(max_examples=30)
@given(st.integers(0, 3000), st.integers(1, 40), st.sampled_from([0, 1, 3, 10]))
def test_segments_stay_few_and_posts_are_seldom_rewritten(
    base: int, batch: int, replaced: int
) -> None:
    segments, dead = [base], [0]
    written = 0
    for turn in range(400):
        for number in range(min(replaced, batch)):
            at = (turn + number) % len(segments)
            dead[at] = min(segments[at], dead[at] + 1)
        segments.append(batch)
        dead.append(0)
        spans = to_merge(segments, dead)
        assert spans == sorted(spans, key=lambda span: span.start)
        for span in reversed(spans):
            live = sum(segments[n] - dead[n] for n in span)
            written += live
            segments[span.start : span.stop] = [live]
            dead[span.start : span.stop] = [0]
        assert all(5 * gone <= count for count, gone in zip(segments, dead, strict=True))
        assert len(segments) <= 8
    assert written <= 400 * batch * 30
