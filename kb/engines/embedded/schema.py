"""The fields of the Whoosh index, and how a document fills them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from whoosh import columns, fields
from whoosh.system import pack_uint

from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams
from kb.search.document import Document
from kb.search.plan import Form

# Raise it when the fields, or what stands in them, change: older indexes are then rebuilt.
FORMAT = 4
# Positions between paragraphs, so that no phrase reaches from one into the next.
PARAGRAPH_GAP = 100

# Where the words of a post stand; each has a field a form.
FIELDS = ("title", "body")
_SUFFIXES = {Form.EXACT: "", Form.STEM: "_stem", Form.PART: "_part", Form.GRAM: "_gram"}

Terms = Sequence[tuple[str, int]]
Posting = tuple[bytes, int, float, bytes]


class Analysed(fields.TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A field of text that is given as (term, position) pairs.

    Text is analysed by kb.language, once and for all engines; Whoosh never tokenises.
    """

    def index(self, value: Terms, **_: Any) -> Iterator[Posting]:
        """Yield term, frequency, weight and encoded positions (or frequency)."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for term, position in value:
            positions[term].append(position)
        with_positions = self.format.supports("positions")
        for term, places in positions.items():
            count = len(places)
            encoded = self.format.encode(places) if with_positions else pack_uint(count)
            yield term.encode(), count, float(count), encoded


def field_of(place: str, form: Form) -> str:
    """Return the name of the field that has the words of a place in a form."""
    return place + _SUFFIXES[form]


def schema() -> fields.Schema:
    """Return the schema: exact forms with positions, stems, filters, and the document itself."""
    return fields.Schema(
        id=fields.ID(sortable=True, unique=True),
        alias=fields.KEYWORD(),
        title=Analysed(phrase=True),
        body=Analysed(phrase=True),
        title_stem=Analysed(phrase=True),
        body_stem=Analysed(phrase=True),
        title_part=Analysed(phrase=False),
        body_part=Analysed(phrase=False),
        title_gram=Analysed(phrase=False),
        body_gram=Analysed(phrase=False),
        organisation=fields.KEYWORD(),
        project=fields.KEYWORD(),
        published=fields.ID(sortable=True),
        checksum=fields.COLUMN(columns.VarBytesColumn()),
        document=fields.STORED(),
    )


def whoosh_fields(document: Document, analyzer: Analyzer) -> dict[str, Any]:
    """Return what Whoosh is to index of a document."""
    title = [analyzer.analyze(document.title)]
    body = [analyzer.analyze(paragraph.text) for paragraph in document.paragraphs]
    return {
        "id": document.id,
        "alias": " ".join(document.aliases),
        "title": _terms(title, _exact),
        "body": _terms(body, _exact),
        "title_stem": _terms(title, _stems),
        "body_stem": _terms(body, _stems),
        "title_part": _terms(title, _parts),
        "body_part": _terms(body, _parts),
        "title_gram": _terms(title, _grams),
        "body_gram": _terms(body, _grams),
        "organisation": " ".join(document.organisations),
        "project": " ".join(document.projects),
        "published": document.published.isoformat(),
        "checksum": document.checksum.encode(),
        "document": document.to_json(),
    }


def _exact(token: Token) -> Iterable[str]:
    return (token.text,)


def _stems(token: Token) -> Iterable[str]:
    return token.stems


def _parts(token: Token) -> Iterable[str]:
    return (part.stem for part in token.parts)


def _grams(token: Token) -> Iterable[str]:
    return grams(token.text)


def _terms(paragraphs: Iterable[Iterable[Token]], forms: Callable[[Token], Iterable[str]]) -> Terms:
    terms: list[tuple[str, int]] = []
    position = 0
    for tokens in paragraphs:
        for token in tokens:
            terms.extend((form, position) for form in forms(token))
            position += 1
        position += PARAGRAPH_GAP
    return terms
