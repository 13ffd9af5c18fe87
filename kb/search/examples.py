"""Searches to begin with, taken from what an archive holds: telling words, a project, both."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kb.corpus.kinds import ORGANISATION, PROJECT, Kind
from kb.corpus.register import Registers
from kb.language.analyzer import Analyzer
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Ladder, MatchRequest, StatisticsRequest
from kb.search.port.queries import EVERYTHING, BooleanQuery
from kb.search.query.query import Order
from kb.search.query.request import NO_FILTERS

# The newest posts are read for words; an archive is tried out on what it is about now.
_READ = 60
# Words that are counted in the whole archive, in one round trip.
_COUNTED = 60
# A word in such a share of the posts leads to a list worth reading: neither one post nor all.
_RARE, _COMMON = 0.02, 0.1
# Letters of a word that tells what it is about by itself.
_LENGTH = range(9, 23)

# The strict query of a text.
Strictly = Callable[[str], BooleanQuery]


def examples(
    engine: Engine,
    analyzer: Analyzer,
    strictly: Strictly,
    registers: Registers,
    posts: Mapping[str, Mapping[str, int]],
) -> tuple[str, ...]:
    """Return up to three searches, each of which finds something; none for an empty archive.

    They are a long compound word that some posts have, the project that most posts name, and the
    organisation that most posts name with another such word. The same archive has the same ones.
    It costs three calls to the engine. `posts` counts the posts of each entry, by kind.
    """
    newest = MatchRequest((EVERYTHING,), NO_FILTERS, Order.NEWEST, 0, _READ, facets=False)
    matches = engine.match(newest)
    documents = [match.document for match in matches.hits]
    words = list(_words(documents, analyzer))[:_COUNTED]
    found = dict(zip(words, _totals(engine, strictly, words), strict=True))
    fewest, most = (max(2, matches.total * share) for share in (_RARE, _COMMON))
    # The longer a compound, the more it tells.
    words = sorted(
        (word for word, total in found.items() if fewest <= total <= most),
        key=lambda word: (-len(word), -found[word], word),
    )
    project, organisation = (_foremost(kind, registers, posts) for kind in (PROJECT, ORGANISATION))
    pairs = [f"{organisation} {word}" for word in words[1:]] if organisation else []
    tried = [project, *pairs] if project else pairs
    finding = [
        text
        for text, total in zip(tried, _totals(engine, strictly, tried), strict=True)
        if total > (text != project)
    ]
    pair = next((text for text in finding if text != project), "")
    chosen = (*words[:1], project if project in finding else "", pair)
    return tuple(text for text in chosen if text) or tuple(_title(documents))


def _words(documents: Sequence[Document], analyzer: Analyzer) -> Iterator[str]:
    """Yield the compounds of some posts in their base form, those that most of them have first.

    What only stands with a capital is a name, or begins a sentence.
    """
    having: Counter[str] = Counter()
    for document in documents:
        texts = (document.title, *(paragraph.text for paragraph in document.paragraphs))
        having.update(
            {
                token.text
                for text in texts
                for token in analyzer.analyze(text)
                if len(token.text) in _LENGTH
                and token.parts
                and token.stem == token.text
                and text[token.start : token.end].islower()
                and token.text.isalpha()
            }
        )
    yield from sorted(having, key=lambda word: (-having[word], word))


def _totals(engine: Engine, strictly: Strictly, texts: Iterable[str]) -> list[int]:
    ladders = tuple(Ladder((strictly(text),), float("inf")) for text in texts)
    if not ladders:
        return []
    return [total for (total,) in engine.statistics(StatisticsRequest(ladders=ladders)).totals]


def _foremost(kind: Kind, registers: Registers, posts: Mapping[str, Mapping[str, int]]) -> str:
    """Return the name of the entry that most posts are about; empty where there is none."""
    counts = posts.get(kind.name, {})
    named = (entry for entry in registers.entries(kind) if counts.get(entry.id))
    best = max(named, key=lambda entry: (counts[entry.id], entry.id), default=None)
    return best.name if best else ""


def _title(documents: Sequence[Document]) -> Iterator[str]:
    """Yield the longest word of the newest title, where an archive is too small for more."""
    for document in documents[:1]:
        words = [word for word in document.title.split() if word.isalpha()]
        if words:
            yield max(words, key=len)
