"""422: what is wrong in an address, each fault with its field in the form below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.corpus.kinds import KINDS
from kb.corpus.register import Registers
from kb.messages import N_, Messages
from kb.web.addresses import PARAMETERS, Parameters
from kb.web.pages.links import ORDER_LABELS
from kb.web.pages.page import Form, Head

_FIELDS = frozenset({"q", "fran", "till", "sida"})


@dataclass(frozen=True, slots=True)
class FaultView:
    """What is wrong with a parameter; `has_field`: the form below has a field to mend it."""

    name: str
    label: str
    message: str
    has_field: bool


@dataclass(frozen=True, slots=True)
class ChosenEntries:
    """The entries of a kind that were chosen: (id, name); each can be taken out of the form."""

    parameter: str
    label: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FaultPage:
    """What the page of a malformed address shows.

    `labels` are of the fields; `orders` and `languages` are the choices of two of them, (value,
    label). The form keeps what has no field.
    """

    template: ClassVar[str] = "faults.html"
    head: Head
    form: Form
    faults: tuple[FaultView, ...]
    labels: Mapping[str, str]
    first: str
    last: str
    chosen: tuple[ChosenEntries, ...]
    orders: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...] = (("sv", "Svenska"), ("en", "English"))

    @property
    def faulty(self) -> Mapping[str, FaultView]:
        """The faults by their parameter."""
        return {fault.name: fault for fault in self.faults}


def fault_page(parameters: Parameters, registers: Registers, messages: Messages) -> FaultPage:
    """Return the page that says what is wrong with an address."""
    labels = {each.name: messages.gettext(each.label) for each in PARAMETERS}
    entries = {each.name for each in PARAMETERS if each.kind}
    faulty = {fault.name for fault in parameters.faults}
    kept = [
        (name, value)
        for name, values in parameters.values.items()
        if name not in faulty | entries | _FIELDS
        for value in values
        if value
    ]
    return FaultPage(
        head=Head(messages.gettext(N_("The search could not be understood"))),
        form=Form(parameters.value("q"), tuple(kept)),
        faults=tuple(
            FaultView(
                fault.name,
                labels[fault.name],
                fault.message(messages),
                has_field=fault.name not in entries,
            )
            for fault in parameters.faults
        ),
        labels=labels,
        first=parameters.value("fran"),
        last=parameters.value("till"),
        chosen=tuple(_chosen(parameters, faulty, registers, messages)),
        orders=tuple((name, messages.gettext(label)) for name, label in ORDER_LABELS.items()),
    )


def _chosen(
    parameters: Parameters, faulty: set[str], registers: Registers, messages: Messages
) -> Iterator[ChosenEntries]:
    for kind in KINDS:
        ids = dict.fromkeys(filter(None, parameters.values.get(kind.parameter, ())))
        if ids and kind.parameter not in faulty:
            yield ChosenEntries(
                kind.parameter,
                messages.gettext(kind.label),
                tuple((one, registers.label(kind, one)) for one in ids),
            )
