from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT
from kb.corpus.post import ID_LENGTH, Post, is_post_id, make_id

DAY = date(2017, 6, 29)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kooperativ tryggar jobb", "2017-06-29-kooperativ-tryggar-jobb"),
        ("ÅÄÖ åäö Ærø Straße", "2017-06-29-aao-aao-aro-strasse"),
        ("A\u030angstro\u0308m", "2017-06-29-angstrom"),
        ("Café – 4H: “nu!”", "2017-06-29-cafe-4h-nu"),
        ("../../etc/passwd", "2017-06-29-etc-passwd"),
        ("🐝", "2017-06-29-post"),
        ("", "2017-06-29-post"),
    ],
)
def test_ids_are_readable(title: str, expected: str) -> None:
    assert make_id(DAY, title) == expected


@given(st.dates(), st.text(), st.integers(0, 12))
def test_every_title_gives_an_id_that_is_free(day: date, title: str, number: int) -> None:
    taken: set[str] = set()
    for _ in range(number + 1):
        post_id = make_id(day, title, taken)
        assert is_post_id(post_id)
        assert post_id not in taken
        taken.add(post_id)


def test_long_titles_are_cut_at_a_word() -> None:
    post_id = make_id(DAY, "samverkan " * 20)
    assert len(post_id) <= ID_LENGTH
    assert post_id.endswith("-samverkan")
    assert make_id(DAY, "samverkan " * 20, {post_id}).endswith("-samverkan-2")
    assert len(make_id(DAY, "x" * 200)) == ID_LENGTH


@pytest.mark.parametrize(
    "text",
    [
        *("2017-06-29", "2017-06-29-", "2017-06-29-A", "2017-06-29-å", "2017-06-29--a"),
        *("17-06-29-a", "2017-06-29-a/b", "2017-06-29-a b", "../2017-06-29-a", ""),
        *("٢٠١٧-06-29-a", "2017-06-29-" + "a" * 70),
    ],
)
def test_what_would_be_no_safe_path_is_no_id(text: str) -> None:
    assert not is_post_id(text)
    with pytest.raises(ValidationError):
        Post(id=text, title="T", published=DAY)


@pytest.mark.parametrize("text", ["2017-06-31", "29 juni", "2017-6-29", "٢٠١٧-06-29", "20170629"])
def test_only_real_dates_written_in_full(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is no (date|day)"):
        Post.model_validate({"id": "2017-06-29-a", "title": "T", "published": text})


def test_empty_lists_and_white_space() -> None:
    post = Post.model_validate(
        {"id": "2017-06-29-a", "title": " T ", "published": "2017-06-29", "projects": None}
    )
    assert (post.title, post.projects, post.published) == ("T", (), DAY)
    with pytest.raises(ValidationError):
        Post(id="2017-06-29-a", title=" ", published=DAY)


def test_what_its_front_matter_names_is_asked_for_by_kind() -> None:
    post = Post(
        id="2017-06-29-a",
        title="T",
        published=DAY,
        organisations=("lund",),
        categories=("kurser", "lund"),
    )
    assert post.set_by_hand(ORGANISATION) == ("lund",)
    assert post.set_by_hand(PROJECT) == ()
    assert post.set_by_hand(CATEGORY) == ("kurser", "lund")
