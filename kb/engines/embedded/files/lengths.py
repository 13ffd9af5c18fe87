"""`lengths`: how many terms each document has, a row for each field in each form."""

from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

_FIRST_ROWS = {form: len(FIELDS) * index for index, form in enumerate(Form)}
ROWS = len(Form) * len(FIELDS)


def lengths_row(form: Form, field: int) -> int:
    """Return the row of a field in a form."""
    return _FIRST_ROWS[form] + field


def field_of(row: int) -> int:
    """Return the field that a row is of."""
    return row % len(FIELDS)
