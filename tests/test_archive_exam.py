"""How much of pages of any layout comes in right, and how little is stored wrong.

The pages are made by `tests.archive_exam`, which does not know how they are read. The floors lie a
little below what is reached: what mends one page at the cost of others shows here.
"""

from pathlib import Path

import pytest

from tests.archive_exam import Result, examine, pages, pages_by_hand, report

PAGES_BY_HAND = Path(__file__).parent / "golden" / "archive_exam"


def shares(results: list[Result]) -> tuple[float, float, str]:
    """The posts that came in right and those stored wrong, of all; and what was not right."""
    posts = sum(len(result.page.posts) for result in results)
    right = sum(result.right for result in results)
    wrong = sum(len(result.wrong) for result in results)
    return right / posts, wrong / posts, "\n".join(report(results))


# So many pages from that one on, right at least, wrong at most.
@pytest.mark.parametrize(
    ("count", "first", "least", "most"),
    [
        (130, 0, 0.988, 0.002),
        (60, 1000, 0.98, 0.002),
        (60, 3000, 0.985, 0.002),
        (60, 7000, 0.98, 0.003),
    ],
)
def test_made_pages_come_in(count: int, first: int, least: float, most: float) -> None:
    right, wrong, shown = shares([examine(page) for page in pages(count, first)])

    assert wrong <= most, shown
    assert right >= least, shown


def test_pages_written_by_hand_come_in() -> None:
    right, wrong, shown = shares([examine(page) for page in pages_by_hand(PAGES_BY_HAND)])

    assert wrong <= 0.011, shown
    assert right >= 0.94, shown
