import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from kb.errors import LexiconError
from kb.language.building import fingerprint as module
from kb.language.building.fingerprint import lexicon_fingerprint
from kb.language.lexicon import Lexicon

LANGUAGE = Path(module.__file__).parents[1]


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    lexicon_fingerprint.cache_clear()
    yield
    lexicon_fingerprint.cache_clear()


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, of which the fingerprint is taken instead."""
    shutil.copytree(LANGUAGE, tmp_path / "language", ignore=shutil.ignore_patterns("*.pyc"))
    copy = tmp_path / "language"
    used = tuple(copy / path.name for path in module._USED)
    monkeypatch.setattr(module, "_BUILDING", copy / "building")
    monkeypatch.setattr(module, "_USED", used)
    return copy


def changed() -> str:
    lexicon_fingerprint.cache_clear()
    return lexicon_fingerprint()


def test_a_lexicon_remembers_what_it_was_built_of(lexicon: Lexicon) -> None:
    assert lexicon.fingerprint == lexicon_fingerprint()


def test_the_same_sources_have_the_same_fingerprint_wherever_they_lie(sources: Path) -> None:
    here = lexicon_fingerprint()
    for path in sources.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert here == changed()


@pytest.mark.parametrize(
    "name",
    [
        *("building/build.py", "building/word_lists.py", "building/lemmas.py"),
        *("building/compound_roles.py", "building/a_new_one.py", "lexicon.py", "tokens.py"),
    ],
)
def test_follows_every_source_that_matters(sources: Path, name: str) -> None:
    before = changed()
    with (sources / name).open("a") as file:
        file.write("X = 1\n")
    assert changed() != before


@pytest.mark.parametrize("name", ["compounds.py", "analyzer.py", "stems.py"])
def test_follows_no_other_source(sources: Path, name: str) -> None:
    before = changed()
    with (sources / name).open("a") as file:
        file.write("X = 1\n")
    assert changed() == before


def test_follows_particles_and_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    before = changed()
    monkeypatch.setattr(module, "PARTICLES", frozenset({"an"}))
    other = changed()
    monkeypatch.setattr(module, "version", lambda _: "0")
    assert len({before, other, changed()}) == 3


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(module, "version", missing)
    with pytest.raises(LexiconError, match="hunspell-sv is missing"):
        lexicon_fingerprint()


def test_asking_imports_nothing_heavy() -> None:
    code = (
        "import sys; from kb.language.building.installed import installed_lexicon; "
        "from kb.derivation import fingerprint; fingerprint(); "
        "print({'simplemma', 'lemmy', 'wordfreq', 'kb.language.building.build'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
