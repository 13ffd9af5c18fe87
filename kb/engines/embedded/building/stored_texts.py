"""The texts of a segment's documents as they were before they were inverted."""

from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.building.forward_index import Texts
from kb.engines.embedded.files.analysis_codec import decode
from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import Integers, Places, lengths_of, starts_of
from kb.search.port.analysis import Analysis, Types

# So many documents are read at a time: 0.2 MB of tokens, mostly.
_PORTION = 200
_PLACE_BITS = 32


def stored_texts(arrays: Mapping[str, AnyArray], docs: Places) -> Iterator[Texts]:
    """Yield documents of a segment, some at a time, with its numbers of types."""
    data, lengths = arrays["analysis/data"], arrays["types/lengths"].astype(np.int32)
    starts = starts_of(lengths_of(arrays["analysis/ends"]))
    nobody_asks = cast(Types, None)
    for first in range(0, len(docs), _PORTION):
        wanted = docs[first : first + _PORTION]
        begins, ends = starts[wanted].tolist(), starts[wanted + 1].tolist()
        analyses = [
            decode(data[begin:end], lengths, nobody_asks)
            for begin, end in zip(begins, ends, strict=True)
        ]
        yield _texts(analyses, arrays["tags/counts"][wanted])


def _texts(analyses: list[Analysis], tags: Integers) -> Texts:
    texts = np.array([len(each.text_ends) for each in analyses])
    tokens = _per_text([each.text_ends for each in analyses], texts)
    joined_per_text = _per_text([each.joined_text_ends for each in analyses], texts)
    starts = np.concatenate([each.starts for each in analyses])
    ends = np.concatenate([each.ends for each in analyses])
    joined_starts = np.concatenate([each.joined_starts for each in analyses])
    # A joined form stands at the first token that ends behind its start.
    numbers = np.arange(len(tokens)) << _PLACE_BITS
    token_ends = np.repeat(numbers, tokens) + ends
    places = np.repeat(numbers, joined_per_text) + joined_starts
    before = np.repeat(starts_of(tokens)[:-1], joined_per_text)
    firsts = np.searchsorted(token_ends, places, "right") - before
    return Texts(
        texts=np.stack([texts - 1 - tags, tags], axis=1).astype(np.int32),
        tokens=tokens,
        types=np.concatenate([each.types for each in analyses]),
        starts=starts,
        joined=np.stack(
            [
                np.concatenate([each.joined for each in analyses]),
                firsts.astype(np.int32),
                joined_starts,
                np.concatenate([each.joined_ends for each in analyses]),
            ],
            axis=1,
        ),
        joined_per_text=joined_per_text,
        gaps=np.stack(
            [
                np.concatenate([each.gap_starts for each in analyses]),
                np.concatenate([each.gap_ends for each in analyses]),
            ],
            axis=1,
        ),
        gaps_per_text=_per_text([each.gap_text_ends for each in analyses], texts),
    )


def _per_text(ends: list[Integers], texts: Integers) -> NDArray[np.int32]:
    """Return how many there are of each text; `ends` has where they end in each document."""
    all_ends = np.concatenate(ends)
    counts = lengths_of(all_ends)
    # In each document they are counted from 0 on, and each has a text.
    firsts = starts_of(texts)[:-1]
    counts[firsts] = all_ends[firsts]
    return counts.astype(np.int32)
