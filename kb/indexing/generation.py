"""Documents → a generation: the one way in which one comes about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kb.corpus.register import Registers
from kb.corpus.removed import Removed
from kb.engines import DEFAULT, MEMORY_MB, open_writer
from kb.indexing.processes import Crew, collecting_rarely
from kb.language.abbreviations import Abbreviation, agreed
from kb.language.analyzer import Analyzer
from kb.language.building.installed import installed_lexicon
from kb.language.lexicon import Lexicon
from kb.search import lookups
from kb.search.lookups import Lookups
from kb.search.port.document import Document
from kb.search.port.engine import Generation, Writer
from kb.search.rewriting.synonyms import stems_of


class Begun(NamedTuple):
    """A generation that is being written, and the file of its lexicon."""

    writer: Writer
    lexicon: Path

    def finish(
        self,
        introduced: Mapping[str, tuple[Abbreviation, ...]],
        gone: Iterable[str],
        registers: Registers,
        removed: Mapping[str, Removed],
        corpus: str,
        files: Mapping[str, Path | str] | None = None,
    ) -> Generation:
        """Leave out what is gone, and switch to the generation.

        Args:
            introduced: the abbreviations of each of its posts, by their ids.
            gone: the ids of posts that it has and is not to have.
            registers: its registers.
            removed: the posts that were taken down, by their ids.
            corpus: the checksum of what it was built from.
            files: what else belongs to it, as for `Writer.commit`.
        """
        for post_id in sorted(gone):
            self.writer.remove(post_id)
        analyzer = Analyzer(Lexicon.open(self.lexicon))

        @cache
        def reading(long: tuple[str, ...]) -> object:
            return stems_of(analyzer, " ".join(long))

        found = agreed(introduced.values(), reading)
        own: dict[str, Path | str] = {
            lookups.LEXICON_FILE: self.lexicon,
            lookups.FILE: Lookups(registers, found, removed).to_text(),
        }
        return self.writer.commit({**own, **(files or {})}, corpus)


@contextmanager
def begun(
    index: str | Path, engine: str, anew: bool, memory: int, lexicon: Callable[[], Path]
) -> Iterator[Begun]:
    """Begin a generation; whatever goes wrong leaves no trace of it."""
    writer = open_writer(index, engine, anew=anew, memory=memory)
    try:
        # The live generation's lexicon saves building one, where it is of the same kind.
        yield Begun(writer, writer.live_file(lookups.LEXICON_FILE) or lexicon())
    except BaseException:
        writer.abort()
        raise


def write_generation(
    index: str | Path,
    documents: Iterable[Document],
    registers: Registers,
    *,
    removed: Mapping[str, Removed] | None = None,
    corpus: str = "",
    engine: str = DEFAULT,
    anew: bool = False,
    workers: int = 1,
    memory: int = MEMORY_MB,
    lexicon: Callable[[], Path] = installed_lexicon,
) -> tuple[Generation, Mapping[str, str]]:
    """Write a generation that holds these documents and no others, and switch to it.

    Only documents that the live generation does not have as they are get indexed, unless it is to
    be made `anew`. Returns the generation and the checksums of its documents by id; other
    arguments and errors as for `build_index`.
    """
    with (
        collecting_rarely(),
        begun(index, engine, anew, memory, lexicon) as build,
        Crew(Path(), workers) as crew,
    ):
        writer = build.writer
        crew.prepare(registers, build.lexicon, writer.send)
        introduced: dict[str, tuple[Abbreviation, ...]] = {}
        for some, (found, batch) in crew.analyse(
            (document, writer.checksums.get(document.id)) for document in documents
        ):
            for (document, _), abbreviations in zip(some, found, strict=True):
                introduced[document.id] = abbreviations
            if batch is not None:
                writer.add(batch)
        gone = writer.checksums.keys() - introduced.keys()
        generation = build.finish(introduced, gone, registers, removed or {}, corpus)
    return generation, writer.checksums
