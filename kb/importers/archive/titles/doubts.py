"""Why a line that shows no glue cannot safely be taken for a title as it stands.

Each function knows one case and returns a sentence that quotes the line, or "" where it has
nothing against it. To add one, write it and put it in `DOUBTS`.
"""

import re
from collections.abc import Callable, Iterator

from kb.importers.archive.titles import dictionary as known
from kb.importers.archive.titles.addresses import find_address
from kb.importers.archive.titles.spot import Spellings

# The longest title of the page this was made for has 76 characters; twice that is no title.
TITLE_LENGTH = 150

_SIGNS = ".,:;!?()[]”\"“'’–-#"
_PHONE = re.compile(r"(?<!\d\s)(?<![\w.,:/–-])(?:\+\d{2}|0\d)[\d\s()/–-]{4,}\d")
_FILE_ONLY = re.compile(rf"[\w.()-]+\.(?:{known.FILE_ENDINGS})", re.IGNORECASE)
_FILE_GOES_ON = re.compile(rf"\w\.(?:{known.FILE_ENDINGS})[a-zåäö]", re.IGNORECASE)
# Two words or more in capitals, then others, with no mark between.
_CAPITALS_FIRST = re.compile(r"(?:[A-ZÅÄÖ]{2,}\s+)+[A-ZÅÄÖ]+(?=[a-zåäö-]|\s+[A-ZÅÄÖ]?[a-zåäö])")
_CAPITALS_SMALL = re.compile(r"[A-ZÅÄÖ]{2,}(?P<small>[a-zåäö]{2,})")
# Thousands in one (15000) and numbers of four figures are common.
_LONG_NUMBER = re.compile(
    r"(?<![\d.,/])(?!\d{2,3}000+(?!\d))\d{5,}(?!\w)|\d\.\d{4,}|\d{4}-\d\d-\d{3,}"
)


def why_no_title(line: str, page: Spellings) -> str:
    """Return why a line that shows no glue cannot safely be taken for a title; "" if it can."""
    line = line.strip()
    for doubt in DOUBTS:
        if reason := doubt(line, page):
            return reason
    return ""


def shorten(text: str, length: int = 80) -> str:
    """Return the text's beginning, to quote in a message."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _may_be_glued(text: str) -> str:
    return f"the title may begin inside “{shorten(text)}”, which looks like two words in one"


# --- the line as a whole ----------------------------------------------------------------------


def too_long(line: str, _: Spellings) -> str:
    """A paragraph, and the date line below it a quotation."""
    if len(line) <= TITLE_LENGTH:
        return ""
    return f"“{shorten(line)}” is too long for a title; the date line below it may be quoted"


def no_words(line: str, _: Spellings) -> str:
    """A row of stars."""
    if any(c.isalnum() for c in line):
        return ""
    return f"“{shorten(line)}” stands where a title should, and has no words"


def goes_on(line: str, _: Spellings) -> str:
    """Så här stod det på sidan: and a quoted date line."""
    if line[-1:] not in tuple(":;,"):
        return ""
    return f"“{shorten(line)}” ends as if it went on; the date line below it may be quoted"


def name_of_a_file(line: str, _: Spellings) -> str:
    """coompanion_payoff, program.pdf."""
    if " " in line or not ("_" in line or _FILE_ONLY.fullmatch(line)):
        return ""
    return f"“{shorten(line)}” stands where a title should, and looks like a file's name"


def telephone_number(line: str, _: Spellings) -> str:
    """0413-620 0010 tips: the number, or the title, begins somewhere in the figures."""
    return f"the title may follow the number in “{shorten(line)}”" if _PHONE.search(line) else ""


def capitals_first(line: str, _: Spellings) -> str:
    """LÄS MER HÄRI Sjöbo växer ängarna."""
    capitals = _CAPITALS_FIRST.match(line)
    words = capitals.group().split() if capitals else []
    if not any(len(word) > 2 and known.is_known(word.lower()) for word in words):
        return ""
    return f"“{shorten(line)}” begins in capitals and goes on without; it may be two lines"


def long_number(line: str, _: Spellings) -> str:
    """201610 tips: a year, and a title that begins with a figure."""
    number = _LONG_NUMBER.search(line)
    return _may_be_glued(number.group()) if number else ""


# --- its words --------------------------------------------------------------------------------


def address(line: str, _: Spellings) -> str:
    """copac.coopvad är det; http://exempel.se/nyhetervi öppnar: an address ends nobody knows where.

    An address without a path is credible where its top-level domain ends it.
    """
    for index, word in enumerate(words := line.split()):
        found = find_address(word)
        if found is None or not found.explicit:
            continue
        last = index == len(words) - 1
        if found.host_end is None:
            return _may_be_glued(word)
        if word[found.host_end :].strip(_SIGNS + "/") and not (last and index > 0):
            return _may_be_glued(word)
    return ""


def file_ending(line: str, _: Spellings) -> str:
    """program.pdfvi öppnar."""
    for found in _FILE_GOES_ON.finditer(line):
        word = line[: found.start()].rpartition(" ")[2] + line[found.start() :].split(maxsplit=1)[0]
        if not _FILE_ONLY.fullmatch(word.strip(_SIGNS)):
            return _may_be_glued(word)
    return ""


def first_word(line: str, _: Spellings) -> str:
    """A title may begin small (eHälsa, nya tider), but not with a file's name: siskonfstvi."""
    first = line.split(maxsplit=1)[0] if line else ""
    if first[:1] in ("#", "@"):
        return ""
    first = first.strip(_SIGNS)
    if "_" in first or re.match(r"[a-zåäö].*[^\W\d_]\d{3}", first):
        return _may_be_glued(first)
    spelled = known.SPELLED_NAMES.match(first) or re.match(r"[a-z][A-ZÅÄÖ]", first)
    if spelled or not first[:1].islower():
        return ""
    # it-stöd, e-hälsa: the first part may be any abbreviation.
    parts = [part for part in first.split("-") if len(part) > 2 and part.isalpha()]
    words = all(known.is_word(part) or known.is_english(part) for part in parts)
    return "" if words and not any(map(known.run_on, parts[-1:])) else _may_be_glued(first)


