"""Posts that are like a post."""

import random
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from kb.corpus.post import Post
from kb.search.port.document import Document
from kb.search.port.engine import Matches, MatchRequest, Statistics, StatisticsRequest
from kb.search.port.terms import terms_of
from kb.search.service import SearchService
from tests.corpora import analyzer, post, registers
from tests.reference import Indexed, Reference
from tests.serving import FILLER, opened, regrown, said

REGISTERS = registers()


def similar(folder: Path, posts: Iterable[Post], count: int = 5) -> dict[str, list[str]]:
    """Return the titles of the posts that are like each that has a title of its own."""
    posts = [*posts, *said(*FILLER)]
    with opened(folder, posts, REGISTERS) as engine:
        service = SearchService(engine)
        found = {}
        for each in posts:
            if each.title != "Nyhet":
                document = service.post(each.id)
                assert document is not None
                found[each.title] = [one.title for one in service.similar(document, count)]
        return found


def titled(**texts: str) -> list[Post]:
    return [
        post(f"2020-01-{day:02}", title, text) for day, (title, text) in enumerate(texts.items(), 1)
    ]


def test_posts_on_one_subject_find_each_other_and_one_on_another_finds_none(
    tmp_path: Path,
) -> None:
    posts = titled(
        Badet="Simskolan i sjön börjar när bryggan är lagad.",
        Bryggan="Bryggan vid sjön ska lagas, så simskolorna får vänta.",
        Ugnen="Brödet gräddas klockan fyra och säljs varmt.",
    )
    found = similar(tmp_path, posts)
    assert found == {"Badet": ["Bryggan"], "Bryggan": ["Badet"], "Ugnen": []}


def test_words_in_common_count_the_rarer_they_are_and_the_more_there_are(tmp_path: Path) -> None:
    posts = titled(
        Först="Bikupor, honung, ljung och klöver.",
        Mest="Bikuporna ger honung av ljung och klöver.",
        Mindre="Bikuporna ger honung av ljung.",
        Minst="Klövern och ljungen vid bikupan. Kaffe, saft, bullar, dans, musik och lotteri.",
    )
    assert similar(tmp_path, posts)["Först"] == ["Mest", "Mindre", "Minst"]


def test_one_word_in_common_is_too_little(tmp_path: Path) -> None:
    posts = titled(En="Dragspel.", Två="Dragspel hörs.", Tre="Dragspel köps.")
    assert similar(tmp_path, posts) == {"En": [], "Två": [], "Tre": []}


def test_what_most_posts_have_in_common_tells_nothing(tmp_path: Path) -> None:
    texts = [f"Välkommen till mötet i vår förening, hälsar styrelsen {n}." for n in range(30)]
    posts = titled(**{f"T{number}": text for number, text in enumerate(texts)})
    assert set(map(tuple, similar(tmp_path, posts).values())) == {()}


def test_parts_of_compounds_count(tmp_path: Path) -> None:
    posts = titled(
        Ena="Snickarverkstad, trädgårdsmästare och sommarcafé.",
        Andra="Verkstäder, en mästare och ett café.",
    )
    assert similar(tmp_path, posts)["Ena"] == ["Andra"]


def test_the_title_counts_more_than_the_text(tmp_path: Path) -> None:
    posts = [
        post("2020-01-01", "Bikupor honung ljung", "Dragspel, fioler och trummor hörs."),
        *titled(Musik="Dragspel, fioler och trummor.", Bin="Bikupor, honung och ljung."),
    ]
    assert similar(tmp_path, posts)["Bikupor honung ljung"] == ["Bin", "Musik"]


def test_what_both_are_about_counts(tmp_path: Path) -> None:
    text = "Bikupor, honung och ljung."
    posts = [
        post("2020-01-01", "Källa", text, projects=["lyktan"]),
        post("2020-01-02", "Utan", text),
        post("2020-01-02", "Vid", text, projects=["lyktan"]),
    ]
    assert similar(tmp_path, posts)["Källa"] == ["Vid", "Utan"]


