"""Services over made-up posts, for tests that look at what a search finds."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.engines import open_engine, open_writer
from kb.indexing import documents
from kb.language.abbreviations import Abbreviation
from kb.search.parser import make_query
from kb.search.results import Results
from kb.search.service import SearchService
from kb.search.tables import Tables
from tests.corpora import post

Search = Callable[..., Results]


@contextmanager
def serving(
    folder: Path,
    posts: Iterable[Post],
    registers: Registers | None = None,
    abbreviations: tuple[Abbreviation, ...] = (),
) -> Iterator[Search]:
    """Index posts and give a function that searches them: a text, and the choices beside it."""
    registers = registers or Registers()
    writer = open_writer(folder, anew=True)
    for document in documents(posts, Mentions(registers)):
        writer.add(document)
    writer.commit(Tables(registers, abbreviations), "made up")
    engine = open_engine(folder)
    service = SearchService(engine)

    def search(text: str = "", **choices: object) -> Results:
        return service.search(make_query(text, **choices))  # type: ignore[arg-type]

    yield search
    engine.close()


def said(*texts: str) -> list[Post]:
    """Return a post a text, as like each other as can be: p0, p1 … of the same day."""
    return [
        post("2017-01-01", "Nyhet", text, id=f"2017-01-01-p{number}")
        for number, text in enumerate(texts)
    ]


def found(results: Results) -> list[str]:
    """Return the last words of the ids of the hits, in order."""
    return [hit.id.rpartition("-")[2] for hit in results.hits]
