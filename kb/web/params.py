"""Address ↔ query. One search has one address, and an address that has worked keeps working."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from kb.errors import QUERY_FAULTS, QueryError
from kb.messages import N_, Messages
from kb.search.parser import make_query, printable, query_text
from kb.search.query import Order, Query, short_first_day, short_last_day

ORDERS = {
    "relevans": Order.RELEVANCE,
    "nyast": Order.NEWEST,
    "aldst": Order.OLDEST,
}
_ORDER_NAMES = {order: name for name, order in ORDERS.items()}
# In canonical order.
NAMES = ("q", "organisation", "projekt", "fran", "till", "ordning", "sida", "lang")
# Every link of a page repeats them, so what an address may hold bounds what a page may weigh.
MAX_VALUES = 20
# As an address writes it. An id is ASCII, and its links are long enough with 80.
MAX_LENGTH = 80
_LANGUAGES = frozenset({"sv", "en"})
_IDS = frozenset({"organisation", "projekt"})
_FIELD_NAMES = {
    "published_from": "fran",
    "published_to": "till",
    "order": "ordning",
    "page": "sida",
}
FAULTS = {
    **QUERY_FAULTS,
    "order": N_("“{value}” is no order. Choose relevans, nyast or aldst."),
    "lang": N_("“{value}” is no language of this site. Choose sv or en."),
    "many": N_("{value} are too many at once. Choose {most} at the most."),
    "long": N_("“{value}” is too long to be an id."),
}
# No index has this many pages; a longer number is a slip.
_PAGE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class ParamFault:
    """A parameter that cannot be read: which, what it held, and what is wrong, one of FAULTS."""

    name: str
    value: str
    kind: str

    def message(self, messages: Messages) -> str:
        """Return what is wrong, briefly whatever the parameter held."""
        return messages.gettext(FAULTS[self.kind], value=self.value[:60], most=MAX_VALUES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        query: the search; None where anything is malformed.
        faults: every malformed value.
        unknown: names of parameters that no address has.
        pairs: the parameters as they came, decoded.
        values: the values of each known parameter, fit to be shown.
        lang: the language asked for, kept on every link.
    """

    query: Query | None
    faults: tuple[ParamFault, ...]
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    values: Mapping[str, Sequence[str]]
    lang: str | None

    def value(self, name: str) -> str:
        """Return the value of a parameter that has one, to show it in a form again."""
        return self.values[name][-1][:MAX_LENGTH] if self.values[name] else ""


def read(pairs: Iterable[tuple[str, str]], per_page: int) -> Asked:
    """Read an address' parameters, a fault of each; of a repeated value the last counts."""
    pairs = tuple(pairs)
    values: dict[str, list[str]] = {name: [] for name in NAMES}
    unknown: dict[str, None] = {}
    for name, value in pairs:
        if name in values:
            values[name].append(query_text(value) if name == "q" else printable(value))
        else:
            unknown[name] = None
    last = {name: given[-1] if given else "" for name, given in values.items()}
    faults = list(_out_of_bounds(values))
    order = last["ordning"] or None
    if order and order not in ORDERS:
        faults.append(ParamFault("ordning", order, "order"))
        order = None
    page = last["sida"] or "1"
    if not _PAGE.fullmatch(page):
        faults.append(ParamFault("sida", page, "page"))
        page = "1"
    lang = last["lang"] or None
    if lang and lang not in _LANGUAGES:
        faults.append(ParamFault("lang", lang, "lang"))
    query = None
    try:
        query = make_query(
            last["q"],
            organisations=filter(None, values["organisation"]),
            projects=filter(None, values["projekt"]),
            published_from=last["fran"] or None,
            published_to=last["till"] or None,
            order=ORDERS[order] if order else None,
            page=int(page),
            per_page=per_page,
        )
    except QueryError as error:
        for fault in error.faults:
            name = _FIELD_NAMES[fault.field]
            faults.append(ParamFault(name, last[name], fault.kind))
    of_each = {fault.name: fault for fault in reversed(faults)}
    return Asked(
        query=None if faults else query,
        faults=tuple(of_each[name] for name in NAMES if name in of_each),
        unknown=tuple(unknown),
        pairs=pairs,
        values=values,
        lang=lang,
    )


def _out_of_bounds(values: Mapping[str, Sequence[str]]) -> Iterator[ParamFault]:
    for name, given in values.items():
        if len(given) > MAX_VALUES:
            yield ParamFault(name, str(len(given)), "many")
        elif name in _IDS:
            too_long = [value for value in given if len(quote_plus(value)) > MAX_LENGTH]
            if too_long:
                yield ParamFault(name, too_long[0], "long")


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
