import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import uvicorn
from click.testing import CliRunner, Result

from kb import __version__
from kb.cli import main
from kb.corpus.store import path_of, read_corpus
from kb.engines import live_generation, open_writer
from kb.engines.embedded import generations
from kb.indexing import build_index
from tests.corpora import news, post, small_corpus, write_corpus

Run = Callable[..., Result]

# `kb` itself may not be on the path of whoever runs the tests.
KB = (sys.executable, "-c", "from kb.cli import main; main()")

ARCHIVE = """\
Nyheter

Ny spis i köket
Publicerat den 3 maj, 2017

Kocken har fått en ny spis. Den gamla skänktes till ett arbetsintegrerande socialt företag.

Kaffet är slut
Publicerat den 28 april, 2017

Ingen vet vem som drack upp det sista. Nytt kaffe kommer på måndag.
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KB_"):
            monkeypatch.delenv(name)


@pytest.fixture
def run() -> Run:
    """Run `kb`; an exception that it lets through fails the test, as a traceback would."""

    def run_(*arguments: object, stdin: str | bytes | None = None) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(main, words, input=stdin, catch_exceptions=False)

    return run_


def ok(result: Result) -> Result:
    assert (result.exit_code, result.stderr) == (0, "")
    return result


def one_line(result: Result) -> str:
    """What a failed command says."""
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("kb: ")
    return result.stderr.strip()


def wrong_usage(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr


def from_json(result: Result) -> Any:
    return json.loads(ok(result).stdout)


# --- help -------------------------------------------------------------------------------------


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    pending: list[tuple[tuple[str, ...], click.Command]] = [((), main)]
    while pending:
        path, command = pending.pop()
        yield path, command
        if isinstance(command, click.Group):
            pending += [((*path, name), each) for name, each in command.commands.items()]


@pytest.mark.parametrize(("path", "command"), list(commands()))
def test_every_command_and_option_has_help(
    run: Run, path: tuple[str, ...], command: click.Command
) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    assert command.help.split(".")[0].split("\n")[0] in ok(run(*path, "--help")).stdout


def test_the_commands_are_those_of_the_interface() -> None:
    assert {" ".join(path) for path, _ in commands()} == {
        *(
            "",
            "import",
            "mentions",
            "new",
            "index",
            "search",
            "analyze",
            "suggest",
            "eval",
            "check",
            "serve",
            "new",
            "mentions",
        )
    }


@pytest.mark.parametrize(
    "words", [["nothing"], ["import", "nothing", "x.txt"], ["index", "--nothing"], ["--nothing"]]
)
def test_unknown_commands_and_options_are_wrong_usage(run: Run, words: list[str]) -> None:
    assert "No such" in wrong_usage(run(*words))


# --- import -----------------------------------------------------------------------------------


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "nyheter.txt"
    path.write_text(ARCHIVE, encoding="utf-8")
    return path


def test_import_index_search(run: Run, archive: Path, tmp_path: Path) -> None:
    corpus, index = tmp_path / "new" / "corpus", tmp_path / "new" / "index"
    report = from_json(run("import", "archive", archive, "--corpus", corpus, "--json"))
    assert list(report) == [
        *("added", "updated", "unchanged", "removed", "quarantined", "left_out")
    ]
    ids = ["2017-05-03-ny-spis-i-koket", "2017-04-28-kaffet-ar-slut"]
    assert report["added"] == ids
    assert (report["updated"], report["unchanged"], report["removed"]) == ([], 0, [])
    assert report["quarantined"] == []
    assert {*report["left_out"][0]} == {"text", "where", "reason"}
    assert ok(run("index", "--corpus", corpus, "--index", index)).stdout.startswith("2 posts: 2")
    found = from_json(run("search", "arbetsintegrerande", "--index", index, "--json"))
    assert [hit["id"] for hit in found["hits"]] == ids[:1]


def test_import_twice_changes_nothing(run: Run, archive: Path, tmp_path: Path) -> None:
    words = ("import", "archive", archive, "--corpus", tmp_path / "corpus")
    assert ok(run(*words)).stdout.splitlines() == [
        "added      2017-05-03-ny-spis-i-koket",
        "added      2017-04-28-kaffet-ar-slut",
        "2 added, 0 updated, 0 unchanged, 0 removed, 0 quarantined, 3 left out",
    ]
    assert ok(run(*words)).stdout.startswith("0 added, 0 updated, 2 unchanged, 0 removed")


def test_dry_run_writes_nothing(run: Run, archive: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    result = ok(run("import", "archive", archive, "--corpus", corpus, "--dry-run"))
    assert result.stdout.endswith("(dry run: nothing was written)\n")
    assert "2 added" in result.stdout
    assert not corpus.exists()


def test_prune_removes_what_the_source_has_no_more(run: Run, archive: Path, tmp_path: Path) -> None:
    words = ("import", "archive", archive, "--corpus", tmp_path / "corpus", "--json")
    ok(run(*words))
    archive.write_text(ARCHIVE.partition("Kaffet är slut")[0], encoding="utf-8")
    assert from_json(run(*words))["removed"] == []
    assert from_json(run(*words, "--prune"))["removed"] == ["2017-04-28-kaffet-ar-slut"]


def test_source_url_is_the_name_of_the_source(run: Run, archive: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    words = ("import", "archive", archive, "--corpus", corpus)
    ok(run(*words, "--source-url", "https://example.org/nytt"))
    sources = {each.imported and each.imported.source for each in read_corpus(corpus).posts}
    assert sources == {"https://example.org/nytt"}


def test_quarantined_items_are_told_of_and_no_failure(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "nyheter.txt"
    page.write_text("Publicerat den 3 maj, 2017\n\nUtan rubrik.\n", encoding="utf-8")
    report = from_json(run("import", "archive", page, "--corpus", tmp_path / "corpus", "--json"))
    (item,) = report["quarantined"]
    assert set(item) == {"title", "where", "reason"}


@pytest.mark.parametrize("content", [None, b"", b"\0\1\2\3" * 50])
def test_a_file_that_cannot_be_imported(run: Run, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "page.txt"
    if content is not None:
        path.write_bytes(content)
    line = one_line(run("import", "archive", path, "--corpus", tmp_path / "corpus"))
    assert line.startswith(f"kb: {path}: ")
    assert not (tmp_path / "corpus").exists()


def test_importing_without_a_file_is_wrong_usage(run: Run) -> None:
    assert "Missing argument 'SOURCE'" in wrong_usage(run("import", "archive"))


def test_the_seed_page_end_to_end(run: Run, seed: Path, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    report = from_json(run("import", "archive", seed, "--corpus", corpus, "--json"))
    assert len(report["added"]) == 10
    assert report["quarantined"] == []
    assert from_json(run("index", "--corpus", corpus, "--index", index, "--json"))["posts"] == 10
    found = from_json(run("search", "arbetsintegrerande", "--index", index, "--json"))
    assert found["total"] > 0
    assert any(snippet["highlights"] for hit in found["hits"] for snippet in hit["snippets"])


# --- index ------------------------------------------------------------------------------------


def test_index_as_text_and_as_json(run: Run, corpus_dir: Path, tmp_path: Path) -> None:
    index = tmp_path / "new" / "index"
    words = ("index", "--corpus", corpus_dir, "--index", index)
    report = from_json(run(*words, "--json"))
    assert list(report) == [
        *("generation", "posts", "added", "updated", "removed", "warnings", "seconds")
    ]
    assert (report["posts"], report["added"], report["warnings"]) == (12, 12, [])
    assert isinstance(report["seconds"], float)
    again = ok(run(*words)).stdout
    assert again.startswith("12 posts: 0 added, 0 updated, 0 removed, in ")
    assert again.endswith(f"(generation {report['generation']})\n")
    assert from_json(run(*words, "--full", "--json"))["generation"] != report["generation"]


def test_folders_may_be_named_by_the_environment(
    run: Run, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_CORPUS", str(corpus_dir))
    monkeypatch.setenv("KB_INDEX", str(tmp_path / "there"))
    ok(run("index"))
    assert live_generation(tmp_path / "there")
    assert from_json(run("search", "kooperativ", "--json"))["total"] == 3


def test_index_lists_every_faulty_file_with_its_line(
    run: Run, corpus_dir: Path, tmp_path: Path
) -> None:
    words = ("index", "--corpus", corpus_dir, "--index", tmp_path / "index")
    ok(run(*words))
    live = live_generation(tmp_path / "index")
    paths = [path_of(corpus_dir, each.id) for each in news()[:2]]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("published: ", "published: x"), encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 2
    for line, path in zip(lines, paths, strict=True):
        assert line.startswith(f"kb: {path}:4: published: ")
    assert live_generation(tmp_path / "index") == live
    skipped = run(*words, "--skip-faulty")
    assert skipped.exit_code == 0
    assert skipped.stdout.startswith("10 posts: 0 added, 0 updated, 2 removed")
    assert skipped.stderr.count("kb: warning: left out: ") == 2
    report = run(*words, "--skip-faulty", "--json")
    assert (report.exit_code, report.stderr) == (0, "")
    assert len(json.loads(report.stdout)["warnings"]) == 2


def test_index_warns_of_ids_in_no_register(run: Run, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus", [post("2017-01-01", "Bron", projects=["okant"])])
    result = run("index", "--corpus", tmp_path / "corpus", "--index", tmp_path / "index")
    assert result.exit_code == 0
    assert result.stderr == (
        "kb: warning: 2017-01-01-bron: project 'okant' stands in no register; "
        "it is shown under its id\n"
    )


def test_index_without_a_corpus(run: Run, tmp_path: Path) -> None:
    words = ("index", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "index")
    assert "no such folder; name the corpus with --corpus" in one_line(run(*words))


def test_index_with_as_many_processes_and_as_much_memory_as_said(
    run: Run, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[int | None, int]] = []

    def noted(*arguments: Any, **options: Any) -> Any:
        given.append((options["workers"], options["memory"]))
        return build_index(*arguments, **options)

    monkeypatch.setattr("kb.indexing.build_index", noted)
    words = ("index", "--corpus", corpus_dir, "--index", tmp_path / "index")
    ok(run(*words))
    ok(run(*words, "--full", "--workers", "3", "--build-memory", "1"))
    monkeypatch.setenv("KB_BUILD_MEMORY", "64")
    ok(run(*words))
    assert given == [(None, 512), (3, 1), (None, 64)]
    for option in ("--workers", "--build-memory"):
        assert "0 is not in the range" in wrong_usage(run(*words, option, "0"))


def test_index_shows_how_far_it_is_on_a_terminal_and_not_with_json(
    run: Run, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: list[tuple[str, int]] = []

    def bar(label: str, posts: int) -> Any:
        bars.append((label, posts))
        return contextlib.nullcontext(lambda done: None)

    monkeypatch.setattr("kb.cli.indexing.progress_bar", bar)
    words = ("index", "--corpus", corpus_dir, "--index", tmp_path / "index")
    ok(run(*words, "--json"))
    assert bars == []
    ok(run(*words, "--full"))
    assert bars == [("Reading", 12), ("Indexing", 12)]


def test_index_with_an_unknown_engine(run: Run, corpus_dir: Path, tmp_path: Path) -> None:
    words = ("index", "--corpus", corpus_dir, "--index", tmp_path / "index", "--engine", "lucene")
    assert "there is no engine 'lucene'; choose whoosh" in one_line(run(*words))


def test_index_while_another_is_writing(
    run: Run, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "_LOCK_SECONDS", 0.01)
    writer = open_writer(tmp_path / "index")
    words = ("index", "--corpus", corpus_dir, "--index", tmp_path / "index")
    assert "another `kb index` is writing here" in one_line(run(*words))
    writer.abort()


def test_index_on_a_full_disk(
    run: Run, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    index = tmp_path / "index"
    monkeypatch.setattr("kb.engines.embedded.writer.SegmentBuilder.finish", full)
    said = one_line(run("index", "--corpus", corpus_dir, "--index", index))
    assert said.startswith(f"kb: {index}: no room left on the disk for a new generation")


@pytest.mark.parametrize("option", ["--corpus", "--index"])
def test_a_file_in_place_of_a_folder_is_wrong_usage(run: Run, tmp_path: Path, option: str) -> None:
    (tmp_path / "file").touch()
    assert "is a file" in wrong_usage(run("index", option, tmp_path / "file"))


# --- search -----------------------------------------------------------------------------------


def test_search_as_json_to_the_letter(run: Run, index_dir: Path) -> None:
    found = from_json(
        run("search", "grannkraft", "--project", "grannkraft", "--index", index_dir, "--json")
    )
    types = {
        "query": str,
        "total": int,
        "page": int,
        "pages": int,
        "notices": list,
        "relaxed": type(None),
        "hits": list,
        "facets": dict,
        "suggestion": type(None),
    }
    assert {key: type(value) for key, value in found.items()} == types
    assert (found["query"], found["total"]) == ("grannkraft", 2)
    for hit in found["hits"]:
        assert {key: type(value) for key, value in hit.items()} == {
            **dict.fromkeys(("id", "title", "date", "url"), str),
            "score": float,
            **dict.fromkeys(("organisations", "projects", "snippets"), list),
        }
        assert hit["url"] == f"/inlagg/{hit['id']}"
        for snippet in hit["snippets"]:
            assert list(snippet) == ["text", "highlights"]
            for start, end in snippet["highlights"]:
                assert snippet["text"][start:end].lower() == "grannkraft"
    assert list(found["facets"]) == ["organisation", "project", "year"]
    for values in found["facets"].values():
        for value in values:
            assert {key: type(each) for key, each in value.items()} == {
                "id": str,
                "label": str,
                "count": int,
                "selected": bool,
            }
    assert found["facets"]["project"][0] == {
        "id": "grannkraft",
        "label": "Grannkraft",
        "count": 2,
        "selected": True,
    }


def test_search_as_text(run: Run, index_dir: Path) -> None:
    lines = ok(run("search", "hemtjänsten", "--index", index_dir)).stdout.splitlines()
    assert lines == [
        "2015-03-02  Kooperativ tvätt i Åkerbo",
        "            Nu vill Åkerbo kommun hyra plats åt hemtjänsten.",
        "            /inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo · Åkerbo kommun",
        "1 post",
    ]
    assert ok(run("search", "finnsej", "--index", index_dir)).stdout == "0 posts\n"


def test_suggest_as_json_to_the_letter(run: Run, index_dir: Path) -> None:
    found = from_json(run("suggest", "bygdelag", "--index", index_dir, "--json"))
    post_id = "2016-05-09-bygdelaget-lagar-bron"
    assert [tuple(each.items()) for each in found] == [
        (("kind", kind), ("text", text), ("id", id_), ("url", url))
        for kind, text, id_, url in (
            (
                *("organisation", "Ängslunda bygdelag"),
                *("angslunda-bygdelag", "/organisationer/angslunda-bygdelag"),
            ),
            ("word", "bygdelag", None, None),
            ("post", "Bygdelaget lagar bron", post_id, f"/inlagg/{post_id}"),
        )
    ]
    assert from_json(run("suggest", "", "--index", index_dir, "--json")) == []


def test_suggest_as_text(run: Run, index_dir: Path, tmp_path: Path) -> None:
    assert ok(run("suggest", "grannk", "--index", index_dir)).stdout.splitlines() == [
        "project      Grannkraft  /projekt/grannkraft",
        "word         grannkraft",
        "post         Grannkraft får stöd  /inlagg/2017-01-15-grannkraft-f-r-st-d",
    ]
    assert "kb index" in one_line(run("suggest", "gra", "--index", tmp_path))


def test_search_without_words_lists_every_post_newest_first(run: Run, index_dir: Path) -> None:
    found = from_json(run("search", "--index", index_dir, "--per-page", "100", "--json"))
    dates = [hit["date"] for hit in found["hits"]]
    assert len(dates) == found["total"] == 12
    assert dates == sorted(dates, reverse=True)
    shown = ok(run("search", "--index", index_dir)).stdout
    assert shown.endswith("12 posts, page 1 of 2\n")


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (["kooperativ", "-seminarium"], 2),
        (["--", "-seminarium"], 11),
        (["--", "kooperativ", "-seminarium"], 2),
        (["-seminarium", "--per-page", "5"], 11),
        (["-Kooperativet", "bron"], 2),
        (['"ideell sektor"'], 1),
        (["soppa", "OR", "cyklar"], 2),
        (["tvä*"], 1),
        (["--organisation", "zinkhyttan"], 2),
        (["--organisation", "zinkhyttan", "--organisation", "osthamra-odlare"], 4),
        (["--organisation", "akerbo-kommun", "--project", "grannkraft"], 1),
        (["--from", "2017"], 8),
        (["--to", "2017"], 7),
        (["--from", "2017-06", "--to", "2017-06"], 2),
        (["--from", "2017-06-02", "--to", "2018-02-27"], 0),
        ([""], 12),
        (["🎉", "\x1b", '"'], 12),
    ],
)
def test_search_finds(run: Run, index_dir: Path, words: list[str], total: int) -> None:
    found = from_json(run("search", "--index", index_dir, "--json", *words))
    assert found["total"] == total


def test_order_and_pages(run: Run, index_dir: Path) -> None:
    def first(*words: str) -> str:
        found = from_json(run("search", "kooperativ", "--index", index_dir, "--json", *words))
        return str(found["hits"][0]["date"]) if found["hits"] else f"none of {found['total']}"

    assert first("--order", "oldest") == "2015-03-02"
    assert first("--order", "newest") == "2017-06-01"
    assert first("--order", "oldest", "--page", "3", "--per-page", "1") == "2017-06-01"
    assert first("--page", "9") == "none of 3"


def test_a_hit_says_why_it_is_one(run: Run, index_dir: Path) -> None:
    found = run("search", "kooperativ 2015", "--index", index_dir)
    assert found.stdout.count("            Published 2015\n") == 2


def test_notices_go_to_stderr(run: Run, index_dir: Path) -> None:
    result = run("search", "--organisation", "finns-ej", "--index", index_dir)
    assert (result.exit_code, result.stdout) == (0, "0 posts\n")
    assert result.stderr == "kb: There is no organisation “finns-ej”.\n"
    found = from_json(run("search", "--organisation", "finns-ej", "--index", index_dir, "--json"))
    assert found["notices"] == ["Det finns ingen organisation ”finns-ej”."]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "x"], "--from “x” is not a date. Write 2017, 2017-06 or 2017-06-29."),
        (["--to", "2017-02-30"], "--to 30 February 2017 does not exist."),
        (["--from", ""], "--from “” is not a date"),
        (["--from", "2018", "--to", "2017"], "--from “2018” lies on the wrong side"),
        (["--page", "0"], "--page “0” is not a page"),
        (["--page", "-1"], "--page “-1” is not a page"),
        (["--page", "x"], "'x' is not a valid integer"),
        (["--per-page", "0"], "--per-page “0” is not between 1 and 100"),
        (["--per-page", "101"], "--per-page “101” is not between 1 and 100"),
        (
            ["--order", "best"],
            "--order “best” is not an order. Choose relevance, newest or oldest.",
        ),
        (["--nothing"], "--nothing"),
        (["bro", "--sida=2"], "--sida=2"),
        (["--page", "0", "--from", "x"], "--from “x” is not a date"),
    ],
)
def test_search_asked_wrongly(run: Run, tmp_path: Path, words: list[str], message: str) -> None:
    said = wrong_usage(run("search", "bro", "--index", tmp_path, *words))
    assert message in " ".join(said.split())


def test_after_two_hyphens_a_word_may_begin_with_two(run: Run, index_dir: Path) -> None:
    words = ("search", "--index", index_dir, "--json")
    found = from_json(run(*words, "bron", "--", "--kommun", "--page", "-håller"))
    assert found["query"] == "bron --kommun --page -håller"
    assert from_json(run(*words, "--"))["total"] == 12
    assert "--kommun" in wrong_usage(run("search", "--kommun", "--", "bron"))


def test_the_engine_is_chosen_by_option_or_setting(
    run: Run, corpus_dir: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (
        *(("search",), ("suggest", "bro"), ("check",), ("index", "--corpus", corpus_dir)),
        ("serve", "--port", "0", "--corpus", corpus_dir),
    )
    said = "kb: there is no engine 'lucene'; choose whoosh"
    for words in commands:
        assert said in run(*words, "--index", index_dir, "--engine", "lucene").stderr
    monkeypatch.setenv("KB_ENGINE", "lucene")
    for words in commands:
        assert said in run(*words, "--index", index_dir).stderr
    assert run("search", "--index", index_dir, "--engine", "whoosh").exit_code == 0


def test_search_without_an_index(run: Run, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        line = one_line(run("search", "bro", "--index", folder))
        assert line == f"kb: {folder}: no index here; run `kb index` to build one"


def test_search_in_a_stale_index(
    run: Run, index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "FORMAT", -1)
    assert "run `kb index` to rebuild it" in one_line(run("search", "bro", "--index", index_dir))


# --- analyze ----------------------------------------------------------------------------------


def test_analyze_as_text_and_as_json(run: Run) -> None:
    text = "🎉 Föreningarna och ASF:er"
    assert ok(run("analyze", text)).stdout.splitlines() == [
        "2-14\tföreningarna\tförening",
        "15-18\toch\toch",
        "19-25\tasf:er\tasf",
    ]
    found = from_json(run("analyze", text, "--json"))
    assert found[0] == {
        "text": "föreningarna",
        "start": 2,
        "end": 14,
        "stem": "förening",
        "also": [],
        "parts": [],
    }
    assert [text[token["start"] : token["end"]] for token in found] == text.split()[1:]


def test_analyze_reads_stdin(run: Run) -> None:
    assert ok(run("analyze", "-", stdin="jobb\njobben\n")).stdout.splitlines() == [
        "0-4\tjobb\tjobb",
        "5-11\tjobben\tjobb",
    ]
    assert from_json(run("analyze", "-", "--json", stdin="")) == []
    long = "kooperativ " * 20_000
    assert len(from_json(run("analyze", "-", "--json", stdin=long))) == 20_000


def test_analyze_needs_a_text(run: Run) -> None:
    assert "Missing argument 'TEXT'" in wrong_usage(run("analyze"))
    assert ok(run("analyze", "")).stdout == ""


def test_analyze_says_when_stdin_is_no_utf_8(run: Run) -> None:
    assert "not UTF-8" in one_line(run("analyze", "-", stdin="förening".encode("latin-1")))


# --- settings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "value"), [("KB_SITE_URL", "example.org"), ("KB_PER_PAGE", "0")])
def test_a_bad_setting_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert one_line(run("search", "bro")).startswith(f"kb: {name}: ")
    assert run("search", "--help").exit_code == 0


# --- serve: what may go wrong before it serves ------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of serving, note it."""
    calls: list[str] = []

    def serve(server: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
        calls.append(os.environ["KB_INDEX"])
        for each in sockets or ():
            each.close()

    monkeypatch.setenv("KB_INDEX", "not this one")
    monkeypatch.setattr(uvicorn.Server, "run", serve)
    return calls


def test_serve_indexes_first(run: Run, corpus_dir: Path, tmp_path: Path, served: list[str]) -> None:
    index = tmp_path / "index"
    result = run("serve", "--port", "0", "--corpus", corpus_dir, "--index", index)
    assert result.exit_code == 0
    assert result.stdout.startswith("12 posts: 12 added")
    assert "Serving on http://127.0.0.1:" in result.stderr
    assert served == [str(index)]
    # What the workers are told is nobody else's.
    assert os.environ["KB_INDEX"] == "not this one"
    assert "KB_SITE_URL" not in os.environ


def test_serve_on_a_port_that_is_taken(
    run: Run, corpus_dir: Path, tmp_path: Path, served: list[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ("--port", port, "--corpus", corpus_dir, "--index", tmp_path / "index")
        line = one_line(run("serve", *words))
    assert line.startswith(f"kb: cannot listen on 127.0.0.1:{port}: ")
    assert "choose another --port or --host" in line
    assert served == []


@pytest.mark.parametrize("words", [["--port", "65536"], ["--port", "x"], ["--workers", "0"]])
def test_serve_asked_wrongly(run: Run, words: list[str]) -> None:
    wrong_usage(run("serve", *words))


def test_serve_without_corpus_and_index(run: Run, tmp_path: Path, served: list[str]) -> None:
    words = ("--port", "0", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "index")
    assert "nowhere: no such folder" in one_line(run("serve", *words))
    assert served == []


@pytest.mark.parametrize("trouble", ["a faulty post", "a full disk", "a read-only folder"])
def test_serve_serves_the_generation_before_and_says_so(
    run: Run,
    tmp_path: Path,
    served: list[str],
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
) -> None:
    corpus, index = small_corpus(tmp_path / "corpus"), tmp_path / "index"
    before = build_index(corpus, index).generation
    path = path_of(corpus, news()[0].id)
    if trouble == "a faulty post":
        path.write_text("---\nid: x\n---\n", encoding="utf-8")
    else:
        path.unlink()
        error = OSError(28, "No space left") if trouble == "a full disk" else PermissionError(13)

        def fails(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr("kb.indexing.generation.open_writer", fails)
    result = run("serve", "--port", "0", "--corpus", corpus, "--index", index)
    assert result.exit_code == 0
    assert "kb: the index could not be updated; serving the one of 20" in result.stderr
    if trouble == "a faulty post":
        assert f"kb: {path}:" in result.stderr
    assert served == [str(index)]
    assert live_generation(index) == before


# --- as a program -----------------------------------------------------------------------------


def kb(*words: str | bytes, **more: Any) -> "subprocess.CompletedProcess[bytes]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KB_")}
    environment["PYTHONIOENCODING"] = "utf-8:strict"  # as in a Swedish locale
    return subprocess.run([*KB, *words], capture_output=True, check=False, env=environment, **more)


def test_version() -> None:
    done = kb("--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().strip() == f"kb, version {__version__}"


def test_words_that_are_no_utf_8(index_dir: Path) -> None:
    done = kb("search", b"f\xf6rening", "--json", "--index", str(index_dir))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["query"] == "f rening"
    done = kb("search", "--organisation", b"f\xf6rening", "--index", str(index_dir))
    assert (done.returncode, done.stdout) == (0, b"0 posts\n")
    assert done.stderr.decode() == "kb: There is no organisation “f\\udcf6rening”.\n"


def test_a_reader_that_goes_away_is_no_error(index_dir: Path) -> None:
    words = [*KB, "search", "--json", "--per-page", "100", "--index", str(index_dir)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()
