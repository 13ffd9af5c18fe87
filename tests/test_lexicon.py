from pathlib import Path

import pytest

from kb.errors import LexiconError
from kb.language.lexicon import OPENS, WORD, Lexicon


def test_knows_forms_their_lemmas_and_roles(lexicon: Lexicon) -> None:
    entry = lexicon.entry("händer")
    assert set(entry.lemmas) == {"hand", "hända"}
    assert entry.roles & WORD
    assert entry.use > 0


def test_a_joint_leads_to_its_word(lexicon: Lexicon) -> None:
    assert [lexicon.entry(joint).lemmas for joint in ("samhälls", "kvinno", "varu")] == [
        ("samhälle",),
        ("kvinna",),
        ("vara",),
    ]
    assert lexicon.entry("samhälls").roles & OPENS


def test_an_unknown_form_has_nothing(lexicon: Lexicon) -> None:
    assert lexicon.entry("coompanion") == ((), 0, 0)
    assert lexicon.entry("") == ((), 0, 0)


def test_lists_what_a_text_begins_with_shortest_first(lexicon: Lexicon) -> None:
    forms = [form for form, _ in lexicon.beginnings("arbetsintegrerat")]
    assert "arbets" in forms
    assert forms == sorted(forms, key=len)


def test_has_as_many_forms_as_its_lists(lexicon: Lexicon) -> None:
    assert len(lexicon) > 1_000_000


@pytest.mark.parametrize("content", [None, b"", b"kblex", b"something else altogether"])
def test_no_lexicon_is_an_error_that_names_the_file(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "swedish.lexicon"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LexiconError, match=r"swedish\.lexicon"):
        Lexicon.open(path)


@pytest.mark.parametrize("share", [0.0001, 0.3, 0.999])
def test_a_lexicon_cut_short_is_an_error(share: float, lexicon_path: Path, tmp_path: Path) -> None:
    content = lexicon_path.read_bytes()
    path = tmp_path / "swedish.lexicon"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(LexiconError, match=r"swedish\.lexicon"):
        Lexicon.open(path)
