"""Posts that are like a post: they have its most telling words, or are about what it is about.

Two questions to the engine: how many posts have each of its words, and which posts have the best
of these. What a sign of a post (a word, an entry) is worth is how often the post has it, as BM25
lets that count, times the square of how rare it is: once as the clause's boost, once by the
engine's own score.

docs/evaluation.md says what the numbers below were chosen on.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.language.analyzer import Analyzer
from kb.language.stop_words import is_stop_word
from kb.search import ranking
from kb.search.port.analysis import Types, those
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Match, MatchRequest, StatisticsRequest
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    Term,
    TermQuery,
)
from kb.search.port.text_analysis import TextAnalysis
from kb.search.query.query import Filters, Occur, Order

# How many signs are asked for; and of how many words the engine tells how rare they are.
_SIGNS = 25
_WORDS = 60
# What more posts have than this share of all tells nothing.
_COMMON = 0.2
# How often a post has the entries that it is about, as if they were words of its text.
_ENTRY = 3.0
# How much of all that a post's signs are worth, and how many of them, another must have to be like
# it. Posts that share one rare word alone are on one subject no more often than chance has it.
_FLOOR = 0.1
_SHARED = 3

# What tells of a post: the stem of a word or of a part of one, or an entry that it is about.
_Sign = str | FacetQuery


def similar_to(
    document: Document,
    count: int,
    engine: Engine,
    analysis: TextAnalysis,
    posts_of: Mapping[str, Mapping[str, int]],
) -> tuple[Document, ...]:
    """Return the posts most like one, the most alike first; fewer than `count`, where few are.

    `posts_of` tells how many posts are about each entry, by the name of its kind.
    """
    often = _signs(document, analysis.analyzer)
    total = engine.generation.posts
    posts = _posts(often, engine, posts_of)
    posts = {sign: having for sign, having in posts.items() if having <= max(2, _COMMON * total)}
    rarities = {sign: math.log((total + 1) / having) for sign, having in posts.items()}
    worths = {sign: often[sign] * rarity**2 for sign, rarity in rarities.items()}
    best = sorted(worths, key=lambda sign: -worths[sign])
    shared = [sign for sign in best if posts[sign] > 1][:_SIGNS]
    if len(shared) < _SHARED:
        return ()
    clauses = (
        BooleanClause(_query(sign), Occur.SHOULD, often[sign] * rarities[sign]) for sign in shared
    )
    query = BooleanQuery(tuple(clauses))
    # Some of what is found may share too few signs.
    stop = 2 * count + 1
    request = MatchRequest((query,), Filters(), Order.RELEVANCE, 0, stop, facets=False)
    hits = engine.match(request).hits
    own = next((hit.score for hit in hits if hit.document.id == document.id), hits[0].score)
    # What no other post has is worth something, too: a post that is like no other has much of it.
    part = sum(worths[sign] for sign in shared) / sum(worths[sign] for sign in best[:_SIGNS])
    sought = _Sought(shared, analysis)
    alike = (
        hit.document
        for hit in hits
        if hit.document.id != document.id
        and hit.score * part >= _FLOOR * own
        and sought.enough_in(hit)
    )
    return tuple(islice(alike, count))


def _signs(document: Document, analyzer: Analyzer) -> dict[_Sign, float]:
    """Return the signs of a post, each with how often it has it, which BM25 lets count less."""
    often: dict[_Sign, float] = dict.fromkeys(_entries(document), _ENTRY)
    for text, boost in _texts(document):
        for token in analyzer.analyze(text):
            if not _tells(token.text):
                continue
            often[token.stem] = often.get(token.stem, 0.0) + boost
            for part in token.parts:
                often[part.stem] = often.get(part.stem, 0.0) + boost * ranking.PART
    return {sign: f * (ranking.K1 + 1) / (f + ranking.K1) for sign, f in often.items()}


class _Sought:
    """Signs of a post, of which others must have enough."""

    def __init__(self, signs: Collection[_Sign], analysis: TextAnalysis) -> None:
        self._signs = frozenset(signs)
        self._analysis = analysis
        # Which types of words may have one of them.
        self._may_have: dict[Types, NDArray[np.bool_]] = {}

    def enough_in(self, match: Match) -> bool:
        """Tell whether a post has enough of them; a compound and its parts are one."""
        document = match.document
        met = {sign for sign in _entries(document) if sign in self._signs}
        texts = [text for text, _ in _texts(document)]
        analysis = match.analysis.read() if match.analysis else self._analysis.of(texts)
        types = analysis.types[: analysis.text_ends[len(texts) - 1]]
        may_have = self._those_of(analysis.numbers)[types]
        for number in set(types[may_have].tolist()):
            met.update(self._of(number, analysis.numbers))
        return len(met) >= _SHARED

    def _those_of(self, types: Types) -> NDArray[np.bool_]:
        if types not in self._may_have:
            stems = [sign for sign in self._signs if isinstance(sign, str)]
            terms = [Term(form, stem) for stem in stems for form in (Form.STEM, Form.PART)]
            self._may_have[types] = those(map(types.having, terms), len(types))
        return self._may_have[types]

    def _of(self, number: int, types: Types) -> Sequence[_Sign]:
        """Return the sign that a type of words has; none where it has none."""
        if not _tells(types.text(number)):
            return ()
        likeliest = types.stems(number)[:1]
        own = [stem for stem in likeliest if stem in self._signs]
        parts = (part.stem for part in types.parts(number))
        return own or [stem for stem in parts if stem in self._signs][:1]


def _entries(document: Document) -> Iterator[_Sign]:
    for kind in KINDS:
        for entry_id in document.about(kind):
            yield FacetQuery(kind.name, entry_id)


def _texts(document: Document) -> Iterator[tuple[str, float]]:
    """Yield the texts of a post, each with what a word counts there."""
    yield document.title, ranking.FIELD_BOOSTS["title"]
    for paragraph in document.paragraphs:
        yield paragraph.text, ranking.FIELD_BOOSTS["body"]


def _tells(word: str) -> bool:
    return word[0].isalpha() and not is_stop_word(word)


def _posts(
    often: Mapping[_Sign, float], engine: Engine, posts_of: Mapping[str, Mapping[str, int]]
) -> dict[_Sign, int]:
    """Return how many posts have each of the signs that a post has most often."""
    stems = sorted((sign for sign in often if isinstance(sign, str)), key=lambda s: -often[s])
    terms = {stem: (Term(Form.STEM, stem), Term(Form.PART, stem)) for stem in stems[:_WORDS]}
    asked = StatisticsRequest(terms=[term for both in terms.values() for term in both])
    frequencies = engine.statistics(asked).frequencies
    # At least this one, also where the index lacks a word of it since its text was masked; at the
    # most all, although some posts have a word both alone and in a compound.
    posts: dict[_Sign, int] = {
        stem: max(1, min(engine.generation.posts, frequencies[whole] + frequencies[part]))
        for stem, (whole, part) in terms.items()
    }
    for sign in often:
        if isinstance(sign, FacetQuery):
            posts[sign] = posts_of[sign.facet][sign.value]
    return posts


def _query(sign: _Sign) -> DisjunctionMax:
    if isinstance(sign, FacetQuery):
        return DisjunctionMax((sign,))
    whole, part = Term(Form.STEM, sign), Term(Form.PART, sign)
    return DisjunctionMax((TermQuery(whole), TermQuery(part, ranking.PART)))
