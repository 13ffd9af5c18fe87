from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kb.engines import open_engine
from kb.indexing import build_index
from kb.language.analyzer import Analyzer
from kb.language.building.installed import installed_lexicon
from kb.language.lexicon import Lexicon
from kb.search.service import SearchService
from tests.cluster import LoopbackCluster, built
from tests.corpora import small_corpus

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

REPOSITORY = Path(__file__).resolve().parent.parent
SEED = REPOSITORY.parent / "shared" / "data" / "seed" / "aktuellt.txt"


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def lexicon_path() -> Path:
    """The installation's lexicon, which takes some 40 seconds to build the first time."""
    return installed_lexicon()


@pytest.fixture(scope="session")
def lexicon(lexicon_path: Path) -> Lexicon:
    return Lexicon.open(lexicon_path)


@pytest.fixture(scope="session")
def analyzer(lexicon: Lexicon) -> Analyzer:
    return Analyzer(lexicon)


@pytest.fixture
def corpus_dir(tmp_path: Path) -> Path:
    """A small made-up corpus that a test may change."""
    return small_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the small made-up corpus; only for reading."""
    folder = tmp_path_factory.mktemp("small")
    build_index(small_corpus(folder / "corpus"), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def service(index_dir: Path) -> Iterator[SearchService]:
    """The read path over the small made-up corpus."""
    engine = open_engine(index_dir)
    yield SearchService(engine)
    engine.close()


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the repository's own corpus; only for reading."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    build_index(REPOSITORY / "corpus", folder)
    return folder


@pytest.fixture
def seed() -> Path:
    """The archive page that the project starts from; tests that need it are skipped without."""
    if not SEED.exists():
        pytest.skip("the seed page ../shared/data/seed/aktuellt.txt is not here")
    return SEED


@pytest.fixture(scope="session")
def running_cluster(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LoopbackCluster]:
    """A real cluster of three nodes, for tests that let it be."""
    server = built(request.config.cache.mkdir("opensearch"))
    cluster = LoopbackCluster(server, tmp_path_factory.mktemp("cluster"))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def cluster(running_cluster: LoopbackCluster) -> Iterator[LoopbackCluster]:
    """The same one, for tests that kill its nodes or freeze them: it is mended after each."""
    yield running_cluster
    running_cluster.mend()
