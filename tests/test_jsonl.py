import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.jsonl import read_jsonl

POST = {"title": "Ny lag", "published": "2017-06-29", "text": "Ett stycke.\n\nTvå *här*."}


def _read(tmp_path: Path, *items: Any, encoding: str = "utf-8", end: str = "\n") -> Extraction:
    lines = [
        item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items
    ]
    path = tmp_path / "poster.jsonl"
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return read_jsonl(path)


def test_every_field_comes_in(tmp_path: Path) -> None:
    full = {
        "title": "F&amp;U i <em>länet</em>",
        "published": "2017-06-29T23:30:00+02:00",
        "html": '<p>Se <a href="/a">länk</a></p>',
        "key": 17,
        "source": "https://exempel.se/nyheter/",
        "updated": "2017-07-03",
        "tags": ["miljö", "miljö", "arbete "],
        "categories": "Nyheter, Press",
    }
    extraction = _read(tmp_path, POST, "", full, {**POST, "text": None, "markdown": "**Fet**"})
    first, second, third = extraction.posts
    assert (first.title, first.published) == ("Ny lag", date(2017, 6, 29))
    assert first.body == "Ett stycke.\n\nTvå \\*här\\*."
    assert (first.where, first.key, first.link) == ("line 1", None, None)
    assert (second.title, second.published) == ("F&U i länet", date(2017, 6, 29))
    assert second.body == "Se [länk](https://exempel.se/a)"
    assert (second.where, second.key, second.updated) == ("line 3", "17", date(2017, 7, 3))
    assert (second.tags, second.categories) == (("miljö", "arbete"), ("Nyheter", "Press"))
    assert second.link == "https://exempel.se/nyheter/"
    assert third.body == "**Fet**"
    assert extraction.complete
    assert not extraction.quarantined + extraction.left_out + extraction.notes


def test_markdown_stays_but_for_html_in_it(tmp_path: Path) -> None:
    bodies = ("*a*\nb `<i>`", "*a*\nb <b>c</b>\n\n<div>d</div><!-- e -->")
    items = ({"title": f"{body}", "published": "2017-06-29", "markdown": body} for body in bodies)
    posts = _read(tmp_path, *items).posts
    assert [post.body for post in posts] == ["*a*\nb `<i>`", "*a*\nb **c**\n\nd"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{'title': 'x'}", "is no JSON (Expecting property name"),
        ('{"title": "x", ', "is no JSON"),
        ('"text"', "is a text, not an object"),
        ("[1]", "is a list, not an object"),
        ("null", "is empty, not an object"),
        ('{"title": "x", "text": "y"}', "has no published; give its day, write it as 2017-06-29"),
        ('{"date": "2017-06-29", "text": "y"}', "it has 'date': rename that to published"),
        ('{"published": "3/5/2011", "text": "y"}', "published: '3/5/2011' is no date, or may be"),
        ('{"published": 1498694400, "text": "y"}', "published: 1498694400 is no date"),
        ('{"published": "0000-00-00", "text": ""}', "published: '0000-00-00' is no date"),
        (
            '{"published": "2017-06-29", "text": "y", "html": "z"}',
            "has text and html; keep the one",
        ),
        ('{"published": "2017-06-29", "content": "z"}', "it has 'content': rename that to text"),
        ('{"published": "2017-06-29"}', "has none of text, html and markdown"),
        ('{"published": "2017-06-29", "text": ["y"]}', "text: is a list, not a text"),
        ('{"published": "2017-06-29", "text": "y", "title": 7}', "title: is a number, not a text"),
        ('{"published": "2017-06-29", "text": "y", "tags": {"a": 1}}', "tags: is no list of words"),
        ('{"published": "2017-06-29", "text": "y", "key": true}', "key: is true or false"),
        (
            '{"published": "2017-06-29", "text": "y", "source": "sidan"}',
            "source: 'sidan' is no add",
        ),
        ('{"published": "2017-06-29", "text": "y", "updated": "i går"}', "updated: 'i går' is no"),
        ('{"published": "2017-06-29", "text": "y", "text": "z"}', "gives 'text' twice; keep one"),
        ("[" * 100_000, "is"),
        ('{"published": ' + "1" * 5000 + "}", "is no JSON"),
    ],
)
def test_a_bad_line_is_set_aside_and_the_others_come_in(
    tmp_path: Path, line: str, reason: str
) -> None:
    extraction = _read(tmp_path, POST, line, {**POST, "title": "Sist"})
    assert [post.title for post in extraction.posts] == ["Ny lag", "Sist"]
    (item,) = extraction.quarantined
    assert item.where == "line 2"
    assert reason in item.reason
    assert item.text == line
    assert not extraction.complete


