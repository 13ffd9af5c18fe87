from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.corpus.post import Post
from kb.engines import open_engine
from kb.indexing import build_index
from kb.language.stop_words import is_stop_word
from kb.language.tokens import without_dots
from kb.search.parser import make_query
from kb.search.service import SearchService
from kb.search.suggest import MOST, Completion, Kind
from tests.browsing import browsing
from tests.corpora import post, write_corpus

Complete = Callable[[str], list[Completion]]
Build = Callable[..., SearchService]
ORGANISATION, PROJECT, WORD, POST = Kind


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


@pytest.fixture(scope="module")
def complete(service: SearchService) -> Complete:
    return service.suggestions.completions


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Build]:
    """Open an index of some posts and registers; one a test."""
    services: list[SearchService] = []

    def build(*posts: Post, organisations: str = "") -> SearchService:
        corpus = write_corpus(tmp_path / "corpus", posts, organisations, projects="")
        build_index(corpus, tmp_path / "index")
        services.append(SearchService(open_engine(tmp_path / "index")))
        return services[-1]

    yield build
    for each in services:
        each.engine.close()


def texts(completions: list[Completion], *kinds: Kind) -> list[str]:
    return [each.text for each in completions if each.kind in kinds]


# --- completions ------------------------------------------------------------------------------


def test_a_completion_leads_somewhere_unless_it_is_a_word(complete: Complete) -> None:
    assert [each.to_json() for each in complete("grannk")] == [
        {
            "kind": "project",
            "text": "Grannkraft",
            "id": "grannkraft",
            "url": "/projekt/grannkraft",
        },
        {"kind": "word", "text": "grannkraft", "id": None, "url": None},
        {
            "kind": "post",
            "text": "Grannkraft får stöd",
            "id": "2017-01-15-grannkraft-f-r-st-d",
            "url": "/inlagg/2017-01-15-grannkraft-f-r-st-d",
        },
    ]
    (zinc,) = [each for each in complete("zink") if each.kind is ORGANISATION]
    assert zinc.url == "/organisationer/zinkhyttan"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("åkerbo", ["Åkerbo kommun"]),
        ("ÅKERBO KOMM", ["Åkerbo kommun"]),
        ("komm åker", ["Åkerbo kommun"]),
        ("kommun bygdelag", []),
        # an alias shows the name, and once: "bygdelaget i Ängslunda"
        ("bygdelaget i", ["Ängslunda bygdelag"]),
        ("bygdel", ["Ängslunda bygdelag"]),
        # by number of posts
        ("o", ["Östhamra odlare", "Odla ihop"]),
        ("ö", ["Östhamra odlare"]),
        # typed without dots, or with the right ones
        ("angs", ["Ängslunda bygdelag"]),
        ("ängs", ["Ängslunda bygdelag"]),
        ("ångs", []),
        ("ödl", []),
        ("lunda", []),
    ],
)
def test_names(complete: Complete, typed: str, names: list[str]) -> None:
    assert texts(complete(typed), ORGANISATION, PROJECT) == names


def test_entries_with_most_posts_come_first(built: Build) -> None:
    service = built(
        post("2017-01-01", "Ett", organisations=["bo-b", "bo-okand"]),
        post("2017-01-02", "Två", organisations=["bo-b"]),
        organisations="- {id: bo-a, name: Bo A}\n- {id: bo-b, name: Bo B}\n",
    )
    found = service.suggestions.completions("bo")
    # an id that only posts know stands for itself
    assert texts(found, ORGANISATION) == ["Bo B", "bo-okand", "Bo A"]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("bro", ["Bron håller", "Bygdelaget lagar bron"]),  # newest first
        ("bron bygd", ["Bygdelaget lagar bron"]),
        ("bron kooperativ", []),
        ("kooperativ", ["Två nya kooperativ", "Seminarium om kooperativ"]),
        ("lagre hy", ["Lägre hyra för föreningar"]),
        ("lågre", []),
        ("hoste", []),
    ],
)
def test_titles(complete: Complete, typed: str, titles: list[str]) -> None:
    assert texts(complete(typed), POST)[:2] == titles


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Mejeri", ["mejerilokalen"]),
        ("mo", ["morötter"]),
        ("m", []),
        # one inflection of each: kooperativ, kooperativet, kooperativen, kooperativens
        ("kooperativ", ["kooperativ"]),
        ("kooperativen", ["kooperativen"]),
        ("foren", ["föreningar"]),
        ("fören", ["föreningar"]),
        ("fåren", []),
        # no stop words
        ("oc", []),
        # several words: the last is completed, and posts have all of them
        ("kooperativ sopp", ["kooperativ soppa"]),
        ("Kooperativ  sopp", ["Kooperativ soppa"]),
        ("bron sopp", []),
        ("xyzzy sopp", []),
        # what is not a word stays as it was typed
        ('"ideell sekt"', ['"ideell sektor"']),
        ("ugn -kaf", ["ugn -kaffe"]),
        ("morö*", ["morötter"]),
    ],
)
def test_words(complete: Complete, typed: str, words: list[str]) -> None:
    assert texts(complete(typed), WORD) == words


