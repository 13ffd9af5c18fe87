"""What an import took of a post, as sums: by them a later import tells what people changed.

A checksum is up to five parts joined by dots: title, dates, body, address, terms. The first
three are always there, the last two where the source had any (and posts imported before these
were taken have three). The part of terms holds a sum for each of them, joined by hyphens.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kb.importers.sync.addresses import normal_address

CONTENT = ("title", "dates", "body")
# The fields of a post that terms of a source become.
FIELDS = ("organisations", "projects", "categories", "tags")
# Behind the sum of a term that a person had set before the source did: it stays theirs.
_BY_HAND = "x"

Given = Mapping[str, Sequence[str]]


class Sums(NamedTuple):
    """The parts of a checksum; `terms` are those of an import, with `_BY_HAND` behind some."""

    title: str
    dates: str
    body: str
    address: str = ""
    terms: tuple[str, ...] = ()

    @property
    def content(self) -> str:
        """What tells whether title, dates or body changed."""
        return ".".join(self[:3])

    def __str__(self) -> str:
        return f"{self.content}.{self.address}.{'-'.join(self.terms)}".rstrip(".")


def parse_sums(text: str) -> Sums:
    """Read a checksum; one in another shape fits nothing, so that all is kept."""
    parts = text.split(".")
    if not len(CONTENT) <= len(parts) <= len(CONTENT) + 2:
        return Sums("?", "?", "?")
    title, dates, body, address, terms = (*parts, "", "")[:5]
    return Sums(title, dates, body, address, tuple(terms.split("-")) if terms else ())


def content_sums(title: str, published: date, updated: date | None, body: str) -> Sums:
    """Return the sums of title, dates and body.

    White space at the end of a line does not count; editors drop it on saving.
    """
    body = "\n".join(line.rstrip() for line in body.split("\n")).strip()
    return Sums(_sum(title), _sum(f"{published} {updated}"), _sum(body))


def address_sum(address: str | None) -> str:
    """Return the sum of a post's address, the same for all that are the same address."""
    return _sum(normal_address(address)) if address else ""


class Base:
    """The terms that an import gave a post, as far as their sums tell."""

    def __init__(self, sums: Sequence[str]) -> None:
        self._sums = {each.removesuffix(_BY_HAND): each for each in sums}

    def merge(
        self, ours: Given, theirs: Given
    ) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        """Return what the fields become, and the sums of what the source has now.

        What a person added stays, what they removed stays away; all else follows the source.
        """
        merged: dict[str, tuple[str, ...]] = {}
        sums: list[str] = []
        for field in FIELDS:
            wanted, present = theirs.get(field, ()), ours.get(field, ())
            kept = [value for value in present if value in wanted or self._is_own(field, value)]
            for value in wanted:
                each = term_sum(field, value)
                if each not in self._sums:
                    if value in kept:
                        each += _BY_HAND
                    else:
                        kept.append(value)
                sums.append(self._sums.get(each, each))
            merged[field] = tuple(kept)
        # What a person took away stays away, should the source drop it and have it again.
        told = {
            term_sum(name, value)
            for each in (ours, theirs)
            for name in FIELDS
            for value in each.get(name, ())
        }
        sums += [whole for each, whole in self._sums.items() if each not in told]
        return merged, tuple(sorted(sums))

    def _is_own(self, field: str, value: str) -> bool:
        """Whether a person set it: it is not of the import, or was there before it."""
        each = term_sum(field, value)
        return self._sums.get(each) != each

    def is_all_of(self, ours: Given) -> bool:
        """Tell whether a post's terms are those of the import and no others."""
        present = {term_sum(field, value) for field in FIELDS for value in ours.get(field, ())}
        return present == set(self._sums.values())


def term_sum(field: str, value: str) -> str:
    """Return the sum of one term of a post."""
    return _sum(f"{field} {value}")[:8]


def _sum(text: str) -> str:
    # 40 bits: the chance that a changed text keeps its sum is one in 10^12.
    return hashlib.sha256(text.encode()).hexdigest()[:10]
