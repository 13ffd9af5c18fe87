"""Address ↔ search. One search has one address, and an address that has worked keeps working."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from kb.corpus.kinds import KINDS, Kind
from kb.errors import QUERY_FAULTS, QueryError
from kb.messages import N_, Messages
from kb.search.query.dates import short_first_day, short_last_day
from kb.search.query.parser import query_text
from kb.search.query.query import Order
from kb.search.query.request import SearchRequest, make_request, possible_order

ORDERS = {
    "relevans": Order.RELEVANCE,
    "nyast": Order.NEWEST,
    "aldst": Order.OLDEST,
}
_ORDER_NAMES = {order: name for name, order in ORDERS.items()}
# Of the pages.
LANGUAGES = ("sv", "en")
# Every link of a page repeats them, so what an address may hold bounds what a page may weigh.
MAX_VALUES = 20
# As an address writes it. An id is ASCII, and its links are long enough with 80.
MAX_LENGTH = 80
# How Windows and old browsers write letters: bytes that no UTF-8 has.
_NOT_UTF8 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)
}
# No index has this many pages; a longer number is a slip.
_PAGE = re.compile(r"[0-9]{1,9}")
FAULTS = {
    **QUERY_FAULTS,
    "order": N_("“{value}” is not an order. Choose relevans, nyast or aldst."),
    "printable": N_("“{value}” cannot be read. Write 1, or leave it out."),
    "format": N_("“{value}” cannot be read. Write opensearch, or leave it out."),
    "lang": N_("“{value}” is not a language of this site. Choose sv or en."),
    "many": N_("{value} are too many at once. Choose {most} at most."),
    "long": N_("“{value}” is too long to be an id."),
}


# --- the table of parameters ------------------------------------------------------------------


class _FaultError(ValueError):
    """A parameter's value cannot be read; the arguments are the value and a key of FAULTS."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address.

    Attributes:
        name: as addresses have it.
        field: what `make_request` calls it; the name of a kind where it holds entries of it.
        label: what people call it.
        write: a search → its values; empty ones, which are defaults, are left out.
        read: a value → what the field takes; raises _FaultError.
        kind: of which it holds entries. Then it may repeat; of others the last value counts.
    """

    name: str
    field: str
    label: str
    write: Callable[[SearchRequest], Iterable[str]]
    read: Callable[[str], Any] = str
    kind: Kind | None = None

    def value(self, given: Sequence[str]) -> Any:
        """Return what the field takes; None for nothing. Raises _FaultError."""
        if len(given) > MAX_VALUES:
            raise _FaultError(str(len(given)), "many")
        if self.kind:
            return [self.read(value) for value in given if value]
        return self.read(given[-1]) if given and given[-1] else None


def _read_id(value: str) -> str:
    if len(quote_plus(value)) > MAX_LENGTH:
        raise _FaultError(value, "long")
    return value


def _read_order(value: str) -> Order:
    if value not in ORDERS:
        raise _FaultError(value, "order")
    return ORDERS[value]


def _read_page(value: str) -> int:
    if not _PAGE.fullmatch(value):
        raise _FaultError(value, "page")
    return int(value)


def _read_printable(value: str) -> bool:
    if value != "1":
        raise _FaultError(value, "printable")
    return True


def _read_format(value: str) -> bool:
    if value != "opensearch":
        raise _FaultError(value, "format")
    return True


def _read_language(value: str) -> str:
    if value not in LANGUAGES:
        raise _FaultError(value, "lang")
    return value


def _write_ids(kind: Kind, request: SearchRequest) -> Iterable[str]:
    return request.filters.ids(kind)


def _write_first_day(request: SearchRequest) -> Iterable[str]:
    day = request.filters.published_from
    return [short_first_day(day)] if day else []


def _write_last_day(request: SearchRequest) -> Iterable[str]:
    day = request.filters.published_to
    return [short_last_day(day)] if day else []


def _write_order(request: SearchRequest) -> Iterable[str]:
    default = possible_order(None, request.query)
    return [] if request.order is default else [_ORDER_NAMES[request.order]]


def _write_page(request: SearchRequest) -> Iterable[str]:
    return [str(request.page)] if request.page > 1 else []


# In canonical order. The last three are of an output, not of the search: `Urls` writes them.
PARAMETERS = (
    Parameter("q", "text", N_("Words"), lambda request: [request.query.text]),
    *(
        Parameter(kind.parameter, kind.name, kind.label, partial(_write_ids, kind), _read_id, kind)
        for kind in KINDS
    ),
    Parameter("fran", "published_from", N_("From"), _write_first_day),
    Parameter("till", "published_to", N_("To"), _write_last_day),
    Parameter("ordning", "order", N_("Order"), _write_order, _read_order),
    Parameter("sida", "page", N_("Page"), _write_page, _read_page),
    Parameter("utskrift", "printable", N_("To print"), lambda _: [], _read_printable),
    Parameter("format", "opensearch", N_("Format"), lambda _: [], _read_format),
    Parameter("lang", "lang", N_("Language"), lambda _: [], _read_language),
)
# Which of them the forms of an output have.
RESULTS = tuple(parameter.name for parameter in PARAMETERS if parameter.name != "format")
SEARCH = tuple(name for name in RESULTS if name != "utskrift")
WHOLE = tuple(name for name in SEARCH if name != "sida")
COMPLETIONS = ("q", "format", "lang")
LANGUAGE = ("lang",)
_LANGUAGE = PARAMETERS[-1]
_NAMES = {parameter.field: parameter.name for parameter in PARAMETERS}


def of_site(names: Iterable[str], kinds: Sequence[Kind]) -> tuple[str, ...]:
    """Return those of some parameters that a site has which shows these kinds of entries."""
    absent = {each.name for each in PARAMETERS if each.kind and each.kind not in kinds}
    return tuple(name for name in names if name not in absent)


# --- reading ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParamFault:
    """A parameter that cannot be read: which, what it held, and what is wrong, one of FAULTS."""

    name: str
    value: str
    kind: str

    def message(self, messages: Messages) -> str:
        """Return what is wrong, briefly whatever the parameter held."""
        value = messages.faulty(self.kind, self.value[:60])
        return messages.gettext(FAULTS[self.kind], value=value, most=MAX_VALUES)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of an address.

    Attributes:
        request: the search that they ask for; None where one is malformed.
        printable: whether all hits are asked for in one list, which has no pages.
        opensearch: whether completions are asked for in the shape that OpenSearch has.
        lang: the language asked for, kept on every link.
        faults: what is malformed, one fault a parameter.
        unknown: names of parameters that the address does not have.
        pairs: as they came, decoded as far as they are UTF-8.
        values: the values of each known parameter, fit to be shown.
    """

    request: SearchRequest | None
    printable: bool
    opensearch: bool
    lang: str | None
    faults: tuple[ParamFault, ...]
    unknown: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    values: Mapping[str, Sequence[str]]

    def value(self, name: str) -> str:
        """Return the value of a parameter that has one, to show it in a form again."""
        return next(reversed(self.values.get(name, ())), "")


