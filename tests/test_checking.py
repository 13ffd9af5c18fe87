"""Checking: whatever changed in an index, it says so; where nothing did, it says nothing."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kb.checking import check_index
from kb.cli import main
from kb.engines import live_generation
from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.indexing import build_index
from kb.search import lookups
from tests.corpora import news, post, write_corpus

# What is done to each file that is not too large to be read a hundred times.
FLIPS = 12
LARGE = 1 << 20

# Whoosh does not close the files that it could not read.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore:.*:pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments with a deleted post."""
    folder = tmp_path_factory.mktemp("check")
    corpus = write_corpus(folder / "corpus", news())
    build_index(corpus, folder / "index")
    write_corpus(corpus, [post("2020-01-01", "Åter en nyhet", "Om bron."), news()[0]])
    path = corpus / "posts" / "2015" / f"{news()[1].id}.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nMera soppa.\n", encoding="utf-8")
    build_index(corpus, folder / "index")
    return folder / "index"


@pytest.fixture
def index(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


def complaints(index: Path) -> list[str]:
    """What is said of an index by whoever checks it; `kb check` exits with 1 where anything is."""
    try:
        return list(check_index(index).problems)
    except KnowledgeBaseError as error:
        return [str(error)]


def answer(index: Path) -> dict[str, Any]:
    report = check_index(index)
    assert report.ok == (not report.problems)
    return report.to_json()


def live(index: Path) -> Path:
    name = live_generation(index)
    assert name
    return index / name


def files(index: Path) -> list[Path]:
    return [index / "current", *sorted(live(index).iterdir())]


# --- sound ------------------------------------------------------------------------------------


def test_a_sound_index(built: Path) -> None:
    assert answer(built) == {
        "ok": True,
        "generation": live_generation(built),
        "posts": 13,
        "problems": [],
    }
    assert any(path.suffix == ".arrays" for path in files(built))


def test_an_empty_index_is_sound(tmp_path: Path) -> None:
    build_index(write_corpus(tmp_path / "corpus"), tmp_path / "index")
    assert answer(tmp_path / "index")["ok"]


def test_checking_changes_nothing(built: Path) -> None:
    before = {path: path.read_bytes() for path in files(built)}
    check_index(built)
    assert {path: path.read_bytes() for path in files(built)} == before


# --- damaged ----------------------------------------------------------------------------------


@pytest.mark.crash
def test_any_flipped_byte(index: Path) -> None:
    chance = random.Random(12)
    for path in files(index):
        content = path.read_bytes()
        every = range(len(content))
        # Small files byte by byte where they are read first, the large ones now and then.
        count = 2 if len(content) > LARGE else len(content) if path.name == "current" else FLIPS
        for offset in chance.sample(every, min(count, len(content))):
            flipped = bytearray(content)
            flipped[offset] ^= chance.randint(1, 255)
            path.write_bytes(flipped)
            assert complaints(index), f"{path.name}: byte {offset} is {flipped[offset]:#x}"
        path.write_bytes(content)
    assert answer(index)["ok"]


def test_every_byte_of_the_manifest(index: Path) -> None:
    path = live(index) / "manifest.json"
    content = path.read_bytes()
    chance = random.Random(13)
    for offset in range(0, len(content), 7):
        flipped = bytearray(content)
        flipped[offset] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        assert complaints(index), f"byte {offset} is {flipped[offset]:#x}"


@pytest.mark.parametrize("what", ["gone", "empty", "cut", "longer"])
def test_any_file_that_is_not_whole(index: Path, what: str) -> None:
    for path in files(index):
        content = path.read_bytes()
        if what in ("empty", "cut") and not content:
            continue
        path.unlink()
        if what != "gone":
            changed = {"empty": b"", "cut": content[:-1], "longer": content + b"\n"}[what]
            path.write_bytes(changed)
        said = "\n".join(complaints(index))
        assert "kb index" in said or path.name in said, path.name
        path.write_bytes(content)
    assert answer(index)["ok"]


def test_a_file_that_does_not_belong(index: Path) -> None:
    (live(index) / "extra.seg").write_bytes(b"")
    (problem,) = answer(index)["problems"]
    assert "extra.seg: does not belong to the generation" in problem


def test_problems_name_the_file(index: Path) -> None:
    path = live(index) / lookups.FILE
    path.write_bytes(path.read_bytes().replace("Åkerbo".encode(), "Åkerby".encode()))
    assert answer(index)["problems"] == [f"{path}: has changed since it was built"]


def test_two_files_that_changed_places(index: Path) -> None:
    one, other, *_ = live(index).glob("*.arrays")
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    data = answer(index)
    assert not data["ok"]


def test_a_pointer_to_the_generation_before(index: Path) -> None:
    """It may be whole, and yet it is not what was said to be live: that shows in its name."""
    names = sorted(path.name for path in index.iterdir() if path.name[:1].isdigit())
    assert len(names) == 2
    (index / "current").write_text(f"{names[0]}\n", encoding="ascii")
    assert (answer(index)["generation"], answer(index)["posts"]) == (names[0], 12)


def test_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="kb index"):
        check_index(tmp_path / "nowhere")


# --- the command ------------------------------------------------------------------------------


def test_the_command_says_so_by_its_exit_status(index: Path, tmp_path: Path) -> None:
    def check(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["check", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    where = ("--index", str(index))
    assert check(*where)[0] == 0
    code, output = check(*where, "--json")
    assert (code, json.loads(output)) == (0, answer(index))
    # Found by reading all, in the manifest, and by opening.
    for name, end in ((lookups.FILE, b"\0"), ("manifest.json", b"\0"), ("columns.arrays", b"")):
        path = live(index) / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + end)
        code, output = check(*where, "--json")
        assert (code, json.loads(output)) == (1, answer(index))
        code, output = check(*where)
        assert (code, answer(index)["problems"][0] in output) == (1, True)
        path.write_bytes(content)
    code, output = check("--index", str(tmp_path / "nowhere"))
    assert (code, "kb index" in output) == (1, True)


# --- and after: kb index ----------------------------------------------------------------------


@pytest.mark.crash
def test_damage_never_lives_on_in_the_next_generation(index: Path, tmp_path: Path) -> None:
    """A build that starts with the live generation's files starts with none that changed."""
    corpus = write_corpus(tmp_path / "corpus", [*news(), post("2020-01-01", "Åter en nyhet")])
    chance = random.Random(14)
    for path in [path for path in files(index) if path.name != "manifest.json"]:
        content = path.read_bytes()
        if not content or path.name == "current":
            continue
        for number in range(1 if len(content) > LARGE else 2):
            copy = Path(shutil.copytree(index, tmp_path / f"{path.name}-{number}"))
            flipped = bytearray(content)
            flipped[chance.randrange(len(content))] ^= chance.randint(1, 255)
            (live(copy) / path.name).write_bytes(flipped)
            report = build_index(corpus, copy)
            assert report.posts == 13
            assert answer(copy)["ok"]
            if path.name != lookups.LEXICON_FILE:
                assert not {file.stat().st_ino for file in live(copy).glob("MAIN_*")} & {
                    file.stat().st_ino for file in (copy / live(index).name).glob("MAIN_*")
                }
            shutil.rmtree(copy)
