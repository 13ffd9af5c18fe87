"""The fields of the Whoosh index, and how a document fills them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from kb.corpus.kinds import KINDS
from kb.engines.embedded.whoosh import columns, fields, pack_uint
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, Terms

# Raise it when the files of a generation change: older indexes are then rebuilt.
FORMAT = 6

_SUFFIXES = {Form.EXACT: "", Form.STEM: "_stem", Form.PART: "_part", Form.GRAM: "_gram"}
# The forms of which phrases are asked.
_WITH_POSITIONS = frozenset({Form.EXACT, Form.STEM})

Posting = tuple[bytes, int, float, bytes]


class Analysed(fields.TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A field of text that is given as (term, position) pairs.

    Text is analysed once and for all engines (`kb.search.port.terms`); Whoosh never tokenises.
    """

    def index(self, value: Terms, **_: Any) -> Iterator[Posting]:
        """Yield term, frequency, weight and encoded positions (or frequency)."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        for text, position in value:
            positions[text].append(position)
        with_positions = self.format.supports("positions")
        for text, all_positions in positions.items():
            count = len(all_positions)
            encoded = self.format.encode(all_positions) if with_positions else pack_uint(count)
            yield text.encode(), count, float(count), encoded


def field_of(field: str, form: Form) -> str:
    """Return Whoosh's name of the field that has the words of a post's field in a form."""
    return field + _SUFFIXES[form]


def schema() -> fields.Schema:
    """Return the schema: terms by field and form, filters, and the document itself."""
    schema = fields.Schema(
        id=fields.ID(sortable=True, unique=True),
        alias=fields.KEYWORD(),
        published=fields.ID(sortable=True),
        checksum=fields.COLUMN(columns.VarBytesColumn()),
        document=fields.STORED(),
    )
    for field in FIELDS:
        for form in Form:
            schema.add(field_of(field, form), Analysed(phrase=form in _WITH_POSITIONS))
    for kind in KINDS:
        schema.add(kind.name, fields.KEYWORD())
    return schema


def whoosh_fields(
    document: Document, terms: Mapping[tuple[str, Form], Terms], checksum: str
) -> dict[str, Any]:
    """Return what Whoosh is to index of a document."""
    return {
        "id": document.id,
        "alias": " ".join(document.aliases),
        "published": document.published.isoformat(),
        "checksum": checksum.encode(),
        "document": document.to_json(),
        **{field_of(field, form): found for (field, form), found in terms.items()},
        **{kind.name: " ".join(document.about(kind)) for kind in KINDS},
    }