def pairs_of(query: bytes) -> list[tuple[str, str]]:
    """Return the parameters of an address as they came; what is no UTF-8 as lone surrogates."""
    text = query.decode("utf-8", "surrogateescape")
    return parse_qsl(text, keep_blank_values=True, errors="surrogateescape")


def language_in(pairs: Iterable[tuple[str, str]]) -> str | None:
    """Return the language that an address asks for; None where it asks for none that there is."""
    given = [query_text(value.translate(_NOT_UTF8)) for name, value in pairs if name == "lang"]
    try:
        language: str | None = _LANGUAGE.value(given)
    except _FaultError:
        return None
    return language


def read(
    pairs: Iterable[tuple[str, str]], per_page: int, known: Sequence[str] = SEARCH
) -> Parameters:
    """Read the parameters that an address has, collecting every fault.

    What is no UTF-8 is read as Latin-1, as Windows has it (f%F6retag).
    """
    pairs = tuple(pairs)
    values: dict[str, list[str]] = {name: [] for name in known}
    unknown: dict[str, None] = {}
    for name, value in pairs:
        if name in values:
            values[name].append(query_text(value.translate(_NOT_UTF8)))
        else:
            unknown[name] = None
    fields: dict[str, Any] = {}
    faults: dict[str, ParamFault] = {}
    for parameter in PARAMETERS:
        try:
            value = parameter.value(values.get(parameter.name, ()))
        except _FaultError as faulty:
            faults[parameter.name] = ParamFault(parameter.name, *faulty.args)
        else:
            if value is not None:
                fields[parameter.field] = value
    lang, printable = fields.pop("lang", None), fields.pop("printable", False)
    opensearch = fields.pop("opensearch", False)
    if printable:
        fields.pop("page", None)
    entries = {kind.name: fields.pop(kind.name) for kind in KINDS if kind.name in fields}
    request = None
    try:
        request = make_request(**fields, entries=entries, per_page=per_page)
    except QueryError as error:
        for fault in error.faults:
            name = _NAMES[fault.field]
            faults.setdefault(name, ParamFault(name, fault.value, fault.kind))
    return Parameters(
        request=None if faults else request,
        printable=printable,
        opensearch=opensearch,
        lang=lang,
        faults=tuple(faults[each.name] for each in PARAMETERS if each.name in faults),
        unknown=tuple(unknown),
        pairs=pairs,
        values=values,
    )


