"""An index opened with its registers and the service over it.

The command line, the web and evaluation all search through here.
"""

import logging
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT
from kb.engines import DEFAULT, live_generation, open_engine
from kb.errors import KnowledgeBaseError
from kb.messages import Messages
from kb.results import Results
from kb.search.query.query import Notice
from kb.search.query.request import make_request
from kb.search.service import SearchService

if TYPE_CHECKING:
    from kb.meaning.embedder import Embedder
    from kb.meaning.query_vectors import QueryVectors

_LOG = logging.getLogger(__name__)
# Of what results say in words; the posts that they are about are Swedish.
_LANGUAGE = "sv"


class KnowledgeBase:
    """A knowledge base to search, safe to use from many threads.

    It follows the index: once `kb index` has switched to a new generation, the next search
    uses it, while searches under way end in the one they began in.

    `mask_contacts`: whether posts are shown without their e-mail addresses and telephone numbers.
    `embedder`: makes vectors of queries, so that posts are found by meaning, too.
    """

    def __init__(
        self,
        index: str | Path,
        engine: str = DEFAULT,
        mask_contacts: bool = False,
        embedder: "Embedder | None" = None,
    ) -> None:
        self._index = index
        self._engine = engine
        self._mask_contacts = mask_contacts
        self._query_vectors = _query_vectors(embedder) if embedder else None
        self._switching = Lock()
        # A generation that could not be opened: tried once, told of once.
        self._unreadable: str | None = None
        self._service = self._open()

    @property
    def service(self) -> SearchService:
        """The read path of the generation that is live now; hold on to it for one answer."""
        return self.opened or self._switched()

    @property
    def opened(self) -> SearchService | None:
        """As `service`, where that takes no time: None where a generation is to be opened first."""
        service = self._service
        live = live_generation(self._index, self._engine)
        known = live in (None, self._unreadable, service.engine.generation.name)
        return service if known else None

    def _switched(self) -> SearchService:
        with self._switching:
            if self.opened is None:
                live = live_generation(self._index, self._engine)
                try:
                    # The old engine closes when the last search that uses it lets go of it.
                    self._service = self._open()
                except KnowledgeBaseError as error:
                    self._unreadable = live
                    before = self._service.engine.generation.name
                    _LOG.warning("still serving %s: %s", before, error)
            return self._service

    def search(
        self,
        text: str = "",
        *,
        organisations: Iterable[str] = (),
        projects: Iterable[str] = (),
        categories: Iterable[str] = (),
        published_from: str | date | None = None,
        published_to: str | date | None = None,
        order: str = "relevance",
        page: int = 1,
        per_page: int = 10,
    ) -> Results:
        """Search as the site does.

        Args:
            text: as typed into the search box; empty for every post, newest first.
            organisations: ids of which a post must have one.
            projects: ids of which a post must have one.
            categories: ids of which a post must have one.
            published_from: first day, as a date or as `2017`, `2017-06` or `2017-06-29`.
            published_to: last day, likewise; `2017` means to its last day.
            order: `relevance`, `newest` or `oldest`.
            page: from 1.
            per_page: 1 to 100.

        Raises:
            QueryError: naming every argument that cannot be read.
        """
        request = make_request(
            text,
            {
                ORGANISATION.name: _listed(organisations),
                PROJECT.name: _listed(projects),
                CATEGORY.name: _listed(categories),
            },
            published_from=published_from,
            published_to=published_to,
            order=order,
            page=page,
            per_page=per_page,
        )
        return Results.of(self.service.search(request), self._say)

    def _say(self, notice: Notice) -> str:
        # Most searches have nothing to say, and the catalogue takes a moment to read.
        return self._messages.notice(notice)

    @cached_property
    def _messages(self) -> Messages:
        return Messages(_LANGUAGE)

    def _open(self) -> SearchService:
        engine = open_engine(self._index, self._engine)
        try:
            retriever = None
            if self._query_vectors is not None:
                from kb.meaning.retriever import open_retriever  # noqa: PLC0415 (off for most)

                retriever = open_retriever(engine, self._query_vectors)
            return SearchService(engine, self._mask_contacts, retriever)
        except BaseException:
            engine.close()
            raise

    def close(self) -> None:
        """Release the index."""
        self._service.engine.close()

    def __enter__(self) -> "KnowledgeBase":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def open_knowledge_base(
    index: str | Path = "index", *, engine: str = DEFAULT, embedder: "Embedder | None" = None
) -> KnowledgeBase:
    """Open an index: a folder, or what else its engine is given for a location.

    With an embedder (`kb.meaning.embedder.open_embedder`) it finds posts by meaning, too.

    Raises:
        IndexMissingError, IndexStaleError, IndexDamagedError: each says to run `kb index`.
    """
    return KnowledgeBase(index, engine, embedder=embedder)


def _query_vectors(embedder: "Embedder") -> "QueryVectors":
    from kb.meaning.query_vectors import QueryVectors  # noqa: PLC0415 (off for most)

    return QueryVectors(embedder)


def _listed(ids: Iterable[str]) -> Iterable[str]:
    """Return ids, also where somebody gave one as it is."""
    return (ids,) if isinstance(ids, str) else ids
