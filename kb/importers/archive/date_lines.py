"""Which lines of a page say when a post was published: a date, and nothing but known trimmings.

A line's shape is its verb, its form of date and what else stands beside it. The commonest shape
makes the posts: what one page does, it does in every post.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.importers.archive.dates import MONTHS, WrittenDate, find_dates, read_row
from kb.importers.archive.lines import title_likeness

# Whole lines: longer ones are sentences. A title in the same line may be longer.
LONGEST = 80
LONGEST_WITH_TITLE = 160
# Dates with no verb beside them stand in texts, too: only a row of them tells.
ENOUGH_BARE = 3
# The first of the trimmings of lines that are told by what they have alike (`alike`).
ALIKE = "alike"

PUBLISHED = (
    r"publicera[dt](?:es|s)?|publicering(?:s(?:datum|dag|tid))?|publ\.|posta[dt](?:es)?|"
    r"inlag[dt]|upplag[dt]|utlag[dt]|skriv(?:en|et|its)|skrevs|skapa[dt](?:es)?|inför[dt]|"
    r"tillag[dt]|(?:lades|lagts?)\s+(?:upp|ut|in|till)|registrera[dt]|datera[dt]|utgiv(?:en|et)|"
    r"utsän[dt]|skicka[dt]|bloggat|anslag(?:en|et)|posted|published|written|created|submitted|"
    r"added|nyhet(?:en)?\s+(?:från|publicera[dt])"
)
CHANGED = (
    r"(?:(?:senast|sidan|last|texten|artikeln)\s+)*(?:uppdatera[dt](?:es)?|uppdatering|"
    r"ändra[dt](?:es)?|redigera[dt]|revidera[dt]|modifiera[dt]|granska[dt]|updated|modified|"
    r"edited|changed|ändring(?:sdatum)?)"
)
WEEKDAY = (
    r"(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag(?:en)?)?\b\.?|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
)
_COUNT = (
    r"(?:\(?(?:\d+|inga|ingen|en|no|one|0)\)?\s+)?(?:kommentar(?:er)?|comments?|visning(?:ar)?|"
    r"svar|gilla-?markeringar|likes?|reaktion(?:er)?|views?|delningar)\b(?:\s*[(:]?\s*\d+\)?)?|"
    r"(?:lämna|skriv)\s+(?:en\s+)?kommentar(?:er)?|kommentera|leave\s+a\s+(?:comment|reply)|"
    r"läst\s+\d+\s+gånger|(?:lästid\s*:?\s*)?(?:ca\s+)?\d+\s*min(?:uters?|uter)?(?:\s+läsning|"
    r"\s+lästid|\s+read)?"
)
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | (?P<changed>(?:{CHANGED})\b)
    | (?P<published>(?:{PUBLISHED})(?:(?<=\.)|\b))
    | (?P<label>(?:datum|date|dag)\b(?=\s*:?))
    | (?P<weekday>{WEEKDAY})
    | (?P<time>(?:kl(?:ockan)?\b\.?\s*|at\s+)?\d{{1,2}}[.:]\d\d(?:[.:]\d\d)?
        (?:\s*[ap]\.?m\b\.?)?(?![\d.:])
        |kl(?:ockan)?\b\.?\s*\d{{1,2}}\b)
    | (?P<count>{_COUNT})
    | (?P<more>läs\s+mer|read\s+more)
    | (?P<den>(?:den|on|the|d\.)(?!\w))
    | (?P<author>(?:av|by|författare|skribent|redaktör|avsändare|from)\b\s*:?)
    | (?P<category>(?:i|in|under|kategori(?:er)?|category|categories|ämne|ämnen|etiketter?|taggar|
        taggad(?:\s+med)?|tags?|filed\s+under|avdelning|typ)\b\s*:?)
    | (?P<mark>[^\w\s]+)""",
    re.IGNORECASE | re.VERBOSE,
)
# Meant to say when: publicerat den 3 jnui, 2017; publicerad 3/5.
_MEANT = re.compile(
    rf"(?:{PUBLISHED})\s*:?\s*(?:den\s+)?(?:(?:{WEEKDAY})\s*,?\s*)?(?:den\s+)?"
    r"\d[\w\s,./-]{0,30}(?:\d\s*\.?|[^\W\d_]{3,9})\s*$",
    re.IGNORECASE,
)
_NO_YEAR = re.compile(
    rf"\b\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\s*$|\b\d{{1,2}}/\d{{1,2}}\s*$", re.IGNORECASE
)
# Anna säger: above the date of a comment; without its colon it may be a title.
SAYS = re.compile(r"\b(?:säger|skriver|skrev|svarar|kommenterar|says|said)\s*:$", re.IGNORECASE)
_WORD = re.compile(r"\w+|\S")
_WEEKDAY_LAST = re.compile(
    rf"(?P<rest>.*?)\s*\b(?P<weekday>{WEEKDAY}),?(?:\s+den)?\s*", re.IGNORECASE
)
_WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEADS_TO_WEEKDAY = re.compile(r"\b(?:på|till|om|från|i|nästa|varje|den|och|fredag|nu)$", re.I)
# A name or a category after its word: at most so many words of it.
_LONGEST_NAME = 5
_TIME_FIRST = re.compile(
    r"^[,|–—·-]?\s*(?:kl(?:ockan)?\b\.?\s*)?\d{1,2}[.:]\d\d(?![\d.:-])\s*", re.IGNORECASE
)
_DEN_LAST = re.compile(r"(?<=\S)\s+den$", re.IGNORECASE)
# Titles that begin with a small letter: iPad-kurs, e-tjänst; others only behind such a mark.
_SMALL_TITLE = re.compile(r"[a-zåäö](?:-\w|[A-ZÅÄÖ])")
_PARTING = ("-", "–", "—", "|", ":", "(", "/", "·", "•")
_BULLETS = "•·*–—-»›>▪●◦■▸►✓~|"


