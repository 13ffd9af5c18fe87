"""The fields of the index as Whoosh sees them; `codec` says what each of them has."""

from typing import Any, NoReturn

from kb.corpus.kinds import KINDS
from kb.engines.embedded.codec.whoosh import SimpleAnalyzer, fields
from kb.errors import KnowledgeBaseError
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

_SUFFIXES = {Form.EXACT: "", Form.STEM: "_stem", Form.PART: "_part", Form.GRAM: "_gram"}
# The forms of which phrases are asked.
WITH_POSITIONS = frozenset({Form.EXACT, Form.STEM})


def read_only() -> NoReturn:
    """Tell whoever writes by Whoosh's own means.

    Raises:
        KnowledgeBaseError: always.
    """
    raise KnowledgeBaseError(
        "this index is not written by Whoosh's IndexWriter; change the corpus and run `kb index`"
    )


class _ReadOnly:
    def index(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse to index a value."""
        read_only()


class Words(_ReadOnly, fields.TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A field of text, analysed once and for all engines (`kb.search.port.terms`).

    Whoosh's query parser parts what is asked of it into words, and does no more.
    """

    def __init__(self, *, phrase: bool) -> None:
        super().__init__(analyzer=SimpleAnalyzer(), phrase=phrase)


class Keywords(_ReadOnly, fields.KEYWORD):  # type: ignore[misc]  # Whoosh has no types
    """A field of which a post may have several values."""


class Id(_ReadOnly, fields.ID):  # type: ignore[misc]  # Whoosh has no types
    """A field of which every post has one value."""


def field_of(field: str, form: Form) -> str:
    """Return Whoosh's name of the field that has the words of a post's field in a form."""
    return field + _SUFFIXES[form]


def schema() -> fields.Schema:
    """Return the schema: terms by field and form, filters, and the document itself."""
    schema = fields.Schema(
        id=Id(sortable=True, unique=True, stored=True),
        alias=Keywords(),
        published=Id(sortable=True),
        document=fields.STORED(),
    )
    for field in FIELDS:
        for form in Form:
            schema.add(field_of(field, form), Words(phrase=form in WITH_POSITIONS))
    for kind in KINDS:
        schema.add(kind.name, Keywords())
    return schema
