"""A visit: a request that can be answered, with all that its answer is made of."""

from dataclasses import dataclass

from kb.messages import Messages
from kb.search.query.request import SearchRequest
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import Urls


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that can be answered.

    Attributes:
        service: the generation to answer from.
        request: the search that the parameters ask for.
        id: of the post or entry that the path names.
        printable: whether all is asked for in one list, to print.
        urls, messages: links and words for whoever asks.
        settings: of the site.
        opensearch: whether completions are asked for in the shape that OpenSearch has.
    """

    service: SearchService
    request: SearchRequest
    id: str
    printable: bool
    urls: Urls
    messages: Messages
    settings: Settings
    opensearch: bool = False
