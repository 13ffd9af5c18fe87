"""Names that no register holds: how many are found, how many are right, and no person."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS
from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers
from kb.corpus.store import Corpus, read_corpus
from kb.corpus.unregistered.suggestions import Suggestion, suggest
from kb.language.lexicon import Lexicon
from tests.suggested_names import Label, Score, fields, labels, score

FLOOR_RECALL, FLOOR_PRECISION = 0.75, 0.9


@pytest.fixture(scope="module")
def shipped(repository: Path) -> Corpus:
    return read_corpus(repository / "corpus")


@pytest.fixture(scope="module")
def gold(shipped: Corpus) -> list[tuple[Label, int]]:
    """What the registers find in the shipped corpus, each with its number of posts."""
    mentions = Mentions(shipped.registers)
    counts: Counter[tuple[str, str]] = Counter()
    for each in shipped.posts:
        texts = (each.title, *(paragraph.text for paragraph in render(each.body).paragraphs))
        counts.update({(m.kind, m.id) for text in texts for m in mentions.find(text)})
    return [
        (Label(kind.name, entry.names), counts[kind.name, entry.id])
        for kind in KINDS
        for entry in shipped.registers.entries(kind)
        if counts[kind.name, entry.id]
    ]


@pytest.fixture(scope="module")
def found(shipped: Corpus, lexicon: Lexicon) -> tuple[Suggestion, ...]:
    """What is suggested where the registers are hidden."""
    return suggest(shipped.posts, Registers(), lexicon)


def written(day: str, body: str) -> Post:
    return Post(id=f"{day}-nytt", title="Nytt", published=day, body=body)


def names_in(text: str, lexicon: Lexicon, registers: Registers | None = None) -> dict[str, str]:
    posts = [written("2024-01-01", text)]
    return {each.name: each.kind for each in suggest(posts, registers or Registers(), lexicon)}


def test_the_shipped_corpus_with_its_registers_hidden(
    gold: Sequence[tuple[Label, int]], found: Sequence[Suggestion]
) -> None:
    extra = labels("shipped corpus")
    assert len(gold) > 60
    result = score(found, [*(label for label, _ in gold), *extra])
    assert result.recall >= FLOOR_RECALL, result.missed
    assert result.precision >= FLOOR_PRECISION, result.wrong
    assert not result.wrong_kind


def test_names_of_several_posts_are_nearly_all_found(
    gold: Sequence[tuple[Label, int]], found: Sequence[Suggestion]
) -> None:
    extra = [Label("either", each.names) for each in labels("shipped corpus")]
    often = [label for label, posts in gold if posts > 1]
    once = [Label("either", label.names) for label, posts in gold if posts == 1]
    result = score([each for each in found if each.posts > 1], [*often, *once, *extra])
    assert result.recall >= 0.9, result.missed
    assert result.precision >= 0.95, result.wrong


def test_posts_of_other_fields(lexicon: Lexicon) -> None:
    total = Score()
    for field, posts in fields().items():
        total.add(score(suggest(posts, Registers(), lexicon), labels(field)))
    assert total.recall >= 0.9, total.missed
    assert total.precision >= 0.95, total.wrong
    assert len(total.wrong_kind) <= 0.03 * len(total.found), total.wrong_kind


def test_no_person_is_suggested(found: Sequence[Suggestion], lexicon: Lexicon) -> None:
    """Of all whom a title, a verb or an age tells in the posts, whatever they are called."""
    people = re.compile(
        r"(?:säger|sade|Projektledaren?|[Oo]rdföranden?|Rektor|professor|diakon|kantor|docent) "
        r"((?:[A-ZÅÄÖ][\w-]+ ?){2})"
    )
    sites = [([*found], "")]
    for posts in fields().values():
        text = "\n".join(each.body for each in posts)
        sites.append(([*suggest(posts, Registers(), lexicon)], text))
    for suggestions, text in sites:
        persons = {match.strip() for match in people.findall(text)}
        suggested = {name for each in suggestions for name in (each.name, *each.aliases)}
        assert not persons & suggested
        assert not {word for name in persons for word in name.split()} & suggested
    shipped_people = {"Berit Kvarnlöv", "Mirsad Halvik", "Ingela Tossman", "Vädersten", "Yonas"}
    assert not shipped_people & {each.name for each in found}


RARE_NAMES = (
    *("Zoran Petrovic", "Aleksandra Kowalczyk", "Kwame Osei", "Tsehay Gebremariam", "Xiao Wang"),
    *("Guðrún Hallgrímsdóttir", "Siobhán O'Brien", "Ing-Marie Trolle", "Algot Rask", "Päivi Hård"),
    *("Lillemor af Ugglas", "Krzysztof Wiśniewski", "Hillevi Silfverstolpe", "Torbjørn Øverland"),
)
WHERE_ORGANISATIONS_STAND = (
    *("Vi tackar {0} för allt.", "I går kom {0} till oss.", "Tillsammans med {0} reste vi."),
    *(
        "Arbetet leds av {0}.",
        "{0} och {1} vann.",
        "{1}, {0} och Anna Berg kom.",
        "{0} driver gården.",
    ),
    *("Hos {0} fanns kaffe.", "{0} söker fler ledare.", "{0} bjuder på fika.", "Foto: {0}"),
    *("Projektet leds av {0} och {1}.", "{0}s hund följde med.", "Boken är skriven av {0}."),
)


def test_persons_of_rare_names_are_none_wherever_they_stand(lexicon: Lexicon) -> None:
    posts = [
        written(
            f"2024-01-{day:02}",
            "\n\n".join(
                where.format(name, RARE_NAMES[(place + day) % len(RARE_NAMES)])
                for where in WHERE_ORGANISATIONS_STAND[day % 3 :: 3]
                for place, name in enumerate(RARE_NAMES)
            ),
        )
        for day in range(1, 13)
    ]
    assert suggest(posts, Registers(), lexicon) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Mötet leddes av Anna Svensson. – Roligt, säger Svensson.",
        "Vi tackar Zlatko Perkovac, 45, som har slutat.",
        "Rektor Hviid Brandsma hälsade alla välkomna.",
        "Tillsammans med Per och Lisa Ek reste vi till Malmö.",
        "Hon kommer från Tranås och bor på Storgatan i Nässjö.",
        "Svenska, engelska och arabiska talas här. På Måndag är det Påskdagen.",
        "Kommunen har beslutat. Styrelsen säger nej. Föreningen växer.",
        "Vi mejlar i Outlook och ses på Zoom den 3 Mars.",
        "VIKTIGT MEDDELANDE TILL ALLA MEDLEMMAR",
        "Så Gör Vi Kaffe Varje Fredag Morgon",
        "Enligt Socialtjänstlagen och Plan- och bygglagen gäller detta.",
        "Arbetsintegrerande sociala företag (ASF) är många. ASF finns i länet.",
        "Camilla Thor (S) och Lars-Göran Ek (M) kom hit.",
        "Eva Ek, ordförande i föreningen, och Bo Ek, 17 år, var med.",
        "Vi söker IT-stöd, PDF-filer och en A-kurs.",
        "",
        "# \n\n- \n\n> ",
    ],
)
def test_persons_places_and_ordinary_words_are_no_names(text: str, lexicon: Lexicon) -> None:
    assert names_in(text, lexicon) == {}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Vi startar projektet Flygande start i höst.", "Flygande start", "project"),
        ("Det sker i projektet ”Mitt i byn”, som är nytt.", "Mitt i byn", "project"),
        ("Vi söker pengar hos Tallmons kommun.", "Tallmons kommun", "organisation"),
        ("Mötet hölls hos Tallmons kommuns jurist.", "Tallmons kommun", "organisation"),
        ("Nu har föreningen Zibbla öppnat.", "Zibbla", "organisation"),
        ("Varorna kommer från Zibbla & Co AB.", "Zibbla & Co AB", "organisation"),
        (
            "De läser vid Zibblunds tekniska högskola.",
            "Zibblunds tekniska högskola",
            "organisation",
        ),
        (
            "Kursen ges av Centrum för lokal utveckling.",
            "Centrum för lokal utveckling",
            "organisation",
        ),
        (
            "Där finns Myndigheten för vård och fiske.",
            "Myndigheten för vård och fiske",
            "organisation",
        ),
        ("Naturvårdsverket har sagt ja.", "Naturvårdsverket", "organisation"),
        ("Det blev fest på Zibbladagen i lördags.", "Zibbladagen", "project"),
        ("Zibbla, en ekonomisk förening, växer.", "Zibbla", "organisation"),
        ("Läs hos [Zibbla](https://www.zibbla.se/om).", "Zibbla", "organisation"),
        ("Vi besökte Höörs hembygdsförening.", "Höörs hembygdsförening", "organisation"),
    ],
)
def test_what_tells_a_name(text: str, name: str, kind: str, lexicon: Lexicon) -> None:
    assert names_in(text, lexicon).get(name) == kind


def test_spellings_abbreviations_and_short_forms_are_one(lexicon: Lexicon) -> None:
    posts = [
        written("2024-01-01", "Centrum för Publikt Tänk (CPT) har flyttat. Vi besökte CPT."),
        written("2024-01-02", "Mat från Odlingskooperativet Zibbla & Vänner, sade de."),
        written("2024-01-03", "Vi var hos odlingskooperativet Zibbla & Vänner i går."),
        written("2024-01-04", "Hos CPT:s styrelse, och i Centrum för publikt tänk."),
    ]
    found = {each.name: each for each in suggest(posts, Registers(), lexicon)}
    assert found["Centrum för Publikt Tänk"].aliases == ("CPT",)
    assert found["Centrum för Publikt Tänk"].posts == 2
    assert sum("Zibbla" in name for name in found) == 1


def test_what_registers_hold_or_somebody_ignores_is_not_suggested(lexicon: Lexicon) -> None:
    text = "Vi var hos Region Tallmo, Nätverket Zibbla och Tallmons kommun. Sedan hos Zibbla."
    entries = (Entry(id="r", name="Region Tallmo"), Entry(id="z", name="Zibbla"))
    registers = Registers({"organisation": entries})
    assert names_in(text, lexicon, registers) == {"Tallmons kommun": "organisation"}
    posts = [written("2024-01-01", text)]
    assert suggest(posts, registers, lexicon, ignored=("tallmons kommun",)) == ()


def test_evidence_are_sentences_of_the_posts(found: Sequence[Suggestion], shipped: Corpus) -> None:
    bodies = {each.id: each for each in shipped.posts}
    for suggestion in found:
        assert 1 <= len(suggestion.evidence) <= min(3, suggestion.posts)
        for evidence in suggestion.evidence:
            whole = bodies[evidence.post].body + bodies[evidence.post].title
            plain = re.sub(r"[*\\]|\]\([^)]*\)|\[", "", whole)
            assert re.sub(r"[*\\]", "", evidence.text.removesuffix(" …")) in plain
            names = (suggestion.name, *suggestion.aliases)
            assert any(name in evidence.text for name in names) or len(evidence.text) > 300


def test_what_is_sure_stands_in_several_posts_and_is_right(
    found: Sequence[Suggestion], gold: Sequence[tuple[Label, int]]
) -> None:
    sure = [each for each in found if each.sure]
    assert len(sure) > 25
    assert all(each.posts > 1 for each in sure)
    everything = [*(label for label, _ in gold), *labels("shipped corpus")]
    assert score(sure, everything).wrong == []


def test_order_of_posts_and_a_second_run_change_nothing(
    shipped: Corpus, lexicon: Lexicon, found: Sequence[Suggestion]
) -> None:
    assert suggest(shipped.posts, Registers(), lexicon) == tuple(found)
    backwards = suggest(shipped.posts[::-1], Registers(), lexicon)
    assert {(e.kind, e.name, e.posts) for e in backwards} == {
        (e.kind, e.name, e.posts) for e in found
    }


PIECES = st.sampled_from(
    [
        *("Region", "Tallmo", "AB", "och", "&", "(", ")", ",", ".", ":", "”", "-", "–", "/", "+"),
        *("x:s", "i", "för", "projektet", "Föreningen", "kommun", "365", "(X)", "https://a.se"),
        *(
            "_",
            "*",
            "[a](b)",
            "|",
            "<",
            ">",
            "#",
            "\n",
            "\xad",
            "\u0301",
            "İ",
            "ß",
            "東京",
            "🎉",
            "ÅÄÖ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=80))
def test_any_text_can_be_read(lexicon: Lexicon, text: str) -> None:
    clean = text.replace("\x00", "")
    posts: Iterable[Post] = [written("2024-01-01", clean), written("2024-01-02", clean)]
    for each in suggest(list(posts), Registers(), lexicon):
        assert each.name.strip() == each.name != ""
        assert each.kind in ("organisation", "project")
        assert each.name not in each.aliases
