import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.cli import main
from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.engines import open_engine
from kb.indexing import build_index
from kb.language.stop_words import is_stop_word
from kb.search.completions import MOST, ORDER, Completion
from kb.search.query.parser import parse
from kb.search.service import SearchService
from tests.browsing import browsing
from tests.corpora import news, post, registers, write_corpus
from tests.serving import opened

Complete = Callable[[str], list[Completion]]
Build = Callable[..., Complete]
ORGANISATION, PROJECT, CATEGORY, WORD, POST = ORDER


@pytest.fixture(scope="module")
def complete(service: SearchService) -> Complete:
    return service.completions.of


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Build]:
    """Complete for an index of some posts and registers; one a test."""
    with ExitStack() as stack:

        def build(
            *posts: Post,
            organisations: Iterable[Entry] = (),
            categories: Iterable[Entry] | None = None,
        ) -> Complete:
            known = registers(organisations, categories=categories)
            engine = stack.enter_context(opened(tmp_path, posts, known))
            return SearchService(engine).completions.of

        yield build


def texts(completions: list[Completion], *kinds: str) -> list[str]:
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
    (zinc,) = [each for each in complete("zink") if each.kind == ORGANISATION]
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
    complete = built(
        post("2017-01-01", "Ett", organisations=["bo-b", "bo-okand"]),
        post("2017-01-02", "Två", organisations=["bo-b"]),
        organisations=[Entry(id="bo-a", name="Bo A"), Entry(id="bo-b", name="Bo B")],
    )
    found = complete("bo")
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
    complete = built(
        *(post(f"2017-01-0{n}", many.title(), f"{many} " * n) for n in range(1, 5)),
        *(post(f"2017-02-0{n}", "Mat", some) for n in range(1, 4)),
        post("2017-03-01", "Mat", f"{few} " * 50),
        *(post(f"2017-03-0{n}", "Mat", f"sal{chr(97 + n)}{chr(98 + n)}q") for n in range(2, 9)),
    )
    found = texts(complete("sal"), WORD)
    assert found[:2] == [many, some]
    assert len(found) == MOST - len(texts(complete("sal"), POST))


def test_words_of_removed_posts_are_no_completions(tmp_path: Path) -> None:
    gone = post("2017-01-01", "Mejeriet", "Mejeri och mejerist.")
    rest = [post(f"2017-02-{n:02}", "Annat", "Text.") for n in range(1, 15)]
    corpus = write_corpus(tmp_path / "corpus", [gone, *rest])
    build_index(corpus, tmp_path / "index")
    (corpus / "posts" / "2017" / f"{gone.id}.md").unlink()
    build_index(corpus, tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    assert SearchService(engine).completions.of("mejeri") == []
    engine.close()


def test_kinds_share_the_places(built: Build) -> None:
    letters = "abcdefghi"
    complete = built(
        *(post("2017-01-01", f"Sko{x} nr {n}") for n, x in enumerate(letters)),
        organisations=[Entry(id=f"o-{x}", name=f"Skol {x}") for x in letters],
    )

    def kinds(typed: str) -> list[str]:
        return [each.kind for each in complete(typed)]

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
    assert [each.kind for each in found] == sorted((each.kind for each in found), key=ORDER.index)
    for each in found:
        assert (each.url is None) == (each.id is None) == (each.kind == WORD)
        assert each.kind != WORD or not is_stop_word(each.text)


def test_an_empty_index_completes_nothing(built: Build) -> None:
    assert built()("ko") == []


def test_many_threads_get_the_completions_of_one(index_dir: Path) -> None:
    engine = open_engine(index_dir)
    typed = ["ko", "o", "bron b", "gr", "kooperativ so"] * 8
    with ThreadPoolExecutor(10) as threads:  # the first time, so that they make it together
        together = list(threads.map(SearchService(engine).completions.of, typed))
    assert together == [SearchService(engine).completions.of(text) for text in typed]
    engine.close()


def test_categories_are_completed_where_there_are_any(built: Build) -> None:
    kurs = post("2017-01-01", "Kurs", categories=["kurser"])
    category = Completion(CATEGORY, "Kurser och möten", "kurser")
    assert category.url == "/kategorier/kurser"
    with_register = built(kurs, categories=[Entry(id="kurser", name="Kurser och möten")])
    assert [each for each in with_register("kurs") if each.kind == CATEGORY] == [category]
    assert texts(built(kurs)("kurs"), CATEGORY) == []


# --- several words ----------------------------------------------------------------------------

NEWS_WORDS = sorted({word for each in news() for word in f"{each.title} {each.body}".split()})


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NEWS_WORDS), st.sampled_from(NEWS_WORDS), st.integers(2, 4))
@example("kooperativ", "soppa", 3)
@example("bron", "soppa", 3)
def test_words_are_completed_only_to_what_posts_have_together(
    service: SearchService, first: str, second: str, letters: int
) -> None:
    for text in texts(service.completions.of(f"{first} {second[:letters]}"), WORD):
        assert service.interpret(parse(text)).rewritten[0].total > 0, text


@pytest.mark.parametrize("typed", ["grannk", "kooperativ sopp", "bron sopp", "komm åker", "å", "?"])
def test_the_site_and_the_command_line_complete_alike(index_dir: Path, typed: str) -> None:
    with browsing(index_dir) as client:
        site = client.get("/forslag", params={"q": typed}).json()
    told = CliRunner().invoke(main, ["suggest", typed, "--json", "--index", str(index_dir)])
    assert json.loads(told.stdout) == site
