"""Posts that are like a post: they have its most telling words, or are about what it is about.

Two calls to the engine: how many posts have each of its words, and which posts have the best of
these. What a sign of a post (a word, an entry) is worth is how often the post has it, as BM25 lets
that count, times the square of how rare it is: once as the clause's boost, once as the engine's
own score.

docs/evaluation.md says what the constants were chosen on. Precision changes little between 15 and
40 signs, by .01 to .02 with any of the others doubled or halved.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kb.corpus.kinds import KINDS
from kb.language.analyzer import Analyzer
from kb.language.stop_words import is_stop_word
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.port.engine import Engine, MatchRequest, StatisticsRequest
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    Term,
    TermQuery,
)
from kb.search.query.query import Filters, Occur, Order

# How many signs are asked for; and of how many words the engine tells how rare they are, which are
# all that news posts have.
_SIGNS = 25
_WORDS = 100
# What more posts have than this share of all tells nothing.
_COMMON = 0.2
# What being about the same entry counts beside a word that stands in the text once.
_ENTRY = 3.0
# How much of all that a post's signs are worth a post must have to be like it. Below, it is as
# often about something else as chance has it.
_FLOOR = 0.1


class _Sign(NamedTuple):
    """What tells of a post: `often` it has it, saturated; `posts` have it, this one included."""

    query: DisjunctionMax
    often: float
    posts: int


def similar_to(
    document: Document,
    count: int,
    engine: Engine,
    analyzer: Analyzer,
    posts_of: Mapping[str, Mapping[str, int]],
) -> tuple[Document, ...]:
    """Return the posts most like one, the most alike first; fewer than `count`, where few are.

    `posts_of` tells how many posts are about each entry, by the name of its kind.
    """
    total = engine.generation.posts
    common = max(2, _COMMON * total)
    signs = [*_words(document, engine, analyzer), *_entries(document, posts_of)]
    signs = [sign for sign in signs if sign.posts <= common]
    rarities = {sign: math.log(total / sign.posts) for sign in signs}
    worths = {sign: sign.often * rarities[sign] ** 2 for sign in signs}
    signs.sort(key=lambda sign: -worths[sign])
    shared = [sign for sign in signs if sign.posts > 1][:_SIGNS]
    if not shared:
        return ()
    clauses = (
        BooleanClause(sign.query, Occur.SHOULD, sign.often * rarities[sign]) for sign in shared
    )
    request = MatchRequest(
        (BooleanQuery(tuple(clauses)),), Filters(), Order.RELEVANCE, 0, count + 1, facets=False
    )
    hits = engine.match(request).hits
    own = next((hit.score for hit in hits if hit.document.id == document.id), hits[0].score)
    # What no other post has is worth something, too: a post that is like no other has much of it.
    part = sum(worths[sign] for sign in shared) / sum(worths[sign] for sign in signs[:_SIGNS])
    alike = (hit for hit in hits if hit.document.id != document.id)
    return tuple(hit.document for hit in alike if hit.score * part >= _FLOOR * own)[:count]


def _words(document: Document, engine: Engine, analyzer: Analyzer) -> Iterator[_Sign]:
    """Yield the words and the parts of compounds that a post has most often."""
    often: dict[str, float] = defaultdict(float)
    texts = [(document.title, ranking.FIELD_BOOSTS["title"])]
    texts += [(paragraph.text, ranking.FIELD_BOOSTS["body"]) for paragraph in document.paragraphs]
    for text, boost in texts:
        for token in analyzer.analyze(text):
            if token.text[0].isalpha() and not is_stop_word(token.text):
                often[token.stem] += boost
                for part in token.parts:
                    often[part.stem] += boost * ranking.PART
    stems = sorted(often, key=lambda stem: -often[stem])[:_WORDS]
    terms = {stem: (Term(Form.STEM, stem), Term(Form.PART, stem)) for stem in stems}
    asked = StatisticsRequest(terms=[term for both in terms.values() for term in both])
    frequencies = engine.statistics(asked).frequencies
    for stem, (whole, part) in terms.items():
        query = DisjunctionMax((TermQuery(whole), TermQuery(part, ranking.PART)))
        saturated = often[stem] * (ranking.K1 + 1) / (often[stem] + ranking.K1)
        # The text may have been masked, so that the index lacks a word of it.
        yield _Sign(query, saturated, max(1, frequencies[whole] + frequencies[part]))


def _entries(document: Document, posts_of: Mapping[str, Mapping[str, int]]) -> Iterator[_Sign]:
    """Yield the entries that a post is about."""
    for kind in KINDS:
        for entry_id in document.about(kind):
            query = DisjunctionMax((FacetQuery(kind.name, entry_id),))
            yield _Sign(query, _ENTRY, posts_of[kind.name][entry_id])
