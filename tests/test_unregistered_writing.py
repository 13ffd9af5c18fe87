"""Suggestions into the registers: what people wrote stays, and nothing is written twice."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.new import create_corpus
from kb.corpus.register import Registers, read_register
from kb.corpus.store import read_corpus, write_post
from kb.corpus.unregistered.suggestions import Evidence, Suggestion
from kb.corpus.unregistered.writing import fill_registers, format_suggestions, read_ignored, write
from kb.errors import CorpusError
from kb.language.lexicon import Lexicon
from tests.corpora import post


def suggestion(name: str, *aliases: str, kind: str = "organisation") -> Suggestion:
    return Suggestion(kind, name, aliases, 3, (Evidence("2024-01-01-a", f"Hos {name}."),), True)


def names(path: Path) -> list[tuple[str, str, tuple[str, ...], bool]]:
    read = read_register(path)
    assert read.faults == read.warnings == ()
    return [(each.id, each.name, each.aliases, each.suggested) for each in read.entries]


def test_missing_registers_are_made(tmp_path: Path) -> None:
    added = write(tmp_path, [suggestion("Zibbla kommun", "ZK"), suggestion("Hopp", kind="project")])
    assert [each.name for each in added] == ["Zibbla kommun", "Hopp"]
    assert names(tmp_path / "organisations.yaml") == [
        ("zibbla-kommun", "Zibbla kommun", ("ZK",), True)
    ]
    assert names(tmp_path / "projects.yaml") == [("hopp", "Hopp", (), True)]
    assert not (tmp_path / "categories.yaml").exists()


def test_a_second_time_adds_nothing(tmp_path: Path) -> None:
    both = [suggestion("Zibbla kommun"), suggestion("Hopp", kind="project")]
    write(tmp_path, both)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert write(tmp_path, both) == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    "written",
    [
        "# Våra vänner.\n\n- id: a\n  name: A   # den första\n\n# slut\n",
        "- id: a\n  name: A",
        "  - id: a\n    name: A\n    aliases:\n      - B\n",
        "- {id: a, name: A}\n- id: b\n  name: B\n",
        "\ufeff- id: a\n  name: A\n",
        "- id: a\n  name: A\n  description: |\n    Rad ett\n    - rad två\n",
        "- id: a\n  name: A\n\n\n\n",
        "-   id: a\n    name: A\n",
        "-\n  id: a\n  name: A\n",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_people_wrote_stays_as_it_is(tmp_path: Path, written: str, newline: str) -> None:
    path = tmp_path / "organisations.yaml"
    content = written.replace("\n", newline).encode()
    path.write_bytes(content)
    before = read_register(path).entries
    write(tmp_path, [suggestion("Zibbla")])
    after = path.read_bytes()
    assert after.startswith(content)
    assert (b"\r\n" in after) == (newline == "\r\n" and b"\r\n" in content)
    assert b"\r" not in after.replace(b"\r\n", b"")
    entries = read_register(path).entries
    assert entries[:-1] == before
    assert entries[-1].name == "Zibbla"


@pytest.mark.parametrize(
    "written", ["", "\n", "# Bara en kommentar", "[]\n", "# Tom.\n[ ]  # än\n", "~\n"]
)
def test_registers_without_entries(tmp_path: Path, written: str) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text(written, encoding="utf-8")
    if written == "~\n":
        with pytest.raises(CorpusError, match="no entry can be added"):
            write(tmp_path, [suggestion("Zibbla")])
        return
    write(tmp_path, [suggestion("Zibbla")])
    assert [name for _, name, _, _ in names(path)] == ["Zibbla"]
    comment = next((line for line in written.splitlines() if line.startswith("#")), "")
    assert comment in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("- id: A b\n  name: A\n", "organisations.yaml:1"),
        ("- id: a\n  name: [\n", "organisations.yaml:"),
        ("id: a\n", "no list"),
        ("[{id: a, name: A}]\n", "no entry can be added"),
        ("- id: a\n  name: A\n...\n", "no entry can be added"),
    ],
)
def test_a_faulty_register_is_refused_and_nothing_is_written(
    tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "organisations.yaml").write_text(written, encoding="utf-8")
    both = [suggestion("Zibbla"), suggestion("Hopp", kind="project")]
    with pytest.raises(CorpusError, match=said):
        write(tmp_path, both)
    assert (tmp_path / "organisations.yaml").read_text(encoding="utf-8") == written
    assert [path.name for path in tmp_path.iterdir()] == ["organisations.yaml"]


def test_ids_and_names_are_unique_across_both_registers(tmp_path: Path) -> None:
    (tmp_path / "projects.yaml").write_text("- id: zibbla\n  name: Hopp\n", encoding="utf-8")
    found = [
        suggestion("Zibbla", "Hopp", "ZB"),
        suggestion("Zíbbla", "ZB"),
        suggestion("HOPP"),
        suggestion("東京"),
        suggestion("Å" * 200),
    ]
    write(tmp_path, found)
    rows = names(tmp_path / "organisations.yaml")
    assert rows[:3] == [
        ("zibbla-2", "Zibbla", ("ZB",), True),
        ("zibbla-3", "Zíbbla", (), True),
        ("organisation", "東京", (), True),
    ]
    assert len({row[0] for row in rows}) == 4
    (tmp_path / "posts").mkdir()
    assert read_corpus(tmp_path).faults == ()


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"])
    | st.sampled_from(" #:&-'\"[]{},%@`"),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() == text and " " * 2 not in text)


@given(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.casefold))
def test_any_name_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, found: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    write(folder, [suggestion(found[0], *found[1:])])
    ((_, name, aliases, _),) = names(folder / "organisations.yaml")
    assert (name, aliases) == (found[0], tuple(found[1:]))


def test_what_is_printed_can_be_pasted(tmp_path: Path) -> None:
    texts = format_suggestions(
        [suggestion("Zibbla: ett & två", "Z, B"), suggestion("Hopp", kind="project")], Registers()
    )
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert text.startswith("# 2024-01-01-a: Hos ")
    assert names(tmp_path / "organisations.yaml")[0][1:3] == ("Zibbla: ett & två", ("Z, B",))
    assert names(tmp_path / "projects.yaml")[0][0] == "hopp"


def test_a_linked_register_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.yaml"
    real.write_text("- id: a\n  name: A\n", encoding="utf-8")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "organisations.yaml").symlink_to(real)
    write(corpus, [suggestion("Zibbla")])
    assert (corpus / "organisations.yaml").is_symlink()
    assert [name for _, name, _, _ in names(real)] == ["A", "Zibbla"]


def test_ignored_names(tmp_path: Path) -> None:
    assert read_ignored(tmp_path) == ()
    (tmp_path / "ignored.yaml").write_text("# Inte dessa.\n- Folkets hus\n- 2\n", encoding="utf-8")
    assert read_ignored(tmp_path) == ("Folkets hus", "2")
    (tmp_path / "ignored.yaml").write_text("- Folkets hus\n- name: X\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"ignored\.yaml:2: a name is text"):
        read_ignored(tmp_path)


def test_registers_that_nobody_wrote_in_are_filled_with_what_is_sure(
    tmp_path: Path, lexicon: Lexicon
) -> None:
    corpus = create_corpus(tmp_path)[0].parent
    today = date(2024, 6, 1)
    assert fill_registers(corpus, lambda: pytest.fail("not needed"), today) == ()
    for day, text in (("2024-01-01", "Hos Region Zibbla."), ("2024-01-02", "Region Zibbla växer.")):
        write_post(corpus, post(day, "Nytt", f"{text} I projektet Glimten finns Anna Ek."))
    write_post(corpus, post("2024-01-03", "Mer", "Vi var hos Tallmons kommun."))
    added = fill_registers(corpus, lambda: lexicon, today)
    assert [each.name for each in added] == ["Region Zibbla", "Glimten"]
    assert fill_registers(corpus, lambda: lexicon, today) == ()
    # What comes later is added, too, as long as nobody has taken over.
    write_post(corpus, post("2024-01-04", "Mer", "Sedan hos Tallmons kommun."))
    assert [each.name for each in fill_registers(corpus, lambda: lexicon, today)] == [
        "Tallmons kommun"
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("organisations.yaml", "- id: egen\n  name: Egen\n"),
        ("projects.yaml", "- id: egen\n  name: Egen\n"),
        ("organisations.yaml", "- id: fel fel\n"),
        ("projects.yaml", "- [\n"),
        ("ignored.yaml", "- Region Zibbla\n"),
    ],
)
def test_registers_of_somebodys_own_are_left_alone(
    tmp_path: Path, lexicon: Lexicon, name: str, content: str
) -> None:
    corpus = create_corpus(tmp_path)[0].parent
    (corpus / name).write_text(content, encoding="utf-8")
    for day in ("2024-01-01", "2024-01-02"):
        write_post(corpus, post(day, "Nytt", "Vi var hos Region Zibbla."))
    before = {path: path.read_bytes() for path in corpus.glob("*.yaml")}
    assert fill_registers(corpus, lambda: lexicon, date(2024, 6, 1)) == ()
    assert {path: path.read_bytes() for path in corpus.glob("*.yaml")} == before
