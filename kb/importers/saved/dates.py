"""Dates as Swedish and English pages write them, in text and for machines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

_MONTHS = (
    "jan(?:uari|uary)?",
    "feb(?:r|ruari|ruary)?",
    "mar(?:s|ch)?",
    "apr(?:il)?",
    "ma[jy]",
    "jun(?:i|e)?",
    "jul(?:i|y)?",
    "aug(?:usti|ust)?",
    "sept?(?:ember)?",
    "o[kc]t(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_MONTH = "|".join(_MONTHS)
_WEEKDAYS = (
    "mån(?:dag(?:en)?)?|mon(?:day)?",
    "tis(?:dag(?:en)?)?|tue(?:s(?:day)?)?",
    "ons(?:dag(?:en)?)?|wed(?:nesday)?",
    "tors?(?:dag(?:en)?)?|thu(?:rs(?:day)?)?",
    "fre(?:dag(?:en)?)?|fri(?:day)?",
    "lör(?:dag(?:en)?)?|sat(?:urday)?",
    "sön(?:dag(?:en)?)?|sun(?:day)?",
)
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\b\.?,?\s*)?(?:den\s+|the\s+)?"
_TIME = (
    r"(?:\s*(?:,|\||[-–—@]|\bkl(?:ockan)?\b\.?:?|\bat\b|T)?\s*(?:kl\.?\s*)?"
    r"(?:[01]?\d|2[0-3])[.:][0-5]\d(?:[.:][0-5]\d)?(?!\d)"
    r"(?:\s*(?:[ap]\.?m\.?|CES?T|UTC|GMT|Z)\b)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FORMS = [
    re.compile(rf"(?i)(?<![\w/.-]){_WEEKDAY}{form}{_TIME}(?![\w/])")
    for form in (
        r"(?P<year>(?:19|20)\d\d)\s?(?P<s>[-/.–])\s?(?P<month>\d\d?)\s?(?P=s)\s?(?P<day>\d\d?)(?!\d)",
        rf"(?P<day>\d\d?)(?::?[ea]\b|st\b|nd\b|rd\b|"
        rf"th\b)?\.?[\s-]*(?P<name>{_MONTH})\b\.?,?[\s-]*{_YEAR}",
        rf"(?P<name>{_MONTH})\b\.?\s*(?P<day>\d\d?)(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        rf"(?P<day>\d\d?)\s?(?P<s>[/.-])\s?(?P<month>\d\d?)\s?(?:(?P=s)|[-–,])?\s*{_YEAR}",
        r"(?P<day>\d\d?)\s?(?P<s>[/.])\s?(?P<month>\d\d?)\s?(?:(?P=s)|[-–]|"
        r"\s)\s?[-’']?(?P<short>\d\d)(?!\d)",
        r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)",
        rf"{_YEAR},?\s+(?:den\s+)?(?P<day>\d\d?)\s+(?P<name>{_MONTH})\b(?!\s*\d{{4}})",
        rf"{_YEAR},?\s+(?P<name>{_MONTH})\b\.?\s*(?P<day>\d\d?)(?!\d)",
        r"(?P<short>\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        r"(?P<short>[089012]\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)",
        rf"(?P<day>\d\d?)(?::?[ea]\b)?\.?\s*(?P<name>{_MONTH})\b\.?(?!\s*\d{{4}})",
        rf"(?P<name>{_MONTH})\b\.?\s*(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:.]\d)",
    )
]
# Day and month in figures only count with a slash, whole: `3/5`.
_DAY_SLASH_MONTH = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)")
_ISO = re.compile(
    r"\s*(\d{4})-?(\d\d?)-?(\d\d?)(?:[T\s]+(\d\d?):?(\d\d)?.*?(Z|[+-]\d\d:?\d\d)?)?\s*"
)
_UPDATED = (
    r"(?:senast\s+|sist\s+|last\s+|sidan\s+(?:är\s+|blev\s+)?(?:senast\s+)?)?"
    r"(?:uppdatera[dt](?:es)?|ändra[dt](?:es)?|redigera[dt]|updated|modified|granska[dt]|reviewed)"
)
_PUBLISHED = (
    r"(?:nyheten?\s+|artikeln?\s+|sidan\s+)?(?:publicera[dt](?:es)?|publicering(?:sdatum)?|publ|"
    r"posta[dt]|inlag[dt]|upplag[dt]"
    r"|skriv(?:en|et)|skapa[dt]|skicka[dt]|insän[dt]|posted|published|created|submitted|written|"
    r"datum|date|utlag[dt]"
    r"|först\s+publicerad|tillag[dt])"
)
_VERB = re.compile(
    rf"(?i)\b(?:(?P<updated>{_UPDATED})|{_PUBLISHED})\b\.?:?\s*(?:den\b|on\b|the\b)?:?\s*"
)
_WORLD = ("GMT", "+0000", "UTC")
_DATE_SIGN = "\x01"
_TRIMMINGS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:\d+|inga|no|en|ett|lämna\s+en|skriv\s+en)\s+(?:kommentar(?:er)?|svar|comments?|"
        r"repl(?:y|ies))\b",
        r"\b(?:kommentarer|kommentera|comments)\b(?:\s*\(?\d+\)?)?(?=\W*$)",
        r"\b(?:\d+|en|ett)\s*(?:min(?:uter?s?|\.)?|minutes?)(?:\s+(?:läsning|lästid|read))?\b",
        r"\b(?:lästid|visningar|träffar|läst|views|hits)\b:?\s*(?:\d[\d\s]*)?(?:min|gånger)?",
        r"\b\d+\s+(?:visningar|views|träffar)\b",
        r"\b(?:kategori(?:er)?|category|categories|taggar|etiketter|tags?|ämnen?|"
        r"arkiverad\s+under|filed\s+under)\b:?\s+[^|•·\x01]{2,60}(?=$|[|•·\x01])",
        # A name has a few words, and so has a category: a sentence has more.
        r"\b(?:under|in|i)\s+(?:[^\s|•·\x01]+\s*){1,4}(?=$|[|•·\x01])",
        r"\b(?:av|by|(?:författare|skribent|text|author|från|redaktör|avsändare)\s*:)\s*"
        r"(?:[^\s|•·,\x01]+\s*){1,5}(?=$|[|•·,\x01])",
        r"\b(?:kl(?:ockan)?\.?|at)?\s*(?:[01]?\d|2[0-3])[.:][0-5]\d\b",
        r"\b(?:permalink|permalänk|redigera|edit|skriv ut|dela)\b",
        r"\b(?:den|on|the|av|by|i|in|kl|för|at|och|and)\b(?=\W*(?:$|\x01))",
    )
]
_KINDS = re.compile(
    r"(?i)\b(?:nyhet(?:er)?|pressmeddelande[nt]?|press\s?release|artikel|blogg(?:inlägg)?|inlägg|"
    r"aktuellt|"
    r"news|notis|reportage|krönika|debatt|kalendarium|okategoriserade?|uncategorized|allmänt)\b"
)
# A post's own sentence about itself, which goes on to tell of feeds and comments.
_TOLD = re.compile(
    r"(?i)\b(?:(?:detta|det\s+här|this)\s+)?(?:inlägg(?:et)?|artikeln?|nyheten|notisen|posten|"
    r"entry|post|article)\s+(?:was\s+|är\s+|har\s+)?"
    r"(?:publicera\w+|posta\w+|skrevs|skriven|skapades|lades|posted|published|written)\b"
)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class DateText:
    """A date in a text, from `start` to `end`: without a year, it is not told.

    `swapped` is whether day and month could be read the other way round. `two_digits`: the year
    was written with two.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None
    swappable: bool = False
    two_digits: bool = False
    weekday: int | None = None

    def on(self, year: int | None = None, month_first: bool = False) -> date | None:
        """Return the day; None where it does not exist or the year is not known."""
        own = self.year or year
        day, month = (
            (self.month, self.day) if month_first and self.swappable else (self.day, self.month)
        )
        try:
            return date(own, month, day) if own else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that tells a date: `rest` is what of it is neither date nor known trimmings."""

    published: DateText | None
    updated: DateText | None
    rest: str


def says_published(text: str) -> bool:
    """Tell whether a line says that something was published."""
    return _VERB.search(text) is not None


def is_kind(text: str) -> bool:
    """Tell a word such as `Pressmeddelande`, which says what sort of post it is."""
    return _KINDS.fullmatch(text.strip(" |:•·-–")) is not None


def told_at_length(text: str) -> DateText | None:
    """Return the date of a sentence about a post: `Inlägget publicerades torsdag 3 maj …`."""
    dates = find(text)
    if not dates or not dates[0].year or len(text) > 600:
        return None
    before = text[: dates[0].start]
    return dates[0] if _TOLD.search(before) and len(before) < 120 else None


def find(text: str) -> list[DateText]:
    """Return the dates in a text, in order, none over another."""
    found: list[DateText] = []
    for form in _FORMS:
        for match in form.finditer(text):
            one = _date_text(match)
            if one and all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)
    if not found and (whole := _DAY_SLASH_MONTH.fullmatch(text.strip())):
        start = text.index(whole.group())
        one = DateText(
            start, start + len(whole.group()), int(whole["day"]), int(whole["month"]), None
        )
        found = [one] if 1 <= one.month <= 12 and 1 <= one.day <= 31 else []
    return sorted(found, key=lambda one: one.start)


def _date_text(match: re.Match[str]) -> DateText | None:
    groups = match.groupdict()
    day = int(groups["day"])
    if name := groups.get("name"):
        month = next(n for n, form in enumerate(_MONTHS, 1) if re.fullmatch(form, name.lower()))
    else:
        month = int(groups["month"])
    year = int(groups["year"]) if groups.get("year") else None
    short = groups.get("short")
    if short is not None:
        year = int(short) + (2000 if int(short) < 70 else 1900)
    figures = groups.get("s") == "/" and match.start("day") < match.start("month")
    swappable = figures and not name and max(day, month) <= 31
    if not (1 <= day <= 31 and 1 <= month <= (31 if swappable else 12)):
        return None
    weekday = None
    if said := groups.get("weekday"):
        weekday = next(n for n, form in enumerate(_WEEKDAYS) if re.fullmatch(form, said.lower()))
    return DateText(
        match.start(), match.end(), day, month, year, swappable, short is not None, weekday
    )


def read_line(text: str) -> DateLine | None:
    """Read a line as one that tells a date, None where it holds none or is running text."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    dates = find(text)
    if not dates or len(dates) > 3:
        return None
    marked, updated, published = "", None, None
    end = 0
    for one in dates:
        before = text[end : one.start]
        verbs = list(_VERB.finditer(before))
        if verbs and verbs[-1]["updated"]:
            updated = updated or one
        elif published is None:
            published = one
        elif updated is None and one.on() and published.on() and one.on() != published.on():
            return None  # from one day to another: an event
        marked += before + _DATE_SIGN
        end = one.end
    marked += text[end:]
    return DateLine(published, updated, untrimmed(marked))


