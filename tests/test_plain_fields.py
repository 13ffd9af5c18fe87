from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus import front_matter, plain_fields, yaml_lines
from kb.errors import CorpusError

SIGNS = [*"#:-'\"[]{}&*!|>%@`~?,.=\t\n abå19/_", "null", "~", "true", "1e5", "- ", ": ", " #", "''"]
TEXT = st.lists(st.sampled_from(SIGNS) | st.text(max_size=2), max_size=6).map("".join)
NAMES = st.sampled_from(["id", "title", "imported", "tags", "from", "not_mentioned"])
VALUES = TEXT | st.lists(TEXT, max_size=3) | st.dates() | st.booleans()


@given(st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES, max_size=3), max_size=4))
@example({"tags": ["a: b", "-", "yes", "2017-06-29", "c:"], "from": {"tags": ["x"]}})
def test_writes_what_pyyaml_writes(fields: dict[str, object]) -> None:
    written = plain_fields.dump(fields)
    if written is not None:
        assert written == ("" if not fields else front_matter._dump(fields, front_matter._Dumper))


LINES = st.lists(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", "", "  ", "- ", "  - ", "    "]),
        st.sampled_from(["id:", "title:", "tags:", "imported:", "from:", "x", "---", "#"]),
        st.sampled_from(["", " ", " []", " [a, b]", " [a,, b]", " [null]"])
        | TEXT.map(" {}".format)
        | TEXT.map(" '{}'".format),
    )
    | st.builds("{}- {}".format, st.sampled_from(["", "  "]), TEXT),
    max_size=7,
).map("\n".join)


@given(LINES, st.booleans())
@example("imported:\n  from: a\n  former:\n  - b\ntags:\n- c", True)
@example("tags:\n  - c", True)
@example("title: a\n  id: b", True)
@example("id: null\ntitle: 'null'", True)
def test_reads_what_the_parser_reads(head: str, ended: bool) -> None:
    head += "\n" if ended else ""
    read = plain_fields.parse(head)
    if read is not None:
        assert read == yaml_lines.parse(head, "").data


@pytest.mark.parametrize(
    "head",
    [
        "id: a\nid: b\n",
        "title: &x a\n",
        "title: a # b\n",
        "title: a: b\n",
        "title:\n",
        "tags: [a, a: b]\n",
        "title: !b a\n",
        "- a\n",
        "title: a\n- b\n",
        "",
        "\n",
    ],
)
def test_leaves_the_rest_to_the_parser(head: str) -> None:
    assert plain_fields.parse(head) is None


def test_what_an_import_writes_is_plain() -> None:
    fields = {
        "id": "2017-06-29-a-b",
        "title": "Ny: 'bäst' – på #3",
        "published": date(2017, 6, 29),
        "source": "https://exempel.se/?p=1&x=%20",
        "tags": ["Å-rummet", "2017", "a & b"],
        "imported": {"from": "https://exempel.se", "checksum": "12.ab.3..4+-5", "former": ["a"]},
    }
    head = plain_fields.dump(fields)
    assert head is not None
    assert plain_fields.parse(head) == yaml.load(head, Loader=yaml.BaseLoader)


def test_a_value_that_stands_twice_is_no_anchor() -> None:
    day = date(2017, 6, 29)
    twice = "a\n\nb"
    written = front_matter.dump({"published": day, "updated": day, "key": twice, "from": twice})
    assert "&" not in written
    try:
        yaml_lines.parse(written, "")
    except CorpusError:  # pragma: no cover
        pytest.fail(written)