def test_of_two_posts_each_is_like_the_other(tmp_path: Path) -> None:
    posts = titled(Ena="Bikupor, honung och ljung.", Andra="Ljungen ger bikupan honung.")
    with opened(tmp_path, posts, REGISTERS) as engine:
        service = SearchService(engine)
        for each, other in (posts, posts[::-1]):
            document = service.post(each.id)
            assert document is not None
            assert [one.id for one in service.similar(document)] == [other.id]


def test_so_many_and_no_more(tmp_path: Path) -> None:
    posts = titled(**{f"T{n}": "Bikupor, honung och ljung." for n in range(7)})
    every = similar(tmp_path, posts, 6)
    assert every["T0"] == ["T6", "T5", "T4", "T3", "T2", "T1"]  # alike: the newest first
    for count in (1, 3):
        few = similar(tmp_path, posts, count)
        assert few == {title: found[:count] for title, found in every.items()}


# --- whatever the posts --------------------------------------------------------------------------

WORDS = ["bikupa", "honungen", "ljung", "ljungen", "bro", "broar", "sommarbro", "dragspel", "och"]


def random_posts(count: int, seed: int) -> list[Post]:
    rng = random.Random(seed)
    return [
        post(
            f"201{rng.randint(5, 7)}-01-0{rng.randint(1, 9)}",
            " ".join(rng.choices(WORDS, k=2)),
            " ".join(rng.choices([*WORDS, *FILLER], k=rng.randint(0, 9))),
            id=f"2015-01-01-p{number}",
            projects=rng.sample(["p-p", "q-q"], rng.randint(0, 1)),
        )
        for number in range(count)
    ]


def read_by(documents: Sequence[Document]) -> Reference:
    """Return what reads every post for every question, with lengths as the engine keeps them."""
    indexed = [Indexed(each, terms_of(each, analyzer())) for each in documents]
    return Reference(indexed, lambda length: int(byte_to_length(length_to_byte(length))))


@settings(max_examples=15)
@given(st.integers(2, 30), st.integers(0, 1_000), st.integers(1, 5))
@example(2, 0, 5)
@example(3, 0, 5)
def test_as_reading_every_post_tells(count: int, seed: int, most: int) -> None:
    posts = random_posts(count, seed)
    with TemporaryDirectory() as folder, regrown(Path(folder), posts, REGISTERS) as (service, live):
        reference = read_by(live)
        found = [service.similar(document, most) for document in live]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(service.engine, "match", reference.match)
            patch.setattr(
                service.engine,
                "statistics",
                lambda asked: Statistics({term: reference.frequency(term) for term in asked.terms}),
            )
            assert found == [service.similar(document, most) for document in live]
        for document, alike in zip(live, found, strict=True):
            assert document not in alike
            assert len(alike) == len({each.id for each in alike}) <= most


def test_two_small_questions_are_asked_also_for_a_long_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = permutations("aeikmnr", 6)
    long = " ".join("".join(each) for each in letters)
    posts = said(long, long, *FILLER)
    with opened(tmp_path, posts, REGISTERS) as engine:
        service = SearchService(engine)
        document = service.post(posts[0].id)
        assert document is not None
        asked: list[StatisticsRequest | MatchRequest] = []
        statistics, match = engine.statistics, engine.match

        def statistics_(request: StatisticsRequest) -> Statistics:
            asked.append(request)
            return statistics(request)

        def match_(request: MatchRequest) -> Matches:
            asked.append(request)
            return match(request)

        monkeypatch.setattr(engine, "statistics", statistics_)
        monkeypatch.setattr(engine, "match", match_)
        assert [each.id for each in service.similar(document)] == [posts[1].id]
    first, second = asked
    assert isinstance(first, StatisticsRequest)
    assert len(first.terms) <= 200
    assert isinstance(second, MatchRequest)
    assert len(second.queries[0].clauses) <= 25
    assert second.stop <= 11