def test_words_in_most_posts_come_first(built: Build) -> None:
    many, some, few = "sallad", "salt", "salami"
    service = built(
        *(post(f"2017-01-0{n}", many.title(), f"{many} " * n) for n in range(1, 5)),
        *(post(f"2017-02-0{n}", "Mat", some) for n in range(1, 4)),
        post("2017-03-01", "Mat", f"{few} " * 50),
        *(post(f"2017-03-0{n}", "Mat", f"sal{chr(97 + n)}{chr(98 + n)}q") for n in range(2, 9)),
    )
    found = texts(service.suggestions.completions("sal"), WORD)
    assert found[:2] == [many, some]
    assert len(found) == MOST - len(texts(service.suggestions.completions("sal"), POST))


def test_words_of_removed_posts_are_no_completions(tmp_path: Path) -> None:
    gone = post("2017-01-01", "Mejeriet", "Mejeri och mejerist.")
    rest = [post(f"2017-02-{n:02}", "Annat", "Text.") for n in range(1, 15)]
    corpus = write_corpus(tmp_path / "corpus", [gone, *rest])
    build_index(corpus, tmp_path / "index")
    (corpus / "posts" / "2017" / f"{gone.id}.md").unlink()
    build_index(corpus, tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    assert SearchService(engine).suggestions.completions("mejeri") == []
    engine.close()


def test_kinds_share_the_places(built: Build) -> None:
    letters = "abcdefghi"
    service = built(
        *(post("2017-01-01", f"Sko{x} nr {n}") for n, x in enumerate(letters)),
        organisations="".join(f"- {{id: o-{x}, name: Skol {x}}}\n" for x in letters),
    )

    def kinds(typed: str) -> list[Kind]:
        return [each.kind for each in service.suggestions.completions(typed)]

    assert kinds("sko") == [ORGANISATION] * 3 + [WORD] * 3 + [POST] * 2
    assert kinds("s") == [ORGANISATION] * 4 + [POST] * 4
    assert kinds("skol") == [ORGANISATION] * 8
    assert kinds("nr") == [WORD] + [POST] * 7


@pytest.mark.parametrize("typed", ["", " ", "🎉", "-", '"', "*", "bron " * 100, "xyzzy"])
def test_nothing_to_complete(complete: Complete, typed: str) -> None:
    assert complete(typed) == []


PIECES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["ko", "gr", "å", "a", "ö", "bron ", "i ", '"', "-", "*", " OR ", "ASF:er"]),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=8).map("".join))
@example("ko" * 10_000)
@example("a\0b\ud800 ko")
@example("A\u030aker")
def test_whatever_is_typed_gives_at_most_eight(complete: Complete, text: str) -> None:
    found = complete(text)
    assert len(found) <= 8
    assert len(set(found)) == len(found)
    assert [each.kind for each in found] == sorted(
        (each.kind for each in found), key=list(Kind).index
    )
    for each in found:
        assert (each.url is None) == (each.id is None) == (each.kind is WORD)
        assert each.kind is not WORD or not is_stop_word(each.text)


def test_an_empty_index_completes_nothing(built: Build) -> None:
    assert built().suggestions.completions("ko") == []


def test_many_threads_get_the_completions_of_one(index_dir: Path) -> None:
    engine = open_engine(index_dir)
    typed = ["ko", "o", "bron b", "gr", "kooperativ so"] * 8
    with ThreadPoolExecutor(10) as threads:  # the first time, so that they make it together
        together = list(threads.map(SearchService(engine).suggestions.completions, typed))
    assert together == [SearchService(engine).suggestions.completions(text) for text in typed]
    engine.close()


