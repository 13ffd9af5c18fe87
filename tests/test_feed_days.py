import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.feed.days import NoDayError, read_day

THIRD_OF_MAY = [
    "Wed, 03 May 2017 10:00:00 +0200",
    "Wed, 3 May 2017 10:00 GMT",
    "Wednesday, 03-May-17 10:00:00 UTC",
    "03 May 2017",
    "3 May 17 23:59 EST",
    "ons, 03 maj 2017 10:00:00 +0200",
    "ons 3 maj 2017",
    "onsdag den 3 maj 2017 kl. 10.00",
    "Den 3:e maj, 2017",
    "3. mai 2017",
    "03 MAY 2017 24:00:00 CEST",
    "Wed, 03 May 2017 24:15:00 +0000",
    "Wed,03 May 2017 10:00:00+0200",
    "Wed May  3 10:00:00 2017",
    "Wed May  3 10:00:00 CEST 2017",
    "May 3, 2017 at 10:00 am",
    "May 3rd, 2017",
    "maj 03, 2017",
    "2017-05-03",
    "2017-5-3",
    "2017-05-03T00:30:00+02:00",
    "2017-05-03T23:30:00-0500",
    "2017-05-03T10:00:00Z",
    "2017-05-03T24:00:00",
    "2017-05-03 10:00:00.000",
    "2017/05/03 10:00",
    "2017.05.03",
    "20170503T100000Z",
    "20170503",
    "20170503100000",
    "2017 May 03",
    "2017-maj-03 10:00",
    "03/May/2017:10:00:00 +0200",
    "3/5 2017",
    "3/5 - 2017 kl 10",
    "2017-W18-3",
    "03.05.2017 10:00",
    "3.5.2017",
    "03-05-2017",
    "1493805600",
    "1493805600000",
    "\n  Wed,\t03\n May   2017 10:00:00 +0200 ",
]


@pytest.mark.parametrize("text", THIRD_OF_MAY)
def test_the_third_of_may(text: str) -> None:
    assert read_day(text) == date(2017, 5, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, 31 Dec 1999 23:59:59 -1100", date(1999, 12, 31)),
        ("2 Jan 70", date(1970, 1, 2)),
        ("31 dec 69", date(2069, 12, 31)),
        ("5 sept. 2011", date(2011, 9, 5)),
        ("5 okt 2011", date(2011, 10, 5)),
        ("13/5/2017", date(2017, 5, 13)),
        ("5/13/2017", date(2017, 5, 13)),
        ("5/5/2017", date(2017, 5, 5)),
        ("Tors, 29 Feb 2024 00:00:00 +0100", date(2024, 2, 29)),
    ],
)
def test_other_days(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is missing"),
        (" \n", "is missing"),
        ("yesterday", "cannot be read"),
        ("maj 2017", "cannot be read"),
        ("2017-05", "cannot be read"),
        ("10:00", "cannot be read"),
        ("3 brumaire 2017", "cannot be read"),
        ("Wed, 31 Feb 2017 10:00:00 GMT", "is no day that exists"),
        ("2017-02-29", "is no day that exists"),
        ("2017-13-01", "is no day that exists"),
        ("32 maj 2017", "is no day that exists"),
        ("3/5/2017", "can be read as two days"),
        ("0000-00-00 00:00:00", "stands for no day"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", "stands for no day"),
        ("0001-01-01T00:00:00", "stands for no day"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "stands for no day"),
        ("0000000000", "stands for no day"),
    ],
)
def test_no_day(text: str, reason: str) -> None:
    with pytest.raises(NoDayError, match=reason):
        read_day(text)


FORMS = [
    *("%a, %d %b %Y %H:%M:%S +0000", "%d %B %Y", "%B %d, %Y", "%Y-%m-%dT%H:%M:%S", "%Y%m%d"),
    *("%d.%m.%Y", "%A %d %b %y", "%a %b %d %H:%M:%S %Y"),
]


@given(st.dates(date(1971, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMS))
def test_every_day_in_every_form(day: date, form: str) -> None:
    assert read_day(day.strftime(form)) == day


@given(st.text(max_size=60) | st.from_regex(r"[\d/\-.: ]{1,30}"))
def test_any_text_is_a_day_or_none(text: str) -> None:
    with contextlib.suppress(NoDayError):
        read_day(text)
