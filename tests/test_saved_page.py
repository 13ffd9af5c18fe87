"""A saved page gives the posts that a reader sees on it, and nothing else."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.saved_pages import STORIES, Page, first_pages, golds, later_pages, shell

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.saved.dom import clean, parse, text_of
from kb.importers.saved.page import read_html

PAGES = [*first_pages(), *later_pages()]


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def shown(markdown: str) -> list[str]:
    return tokens(" ".join(paragraph.text for paragraph in render(markdown).paragraphs))


def read(page: Page) -> Extraction:
    return read_html(page.html.encode(), f"{page.name}.html", page.address)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_post_is_read_as_it_stands_and_none_is_made_up(page: Page) -> None:
    found = read(page)
    assert [(p.title, p.published) for p in found.posts] == [(g.title, g.day) for g in page.gold]
    for post, gold in zip(found.posts, page.gold, strict=True):
        assert shown(post.body) == tokens(gold.text)
        assert post.link == gold.link
        assert post.key == post.link
    assert [item.title for item in found.quarantined] == list(page.doubtful)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_word_of_a_page_is_in_a_post_or_told_of(page: Page) -> None:
    soup = parse(page.html)
    clean(soup)
    found = read(page)
    told = " ".join(
        [
            *(f"{post.title} {' '.join(shown(post.body))}" for post in found.posts),
            *(item.text for item in found.quarantined),
            *(item.text for item in found.left_out),
        ]
    )
    words = sorted(re.findall(r"\w{2,}", text_of(soup)))
    assert set(words) <= set(re.findall(r"\w{2,}", told))
    assert all(item.text and item.reason and item.where for item in found.left_out)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_only_pages_of_beginnings_are_said_to_be(page: Page) -> None:
    begun = [note for note in read(page).notes if note.startswith("beginnings only")]
    assert len(begun) == (page.teasers or page.name == "drupal-list" or page.name == "ghost-list")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_one_posts_page_is_never_all_of_its_site(page: Page) -> None:
    assert not (page.single and read(page).complete)