def test_a_bad_first_line_hinders_no_other(tmp_path: Path) -> None:
    extraction = _read(tmp_path, '{"title": "x",, }', POST)
    assert [(item.title, item.where) for item in extraction.quarantined] == [("x", "line 1")]
    assert [post.where for post in extraction.posts] == ["line 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n \n"])
def test_files_as_programs_save_them(tmp_path: Path, encoding: str, end: str) -> None:
    item = {**POST, "text": "åäö\u2028rad\x85 \x0b"}
    extraction = _read(tmp_path, item, item | {"title": "Två"}, encoding=encoding, end=end)
    assert [post.title for post in extraction.posts] == ["Ny lag", "Två"]
    assert extraction.complete


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gammal.jsonl"
    path.write_bytes((json.dumps(POST) + "\n").encode() + b'{"title": "r\xe4tt"}\n')
    with pytest.raises(ImportFileError, match=r"gammal.jsonl:2: not UTF-8 but, it seems"):
        read_jsonl(path)


def test_an_array_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "poster.json"
    path.write_text(json.dumps([POST, 7, {**POST, "title": "Två"}], indent=2), encoding="utf-8")
    extraction = read_jsonl(path)
    assert [post.where for post in extraction.posts] == ["item 1", "item 3"]
    assert [(item.where, item.text) for item in extraction.quarantined] == [("item 2", "7")]
    path.write_text(json.dumps(POST, indent=2), encoding="utf-8")
    assert [post.where for post in read_jsonl(path).posts] == ["item 1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        (" \n\n", "is empty"),
        ("\ufeff", "is empty"),
        ("Rubrik\nText", "x.jsonl:1: is no JSON"),
        ("title,published\na,b", "is no JSON"),
        (json.dumps({"posts": [POST]}, indent=1), "holds a list, 'posts'"),
        (
            json.dumps({"version": "https://jsonfeed.org/version/1", "items": []}, indent=1),
            "kb import feed",
        ),
    ],
)
def test_what_holds_no_posts_is_told(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportFileError, match=message):
        read_jsonl(path)


def test_paths_that_hold_no_file_are_told(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "ingen", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(ImportFileError, match=message):
            read_jsonl(path)


def test_unknown_fields_are_named_once(tmp_path: Path) -> None:
    extraction = _read(
        tmp_path, {**POST, "author": "x"}, {**POST, "title": "b", "views": 1, "author": ""}
    )
    assert extraction.notes == (
        "fields that were not imported, since none of them is known: author, views",
    )
    assert extraction.complete


def test_fields_that_others_call_otherwise_are_told(tmp_path: Path) -> None:
    item = {"headline": "x", "published": "2017-06-29", "text": "y", "url": "https://x.se"}
    assert _read(tmp_path, item).notes == (
        "fields that were not imported, since none of them is known: headline, url",
        "'headline' may be what is called title here: rename it, and import again",
        "'url' may be what is called source here: rename it, and import again",
    )


@pytest.mark.parametrize(
    "field", [{"draft": True}, {"status": "private"}, {"status": "Future"}, {"password": "x"}]
)
def test_what_the_source_does_not_show_is_left_out(
    tmp_path: Path, field: dict[str, object]
) -> None:
    extraction = _read(tmp_path, POST | field | {"text": "hemligt"}, {**POST, "title": "öppen"})
    assert [post.title for post in extraction.posts] == ["öppen"]
    assert [item.where for item in extraction.left_out] == ["line 1"]
    assert "hemligt" not in repr(extraction)
    assert extraction.complete


def test_a_faulty_line_that_is_not_public_is_written_nowhere(tmp_path: Path) -> None:
    extraction = _read(tmp_path, '{"title": "hemligt", "draft": true, "text": "hemligt",}', POST)
    assert "hemligt" not in repr(extraction)
    assert [item.where for item in extraction.left_out] == ["line 1"]


def test_doubles_are_one_post_and_keys_are_of_one(tmp_path: Path) -> None:
    keyed = {**POST, "key": "a"}
    extraction = _read(tmp_path, keyed, keyed, {**keyed, "text": "annat"}, {**POST, "key": "b"})
    assert [post.key for post in extraction.posts] == ["a", "b"]
    assert [item.reason for item in extraction.left_out] == ["the same post as line 1"]
    assert "has the key 'a' of line 1" in extraction.quarantined[0].reason


@given(st.lists(st.text(max_size=40) | st.sampled_from([json.dumps(POST), "{", "[]", "{}"])))
def test_no_file_raises_anything_but_what_is_told(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    try:
        extraction: Extraction | None = read_jsonl(path)
    except ImportFileError:
        extraction = None
    assert extraction is None or extraction.quarantined or extraction.posts or "[]" in lines
