"""An index opened with its registers and the service over it.

The command line, the web and evaluation all search through here.
"""

import logging
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from threading import Lock
from types import TracebackType

from kb.engines import live_generation, open_engine
from kb.errors import KnowledgeBaseError
from kb.search.parser import make_query
from kb.search.results import Results
from kb.search.service import SearchService

_LOG = logging.getLogger(__name__)


class KnowledgeBase:
    """A knowledge base to search, safe to use from many threads.

    It follows the index: once `kb index` has switched to a new generation, the next search
    uses it, while searches under way end in the one they began in.
    """

    def __init__(self, index: Path, engine: str = "whoosh") -> None:
        self._index = index
        self._engine = engine
        self._switching = Lock()
        # A generation that could not be opened: tried once, told of once.
        self._unreadable: str | None = None
        self._service = SearchService(open_engine(index, engine))

    @property
    def service(self) -> SearchService:
        """The read path of the generation that is live now; hold on to it for one answer."""
        service = self._service
        live = live_generation(self._index, self._engine)
        if live in (None, self._unreadable, service.engine.generation.name):
            return service
        with self._switching:
            if live not in (self._unreadable, self._service.engine.generation.name):
                try:
                    # The old engine closes when the last search that uses it lets go of it.
                    self._service = SearchService(open_engine(self._index, self._engine))
                except KnowledgeBaseError as error:
                    self._unreadable = live
                    _LOG.warning("still serving %s: %s", service.engine.generation.name, error)
            return self._service

    def search(
        self,
        text: str = "",
        *,
        organisations: Iterable[str] = (),
        projects: Iterable[str] = (),
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
            published_from: first day, as a date or as `2017`, `2017-06` or `2017-06-29`.
            published_to: last day, likewise; `2017` means to its last day.
            order: `relevance`, `newest` or `oldest`.
            page: from 1.
            per_page: 1 to 100.

        Raises:
            QueryError: naming every argument that cannot be read.
        """
        query = make_query(
            text,
            organisations=organisations,
            projects=projects,
            published_from=published_from,
            published_to=published_to,
            order=order,
            page=page,
            per_page=per_page,
        )
        return self.service.search(query)

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


def open_knowledge_base(index: str | Path = "index", *, engine: str = "whoosh") -> KnowledgeBase:
    """Open the index in a folder.

    Raises:
        IndexMissingError, IndexStaleError, IndexDamagedError: each says to run `kb index`.
    """
    return KnowledgeBase(Path(index), engine)
