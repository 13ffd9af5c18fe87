"""Indexes of a few documents, built and opened without a generation around them."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from kb.corpus.paragraph import Paragraph
from kb.engines.embedded.building.segment_builder import SegmentBuilder
from kb.engines.embedded.ranks import rank_arrays
from kb.engines.embedded.reading.columns import Columns
from kb.engines.embedded.reading.postings import Index
from kb.engines.embedded.reading.scoring import Scoring
from kb.engines.embedded.reading.segment import Segment
from kb.engines.files.array_file import ArrayFile, write_arrays
from kb.language.token_types import TokenTypes
from kb.search.port.batch import analysed
from kb.search.port.document import Document
from tests.corpora import analyzer

_DOCUMENT = Document("", "", date(2017, 1, 1), None, None, {}, (), (), (), "")


def document(
    post_id: str,
    title: str = "",
    *paragraphs: str,
    published: date = date(2017, 1, 1),
    tags: Sequence[str] = (),
    entries: Mapping[str, Sequence[str]] | None = None,
    aliases: Sequence[str] = (),
) -> Document:
    """A document; paragraphs without any text are left out."""
    return replace(
        _DOCUMENT,
        id=post_id,
        title=title,
        published=published,
        tags=tuple(tags),
        aliases=tuple(aliases),
        entries={name: tuple(ids) for name, ids in (entries or {}).items()},
        paragraphs=tuple(Paragraph(f"s-{n}", text) for n, text in enumerate(paragraphs) if text),
        html="".join(f"<p>{text}</p>\n" for text in paragraphs),
    )


def random_documents(rng: random.Random, words: Sequence[str], count: int) -> list[Document]:
    """Documents of a few of some words each, by the names of their numbers."""

    def text(most: int) -> str:
        return " ".join(rng.choices(words, k=rng.randint(1, most)))

    return [
        document(
            f"p{number:03}",
            text(3),
            *(text(8) for _ in range(rng.randint(0, 3))),
            tags=[text(2)] if rng.random() < 0.3 else [],
        )
        for number in range(count)
    ]


class Opened:
    """An open index; `documents` are those of all doc ids, of which some may be `gone`."""

    def __init__(
        self,
        files: Sequence[ArrayFile],
        groups: Sequence[Sequence[Document]],
        gone: Collection[str],
    ) -> None:
        self.documents = [each for group in groups for each in group]
        self.live = [each for each in self.documents if each.id not in gone]
        ranks, *segments = files
        self.index = Index(list(map(Segment, segments)), ranks["live"])
        self.columns = Columns(self.index, ranks)
        self.scoring = Scoring(self.index, self.columns)

    def ids(
        self, doc_ids: Collection[int] | np.ndarray[tuple[int], np.dtype[np.integer]]
    ) -> list[str]:
        """The posts' ids."""
        return [self.documents[doc_id].id for doc_id in map(int, doc_ids)]


@contextmanager
def opened(*groups: Sequence[Document], gone: Collection[str] = ()) -> Iterator[Opened]:
    """Build a segment of each group, and open all of them, with some of their posts deleted."""
    with TemporaryDirectory() as folder:
        files = [_segment(Path(folder), n, group) for n, group in enumerate(groups)]
        live = [np.array([each.id not in gone for each in group], np.bool_) for group in groups]
        path = Path(folder) / "columns.arrays"
        write_arrays(path, rank_arrays(list(zip(files, live, strict=True))))
        files.insert(0, ArrayFile(path))
        try:
            yield Opened(files, groups, gone)
        finally:
            for file in files:
                file.close()


def _segment(folder: Path, number: int, documents: Sequence[Document]) -> ArrayFile:
    path = folder / f"{number}.arrays"
    builder = SegmentBuilder(folder, path, 1 << 24)
    try:
        builder.add(analysed(documents, TokenTypes(analyzer()), 0, 0))
        builder.finish()
    finally:
        builder.close()
    return ArrayFile(path)
