"""Where on a page it stands that something was published, and when."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from kb.importers.saved.dates import (
    DateLine,
    find,
    read_line,
    read_machine,
    says_published,
    told_at_length,
    untrimmed,
)
from kb.importers.saved.dom import (
    Line,
    attr,
    common,
    is_heading,
    lines,
    names,
    spaced,
    text_of,
    within,
    words,
)
from kb.importers.saved.furniture import is_name, line_reason
from kb.importers.saved.mark import Mark
from kb.importers.saved.settling import settle

_UPDATED_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:updated|modified|datemodified|dt-updated)(?:$|[\s_-])"
)
_PUBLISHED_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:published|datepublished|dt-published|pubdate)(?:$|[\s_-])"
)
_DATE_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:date|datum|meta|postmeta|post-?meta|entry-meta|submitted|byline|info|"
    r"posted-on|pub\w*|time|tid)(?:$|[\s_-])"
)
# A part of a date.
_PIECE = re.compile(r"(?i)\W*(?:\d{1,2}|(?:19|20)\d\d|[a-zåäö]{3,9})\.?,?\W*")
# What a sentence says before it ends in a date.
_OPEN_END = re.compile(
    r"(?i)\b(?:den|till|med|från|senast|före|efter|och|på|i|om|under|sedan|fram|by|on|until|"
    r"before|since)\s*$"
)
_UPDATED_TEXT = re.compile(r"(?i)(?:uppdatera[dt]|ändra[dt]|updated|modified)")


def find_marks(soup: BeautifulSoup) -> list[Mark]:
    """Return the dates of a page, in order. Texts are split so that a date has its own."""
    body = soup.body or soup
    found: list[Mark] = []
    every = lines(body)
    number = 0
    while number < len(every):
        joined = _in_pieces(every[number : number + 4])
        found.extend([joined[0]] if joined else _marks(every[number]))
        number += joined[1] if joined else 1
    settle(found, soup)
    return found


def _in_pieces(following: Sequence[Line]) -> tuple[Mark, int] | None:
    """Return a date whose day, month and year stand in lines of their own, and their number."""
    count = 0
    for line in following:
        if not _PIECE.fullmatch(line.text):
            break
        count += 1
    for length in range(count, 1, -1):
        pieces = following[:length]
        nodes = tuple(node for line in pieces for node in line.nodes)
        read = read_line(" ".join(line.text for line in pieces))
        holder = common(nodes)
        whole = " ".join(line.text for line in lines(holder)) if holder else ""
        if read and read.published and not read.rest and len(whole) < 30:
            return _mark(nodes, pieces[0], read), length
    return None


def _marks(line: Line) -> list[Mark]:
    machine = _machine_elements(line)
    whole = read_line(line.text)
    if machine:
        return _of_machine(line, machine, whole)
    told = told_at_length(line.text) if whole is None or whole.rest else None
    if told is not None:
        return [_mark(line.nodes, line, DateLine(told, None, ""))]
    if whole is None:
        return _inline(line) if len(line.text) > 20 else []
    if not whole.rest or _is_about_dates(line, whole) or _in_row(line.text):
        mark = _mark(line.nodes, line, replace(whole, rest=""))
        inner = _inline(line) if len(line.nodes) > 1 else []
        if len(inner) == 1 and inner[0].kind != mark.kind and not says_published(line.text):
            # `Nyheter 4 mars` is of one row with `Annat ord 4 mars`.
            mark.kind = inner[0].kind
        return [mark]
    inner = _inline(line)
    if inner:
        return inner
    return _glued(line, whole)


def _in_row(text: str) -> bool:
    """Tell `av Anna Ek | 3 maj 2011 | Kultur`: a row of facts, of which one is a date."""
    parts = [part for part in re.split(r"\s*[|·•]\s*", text) if part]
    read = [read_line(part) for part in parts]
    others = [part for part, one in zip(parts, read, strict=True) if one is None or one.rest]
    if len(parts) - len(others) != 1:
        return False
    known = all(is_name(part) or line_reason(part) for part in others)
    return known or (len(parts) > 2 and all(words(part) <= 3 for part in others))


def _is_about_dates(line: Line, whole: DateLine) -> bool:
    """Tell by its name that a line is about the post, though it holds words nobody knows."""
    if len(whole.rest.split()) > 4 or is_heading(line.block):
        return False
    return bool(_DATE_NAME.search(names(line.block))) and not any(
        node.find_parent("a") is not None and words(node) > 2 for node in line.nodes
    )


def _machine_elements(line: Line) -> list[Tag]:
    """Return the elements in a line that tell a date to machines."""
    found: list[Tag] = []
    for node in line.nodes:
        for parent in node.parents:
            if any(parent is one for one in found):
                break
            if parent is line.block and parent.name != "time":
                break
            if _machine(parent) is not None:
                found.append(parent)
                break
    return found


def _machine(tag: Tag) -> tuple[date, bool] | None:
    if tag.name == "time" and tag.has_attr("datetime"):
        return read_machine(attr(tag, "datetime"))
    called = names(tag)
    if _PUBLISHED_NAME.search(called) or _UPDATED_NAME.search(called) or "time-ago" in called:
        for name in ("content", "datetime", "title"):
            if tag.has_attr(name) and (said := read_machine(attr(tag, name))):
                return said
    return None


def _of_machine(line: Line, elements: Sequence[Tag], whole: DateLine | None) -> list[Mark]:
    published: Tag | None = None
    updated: Tag | None = None
    before = ""
    for element in elements:
        is_updated = bool(_UPDATED_NAME.search(names(element))) and not _PUBLISHED_NAME.search(
            names(element)
        )
        before = _text_before(line, element)
        if (
            is_updated
            or _UPDATED_TEXT.search(before[-40:])
            or _UPDATED_TEXT.match(text_of(element))
        ):
            updated = updated or element
        else:
            published = published or element
    chosen = published or updated
    if chosen is None:
        return []
    said = _machine(chosen)
    if said is None:
        return []
    own = [node for node in line.nodes if any(p is e for e in elements for p in node.parents)]
    others = " ".join(
        " ".join(node for node in line.nodes if not any(node is o for o in own)).split()
    )
    rest = "" if not others else untrimmed(others + " \x01")
    if whole is not None and not whole.rest:
        rest = ""
    nodes = tuple(own) if rest else line.nodes
    mark = Mark(
        nodes,
        line,
        _settled(said, text_of(chosen)),
        _kind(chosen),
        rest=rest,
        pure=not rest,
        machine=True,
        only_updated=published is None,
    )
    if updated is not None and published is not None and (later := _machine(updated)):
        mark.updated = later[0]
    return [mark]


def _text_before(line: Line, element: Tag) -> str:
    text = ""
    for node in line.nodes:
        if any(parent is element for parent in node.parents):
            break
        text += node
    return " ".join(text.split())


def _settled(said: tuple[date, bool], shown: str) -> date:
    """Return the day that the page shows, where a machine's is told by another clock."""
    day, world = said
    dates = [one for one in find(shown) if not one.two_digits]
    if len(dates) != 1:
        return day
    seen = [d for d in (dates[0].on(day.year), dates[0].on(day.year, month_first=True)) if d]
    if not seen or day in seen:
        return day
    near = [d for d in seen if abs(d - day) <= timedelta(days=1)]
    if near and world:
        return near[0]
    return seen[0] if not dates[0].swappable and dates[0].year else day


