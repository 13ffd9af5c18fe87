"""Made-up pages in any layout, with the posts that they were made from.

`make_page` draws everything that may differ from site to site: on which side of the date the
title stands, how dates are written and trimmed, what parts the posts, what stands above, below
and beside them. All sentences are invented for this.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


def _listed(text: str) -> list[str]:
    return text.split(";")


def _worded(text: str) -> list[str]:
    return text.split()


_PLACES = _worded("Ekeby Norrvik Sandhult Granåsa Hjortsjö Kalvnäs Mossbo Tallhöjden Vråka Ängsta")
_PEOPLE = _listed(
    "Anna Ek;Sven Ståhl;Maria Lindqvist;Olle Berg;Karin Åkesson;Per-Erik Dahl;Fatima Noor;"
    "Göran Öst;Lisa Holm;Mikael Sand"
)
_SUBJECTS = _listed(
    "Styrelsen;Kommunen;Föreningen;En grupp grannar;Skolans elever;Hembygdsgården;Biblioteket;"
    "Vår nya projektledare;Länsstyrelsen;Kooperativet;Bygdens företagare;Räddningstjänsten;"
    "Medlemmarna;Ungdomsrådet;Fritidsgården;Simklubben;Församlingen;Vägföreningen"
)
_VERBS = _listed(
    "har bestämt att;berättar att;meddelar att;vill påminna om att;är glada över att;"
    "räknar med att;har länge hoppats på att;noterar att;föreslår att;undersöker om"
)
_CLAUSES = _listed(
    "den gamla kvarnen ska rustas upp under hösten;fler kan åka kollektivt till {place};"
    "parkeringen vid badplatsen stängs i två veckor;arbetet med stigen kring {place} går vidare;"
    "avgiften är densamma nästa år;dörrarna öppnas klockan 18 och stängs när alla har gått hem;"
    "det finns kaffe och bullar till självkostnadspris;nya bänkar står på plats före midsommar;"
    "alla som vill kan anmäla sig hos {person};lokalen har fått ny värme och nya fönster;"
    "bidraget räcker till både verktyg och virke;matserveringen tar emot fler frivilliga;"
    "sjöns vatten är klarare än på många år;intresset är större än antalet platser;"
    "barnens teckningar visas i foajén;gatan grävs upp för att ledningarna är slitna;"
    "mötet flyttas från den 12 maj till den 19 maj;sista dag för ansökan är 15 oktober 2024;"
    "vi träffas varannan torsdag i källaren under affären;fiberkabeln nu ligger i backen"
)
_STARTS = _listed(
    "I går kväll;Efter flera års väntan;Sedan i våras;Tack vare många ideella timmar;"
    "Trots regnet;Under veckan;Inför sommaren;Som vi tidigare har skrivit"
)
_QUOTES = _listed(
    "– Jag trodde inte mina ögon, säger {person}.;– Nu kan vi äntligen börja, hälsar {person}.;"
    "– Det här betyder allt för oss som bor i {place}.;”Det är tillsammans vi blir starka”, säger "
    "{person}."
)
_TITLES = _listed(
    "Kvarnen får nytt tak;Fler bussar till {place};Årsmöte i bygdegården;Så blev vår dag i {place};"
    "Är du vår nya kassör?;STÄDDAG;Loppis;Bidrag till unga företagare;Hur ska vi värma våra hus?;"
    "Nytt från styrelsen;Vi söker ledare till hösten;Tack alla frivilliga!;Invigning av leken;"
    "VÄGARBETE VID {place};Öppet hus 14 mars;Rapport från sjön 2019;Varför sjunker medlemstalet?;"
    "10 råd för en torr källare;Bredbandet: så går det vidare;Skridskobanan är spolad;"
    "Möt {person}, ny på kontoret;{place} har fått en mötesplats;Nyhetsbrev nr 4;Kom och provspela;"
    "”Vi ger oss aldrig” – intervju med {person};Förskolan växer;Ny lag om tillgänglighet;"
    "Så röstade {place};Kurs i släktforskning;Sommarens program;Lediga odlingslotter;"
    "Vattnet är tjänligt igen;Soppa, sång och samtal;Grattis {person}!;Fisketävlingen ställs in;"
    "Länets minsta bibliotek firar tio år;Företagsfrukost;Information om sophämtning;"
    "Julmarknad i {place};Valborg 2020;Vinnarna i fototävlingen;Kök till uthyrning;Höstlov!;"
    "Vårt remissvar om strandskydd och byggrätter vid mindre sjöar och vattendrag;"
    "Ett steg närmare ny idrottshall;Kallelse;Medlem i fokus;{place} söker fler cykelvänner;"
    "Protokoll från extra stämma;Trygghetsvandring på tisdag;Elbilspool i {place}"
)
_SUBHEADINGS = _listed("Bakgrund;Så anmäler du dig;Vad händer nu?;Praktiskt;Fakta")
_ITEMS = _listed("kratta och handskar;matsäck för en dag;oömma kläder;glatt humör;egen kopp")
_MONTHS = _worded(
    "januari februari mars april maj juni juli augusti september oktober november december"
)
_SHORT = _worded("jan feb mar apr maj jun jul aug sep okt nov dec")
_ENGLISH = _worded(
    "January February March April May June July August September October November December"
)
_DAYS = _worded("måndag tisdag onsdag torsdag fredag lördag söndag")
_SHORT_DAYS = _worded("mån tis ons tors fre lör sön")
_CATEGORIES = _worded("Nyheter Evenemang Projekt Pressmeddelande Miljö Kultur Medlemsnytt Omvärld")

_MENUS = _listed(
    "Start;Om oss;Nyheter;Kalender;Medlem;Kontakt;Styrelse;Galleri;Dokument;Länkar;Bli medlem;"
    "Projekt;Hyra lokal;In English;Press;Kurser;Butik;Stöd oss;Lediga jobb;Vanliga frågor"
)
_HEADINGS = _listed(
    "Nyheter;Aktuellt;Blogg;Senaste nytt;Nyhetsarkiv;Nytt från föreningen;Alla nyheter;På gång;"
    "Nyheter 2019;Aktuellt från kansliet"
)
_HEROES = _listed(
    "Här samlar vi allt som händer i föreningen.;"
    "Välkommen till oss! Vi är en ideell förening som arbetar för en levande bygd, och här kan du "
    "läsa om vad vi gör.;Följ vårt arbete vecka för vecka."
)
_COOKIES = _listed(
    "Vi använder kakor för att förbättra din upplevelse. Genom att surfa vidare godkänner du det.;"
    "Den här webbplatsen använder cookies.\nGodkänn alla\nInställningar;Vi använder kakor."
)
_TAILS = _listed(
    "← Äldre inlägg;Föregående\n1\n2\n3\nNästa;1 2 3 … 9 Nästa »;Nästa sida »;Visa fler;"
    "« Äldre inlägg\nNyare inlägg »;Sida 1 av 12;Ladda fler nyheter;Fler nyheter;"
    "Till toppen;Older posts"
)
_SIDEBARS = _listed(
    "Senaste inlägg\n{title}\n{title2};Arkiv\nmaj 2019\napril 2019 (3)\nmars 2019;"
    "Kategorier\nMiljö (4)\nKultur (2);Sök\nSök efter:;Etiketter\nskola\nväg\nsjö;"
    "Följ oss\nFacebook\nInstagram;Länkar\nKommunen\nLänsstyrelsen;Nyhetsbrev\nPrenumerera"
)
_FOOTERS = _listed(
    "© 2021 Föreningen;Kontakt\nStorgatan 4, 123 45 Ekeby\nTelefon: 0123-456 78;"
    "Drivs med WordPress;Copyright Hembygdsföreningen;Kontakta oss\ninfo@exempel.se;"
    "Org.nr 802400-1234;Om webbplatsen\nKakor\nTillgänglighetsredogörelse;"
    "Postadress\nBox 12, 123 21 Norrvik\nVäxel 0123-400 00;Vi använder kakor.\nJag förstår"
)
_FURNITURE = _listed(
    "Läs mer;Läs mer →;Läs mer »;Dela;Lämna en kommentar;Inga kommentarer;Skriv ut;"
    "Läs hela inlägget;Fortsätt läsa →;Dela på Facebook;Kommentera;Gilla Dela;Tipsa en vän;"
    "Publicerat i Nyheter | Etiketter bygd, väg;Taggar: bygd, skola;Till artikeln;"
    "Hela nyheten;Bokmärk permalänken;Anmäl fel;Visa i sin helhet;Spara som favorit"
)


@dataclass(frozen=True)
class MadePost:
    """A post as its page was made from it."""

    published: date
    title: str
    text: str

    def values(self) -> tuple[str, str, str]:
        return self.published.isoformat(), self.title, " ".join(self.text.split())


@dataclass(frozen=True)
class MadePage:
    """A page, its posts, and how it was laid out."""

    text: str
    posts: tuple[MadePost, ...]
    side: str


SIDES = _worded(
    "TDB TDB TDB DTB DTB DTB TBD TBD LF LL TADB TDAB CTDB CDTB DCTB DTAB TBAD CTBD TDCB"
)


def make_page(seed: int) -> MadePage:
    """Return a page; the same for the same seed."""
    return _Maker(Random(seed)).page()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def fill(self, text: str) -> str:
        place, person = self.pick(_PLACES), self.pick(_PEOPLE)
        text = text.replace("{person}", person)
        return text.replace("{place}", place.upper() if text.isupper() else place)

    def page(self) -> MadePage:
        side = self.pick(SIDES)
        count = self.pick([2, 3, 3, 4, 5, 5, 6, 8, 10, 10, 12, 20, 40])
        if side in ("LF", "LL"):
            count = max(count, 3)
        self.style()
        if not self.verb:
            count = max(count, 3)
        titles = self.random.sample(_TITLES, min(count, len(_TITLES)))
        day = date(2010, 1, 1) + timedelta(days=self.random.randrange(5000))
        posts: list[MadePost] = []
        blocks: list[str] = []
        for number in range(count):
            title = self.fill(titles[number % len(titles)])
            if self.maybe(0.02) and posts:
                title = posts[-1].title
            if self.titles_end_in_stop and self.maybe(0.3) and title[-1].isalnum():
                title += "."
            paragraphs = self.body(title)
            posts.append(MadePost(day, title, "\n".join(paragraphs)))
            blocks.append(self.block(side, posts[-1], paragraphs))
            day -= timedelta(days=self.random.randrange(1, 40))
        head, tail = self.head(), self.tail(posts)
        between = "\n" * (1 + self.between)
        text = head + between.join(blocks) + tail
        return MadePage(self.soiled(text), tuple(posts), side)

    def style(self) -> None:
        pick, maybe = self.pick, self.maybe
        self.verb = pick(
            ["", "", "", "Publicerad", "Publicerat den", "Publicerad:", "Postad", "Postat den",
             "Inlagd", "Inlagt:", "Skriven", "Skrivet den", "Datum:", "Posted on", "Publicerad den",
             "Senast ändrad", "Uppdaterad", "Publicerades", "Skapad:", "Nyhet publicerad:"]
        )  # fmt: skip
        self.bullet = pick(["", "", "", "", "", "• ", "- ", "– ", "* ", "· ", "» "])
        self.form = pick(
            ["3 maj 2011", "3 maj, 2011", "maj 3, 2011", "maj 03, 2011", "2011-05-03",
             "2011/05/03", "3.5.2011", "3/5 - 2011", "3/5-2011", "3 maj 2011", "2011-05-03",
             "03 maj 2011", "3/5 2011", "20110503", "03.05.2011"]
        )  # fmt: skip
        self.months = pick([_MONTHS, _MONTHS, _MONTHS, _SHORT, _SHORT, _ENGLISH])
        self.capital = maybe(0.2)
        self.weekday = pick(["", "", "", "", "tors ", "torsdag ", "Torsdag ", "torsdagen den ",
                             "Tors, ", "tor "])  # fmt: skip
        if self.verb.endswith(" den") or "on" in self.verb:
            self.weekday = ""
        if self.form[0] in "2m":
            self.weekday = ""
        self.after = pick(
            ["", "", "", "", "time", "- time", "kl", "av", "av names", "by", "i", "|", "comments",
             "time av", "updated", ", category"]
        )  # fmt: skip
        self.title_gap = self.pick([0, 0, 0, 1])
        self.date_gap = self.pick([0, 0, 1])
        self.between = self.pick([1, 1, 1, 2, 0])
        self.paragraph_gap = self.pick([0, 1, 1])
        if self.between <= max(self.title_gap, self.date_gap, self.paragraph_gap) and maybe(0.7):
            self.between = max(self.title_gap, self.date_gap, self.paragraph_gap) + 1
        self.furniture = [pick(_FURNITURE) for _ in range(pick([0, 0, 0, 1, 1, 2]))]
        self.furniture_gap = maybe(0.5)
        self.counts = maybe(0.12)
        self.teasers = maybe(0.15)
        self.titles_end_in_stop = maybe(0.05)
        self.category_values = self.random.sample(_CATEGORIES, pick([1, 2, 2, 3]))
        self.author_form = pick(["Av: {}", "Av {}", "av {}", "Skriven av {}", "{}", "Text: {}",
                                 "Författare: {}"])  # fmt: skip
        self.authors = pick([["Redaktionen"], ["admin"], _PEOPLE[:2], _PEOPLE[:3], _PEOPLE])
        if self.author_form == "{}" and len(self.authors) == 1:
            self.author_form = "Av {}"
        self.separator_first = pick([" ", ": ", " – ", " - ", " | "])
        self.separator_last = pick([" /", " (", " – ", ", ", " | ", " "])
        self.short_years = maybe(0.5)

    def date_text(self, day: date) -> str:
        month = self.months[day.month - 1]
        if self.capital:
            month = month.capitalize()
        form = self.form
        if "maj" in form and self.months is _SHORT and self.maybe(0):
            month += "."
        written = {
            "3 maj 2011": f"{day.day} {month} {day.year}",
            "03 maj 2011": f"{day.day:02} {month} {day.year}",
            "3 maj, 2011": f"{day.day} {month}, {day.year}",
            "maj 3, 2011": f"{month} {day.day}, {day.year}",
            "maj 03, 2011": f"{month} {day.day:02}, {day.year}",
            "2011-05-03": day.isoformat(),
            "2011/05/03": day.isoformat().replace("-", "/"),
            "20110503": day.isoformat().replace("-", ""),
            "3.5.2011": f"{day.day}.{day.month}.{day.year}",
            "03.05.2011": f"{day.day:02}.{day.month:02}.{day.year}",
            "3/5 - 2011": f"{day.day}/{day.month} - {day.year}",
            "3/5-2011": f"{day.day}/{day.month}-{day.year}",
            "3/5 2011": f"{day.day}/{day.month} {day.year}",
        }[form]
        names = {"tors ": _SHORT_DAYS, "tor ": _SHORT_DAYS, "Tors, ": _SHORT_DAYS}
        if self.weekday:
            name = names.get(self.weekday, _DAYS)[day.weekday()]
            rest = self.weekday.lstrip("Ttorsdag")
            name = name.capitalize() if self.weekday[0] == "T" else name
            if "dagen" in self.weekday:
                name += "en"
                rest = " den "
            written = f"{name}{rest or ' '}{written}"
        return written

    def date_line(self, day: date) -> str:
        verb = f"{self.verb} " if self.verb else ""
        clock = f"{self.random.randrange(24):02}{self.pick('.:')}{self.random.randrange(60):02}"
        after = {
            "": "",
            "time": f" {clock}",
            "- time": f" - {clock}",
            "kl": f" kl {clock}",
            "av": " av admin",
            "av names": f" av {self.pick(_PEOPLE)}",
            "by": f" by {self.pick(_PEOPLE)}",
            "i": f" i {self.pick(self.category_values)}",
            "|": f" | {self.pick(self.category_values)}",
            ", category": f", {self.pick(self.category_values)}",
            "comments": f" | {self.pick(['Inga kommentarer', '1 kommentar', '3 kommentarer'])}",
            "time av": f" {clock} av {self.pick(_PEOPLE)}",
            "updated": f" | Uppdaterad {self.date_text(day + timedelta(days=3))}"
            if self.maybe(0.4)
            else "",
        }[self.after]
        return f"{self.bullet}{verb}{self.date_text(day)}{after}"

    def sentence(self) -> str:
        kind = self.random.random()
        if kind < 0.12:
            return self.fill(self.pick(_QUOTES))
        core = self.fill(f"{self.pick(_VERBS)} {self.pick(_CLAUSES)}")
        subject = self.pick(_SUBJECTS)
        if kind < 0.3:
            verb, _, rest = core.partition(" ")
            return f"{self.pick(_STARTS)} {verb} {subject[0].lower()}{subject[1:]} {rest}."
        return f"{subject} {core}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.pick([1, 1, 2, 3, 4])))

    def body(self, title: str) -> list[str]:
        if self.teasers:
            text = self.sentence() + " " + self.sentence()
            cut = text[: self.random.randrange(60, max(61, len(text) - 5))].rstrip(" .,")
            return [cut + self.pick(["…", " …", "...", " [...]"][:1])]
        paragraphs = [self.paragraph() for _ in range(self.pick([1, 1, 2, 3, 4]))]
        if self.maybe(0.08):
            paragraphs.insert(
                self.random.randrange(1, len(paragraphs) + 1),
                "\n".join(
                    self.pick(["- ", "• "][:1]) + item for item in self.random.sample(_ITEMS, 3)
                ),
            )
            paragraphs.append(self.paragraph())
        if self.maybe(0.08):
            paragraphs += [self.pick(_SUBHEADINGS), self.paragraph()]
        if self.maybe(0.06):
            paragraphs.append(self.pick(["Varmt välkomna!", "Vi ses!", "Välkomna önskar styrelsen",
                                         "Hälsningar\nKansliet", "Mvh Anna"]))  # fmt: skip
        if self.maybe(0.04):
            paragraphs.append("Läs mer på www.exempel.se/program.")
        return paragraphs

    def block(self, side: str, post: MadePost, paragraphs: list[str]) -> str:
        body = ("\n" * (1 + self.paragraph_gap)).join(paragraphs)
        trimmings = list(self.furniture)
        if self.counts:
            trimmings.append(f"{self.random.randrange(9)} kommentarer")
        author = self.author_form.format(self.pick(self.authors))
        category = self.pick(self.category_values)
        day = self.date_line(post.published)
        if side in ("LF", "LL"):
            return self.one_line(side, post, body, trimmings)
        gap = "\n" * (1 + self.title_gap)
        text_gap = "\n" * (1 + self.date_gap)
        furniture = "".join(("\n\n" if self.furniture_gap else "\n") + t for t in trimmings)
        match side:
            case "TDB":
                return f"{post.title}{gap}{day}{text_gap}{body}{furniture}"
            case "TADB":
                return f"{post.title}{gap}{author}\n{day}{text_gap}{body}{furniture}"
            case "TDAB":
                return f"{post.title}{gap}{day}\n{author}{text_gap}{body}{furniture}"
            case "TDCB":
                return f"{post.title}{gap}{day}\n{category}{text_gap}{body}{furniture}"
            case "CTDB":
                return f"{category}\n{post.title}{gap}{day}{text_gap}{body}{furniture}"
            case "DTB":
                return f"{day}{gap}{post.title}{text_gap}{body}{furniture}"
            case "CDTB":
                return f"{category}\n{day}{gap}{post.title}{text_gap}{body}{furniture}"
            case "DCTB":
                return f"{day}\n{category}{gap}{post.title}{text_gap}{body}{furniture}"
            case "DTAB":
                return f"{day}{gap}{post.title}\n{author}{text_gap}{body}{furniture}"
            case "TBD":
                return f"{post.title}{gap}{body}{furniture}{text_gap}{day}"
            case "TBAD":
                return f"{post.title}{gap}{body}{furniture}{text_gap}{author}\n{day}"
            case _:
                return f"{category}\n{post.title}{gap}{body}{furniture}{text_gap}{day}"

    def one_line(self, side: str, post: MadePost, body: str, trimmings: list[str]) -> str:
        day = self.date_text(post.published)
        if self.short_years and self.form == "2011-05-03":
            day = day[2:]
        if side == "LF":
            line = f"{day}{self.separator_first}{post.title}"
        else:
            close = ")" if self.separator_last == " (" else ""
            line = f"{post.title}{self.separator_last}{day}{close}"
        furniture = "".join(("\n\n" if self.furniture_gap else "\n") + t for t in trimmings)
        return line + "\n" * (1 + self.date_gap) + body + furniture

    def head(self) -> str:
        parts = []
        if self.maybe(0.2):
            parts.append(self.pick(_COOKIES))
        if self.maybe(0.5):
            parts.append("\n".join(self.random.sample(_MENUS, self.random.randrange(1, 15))))
        if self.maybe(0.15):
            parts.append("Start > Om oss > Nyheter")
        if self.maybe(0.8):
            parts.append(self.pick(_HEADINGS))
        if self.maybe(0.2):
            parts.append(self.pick(_HEROES))
        gap = self.pick(["\n\n", "\n"])
        return gap.join(parts) + ("\n\n" if parts else self.pick(["", "\n"]))

    def tail(self, posts: list[MadePost]) -> str:
        parts = []
        if self.maybe(0.6):
            parts.append(self.pick(_TAILS))
        for sidebar in self.random.sample(_SIDEBARS, self.pick([0, 0, 0, 1, 2, 3])):
            made = sidebar.replace("{title}", posts[0].title)
            parts.append(made.replace("{title2}", posts[-1].title))
        if self.maybe(0.6):
            parts.append(self.pick(_FOOTERS))
        gap = self.pick(["\n\n", "\n"])
        return "".join(
            ("\n\n" if number == 0 else gap) + part for number, part in enumerate(parts)
        ) + self.pick(["", "\n"])

    def soiled(self, text: str) -> str:
        if self.maybe(0.1):
            text = text.replace("\n", "\r\n")
        if self.maybe(0.1):
            text = text.replace("\n\n", "\n\u00a0\n")
        if self.maybe(0.1):
            text = text.replace("\n", "  \n")
        if self.maybe(0.05):
            text = "\n".join("\t" + line if line else line for line in text.split("\n"))
        return text