# --- writing ----------------------------------------------------------------------------------

# A page writes the same few values on each of its hundred links.
_encode = lru_cache(2048)(quote_plus)


class Urls:
    """The addresses of the site; the language that was asked for stays on each of them."""

    # Where the search form leads.
    SEARCH = "/sok"

    def __init__(self, lang: str | None = None) -> None:
        self.lang = lang

    def pairs(
        self,
        request: SearchRequest | None = None,
        *,
        printable: bool = False,
        opensearch: bool = False,
    ) -> list[tuple[str, str]]:
        """Return the parameters of a search in their one order, defaults left out."""
        pairs: list[tuple[str, str]] = []
        if request is not None:  # most links of a page are of no search
            pairs += (
                (each.name, value) for each in PARAMETERS for value in each.write(request) if value
            )
        if printable:
            pairs.append(("utskrift", "1"))
        if opensearch:
            pairs.append(("format", "opensearch"))
        return [*pairs, ("lang", self.lang)] if self.lang else pairs

    def at(
        self,
        path: str,
        request: SearchRequest | None = None,
        *,
        printable: bool = False,
        opensearch: bool = False,
    ) -> str:
        """Return the address of a path, with a search, written as a browser's form writes it."""
        pairs = self.pairs(request, printable=printable, opensearch=opensearch)
        encoded = "&".join([f"{name}={_encode(value)}" for name, value in pairs])
        return f"{path}?{encoded}" if encoded else path

    def front(self) -> str:
        """Return the address of the front page."""
        return self.at("/")

    def search(self, request: SearchRequest, form: str = "") -> str:
        """Return the one address of a search; `form` is empty for the page, or as in `.json`."""
        return self.at(self.SEARCH + form, request)

    def printable(self, request: SearchRequest) -> str:
        """Return the address of all hits of a search in one list, to print."""
        return self.at(self.SEARCH, replace(request, page=1), printable=True)

    def post(self, post_id: str, request: SearchRequest | None = None) -> str:
        """Return the address of a post, with the search by which it was found."""
        return self.at(f"/inlagg/{post_id}", request)

    def register(self, kind: Kind) -> str:
        """Return the address of the list of a kind's entries."""
        return self.at(kind.path)

    def entry(self, kind: Kind, entry_id: str) -> str:
        """Return the address of an entry's page."""
        return self.at(f"{kind.path}/{entry_id}")

    def about(self, part: str = "") -> str:
        """Return the address of the page about the site, or of a part of it."""
        return self.at("/om") + (f"#{part}" if part else "")