def _mark(
    nodes: tuple[NavigableString, ...], line: Line, read: DateLine, pure: bool = True
) -> Mark:
    told = read.published or read.updated
    published = told.on() if told else None
    said = " said" if says_published("".join(nodes)) else ""
    return Mark(
        nodes,
        line,
        published,
        _kind(common(nodes)) + said,
        updated=read.updated.on() if read.updated and read.published else None,
        partial=told if told and told.year is None else None,
        text=told,
        rest=read.rest,
        pure=pure and not read.rest,
        only_updated=read.published is None,
    )


def _inline(line: Line) -> list[Mark]:
    """Return the dates that stand in an element of their own within a line.

    A line holds one of them, unless it is many cards beside each other.
    """
    found: list[Mark] = []
    tried: set[int] = set()
    for node in line.nodes:
        for parent in node.parents:
            if parent is line.block or id(parent) in tried:
                break
            tried.add(id(parent))
            inside = tuple(n for n in line.nodes if within(n, parent))
            read = _read_element(inside) if parent.name != "a" else None
            if read is None:
                break
            if not read.rest:
                mark = _mark(inside, line, read, pure=False)
                others = (n for n in line.nodes if not any(n is own for own in inside))
                mark.rest = " ".join(" ".join(others).split())
                found.append(mark)
                break
    return found if words(line.text) >= 30 else found[:1]


