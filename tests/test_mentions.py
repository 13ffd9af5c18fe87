import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS
from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers
from tests.corpora import registers


def entry(entry_id: str, *names: str) -> Entry:
    return Entry(id=entry_id, name=names[0], aliases=names[1:])


REGISTERS = registers(
    organisations=(
        entry("coompanion", "Coompanion"),
        entry("coompanion-skane", "Coompanion Skåne"),
        entry("karma", "Karma"),
        entry("lkf", "Lunds kommunala fastighetsbolag", "LKF"),
        entry("lund", "Lunds kommun"),
        entry("framtid", "C/O Framtid"),
        entry("4h", "4H"),
        entry("martin", "Martin & Servera"),
        entry("nis", "Nätverket – Idéburen Sektor Skåne"),
        entry("bygg", "A+ Bygg"),
        entry("waynes", "Wayne's Coffee", "Wayne's"),
        entry("stad", "Malmö Stad"),
        entry("eskil", "S:t Eskil"),
        entry("odd", "++"),
        entry("vinnova", "Vinnova"),
        entry("esf", "ESF"),
    ),
    projects=(
        entry("min-farm", "Min Farm"),
        entry("metoo", "#metoo"),
        entry("vinnova-projektet", "Nya vägar", "Vägar"),
        entry("framtid-projekt", "C/O Framtid"),
    ),
)
ENTRIES = [item for kind in KINDS for item in REGISTERS.entries(kind)]
MENTIONS = Mentions(REGISTERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Longest first, endings, capitals.
        ("Coompanion Skåne och Coompanion", ["coompanion-skane Coompanion Skåne", "coompanion"]),
        ("Coompanions och Coompanion Skånes hus", ["coompanion Coompanions", "coompanion-skane"]),
        ("COOMPANION SKÅNES ÅR", ["coompanion-skane COOMPANION SKÅNES"]),
        ("LKF:s, LKF:are och LKFs", ["lkf LKF:s", "lkf LKF:are", "lkf LKFs"]),
        ("lkf karma KARMA karmas 4h", []),
        ("i Lunds kommunala fastighetsbolag", ["lkf Lunds kommunala fastighetsbolag"]),
        ("lunds kommuns Lunds kommuner", ["lund lunds kommuns"]),
        # Glued.
        ("Coompanion Skåneägda projektet", ["coompanion-skane Coompanion Skåneägda"]),
        ("Coompanion Skånekontoret", ["coompanion-skane Coompanion Skånekontoret"]),
        ("coompanion skåneägda", []),
        ("min farmor, Min Farmor, Min farmor", []),
        ("Min Farms min farm", ["min-farm Min Farms", "min-farm min farm"]),
        ("Malmö Stadsteater", []),
        ("Lunds kommunalråd", []),
        ("Lunds kommunägda", ["lund Lunds kommunägda"]),
        ("Vinnovafinansierat Vinnovan vinnovaägd", ["vinnova Vinnovafinansierat"]),
        ("Vinnova-finansierat ESF-projekt", ["vinnova Vinnova", "esf ESF"]),
        ("ESFprojektet ESFARE ESFmedel", ["esf ESFprojektet", "esf ESFmedel"]),
        # Between words.
        ("hos Coompanion. Skåne är", ["coompanion Coompanion"]),
        ("Coompanion, Skåne", ["coompanion Coompanion"]),
        ("Coompanion\n Skåne", ["coompanion-skane Coompanion\n Skåne"]),
        ("Martin\u00a0&\u00a0Servera", ["martin Martin\u00a0&\u00a0Servera"]),
        ("Martin och Servera", ["martin Martin och Servera"]),
        ("Nätverket - Idéburen sektor Skåne", ["nis Nätverket - Idéburen sektor Skåne"]),
        ("Wayne’s Coffee, Wayne´s", ["waynes Wayne’s Coffee", "waynes Wayne´s"]),
        # Names with other signs.
        ("4H:s 14H", ["4h 4H:s"]),
        ("A+ Bygg, A Bygg", ["bygg A+ Bygg"]),
        ("#metoo metoo", ["metoo #metoo"]),
        ("S:t Eskils, s:t eskil", ["eskil S:t Eskils", "eskil s:t eskil"]),
        ("++", []),
        # A name of two entries names both.
        ("c/o framtids", ["framtid c/o framtids", "framtid-projekt c/o framtids"]),
        # Addresses.
        ("info@Karma.se www.Karma.se https://x.se/Karma?a=Karma Karma.se", []),
        ("(Karma) hos Karma.Det är Karma/Vinnova", ["karma", "karma", "karma", "vinnova"]),
        ("", []),
    ],
)
def test_names_in_a_text(text: str, expected: list[str]) -> None:
    found = [(mention.id, text[mention.start : mention.end]) for mention in MENTIONS.find(text)]
    assert [entry_id for entry_id, _ in found] == [line.split(" ")[0] for line in expected]
    for (_, written), line in zip(found, expected, strict=True):
        if " " in line:
            assert written == line.partition(" ")[2]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_are_the_same(form: str) -> None:
    plain = "Hos Nätverket – Idéburen Sektor Skåne, Coompanion Skåneägda, Vägars."
    text = unicodedata.normalize(form, plain)  # type: ignore[arg-type]
    found = [
        (mention.id, unicodedata.normalize("NFC", text[mention.start : mention.end]))
        for mention in MENTIONS.find(text)
    ]
    assert found == [
        ("nis", "Nätverket – Idéburen Sektor Skåne"),
        ("coompanion-skane", "Coompanion Skåneägda"),
        ("vinnova-projektet", "Vägars"),
    ]
    decomposed = Mentions(registers((entry("a", unicodedata.normalize("NFD", "Åsa")),)))
    assert [mention.id for mention in decomposed.find(unicodedata.normalize(form, "Åsa"))] == ["a"]  # type: ignore[arg-type]


