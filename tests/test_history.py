"""What an archive tells of its entries over time, against every post looked at one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import CATEGORY, KINDS, ORGANISATION, PROJECT
from kb.corpus.post import Post
from kb.search.port.document import Document
from kb.search.port.engine import Matches, MatchRequest
from kb.search.service import SearchService
from tests.corpora import post, registers
from tests.serving import regrown

IDS = {ORGANISATION: ("a-a", "b-b"), PROJECT: ("p-p", "q-q"), CATEGORY: ("k-k",)}
ENTRIES = [(kind, entry_id) for kind, ids in IDS.items() for entry_id in (*ids, "x-x")]
REGISTERS = registers(categories=())


def posts_of(days: Sequence[str], chosen: Sequence[set[str]]) -> list[Post]:
    """Return a post for each of the days, about these entries; their ids are in no order."""
    return [
        post(
            day,
            "Nyhet",
            "En nyhet.",
            id=f"2000-01-01-{number * 7 % 10}-{number}",
            **{kind.plural: sorted(about & {*ids}) for kind, ids in IDS.items()},
        )
        for number, (day, about) in enumerate(zip(days, chosen, strict=True))
    ]


DAYS = ["1999-12-31", "2015-01-01", "2015-12-31", "2016-02-29", "2016-03-01"]
ABOUT = st.sets(st.sampled_from([entry_id for ids in IDS.values() for entry_id in ids]))


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(DAYS), ABOUT), min_size=1, max_size=24))
def test_as_reading_every_post_tells(rows: list[tuple[str, set[str]]]) -> None:
    posts = posts_of([day for day, _ in rows], [about for _, about in rows])
    with (
        TemporaryDirectory() as folder,
        regrown(Path(folder), posts, REGISTERS) as (service, every),
    ):
        for kind, entry_id in ENTRIES:
            about = [each for each in every if entry_id in each.about(kind)]
            years = Counter(each.published.year for each in about)
            history = service.history[kind.name].get(entry_id, {})
            assert list(history.items()) == sorted(years.items())
            ends = service.first_and_last(kind, entry_id)
            assert ends == ((about[0], about[-1]) if about else None)
            beside = zip([None, *about], about, [*about[1:], None], strict=False)
            for before, document, after in beside:
                assert service.neighbours(document, kind, entry_id) == (before, after)
            together = {
                each.name: Counter(
                    other
                    for document in about
                    for other in document.about(each)
                    if (each, other) != (kind, entry_id)
                )
                for each in KINDS
            }
            assert service.together(kind, entry_id) == together


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    """A hundred posts of one day, about one entry, and others before and after it."""
    days = ["2015-01-01", *["2016-02-29"] * 100, "2017-01-01"]
    posts = posts_of(days, [{"a-a", "p-p"}] * len(days))
    with regrown(tmp_path_factory.mktemp("crowded"), posts, REGISTERS) as (service, _):
        yield service


def test_every_post_of_a_crowded_day_has_its_neighbours(crowded: SearchService) -> None:
    ends = crowded.first_and_last(ORGANISATION, "a-a")
    assert ends is not None
    document: Document | None
    document, last = ends
    way = []
    while document:
        way.append(document)
        document = crowded.neighbours(document, ORGANISATION, "a-a")[1]
    assert way[-1] == last
    assert len(way) == 101
    assert way == sorted(way, key=lambda each: (each.published, each.id))
    back = [crowded.neighbours(each, ORGANISATION, "a-a")[0] for each in way]
    assert back == [None, *way[:-1]]


def test_a_post_that_is_not_about_an_entry_has_no_neighbours(crowded: SearchService) -> None:
    ends = crowded.first_and_last(ORGANISATION, "a-a")
    assert ends is not None
    assert crowded.neighbours(ends[0], ORGANISATION, "b-b") == (None, None)
    assert crowded.first_and_last(ORGANISATION, "b-b") is None


def test_few_small_questions_are_asked(
    crowded: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[MatchRequest] = []
    match = crowded.engine.match

    def counted(request: MatchRequest) -> Matches:
        asked.append(request)
        return match(request)

    service = SearchService(crowded.engine)
    monkeypatch.setattr(crowded.engine, "match", counted)
    ends = service.first_and_last(PROJECT, "p-p")
    assert ends is not None
    assert [request.stop - request.start for request in asked] == [1, 1]
    asked.clear()
    service.neighbours(ends[0], PROJECT, "p-p")
    assert len(asked) == 2
    assert max(request.stop - request.start for request in asked) < 10
    asked.clear()
    assert service.history is service.history
    assert len(asked) == 3  # years
    assert {request.stop for request in asked} == {0}
    asked.clear()
    service.together(PROJECT, "p-p")
    assert len(asked) == 1
