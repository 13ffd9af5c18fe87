"""News pages as copied from sites of any layout, with what they hold, to examine the importer.

Made without a look at how `kb.importers.archive` reads a page. `python -m tests.archive_exam`
prints, page by page, how many posts came in right and how many were stored wrong.

A page is made of rows: what a line is, and the line. Its text is the lines; what it holds follows
from what they are.
"""

import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.archive.page import read_archive

MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SHORT = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
SHORT_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")


class Held(NamedTuple):
    """A post that a page holds."""

    published: date
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """A copied page, and the posts in it."""

    name: str
    text: str
    posts: tuple[Held, ...]


# --- what posts say ---------------------------------------------------------------------------

TITLES = (
    *("Ny styrelse vald", "Bygdens dag lockade rekordmånga", "Vinterns öppettider i hallen"),
    *("Tack alla frivilliga!", "Vem vill bli nästa kassör?", "Vår", "Cykelvägen till Lillån klar"),
    *(
        "Fem frågor till den nya rektorn",
        "10 saker du inte visste om sjön",
        "INSTÄLLT: Kvällskursen",
    ),
    *("Årsmöte 24 mars", "Verksamhetsåret 2013 i siffror", "”Vi har aldrig varit så många”"),
    *("Bidrag från Leader till kvarnen", "Nytt avtal – vad betyder det för oss", "Loppis i ladan"),
    *(
        "Kallelse till extra stämma",
        "Sommarlov: så håller vi öppet",
        "Glad påsk",
        "Vi söker ledare",
    ),
    *(
        "Rapport från resan till Gotland",
        "Pressmeddelande: Andelsjordbruk växer",
        "Tredje plats i DM",
    ),
    *(
        "Så sorterar du från och med hösten",
        "Hyran höjs med två procent",
        "En kväll om folkrörelsen",
    ),
    *("Nyhetsbrev nr 4", "Kaffe och samtal på biblioteket", "Ny bok om brukets historia"),
    *(
        "Lyckad premiär för barnkören",
        "Medlemsavgiften 2015",
        "Väl mött i september",
    ),
    *(
        "Ordförande har ordet",
        "Stormen Egon drog in över skogarna och slog ut strömmen i två dygn för hela"
        " den norra delen av socknen",
        "e-tjänst för bygglov",
        "Om trygghet i Nya Strömsbro",
    ),
    *(
        "Arbetsgruppen för vindkraft har börjat",
        "Motioner ska vara inne i tid",
        "Grattis Ebba och Noel",
    ),
    *(
        "Ny hemsida",
        "Öppet hus",
        "Tillfälligt stängt",
        "Stugan är uthyrd",
        "Skidspåren preparerade",
    ),
    *(
        "Kulturnatten närmar sig",
        "Vattenläckan är lagad",
        "Hur mår Östersjön?",
        "Studieresa med LRF",
    ),
)
OPENINGS = (
    "Under helgen samlades ett sextiotal medlemmar i bystugan för att tala om framtiden.",
    "Nu är det klart att arbetet kan börja redan i höst.",
    "Styrelsen har beslutat att skjuta upp kursen till våren.",
    "Det blev en kväll att minnas när kören bjöd på sånger från hela Norden.",
    "Kommunen och föreningen har skrivit ett avtal som gäller i tre år.",
    "Vill du vara med och påverka hur torget ska se ut?",
    "Efter flera månaders väntan kom beskedet i går: ansökan är beviljad.",
    "Den 12 april 2011 höll vi vårt första möte, och mycket har hänt sedan dess.",
    "Anna-Lena Ström, som har varit vaktmästare i 31 år, går i pension.",
    "I år är det hundra år sedan skolan byggdes, och det ska firas.",
    "Temat för höstens cirklar är mat, klimat och grannskap.",
    "Vi har fått in över hundra förslag – tack för dem!",
    "Från och med den 1 juli gäller nya regler för den som eldar.",
    "Projektet Landsbygd 2.0 drivs av bl.a. Hushållningssällskapet och fyra kommuner.",
)
SENTENCES = (
    "Kaffe med dopp kostar 40 kr och går till ungdomssektionen.",
    "Den som inte kan komma hör av sig till kansliet senast kl. 16.00.",
    "Fler bilder finns på vår sida.",
    "– Det känns fantastiskt, säger projektledaren Maria Öberg.",
    "”Det är ju våra barn det handlar om”, sade en av föräldrarna.",
    "Beslutet fattades den 3 maj 2011 och kan överklagas inom tre veckor.",
    "Läs mer om hur du söker på länsstyrelsens webbplats.",
    "Bussen stannar vid macken, och därifrån är det 300 meter att gå.",
    "Ungefär hälften av deltagarna var under 25 år.",
    "Avgiften är 250 kronor per år och familj.",
    "Enligt planen ska bron vara färdig till midsommar 2016.",
    "Har du frågor? Mejla info@exempelbygd.se eller ring 0123-456 78.",
    "Under 2014 ökade antalet lån med 12,5 procent.",
    "Sedan följde avtackning, lotteri och dans till Sven-Eriks.",
    "Arbetet bekostas av EU:s landsbygdsprogram.",
    "Det är andra året i rad som laget når final.",
    "Alla är välkomna, medlem eller inte.",
    "Protokollet ligger framme i foajén hela veckan.",
    "Vi återkommer med datum för nästa träff.",
    "Snön ställde till det, men stämningen var på topp.",
    "Publicerat material får användas fritt av föreningar.",
    "Kategorierna är tre: barn, ungdom och vuxna.",
)
# Paragraphs of one line that are no titles, and lists.
LINES = (
    ("Tid: torsdag 5 maj kl. 18.30", "Plats: Folkets hus"),
    ("Program", "10.00 Samling", "11.00 Guidad tur", "12.30 Lunch"),
    ("• Sittunderlag", "• Matsäck", "• Kläder efter väder"),
    ("- Val av ordförande", "- Val av revisorer", "- Övriga frågor"),
    ("1. Anmäl dig", "2. Betala avgiften", "3. Kom i tid"),
    ("Varmt välkomna!",),
    ("/Styrelsen",),
    ("Hälsningar", "Gunilla och Per"),
    ("Foto: Karin Lindh",),
    ("Bakgrund",),
    ("Lördag 14 juni är det dags igen.",),
    ("Söndag 9 mars kl. 10 Familjegudstjänst", "Onsdag 12 mars kl. 19 Passionsandakt"),
    ("OBS! Ta med legitimation.",),
    ("Mer information: www.exempelbygd.se/kurs",),
    ("Årets stipendiater:", "Ebba Nord", "Ali Hassan", "Noel Lund"),
)
PEOPLE = ("admin", "Karin Lindh", "Redaktionen", "Per-Olof Ek", "kansliet", "webmaster", "Åsa N")
CATEGORIES = ("Nyheter", "Allmänt", "Föreningen", "Pressmeddelanden", "Ungdom", "Okategoriserade")


