"""Made-up titles and last lines of bodies, to cross in tests of the archive importer.

Every pair is written for these tests. A tail is the end of a body that a title is glued to;
tails and titles are grouped by the habit of writing they show.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import assume
from hypothesis import strategies as st

TITLES: dict[str, list[str]] = {
    "plain": [
        "Nya medarbetare på kansliet",
        "Vi söker en vaktmästare",
        "Hur mår våra badsjöar?",
        "Kommunen bygger fler cykelvägar",
        "Årsmötet flyttas till hösten",
        "Biblioteket i Eslöv öppnar igen",
        "Öppet hus på brandstationen",
        "Elever från Hörby vann rymdtävling",
        "Stipendium till unga musiker",
        "I Sjöbo växer ängarna",
    ],
    "name first": [
        "Coompanion i Almedalen",
        "Hushållningssällskapet fyller år",
        "Kjell Bergqvist slutar som ordförande",
        "Ystad satsar på solceller",
        "ABF bjuder in till studiecirklar",
        "EU ger stöd till fiskenäringen",
        "Å-festivalen är tillbaka",
    ],
    "capitals": [
        "VAD HÄNDER MED SKOLMATEN?",
        "ÅRSSTÄMMA I ÄNGELHOLM",
        "NY RAPPORT OM ARBETSINTEGRERANDE FÖRETAG",
        "STÄDDAG – TA MED KRATTA",
        "ALLA ÄR VÄLKOMNA 2018",
        "LKF OCH ABF I SAMARBETE",
    ],
    "marks inside": [
        "Nytt år. Nya tag",
        "Rapport: ungas hälsa i Skåne",
        "Version 2.0 av appen är här",
        "Kl. 10 öppnar loppisen",
        "Vi flyttar! Ny adress från maj",
        "Var är isen? Frågan som alla ställer",
        "Träff nr 5 om bl.a. skogsvård",
        "Så gick det i EU:s fiskeförhandlingar",
        "Föreningen (IF Kamraterna) får ny hall",
        "Ordföranden: ”Vi gör om det”",
        "Bokslut 2016/2017",
        "Träffa oss 16–17 mars kl 13.30",
    ],
    "marks at the end": [
        "Vi bygger om entrén.",
        "Är du vår nya kollega?",
        "Grattis alla pristagare!",
        "Program för hösten 2019",
        "Sommarens läger:",
        "Fler bussar till Lund…",
        "Ny chef för AB Hus & Hem (publ)",
    ],
    "odd capitals": [
        "LinkedIn för föreningar",
        "Så använder du YouTube",
        "INitiativet Lund växer",
        "Kurs i InDesign och WordPress",
        "PhD-studenter besöker skolan",
        "ASFer och EUs fonder",
        "McDonald's sponsrar laget",
    ],
    "small letter first": [
        "eHälsa i hemtjänsten",
        "iPhone-kurs för seniorer",
        "vi öppnar igen på måndag",
        "nya tider i simhallen",
        "eTwinning lockar fler lärare",
    ],
    "figure first": [
        "10 tips för en grönare trädgård",
        "2017 års eldsjäl är utsedd",
        "3D-skrivare till biblioteket",
        "5 frågor till rektorn",
    ],
    "quotation first": [
        "”Vi behövs mer än någonsin”",
        '"Det ordnar sig" säger kassören',
        "”Ingen ska stå utanför” – ny kampanj",
    ],
    "sign first": [
        "– Vi kan inte vänta längre, säger ungdomarna",
        "#metoo på dagordningen",
    ],
}

TAILS: dict[str, list[str]] = {
    "exclamation": [
        "Varmt välkomna!",
        "ANMÄL DIG HÄR!",
        "Vi ses på torget, Anna!",
        "Läs mer och anmäl dig till info@lund.se!",
        "Boka tid på LinkedIn!",
        "Kom kl. 18.30, t.ex. med buss!",
        "Hurra!!!",
    ],
    "question": [
        "Vilka har anmält sig?",
        "Vill du vara med 2017?",
        "Har du frågor om EU:s regler, bidrag m.m.?",
        "Verkligen?!",
    ],
    "full stop": [
        "Mer information kommer under våren.",
        "Projektet drivs av Coompanion Skåne.",
        "Ansökan stänger den 3 maj 2017.",
        "Mötet hålls i sal B 12, kl. 17.30.",
        "Där finns kaffe, te, bullar m.m.",
        "Det finns på www.eslov.se.",
        "Kostnaden är 250 kr.",
        "Vi tackar ABF, LKF och INitiativet.",
        "Läs om eHälsa på http://www.exempel.se/OmOss/eHalsa2.",
        "Hämta MinBlankett_v2.pdf och fyll i den.",
        "Vi möts i maj osv.",
    ],
    "ellipsis": ["Fortsättning följer…", "Och sedan var det slut..."],
    "quotation": [
        "Alla ropade ”kom hit!”",
        "De bjuder på ”recyclad” frukost, som kallas ”räddad”",
        'Barnen sjöng "Du gamla du fria"',
        "”Vi ger oss aldrig.”",
    ],
    "bracket": [
        "Ta med fika (kaffe finns)",
        "Ring Anna Ek (ordförande)",
        "Mer om regler (se sidan 4).",
        "Skriv till olof [email protected]",
        "Bidrag kan sökas (dock ej i juli!)",
    ],
    "year": [
        "Välkomna till årsmötet 2016",
        "Mötesplats Malmö 2017",
        "Coompanion på almedalsvecka _2016",
        "Sista dag är 15 maj 2018",
    ],
    "phone": [
        "0708-65 84 92",
        "Ring 040-12 34 56",
        "Telefon: +46 70 123 45 67",
        "Tfn 0413-620 00",
    ],
    "address": [
        "http://www.copac.coop",
        "www.lund.se",
        "Läs mer på www.sjobo.se",
        "https://exempel.org",
        "Se filmen på youtube.com",
        "Skriv till kansliet@foreningen.se",
        "anna.ek@skola.lund.se",
    ],
    "address with path": [
        "http://www.un.org/en/events/cooperativesday",
        "https://www.ystad.se/nyheter/2017",
        "Anmälan: http://exempel.se/anmalan.html",
        "Läs mer på www.exempel.se/kurser/var-2017",
        "https://exempel.se/sok?sida=2&ort=lund",
        "https://exempel.se/info#kontakt",
        "http://www.exempel.se/nyheter/",
    ],
    "address with capitals": [
        "http://exempel.se/OmOss",
        "Se http://www.exempel.se/Aktuellt/NyaRum",
    ],
    "image name": [
        "coompanion_payoff",
        "siskonfst",
        "market1280",
        "WPheader",
        "social-innovation-skane-logo",
        "skane-logo",
        "IMG_2034",
        "DSC_0012-1024x768",
        "Foto_Anna_liten",
    ],
    "file name": ["program.pdf", "bild1.JPG", "Ladda ner Inbjudan_VT17.docx", "foto-kansliet.jpeg"],
    "word": [
        "Läs mer på vår hemsida",
        "Här kan du anmäla dig",
        "Mer information finns hos oss",
        "Anmäl dig på kansliet",
        "Vi tackar för ett fint samarbete",
        "Dokumentation från dagen ligger på vår sida för företagsrådgivning",
    ],
    "word with a capital": [
        "Välkomna",
        "Hälsningar från Coompanion Skåne",
        "Vid pennan Anna Ek",
        "Samarbete med LinkedIn",
        "Följ oss på INitiativet Lund",
    ],
    "words in capitals": ["LÄS MER HÄR", "Samarbetspartner: ABF", "KONTAKTA OSS"],
    "symbol": ["Varmt välkomna 😊", "Hälften av eleverna, 50 %", "Tack ♥"],
}

# A line that is one of these is no part of its post.
IMAGE_NAMES = frozenset([*TAILS["image name"], "bild1.JPG", "foto-kansliet.jpeg"])

# What no reader could tell without knowing the names: (tail, title).
UNTOLD: list[tuple[str, str]] = [
    ("Vid pennan Anna Ek", "vi öppnar igen på måndag"),
    ("Vid pennan Anna Ek", "nya tider i simhallen"),
    ("Samarbetspartner: ABF", "I Sjöbo växer ängarna"),
    ("Samarbetspartner: ABF", "Å-festivalen är tillbaka"),
    ("Samarbetspartner: ABF", "ASFer och EUs fonder"),
]


def cannot_be_told(tail: str, title: str) -> bool:
    """Tell whether a tail and a title glued together look like one word to anybody.

    Besides those of UNTOLD: a title in capitals after an abbreviation (ABFKURS I LUND).
    """
    return (tail, title) in UNTOLD or (tail[-1:].isupper() and title.isupper())


# --- pages ------------------------------------------------------------------------------------

BODIES = [
    "Vi träffas på torsdag och pratar om hur det gick.",
    "Notisen var märkt Publicerat den 3 maj, 2016 och låg kvar länge.",
    "Mer finns på http://www.exempel.se/OmOss/NyaLokaler?id=3 och i MinBroschyr_2017.pdf hos oss.",
    " • Kaffe från kl. 9\n • Föreläsning med YouTube-klipp\n • Lunch (ingår)",
    "– Jag är så glad, säger Anna Ek på INitiativet Lund.\n– Det är jag med!",
    "siskonfst",
    "Underrubrik\nFörst en rad.\nSedan en till, t.ex. om EU:s stöd m.m.",
    "Pris: 100 kr/person\nTid: 16–17 mars kl 13.30",
    "1. Kom i tid\n2. Ta med *egen* mugg\n# Inget mer",
    "Han sa: ”Kom hit!”",
    "",
]
HEADINGS = ["", "Aktuellt", "Nyheter från föreningen\n\nHär samlar vi allt som händer.\nSök"]
_BLANK = ["\n", "\n\n", "\n\u00a0\n", "\n\n \n\n"]
_MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]


@dataclass(frozen=True)
class MadePost:
    """A post as its page was made from it: the known answer."""

    title: str
    published: date
    body: str


def date_line(day: date) -> str:
    return f"Publicerat den {day.day} {_MONTHS[day.month - 1]}, {day.year}"


def page_text(heading: str, posts: list[MadePost], glues: list[str]) -> str:
    """Return a page; `glues[n]` stands before the title of post n."""
    pieces = [heading]
    for post, glue in zip(posts, glues, strict=True):
        pieces.append(f"{glue}{post.title}\n{date_line(post.published)}\n\n{post.body}")
    return "".join(pieces)


@st.composite
def made_pages(draw: st.DrawFn, *, glued: bool = True) -> tuple[str, list[MadePost]]:
    """Pages of one to six posts, newest first, and the posts they were made from.

    Without glue, one kind of blank lines parts all posts of a page, as on real ones.
    """
    blank = _BLANK if glued else [draw(st.sampled_from(_BLANK))]
    titles = [title for group in TITLES.values() for title in group]
    tails = [tail for group in TAILS.values() for tail in group]
    day = draw(st.dates(date(2001, 1, 1), date(2030, 12, 31)))
    heading = draw(st.sampled_from(HEADINGS))
    glue = draw(st.sampled_from(blank)) if heading else ""
    glues: list[str] = []
    posts: list[MadePost] = []
    for _ in range(draw(st.integers(1, 6))):
        title = draw(st.sampled_from(titles))
        if draw(st.booleans()):
            title = title.upper()
        last_line = posts[-1].body.rpartition("\n")[2] if posts and glue == "" else ""
        assume(glued or not title.endswith((":", ".")))
        assume(not cannot_be_told(last_line, title))
        body = draw(st.sampled_from(BODIES))
        glues.append(glue)
        glue = draw(st.sampled_from(["", *blank] if glued else blank))
        if glue == "":
            body = (body + "\n" if body else "") + draw(st.sampled_from(tails))
        posts.append(MadePost(title, day, body))
        day -= timedelta(days=draw(st.integers(0, 400)))
    return page_text(heading, posts, glues), posts
