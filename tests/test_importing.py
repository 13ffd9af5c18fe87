"""`kb import` as a person meets it: what it says, asks and refuses."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import main
from kb.cli.importing import EXAMPLES
from kb.corpus.store import read_corpus

Run = Callable[..., Result]

PAGE = """Nyheter

Ny spis i köket
Publicerat den 3 maj, 2017

Kocken har fått en ny spis av Föreningen Spiskraft.

Kaffet är slut
Publicerat den 28 april, 2017

Ingen vet vem som drack upp det. Föreningen Spiskraft köper nytt.

Läs mer

Kaffet är slut
Publicerat den 28 april, 2017

Ingen vet vem som drack upp det. Föreningen Spiskraft köper nytt.
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.delenv("KB_CORPUS", raising=False)
    monkeypatch.chdir(tmp_path)

    def run_(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], input=stdin, catch_exceptions=False)

    return run_


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "nyheter.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_what_it_is_is_found_out_or_insisted_on(run: Run, page: Path, tmp_path: Path) -> None:
    found = run("import", page, "--corpus", "a", "--json")
    told = run("import", "archive", page, "--corpus", "b", "--json")
    assert json.loads(found.stdout) == json.loads(told.stdout)
    assert run("import", page, "--corpus", "a").stdout.startswith("0 added, 0 updated, 2 unchanged")


def test_a_dry_run_tells_of_every_item(run: Run, page: Path, tmp_path: Path) -> None:
    result = run("import", page, "--corpus", "a", "--dry-run")
    report = json.loads(run("import", page, "--corpus", "a", "--dry-run", "--json").stdout)
    lines = result.stdout.splitlines()
    for kind in ("added", "quarantined"):
        assert sum(line.startswith(f"{kind:10} ") for line in lines) == len(report[kind])
    left_out = [line for line in lines if line.startswith("left out ")]
    assert len(left_out) == len(report["left_out"]) > 3
    assert all(
        each["reason"] in line for each, line in zip(report["left_out"], left_out, strict=True)
    )
    assert not (tmp_path / "a").exists()


def test_the_examples_are_kept_apart(run: Run, page: Path, repository: Path) -> None:
    assert (repository / "corpus" / EXAMPLES).is_file()
    shutil.copytree(repository / "corpus", "corpus")
    before = sorted(Path("corpus").rglob("*"))
    refused = run("import", page)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "kb new" in refused.stderr
    assert sorted(Path("corpus").rglob("*")) == before
    assert run("import", page, "--dry-run").exit_code == 0
    assert run("import", page, "--corpus", "corpus").exit_code == 0
    assert len(read_corpus(Path("corpus")).posts) == 66


def test_a_corpus_of_ones_own_needs_no_naming(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("import", page).exit_code == 0
    assert len(read_corpus(Path("corpus")).posts) == 2
    shutil.copy(page, "corpus/" + EXAMPLES)
    monkeypatch.setenv("KB_CORPUS", "corpus")
    assert run("import", page).exit_code == 0


def test_a_corpus_that_nobody_wrote_registers_for_gets_names(run: Run, page: Path) -> None:
    result = run("import", page)
    assert "1 organisation or project was found in the posts" in result.stderr
    registers = read_corpus(Path("corpus")).registers
    (entry,) = [entry for entries in registers.by_kind.values() for entry in entries]
    assert (entry.name, entry.suggested) == ("Föreningen Spiskraft", True)


def test_registers_that_somebody_wrote_stay_as_they_are(run: Run, page: Path) -> None:
    Path("corpus").mkdir()
    text = "- id: spisen\n  name: Spisen\n"
    Path("corpus/organisations.yaml").write_text(text, encoding="utf-8")
    assert run("import", page).exit_code == 0
    assert Path("corpus/organisations.yaml").read_text(encoding="utf-8") == text


def test_page_two_prunes_nothing_of_page_one(run: Run, page: Path) -> None:
    source = ("--source-url", "https://example.org/nyheter")
    run("import", page, *source)
    second = Path("sida-2.txt")
    second.write_text(
        "Skördefest\nPublicerat den 9 mars, 2017\n\nAlla som vill får komma.\n\n"
        "Städdag\nPublicerat den 2 mars, 2017\n\nTag med en kratta.\n",
        encoding="utf-8",
    )
    report = json.loads(run("import", second, *source, "--prune", "--json").stdout)
    assert (len(report["added"]), report["removed"]) == (2, [])
    again = json.loads(
        run("import", page, "--source-url", "http://www.example.org/nyheter/", "--json").stdout
    )
    assert (again["unchanged"], again["added"], again["removed"]) == (2, [], [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["import"], "Missing argument"),
        (["import", "archive"], "Missing argument 'SOURCE'"),
        (["import", "papper", "x.txt"], "No such kind 'papper'"),
        (["import", "a.txt", "b.txt", "c.txt"], "One SOURCE at a time"),
        (["import", "https://a.example.org", "https://b.example.org"], "One SOURCE at a time"),
        (["import", "x.txt", "--source-url", "nyheter"], "'nyheter' is no address"),
    ],
)
def test_wrong_usage(run: Run, words: list[str], told: str) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_the_folder_around_the_corpus(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ny-spis.md").write_text("---\ndate: 2017-05-03\n---\nKocken.\n", encoding="utf-8")
    assert run("import", ".").stdout.endswith(_counts(added=1))
    # Neither the corpus below it nor another way to write its path makes a post come in twice.
    assert run("import", tmp_path).stdout.endswith(_counts(unchanged=1, left_out=1))
    for inside in ("corpus", "corpus/posts"):
        result = run("import", inside)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"kb: {inside}: lies in the corpus")


def _counts(added: int = 0, unchanged: int = 0, left_out: int = 0) -> str:
    return (
        f"{added} added, 0 updated, {unchanged} unchanged, 0 removed, 0 quarantined, "
        f"{left_out} left out\n"
    )


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("kb.importers.door.read", "the same import, run again, completes it"),
        ("kb.importers.sync.plan.apply", "the same import, run again, completes it"),
        ("kb.corpus.unregistered.writing.fill_registers", "the posts are in the corpus"),
    ],
)
def test_an_import_that_is_stopped_says_how_to_go_on(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch, where: str, told: str
) -> None:
    def stop(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, stop)
    result = run("import", page)
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr.startswith("kb: stopped; ")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_dry_run_that_is_stopped_wrote_nothing(
    run: Run, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.importers.door.read", stop)
    assert run("import", page, "--dry-run").stderr == "kb: stopped; nothing was written\n"
