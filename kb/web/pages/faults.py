"""422: what is wrong in an address, each fault with its field in the form below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.messages import N_, Messages
from kb.web.addresses import PARAMETERS, Parameters
from kb.web.pages.links import ORDER_LABELS
from kb.web.pages.page import Form, Head


@dataclass(frozen=True, slots=True)
class FaultView:
    """What is wrong with a parameter; `has_field`: the form below has a field to mend it."""

    name: str
    label: str
    message: str
    has_field: bool


@dataclass(frozen=True, slots=True)
class FaultPage:
    """What the page of a malformed address shows.

    `labels` are of the fields; `orders` and `languages` are the choices of two of them, (value,
    label).
    """

    template: ClassVar[str] = "faults.html"
    head: Head
    form: Form
    faults: tuple[FaultView, ...]
    labels: Mapping[str, str]
    first: str
    last: str
    orders: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...] = (("sv", "Svenska"), ("en", "English"))

    @property
    def faulty(self) -> frozenset[str]:
        """The parameters that have a fault."""
        return frozenset(fault.name for fault in self.faults)


def fault_page(parameters: Parameters, messages: Messages) -> FaultPage:
    """Return the page that says what is wrong with an address."""
    labels = {each.name: messages.gettext(each.label) for each in PARAMETERS}
    hidden = {each.name for each in PARAMETERS if each.kind}
    faulty = {fault.name for fault in parameters.faults}
    kept = [
        (name, value)
        for name, values in parameters.values.items()
        if name not in faulty | {"q", "fran", "till", "sida"}
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
                has_field=fault.name not in hidden,
            )
            for fault in parameters.faults
        ),
        labels=labels,
        first=parameters.value("fran"),
        last=parameters.value("till"),
        orders=tuple((name, messages.gettext(label)) for name, label in ORDER_LABELS.items()),
    )
