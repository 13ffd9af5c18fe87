"""What looks different and is the same: e-post and epost, 10 000 and 10000, two ways to a date."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from kb.language.joined import has_signs, joined, joined_beside
from kb.language.joined_form import written_of
from tests.corpora import analyzer
from tests.serving import FILLER, Search, bracketed, found, said, serving
from tests.wild import WILD


def texts(text: str) -> list[str]:
    return [form.text for form in joined(text, analyzer().analyze(text), analyzer())]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Skicka e-post.", ["epost"]),
        ("a\u2011kassa", ["akassa"]),
        ("covid-19-pandemin", ["covid19", "covid19pandemin", "19pandemin"]),
        ("Malmö – Lund, 2016–2018", []),
        ("2016-2018", []),
        ("Ungdoms- och idrottsföreningar", ["ungdomsföreningar"]),
        ("Barn-, ungdoms- och äldrefrågor", ["barnfrågor", "ungdomsfrågor"]),
        ("in- och utflyttning", ["inflyttning"]),
        ("skolchefer och -lärare", ["skollärare"]),
        ("en bok- och en blomma", []),
        ("10 000", ["10000"]),
        ("1\u00a0234\u202f567", ["1234567"]),
        ("1 234 567 kr", ["1234567"]),
        ("10.000", ["10000", "10,000"]),
        ("år 2016 123 personer", []),
        ("5 000-6 000", ["5000", "6000"]),
        ("2,5", ["2,5"]),
        ("2.5", ["2,5"]),
        ("kl. 18.30", ["18,30"]),
        ("18:30", ["18,30"]),
        ("24/7", ["24/7"]),
        ("C++, C# och F#", ["c++", "c#", "f#"]),
        ("R&D", ["r&d"]),
        ("H & M", ["h&m"]),
        ("§ 12", ["§12"]),
        ("§12", ["§12"]),
        ("12 § första stycket", ["§12"]),
        ("2017-06-29", ["2017-06-29"]),
        ("den 29 juni 2017", ["2017-06-29"]),
        ("29:e juni, 2017", ["2017-06-29"]),
        ("1 jan. 2020", ["2020-01-01"]),
        ("29/6 2017", ["2017-06-29"]),
        ("29.6.2017", ["2017-06-29"]),
        ("20170629", ["2017-06-29"]),
        ("2017-02-30", []),
        ("30 februari 2017", []),
        ("99999999999/6 2017", ["99999999999/6"]),
        ("", []),
        ("-", []),
        ("& § ++ -", []),
    ],
)
def test_what_is_joined(text: str, forms: list[str]) -> None:
    assert texts(text) == forms


@given(text=WILD)
def test_nothing_is_joined_but_beside_signs(text: str) -> None:
    tokens = analyzer().analyze(text)
    everywhere = joined_beside(range(len(tokens)), written_of(text, tokens), analyzer())
    found = list(joined(text, tokens, analyzer()))
    assert found == (list(everywhere) if has_signs(text) else [])


# --- found as people type it --------------------------------------------------------------------

POSTS = [
    "Skicka e-post till oss.",  # p0
    "Vi har en ny epostadress, och epost är bra.",  # p1
    "Pandemin covid-19 är över.",  # p2
    "Nu är covid19 glömt.",  # p3
    "En a-kassa för alla.",  # p4
    "Ungdoms- och idrottsföreningar får stöd.",  # p5
    "Projektet fick 10 000 kronor.",  # p6
    "Projektet fick 10\u202f000 kronor.",  # p7
    "Projektet fick 10.000 kronor.",  # p8
    "Räntan är 2,5 procent.",  # p9
    "Öppet 24/7 i stan.",  # p10
    "Kursen handlar om C++ och annat.",  # p11
    "Mer pengar till R&D i Lund.",  # p12
    "Möte med H & M om kläder.",  # p13
    "Enligt § 12 i stadgarna.",  # p14
    "Vi ses kl. 18.30 som vanligt.",  # p15
    "Sista dag är 2017-06-29 för alla.",  # p16
    "Sista dag är den 29 juni 2017 för alla.",  # p17
    "Utsläpp av CO₂ per m².",  # p18
    "Nytt it-stöd i arbets\u200bmarknad och sko\u00adlan.",  # p19
    "Straße i Łódź.",  # p20
    "Skicka e post nu.",  # p21
    "Ordet c står här, r eller d med, och h men inte m.",  # p22
    "Siffrorna 10 och 000, 2 och 5, 24 och 7, 18 och 30, 12.",  # p23
    *FILLER,
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("joined"), said(*POSTS)) as search_:
        yield search_


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("epost", "e-post", "E-post", "e\u2011post"), {"p0", "p1", "p21"}),
        (("e post",), {"p0", "p1", "p21"}),
        (("covid19", "covid-19", "covid 19", "COVID-19"), {"p2", "p3"}),
        (("akassa", "a-kassa", "a kassa", "a-kassan"), {"p4"}),
        (("ungdomsförening", "ungdomsföreningar"), {"p5"}),
        (("10000", "10 000", "10\u00a0000", "10.000"), {"p6", "p7", "p8"}),
        (("2,5", "2.5"), {"p9"}),
        (("24/7",), {"p10"}),
        (("C++", "c++"), {"p11"}),
        (("R&D", "r & d"), {"p12"}),
        (("H&M", "H & M"), {"p13"}),
        (("§ 12", "§12", "12 §"), {"p14"}),
        (("kl. 18.30", "18.30", "18:30", "kl 18:30"), {"p15"}),
        (("2017-06-29", "29 juni 2017", "29/6 2017"), {"p16", "p17"}),
        (("CO2", "co₂", "ＣＯ２"), {"p18"}),
        (("m2", "m²"), {"p18"}),
        (("itstöd", "it-stöd", "it stöd"), {"p19"}),
        (("arbetsmarknad", "arbets\u200dmarknad", "skolan", "skol\u00adan"), {"p19"}),
        (("strasse", "straße", "lodz", "Łódź"), {"p20"}),
    ],
)
def test_found_as_people_type_it(
    search: Search, typed: tuple[str, ...], expected: set[str]
) -> None:
    for text in typed:
        answer = search(text, per_page=100)
        # What is found with all of it, before anything that was relaxed.
        strictly = answer.interpretation.rewritten[0].total
        assert set(found(answer)[:strictly]) == expected, text


def test_excluded_as_people_type_it(search: Search) -> None:
    assert not {"p0", "p1"} & set(found(search("skicka -epost", per_page=100)))
    assert not {"p0", "p1"} & set(found(search("skicka -e-post", per_page=100)))
    assert found(search('"sista dag" -2017-06-29', per_page=100)) == []


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("epost", "Skicka [e-post] till oss."),
        ("covid19", "Pandemin [covid-19] är över."),
        ("ungdomsförening", "[Ungdoms-] och idrottsföreningar får stöd."),
        ("10000", "Projektet fick [10 000] kronor."),
        ("C++", "Kursen handlar om [C++] och annat."),
        ("29 juni 2017", "Sista dag är [2017-06-29] för alla."),
        ("2017-06-29", "Sista dag är den [29 juni 2017] för alla."),
        ("CO2", "Utsläpp av [CO₂] per m²."),
        ("arbetsmarknad", "Nytt it-stöd i [arbets\u200bmarknad] och sko\u00adlan."),
    ],
)
def test_what_is_one_thing_is_marked_as_one(search: Search, typed: str, marked: str) -> None:
    hits = search(typed, per_page=100).hits
    assert marked in [bracketed(s.text, s.highlights) for hit in hits for s in hit.snippets]
