import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.front_matter import dump, join, split

WILD = st.lists(
    st.sampled_from([*"#:-'\"[]{} \n&*,|>", "---", "\n---\n", "å", "🐝", "\u2028"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
).map("".join)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("---\na: 1\n---\n\nText.\n", ("---\n", "a: 1\n", "---", "\n\nText.\n")),
        ("---\na: 1\n---", ("---\n", "a: 1\n", "---", "")),
        ("----- \na: 1\n---\t\nText", ("----- \n", "a: 1\n", "---\t", "\nText")),
        # the first fence after the opening one closes
        ("---\na: 1\n---\nb\n---\n", ("---\n", "a: 1\n", "---", "\nb\n---\n")),
        ("---\n---\n", ("---\n", "", "---", "\n")),
        # a fence is a line of its own
        ("---\na: --- b\n --- \n---x\n---\n", ("---\n", "a: --- b\n --- \n---x\n", "---", "\n")),
        ("---\na: 1\n", None),
        ("--- a\n---\nb: 1\n---\n", None),
        ("\n---\na: 1\n---\n", None),
        ("Text.\n", None),
        ("", None),
    ],
)
def test_splits_at_its_fences(text: str, parts: tuple[str, ...] | None) -> None:
    assert split(text) == parts


@given(st.dictionaries(st.sampled_from("abc"), WILD, min_size=1), WILD)
def test_what_is_joined_is_split(fields: dict[str, str], body: str) -> None:
    parts = split(join(fields, body))
    assert parts is not None
    assert yaml.safe_load(parts.head) == fields
    assert list(yaml.safe_load(parts.head)) == list(fields)
    assert parts.body == f"\n\n{body}\n"


@given(WILD)
def test_splitting_loses_nothing(text: str) -> None:
    for candidate in (text, f"---\n{text}", f"---\n{text}\n---\n{text}"):
        if parts := split(candidate):
            assert "".join(parts) == candidate


def test_a_value_is_written_as_it_reads() -> None:
    assert dump({"title": f"Bin 🐝 {'och mer ' * 100}– å"}).count("\n") == 1
    assert "🐝" in dump({"title": "Bin 🐝"})