_NAMES = [name for item in ENTRIES for name in item.names if name != "++"]
_PIECES = st.sampled_from(
    [*_NAMES, *"+#&/.:-’ \n", "ägda", "s", ":s", "och", "@", "www.", "\u0308"]
)


@given(st.lists(_PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_mentions_are_in_order_and_inside_the_text(text: str) -> None:
    spans = [(mention.start, mention.end) for mention in MENTIONS.find(text)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    separate = sorted(set(spans))
    assert all(one[1] <= other[0] for one, other in pairwise(separate))


@given(st.sampled_from([name for name in _NAMES if name != "C/O Framtid"]))
def test_every_name_is_found_as_it_is_written(name: str) -> None:
    ids = [mention.id for mention in MENTIONS.find(f"Hos {name}, i går")]
    assert ids == [item.id for item in ENTRIES if name in item.names]


def _about(
    body: str, mentions: Mentions = MENTIONS, **fields: object
) -> dict[str, tuple[str, ...]]:
    values = {"id": "2020-01-01-x", "title": "Om Karma", "published": date(2020, 1, 1), **fields}
    post = Post.model_validate({**values, "body": body})
    return mentions.about(post, render(body).paragraphs)


def test_about_a_post_by_hand_first_then_by_first_mention() -> None:
    about = _about(
        "Vinnova och **Min Farm**.\n\n- LKF\n- Vinnova",
        organisations=["okand", "lkf"],
        projects=["metoo"],
    )
    assert about["organisation"] == ("okand", "lkf", "karma", "vinnova")
    assert about["project"] == ("metoo", "min-farm")


def test_not_mentioned_takes_away_mentions_but_nothing_set_by_hand() -> None:
    about = _about("Karma, Vinnova.", organisations=["vinnova"], not_mentioned=["karma", "vinnova"])
    assert about == {"organisation": ("vinnova",), "project": ()}


# --- categories -------------------------------------------------------------------------------

WITH_CATEGORIES = Mentions(
    registers(
        (entry("karma", "Karma"),),
        categories=(entry("kurser", "Kurser", "Min Kurs"), entry("karma", "Karma")),
    )
)


def test_the_name_of_a_category_is_found_in_no_text() -> None:
    assert WITH_CATEGORIES.find("Kurser, Min Kurs, kurser, Kursers") == []
    # One that an organisation bears is that organisation's.
    assert [(each.kind, each.id) for each in WITH_CATEGORIES.find("Hos Karma")] == [
        ("organisation", "karma")
    ]


def test_a_post_is_in_the_categories_set_by_hand_and_no_others() -> None:
    body = "Kurser hos Karma."
    assert _about(body, WITH_CATEGORIES, title="Kurser") == {
        "organisation": ("karma",),
        "project": (),
        "category": (),
    }
    by_hand = {"categories": ["okand", "kurser"], "not_mentioned": ["kurser"]}
    assert _about(body, WITH_CATEGORIES, **by_hand)["category"] == ("okand", "kurser")


def test_without_a_list_of_categories_a_post_is_in_none() -> None:
    assert _about("Karma.", categories=["kurser"]) == {"organisation": ("karma",), "project": ()}


def test_registers_may_be_empty() -> None:
    assert Mentions(Registers()).find("Karma och Min Farm") == []