class Says:
    """What posts say, drawn by a random generator."""

    def __init__(self, rng: random.Random, rich: bool) -> None:
        self._rng = rng
        self._rich = rich
        self._titles = rng.sample(TITLES, len(TITLES))

    def title(self) -> str:
        return self._titles.pop()

    def body(self) -> list[list[str]]:
        """Paragraphs, each with its lines."""
        rng = self._rng
        count = rng.choice((1, 1, 2, 2, 3, 4, 6)) if self._rich else rng.choice((1, 1, 2))
        pool = rng.sample(SENTENCES, len(SENTENCES))
        paragraphs = [[rng.choice(OPENINGS)]]
        if rng.random() < 0.8:
            paragraphs[0][0] += " " + " ".join(pool.pop() for _ in range(rng.randint(1, 2)))
        for _ in range(count - 1):
            if self._rich and rng.random() < 0.35:
                paragraphs.append(list(rng.choice(LINES)))
            else:
                paragraphs.append([" ".join(pool.pop() for _ in range(rng.randint(1, 3)))])
        return paragraphs


# --- how dates are written --------------------------------------------------------------------

Form = Callable[[date], str]


def month(day: date) -> str:
    return MONTHS[day.month - 1]


def short(day: date) -> str:
    return SHORT[day.month - 1]


