import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.sync.titles import make_title


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("", "Utan rubrik"),
        ("---\n\n***\n\n…", "Utan rubrik"),
        ("## Välkomna till **oss**\n\nMer.", "Välkomna till oss"),
        ("Hej!\n\nMer text.", "Hej!"),
        ("…\n\n[Läs *mer*](https://exempel.se/a) här", "Läs mer här"),
        ("<!--more-->\n\nEfter.", "Efter."),
        ("en rad\noch en till", "en rad och en till"),
        ("- första\n- andra", "första"),
        (
            "Den här meningen är längre än sextio tecken, så den slutar efter ett ord.",
            "Den här meningen är längre än sextio tecken, så den slutar…",
        ),
        ("å" * 100, "å" * 60 + "…"),
        ("ord " * 14 + "- slut som inte ryms", "ord " * 13 + "ord…"),
    ],
)
def test_first_words(body: str, title: str) -> None:
    assert make_title(body) == title


@given(st.text())
def test_any_text_gives_a_title(body: str) -> None:
    title = make_title(body)
    assert 0 < len(title) <= 61
    assert title == " ".join(title.split())
