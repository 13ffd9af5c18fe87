"""Address ↔ query. One search has one address, and an address that has worked keeps working."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.errors import QueryError
from kb.search.parser import make_query
from kb.search.query import Order, Query, short_first_day, short_last_day

ORDERS = {
    "relevans": Order.RELEVANCE,
    "nyast": Order.NEWEST,
    "aldst": Order.OLDEST,
}
_ORDER_NAMES = {order: name for name, order in ORDERS.items()}
# In canonical order.
NAMES = ("q", "organisation", "projekt", "fran", "till", "ordning", "sida", "lang")
_LANGUAGES = frozenset({"sv", "en"})
_FIELD_NAMES = {
    "published_from": "fran",
    "published_to": "till",
    "order": "ordning",
    "page": "sida",
}
_MESSAGES = {
    "date": "är inget datum. Skriv ett år, en månad eller en dag: 2017, 2017-06 eller 2017-06-29.",
    "range": "ligger på fel sida om det andra datumet. ”Från” ska vara före ”till”.",
    "order": "är ingen ordning. Välj relevans, nyast eller aldst.",
    "page": "är inget sidnummer. Sidorna räknas från 1.",
    "lang": "är inget språk som sidan finns på. Välj sv eller en.",
}
# No index has this many pages; a longer number is a slip.
_PAGE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ParamFault:
    """A parameter that cannot be read: which, what it held, and what is wrong, in Swedish."""

    name: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        query: the search; None where anything is malformed.
        faults: every malformed value.
        unknown: names of parameters that no address has.
        pairs: the parameters as they came, decoded.
        lang: the language asked for, kept on every link.
    """

    query: Query | None
    faults: tuple[ParamFault, ...]
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    lang: str | None

    def value(self, name: str) -> str:
        """Return a parameter as it came, to show it in a form again."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")


def read(pairs: Iterable[tuple[str, str]], per_page: int) -> Asked:
    """Read an address' parameters, collecting every fault; of a repeated one the last counts."""
    pairs = tuple(pairs)
    last = {name: " ".join(value.split()) for name, value in pairs}
    faults: list[ParamFault] = []
    order = last.get("ordning") or None
    if order and order not in ORDERS:
        faults.append(ParamFault("ordning", order, _said(order, "order")))
        order = None
    page = last.get("sida") or "1"
    if not _PAGE.fullmatch(page):
        faults.append(ParamFault("sida", page, _said(page, "page")))
        page = "1"
    lang = last.get("lang") or None
    if lang and lang not in _LANGUAGES:
        faults.append(ParamFault("lang", lang, _said(lang, "lang")))
    query = None
    try:
        query = make_query(
            last.get("q", ""),
            organisations=_values(pairs, "organisation"),
            projects=_values(pairs, "projekt"),
            published_from=last.get("fran") or None,
            published_to=last.get("till") or None,
            order=ORDERS[order] if order else None,
            page=int(page),
            per_page=per_page,
        )
    except QueryError as error:
        for fault in error.faults:
            name = _FIELD_NAMES[fault.field]
            faults.append(ParamFault(name, last[name], _said(last[name], fault.kind)))
    return Asked(
        query=None if faults else query,
        faults=tuple(sorted(faults, key=lambda fault: NAMES.index(fault.name))),
        unknown=tuple(dict.fromkeys(name for name, _ in pairs if name not in NAMES)),
        pairs=pairs,
        lang=lang,
    )


def canonical(query: Query, lang: str | None = None) -> list[tuple[str, str]]:
    """Return a search's parameters in their one order, defaults left out."""
    filters = query.filters
    default = Order.RELEVANCE if query.ranked else Order.NEWEST
    pairs = [
        ("q", query.text),
        *(("organisation", value) for value in filters.organisations),
        *(("projekt", value) for value in filters.projects),
        ("fran", short_first_day(filters.published_from) if filters.published_from else ""),
        ("till", short_last_day(filters.published_to) if filters.published_to else ""),
        ("ordning", _ORDER_NAMES[query.order] if query.order is not default else ""),
        ("sida", str(query.page) if query.page > 1 else ""),
        ("lang", lang or ""),
    ]
    return [(name, value) for name, value in pairs if value]


def address(query: Query, lang: str | None = None, path: str = "/sok") -> str:
    """Return the one address of a search."""
    return with_pairs(path, canonical(query, lang))


def with_pairs(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a path with parameters written as a browser's form writes them."""
    encoded = urlencode(list(pairs))
    return f"{path}?{encoded}" if encoded else path


def _values(pairs: Iterable[tuple[str, str]], name: str) -> list[str]:
    values = (" ".join(value.split()) for key, value in pairs if key == name)
    return [value for value in values if value]


def _said(value: str, kind: str) -> str:
    return f"”{value[:60]}” {_MESSAGES[kind]}"