def weekday(day: date) -> str:
    return DAYS[day.weekday()]


FORMS: dict[str, Form] = {
    "long": lambda d: f"{d.day} {month(d)} {d.year}",
    "long-comma": lambda d: f"{d.day} {month(d)}, {d.year}",
    "month-first": lambda d: f"{month(d)} {d.day}, {d.year}",
    "month-first-capital": lambda d: f"{month(d).capitalize()} {d.day:02}, {d.year}",
    "short": lambda d: f"{d.day} {short(d)} {d.year}",
    "short-comma": lambda d: f"{d.day} {short(d)}, {d.year}",
    "short-dot": lambda d: f"{d.day} {short(d)}. {d.year}",
    "short-capital": lambda d: f"{d.day:02} {short(d).upper()} {d.year}",
    "short-first": lambda d: f"{short(d).capitalize()} {d.day}, {d.year}",
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dots-padded": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "dots-year-first": lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    "day-slash-month": lambda d: f"{d.day}/{d.month} - {d.year}",
    "day-slash-month-year": lambda d: f"{d.day}/{d.month} {d.year}",
    "den": lambda d: f"den {d.day} {month(d)} {d.year}",
    "weekday": lambda d: f"{weekday(d)} {d.day} {month(d)} {d.year}",
    "weekday-capital-comma": lambda d: f"{weekday(d).capitalize()}, {d.day} {month(d)} {d.year}",
    "weekday-den": lambda d: f"{weekday(d).capitalize()}en den {d.day} {month(d)} {d.year}",
    "weekday-short": lambda d: f"{SHORT_DAYS[d.weekday()]} {d.day} {short(d)} {d.year}",
    "weekday-iso": lambda d: f"{SHORT_DAYS[d.weekday()].capitalize()} {d.isoformat()}",
    "english": lambda d: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    "english-short": lambda d: f"{ENGLISH[d.month - 1][:3]} {d.day}, {d.year}",
    "compact": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "dashes-day-first": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
}
BEFORE = (
    *("", "", "", "Publicerat ", "Publicerad ", "Publicerat den ", "Publicerad: ", "Publicerat: "),
    *("Postat ", "Postad den ", "Postades ", "Inlagt ", "Inlagd av {who} ", "Skrivet den "),
    *("Skrivet av {who} den ", "Skriven ", "Uppdaterad ", "Senast uppdaterad: ", "Datum: "),
    *(
        "Posted on ",
        "Posted by {who} on ",
        "Publicerad av {who} ",
        "{category} | ",
        "{category} – ",
    ),
    *("Nyhet ", "• ", "» ", "Nyhet, ", "Av {who} | ", "{who} / ", "Lades upp ", "Tid: "),
    *("Skapad: ", "Publiceringsdatum: ", "Artikel publicerad ", "Nyheten publicerades "),
)
AFTER = (
    *("", "", "", " av {who}", " kl {time}", " kl. {dot}", ", {time}", " {time}", " | {category}"),
    *(" i {category}", " · Inga kommentarer", " | 3 kommentarer", " av {who} i {category}", "."),
    *(" – {who}", " | Uppdaterad {updated}", " (uppdaterad {updated})", " | {who}", " by {who}"),
    *(" // {category}", " av: {who}", " Kommentera", " · Lästid 2 minuter", " klockan {dot}"),
)


