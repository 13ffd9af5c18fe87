from datetime import date

import pytest

from kb.importers.found import FoundPost
from kb.importers.sync.doubles import without_doubles


def found(where: str = "rad 1", body: str = "Text.", **more: object) -> FoundPost:
    return FoundPost("Möte", date(2020, 5, 1), body, where, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"key": "a"}, {"key": "a"}),
        ({"link": "https://exempel.se/a"}, {}),
        ({"link": "https://exempel.se/a"}, {"link": "http://www.exempel.se/a/"}),
        ({"key": "a", "link": "https://exempel.se/a"}, {"key": "a"}),
    ],
)
def test_exact_doubles_are_one(one: dict[str, str], other: dict[str, str]) -> None:
    posts, left_out = without_doubles([found(**one), found("rad 9", **other)])
    assert [post.where for post in posts] == ["rad 1"]
    (left,) = left_out
    assert (left.text, left.where) == ("Möte", "rad 9")
    assert left.reason == "stands twice in the source; the other one, rad 1, is imported"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"body": "Annat."}),
        ({"key": "a"}, {"key": "b"}),
        ({"key": "a"}, {}),
        ({"key": "a"}, {"key": "a", "body": "Annat."}),
        ({"link": "https://exempel.se/a"}, {"link": "https://exempel.se/b"}),
    ],
)
def test_others_are_two(one: dict[str, str], other: dict[str, str]) -> None:
    posts, left_out = without_doubles([found(**one), found("rad 9", **other)])
    assert (len(posts), left_out) == (2, [])


def test_of_two_readings_of_one_post_the_newer_counts() -> None:
    name = {"key": "a", "link": "https://exempel.se/a"}
    old, new = found(**name), found("rad 9", "Nyare.", updated=date(2020, 6, 1), **name)
    for posts in ([old, new], [new, old]):
        kept, left_out = without_doubles(posts)
        assert (kept, [left.where for left in left_out]) == ([new], ["rad 1"])
