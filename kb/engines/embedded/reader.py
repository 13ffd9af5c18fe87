"""Reading a generation: which posts match, how well, and how they divide."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_
from pathlib import Path

import numpy as np
from whoosh import index

from kb.engines.embedded.arrays import Mask, Numbers, PostingArrays
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.matching import Found, Matching
from kb.errors import IndexDamagedError
from kb.language.analyzer import Analyzer
from kb.language.lexicon import Lexicon
from kb.search.document import Document
from kb.search.engine import Generation, Matches, Title
from kb.search.plan import Form, Look, Need, Plan, Reading, Step
from kb.search.query import Facet, Order
from kb.search.vocabulary import Vocabulary

CACHE_BYTES = 64 << 20


class EmbeddedEngine:
    """One generation, open for reading; see `kb.search.engine.Engine`."""

    def __init__(
        self,
        generations: Generations,
        building: Path | None = None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        if building is None:
            name, manifest = generations.open_live()
        else:
            name, manifest = building.name, generations.manifest(building.name)
        self._generations = generations
        self.generation = Generation(name, manifest.posts, manifest.built_at, manifest.corpus)
        try:
            self.analyzer = Analyzer(Lexicon.open(generations.lexicon(name)))
            self.tables = generations.tables(name)
            self._index = index.open_dir(str(generations.path(name)), readonly=True)
            self._reader = self._index.reader()
            self._arrays = PostingArrays(self._reader, cache_bytes)
            self._columns = Columns(self._reader)
            self._matching = Matching(self._reader, self._arrays, self._columns)
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    @property
    def ids(self) -> list[str]:
        """The ids of all posts."""
        return list(self._columns.numbers)

    def match(self, plan: Plan) -> Matches:
        """Find the posts that match; see the protocol."""
        found, tiers = self._tiers(plan.readings)
        passing = self._columns.chosen(plan.filters)
        posts = _all_of(found.posts, passing, but=None)
        hits = self._page(np.flatnonzero(posts).astype(np.int32), found, tiers, plan)
        return Matches(
            total=int(posts.sum()),
            hits=tuple(
                (self._columns.ids[number], round(float(found.scores[number]), 4))
                for number in hits
            ),
            counts={
                Facet.ORGANISATION: self._columns.organisations.count(
                    _all_of(found.posts, passing, but=Facet.ORGANISATION)
                ),
                Facet.PROJECT: self._columns.projects.count(
                    _all_of(found.posts, passing, but=Facet.PROJECT)
                ),
                Facet.YEAR: self._columns.years(_all_of(found.posts, passing, but=Facet.YEAR)),
            },
        )

    def total(self, reading: Reading) -> int:
        """Return how many posts a reading matches; see the protocol."""
        return int(self._matching.match(reading).posts.sum())

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the index; see the protocol."""
        try:
            return self._arrays.vocabulary()
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    @cached_property
    def titles(self) -> Sequence[Title]:
        """The titles of all posts, newest first; see the protocol."""
        numbers = np.flatnonzero(self._columns.live).astype(np.int32)
        ids = [self._columns.ids[n] for n in self._columns.by_date(numbers, Order.NEWEST)]
        try:
            return [
                Title(post.id, post.title, post.published)
                for post_id in ids
                for post in self.documents([post_id])
            ]
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    def at_most(self, word: str) -> int:
        """Return a bound of how many posts have a word; see the protocol."""
        return self._arrays.at_most(word)

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return posts by their ids; see the protocol."""
        return [
            Document.from_json(self._arrays.stored(self._columns.numbers[post_id])["document"])
            for post_id in ids
        ]

    def current_id(self, post_id: str) -> str | None:
        """Return the id that a post goes by now; see the protocol."""
        if post_id in self._columns.numbers:
            return post_id
        posts = self._arrays.term("alias", post_id).posts
        return self._columns.ids[posts[0]] if len(posts) else None

    def checksums(self) -> Mapping[str, str]:
        """Return the checksum of every post; see the protocol."""
        if not self._columns.numbers:
            return {}  # without posts Whoosh has no columns, either
        try:
            column = self._reader.column_reader("checksum")
            return {post_id: column[n].decode() for post_id, n in self._columns.numbers.items()}
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    def problems(self) -> Iterator[str]:
        """Yield what is not as it was built; see the protocol."""
        yield from self._generations.problems(self.generation.name)
        for post_id, number in self._columns.numbers.items():
            try:
                document = self.documents([post_id])[0]
                title = self.analyzer.analyze(document.title)
                needs = tuple(Need((Look(Form.EXACT, (token.text,)),)) for token in title)
                found = self._matching.match(Reading(Step.STRICT, needs)).posts
            except Exception as error:  # whatever a damaged file may raise
                yield f"{post_id}: cannot be read ({error})"
                continue
            if document.id != post_id or not found[number]:
                yield f"{post_id}: is not found by the words of its title"

    def close(self) -> None:
        """Release the files."""
        self._reader.close()
        self._index.close()

    def _damaged(self, error: Exception) -> IndexDamagedError:
        path = self._generations.path(self.generation.name)
        return IndexDamagedError(f"{path}: cannot be read ({error}); run `kb index --full`")

    def _tiers(self, readings: Sequence[Reading]) -> tuple[Found, Numbers]:
        """Return what the readings match, each post with the score and place of its strictest."""
        found = self._matching.match(readings[0])
        tiers = np.zeros(len(found.posts), np.int32)
        for tier, reading in enumerate(readings[1:], 1):
            looser = self._matching.match(reading)
            more = looser.posts & ~found.posts
            tiers[more] = tier
            scores = np.where(more, looser.scores, found.scores)
            found = Found(found.posts | more, scores)
        return found, tiers

    def _page(self, posts: Numbers, found: Found, tiers: Numbers, plan: Plan) -> Numbers:
        """Return the posts of the asked page, in order."""
        end = plan.page * plan.per_page
        if plan.order is not Order.RELEVANCE:
            return self._columns.by_date(posts, plan.order)[end - plan.per_page : end]
        # A tier is worth more than any score.
        scores = np.round(found.scores[posts], 4) - 1e6 * tiers[posts]
        if len(posts) > 4 * end:
            # Sort only what can be on this page: the posts as good as its last one.
            worst = np.partition(scores, len(scores) - end)[len(scores) - end]
            posts, scores = posts[scores >= worst], scores[scores >= worst]
        order = np.lexsort((self._columns.newest[posts], -scores))
        return posts[order][end - plan.per_page : end]


def _all_of(posts: Mask, passing: Mapping[Facet, Mask | None], but: Facet | None) -> Mask:
    """Return the posts that pass every filter but that of one facet."""
    masks = (mask for facet, mask in passing.items() if facet is not but and mask is not None)
    return reduce(and_, masks, posts)