@dataclass(frozen=True)
class Stamp:
    """How a site writes the line with a date."""

    form: Form
    before: str
    after: str
    who: str
    category: str
    capital: bool

    def line(self, day: date, rng: random.Random) -> str:
        minute = f"{rng.randint(7, 22):02}", f"{rng.randint(0, 59):02}"
        values = {
            "who": self.who,
            "category": self.category,
            "time": ":".join(minute),
            "dot": ".".join(minute),
            "updated": self.form(day + timedelta(days=3)),
        }
        line = self.before.format(**values) + self.form(day) + self.after.format(**values)
        return line[0].upper() + line[1:] if self.capital else line


# --- what stands around posts -----------------------------------------------------------------

HEADS = (
    (),
    ("Nyheter",),
    ("Aktuellt",),
    ("Hoppa till innehåll", "Strömsbro bygdeförening", "Start", "Om oss", "Kontakt", "Nyheter"),
    ("Meny", "Sök", "Hem", "Medlem", "Kalender", "Nyhetsarkiv"),
    ("Vi använder kakor för att webbplatsen ska fungera bättre. Läs mer om kakor", "Jag förstår"),
    ("Start / Om oss / Nyheter", "Nyheter", "Här hittar du våra senaste nyheter."),
    ("Du är här: Hem > Aktuellt", "Aktuellt", "Lyssna"),
    ("HEM FÖRENINGEN KALENDER BILDER GÄSTBOK KONTAKT", "Senaste nytt"),
    ("Norra Åkers IF", "Bilda förening, bygga bygd", "Nyheter", "Visa alla", "Filtrera på år"),
    ("Kategori: Nyheter",),
    ("Arkiv för 2014",),
    ("Logga in", "Bli medlem", "Startsida", "Kooperativet Kajutan", "Alla inlägg"),
)
TAILS = (
    (),
    ("← Äldre inlägg",),
    ("← Äldre inlägg", "Nyare inlägg →"),
    ("Äldre inlägg »",),
    (
        "Senaste inlägg",
        "Ny hemsida",
        "Glad påsk",
        "Arkiv",
        "maj 2014",
        "april 2014",
        "mars 2014 (3)",
    ),
    ("Sida 1 av 7", "1 2 3 … 7 Nästa »"),
    ("Föregående", "1", "2", "3", "Nästa"),
    ("Visa fler",),
    ("Kategorier", "Allmänt (12)", "Nyheter (40)", "Arkiv", "2014", "2013", "Meta", "Logga in"),
    (
        "Kontakta oss",
        "Strömsbro bygdeförening",
        "Byvägen 3",
        "123 45 Strömsbro",
        "Tel: 0123-456 78",
    ),
    ("© 2015 Kooperativet Kajutan", "Webbplatsen drivs med WordPress"),
    ("Drivs med WordPress",),
    ("Följ oss på Facebook", "Om kakor", "Tillgänglighetsredogörelse", "Till sidans topp"),
    ("Etiketter", "bygd barn kurs kultur", "Arkiv", "Välj månad"),
    (
        "Sök efter:",
        "Senaste kommentarer",
        "Karin om Loppis i ladan",
        "Drivs med WordPress | Tema: Twenty",
    ),
)
ENDS = (
    *((), (), ()),
    *(("Läs mer",), ("Läs mer »",), ("Läs mer →",), ("Läs mer…",), ("[Läs mer]",), (">> Läs mer",)),
    *(("Läs hela inlägget",), ("Fortsätt läsa {title} →",), ("Läs mer om {title}",)),
    *(("Lämna en kommentar",), ("Inga kommentarer",), ("0 kommentarer",), ("2 kommentarer",)),
    *(("Kommentarer inaktiverade för {title}",), ("Kommentera",), ("Kommentarer (0)",)),
    *(("Publicerat i {category} | Lämna en kommentar",), ("Publicerat i {category}",)),
    *(("Publicerat i {category} | Etiketter bygd, kurs | Lämna ett svar",),),
    *(("Kategori: {category}",), ("Etiketter: bygd, kurs",), ("Taggar: bygd, kurs",)),
    *(("Dela",), ("Dela på Facebook", "Dela på Twitter"), ("Dela: Facebook Twitter LinkedIn",)),
    *(("Dela denna sida", "Facebook", "Twitter", "E-post"), ("Skriv ut",), ("Tipsa en vän",)),
    *(("Till toppen",), ("Permalänk",), ("Gilla", "Dela"), ("Läs mer", "Dela")),
    *(("Share this:", "Twitter", "Facebook", "Gilla detta:", "Gilla Laddar in …"),),
)
SIDES = (
    *("TDB", "TBD", "DTB", "TADB", "TDAB", "TCDB", "CDTB", "DCTB", "D-T", "T-D", "CTDB"),
    *("TCBD", "TDCB"),
)
# What joins date and title in one line.
DATE_FIRST = (
    "{date} {title}",
    "{date} - {title}",
    "{date} – {title}",
    "{date}: {title}",
    "{date} | {title}",
)
TITLE_FIRST = (
    "{title} ({date})",
    "{title} – {date}",
    "{title} | {date}",
    "{title}, {date}",
    "{title} {date}",
)
# Where lines are blank: between a post's parts, between paragraphs, between posts.
SPACINGS = {
    "airy": (1, 1, 1),
    "airier": (1, 1, 2),
    "usual": (0, 1, 1),
    "dense": (0, 0, 1),
    "none": (0, 0, 0),
    "title apart": (1, 0, 1),
}


