"""A post of WordPress, from its export or its REST interface → a found post.

`published` is the day on the site's own clock, `updated` that of the last saving where it is a
later one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from html import unescape
from typing import Literal

from kb.importers.found import FoundPost, FoundTerm
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import plain
from kb.importers.wordpress.canonical import canonical

# What WordPress calls the category of posts that have none: it tells nothing of them.
_NO_CATEGORY = frozenset(
    (
        *("bez kategorii", "geen categorie", "ikke kategoriseret", "ikke-kategoriseret"),
        *("luokittelematon", "nezařazené", "nicht kategorisiert", "non classé", "okategoriserad"),
        *("okategoriserade", "okategoriserat", "sem categoria", "senza categoria"),
        *("sin categoría", "ukategorisert", "ukategoriseret", "uncategorised", "uncategorized"),
        *("без категории", "без рубрики"),
    )
)
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?")

# From a moment in Greenwich to one on the site's own clock.
Clock = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class WordPressPost:
    """A published post.

    Attributes:
        number: WordPress's own for it.
        title, html: as WordPress shows them.
        date, date_gmt, modified, modified_gmt: as `2017-06-29 13:05:00` or `2017-06-29T13:05:00`;
            "" or zeros where there is none.
        guid, link: addresses, as HTML has them.
        categories, tags: names, as HTML has them.
    """

    number: int
    title: str
    html: str
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    guid: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def moment(text: str) -> datetime | None:
    """Return a moment as WordPress writes it; None for zeros, or one that does not exist."""
    found = _MOMENT.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None


def where(number: int) -> str:
    """Say where a post stands: by the number that its editor shows, which tells nothing else."""
    return f"post {number}"


def found_post(post: WordPressPost, home: str | None, clock: Clock) -> FoundPost | None:
    """Return a post as it is found; None where no day can be made out on which it came.

    `home` is the address of the site.
    """
    published = _day(post.date, post.date_gmt, clock)
    changed = _day(post.modified, post.modified_gmt, clock)
    published = published or changed
    if published is None:
        return None
    link = unescape(post.link).strip()
    return FoundPost(
        title=plain(post.title),
        published=published,
        body=to_markdown(canonical(post.html, home), link or home),
        where=where(post.number),
        key=unescape(unescape(post.guid)).strip() or _key(post, home, link),
        updated=changed if changed and changed > published else None,
        link=link or None,
        tags=_names(post.tags),
        categories=tuple(name for name in _names(post.categories) if not is_no_category(name)),
    )


def in_order(posts: Iterable[tuple[int, FoundPost]]) -> tuple[FoundPost, ...]:
    """Return numbered posts by their numbers, each with a key of its own.

    Programs that copy posts copy their keys; then the first keeps it.
    """
    seen: Counter[str | None] = Counter()
    kept = []
    for number, post in sorted(posts, key=lambda each: each[0]):
        seen[post.key] += 1
        times = seen[post.key]
        # Where even the numbers are missing, the order tells them apart.
        own = f"{post.key}#{number}" if times == 2 or number else f"{post.key}#{times}"
        kept.append(post if times == 1 else replace(post, key=own))
    return tuple(kept)


def found_terms(
    terms: Iterable[tuple[str, Literal["category", "tag"], str | None]],
) -> tuple[FoundTerm, ...]:
    """Return a site's terms in one order; each is its name, taxonomy and parent, as in HTML."""
    found = {
        FoundTerm(plain(name), taxonomy, plain(parent) if parent else None)
        for name, taxonomy, parent in terms
    }
    named = (term for term in found if term.name and not is_no_category(term.name))
    return tuple(sorted(named, key=lambda term: (term.taxonomy, term.name, term.parent or "")))


def is_no_category(name: str) -> bool:
    """Tell whether a category is the one of posts that have none."""
    return name.casefold() in _NO_CATEGORY


def _key(post: WordPressPost, home: str | None, link: str) -> str:
    """Name a post that has no key as WordPress would; the link may come to be another one."""
    return f"{home or ''}/?p={post.number}" if post.number else link or f"{home or ''}/?p=0"


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in map(plain, names) if name}))


def _day(local: str, gmt: str, clock: Clock) -> date | None:
    found = moment(local)
    if found is None and (there := moment(gmt)) is not None:
        found = clock(there)
    return found.date() if found else None
