"""Searches to begin with, taken from what an archive holds: telling words and a project."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from kb.corpus.kinds import PROJECT
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
    shown: Callable[[Document], Document],
) -> tuple[str, ...]:
    """Return up to three searches, each of which finds something; none for an empty archive.

    They are a long compound word that some posts have, the project that most posts name, and
    another such word from other posts. The same archive has the same ones. It costs two calls to
    the engine. `posts` counts the posts of each entry, by kind; `shown` gives a post as
    visitors read it.
    """
    newest = MatchRequest((EVERYTHING,), NO_FILTERS, Order.NEWEST, 0, _READ, facets=False)
    matches = engine.match(newest)
    documents = [shown(match.document) for match in matches.hits]
    having = _words(documents, analyzer)
    words, project = list(having)[:_COUNTED], _foremost(registers, posts.get(PROJECT.name, {}))
    tried = [*words, *project]
    found = dict(zip(tried, _totals(engine, strictly, tried), strict=True))
    fewest, most = (max(2, matches.total * share) for share in (_RARE, _COMMON))
    # The longer a compound, the more it tells.
    telling = sorted(
        (word for word in words if fewest <= found[word] <= most),
        key=lambda word: (-len(word), -found[word], word),
    )
    first = telling[:1]
    # What no post has together is hardly about the same.
    others = (word for word in telling if not any(having[word] & having[each] for each in first))
    chosen = (*first, *(name for name in project if found[name]), *islice(others, 1))
    return chosen or tuple(_title(documents))


def _words(documents: Sequence[Document], analyzer: Analyzer) -> dict[str, set[int]]:
    """Return the compounds of some posts in their base form, those that most of them have first.

    With each come the numbers of the posts that have it. What only stands with a capital is a
    name, or begins a sentence.
    """
    having: defaultdict[str, set[int]] = defaultdict(set)
    for number, document in enumerate(documents):
        for text in (document.title, *(paragraph.text for paragraph in document.paragraphs)):
            for token in analyzer.analyze(text):
                if (
                    len(token.text) in _LENGTH
                    and token.parts
                    and token.stem == token.text
                    and text[token.start : token.end].islower()
                    and token.text.isalpha()
                ):
                    having[token.text].add(number)
    return dict(sorted(having.items(), key=lambda item: (-len(item[1]), item[0])))


def _totals(engine: Engine, strictly: Strictly, texts: Sequence[str]) -> list[int]:
    ladders = tuple(Ladder((strictly(text),), float("inf")) for text in texts)
    if not ladders:
        return []
    return [total for (total,) in engine.statistics(StatisticsRequest(ladders=ladders)).totals]


def _foremost(registers: Registers, counts: Mapping[str, int]) -> list[str]:
    """Return the name of the project that most posts are about; none where there is none."""
    named = (entry for entry in registers.entries(PROJECT) if counts.get(entry.id))
    best = max(named, key=lambda entry: (counts[entry.id], entry.id), default=None)
    return [best.name] if best else []


def _title(documents: Sequence[Document]) -> Iterator[str]:
    """Yield the longest word of the newest title, where an archive is too small for more."""
    for document in documents[:1]:
        words = [word for word in document.title.split() if word.isalpha()]
        if words:
            yield max(words, key=len)
