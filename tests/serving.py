"""Services over made-up posts, for tests that look at what a search finds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.engines import open_engine
from kb.indexing import documents, write_generation
from kb.search.port.document import Document
from kb.search.port.engine import Engine
from kb.search.presenting.answer import Answer
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import post

Search = Callable[..., Answer]


@contextmanager
def opened(
    folder: Path, posts: Iterable[Post], registers: Registers | None = None
) -> Iterator[Engine]:
    """Index posts and open the index."""
    registers = registers or Registers()
    write_generation(folder, documents(posts, Mentions(registers)), registers, anew=True)
    engine = open_engine(folder)
    yield engine
    engine.close()


@contextmanager
def serving(
    folder: Path, posts: Iterable[Post], registers: Registers | None = None
) -> Iterator[Search]:
    """Index posts and give a function that searches them: a text, and the choices beside it."""
    with opened(folder, posts, registers) as engine:
        service = SearchService(engine)

        def search(text: str = "", **choices: object) -> Answer:
            return service.search(make_request(text, **choices))  # type: ignore[arg-type]

        yield search


@contextmanager
def regrown(
    folder: Path, posts: Sequence[Post], registers: Registers
) -> Iterator[tuple[SearchService, list[Document]]]:
    """Index posts in two generations, the second without a post of the first.

    Yield the read path, and the posts that it has, from the oldest on.
    """
    every = list(documents(posts, Mentions(registers)))
    half = len(every) // 2
    live = every[:half] + every[half + 1 :]
    write_generation(folder, every[: half + 1], registers)
    write_generation(folder, live, registers)
    engine = open_engine(folder)
    yield SearchService(engine), sorted(live, key=lambda each: (each.published, each.id))
    engine.close()


def said(*texts: str) -> list[Post]:
    """Return a post a text, as like each other as can be: p0, p1 … of the same day."""
    return [
        post("2017-01-01", "Nyhet", text, id=f"2017-01-01-p{number}")
        for number, text in enumerate(texts)
    ]


# Posts that most searches do not find.
FILLER = [f"Utfyllnad nummer {number}." for number in range(40)]

# Posts to find by other words than theirs, the less the looser: p0 to p12, and no others.
LADDER = said(
    "Ett företag i byn.",  # p0
    "Alla företagen i byn.",
    "Ett foretag på danska.",
    "Får på ängen.",
    "En far på ängen.",
    "Kyrkan är röd.",  # p5
    "Kyrkan har ett nytt dragspel.",
    "Ett dragspel är gult.",
    "Ett seminarium om dragspel och skor.",
    "Ett seminarium om stövlar.",
    "Gula stövlar i kyrkan.",  # p10
    "Ett växthus och en busskur.",
    "Banklån till Åbytorps bygdegård.",
    *FILLER,
)


def found(answer: Answer) -> list[str]:
    """Return the last words of the ids of the hits, in order."""
    return [hit.id.rpartition("-")[2] for hit in answer.hits]


def bracketed(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    """Return a text with its highlights in brackets."""
    pieces, end = [], 0
    for start, stop in highlights:
        pieces += [text[end:start], "[", text[start:stop], "]"]
        end = stop
    return "".join([*pieces, text[end:]])
