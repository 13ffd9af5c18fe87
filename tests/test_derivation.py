import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions, version
from pathlib import Path

import grimp
import pytest

from kb import derivation
from kb.corpus.kinds import KINDS
from kb.corpus.mentions import Mentions
from kb.derivation import PACKAGES, SOURCES, fingerprint
from kb.engines import open_engine
from kb.errors import IndexStaleError
from kb.indexing import build_index
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import EVERYTHING
from kb.search.query.query import Filters, Order

# What reads posts, derives documents and terms of them, and what all posts together introduce.
ROOTS = (
    "kb.corpus.store",
    "kb.corpus.mentions",
    "kb.corpus.markup",
    "kb.language.abbreviations",
    "kb.search.port.batch",
    "kb.search.port.document",
    "kb.search.port.terms",
)
# What these import and yet no document or term depends on, and why.
EXCUSED = {
    "kb.corpus.diagnosis": "says what is wrong with a file that is not indexed",
    "kb.errors": "says what is wrong with a corpus that is not indexed",
    "kb.language.diacritics": "reads queries; of posts no word is read another way",
    "kb.search.port.queries": "of it, terms have the names of their forms and fields",
    "kb.search.query.query": "a query's values, which the algebra of queries is made of",
}
EXCUSED_PACKAGES = {
    "numpy": "holds numbers, which it only compares and adds",
    "marisa_trie": "reads the lexicon, of whose own fingerprint its version is a part",
    "rapidfuzz": "proposes a name for a field or a file that is not read",
    "pydantic": "checks the fields of posts and entries; what it lets pass, it leaves as it is",
}
HERE = Path(derivation.__file__).parent


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    fingerprint.cache_clear()
    yield
    fingerprint.cache_clear()


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("kb", include_external_packages=True, cache_dir=None)


def derives(imports: grimp.ImportGraph) -> set[str]:
    """The modules that make documents and terms, and those that they import in their turn."""
    return set(ROOTS).union(*map(imports.find_upstream_modules, ROOTS))


# --- what is in it ----------------------------------------------------------------------------


def test_every_source_is_there_once() -> None:
    assert all((HERE / source).is_file() for source in SOURCES)
    assert len(set(SOURCES)) == len(SOURCES)


def test_the_sources_are_all_that_documents_and_terms_are_made_by(
    imports: grimp.ImportGraph,
) -> None:
    modules = {"kb." + source.removesuffix(".py").replace("/", ".") for source in SOURCES}
    needed = {module for module in derives(imports) if module.startswith("kb.")}
    assert needed - modules == set(EXCUSED)
    # It puts posts, mentions and markup together, and imports all the rest, too.
    assert modules - needed == {"kb.indexing.posts"}


def test_so_are_the_packages(imports: grimp.ImportGraph) -> None:
    needed = {
        module
        for module in derives(imports) - set(EXCUSED)
        if not module.startswith("kb.") and module not in sys.stdlib_module_names
    }
    distributions = packages_distributions()
    own = {name for name in needed if set(distributions[name]) & set(PACKAGES)}
    assert needed - own == set(EXCUSED_PACKAGES)
    # snowballstemmer hands its work over to PyStemmer.
    used = {name for module in own for name in distributions[module]}
    assert set(PACKAGES) - used == {"PyStemmer"}


# --- when it changes --------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, of which the fingerprint is taken instead."""
    copy = tmp_path / "kb"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.pyc"))
    monkeypatch.setattr(derivation, "_ROOT", copy)
    return copy


def anew() -> str:
    fingerprint.cache_clear()
    return fingerprint()


def test_it_is_the_same_wherever_the_sources_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = fingerprint()
    assert len(here) == 16
    assert set(here) <= set("0123456789abcdef")
    shutil.copytree(HERE, tmp_path / "kb")
    monkeypatch.setattr(derivation, "_ROOT", tmp_path / "kb")
    assert anew() == here


def test_line_ends_are_no_change(copied: Path) -> None:
    before = anew()
    for source in SOURCES:
        path = copied / source
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert anew() == before


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_a_part_of_it(copied: Path, source: str) -> None:
    before = anew()
    with (copied / source).open("a", encoding="utf-8") as file:
        file.write("X = 1\n")
    assert anew() != before


@pytest.mark.parametrize("other", ["cli.py", "search/ranking.py", "web/app.py"])
def test_no_other_source_is(copied: Path, other: str) -> None:
    before = anew()
    with (copied / other).open("a", encoding="utf-8") as file:
        file.write("X = 1\n")
    assert anew() == before


@pytest.mark.parametrize("package", PACKAGES)
def test_so_is_every_package(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    before = anew()
    monkeypatch.setattr(
        derivation, "version", lambda name: "0" if name == package else version(name)
    )
    assert anew() != before


def test_so_is_the_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    before = anew()
    monkeypatch.setattr(derivation, "lexicon_fingerprint", lambda: "0" * 16)
    assert anew() != before


# --- what it is for ---------------------------------------------------------------------------


def facets(index: Path) -> Mapping[str, Mapping[str, int]]:
    engine = open_engine(index)
    try:
        request = MatchRequest((EVERYTHING,), Filters(), Order.NEWEST, 0, 0)
        return engine.match(request).counts
    finally:
        engine.close()


def test_what_was_made_by_other_sources_is_stale_and_made_anew(
    corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule for mentions has changed, and so have the facets of posts that have not."""
    index = tmp_path / "index"
    first = build_index(corpus_dir, index)
    before = facets(index)
    assert before["organisation"]
    assert before["project"]

    only_by_hand: dict[str, tuple[str, ...]] = {kind.name: () for kind in KINDS}
    monkeypatch.setattr(Mentions, "about", lambda *_: only_by_hand)
    # By the same sources it would have been the same.
    assert build_index(corpus_dir, index).generation == first.generation

    monkeypatch.setattr("kb.engines.fingerprint", lambda: "0" * 16)
    with pytest.raises(IndexStaleError, match=r"another version .* run `kb index`"):
        open_engine(index)
    report = build_index(corpus_dir, index)
    assert report.generation != first.generation
    assert report.added + report.updated == report.posts == 12
    assert facets(index) == {**before, "organisation": {}, "project": {}}
    # … and that is what there is from now on.
    assert build_index(corpus_dir, index).generation == report.generation
