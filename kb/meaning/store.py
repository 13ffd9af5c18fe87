"""The vectors of a generation, in two files of it.

meaning.json    of what they are: the model, how posts were cut, the floor, how many posts have
                  none yet, and whether the floor is that of an earlier generation
meaning.arrays  ids, checksums (of their documents), words (some of each, to be tried as queries):
                  the posts, ascending by id; starts: the passages of post n are those from
                  starts[n] to starts[n + 1]
                keys, numbers, scales, lengths: of the passages
                mean, query_mean: see `kb.meaning.similarity`
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import ArrayFile, write_arrays
from kb.engines.files.ragged import places_of, starts_of
from kb.meaning.quantized import Quantized
from kb.meaning.similarity import Centred, Starts

ARRAYS = "meaning.arrays"
ABOUT = "meaning.json"


@dataclass(frozen=True, slots=True)
class About:
    """What vectors are of.

    Attributes:
        model: its name.
        cut: how posts were cut into passages.
        missing: how many posts of the generation have none yet.
        floor: see `kb.meaning.similarity`.
        outdated: whether floor and mean of queries are those of an earlier generation.
    """

    model: str
    cut: str
    missing: int
    floor: float
    outdated: bool = False

    def to_text(self) -> str:
        """Return what `from_text` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "About":
        """Read what `to_text` returned; ValueError or TypeError where it is something else."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Rows:
    """Posts and their passages.

    Attributes:
        ids: of the posts.
        checksums: of their documents, [posts, 32].
        words: of each post, to be tried as queries, with a space between them.
        starts: where the passages of each post start, and the last ones end: [posts + 1].
        keys: of the passages, [passages, 16].
        passages: their vectors.
    """

    ids: Sequence[str]
    checksums: NDArray[np.uint8]
    words: Sequence[str]
    starts: Starts
    keys: NDArray[np.uint8]
    passages: Quantized

    def as_they_are(self, checksums: Mapping[str, str]) -> "Rows":
        """Return those of posts that have these checksums, by their ids."""
        own = (bytes(row).hex() for row in self.checksums)
        kept = [
            post
            for post, (post_id, checksum) in enumerate(zip(self.ids, own, strict=True))
            if checksums.get(post_id) == checksum
        ]
        return self if len(kept) == len(self.ids) else self.chosen(kept)

    def chosen(self, posts: Collection[int]) -> "Rows":
        """Return those of some posts, by their numbers, in this order."""
        numbers = np.array(list(posts), np.int64)
        places = places_of(self.starts, numbers)
        return Rows(
            [self.ids[post] for post in posts],
            self.checksums[numbers],
            [self.words[post] for post in posts],
            starts_of(np.diff(self.starts)[numbers]),
            self.keys[places],
            Quantized(self.passages.numbers[places], self.passages.scales[places]),
        )

    def joined(self, others: "Rows") -> "Rows":
        """Return them with those of other posts, ascending by id."""
        ids = [*self.ids, *others.ids]
        both = Rows(
            ids,
            np.concatenate([self.checksums, others.checksums]),
            [*self.words, *others.words],
            np.concatenate([self.starts, others.starts[1:] + self.starts[-1]]),
            np.concatenate([self.keys, others.keys]),
            Quantized(
                np.concatenate([self.passages.numbers, others.passages.numbers]),
                np.concatenate([self.passages.scales, others.passages.scales]),
            ),
        )
        return both.chosen(sorted(range(len(ids)), key=ids.__getitem__))

    def write(self, path: Path, passages: Centred) -> None:
        """Write the file of arrays."""
        write_arrays(
            path,
            {
                "ids": _bytes(self.ids),
                "checksums": self.checksums,
                "words": _bytes(self.words),
                "starts": self.starts,
                "keys": self.keys,
                "numbers": passages.passages.numbers,
                "scales": passages.passages.scales,
                "lengths": passages.lengths,
                "mean": passages.mean,
                "query_mean": passages.query_mean,
            },
        )


class VectorStore:
    """The vectors of a generation, mapped; `check` is asked before they are read (`ArrayFile`).

    Attributes:
        ids: of the posts, ascending.
        starts: where the passages of each start, and the last ones end.
        passages: their vectors, and what it takes to compare them.
    """

    def __init__(self, file: Callable[[str], Path]) -> None:
        """Open what a generation has; `file` says where a file of it lies.

        Raises:
            OSError: it has none, or one that cannot be opened.
            IndexDamagedError, ValueError, TypeError, KeyError: they are not whole.
        """
        self.about = About.from_text(file(ABOUT).read_text(encoding="utf-8"))
        arrays = ArrayFile(file(ARRAYS))
        # Who lets go of it leaves no file open; what was read of it stays readable.
        finalize(self, arrays.close)
        self.check = arrays.check
        self._arrays = {name: arrays[name] for name in ("checksums", "words", "keys")}
        self.ids: Sequence[str] = _texts(arrays["ids"])
        self.starts: Starts = arrays["starts"]
        self.passages = Centred(
            Quantized(arrays["numbers"], arrays["scales"]),
            arrays["mean"],
            arrays["lengths"],
            arrays["query_mean"],
        )
        self._refuse_uneven()

    @cached_property
    def rows(self) -> Rows:
        """All that a build goes on from; ValueError where it is not whole."""
        arrays = self._arrays
        words = _texts(arrays["words"])
        if len(words) != len(self.ids):
            raise ValueError(f"{ARRAYS}: its words are not of the same posts")
        passages = self.passages.passages
        return Rows(self.ids, arrays["checksums"], words, self.starts, arrays["keys"], passages)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return len(self.passages.mean)

    def _refuse_uneven(self) -> None:
        apart = self.passages
        posts = (len(self._arrays["checksums"]), len(self.starts) - 1)
        passages = (len(apart.passages.numbers), len(apart.passages.scales), len(apart.lengths))
        ends = {int(self.starts[-1])}
        if {*posts} != {len(self.ids)} or {*passages, len(self._arrays["keys"])} != ends:
            raise ValueError(f"{ARRAYS}: its arrays are not of the same posts and passages")


def _bytes(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return texts without line ends as one array."""
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _texts(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().split("\n")