@dataclass(frozen=True)
class Layout:
    """How a site lays out its posts.

    Attributes:
        side: the order of title, date, author, category and text (body).
        spacing: lines that are blank within a post's head, between paragraphs, between posts.
        joiner: what a line with both date and title is; empty where they have lines of their own.
        varied: whether categories differ from post to post.
        ending: what closes every post.
    """

    side: str
    spacing: tuple[int, int, int]
    stamp: Stamp
    joiner: str
    varied: bool
    ending: tuple[str, ...]
    author: tuple[str, ...]

    @property
    def date_last(self) -> bool:
        return self.side.endswith("BD")

    def rows(self, held: Held, body: list[list[str]], rng: random.Random) -> list[str]:
        """Return the lines of a post."""
        within, between_paragraphs, before = self.spacing
        stamp = self.stamp
        parts = {"T": held.title, "D": stamp.line(held.published, rng)}
        parts["A"] = rng.choice(self.author) if len(self.author) > 1 else self.author[0]
        parts["C"] = rng.choice(CATEGORIES) if self.varied else stamp.category
        if self.joiner:
            above = [self.joiner.format(date=stamp.form(held.published), title=held.title)]
        else:
            above = [parts[letter] for letter in self.side.removesuffix("BD").replace("B", "")]
        lines = [""] * before
        for row in above:
            lines += [row, *[""] * within]
        for number, paragraph in enumerate(body):
            lines += ([""] * between_paragraphs if number else []) + paragraph
        ending = [each.format(title=held.title, category=stamp.category) for each in self.ending]
        if self.date_last:
            return [*lines, *[""] * within, parts["D"], *([""] * within if ending else []), *ending]
        return [*lines, *([""] * between_paragraphs if ending else []), *ending]


def _stamp(form: str, one_line: bool, rng: random.Random) -> Stamp:
    before, after = ("", "") if one_line else (rng.choice(BEFORE), rng.choice(AFTER))
    for each in ("{who}", "{category}"):
        if each in before and each in after:
            after = ""
    if before.endswith("den ") and form in ("den", "weekday-den", "weekday", "weekday-short"):
        form = "long"
    if "|" in before and after.startswith(" |"):
        after = ""
    who, category = rng.choice(PEOPLE), rng.choice(CATEGORIES)
    return Stamp(FORMS[form], before, after, who, category, rng.random() < 0.7)


