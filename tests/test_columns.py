"""Columns of an index against the posts that were written to it."""

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index

from kb.engines.embedded.arrays import Mask
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.schema import schema
from kb.search.query import Facet, Filters, Order

ORGANISATIONS = [f"o{number}" for number in range(5)]
PROJECTS = ["p1", "p2"]


class Row(NamedTuple):
    id: str
    published: date
    organisations: list[str]
    projects: list[str]
    gone: bool


def made_up(count: int) -> list[Row]:
    rng = random.Random(11)
    numbers = rng.sample(range(1000), count)
    return [
        Row(
            f"p{number:03}",
            date(2014, 12, 25) + timedelta(rng.choice([0, 3, 6, 7, 8, 400, 900])),
            rng.sample(ORGANISATIONS, rng.randint(0, 3)),
            rng.sample(PROJECTS, rng.randint(0, 2)),
            rng.random() < 0.3,
        )
        for number in numbers
    ]


ROWS = made_up(80)
LIVE = [row for row in ROWS if not row.gone]


def columns_of(folder: Path, rows: list[Row]) -> Columns:
    made = index.create_in(str(folder), schema())
    for some in (rows[::2], rows[1::2]):
        writer = made.writer()
        for row in some:
            writer.add_document(
                id=row.id,
                published=row.published.isoformat(),
                organisation=" ".join(row.organisations),
                project=" ".join(row.projects),
            )
        writer.commit(merge=False)
    writer = made.writer()
    for row in rows:
        if row.gone:
            writer.delete_by_term("id", row.id)
    writer.commit(merge=False)
    with made.reader() as reader:
        columns = Columns(reader)
    made.close()
    return columns


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    return columns_of(tmp_path_factory.mktemp("columns"), ROWS)


def ids(columns: Columns, posts: Mask) -> set[str]:
    return {columns.ids[number] for number in np.flatnonzero(posts)}


def test_live_posts_have_numbers(columns: Columns) -> None:
    assert set(columns.numbers) == {row.id for row in LIVE}
    assert all(columns.ids[number] == post_id for post_id, number in columns.numbers.items())
    assert ids(columns, columns.live) == set(columns.numbers)
    assert len(columns.ids) == len(columns.live) == len(ROWS)


@pytest.mark.parametrize("names", [[], ["o1"], ["o1", "o4"], ["p1"], ["finns-ej"], ["o0", "x"]])
def test_having(columns: Columns, names: list[str]) -> None:
    organisations = {row.id for row in LIVE if {*row.organisations} & {*names}}
    assert ids(columns, columns.organisations.having(names) & columns.live) == organisations
    projects = {row.id for row in LIVE if {*row.projects} & {*names}}
    assert ids(columns, columns.projects.having(names) & columns.live) == projects


def test_counts(columns: Columns) -> None:
    organisations = Counter(value for row in LIVE for value in row.organisations)
    assert columns.organisations.count(columns.live) == organisations
    projects = Counter(value for row in LIVE for value in row.projects)
    assert columns.projects.count(columns.live) == projects
    assert columns.years(columns.live) == Counter(str(row.published.year) for row in LIVE)


def test_counts_of_some_and_of_none(columns: Columns) -> None:
    posts = columns.organisations.having(["o2"]) & columns.live
    both = sum({"o2", "o3"} <= set(row.organisations) for row in LIVE)
    assert columns.organisations.count(posts).get("o3", 0) == both
    none = np.zeros_like(columns.live)
    assert columns.organisations.count(none) == columns.years(none) == {}


DAYS = st.one_of(st.none(), st.sampled_from([row.published for row in ROWS]), st.dates())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from([*ORGANISATIONS, "x"]), max_size=3).map(tuple),
    st.lists(st.sampled_from([*PROJECTS, "x"]), max_size=2).map(tuple),
    DAYS,
    DAYS,
)
def test_each_filter_by_itself(
    columns: Columns,
    organisations: tuple[str, ...],
    projects: tuple[str, ...],
    first: date | None,
    last: date | None,
) -> None:
    chosen = columns.chosen(Filters(organisations, projects, first, last))
    wanted = {
        Facet.ORGANISATION: [bool(set(row.organisations) & {*organisations}) for row in LIVE],
        Facet.PROJECT: [bool(set(row.projects) & {*projects}) for row in LIVE],
        Facet.YEAR: [
            (first is None or first <= row.published) and (last is None or row.published <= last)
            for row in LIVE
        ],
    }
    asked = (bool(organisations), bool(projects), bool(first or last))
    assert tuple(chosen[facet] is not None for facet in wanted) == asked
    for facet, passes in wanted.items():
        mask = chosen[facet]
        if mask is not None:
            expected = {row.id for row, passed in zip(LIVE, passes, strict=True) if passed}
            assert ids(columns, mask & columns.live) == expected


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_by_date_equals_by_id(columns: Columns, order: Order) -> None:
    live = np.flatnonzero(columns.live).astype(np.int32)
    found = [columns.ids[number] for number in columns.by_date(live, order)]
    by_id = sorted(LIVE, key=lambda row: row.id)
    expected = sorted(by_id, key=lambda row: row.published, reverse=order is Order.NEWEST)
    assert found == [row.id for row in expected]
    ranks = columns.newest[live]
    assert len(set(ranks.tolist())) == len(live)


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_years_of_four_digits(tmp_path: Path, year: str) -> None:
    row = Row("p", date.fromisoformat(f"{year}-12-31"), [], [], False)
    columns = columns_of(tmp_path, [row])
    assert columns.years(columns.live) == {year: 1}
    for filters in (Filters(published_from=row.published), Filters(published_to=row.published)):
        mask = columns.chosen(filters)[Facet.YEAR]
        assert mask is not None
        assert mask.tolist() == [True]


@pytest.mark.parametrize("rows", [[], [row._replace(gone=True) for row in ROWS]])
def test_without_live_posts(tmp_path: Path, rows: list[Row]) -> None:
    columns = columns_of(tmp_path, rows)
    assert columns.numbers == {}
    assert columns.organisations.count(columns.live) == columns.years(columns.live) == {}
    assert not columns.organisations.having(["o1"])[columns.live].any()
    assert len(columns.by_date(np.empty(0, np.int32), Order.NEWEST)) == 0
