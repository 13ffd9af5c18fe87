"""The only read path: three calls, of which a page, a feed and an export are each a composition.

interpretation = service.interpret(query)
matches = service.match(interpretation, filters, order, start, stop)
hits = service.present(interpretation, matches.hits, filters)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from kb.corpus.kinds import KINDS, Kind
from kb.language.tokens import words
from kb.search import history
from kb.search.completions import Completions
from kb.search.examples import examples
from kb.search.lookups import open_lookups
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Match, Matches, MatchRequest
from kb.search.port.queries import EVERYTHING
from kb.search.port.retriever import Retriever
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.answer import Answer, Hit
from kb.search.presenting.facets import Facets
from kb.search.presenting.highlighting import Highlighter
from kb.search.presenting.marked_html import MarkedPost, marked_post
from kb.search.presenting.presenter import Presenter
from kb.search.query.query import YEAR, Filters, Notice, Order, TypedQuery
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.search.rewriting.interpretation import Interpretation
from kb.search.rewriting.interpreter import Interpreter
from kb.search.shown_words import ShownWords
from kb.search.similar import similar_to


class SearchService:
    """Searches one open generation. It reads with the analyzer and lookups of that generation."""

    def __init__(
        self, engine: Engine, mask_contacts: bool = False, retriever: Retriever | None = None
    ) -> None:
        """Begin to search.

        Args:
            engine: holds the generation open.
            mask_contacts: whether posts are shown without their e-mail addresses and telephone
                numbers. They are found by them as ever.
            retriever: finds posts of the generation by meaning, too.

        Raises:
            IndexDamagedError: what belongs to the generation cannot be read.
        """
        self.engine = engine
        self.analyzer, self.lookups = open_lookups(engine)
        self.registers = self.lookups.registers
        self._analysis = TextAnalysis(self.analyzer)
        self._mask_contacts = mask_contacts
        self._shown = ShownWords(engine, self._analysis) if mask_contacts else None
        self._retriever = retriever
        self._interpreter = Interpreter(engine, self.analyzer, self.lookups, retriever)
        self._presenter = Presenter(self._analysis, self.registers, mask_contacts)
        self._facets = Facets(self.registers)
        # How many posts are about each entry, by kind; an entry that no post is about has none.
        everything = MatchRequest((EVERYTHING,), Filters(), Order.NEWEST, 0, 0)
        self._posts_of = engine.match(everything).counts

    # --- the three calls ---

    def interpret(
        self, query: TypedQuery, *, did_you_mean: bool = False, by_meaning: bool = True
    ) -> Interpretation:
        """Understand a query, whatever its filters; another spelling only where it is shown.

        Without `by_meaning` by its words alone, where no visitor has asked for it.
        """
        interpretation = self._interpreter.interpret(
            query, did_you_mean=did_you_mean, by_meaning=by_meaning
        )
        if self._shown is not None and interpretation.suggestion:
            typed = {word.normal for word in words(query.text)}
            others = {word.normal for word in words(interpretation.suggestion)} - typed
            if not all(word in self._shown for word in others):
                return replace(interpretation, suggestion=None)
        return interpretation

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
        near, retriever = dict(interpretation.near), self._retriever

        def passage_near(shown: Document) -> str | None:
            number = near.get(shown.id)
            return None if number is None or retriever is None else retriever.passage(shown, number)

        return self._presenter.hits(interpretation.words, matches, filters, passage_near)

    def each(
        self, interpretation: Interpretation, filters: Filters, order: Order, step: int = 500
    ) -> Iterator[Match]:
        """Yield every post that matches, in order, each once; `step` of them are read at a time.

        Where contacts are masked, without its text: who lists posts shows none of it.
        """
        start, total = 0, 1
        while start < total:
            matches = self.match(interpretation, filters, order, start, start + step)
            for match in matches.hits:
                yield Match(self.listed(match.document), match.score)
            start, total = start + step, matches.total

    def listed(self, document: Document) -> Document:
        """Return a post that `match` gave as lists of posts show it; see `each`."""
        return self._presenter.listed(document)

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
            facets=self._facets.of(matches.counts, filters),
            notices=(*request.query.notices, *hints, *self._unknown(filters)),
        )

    def total(self, interpretation: Interpretation, filters: Filters) -> int:
        """Return how many posts match."""
        return self.match(interpretation, filters, Order.NEWEST, 0, 0).total

    def post(self, post_id: str) -> Document | None:
        """Return a post by its id or a former one; its `id` says which. None for no post."""
        document = self.engine.documents([post_id])[0]
        return document and self._presenter.whole(document)

    def marked(self, document: Document, query: TypedQuery) -> MarkedPost:
        """Return a post that `post` gave with what a query matches in it marked."""
        interpretation = self._interpreter.interpret(query, by_meaning=False)
        highlighter = Highlighter(interpretation.words)
        return marked_post(document, self._analysis, highlighter)

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
        return found and (self.listed(found[0]), self.listed(found[1]))

    def neighbours(
        self, document: Document, kind: Kind, entry_id: str
    ) -> tuple[Document | None, Document | None]:
        """Return the posts about an entry just before and after one of them."""
        before, after = history.neighbours(self.engine, document, kind, entry_id)
        return before and self.listed(before), after and self.listed(after)

    def similar(self, document: Document, count: int = 5) -> tuple[Document, ...]:
        """Return the posts most like one, the most alike first; none for one like no other."""
        ids = self._retriever.like(document.id, count) if self._retriever else None
        if ids is not None:
            found = tuple(each for each in self.engine.documents(ids) if each is not None)
        else:
            if self._mask_contacts:  # the words of a mask are none of the post
                document = self.engine.documents([document.id])[0] or document
            found = similar_to(document, count, self.engine, self._analysis, self._posts_of)
        return tuple(map(self.listed, found))

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
            self._shown,
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
            self._presenter.read,
        )

    def _unknown(self, filters: Filters) -> Iterator[Notice]:
        """Say which chosen ids neither a register nor a post knows."""
        for kind in KINDS:
            for entry_id in filters.ids(kind):
                if not self.knows(kind, entry_id):
                    shown = " ".join(entry_id.split())[:80]
                    yield Notice.of(f"unknown-{kind.name}", id=shown)
