import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.presenting.contact_signs import may_have_contacts

FIVE_DIGITS = re.compile(r"\d(?:(?:[^\w\n]|_){0,6}\d){4}")
OPENED = ("(a", "[a", "{a", "<a", "( a", "[ a", "{ a", "< a")

PIECES = st.lists(
    st.one_of(
        st.sampled_from("0123456789"),
        st.sampled_from([*" \n_-–./§()[]<{aAåÅ²½ªKİ", "\u00a0", "\u200b", "０", "٣", "𝟙", "①"]),
        st.sampled_from(["@", "＠", "﹫", "%", " at ", " AT ", "snabel", "SNABEL-A", "\ud800"]),
        st.characters(),
    ),
    max_size=14,
).map("".join)


def may_have(text: str) -> bool:
    """The plain definition."""
    lowered = text.lower()
    at = any(sign in text for sign in "@＠﹫%")
    words = any(word in lowered for word in ("snabel", " at ", *OPENED))
    return at or words or FIVE_DIGITS.search(text) is not None


@given(PIECES)
def test_signs_are_seen_in_any_text(text: str) -> None:
    assert may_have_contacts(text) == may_have(text)


@given(st.lists(PIECES, max_size=4))
def test_several_texts_may_be_asked_about_at_once(texts: list[str]) -> None:
    assert may_have_contacts("\n".join(texts)) == any(map(may_have_contacts, texts))


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Mötet 2017 blev det 11:e (efter 40).", False),
        ("Vi är 1 av 2 och 3 av 45.", False),
        ("Ring 0411-55", True),
        ("Ring 0 4 – 1 1\u00a05", True),
        ("١٢٣٤٥", True),
        ("50 % av dem", True),
        ("anna (A) exempel", True),
        ("anna ( aa", True),
        ("anna (  a", False),
        ("Look at this", True),
    ],
)
def test_what_may_be_a_contact(text: str, may: bool) -> None:
    assert may_have_contacts(text) is may
