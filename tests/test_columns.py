"""Columns of an index against the posts that were written to it."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS, Kind
from kb.engines.embedded.arrays import Mask
from kb.engines.embedded.columns import Columns, write_columns
from kb.engines.embedded.schema import field_of, schema
from kb.engines.embedded.whoosh import index
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS
from kb.search.query.query import YEAR, Filters, Order

# Some values of each kind; every kind has them as every other has.
VALUES = {kind.name: [f"{kind.name[0]}{number}" for number in range(5)] for kind in KINDS}


class Row(NamedTuple):
    id: str
    published: date
    values: dict[str, list[str]]
    gone: bool = False

    @property
    def title(self) -> str:
        return f"Nyhet “{self.id}” från Åkerbo"

    @property
    def checksum(self) -> str:
        return f"sum of {self.id}"


def made_up(count: int) -> list[Row]:
    rng = random.Random(11)
    numbers = rng.sample(range(1000), count)
    return [
        Row(
            f"p{number:03}",
            date(2014, 12, 25) + timedelta(rng.choice([0, 3, 6, 7, 8, 400, 900])),
            {name: rng.sample(values, rng.randint(0, 3)) for name, values in VALUES.items()},
            rng.random() < 0.3,
        )
        for number in numbers
    ]


ROWS = made_up(80)
LIVE = [row for row in ROWS if not row.gone]


def columns_of(folder: Path, rows: list[Row]) -> Columns:
    """Write rows in two segments, delete some of them, and read their columns."""
    made = index.create_in(str(folder), schema())
    for some in (rows[::2], rows[1::2]):
        writer = made.writer()
        for row in some:
            writer.add_document(
                id=row.id,
                published=row.published.isoformat(),
                checksum=row.checksum.encode(),
                body=[("ord", position) for position in range(len(row.values["project"]))],
                **{name: " ".join(values) for name, values in row.values.items()},
            )
        writer.commit(merge=False)
    writer = made.writer()
    for row in rows:
        if row.gone:
            writer.delete_by_term("id", row.id)
    writer.commit(merge=False)
    with made.reader() as reader:
        write_columns(reader, folder, {row.id: row.title for row in rows if not row.gone})
    made.close()
    return Columns(folder)


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    return columns_of(tmp_path_factory.mktemp("columns"), ROWS)


def ids(columns: Columns, posts: Mask) -> set[str]:
    return {columns.id_of(doc_id) for doc_id in np.flatnonzero(posts).tolist()}


def having(row: Row, kind: Kind, values: Iterable[str]) -> bool:
    return not {*row.values[kind.name]}.isdisjoint(values)


def test_live_posts_have_doc_ids(columns: Columns) -> None:
    live = dict(columns.live_ids())
    assert set(live) == {row.id for row in LIVE}
    assert all(columns.id_of(doc_id) == post_id for post_id, doc_id in live.items())
    assert all(columns.doc_id(post_id) == doc_id for post_id, doc_id in live.items())
    assert ids(columns, columns.live) == set(live)
    assert len(columns) == len(columns.live) == len(ROWS)


@pytest.mark.parametrize("other", ["", "p", "p9999", "finns-ej", "ö", "å \0", "\0", "x" * 70_000])
def test_no_other_post_has_one(columns: Columns, other: str) -> None:
    assert columns.doc_id(other) is None
    if other:
        assert columns.doc_id(LIVE[0].id + other) is None


def test_a_deleted_post_has_none(columns: Columns) -> None:
    for row in ROWS:
        assert (columns.doc_id(row.id) is None) == row.gone


def test_what_is_told_of_posts(columns: Columns) -> None:
    assert dict(columns.checksums()) == {row.id: row.checksum for row in LIVE}
    by_id = sorted(LIVE, key=lambda row: row.id)
    newest = sorted(by_id, key=lambda row: row.published, reverse=True)
    assert columns.titles == [(row.id, row.title) for row in newest]
    lengths = columns.lengths(field_of("body", Form.EXACT))
    assert lengths.dtype == np.int32
    for row in LIVE:
        assert lengths[columns.doc_id(row.id)] == len(row.values["project"])
    for field in FIELDS:
        for form in Form:
            assert len(columns.lengths(field_of(field, form))) == len(ROWS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("numbers", [[], [1], [1, 4], [2], ["x"], [0, "x"]])
def test_having(columns: Columns, kind: Kind, numbers: list[int | str]) -> None:
    names = [f"{kind.name[0]}{number}" for number in numbers]
    expected = {row.id for row in LIVE if having(row, kind, names)}
    values = columns._values[kind.name]
    assert ids(columns, values.having(names, len(columns)) & columns.live) == expected
    for name in names:
        expected = {row.id for row in LIVE if having(row, kind, [name])}
        assert ids(columns, columns.having(kind.name, name) & columns.live) == expected


def test_counts(columns: Columns) -> None:
    assert columns.facets == (*(kind.name for kind in KINDS), YEAR)
    for kind in KINDS:
        expected = Counter(value for row in LIVE for value in row.values[kind.name])
        assert columns.counts(kind.name, columns.live) == expected
    years = Counter(str(row.published.year) for row in LIVE)
    assert columns.counts(YEAR, columns.live) == years
    for year in (2013, 2014, 2015, 2017):
        published = {row.id for row in LIVE if row.published.year == year}
        assert ids(columns, columns.published_in(year) & columns.live) == published


@pytest.mark.parametrize("kind", KINDS)
def test_counts_of_some_and_of_none(columns: Columns, kind: Kind) -> None:
    two, three = VALUES[kind.name][2:4]
    posts = columns.having(kind.name, two) & columns.live
    both = sum({two, three} <= set(row.values[kind.name]) for row in LIVE)
    assert columns.counts(kind.name, posts).get(three, 0) == both
    none = np.zeros_like(columns.live)
    assert columns.counts(kind.name, none) == columns.counts(YEAR, none) == {}


DAYS = st.one_of(st.none(), st.sampled_from([row.published for row in ROWS]), st.dates())
CHOICES = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from([*values, "x"]), max_size=3) for name, values in VALUES.items()}
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(CHOICES, DAYS, DAYS)
def test_each_filter_by_itself(
    columns: Columns, choices: dict[str, list[str]], first: date | None, last: date | None
) -> None:
    passing = columns.passing(Filters.of(choices, first, last))
    wanted = {
        kind.name: [having(row, kind, choices[kind.name]) for row in LIVE] for kind in KINDS
    } | {
        YEAR: [
            (first is None or first <= row.published) and (last is None or row.published <= last)
            for row in LIVE
        ]
    }
    asked = {name for name, chosen in choices.items() if chosen}
    assert set(passing) == asked | ({YEAR} if first or last else set())
    for facet, mask in passing.items():
        expected = {row.id for row, passed in zip(LIVE, wanted[facet], strict=True) if passed}
        assert ids(columns, mask & columns.live) == expected


@pytest.mark.parametrize("order", [Order.NEWEST, Order.OLDEST])
def test_by_date_equals_by_id(columns: Columns, order: Order) -> None:
    live = np.flatnonzero(columns.live).astype(np.int32)
    found = [columns.id_of(doc_id) for doc_id in columns.by_date(live, order).tolist()]
    by_id = sorted(LIVE, key=lambda row: row.id)
    expected = sorted(by_id, key=lambda row: row.published, reverse=order is Order.NEWEST)
    assert found == [row.id for row in expected]
    ranks = columns.newest[live]
    assert len(set(ranks.tolist())) == len(live)


NOTHING: dict[str, list[str]] = {kind.name: [] for kind in KINDS}


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_years_of_four_digits(tmp_path: Path, year: str) -> None:
    row = Row("p", date.fromisoformat(f"{year}-12-31"), NOTHING)
    columns = columns_of(tmp_path, [row])
    assert columns.counts(YEAR, columns.live) == {year: 1}
    for filters in (Filters(published_from=row.published), Filters(published_to=row.published)):
        assert columns.passing(filters)[YEAR].tolist() == [True]


@pytest.mark.parametrize("rows", [[], [row._replace(gone=True) for row in ROWS]])
def test_without_live_posts(tmp_path: Path, rows: list[Row]) -> None:
    columns = columns_of(tmp_path, rows)
    assert not list(columns.live_ids())
    assert not list(columns.checksums())
    assert columns.titles == []
    for facet in columns.facets:
        assert columns.counts(facet, columns.live) == {}
    for kind in KINDS:
        first, *_ = VALUES[kind.name]
        assert not columns.having(kind.name, first)[columns.live].any()
    assert columns.doc_id(ROWS[0].id) is None
    assert len(columns.by_date(np.empty(0, np.int32), Order.NEWEST)) == 0
