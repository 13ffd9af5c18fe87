"""`kb new`, and the way from there to a site; `kb mentions` over a corpus."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.corpus.new import create_corpus
from kb.corpus.store import read_corpus
from kb.errors import CorpusError
from tests.corpora import post, write_corpus

Run = Callable[..., Result]
PAGE = """\
Nyheter

Ny spis i köket
Publicerat den 3 maj, 2017

Region Zibbla har köpt en spis. Kocken Anna Ek tackar Zibbla kommun.

Kaffet är slut
Publicerat den 28 april, 2017

Nu tar projektet Kaffekassan vid, säger Anna Ek. Region Zibbla betalar.
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("KB_CORPUS", raising=False)

    def run_(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)

    return run_


def test_an_empty_corpus_is_read_without_a_word(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b å ä ö"
    result = run("new", folder)
    assert result.exit_code == 0
    assert f'--corpus "{folder}"' in result.stderr
    corpus = read_corpus(folder)
    assert (corpus.faults, corpus.warnings, corpus.posts) == ((), (), ())
    assert corpus.has_posts_folder
    assert [kind.name for kind in corpus.registers.kinds] == ["organisation", "project"]
    indexed = run("index", "--corpus", folder, "--index", tmp_path / "index")
    assert indexed.exit_code == 0
    assert indexed.stderr == ""
    assert indexed.stdout.startswith("0 posts")


def test_what_is_there_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "brev.txt").write_text("hej", encoding="utf-8")
    result = run("new", tmp_path)
    assert result.exit_code == 1
    assert "has something in it already (brev.txt)" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["brev.txt"]
    assert run("new", tmp_path / "brev.txt").exit_code == 1
    assert run("new", tmp_path / "brev.txt" / "x").exit_code == 1
    assert run("new").exit_code == 2


def test_an_empty_folder_and_hidden_files_are_fine(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    create_corpus(tmp_path)
    with pytest.raises(CorpusError, match="already"):
        create_corpus(tmp_path)


def test_comments_show_entries_that_can_be_used(tmp_path: Path) -> None:
    for path in create_corpus(tmp_path):
        if path.suffix == ".yaml":
            lines = path.read_text(encoding="utf-8").splitlines()
            shown = [line[2:] for line in lines if line.startswith(("# -", "#   "))]
            path.write_text("\n".join(shown), encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.faults == corpus.warnings == ()
    assert len(corpus.registers.synonyms) == len(corpus.removed) == 1
    assert all(len(entries) == 1 for entries in corpus.registers.by_kind.values())


def test_from_nothing_to_names(run: Run, tmp_path: Path) -> None:
    folder, page = tmp_path / "ny", tmp_path / "sida.txt"
    page.write_text(PAGE, encoding="utf-8")
    run("new", folder)
    empty = (folder / "organisations.yaml").read_bytes()
    assert run("import", "archive", page, "--corpus", folder).exit_code == 0
    # What is sure was added by the import; from here on as if it had not been.
    assert "organisation      2  Region Zibbla" in run("mentions", "--corpus", folder).stdout
    (folder / "organisations.yaml").write_bytes(empty)
    listed = run("mentions", "--corpus", folder)
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "kb mentions --suggest" in listed.stderr
    shown = run("mentions", "--suggest", "--corpus", folder)
    assert "# organisations.yaml" in shown.stdout
    assert "name: Region Zibbla" in shown.stdout
    found = json.loads(run("mentions", "--suggest", "--json", "--corpus", folder).stdout)
    assert [(each["kind"], each["name"], each["posts"]) for each in found] == [
        ("organisation", "Region Zibbla", 2),
        ("project", "Kaffekassan", 1),
        ("organisation", "Zibbla kommun", 1),
    ]
    assert set(found[0]) == {"kind", "name", "aliases", "posts", "evidence"}
    assert set(found[0]["evidence"][0]) == {"post", "text"}
    written = run("mentions", "--suggest", "--write", "--corpus", folder)
    assert "3 names were added" in written.stderr
    again = run("mentions", "--suggest", "--write", "--corpus", folder)
    assert "no name was added" in again.stderr
    rows = json.loads(run("mentions", "--json", "--corpus", folder).stdout)
    assert [(row["kind"], row["id"], row["posts"], row["suggested"]) for row in rows] == [
        ("organisation", "region-zibbla", 2, True),
        ("organisation", "zibbla-kommun", 1, True),
        ("project", "kaffekassan", 1, True),
    ]
    text = (folder / "organisations.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Organisationer som inläggen nämner")


def test_an_ignored_name_does_not_come_back(run: Run, tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "c", [post("2024-01-01", "Nytt", "Vi var hos Region Zibbla.")])
    (folder / "ignored.yaml").write_text("- Region Zibbla\n", encoding="utf-8")
    assert json.loads(run("mentions", "--suggest", "--json", "--corpus", folder).stdout) == []
    assert read_corpus(folder).warnings == ()


def test_entries_without_posts_are_listed_last_and_drafts_count_for_none(
    run: Run, tmp_path: Path
) -> None:
    folder = write_corpus(
        tmp_path / "c",
        [
            post("2024-01-01", "Ett", "Hos Aab och Bbe."),
            post("2024-01-02", "Två", "Hos Bbe."),
            post("2024-01-03", "Utkast", "Hos Aab.", draft=True),
        ],
    )
    register = "".join(f"- id: {name.lower()}\n  name: {name}\n" for name in ("Aab", "Bbe", "Cce"))
    (folder / "organisations.yaml").write_text(register, encoding="utf-8")
    (folder / "projects.yaml").unlink()
    rows = json.loads(run("mentions", "--json", "--corpus", folder).stdout)
    assert [(row["id"], row["posts"]) for row in rows] == [("bbe", 2), ("aab", 1), ("cce", 0)]
    lines = run("mentions", "--corpus", folder).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["organisation", "2", "Bbe", "(bbe)"],
        ["organisation", "1", "Aab", "(aab)"],
        ["organisation", "0", "Cce", "(cce)"],
    ]


def test_what_goes_wrong_is_told(run: Run, tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "c", [post("2024-01-01", "Ett", "Text.")])
    assert run("mentions", "--write", "--corpus", folder).exit_code == 2
    assert run("mentions", "--corpus", tmp_path / "nowhere").exit_code == 1
    (folder / "ignored.yaml").write_text("- a: b\n", encoding="utf-8")
    result = run("mentions", "--suggest", "--corpus", folder)
    assert result.exit_code == 1
    assert "ignored.yaml:1" in result.stderr
    (folder / "projects.yaml").write_text("- id: A\n", encoding="utf-8")
    before = (folder / "organisations.yaml").read_bytes()
    result = run("mentions", "--suggest", "--write", "--corpus", folder)
    assert result.exit_code == 1
    assert "projects.yaml:1" in result.stderr
    assert (folder / "organisations.yaml").read_bytes() == before


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    result = run("new", tmp_path / "fil" / "korpus")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be made (" in result.stderr
    assert result.stderr.endswith("; name a folder where you may write\n")
