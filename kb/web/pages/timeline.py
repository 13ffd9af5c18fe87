"""How many posts there are year by year, as columns that lead to the posts of their year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kb.search.query.request import SearchRequest
from kb.web.pages.links import filtered
from kb.web.visit import Visit

# Of years without a post in a row: a longer run is one column.
_EMPTY_YEARS = 15


@dataclass(frozen=True, slots=True)
class Column:
    """A year, or a run of years without a post.

    Attributes:
        years: `2016`, or `1950–1989`.
        number, posts: how many posts there are, as a figure and in words.
        share: of the busiest year's posts, 0 to 100.
        href: of the search for them; empty where there are none.
    """

    years: str
    number: str
    posts: str
    share: int
    href: str


def timeline(years: Mapping[int, int], request: SearchRequest, visit: Visit) -> Iterator[Column]:
    """Yield the years from the first to the last with posts, those without any included.

    `years` has how many posts a year has, `request` is the search for all of them.
    """
    busiest = max(years.values(), default=0)
    following = None
    for year in sorted(years):
        if following is not None:
            yield from _empty(following, year, visit)
        posts = years[year]
        within = filtered(request, request.filters.between(date(year, 1, 1), date(year, 12, 31)))
        yield Column(
            years=f"{year}",
            number=visit.messages.number(posts),
            posts=visit.messages.posts(posts),
            share=max(1, round(100 * posts / busiest)),
            href=visit.urls.search(within),
        )
        following = year + 1


def _empty(first: int, stop: int, visit: Visit) -> Iterator[Column]:
    in_words = visit.messages.posts(0)
    if stop - first > _EMPTY_YEARS:
        yield Column(f"{first}–{stop - 1}", "0", in_words, 0, "")
    else:
        for year in range(first, stop):
            yield Column(f"{year}", "0", in_words, 0, "")
