"""E-mail addresses and telephone numbers, put out of sight in what visitors are shown.

Posts name people who never asked to be found by a search. Where it is not plain what a text has,
it is decided so that a person is protected: what may be a telephone number is one, unless its
form or the word before it says what else it is.
"""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote

from kb.language.tokens import INVISIBLE
from kb.search.port.document import Document
from kb.search.presenting.contact_signs import may_have_contacts
from kb.search.presenting.html_text import Run, name_of, pieces_of, runs_of

EMAIL_HIDDEN = "[e-postadress dold]"
PHONE_HIDDEN = "[telefonnummer dolt]"

_DROPPED = frozenset(INVISIBLE)
# Signs that look like a plain one, and are written for it.
_PLAIN = str.maketrans(
    dict.fromkeys("\t\xa0\u1680\u202f\u205f\u3000", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200B)), " ")
    | dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-")
    | dict.fromkeys("＠﹫", "@")
    | dict.fromkeys("．․", ".")
    | dict.fromkeys("／⁄∕", "/")
    | dict(zip("０１２３４５６７８９", "0123456789", strict=True))
    | {"＋": "+", "（": "(", "）": ")"}
)

# --- e-mail: each repetition is bounded or begins where no other one can ----------------------

_LABEL = r"[^\W_][\w-]{0,62}"
_TOP = r"(?:xn--[\w-]{1,59}|[^\W\d_]{2,24})"
_DOT = r"(?:[ ]?[(\[{<][ ]?(?:dot|punkt|\.)[ ]?[)\]}>][ ]?|[ ](?:dot|punkt)[ ])"  # [dot], punkt
_AT = r"""
    (?: @[ ]{0,2} | [ ]{1,2}@[ ]{1,2} | %40 | \(a\) | \[a\]
      | [ ]{0,2}[(\[{<][ ]?(?:at|@|snabel[- ]?a)[ ]?[)\]}>][ ]{0,2} | [ ]{1,2}snabel[- ]?a[ ]{1,2} )
"""
# Spaces around each sign: only before what no sentence begins with.
_SPACED = rf"""
    (?:[\w+&-]{{1,40}}[ ]\.[ ]){{0,3}} [\w+&-]++
    [ ]@[ ] (?:{_LABEL}[ ]\.[ ])+ (?-i:com|eu|info|net|nu|org|se)\b
"""
_EMAIL = rf"""
    (?<![\w.+&-]) (?: {_SPACED}
    | [\w.+&-]++ (?: {_AT} | [ ]at[ ] ) (?: (?:{_LABEL}{_DOT})+ | (?:{_LABEL}\.)+ ) {_TOP} )
"""

# --- telephone --------------------------------------------------------------------------------

_ZERO = r"(?: \(0\)[ ]? | (?:\((?=0\d{1,3}\)))? 0 )"
_GAP = r"\)? (?: [ ]?[-/][ ]? | [ ] | (?<=\)) )"
# As many digits as numbers have behind 08, 040 and 0707.
_NATIONAL = rf"""
    (?: {_ZERO} (?: 8 {_GAP} \d(?:[ ]?\d){{5,7}}
                  | [1-9]\d\d? {_GAP} \d(?:[ ]?\d){{4,6}}
                  | [1-9]\d{{0,2}} {_GAP} \d{{2,3}}(?:-\d\d){{2,3}} )
      | 0[1-9]\d{{0,2}} (?:[.·]\d{{2,3}}){{2,4}}
      | 07\d_\d{{3}}_\d\d_\d\d (?!\w|\.\w)
      | 0[ ]7[02369][ ]\d{{3}}[ ]\d\d[ ]\d\d (?![ ]?\d)
      | 07[ ][02369]\d (?:[ ]\d\d){{3}} (?![ ]?\d)
      | 0[1-9]\d{{6,8}} )
"""
_ABROAD = r"""
    (?: (?:\((?=\+\d{1,3}\)))? \+[ ]?[1-9]\d{0,2} | 00[ ]?(?:46|[1-9]\d{0,2}(?=[ -])) )
    \)? [ ]? (?:\(0\))? (?:[ ]?[-./]?[ ]?\d){6,11}
  | \([2-9]\d\d\)[ ]?\d{3}-\d{4}
"""
_WHOLE = rf"(?: {_ABROAD} | {_NATIONAL} ) (?!\d)"
_LOCAL = r"\d\d\d?[ -]\d\d[ ]?\d\d(?:[ ]\d\d)?(?!\d|-\d)"
# What goes on from a number: 070-1234567/68, 040-12 34 56 eller 12 34 57.
_MORE = rf"""
    (?: [ ]?/[ ]? (?: {_WHOLE} | {_LOCAL} | \d{{1,3}}(?!\d) )
      | -\d{{1,2}}(?![\d-])
      | (?: ,[ ]? | [ ](?:eller|och|alt\.?)[ ] ) {_LOCAL} ){{0,4}}
"""
# Not inside another number or an address on the web; with a space only where none stands before.
_BEGIN = r"(?<![\w+]) (?<!\d[-./,:]) (?<!\w[-/]) (?: (?<!\d[ ]) | (?= [(+] | 0\d{1,3}[ ]?[-/] ) )"
_PHONE = rf"{_BEGIN} {_WHOLE} {_MORE}"
_BARE = r"(?:\(\d{2,6}\)[ ]?)? \d(?:[ ]?[-/]?[ ]?\d){3,12}"
_LABELLED = rf"""
    (?<!\[)
    (?: telefon(?:en|nr|numret|nummer)? | mobil(?:en|nr|numret|nummer)? | växeln?
      | (?<![^\W\d])(?:tel|tele|tfn|tlf|tln|mob|vxl|fax|phone|call|ringa?|ringer|sms|sms:?ar?) ) \b
    (?: \.?[ ]?(?:nr|nummer|på|till)?[.:]?[ \n]? (?:(?=\(\d{{2,6}}\)) | [(-]?[ ]?)
        (?P<near> {_WHOLE} | {_BARE} )
      | (?: [ ,.:(]{{1,2}} (?!bank|plus|post|bg|pg|org|konto|kl|den) [^\W\d]{{1,30}} ){{1,4}}
        [ ,.:(]{{1,3}} (?P<far>{_LOCAL}) )
    (?!\d|-\d) {_MORE}
"""

