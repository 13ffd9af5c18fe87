"""The only read path: three calls, of which a page, a feed and an export are each a composition.

interpretation = service.interpret(query)
matches = service.match(interpretation, filters, order, start, stop)
hits = service.present(interpretation, matches.hits, filters)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kb.cache import Cache
from kb.corpus.kinds import KINDS, Kind
from kb.corpus.mentions import Mentions
from kb.search import history
from kb.search.completions import Completions
from kb.search.examples import examples
from kb.search.lookups import open_lookups
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Match, Matches, MatchRequest
from kb.search.port.queries import EVERYTHING, BooleanQuery, YearQuery
from kb.search.presenting.answer import Answer, Hit, Snippet
from kb.search.presenting.contacts import masked, masked_document, masked_head, masked_html
from kb.search.presenting.facets import facets
from kb.search.presenting.highlighting import Highlighter, sought
from kb.search.presenting.marked_html import MarkedPost, marked_post
from kb.search.presenting.naming import Namer
from kb.search.presenting.reasons import Reason, reasons, telling_tags, told_by
from kb.search.presenting.snippets import (
    Block,
    Marker,
    block_of,
    blocks_of,
    marks_of,
    passages,
)
from kb.search.query.query import YEAR, Filters, Notice, Order, TypedQuery
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.search.rewriting.interpretation import Interpretation
from kb.search.rewriting.interpreter import Interpreter
from kb.search.similar import similar_to

# Words of the posts shown last, kept as snippets need them: 170 bytes each, so 17 MB. Some 400
# news posts, or one visitor's next pages and searches where posts are many.
_SHOWN_WORDS = 100_000
# What is kept of one post; few are longer, and their rest is read again where it alone matches.
_WORDS_A_POST = 15_000


@dataclass(frozen=True, slots=True)
class _Analysed:
    """A post's title, text and tags, analysed for highlights; of a long text, the beginning.

    `masked`: whether the post has contact details that are not shown.
    """

    title: Block
    blocks: tuple[Block, ...]
    tags: tuple[Block, ...]
    masked: bool

    @property
    def size(self) -> int:
        """How many words it has; 1 more, so that posts without any do not pile up."""
        return 1 + sum(len(block.tokens) for block in (*self.blocks, *self.tags))


class SearchService:
    """Searches one open generation. It reads with the analyzer and lookups of that generation."""

    def __init__(self, engine: Engine, mask_contacts: bool = False) -> None:
        """Begin to search.

        Args:
            engine: holds the generation open.
            mask_contacts: whether posts are shown without their e-mail addresses and telephone
                numbers. They are found by them as ever.

        Raises:
            IndexDamagedError: what belongs to the generation cannot be read.
        """
        self.engine = engine
        self.analyzer, self.lookups = open_lookups(engine)
        self.registers = self.lookups.registers
        self._mask_contacts = mask_contacts
        self._interpreter = Interpreter(engine, self.analyzer, self.lookups)
        self._analysed = Cache[str, _Analysed](_SHOWN_WORDS, lambda analysed: analysed.size)
        # How many posts are about each entry, by kind; an entry that no post is about has none.
        everything = MatchRequest((EVERYTHING,), Filters(), Order.NEWEST, 0, 0)
        self._posts_of = engine.match(everything).counts

    # --- the three calls ---

    def interpret(self, query: TypedQuery, *, did_you_mean: bool = False) -> Interpretation:
        """Understand a query, whatever its filters; another spelling only where it is shown."""
        return self._interpreter.interpret(query, did_you_mean=did_you_mean)

    def match(
        self,
        interpretation: Interpretation,
        filters: Filters,
        order: Order,
        start: int,
        stop: int,
        *,
        facets: bool = False,
    ) -> Matches:
        """Return the slice of the posts that match, their total and, where asked for, facets."""
        request = MatchRequest(interpretation.queries, filters, order, start, stop, facets)
        return self.engine.match(request)

    def present(
        self,
        interpretation: Interpretation,
        matches: Sequence[Match],
        filters: Filters = NO_FILTERS,
    ) -> tuple[Hit, ...]:
        """Return what is shown of some matches: snippets, highlights, other reasons.

        Where no words are sought, it is what names the entries that the filters choose.
        """
        query = interpretation.queries[-1]
        highlighter = Highlighter(query)
        naming = bool(filters.chosen) and not any(sought(query))
        return tuple(
            self._hit(
                document,
                score,
                query,
                highlighter,
                Namer(self._mentions, self.registers, filters, document) if naming else highlighter,
            )
            for document, score in matches
        )

    def each(
        self, interpretation: Interpretation, filters: Filters, order: Order, step: int = 500
    ) -> Iterator[Match]:
        """Yield every post that matches, in order, each once; `step` of them are read at a time.

        Where contacts are masked, without its text: who lists posts shows none of it.
        """
        start, total = 0, 1
        while start < total:
            matches = self.match(interpretation, filters, order, start, start + step)
            for document, score in matches.hits:
                yield Match(masked_head(document) if self._mask_contacts else document, score)
            start, total = start + step, matches.total

    # --- compositions ---

    def search(self, request: SearchRequest) -> Answer:
        """Return one page of what a query finds, with snippets, facets and notices."""
        interpretation = self.interpret(request.query, did_you_mean=True)
        stop = request.page * request.per_page
        start = stop - request.per_page
        filters = request.filters
        matches = self.match(interpretation, filters, request.order, start, stop, facets=True)
        as_written = matches.total and interpretation.rewritten[0].total
        hints = () if as_written else request.query.hints
        return Answer(
            request=request,
            interpretation=interpretation,
            total=matches.total,
            pages=-(-matches.total // request.per_page),
            hits=self.present(interpretation, matches.hits, filters),
            facets=facets(matches.counts, filters, self.registers),
            notices=(*request.query.notices, *hints, *self._unknown(filters)),
        )

    def total(self, interpretation: Interpretation, filters: Filters) -> int:
        """Return how many posts match."""
        return self.match(interpretation, filters, Order.NEWEST, 0, 0).total

    def post(self, post_id: str) -> Document | None:
        """Return a post by its id or a former one; its `id` says which. None for no post."""
        document = self.engine.documents([post_id])[0]
        if document is None or not self._mask_contacts:
            return document
        return replace(masked_document(document), html=masked_html(document.html))

    def marked(self, document: Document, query: TypedQuery) -> MarkedPost:
        """Return a post that `post` gave with what a query matches in it marked."""
        highlighter = Highlighter(self.interpret(query).queries[-1])
        return marked_post(document, self.analyzer, highlighter)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of entries that there is something of to choose: some post is about one."""
        return tuple(kind for kind in self.registers.kinds if self._posts_of.get(kind.name))

    def knows(self, kind: Kind, entry_id: str) -> bool:
        """Tell whether a register or any post knows an entry."""
        return self.registers.entry(kind, entry_id) is not None or entry_id in self._posts_of.get(
            kind.name, {}
        )

    # --- entries over time; see `kb.search.history` ---

    @cached_property
    def history(self) -> history.History:
        """How many posts are about each entry, year by year, worked out when first asked for."""
        return history.history_of(self.engine, self._posts_of.get(YEAR, {}))

    def first_and_last(self, kind: Kind, entry_id: str) -> tuple[Document, Document] | None:
        """Return the first and the last post about an entry, None where there is none."""
        found = history.first_and_last(self.engine, kind, entry_id)
        return found and (self._shown(found[0]), self._shown(found[1]))

    def neighbours(
        self, document: Document, kind: Kind, entry_id: str
    ) -> tuple[Document | None, Document | None]:
        """Return the posts about an entry just before and after one of them."""
        before, after = history.neighbours(self.engine, document, kind, entry_id)
        return before and self._shown(before), after and self._shown(after)

    def similar(self, document: Document, count: int = 5) -> tuple[Document, ...]:
        """Return the posts most like one, the most alike first; none for one like no other."""
        if self._mask_contacts:  # the words of a mask are none of the post
            document = self.engine.documents([document.id])[0] or document
        found = similar_to(document, count, self.engine, self.analyzer, self._posts_of)
        return tuple(map(self._shown, found))

    def together(self, kind: Kind, entry_id: str) -> Mapping[str, Mapping[str, int]]:
        """Return in how many posts about an entry each other one is, by the name of its kind."""
        return history.together(self.engine, kind, entry_id)

    @cached_property
    def completions(self) -> Completions:
        """Completions of what is being typed."""
        return Completions(
            self.engine,
            self.analyzer,
            self._interpreter,
            self.registers,
            self._posts_of,
            self._mask_contacts,
        )

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Searches to begin with, each of which finds something; none for an empty archive."""
        return examples(
            self.engine,
            self.analyzer,
            self._interpreter.strictly,
            self.registers,
            self._posts_of,
        )

    def _unknown(self, filters: Filters) -> Iterator[Notice]:
        """Say which chosen ids neither a register nor a post knows."""
        for kind in KINDS:
            for entry_id in filters.ids(kind):
                if not self.knows(kind, entry_id):
                    shown = " ".join(entry_id.split())[:80]
                    yield Notice.of(f"unknown-{kind.name}", id=shown)

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.registers)

    def _hit(
        self,
        document: Document,
        score: float,
        query: BooleanQuery,
        highlighter: Highlighter,
        marker: Marker,
    ) -> Hit:
        analysed = self._analysed.get(document.id, lambda: self._analyse(document))
        title = marks_of(analysed.title, marker)
        found = passages(analysed.blocks, marker)
        read = len(analysed.blocks)
        if document.paragraphs[read:] and not title and not any(passage.marks for passage in found):
            rest = blocks_of(self._shown(document).paragraphs[read:], self.analyzer)
            marked = next((block for block in rest if marks_of(block, marker)), None)
            found = passages((marked,), marker) if marked else found
        shown_title = masked(document.title) if self._mask_contacts else document.title
        told = told_by(shown_title, title).union(*(told_by(p.text, p.marks) for p in found))
        tags = tuple(telling_tags(analysed.tags, highlighter, told))
        told = told.union(*(tells for _, tells in tags))
        # A part of a name shows nothing of why a post is about who bears it.
        shown = {clause for clause, part in told if not part}
        others = dict.fromkeys(map(self._reason, reasons(query, document, shown)))
        if analysed.masked and not told and not others and self._hides(document, highlighter):
            others[Notice.of("hidden-contact")] = None
        return Hit(
            id=document.id,
            title=shown_title,
            date=document.published,
            score=score,
            entries=document.entries,
            snippets=tuple(Snippet(passage.text, passage.highlights) for passage in found),
            title_highlights=tuple((mark.start, mark.end) for mark in title),
            reasons=(*(Notice.of("tag", tag=tag) for tag, _ in tags), *others),
        )

    def _reason(self, reason: Reason) -> Notice:
        if isinstance(reason, YearQuery):
            return Notice.of("published", year=reason.year)
        (kind,) = (kind for kind in KINDS if kind.name == reason.facet)
        return Notice.of("mentions", name=self.registers.label(kind, reason.value))

    def _analyse(self, document: Document) -> _Analysed:
        blocks: list[Block] = []
        words = 0
        shown = self._shown(document)
        for block in blocks_of(shown.paragraphs, self.analyzer):
            blocks.append(block)
            words += len(block.tokens)
            if words > _WORDS_A_POST:
                break
        title = block_of(shown.title, self.analyzer, heading=True)
        tags = (block_of(tag, self.analyzer, heading=False) for tag in shown.tags)
        is_masked = set(_texts(shown)) != set(_texts(document))
        return _Analysed(title, tuple(blocks), tuple(tags), is_masked)

    # --- contact details ---

    def _shown(self, document: Document) -> Document:
        """Return a post as visitors read it; where contacts are masked, without its HTML."""
        return masked_document(document) if self._mask_contacts else document

    def _hides(self, document: Document, highlighter: Highlighter) -> bool:
        """Tell whether what was sought stands where contact details are not shown."""
        hidden = set(_texts(document)) - set(_texts(self._shown(document)))
        blocks = (block_of(text, self.analyzer, heading=False) for text in hidden)
        return any(marks_of(block, highlighter) for block in blocks)


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from document.tags
