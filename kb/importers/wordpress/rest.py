"""WordPress's REST interface → posts: those that a site shows to everybody, as it shows them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundPost, FoundTerm, LeftOut, Progress, silent
from kb.importers.html.text import plain
from kb.importers.wordpress.api import Api, Client, find_root
from kb.importers.wordpress.post import (
    Clock,
    WordPressPost,
    found_post,
    found_terms,
    in_order,
    is_no_category,
    where,
)
from kb.importers.wordpress.rows import Rows

_FIELDS = "id,date,date_gmt,modified,modified_gmt,guid,link,title,content,categories,tags"
_Taxonomy = Literal["category", "tag"]
_ROUTES: dict[_Taxonomy, str] = {"category": "wp/v2/categories", "tag": "wp/v2/tags"}
# What every WordPress has besides posts that is no page or file of the site's own.
_INNER_TYPES = ("nav_menu_item", "wp_")
_MOST_TYPES = 20


def find_api(client: Client, url: str) -> str | None:
    """Return the root of the REST interface of the site that an address is of.

    None where there is none that lets everybody read its posts: another system, or an interface
    that is switched off or behind a password.

    Raises ImportFileError where the address itself does not answer.
    """
    return find_root(client, url)


def read_site(client: Client, api: str, progress: Progress = silent) -> Extraction:
    """Return the published posts of a site, by the root of its REST interface.

    It is complete where every post of the list could be read.

    Raises ImportFileError where the interface fails in a way that is no single post's fault.
    """
    site = Api(client, api)
    described = site.get().value
    described = described if isinstance(described, Mapping) else {}
    home = str(described.get("home") or described.get("url") or api.partition("wp-json")[0])
    home = home.partition("?")[0].removesuffix("index.php").rstrip("/")
    terms, refused = _terms(site)
    rows = Rows(site, "wp/v2/posts", _FIELDS)
    found = _Found(home, _clock(described), terms)
    for row in rows.read(progress):
        found.add(row)
    if rows.refused:
        raise ImportFileError(
            f"{api}: the site keeps its posts from visitors here; import its feed, or an export "
            "(WXR) that its editors make in WordPress under Tools, Export"
        )
    left_out = [
        *found.left_out,
        *(LeftOut(where(number), where(number), why) for number, why in rows.failed),
        *_other_types(site),
    ]
    notes = [f"the site keeps its {name} from visitors: no post has any" for name in refused]
    notes += [
        f"the category {name!r} says nothing and is left out" for name in sorted(found.no_category)
    ]
    if not rows.complete:
        notes.append(_unread([where(number) for number, _ in rows.failed]))
    return Extraction(
        posts=in_order(found.posts),
        left_out=tuple(left_out),
        complete=rows.complete,
        source=home,
        terms=_found_terms(terms),
        notes=tuple(notes),
    )


def _unread(named: list[str]) -> str:
    """Say which posts are missing, and how to come by them."""
    if not named:
        return "not every post could be read; run the same import again for the others"
    which = ", ".join(named[:5]) + (" …" if len(named) > 5 else "")
    return (
        f"the site could not give {which}; run the same import again later, and if that does not "
        "help, import an export (WXR) of the site; --dry-run tells why"
    )


class _Found:
    """Makes posts of the rows of the interface."""

    def __init__(self, home: str, clock: Clock, terms: Mapping[_Taxonomy, "_Terms"]) -> None:
        self._home, self._clock, self._terms = home, clock, terms
        self.posts: list[tuple[int, FoundPost]] = []
        self.left_out: list[LeftOut] = []
        self.no_category: set[str] = set()

    def add(self, row: Mapping[str, Any]) -> None:
        """Take a row; what is not shown to everybody is left out."""
        number = int(row["id"])
        place = where(number)
        content = row.get("content")
        if isinstance(content, Mapping) and content.get("protected"):
            self.left_out.append(LeftOut(place, place, "not public: behind a password"))
            return
        categories = self._names("category", row.get("categories"))
        self.no_category.update(name for name in map(plain, categories) if is_no_category(name))
        post = WordPressPost(
            number=number,
            title=_rendered(row.get("title")),
            html=_rendered(content),
            date=str(row.get("date") or ""),
            date_gmt=str(row.get("date_gmt") or ""),
            modified=str(row.get("modified") or ""),
            modified_gmt=str(row.get("modified_gmt") or ""),
            guid=_rendered(row.get("guid")),
            link=str(row.get("link") or ""),
            categories=categories,
            tags=self._names("tag", row.get("tags")),
        )
        found = found_post(post, self._home, self._clock)
        if found is None:
            self.left_out.append(LeftOut(place, place, "it has no date"))
        else:
            self.posts.append((number, found))

    def _names(self, taxonomy: _Taxonomy, numbers: Any) -> tuple[str, ...]:
        terms = self._terms[taxonomy]
        numbers = numbers if isinstance(numbers, list) else ()
        known = (terms.get(number) for number in numbers if isinstance(number, int))
        return tuple(term[0] for term in known if term)


# By number: the name as HTML has it, and the number of the term above.
_Terms = dict[int, tuple[str, int]]


def _terms(site: Api) -> tuple[dict[_Taxonomy, _Terms], list[str]]:
    """Return a site's terms, and the names of the lists that it keeps from visitors."""
    found: dict[_Taxonomy, _Terms] = {}
    refused = []
    for taxonomy, route in _ROUTES.items():
        rows = Rows(site, route, "id,name,parent")
        found[taxonomy] = {
            int(row["id"]): (str(row.get("name") or ""), int(row.get("parent") or 0))
            for row in rows.read()
        }
        if rows.refused:
            refused.append(route.rpartition("/")[2])
    return found, refused


def _found_terms(terms: Mapping[_Taxonomy, _Terms]) -> tuple[FoundTerm, ...]:
    return found_terms(
        (name, taxonomy, found[parent][0] if parent in found else None)
        for taxonomy, found in terms.items()
        for name, parent in found.values()
    )


def _other_types(site: Api) -> list[LeftOut]:
    """Count what else the site shows: pages, files, and types that plugins have added."""
    with suppress(ImportFileError):
        types = site.get("wp/v2/types").value
        if not isinstance(types, Mapping):
            return []
        shown = [
            (str(name), str(kind.get("rest_base") or name))
            for name, kind in types.items()
            if isinstance(kind, Mapping) and name != "post" and not name.startswith(_INNER_TYPES)
        ]
        counts = [
            (name, site.get(f"wp/v2/{base}", per_page=1, _fields="id").total)
            for name, base in sorted(shown)[:_MOST_TYPES]
        ]
        return [
            LeftOut(f"{count} of type {name}", "other items", "only posts are imported")
            for name, count in counts
            if count
        ]
    return []


def _clock(described: Mapping[str, Any]) -> Clock:
    """Return the clock of a site by what its interface says of itself."""
    zone = str(described.get("timezone_string") or "")
    try:
        offset = timedelta(hours=float(described.get("gmt_offset") or 0))
    except (TypeError, ValueError):
        offset = timedelta()

    def local(gmt: datetime) -> datetime:
        with suppress(ZoneInfoNotFoundError, ValueError, OverflowError):
            if zone:
                return gmt.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        return gmt + offset

    return local


def _rendered(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("rendered")
    return value if isinstance(value, str) else ""