def untrimmed(text: str) -> str:
    """Return what of a line is no known trimmings of a date."""
    rest = _VERB.sub(" ", text)
    for trimming in _TRIMMINGS:
        rest = trimming.sub(" ", rest)
    if rest.strip(" .\x01") and text.rstrip().endswith(".") and len(text.split()) > 8:
        return " ".join(text.replace(_DATE_SIGN, " ").split())  # a sentence, which goes on
    if len(rest.split()) <= 5:
        rest = _KINDS.sub(" ", rest)
    return re.sub(r"[\s\x01|•·●▪—–\-,:;()/»«>.&#\[\]*@✎📅🗓️]+", " ", rest).strip()


def read_machine(text: str) -> tuple[date, bool] | None:
    """Read what a page says for machines: the day, and whether the clock is the world's.

    Such a day may differ by one from the day that the page shows.
    """
    if found := _ISO.fullmatch(text):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
        zone = found[6] or ""
        return day, bool(found[4]) and (zone == "Z" or (zone.strip("+-0:") == "" and zone != ""))
    dates = [one for one in find(text) if one.year and not one.two_digits]
    if len(dates) == 1 and (said := dates[0].on()):
        return said, text.rstrip().endswith(_WORLD)
    try:
        return parsedate_to_datetime(text).date(), text.rstrip().endswith(_WORLD)
    except (TypeError, ValueError, IndexError):
        return None


def years(text: str) -> Iterator[int]:
    """Yield the years that a heading or an address names."""
    for found in re.finditer(r"(?<!\d)(?:19[89]\d|20\d\d)(?!\d)", text):
        yield int(found.group())


def date_in_address(address: str) -> date | None:
    """Return the day that a post's address holds, as WordPress writes it."""
    found = re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)", address)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
