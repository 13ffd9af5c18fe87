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
        posts = [data[begin:end] for begin, end in zip(begins, ends, strict=True)]
        yield _texts(*decode(posts, lengths, nobody_asks), arrays["tags/counts"][wanted])


def _texts(analysis: Analysis, texts: Integers, tags: Integers) -> Texts:
    a = analysis
    tokens, joined_per_text = _counts(a.text_ends), _counts(a.joined_text_ends)
    # A joined form stands at the first token that ends behind its start.
    numbers = np.arange(len(tokens)) << _PLACE_BITS
    token_ends = np.repeat(numbers, tokens) + a.ends
    places = np.repeat(numbers, joined_per_text) + a.joined_starts
    before = np.repeat(starts_of(tokens)[:-1], joined_per_text)
    firsts = np.searchsorted(token_ends, places, "right") - before
    return Texts(
        texts=np.stack([texts - 1 - tags, tags], axis=1).astype(np.int32),
        tokens=tokens,
        types=a.types,
        starts=a.starts,
        joined=np.stack(
            [a.joined, firsts.astype(np.int32), a.joined_starts, a.joined_ends], axis=1
        ),
        joined_per_text=joined_per_text,
        gaps=np.stack([a.gap_starts, a.gap_ends], axis=1),
        gaps_per_text=_counts(a.gap_text_ends),
    )


def _counts(ends: Integers) -> NDArray[np.int32]:
    return lengths_of(ends).astype(np.int32)
