from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.written_days import written_day


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2017-06-29", "2017-06-29"),
        (" 2017-06-29 ", "2017-06-29"),
        ("20170629", "2017-06-29"),
        ("2017-06-29T23:30:00+02:00", "2017-06-29"),
        ("2017-06-30T00:30:00+02:00", "2017-06-30"),
        ("2017-06-29T22:30:00.123Z", "2017-06-29"),
        ("2017-06-29 10:00", "2017-06-29"),
        ("2017-06-29 10:00:00 +0200", "2017-06-29"),
        ("2017-06-29T10", "2017-06-29"),
        ("2017-06-29 10.00 CET", "2017-06-29"),
        ("20170629T100000Z", "2017-06-29"),
        ("2017/06/29 20:46:25", "2017-06-29"),
        ("2017-06-29 18:30:22 2017 -0800", "2017-06-29"),
        ("2017-06-29 12345", None),
        ("2017-06-29 till 2017-07-03", None),
        ("2017-6-9", "2017-06-09"),
        ("2017.06.29", "2017-06-29"),
        ("29 juni 2017", "2017-06-29"),
        ("den 3 maj 2011", "2011-05-03"),
        ("3 Dec. 2011, 10:00", "2011-12-03"),
        ("June 29, 2017", "2017-06-29"),
        ("May 3rd, 2011", "2011-05-03"),
        ("Thu, 29 Jun 2017 23:30:00 +0200", "2017-06-29"),
        (date(2017, 6, 29), "2017-06-29"),
        (datetime(2017, 6, 29, 23, 30, tzinfo=UTC), "2017-06-29"),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("2017-02-30", None),
        ("2017", None),
        ("2017-06", None),
        ("3/5/2011", None),
        ("29.6.17", None),
        ("Last Modified", None),
        ("Thu, x", None),
        ("Mon, 99 Jun 2017", None),
        ("3 marsipan 2011", None),
        (1498694400, None),
        (True, None),
        (None, None),
        ("", None),
        (["2017-06-29"], None),
    ],
)
def test_only_what_can_be_one_day_alone(value: object, day: str | None) -> None:
    found = written_day(value)
    assert (found and found.isoformat()) == day


@given(st.text(max_size=30) | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6}.*"))
def test_anything_is_a_day_or_none(text: str) -> None:
    assert written_day(text) is None or isinstance(written_day(text), date)