def make_page(seed: int) -> Page:
    """Make one page; the same seed makes the same page."""
    rng = random.Random(seed)
    side = SIDES[seed % len(SIDES)]
    spacing = rng.choice(list(SPACINGS))
    one_line = side in ("D-T", "T-D")
    if side.endswith("BD") and spacing == "none":
        spacing = "dense"  # where nothing parts posts, nobody can tell which side a line is on
    form = rng.choice(list(FORMS))
    if one_line and form == "compact":
        form = "iso"
    stamp = _stamp(form, one_line, rng)
    joiner = rng.choice(DATE_FIRST if side == "D-T" else TITLE_FIRST)
    varied = rng.random() < 0.5
    end, head, tail = rng.choice(ENDS), rng.choice(HEADS), rng.choice(TAILS)
    author = (f"Av {stamp.who}", f"Av: {stamp.who}") if seed % 2 else (f"av {stamp.who}",)
    layout = Layout(side, SPACINGS[spacing], stamp, joiner if one_line else "", varied, end, author)
    rich = spacing not in ("none", "dense", "title apart") and rng.random() < 0.7
    says = Says(rng, rich)
    day = date(2009, 1, 1) + timedelta(days=rng.randint(600, 5000))
    posts, lines = [], list(head)
    for _ in range(rng.randint(5, 11)):
        day -= timedelta(days=rng.choice((1, 3, 8, 20, 45)))
        title, body = says.title(), says.body()
        held = Held(day, title, "\n".join(line for paragraph in body for line in paragraph))
        posts.append(held)
        lines += layout.rows(held, body, rng)
    if tail and tail[0].startswith("Senaste inlägg") and rng.random() < 0.5:
        # What a site lists beside its posts: their titles, sometimes with their dates.
        recent = [row for held in posts[:4] for row in (held.title, stamp.form(held.published))]
        tail = ("Senaste inlägg", *(recent if varied else recent[::2]), *tail[3:])
    lines += [""] * max(1, layout.spacing[2]) + list(tail)
    around = [" / ".join(each)[:30] for each in (end, head, tail)]
    written = f"[{stamp.before}…{stamp.after}] {layout.joiner}"
    name = f"{seed:03} {side} {form} {written} {spacing} end, head, tail: {around}"
    return Page(name, "\n".join(lines) + "\n", tuple(posts))


def pages(count: int, first: int = 0) -> list[Page]:
    """Return so many made pages."""
    return [make_page(seed) for seed in range(first, first + count)]


# --- pages written by hand --------------------------------------------------------------------

_MARK = re.compile(r"^(T|B|X|D (\d{4}-\d\d-\d\d)|I (\d{4}-\d\d-\d\d) \{(.*?)\})\|(.*)$")


def read_marked(text: str, name: str) -> Page:
    """Read a page whose lines say what they are.

    T| a title · D 2014-05-03| its date · I 2014-05-03 {Title}| both in one line · B| a line of the
    text · X| none of them · a blank line. A title or date begins a post when the last one has that
    already; P| parts posts where that does not tell.
    """
    lines: list[str] = []
    posts: list[Held] = []
    for piece in re.split(r"^P\|\n", text, flags=re.MULTILINE):
        title, day, body = "", None, []
        for line in piece.splitlines():
            marked = _MARK.match(line)
            if not line.strip():
                lines.append("")
                continue
            assert marked, f"{name}: {line!r}"
            kind, raw = marked[1][0], marked[5]
            lines.append(raw)
            if kind == "T":
                title = raw.strip()
            elif kind == "D":
                day = date.fromisoformat(marked[2])
            elif kind == "I":
                day, title = date.fromisoformat(marked[3]), marked[4]
            elif kind == "B":
                body.append(raw)
        if day is not None:
            posts.append(Held(day, title, "\n".join(body)))
    return Page(name, "\n".join(lines) + "\n", tuple(posts))


def pages_by_hand(folder: Path) -> list[Page]:
    """Return the pages that were written by hand."""
    return [
        read_marked(path.read_text("utf-8"), path.stem) for path in sorted(folder.glob("*.txt"))
    ]


