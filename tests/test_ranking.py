"""No number of ranking changes unseen, and none stands in `kb.search.ranking` without effect."""

from pathlib import Path

import pytest

from kb.corpus.mentions import Mentions
from kb.engines import open_engine
from kb.indexing import documents, write_generation
from kb.search import ranking
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import post, registers

# Whoever changes one changes it here, too, and says in the module how it was found.
CONSTANTS = {
    "K1": 0.9,
    "FIELD_B": {"title": 0.6, "body": 0.6, "tags": 0.0},
    "FIELD_BOOSTS": {"title": 3.0, "body": 1.0, "tags": 1.0},
    "DECIMALS": 4,
    "STEM": 0.8,
    "APART": 0.8,
    "SYNONYM": 0.6,
    "PART": 0.5,
    "WORD_OF_LONG_FORM": 0.15,
    "YEAR": 0.5,
    "TIE_BREAKER": 0.2,
    "OPTIONAL": 0.5,
    "GRAM": 0.3,
    "RARE_SHARE": 0.02,
    "RARE_POSTS": 20,
    "FEW": 10,
    "FEW_IN": 10,
    "FOLDED": 0.95,
    "FUZZY": 0.5,
    "LONE_PART": 0.3,
    "COMMON_PART": 0.2,
    "MEANING": 0.5,
    "MOST_NEAR": 20,
}


def test_the_constants_are_these() -> None:
    found = {name: value for name, value in vars(ranking).items() if name.isupper()}
    assert found == CONSTANTS
    # … and there is nothing else that could be one.
    others = {name for name in vars(ranking) if not name.startswith("__")} - set(found)
    assert others == {"enough", "rare"}


@pytest.mark.parametrize(
    ("posts", "enough"),
    [(0, 1), (1, 1), (9, 1), (10, 1), (15, 1.5), (50, 5), (99, 9.9), (100, 10), (1_000_000, 10)],
)
def test_how_many_hits_are_enough(posts: int, enough: float) -> None:
    assert ranking.enough(posts) == enough


@pytest.mark.parametrize(
    ("posts", "rare"), [(0, 19), (1, 19), (950, 19), (975, 19.5), (1_000, 20), (1_000_000, 20_000)]
)
def test_in_how_many_posts_a_gram_is_rare(posts: int, rare: float) -> None:
    assert ranking.rare(posts) == rare


# --- each of them matters ---------------------------------------------------------------------

REGISTERS = registers(synonyms=(("bro", "spång"),))
# tests/test_meaning.py has cases for these.
OF_MEANING = {"MEANING", "MOST_NEAR"}

POSTS = [
    post("2016-03-01", "Bron är klar", "Bro, broar och åter en bro."),
    post("2017-03-01", "En spång", "Över ån till kyrkan."),
    post(
        "2017-03-02", "Kyrkans bro", "Kooperativ kyrka med många ord i en text som är ganska lång."
    ),
    post("2017-03-03", "Hållplats", "Den nya busskuren har två väggar."),
    post("2017-03-04", "Trafik", "En buss till byn, en buss till staden och en buss hem."),
    post("2017-03-05", "Årsmöte", "Alla som ville fick tala."),
    post("2016-03-05", "Årsmöte i mars", "Mötet var kort."),
    post("2017-03-06", "Företag", "Sociala företag (SF) och andra företag."),
    post("2017-03-07", "Mer om SF", "Ett SF till."),
    post("2017-03-08", "Pandemi", "Allt om covid 19 i byn."),
    post("2017-03-09", "Åkrar", "Det gror.", tags=["landskap"]),
    *(post("2018-01-01", f"Nyheter {number}", "Annat.") for number in range(24)),
]
CASES = [
    ("K1", 1.2, "bro"),
    ("FIELD_B", {"title": 0.75, "body": 0.6, "tags": 0.0}, "bro"),
    ("FIELD_B", {"title": 0.6, "body": 0.75, "tags": 0.0}, "kooperativ"),
    ("FIELD_B", {"title": 0.6, "body": 0.6, "tags": 0.1}, "landskap"),
    ("FIELD_BOOSTS", {"title": 2.0, "body": 1.0, "tags": 1.0}, "bro"),
    ("FIELD_BOOSTS", {"title": 3.0, "body": 2.0, "tags": 1.0}, "bro"),
    ("FIELD_BOOSTS", {"title": 3.0, "body": 1.0, "tags": 2.0}, "landskap"),
    ("DECIMALS", 2, "bro"),
    ("STEM", 0.7, "broarna"),
    ("APART", 0.7, "covid19"),
    ("SYNONYM", 0.5, "bro"),
    ("PART", 0.4, "buss"),  # stands in busskur
    ("WORD_OF_LONG_FORM", 0.3, "sociala"),
    ("YEAR", 0.4, "årsmöte 2016"),
    ("TIE_BREAKER", 0.0, "bro"),
    ("OPTIONAL", 0.4, "bro och"),
    ("GRAM", 0.2, "kooperativ"),
    ("RARE_SHARE", 0.9, "nyheter"),  # stands in two posts out of three
    ("RARE_POSTS", 1, "kooperativ"),
    ("FEW", 1, "bro kyrka"),  # stand together in one post
    ("FEW_IN", 1000, "bro kyrka"),
    ("FOLDED", 0.8, "foretag"),
    ("FUZZY", 0.4, "kooperatvi"),
    ("LONE_PART", 0.2, "bussväg"),
    ("COMMON_PART", 0.0, "bussväg"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ranking")
    write_generation(folder, documents(POSTS, Mentions(REGISTERS)), REGISTERS)
    return folder


def found(index: Path, text: str) -> list[tuple[str, float]]:
    """The ids and scores of what a search finds, in an index that is opened anew."""
    engine = open_engine(index)
    try:
        answer = SearchService(engine).search(make_request(text, per_page=100))
    finally:
        engine.close()
    return [(hit.id, hit.score) for hit in answer.hits]


def test_every_constant_has_a_case() -> None:
    assert {name for name, _, _ in CASES} | OF_MEANING == set(CONSTANTS)


@pytest.mark.parametrize(("name", "value", "text"), CASES)
def test_what_is_found_depends_on_it(
    index: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: object, text: str
) -> None:
    before = found(index, text)
    assert before == found(index, text) != []
    monkeypatch.setattr(ranking, name, value)
    assert found(index, text) != before
