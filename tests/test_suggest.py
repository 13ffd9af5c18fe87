"""Completions and other spellings, on the small made-up corpus."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.search.suggest import MOST, Kind, Suggestions
from kb.settings import Settings
from kb.web.app import create_app


@pytest.fixture(scope="module")
def opened(shipped_index: Path) -> Iterator[KnowledgeBase]:
    with open_knowledge_base(shipped_index) as knowledge_base:
        yield knowledge_base


@pytest.fixture(scope="module")
def suggestions(opened: KnowledgeBase) -> Suggestions:
    return opened.service.suggestions


def found(suggestions: Suggestions, text: str, kind: Kind) -> list[str]:
    return [each.text for each in suggestions.completions(text) if each.kind is kind]


def test_entries_are_found_by_any_word_of_any_name(suggestions: Suggestions) -> None:
    assert "Handkraft Syd" in found(suggestions, "handk", Kind.PROJECT)
    assert "Handkraft Syd" in found(suggestions, "syd", Kind.PROJECT)
    assert "Lunds kommunala fastighetsbolag" in found(suggestions, "lkf", Kind.ORGANISATION)


def test_words_are_completed_from_what_stands_in_posts(suggestions: Suggestions) -> None:
    words = found(suggestions, "kooper", Kind.WORD)
    assert words
    assert all(word.startswith("kooper") for word in words)
    assert found(suggestions, "k", Kind.WORD) == []


def test_dots_may_be_left_out_but_not_added(suggestions: Suggestions) -> None:
    assert any(word.startswith("före") for word in found(suggestions, "fore", Kind.WORD))
    assert found(suggestions, "kööper", Kind.WORD) == []


def test_posts_are_found_by_every_word_typed(suggestions: Suggestions) -> None:
    titles = found(suggestions, "lanth stäng", Kind.POST)
    assert titles == ["Lanthandeln som aldrig stänger"]


@given(st.text(max_size=40))
def test_nothing_typed_is_an_error(suggestions: Suggestions, text: str) -> None:
    completions = suggestions.completions(text)
    assert len(completions) <= MOST
    assert len(set(completions)) == len(completions)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("kooperatvi", "kooperativ"),
        ("kooperatvi -seminarium", "kooperativ -seminarium"),
        ("kooperativ", None),
        ("", None),
        ("xyzzyxyzzy", None),
    ],
)
def test_another_spelling_only_where_it_finds_more(
    opened: KnowledgeBase, text: str, suggestion: str | None
) -> None:
    results = opened.search(text)
    assert results.suggestion == suggestion
    if suggestion:
        strict = opened.service.search(results.request)
        assert opened.search(suggestion).total >= strict.total


def test_the_page_asks_and_forslag_answers(shipped_index: Path, suggestions: Suggestions) -> None:
    client = TestClient(create_app(Settings(index=shipped_index)))
    assert 'Menade du <a href="/sok?q=kooperativ">' in client.get("/sok?q=kooperatvi").text
    assert "Menade du" not in client.get("/sok?q=kooperativ").text
    answer = client.get("/forslag?q=handk")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() == [each.to_json() for each in suggestions.completions("handk")]
    assert json.loads(answer.text)[0].keys() == {"kind", "text", "id", "url"}
    for completion in answer.json():
        if completion["url"]:
            assert client.get(completion["url"]).status_code == 200
    assert client.get("/forslag?x=1").status_code == 422
    assert client.get("/forslag").json() == []