# --- what is neither, and looks like it -------------------------------------------------------

_YEAR = r"(?:19|20)\d\d"
_DATE = rf"(?: {_YEAR}[-./ ][01]?\d[-./ ][0-3]?\d | [0-3]?\d[-./ ]?[01]?\d[-./ ]?{_YEAR} )"
_NAMED = r"""
    (?<![^\W\d])
    (?: dnr | diarien(?:umme)?r | (?:ärende|referens|ref|org(?:anisations)?|kund|faktura|konto
      |artikel|art|clearing)\.?[ ]?n(?:umme)?r | isbn | issn | ocr | doi | iban | bg | pg
      | (?:bank|plus|post)giro(?:t|n(?:umme)?r|konto)? | konto )
    [.:]{0,2} [ ]{0,2} (?:nr|nummer)? [.:]{0,2} [ ]{0,2}
    \d (?: \d | [ ./-] (?!0\d{1,3}[ /-]) \d ){0,20}
"""
_OTHER = rf"(?<!\d) {_DATE} (?!\d) | {_NAMED}"

# Inside a word only the end of a compound is looked at: mobiltelefon.
_ANY = re.compile(
    rf"""
    (?: (?<![^\W\d]) | (?=telefon|mobil|växel) )
    (?: (?P<other>{_OTHER}) | (?P<email>{_EMAIL}) | (?P<phone>{_PHONE}) | {_LABELLED} )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Read more at exempel.se: only where the at could be nothing else is it a sign.
_ENGLISH = re.compile(r"[^\W_]+ at [\w-]+\.", re.IGNORECASE)
_IS_DATE = re.compile(rf"{_DATE}|{_YEAR}[01]\d[0-3]\d", re.VERBOSE)
_GROUP = re.compile(r"\d+")
_IS_YEAR = re.compile(r"(?:19|20)\d\d")
_THOUSANDS = re.compile(r"\+?\d{1,3}(?: \d{3})+")
_UNIT = re.compile(
    r" ?(?:kr\b|kronor|sek\b|eur|[tm]kr|mil[jl]|st\b|person|deltag|medlem|:-|,-|[€$%])",
    re.IGNORECASE,
)


class Contact(NamedTuple):
    """An address or number in a text, and what is shown in its place."""

    start: int
    end: int
    shown: str


def masked(text: str, called: Iterable[str] = ()) -> str:
    """Return a title, tag or paragraph as visitors are shown it; `called` is as `contacts` has it.

    What is masked stays as it is.
    """
    pieces: list[str] = []
    done = 0
    for start, end, shown in contacts(text, called):
        pieces += (text[done:start], shown)
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def contacts(text: str, called: Iterable[str] = ()) -> list[Contact]:
    """Return the e-mail addresses and telephone numbers of a paragraph, in order.

    `called` are telephone numbers in whatever form, as `called_in` gives those of a post.
    """
    if not may_have_contacts(text):
        return []
    places = [place for place, character in enumerate(text) if character not in _DROPPED]
    plain = "".join([text[place] for place in places]).translate(_PLAIN)
    found: list[Contact] = []
    for match in _ANY.finditer(plain):
        if shown := _mask_for(match):
            start = match.start(match.lastgroup or 0)
            found.append(Contact(places[start], places[match.end() - 1] + 1, shown))
    for number in called:
        for match in re.finditer(re.escape(number), text):
            found.append(Contact(match.start(), match.end(), PHONE_HIDDEN))
    found.sort()
    apart: list[Contact] = []
    for each in found:
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def _mask_for(found: re.Match[str]) -> str:
    """Return what is shown of what has the form of a contact; empty where it is none."""
    kind = found.lastgroup or "other"
    if kind == "other":
        return ""
    if kind == "email":
        return "" if _ENGLISH.match(found[kind]) else EMAIL_HIDDEN
    return PHONE_HIDDEN if _is_number(found, found[kind]) else ""


def _is_number(found: re.Match[str], written: str) -> bool:
    """Tell whether what is written like a telephone number is one."""
    groups = _GROUP.findall(written)
    digits = len("".join(groups))
    if found.lastgroup == "phone":
        enough = digits >= (9 if "+" in written else 8)
    else:  # called one: no hours, no number that everybody may call (116 111)
        is_hours = written.count("-") > 1 and all(len(group) < 3 for group in groups)
        enough = digits > 4 and not is_hours and not (written.startswith("11") and digits < 7)
    years = [group for group in groups if _IS_YEAR.fullmatch(group)]
    is_year = years and (groups[0] in years or not all(len(group) == 4 for group in groups[1:]))
    is_sum = _THOUSANDS.fullmatch(written) and (
        written.endswith("000") or _UNIT.match(found.string, found.end())
    )
    return enough and not (is_year or is_sum or _IS_DATE.fullmatch(written))


def masked_head(document: Document) -> Document:
    """Return a post as a list of posts is shown it: its text is left out.

    So are a tag that is nothing but a contact, and an address that has one of where it was first
    published.
    """
    tags = tuple(dict.fromkeys(map(masked, document.tags)))
    tags = tuple(tag for tag in tags if tag not in (EMAIL_HIDDEN, PHONE_HIDDEN))
    source = None if contacts(unquote(document.source or "")) else document.source
    title = masked(document.title)
    return replace(document, title=title, tags=tags, source=source, paragraphs=(), html="")


def masked_document(document: Document) -> Document:
    """Return a post as visitors are shown it, without its HTML, which few ask for."""
    called = called_in(document.html)
    paragraphs = tuple(
        each._replace(text=shown) if (shown := masked(each.text, called)) != each.text else each
        for each in document.paragraphs
    )
    return replace(masked_head(document), paragraphs=paragraphs)


def as_shown(document: Document) -> Document:
    """Return a post whose texts are those that visitors are shown: itself, where all of them are.

    Most posts have no contact, which is told soon.
    """
    paragraphs = (paragraph.text for paragraph in document.paragraphs)
    may_have = may_have_contacts("\n".join((document.title, *paragraphs, *document.tags)))
    return masked_document(document) if may_have else document


# --- in HTML ----------------------------------------------------------------------------------

_HREF = re.compile(r' href="([^"]*)"')
_TITLE = re.compile(r' title="([^"]*)"')
_TAG = re.compile("<[^>]*>")
_CONTACT_LINK = re.compile("(?:mailto|tel|sms):", re.IGNORECASE)
_CALL = re.compile(r'<a href="(?:tel|sms):[^>]*>((?:(?!</a>).)*)', re.IGNORECASE | re.DOTALL)
_FIVE_DIGITS = re.compile(r"(?:\D*\d){5}")


def called_in(html: str) -> set[str]:
    """Return the digits of a post that are a link to a telephone, however they are written.

    Whoever wrote the post has said that they are its number.
    """
    texts = (unescape(_TAG.sub("", link)) for link in _CALL.findall(html))
    return {text for text in texts if _FIVE_DIGITS.match(text)}


def masked_html(html: str) -> str:
    """Return a post's safe HTML as visitors are shown it; a link to a contact is plain text."""
    called = called_in(html)
    pieces = pieces_of(html)
    for run in runs_of(pieces):
        if found := contacts("".join(each.text for each in run.texts), called):
            _mask_run(run, found, pieces)
    for place, piece in enumerate(pieces):
        if name_of(piece) == "a" and (href := _HREF.search(piece)):
            _mask_link(pieces, place, unquote(unescape(href[1])))
    return "".join(pieces)


def _mask_run(run: Run, found: Sequence[Contact], pieces: list[str]) -> None:
    """Mask what stands in a paragraph, be it in several elements: the first has the mask."""
    begin = 0
    rest = deque(found)
    for each in run.texts:
        shown, place, end = [], begin, begin + len(each.text)
        while rest and rest[0].start < end:
            contact = rest[0]
            shown.append(each.written_between(place - begin, max(contact.start - begin, 0)))
            shown.append(contact.shown if contact.start >= begin else "")
            place = min(contact.end, end)
            if contact.end > end:
                break  # it goes on in the next text
            rest.popleft()
        pieces[each.place] = "".join([*shown, each.written_between(place - begin, end - begin)])
        begin = end


def _mask_link(pieces: list[str], start: int, href: str) -> None:
    """Mask a link that leads to a contact, has one for its title, or has no text any more."""
    end = pieces.index("</a>", start)
    text = "".join(piece for piece in pieces[start:end] if not name_of(piece))
    if _CONTACT_LINK.match(href) or not text.strip() or contacts(href):
        pieces[start] = pieces[end] = ""
    elif title := _TITLE.search(pieces[start]):
        shown = escape(masked(unescape(title[1])))
        pieces[start] = pieces[start].replace(title[0], f' title="{shown}"')
