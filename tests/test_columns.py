"""Columns of an index against the posts that were written to it."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.engines.embedded.reading.columns import smallest
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, terms_of
from kb.search.query.query import YEAR, Filters, Order
from tests.corpora import analyzer
from tests.opened import Opened, document, opened

# Some values of each kind; every kind has them as every other has.
VALUES = {kind.name: [f"{kind.name[0]}{number}" for number in range(5)] for kind in KINDS}


NAMES = [kind.name for kind in KINDS]


def made_up(count: int) -> list[Document]:
    rng = random.Random(11)
    return [
        document(
            f"p{number:03}",
            f"Nyhet “{number}” från Åkerbo",
            "ord " * rng.randint(0, 4),
            published=date(2014, 12, 25) + timedelta(rng.choice([0, 3, 6, 7, 8, 400, 900])),
            entries={
                name: rng.sample(values, rng.randint(0, 3)) for name, values in VALUES.items()
            },
        )
        for number in rng.sample(range(1000), count)
    ]


EVERY = made_up(80)
GONE = {each.id for each in random.Random(12).sample(EVERY, 24)}
LIVE = [each for each in EVERY if each.id not in GONE]
# Values that the second segment has alone, and one that has none of a kind.
OTHER = [document("q", "En till", entries={NAMES[0]: ["ö", "a"]}, published=date(2018, 2, 2))]


@pytest.fixture(scope="module")
def index() -> Iterator[Opened]:
    with opened(EVERY[::2], EVERY[1::2], gone=GONE) as index:
        yield index


def live(index: Opened) -> NDArray[np.intp]:
    return np.flatnonzero(index.index.live)


def having(each: Document, name: str, values: Iterable[str]) -> bool:
    return not {*each.entries[name]}.isdisjoint(values)


def test_live_posts_have_doc_ids(index: Opened) -> None:
    found = dict(index.columns.live_ids())
    assert {post_id: index.documents[doc_id].id for post_id, doc_id in found.items()} == {
        each.id: each.id for each in LIVE
    }
    assert list(found.values()) == live(index).tolist()


def test_what_is_told_of_posts(index: Opened) -> None:
    assert dict(index.columns.checksums()) == {each.id: each.checksum for each in LIVE}
    terms = [terms_of(each, analyzer()) for each in index.documents]
    for form_number, form in enumerate(Form):
        for field_number, field in enumerate(FIELDS):
            lengths = index.columns.lengths(3 * form_number + field_number)
            assert lengths.tolist() == [len(each[field, form]) for each in terms]


def counted(posts: Iterable[Document]) -> dict[str, Counter[str]]:
    counts = {name: Counter[str]() for name in (*NAMES, YEAR)}
    for each in posts:
        counts[YEAR][f"{each.published.year:04}"] += 1
        for name in NAMES:
            counts[name].update(each.entries[name])
    return counts


@pytest.mark.parametrize("share", [0, 0.1, 0.4, 0.6, 0.9, 1])
def test_counts(index: Opened, share: float) -> None:
    assert index.columns.facets == (*NAMES, YEAR)
    docs = live(index)
    some = np.sort(np.random.default_rng(1).choice(docs, int(share * len(docs)), replace=False))
    expected = counted(index.documents[doc_id] for doc_id in some.tolist())
    assert index.columns.counts(some, index.columns.facets) == expected
    assert index.columns.counts(some, NAMES[:2]) == {name: expected[name] for name in NAMES[:2]}
    for name in (*NAMES, YEAR):
        assert index.columns.counts(some, [name]) == {name: expected[name]}
    assert index.columns.counts(some, []) == {}


def test_values_of_one_segment_alone() -> None:
    with opened(EVERY[:3], OTHER, [document("r")]) as index:
        expected = counted([*EVERY[:3], *(document_with_all(each) for each in OTHER)])
        expected[YEAR]["2017"] += 1
        assert index.columns.counts(live(index), index.columns.facets) == expected


def document_with_all(each: Document) -> Document:
    return document(
        each.id,
        each.title,
        published=each.published,
        entries={name: each.entries.get(name, ()) for name in NAMES},
    )


def test_posts_of_a_year(index: Opened) -> None:
    for year in (2013, 2014, 2015, 2017):
        found = index.ids(index.columns.published_in(year))
        assert set(found) == {each.id for each in LIVE if each.published.year == year}


DAYS = st.one_of(st.none(), st.sampled_from([each.published for each in EVERY]), st.dates())
CHOICES = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from([*values, "x"]), max_size=3) for name, values in VALUES.items()}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHOICES, DAYS, DAYS)
def test_each_filter_by_itself(
    index: Opened, choices: dict[str, list[str]], first: date | None, last: date | None
) -> None:
    docs = live(index)
    passing = index.columns.passing(Filters.of(choices, first, last), docs)
    wanted = {name: [having(each, name, choices[name]) for each in LIVE] for name in NAMES}
    wanted[YEAR] = [
        (first is None or first <= each.published) and (last is None or each.published <= last)
        for each in LIVE
    ]
    asked = {name for name, chosen in choices.items() if chosen}
    assert set(passing) == asked | ({YEAR} if first or last else set())
    for facet, mask in passing.items():
        expected = {each.id for each, passed in zip(LIVE, wanted[facet], strict=True) if passed}
        assert set(index.ids(docs[mask])) == expected


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
@pytest.mark.parametrize("count", [1, 7, len(LIVE)])
def test_by_date_equals_by_id(index: Opened, order: Order, count: int) -> None:
    found = index.ids(index.columns.first_by_date(live(index), order, count))
    by_id = sorted(LIVE, key=lambda each: each.id)
    expected = sorted(by_id, key=lambda each: each.published, reverse=order is Order.NEWEST)
    assert found == [each.id for each in expected][:count]


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_years_of_four_digits(year: str) -> None:
    with opened([document("p", published=date.fromisoformat(f"{year}-12-31"))]) as index:
        docs = live(index)
        assert index.columns.counts(docs, [YEAR]) == {YEAR: {year: 1}}
        day = date.fromisoformat(f"{year}-12-31")
        for filters in (Filters(published_from=day), Filters(published_to=day)):
            assert index.columns.passing(filters, docs)[YEAR].tolist() == [True]


@pytest.mark.parametrize("groups", [[], [EVERY]])
def test_without_live_posts(groups: list[list[Document]]) -> None:
    with opened(*groups, gone={each.id for each in EVERY}) as index:
        docs = live(index)
        assert not list(index.columns.live_ids())
        assert not list(index.columns.checksums())
        assert index.columns.counts(docs, index.columns.facets) == {
            facet: {} for facet in index.columns.facets
        }
        assert len(index.columns.published_in(2017)) == 0


@pytest.mark.parametrize("size", [1, 50, 3_000])
@pytest.mark.parametrize("count", [1, 10, 400, 3_000])
def test_smallest(size: int, count: int) -> None:
    keys = np.random.default_rng(size).permutation(size).astype(np.float64)
    rows = smallest(keys, min(count, size))
    assert keys[rows].tolist() == list(range(min(count, size)))