# --- another spelling -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kooperatvi", "kooperativ"),
        ("foreningar", "föreningar"),
        ("Foreningar", "föreningar"),
        # all else stays as it was typed
        ('kooperatvi  -seminarium "bakar bröd"', 'kooperativ  -seminarium "bakar bröd"'),
        ("soppa ELLER kooperatvi", "soppa ELLER kooperativ"),
        ("xyzzy ELLER kooperatvi", "xyzzy ELLER kooperativ"),
        ("kooperatvi soppa kooperatvi", "kooperativ soppa kooperativ"),
        # several words at once
        ("kooperatvi seminraium", "kooperativ seminarium"),
        # a phrase is not loosened, but may have been meant otherwise
        ('"ideel sektor"', '"ideell sektor"'),
        ('"ideell sektro"', '"ideell sektor"'),
        # nothing similar, or nothing gained
        ("xyzzy", None),
        ("kooperatvi xyzzy", None),
        ("kooperatvi virke morötter", None),
        ('"sektor ideell"', None),
        # found as it is
        ("kooperativ", None),
        ("kooperativens", None),
        # dots are meant: lagar, bron
        ("lågar", None),
        ("brön", None),
        # not what was required as a whole word
        ("-kooperatvi", None),
        ("kooperatvi*", None),
        ("kooperatvi -kooperatvi", None),
        # stop words get their dots back, but not where they are meant as typed
        ("foreningar for kooperativ xyzzy", None),
        ("foreningar over", "föreningar över"),
        ("foreningar -over", "föreningar -over"),
        ('foreningar over -"over det"', 'föreningar over -"over det"'),
        # a dictionary's word that stands nowhere is right
        ("brons", None),
        ("mejeriet", None),
        # no number is a slip for another
        ("seminariekod1201", None),
        # names of registers are right
        ("Zinkhyttan", None),
        ("", None),
        ("🎉", None),
    ],
)
def test_another_spelling(service: SearchService, typed: str, meant: str | None) -> None:
    assert service.search(make_query(typed)).suggestion == meant


def test_another_spelling_whatever_the_filters(service: SearchService) -> None:
    for choices in ({"organisations": ["none"]}, {"published_to": "1999"}, {"page": 9}):
        query = make_query("kooperatvi", **choices)
        assert service.search(query).suggestion == "kooperativ"
    assert service.search(make_query(organisations=["none"])).suggestion is None


def test_a_word_that_stands_is_doubted_only_for_far_commoner_ones(built: Build) -> None:
    def posts(word: str, count: int) -> list[Post]:
        slug = without_dots(word)
        return [post("2016-01-01", "Nytt", word, id=f"2016-01-01-{slug}-{n}") for n in range(count)]

    service = built(
        *(*posts("taxa", 1), *posts("taxi", 21)),
        *(*posts("plast", 1), *posts("plats", 20)),
        *(post("2016-01-02", "Nytt", "medagare"), *posts("medägare", 21)),
    )

    def suggestion(text: str) -> str | None:
        return service.search(make_query(text)).suggestion

    assert suggestion("taxa") == "taxi"
    assert suggestion("medagare") == "medägare"
    assert suggestion("plast") is None  # twenty times as many are not enough
    assert suggestion("taxi") is None


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *("kooperatvi", "kooperativ", "foreningar", "bron", "xyzzy", "och", "sam*"),
                *("-bron", '"ideel sektor"', '"', "OR", "Åkerbo", "grannkrafft", "2107"),
            ]
        ),
        max_size=5,
    ).map(" ".join)
)
@example("kooperatvi " + "x" * 300)
@example("foreningar " * 100)
def test_another_spelling_always_finds_more(service: SearchService, text: str) -> None:
    meant = service.search(make_query(text)).suggestion
    if meant is not None:
        assert len(meant.split()) == len(text.split())
        # What a search finds strictly comes first, so more of it is more hits at least.
        readings = service._readings(make_query(text)), service._readings(make_query(meant))
        before, after = (service.engine.total(strictest) for strictest, *_ in readings)
        assert after > before


def test_the_page_asks_and_forslag_answers(client: TestClient, complete: Complete) -> None:
    assert 'Menade du <a href="/sok?q=kooperativ">' in client.get("/sok?q=kooperatvi").text
    assert "Menade du" not in client.get("/sok?q=kooperativ").text
    answer = client.get("/forslag?q=grannk").json()
    assert answer == [each.to_json() for each in complete("grannk")]
    for completion in answer:
        if completion["url"]:
            assert client.get(completion["url"]).status_code == 200
