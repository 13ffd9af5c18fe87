from dataclasses import replace
from datetime import date

import pytest

from kb.corpus.post import Imported, Post
from kb.importers.found import FoundPost, LeftOut, Quarantined
from kb.importers.sync.identity import (
    MOST_OF_THE_TEXT,
    identify,
    is_beginning,
    likeness,
    may_hold,
)
from kb.importers.sync.sums import address_sum

TEXT = (
    "Föreningen bjöd in alla medlemmar till ett möte om hur odlingen ska skötas i år, och många "
    "kom. Efter kaffet delades lotterna ut åt var och en som hade anmält sig i tid till kassören."
)
OTHER = (
    "Verkstaden får en ny ugn. Den gamla brann upp i våras, och sedan dess har bagarna fått låna "
    "plats hos grannbyn. Invigningen blir på lördag med bullar åt alla barn som vill komma dit."
)


def _known(post_id: str, key: str, body: str, checksum: str = "?", title: str = "T") -> Post:
    return Post(
        id=f"2020-05-01-{post_id}",
        title=title,
        published=date(2020, 5, 1),
        imported=Imported(source="archive:x", key=key, checksum=checksum),
        body=body,
    )


def _found(title: str, body: str, key: str | None = None, day: int = 1) -> FoundPost:
    return FoundPost(title, date(2020, 5, day), body, "line 1", key)


def _ids(found: list[FoundPost], known: list[Post]) -> list[str | None]:
    matched = identify(found, known, lambda item: f"sum of {item.title} {item.body}")
    return [matched[i].id[11:] if i in matched else None for i in range(len(found))]


def test_edits_leave_most_of_a_text_and_other_news_share_little() -> None:
    words = TEXT.split()
    every_tenth = " ".join("ändrat" if i % 10 == 5 else word for i, word in enumerate(words))
    assert likeness(TEXT, every_tenth) > MOST_OF_THE_TEXT
    assert likeness(TEXT, TEXT + "\n\n" + OTHER[:90]) > MOST_OF_THE_TEXT
    assert likeness(TEXT, OTHER) < 0.05
    assert likeness(TEXT, TEXT.upper()) == 1
    assert likeness("", "") == 0
    assert likeness("Ja", "ja!") == 1


def test_what_is_unchanged_is_claimed_before_the_key_decides() -> None:
    known = [
        _known("a", "2020-05-01 T", TEXT, f"sum of T {TEXT}"),
        _known("b", "2020-05-01 T #2", OTHER, f"sum of T {OTHER}"),
    ]
    assert _ids([_found("T", "Ny."), _found("T", OTHER), _found("T", TEXT)], known) == [
        None,
        "b",
        "a",
    ]
    assert _ids([_found("T", OTHER + " Mer."), _found("T", TEXT + " Mer.")], known) == ["b", "a"]


def test_a_title_that_looks_numbered_is_its_own_key() -> None:
    known = [_known("b", "2020-05-01 Brev #2", TEXT)]
    assert _ids([_found("Brev", OTHER), _found("Brev #2", OTHER)], known) == [None, "b"]


def test_day_and_text_serve_where_there_is_no_key() -> None:
    known = [_known("a", "2020-05-01 Gammal", TEXT)]
    assert _ids([_found("Ny", TEXT + " Mer.")], known) == ["a"]
    assert _ids([_found("Ny", TEXT + " Mer.", day=2)], known) == [None]
    assert _ids([_found("Ny", TEXT + " Mer.", key="guid")], known) == ["a"]
    keyed = [_known("a", "guid-1", TEXT)]
    assert _ids([_found("Ny", TEXT + " Mer.", key="guid")], keyed) == [None]
    assert _ids([_found("Ny", TEXT + " Mer.")], keyed) == ["a"]


def test_a_key_of_the_source_decides_alone() -> None:
    known = [_known("a", "guid-1", TEXT, f"sum of T {TEXT}"), _known("b", "guid-2", OTHER)]
    assert _ids([_found("T", TEXT, key="guid-2"), _found("T", OTHER, key="guid-1")], known) == [
        "b",
        "a",
    ]
    assert _ids([_found("T", TEXT, key="guid-3")], known) == [None]


def _at(post_id: str, link: str, *former: str, key: str = "") -> Post:
    post = _known(post_id, key or f"guid-{post_id}", TEXT, f"1.2.3.{address_sum(link)}")
    assert post.imported is not None
    imported = post.imported.model_copy(update={"former": former})
    return post.model_copy(update={"imported": imported})


def _link(key: str | None, link: str, *former: str) -> FoundPost:
    return replace(_found("Annat", OTHER, key), link=link, former_links=former)


A, B, C = (f"https://exempel.se/{name}" for name in "abc")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([_link("ny", A)], ["a"]),  # the key changed
        ([_link("guid-b", A)], ["b"]),  # the key decides
        ([_link(None, "http://www.exempel.se/a/")], ["a"]),
        ([_link("ny", C)], ["a"]),  # back where it was
        ([_link("ny", "https://exempel.se/d", A)], ["a"]),  # moved
        ([_link("ny", A), _link("guid-a", B)], [None, "a"]),  # a new post where another was
        ([_link("x", A), _link("y", A)], [None, None]),  # a list's address
        ([_link("x", C), _link("y", A)], [None, "a"]),  # the present address before a former
        ([_link("x", "https://exempel.se/")], [None]),
    ],
)
def test_an_address_is_the_second_key(found: list[FoundPost], expected: list[str | None]) -> None:
    assert _ids(found, [_at("a", A, C), _at("b", B)]) == expected


def test_posts_without_keys_are_told_apart_by_their_addresses() -> None:
    key = "2020-05-01 Annat"
    known = [_at("a", A, key=key), _at("b", B, key=f"{key} #2")]
    assert _ids([_link(None, B), _link(None, A)], known) == ["b", "a"]


def test_a_beginning_is_one_only_where_it_says_that_more_follows() -> None:
    beginning = TEXT[:60].rpartition(" ")[0]
    for end in ("…", " …", "...", " [...]", " […]\n"):
        assert is_beginning(beginning + end, TEXT)
    assert not is_beginning(beginning, TEXT)
    assert not is_beginning(OTHER[:40] + "…", TEXT)
    assert not is_beginning(TEXT + " mer…", TEXT)
    assert not is_beginning("…", TEXT)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Quarantined("Annat", "line 1", "no date", "Annat " + TEXT), True),
        (Quarantined("", "line 1", "no date", "Förra veckan: ÅRETS MÖTE\nHelt annat."), True),
        (Quarantined("Årets möten", "line 1", "no date", OTHER), False),
        (LeftOut("Årets möte", "line 1", "heading"), True),
        (LeftOut("Aktuellt", "line 1", "heading"), False),
    ],
)
def test_what_may_be_a_post(item: Quarantined | LeftOut, expected: bool) -> None:
    assert may_hold(item, _known("a", "k", TEXT, title="Årets möte")) is expected