def capitals_and_small(line: str, _: Spellings) -> str:
    """LÄS MER HÄRvi öppnar, WPheadervi öppnar. Not ASFer, INitiativet."""
    for index, word in enumerate(_letters(line)):
        mixed = _CAPITALS_SMALL.fullmatch(word)
        if mixed is None or known.is_ending(mixed["small"]) or known.is_known(word.lower()):
            continue
        if index == 0 or known.is_known(mixed["small"]):
            return _may_be_glued(word)
    return ""


def name_and_small(line: str, _: Spellings) -> str:
    """LinkedInvi öppnar. Not LinkedIns."""
    for word in _letters(line):
        name = known.SPELLED_NAMES.match(word)
        follows = word[name.end() :] if name else ""
        if follows.isalpha() and follows.islower() and not known.is_ending(follows):
            return _may_be_glued(word)
    return ""


def long_abbreviation(line: str, page: Spellings) -> str:
    """Samarbetspartner: ABFEU ger stöd. Few abbreviations are longer than four letters."""
    if line.isupper():
        return ""
    for word in list(_letters(line))[1:-1]:
        start = re.split(r"[:-]", word, maxsplit=1)[0]
        if len(start) < 5 or not start.isalpha() or not start.isupper():
            continue
        if not (known.is_word(start) or known.is_english(start) or page.has(start)):
            return _may_be_glued(start)
    return ""


def run_on_words(line: str, _: Spellings) -> str:
    """Anmäl dig härnya tider; PLATSERINNOVATIVA LÖSNINGAR."""
    for word in list(_letters(line))[:-1]:
        start = re.split(r"[:-]", word, maxsplit=1)[0]
        one_case = start.islower() or start.isupper() or start.istitle()
        if start.isalpha() and one_case and known.run_on(start):
            return _may_be_glued(start)
    return ""


def _letters(line: str) -> Iterator[str]:
    for word in line.split():
        yield word.strip(_SIGNS)


DOUBTS: tuple[Callable[[str, Spellings], str], ...] = (
    too_long,
    no_words,
    goes_on,
    name_of_a_file,
    telephone_number,
    address,
    first_word,
    file_ending,
    capitals_first,
    long_number,
    capitals_and_small,
    name_and_small,
    long_abbreviation,
    run_on_words,
)
