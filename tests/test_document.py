import hashlib
import json
from dataclasses import asdict, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import PROJECT
from kb.corpus.paragraph import Paragraph
from kb.search.port.document import Document, checksum_of

TEXT = st.text(max_size=12)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
DATES = st.dates(date(1, 1, 1))
DOCUMENTS = st.builds(
    Document,
    id=TEXT,
    title=TEXT,
    published=DATES,
    updated=st.none() | DATES,
    source=st.none() | TEXT,
    entries=st.dictionaries(TEXT, TEXTS, max_size=3),
    tags=TEXTS,
    aliases=TEXTS,
    paragraphs=st.lists(st.builds(Paragraph, TEXT, TEXT, st.booleans()), max_size=3).map(tuple),
    html=TEXT,
)


@given(document=DOCUMENTS)
def test_comes_back_as_it_was(document: Document) -> None:
    assert Document.from_json(document.to_json()) == document
    assert Document.from_parts(*document.to_parts()) == document


@given(document=DOCUMENTS)
def test_is_written_as_the_values_of_its_fields(document: Document) -> None:
    values = asdict(document) | {"paragraphs": [each._asdict() for each in document.paragraphs]}
    plain = json.dumps(values, default=date.isoformat, ensure_ascii=False)
    assert document.to_json() == plain


@given(document=DOCUMENTS)
def test_its_parts_are_one_line_and_its_html(document: Document) -> None:
    data, html = document.to_parts()
    assert b"\n" not in data
    assert html.decode() == document.html
    assert json.loads(data)[0] == document.id


@given(one=DOCUMENTS, other=DOCUMENTS)
def test_the_checksum_is_of_all_of_it(one: Document, other: Document) -> None:
    assert (one.checksum == other.checksum) == (one == other)
    assert one.checksum == checksum_of(*one.to_parts())
    assert replace(one, html="no text that was drawn").checksum != one.checksum
    data, html = one.to_parts()
    assert one.checksum == hashlib.sha256(data + b"\n" + html).hexdigest()


def test_about_a_kind() -> None:
    document = Document("p", "", date(2020, 1, 1), None, None, {}, (), (), (), "")
    assert document.about(PROJECT) == ()
    assert replace(document, entries={PROJECT.name: ("odla",)}).about(PROJECT) == ("odla",)