@dataclass(frozen=True, slots=True)
class Shape:
    """What date lines of one kind have alike.

    Attributes:
        verb: "published", "changed", "label", or "" for a bare date.
        form: of the date.
        trimmings: what else stands before a bare date, and whether a time stands after it.
        title: "" for a line of its own, "before" or "after" where the title stands in the line.
    """

    verb: str
    form: str
    trimmings: tuple[str, ...] = ()
    title: str = ""


_USUAL_SHAPE = Shape("published", "words")
_USUAL = re.compile(r"publicera[dt]\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may say when a post was published; `line` is its index, from 0.

    `title` is what of the line is neither date nor trimmings, or may be its title.
    """

    line: int
    text: str
    written: WrittenDate
    shape: Shape
    title: str = ""
    changed: WrittenDate | None = None

    @property
    def is_like_title(self) -> bool:
        """Whether the line may be the title of a post, its date beside it."""
        return title_likeness(self.text) > 0


@dataclass(frozen=True, slots=True)
class Misspelled:
    """A line that begins as one that says when a post was published, and has no date; and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that says when a post was published; None: why tells why the day is not known."""

    line: int
    published: date | None
    why: str = ""
    title: str = ""
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class DateLines:
    """The date lines of a page, all of one shape, and the other lines that look like some.

    `usual`: they are of the kind that stands under titles: Publicerat den 29 juni, 2017.
    """

    shape: Shape
    lines: tuple[DateLine, ...]
    others: tuple[Candidate, ...]

    usual: bool = False


def find_candidates(lines: Sequence[str]) -> list[Candidate]:
    """Return the lines that are a date with nothing but trimmings, or with a title."""
    found = []
    for index, line in enumerate(lines):
        text = line.strip()
        if not 6 <= len(text) <= LONGEST_WITH_TITLE or not any(map(str.isdigit, text)):
            continue
        if not (index and SAYS.search(lines[index - 1].rstrip())):
            found += _candidates(index, text)
    return found


def find_misspelled(lines: Sequence[str]) -> list[Misspelled]:
    """Return the lines that were meant as date lines: another spelling, no year."""
    found = []
    for index, line in enumerate(lines):
        text = line.strip()
        if len(text) > LONGEST or not _MEANT.match(text) or find_dates(text):
            continue
        why = "has no year" if _NO_YEAR.search(text) else "has no date that can be read"
        found.append(Misspelled(index, text, why))
    return found


def choose(
    candidates: Sequence[Candidate], misspelled: Sequence[Misspelled] = ()
) -> DateLines | None:
    """Return the date lines of a page, None where no shape is sure to be one.

    Misspelled ones stand among them, with no day, where the others say as they do what they date.
    """
    rows: dict[Shape, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        rows[candidate.shape].append(candidate)
    best: tuple[float, DateLines] | None = None
    for shape, all_of_it in rows.items():
        row = _mostly_large(all_of_it) if shape.title else all_of_it
        weight = _weight_alike(shape, row) if _is_alike(shape) else _weight(shape, row)
        if weight <= 0 or (best and weight <= best[0]):
            continue
        days, why = read_row([one.written for one in row])
        if why and any(one.written.short for one in row):
            continue
        date_lines = tuple(
            DateLine(
                one.line,
                None if why else day,
                why or ("" if day else "is no day of the calendar"),
                one.title if shape.title else "",
                one.changed.readings[0] if one.changed else None,
            )
            for one, day in zip(row, days, strict=True)
        )
        taken = {one.line for one in row}
        if shape.verb == "published" and not shape.title:
            meant = [DateLine(one.line, None, one.why) for one in misspelled]
            date_lines = tuple(sorted([*date_lines, *meant], key=lambda one: one.line))
        others = tuple(
            one
            for one in candidates
            if one.line not in taken
            and not _is_alike(one.shape)
            and (not one.shape.title or (one.shape.title == shape.title and one.is_like_title))
        )
        usual = shape == _USUAL_SHAPE and all(_USUAL.match(one.text) for one in row)
        best = weight, DateLines(shape, date_lines, others, usual)
    return best[1] if best else None


def _weight(shape: Shape, row: Sequence[Candidate]) -> float:
    """How much speaks for a row of lines of one shape to be the page's date lines."""
    count = len(row)
    if shape.title:
        if count < ENOUGH_BARE or not _are_titles([one.title for one in row]):
            return 0
        return count * (1.5 if shape.verb else 0.9)
    if any(part.startswith("words") for part in shape.trimmings):
        texts = [one.title for one in row]
        single = shape.verb and all(len(text.split()) == 1 for text in texts)
        if (count < ENOUGH_BARE and not single) or _are_titles(texts):
            return 0
    if shape.verb == "published":
        # A single one may be the page's own, above or below dates without a verb.
        return count * 3 if count > 1 else 2
    if shape.verb:
        return count * 1.5
    return count if count >= ENOUGH_BARE else 0


def _is_alike(shape: Shape) -> bool:
    return shape.trimmings[:1] == (ALIKE,)


def _weight_alike(shape: Shape, row: Sequence[Candidate]) -> float:
    """A little less than the same lines weigh that are told by their words."""
    return len(row) * (2.9 if shape.verb == "published" else 1.4 if shape.verb else 0.95)


def _are_titles(texts: Sequence[str]) -> bool:
    """Tell titles from categories and names, which come again and are short."""
    values = Counter(text.casefold() for text in texts)
    count = values.total()
    words = sum(len(text.split()) * times for text, times in values.items()) / count
    return len(values) > 0.6 * count and words >= 1.5 and not all(map(is_name, texts))


def is_name(text: str) -> bool:
    """Tell whether a text is two or three words that all begin with a capital: Anna Ek."""
    words = text.split()
    return 2 <= len(words) <= 3 and all(map(_NAME_WORD.fullmatch, words))


_SMALL = "[a-zåäöéèáàüóíñšžćčçøæ]+"
_NAME_WORD = re.compile(rf"[^\W\d_a-zåäö]{_SMALL}(?:-[^\W\d_a-zåäö]{_SMALL})?")


def _candidates(index: int, text: str) -> list[Candidate]:
    dates = find_dates(text)
    if not dates:
        return []
    first = dates[0]
    before = _tokens(text[: first.start])
    after = _tokens(text[first.end :], dates[1:2], first.end)
    changed = next((one for kind, one in after if kind == "date"), None)
    kinds_before = [kind for kind, _ in before if kind != "space"]
    kinds_after = [kind for kind, _ in after]
    verb = next((v for v in ("published", "label", "changed") if v in kinds_before), "")
    if not verb and "published" in kinds_after:
        verb = "published"
    two = len(dates) > 1
    if two and not (len(dates) == 2 and "changed" in kinds_after):
        return []
    updated = changed if isinstance(changed, WrittenDate) else None
    form = first.form
    found = []
    free_before = "free" in kinds_before
    free_after = "free" in kinds_after
    plain = not free_before and not free_after
    short = len(text) <= LONGEST and _short_free(before) and _short_free(after)
    if plain or short:
        shape = Shape(verb, form, _trimmings(before, after, bare=not verb))
        beside = before if free_before else after if free_after else []
        words = " ".join(str(value) for kind, value in beside if kind == "free")
        found.append(Candidate(index, text, first, shape, words, updated))
    if not two:
        found += _with_title(
            index, text, first, verb, bool(_content(before)), bool(_content(after))
        )
    return found


def _with_title(
    index: int, text: str, written: WrittenDate, verb: str, before: bool, after: bool
) -> list[Candidate]:
    """The line as a date and a title, parted by a mark or a space."""
    left, right = text[: written.start].strip(), text[written.end :].strip()
    found = []
    if (after and not before) or (after and verb):
        mark, title = _parted(_TIME_FIRST.sub("", right), at_start=True)
        trimmings = tuple(_kinds(_tokens(left), {"mark", "published", "label", "weekday"}))
        shape = Shape(verb, written.form, (*trimmings, mark), "after")
        if _begins_as_title(title, mark):
            found.append(Candidate(index, text, written, shape, title))
    if before and not after:
        undated = _without_weekday(left, written)
        bare = _DEN_LAST.sub("", undated)
        bare = undated if _LEADS_TO_WEEKDAY.search(bare) else bare
        mark, title = _parted(bare, at_start=False)
        trimmings = tuple(_kinds(_tokens(right), {"mark", "time"}))
        den = ("den",) if bare != undated else ()
        shape = Shape("", written.form, (mark, *den, *trimmings), "before")
        if _begins_as_title(title, mark):
            found.append(Candidate(index, text, written, shape, title))
    return found


def _without_weekday(text: str, written: WrittenDate) -> str:
    """Cut the date's weekday off the end of what stands before it; `Loppis på söndag` stays."""
    found = _WEEKDAY_LAST.fullmatch(text)
    day = written.readings[0]
    if found is None or day is None or not found["rest"]:
        return text
    weekday = found["weekday"].casefold()[:3]
    if weekday not in (_WEEKDAYS[day.weekday()], _ENGLISH_WEEKDAYS[day.weekday()]):
        return text
    return text if _LEADS_TO_WEEKDAY.search(found["rest"]) else found["rest"].rstrip(" ,")


def _parted(text: str, *, at_start: bool) -> tuple[str, str]:
    pattern = (
        r"^(?P<mark>[^\w\s\"”“»(]*)\s*(?P<title>.*)$"
        if at_start
        else (r"^(?P<title>.*?)\s*(?P<mark>[^\w\s\"”?!.)%]*\(?)$")
    )
    found = re.match(pattern, text)
    return (found["mark"], found["title"].strip()) if found else ("", text)


def _begins_as_title(title: str, mark: str) -> bool:
    """Tell whether a title may begin so: iPad-kurs, too, and any where a mark parts it."""
    if not any(map(str.isalpha, title)):
        return False
    return not title[0].islower() or bool(_SMALL_TITLE.match(title)) or mark in _PARTING


def _mostly_large(row: list[Candidate]) -> list[Candidate]:
    """Drop the titles that begin with a small letter, where most of a row do."""
    large = [one for one in row if not one.title[:1].islower()]
    return row if 2 * len(large) > len(row) else large


_Token = tuple[str, object]


def _tokens(text: str, dates: Sequence[WrittenDate] = (), shift: int = 0) -> list[_Token]:
    """Cut a text into known trimmings and free words; a date in it is one, too."""
    tokens: list[_Token] = []
    at = 0
    name = 0
    while at < len(text):
        inside = next((one for one in dates if one.start - shift == at), None)
        if inside:
            tokens.append(("date", inside))
            at = inside.end - shift
            name = 0
            continue
        found = _TOKEN.match(text, at)
        kind = found.lastgroup if found else None
        if kind in ("author", "category") and name:
            kind = None if kind == "category" else kind
        if found and kind == "space":
            at = found.end()
            continue
        if found and kind and not (name and kind == "weekday"):
            if kind in ("author", "category"):
                name = _LONGEST_NAME + 1
            elif kind != "mark" or found.group() not in (".", "-", "&", ",", "’", "'", "@"):
                name = 0
            tokens.append((kind, found.group()))
            at = found.end()
            continue
        word = _WORD.match(text, at)
        assert word is not None  # noqa: S101  (white space was taken above)
        if name > 1:
            name -= 1
            tokens.append(("name", word.group()))
        else:
            tokens.append(("free", word.group()))
        at = word.end()
    return tokens


def _kinds(tokens: Sequence[_Token], wanted: set[str]) -> list[str]:
    return [str(value) if kind == "mark" else kind for kind, value in tokens if kind in wanted]


def _content(tokens: Sequence[_Token]) -> list[_Token]:
    """What may be a title: words that are not only verbs, weekdays or times."""
    return [token for token in tokens if token[0] in ("free", "name", "count", "more")]


def _short_free(tokens: Sequence[_Token]) -> bool:
    """Tell whether the free words may be a category or a name: few, set off by marks, capital."""
    free = [str(value) for kind, value in tokens if kind == "free"]
    if not free:
        return True
    return len(free) <= 3 and not free[0][0].islower()


def _trimmings(before: Sequence[_Token], after: Sequence[_Token], *, bare: bool) -> tuple[str, ...]:
    free = [
        f"words {side}"
        for side, tokens in (("before", before), ("after", after))
        if any(kind == "free" for kind, _ in tokens)
    ]
    if not bare:
        return tuple(free)
    lead = [
        str(value) if kind == "mark" else kind
        for kind, value in before
        if kind in ("mark", "weekday", "time")
    ]
    time = ["time"] if any(kind == "time" for kind, _ in after) else []
    return (*lead, *time, *free)
