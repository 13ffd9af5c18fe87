"""Small made-up corpora, written by functions: a test says what it needs and no more."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers
from kb.corpus.store import write_post
from kb.language.analyzer import Analyzer
from kb.language.building.installed import installed_lexicon
from kb.language.lexicon import Lexicon
from kb.search.lookups import Lookups
from kb.search.port.engine import Engine, Matches, MatchRequest
from kb.search.port.queries import BooleanQuery
from kb.search.query.query import TypedQuery
from kb.search.query.request import SearchRequest
from kb.search.rewriting.rewriter import Rewriter, boolean

ORGANISATIONS = """\
- id: akerbo-kommun
  name: Åkerbo kommun
- id: angslunda-bygdelag
  name: Ängslunda bygdelag
  aliases: [bygdelaget i Ängslunda]
- id: osthamra-odlare
  name: Östhamra odlare
- id: zinkhyttan
  name: Zinkhyttan
"""
PROJECTS = """\
- id: grannkraft
  name: Grannkraft
  owner: angslunda-bygdelag
- id: odla-ihop
  name: Odla ihop
  owner: osthamra-odlare
"""

# (date, title, body): what the small corpus holds, oldest first.
NEWS = (
    (
        "2015-03-02",
        "Kooperativ tvätt i Åkerbo",
        "Fyra grannar slog ihop sina pengar och köpte en tvättmaskin.\n\n"
        "Nu vill Åkerbo kommun hyra plats åt hemtjänsten.",
    ),
    (
        "2015-11-20",
        "Seminarium om kooperativ",
        "Välkommen till ett seminarium på biblioteket. Kooperativet Zinkhyttan bjuder på soppa.\n\n"
        "Anmäl dig med koden seminariekod1200.\n\n"
        "Seminariet är gratis men platserna är få.",
    ),
    (
        "2016-05-09",
        "Bygdelaget lagar bron",
        "Ängslunda bygdelag har samlat virke i tre år.\n\n"
        "## Så gick det till\n\n"
        "- Brädorna kom från en riven lada.\n"
        "- Spikarna räckte precis.\n\n"
        "Den ideella sektorn gör sådant som ingen annan hinner med.",
    ),
    (
        "2016-09-30",
        "Skördefest hos odlarna",
        "Östhamra odlare bjuder in hela byn. Arbetet i odlingen leds av medlemmarna själva, och "
        "den som vill kan köpa morötter.",
    ),
    (
        "2017-01-15",
        "Grannkraft får stöd",
        "Projektet Grannkraft ska visa hur grannar kan dela på maskiner. Ängslunda bygdelag äger "
        "projektet och Åkerbo kommun betalar hälften.",
    ),
    (
        "2017-06-01",
        "Två nya kooperativ",
        "Det ena kooperativet bakar bröd. Det andra lagar cyklar. Båda kooperativen söker fler "
        "delägare, och kooperativens ordförande svarar på frågor.",
    ),
    (
        "2017-06-01",
        "Öppet hus på verkstaden",
        "Kom och se hur ideell sektor och kommun kan samarbeta. Zinkhyttan visar sin nya ugn.",
    ),
    (
        "2018-02-28",
        "Odla ihop börjar gräva",
        "Odla ihop är ett samarbete mellan Östhamra odlare och Åkerbo kommun.\n\n"
        "![Spadtaget](spadtag.jpg)\n\n"
        "Marken är lerig och spadarna är många.",
    ),
    (
        "2019-08-12",
        "Lägre hyra för föreningar",
        "Åkerbo kommun sänker hyran. Föreningarna jublar: ”Nu blir det råd med kaffe.”",
    ),
    (
        "2019-12-24",
        "Året som gick",
        "Grannkraft lånade ut fyrtio maskiner. Odla ihop skördade nio ton potatis.\n\n"
        "Vi önskar alla ASF:er och föreningar en god jul.",
    ),
    (
        "2021-04-03",
        "Bron håller",
        "Fem år senare står bron kvar. Ängslunda bygdelag målar den röd, och den gamla bron har "
        "blivit bänkar.",
    ),
    (
        "2021-10-10",
        "Arbetsintegrerande företag flyttar",
        "Ett arbetsintegrerande socialt företag tar över den gamla mejerilokalen. De anställda "
        "syr, snickrar och lagar mat.",
    ),
)


def post(published: str, title: str, body: str = "", **fields: object) -> Post:
    """Return a post; its id is made from date and title."""
    slug = "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    values: dict[str, object] = {
        "id": "-".join([published, *(slug or ["x"])]),
        "title": title,
        "published": date.fromisoformat(published),
        "body": body,
        **fields,
    }
    return Post.model_validate(values)


def write_corpus(
    folder: Path,
    posts: Iterable[Post] = (),
    organisations: str = ORGANISATIONS,
    projects: str = PROJECTS,
    other_files: Mapping[str, str] | None = None,
) -> Path:
    """Write a corpus with these posts and registers, and return its folder."""
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    for each in posts:
        write_post(folder, each)
    files = {"organisations.yaml": organisations, "projects.yaml": projects, **(other_files or {})}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def news() -> list[Post]:
    """Return the twelve posts of the small corpus; the first has a former id."""
    former = {"aliases": ["2015-03-02-tvatten"], "updated": "2015-03-04"}
    source = {"source": "https://example.org/bron"}
    return [
        post(published, title, body, **(former if number == 0 else source if number == 2 else {}))
        for number, (published, title, body) in enumerate(NEWS)
    ]


def small_corpus(folder: Path) -> Path:
    """Write twelve posts about four organisations and two projects; no faults, no warnings."""
    return write_corpus(folder, news())


@cache
def analyzer() -> Analyzer:
    """The production analyzer, opened once."""
    return Analyzer(Lexicon.open(installed_lexicon()))


def stems(word: str) -> tuple[str, ...]:
    """All stems of a word, as the production analyzer reads it."""
    (token,) = analyzer().analyze(word)
    return (token.stem, *token.also)


def registers(
    organisations: Iterable[Entry] = (),
    projects: Iterable[Entry] = (),
    categories: Iterable[Entry] | None = None,
    synonyms: tuple[tuple[str, ...], ...] = (),
) -> Registers:
    """Return registers; those of a corpus without categories.yaml where no categories are given."""
    by_kind = {ORGANISATION.name: tuple(organisations), PROJECT.name: tuple(projects)}
    if categories is not None:
        by_kind[CATEGORY.name] = tuple(categories)
    return Registers(by_kind, synonyms)


def rewritten(query: TypedQuery, lookups: Lookups | None = None) -> BooleanQuery:
    """What a query matches, strictly."""
    return boolean(Rewriter(analyzer(), lookups or Lookups()).drafts(query))


def matched(engine: Engine, request: SearchRequest, lookups: Lookups | None = None) -> Matches:
    """What an engine finds for a request, strictly."""
    stop = request.page * request.per_page
    start = stop - request.per_page
    queries = (rewritten(request.query, lookups),)
    return engine.match(MatchRequest(queries, request.filters, request.order, start, stop))