def _read_element(nodes: Sequence[NavigableString]) -> DateLine | None:
    pieces = [node.strip() for node in nodes if node.strip()]
    in_pieces = 1 < len(pieces) <= 4 and all(map(_PIECE.fullmatch, pieces))
    text = " ".join(pieces) if in_pieces else spaced(nodes)
    read = read_line(text) if len(text) <= 80 else None
    # A day alone may be part of a date in the element around it.
    return read if read or len(text) > 4 else DateLine(None, None, text)


def _glued(line: Line, whole: DateLine) -> list[Mark]:
    """Return a date that stands at one end of a line, in one text with something else."""
    dates = find(line.text)
    text = line.text
    told = whole.published or whole.updated
    if told is None or not dates or not whole.rest:
        return []
    # A title may name a day, too, after the post's own.
    several = len(dates) > 1
    before, after = text[: told.start], text[told.end :]
    at_start = not untrimmed(before + "\x01")
    at_end = not untrimmed("\x01" + after) and not at_start and not several
    if not (at_start or at_end) or (several and not (at_start and told.year)):
        return []
    other = after if at_start else before
    sign = (
        re.match(r"\s*(?:[:–—|,-]|\.\s)\s*", other)
        if at_start
        else re.search(r"[\s(\[:–—|,-]+$", other)
    )
    first = other.strip(" :–—|,-.(")[:1]
    if len(other) > 120 or (at_start and first.islower() and not is_name(other)):
        return []
    if at_end and (told.year is None or _OPEN_END.search(before)):
        return []
    span = _split(
        line,
        (0, told.end + (sign.end() if sign else 0))
        if at_start
        else (told.start - (len(sign.group()) if sign else 0), len(text)),
    )
    if span is None:
        return []
    mark = _mark(span, line, whole, pure=False)
    mark.kind += " with text after it" if at_start else " with text before it"
    mark.rest = other.strip(" :–—|,-()[]")
    return [mark]


def _split(line: Line, span: tuple[int, int]) -> tuple[NavigableString, ...] | None:
    """Give a part of a line texts of its own; offsets are in the line's text.

    Returns None where the line's white space does not let them be found.
    """
    position, nodes, taken = 0, list(line.nodes), []
    text = line.text
    for number, node in enumerate(nodes):
        pieces: list[tuple[str, bool]] = []
        for sign in node:
            if sign.isspace():
                inside = bool(pieces) and pieces[-1][1]
                if position < len(text) and text[position].isspace():
                    inside = span[0] <= position < span[1]
                    position += 1
            else:
                if text[position : position + 1] == " ":
                    position += 1  # where there is none in the page, but a style sheet's
                if text[position : position + 1] != sign:
                    return None
                inside = span[0] <= position < span[1]
                position += 1
            if pieces and pieces[-1][1] == inside:
                pieces[-1] = (pieces[-1][0] + sign, inside)
            else:
                pieces.append((sign, inside))
        if all(inside for _, inside in pieces) and pieces:
            taken.append(node)
        elif any(inside for _, inside in pieces):
            new = [NavigableString(piece) for piece, _ in pieces]
            node.replace_with(*new)
            taken += [one for one, (_, inside) in zip(new, pieces, strict=True) if inside]
            nodes[number : number + 1] = new
            return tuple(taken)
    return tuple(taken) or None


def _kind(tag: Tag | None) -> str:
    """Name what a date is made of, so that those of one row have one name."""
    parts = []
    for _ in range(2):
        if tag is None or tag.name in ("body", "html"):
            break
        classes = [c for c in attr(tag, "class").split() if not re.search(r"\d", c)]
        parts.append(".".join([tag.name, *sorted(classes)]))
        if classes:
            break
        tag = tag.parent
    return " < ".join(parts)