# --- what comes of them -----------------------------------------------------------------------


@dataclass
class Result:
    """What the importer made of a page."""

    page: Page
    right: int
    wrong: list[str]
    missing: list[str]
    quarantined: int


def squeezed(text: str) -> str:
    """A text without its white space, and without what marks items of lists."""
    lines = (re.sub(r"^\s*(?:[•\-–—*]|\d+[.)])\s+", "", line) for line in text.splitlines())
    return re.sub(r"\s+", "", "".join(lines))


def examine(page: Page) -> Result:
    """Read a page, and hold what came in against what it holds."""
    try:
        found = read_archive(page.text, page.name)
    except ImportFileError as error:
        return Result(page, 0, [], [f"nothing came in: {str(error)[len(page.name) :][:200]}"], 0)
    held = {(p.published, " ".join(p.title.split()), squeezed(p.text)): p for p in page.posts}
    right, wrong = set(), []
    for post in found.posts:
        text = "\n".join(paragraph.text for paragraph in render(post.body).paragraphs)
        key = (post.published, post.title, squeezed(text))
        if key in held:
            right.add(key)
            continue
        near = [p for p in page.posts if p.published == post.published]
        about = "no such post"
        if near:
            same = [p for p in near if p.title == post.title]
            about = _difference(same[0].text, text) if same else f"title is {near[0].title!r}"
        wrong.append(f"{post.published} {post.title!r}: {about}")
    missing = [f"{p.published} {p.title!r}" for key, p in held.items() if key not in right]
    return Result(page, len(right), wrong, missing, len(found.quarantined))


def _difference(gold: str, found: str) -> str:
    one, other = gold.splitlines(), found.splitlines()
    more = [line for line in other if squeezed(line) and squeezed(line) not in squeezed(gold)]
    less = [line for line in one if squeezed(line) and squeezed(line) not in squeezed(found)]
    return f"has besides {more[:2]}, lacks {less[:2]}"


def report(results: Iterable[Result], *, shown: int = 2) -> Iterator[str]:
    """Yield a line a page that is not all right, and the sum."""
    posts = right = wrong = 0
    kinds: dict[str, list[int]] = {}
    for result in results:
        count = len(result.page.posts)
        posts, right, wrong = posts + count, right + result.right, wrong + len(result.wrong)
        if result.wrong or result.right < count:
            how = f"{result.right}/{count}, {len(result.wrong)} wrong, {result.quarantined} q"
            yield f"{how}: {result.page.name}"
            for line in (*result.wrong[:shown], *result.missing[:1]):
                yield f"      {line[:230]}"
        side = result.page.name.split()[1] if result.page.name[:3].isdigit() else "by hand"
        tally = kinds.setdefault(side, [0, 0, 0])
        for index, number in enumerate((count, result.right, len(result.wrong))):
            tally[index] += number
    for side, (of, good, bad) in sorted(kinds.items()):
        yield f"  {side:8} {good} of {of} right, {bad} wrong"
    shares = [f"{number / max(posts, 1):.3f}" for number in (right, wrong)]
    yield f"{posts} posts: {right} right ({shares[0]}), {wrong} stored wrong ({shares[1]})"


def main(arguments: Sequence[str]) -> None:
    """Print what comes of the pages; a seed prints that page."""
    if arguments and arguments[0].isdigit() and len(arguments) == 1:
        page = make_page(int(arguments[0]))
        print(page.text)
        result = examine(page)
        print(*result.wrong, "MISSING", *result.missing, sep="\n")
        return
    count = int(arguments[1]) if len(arguments) > 1 else 110
    results = [examine(page) for page in pages(count)]
    print(*report(results), sep="\n")
    folder = Path(__file__).parent / "golden" / "archive_exam"
    if folder.is_dir():
        print("\nby hand")
        print(*report([examine(page) for page in pages_by_hand(folder)], shown=3), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
