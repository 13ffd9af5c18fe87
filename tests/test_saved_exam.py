"""An examination of saved pages: how many posts come in right, and how many wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.found import FoundPost
from kb.importers.saved.page import read_html
from tests.saved_exam import Gold, Page, pages, without_meaning, words
from tests.saved_exam_hand import HAND
from tests.saved_exam_more import more_pages


@dataclass
class Marks:
    """What was told of pages: how many posts there are, are right, are stored wrong, and why."""

    posts: int = 0
    right: int = 0
    wrong: int = 0
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(
            self.posts + other.posts,
            self.right + other.right,
            self.wrong + other.wrong,
            self.faults + other.faults,
        )


def told(post: FoundPost) -> tuple[str, ...]:
    """Return the words that a post's text shows."""
    return words(re.sub(r"&\w+;|&#\d+;", " ", render(post.body).html))


def judge(page: Page) -> Marks:
    """Return what reading a page is worth."""
    marks = Marks(posts=len(page.gold))
    try:
        found = read_html(page.content, f"{page.name}.html").posts
    except ImportFileError as error:
        marks.faults.append(f"{page.name}: refused: {str(error)[:300]}")
        return marks
    left = list(page.gold)
    for post in found:
        gold = next((g for g in left if g.title == post.title and g.day == post.published), None)
        fault = "" if gold else f"no such post {post.title!r} {post.published}"
        if gold:
            left.remove(gold)
            fault = _difference(gold, post)
        if fault:
            marks.wrong += 1
            marks.faults.append(f"{page.name}: WRONG {fault}")
        else:
            marks.right += 1
    marks.faults += [f"{page.name}: missing {g.title!r} {g.day}" for g in left]
    return marks


def _difference(gold: Gold, post: FoundPost) -> str:
    got = told(post)
    if got != gold.words:
        at = next(
            (n for n, (x, y) in enumerate(zip(got, gold.words, strict=False)) if x != y), None
        )
        at = min(len(got), len(gold.words)) if at is None else at
        return (
            f"{post.title!r}: text has {' '.join(got[max(at - 2, 0) : at + 12])!r} "
            f"for {' '.join(gold.words[max(at - 2, 0) : at + 12])!r}"
        )
    if gold.link and post.link != gold.link:
        return f"{post.title!r}: link {post.link} for {gold.link}"
    return ""


def examine(made: Iterable[Page]) -> Marks:
    """Return the marks of pages."""
    return sum(map(judge, made), Marks())


def test_most_posts_come_in_right_and_hardly_one_wrong() -> None:
    marks = examine([*pages(1, 2), *more_pages(1, 2), *HAND])
    assert marks.posts >= 600
    assert marks.right / marks.posts > 0.99, "\n".join(marks.faults)
    assert marks.wrong / marks.posts < 0.002, "\n".join(marks.faults)


def test_names_that_say_nothing_cost_little() -> None:
    marks = examine(map(without_meaning, [*pages(5, 1), *more_pages(5, 1)]))
    assert marks.posts >= 300
    assert marks.right / marks.posts > 0.97, "\n".join(marks.faults)
    assert marks.wrong / marks.posts < 0.015, "\n".join(marks.faults)
