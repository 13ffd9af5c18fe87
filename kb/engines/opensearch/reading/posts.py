"""Posts by their ids, by the words of their titles, and all of them."""

from collections.abc import Iterator, Sequence
from itertools import islice

from kb.engines.opensearch.mapping import stored_term
from kb.engines.opensearch.packing import unpacked
from kb.engines.opensearch.reading.kept import Hit, Kept
from kb.engines.opensearch.reading.matching import SOURCE, sendable
from kb.engines.opensearch.reading.selection import Json
from kb.search.port.document import Document
from kb.search.port.engine import Title
from kb.search.port.prefix_index import begin_words
from kb.search.port.terms import without_diacritics

_AT_ONCE = 1000
_CHECKSUMS_AT_ONCE = 10_000
_PART = 200
# More titles are read than asked for, since dots may be typed that they have not.
_MORE_TITLES = 10
# No id of a post is longer, and the cluster keeps none.
_LONGEST_ID = 8000


class Posts:
    """Reads posts of one generation; any thread may ask."""

    def __init__(self, kept: Kept, visible: Json) -> None:
        self._kept = kept
        self._visible = visible

    def by_ids(self, ids: Sequence[str]) -> dict[str, Hit]:
        """Return hits by the ids that were asked for, present ones or former."""
        asked = [each for each in dict.fromkeys(ids) if _may_be_id(each)]
        found: dict[str, Hit] = {}
        for first in range(0, len(asked), _AT_ONCE):
            part = asked[first : first + _AT_ONCE]
            present, former = ({"terms": {field: part}} for field in ("id", "alias"))
            query = self._visibly({"bool": {"should": [present, former]}})
            body: Json = {
                "query": query,
                "sort": [{"id": "asc"}],
                "docvalue_fields": ["id", "alias"],
                "_source": SOURCE,
            }
            hits = list(self._all(body, _AT_ONCE))
            for field in ("alias", "id"):
                # Of several posts that had an id, the first one; a present id before all.
                for hit in reversed(hits):
                    found |= dict.fromkeys(hit["fields"].get(field, ()), hit)
        return found

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every post."""
        body: Json = {
            "query": self._visibly(),
            "sort": [{"id": "asc"}],
            "docvalue_fields": ["checksum"],
            "_source": False,
        }
        for hit in self._all(body, _CHECKSUMS_AT_ONCE):
            (post_id,), (checksum,) = hit["sort"], hit["fields"]["checksum"]
            yield post_id, checksum

    def parts(self) -> Iterator[list[Hit]]:
        """Yield all posts, some at a time, each with its checksum."""
        body: Json = {
            "query": self._visibly(),
            "sort": [{"id": "asc"}],
            "docvalue_fields": ["checksum"],
            "_source": SOURCE,
        }
        hits = self._all(body, _PART)
        while part := list(islice(hits, _PART)):
            yield part

    def titles_having(self, typed: Sequence[str], most: int) -> Iterator[Title]:
        """Yield the titles in which each of these begins a word, the newest first.

        So many are asked for at once as it takes for `most`, as a rule.
        """
        words = [without_diacritics(each) for each in dict.fromkeys(typed)]
        if any(stored_term(word) != word for word in words):
            return
        body: Json = {
            "query": self._visibly(*({"prefix": {"title_words": word}} for word in words)),
            "sort": [{"published": "desc"}, {"id": "asc"}],
            "_source": SOURCE,
        }
        for hit in self._all(body, min(most + _MORE_TITLES, _AT_ONCE)):
            document = document_of(hit)
            if begin_words(document.title, typed):
                yield Title(document.id, document.title)

    def _visibly(self, *filters: Json) -> Json:
        return {"bool": {"filter": [*filters, self._visible]}}

    def _all(self, body: Json, size: int) -> Iterator[Hit]:
        """Yield all hits of a search that sorts them by what no two have in common."""
        body = {**body, "size": size, "track_total_hits": False}
        while True:
            hits: list[Hit] = self._kept.search(body)["hits"]["hits"]
            yield from hits
            if len(hits) < size:
                return
            body["search_after"] = hits[-1]["sort"]


def document_of(hit: Hit) -> Document:
    """Return the post of a hit, as `SOURCE` asks for it."""
    kept = unpacked(hit["_source"])
    return Document.from_parts(kept.data, kept.html)


def _may_be_id(text: str) -> bool:
    return len(text) <= _LONGEST_ID and sendable(text)
