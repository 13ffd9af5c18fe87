import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.abbreviations import Abbreviation, find_abbreviations

ASF = ("asf", "arbetsintegrerande sociala företag")
INTRODUCED = [
    # behind the words it stands for, in parentheses
    ("Tio nya arbetsintegrerande sociala företag (ASF) öppnar.", [ASF]),
    ("Stöd från Europeiska socialfonden (ESF).", [("esf", "europeiska socialfonden")]),
    (
        "Europeiska regionala utvecklingsfonden (ERUF) betalar.",
        [("eruf", "europeiska regionala utvecklingsfonden")],
    ),
    ("Lokalt ledd utveckling (LLU) är en metod.", [("llu", "lokalt ledd utveckling")]),
    (
        "Det är en idéburen och offentlig samverkan (IOS).",
        [("ios", "ideburen och offentlig samverkan")],
    ),
    ("Lokalt ledd utveckling (s.k. LLU) är en metod.", [("llu", "lokalt ledd utveckling")]),
    ("Varje grannarnas odlarförening (GOF) är öppen.", [("gof", "grannarnas odlarförening")]),
    ("Byns Odlare i Skogen (BoIS) firar.", [("bois", "byns odlare i skogen")]),
    ("Forskning & innovation (F&I) i byn.", [("f&i", "forskning innovation")]),
    ("ÖSTHAMRA ODLARES FÖRBUND (ÖOF)", [("öof", "östhamra odlares förbund")]),
    # the shortest run of words that the letters spell
    ("En sak till, lokala sociala företag (LSF).", [("lsf", "lokala sociala företag")]),
    # behind it, in parentheses
    (
        "Vi är ett ASF (arbetsintegrerande socialt företag).",
        [("asf", "arbetsintegrerande socialt företag")],
    ),
    ("LLU (lokalt ledd utveckling) är en metod.", [("llu", "lokalt ledd utveckling")]),
    # between commas, or a comma and the end of the sentence
    ("Tio nya arbetsintegrerande sociala företag, ASF, ska öppna.", [ASF]),
    ("Här finns tio arbetsintegrerande sociala företag, ASF. Fler väntas.", [ASF]),
    ("Stöd från Europeiska socialfonden, ESF.", [("esf", "europeiska socialfonden")]),
    ("I går, i lokalt ledd utveckling, LLU, hände det.", [("llu", "lokalt ledd utveckling")]),
    # several in one text, in order
    (
        "Europeiska socialfonden (ESF) och lokalt ledd utveckling (LLU).",
        [("esf", "europeiska socialfonden"), ("llu", "lokalt ledd utveckling")],
    ),
]
NOT_INTRODUCED = [
    # places, parties, unions: what stands before does not spell them
    "Hyran höjs på Lunds fastighets AB (LKF).",
    "Anna Ek, Malmö (M), svarar.",
    "Rådet för Sverige (EU) möts.",
    "Anna Ek (MP) och Bo Al (KD) är överens.",
    "Byn söker pengar hos socialfonden (ESF).",  # one word, however it is read
    "Vi ses i Åkerbo (se karta) i kväll (OBS).",
    # a word gives no letter
    "Arbetsintegrerande sociala nya företag (ASF) öppnar.",
    # the letters lie in another sentence, paragraph or parenthesis
    "Lokala sociala. Företag (LSF) öppnar.",
    "Lokala sociala\nföretag (LSF) öppnar.",
    "Lokala (nya) sociala företag (LSF) öppnar.",
    # small letters, sentences, figures
    "Lokala sociala företag (lsf) öppnar.",
    "Lokala sociala företag (LSF är bra) öppnar.",
    "Åren två tusen tio (2010) och på.",
    # it does not begin at a stop word
    "Om att sociala företag (ASF) öppnar.",
    # between commas: lists, and letters that only two words spell
    "Bland medlemmarna finns Almi, SKF, ABF, och andra.",
    "Sociala företag, ASF, öppnar.",
    "Lokala, sociala företag, LSF, öppnar.",
    "Gamla sociala föreningar, OSA, SOU, ska bort.",
    "Mötet leds av Anna Ek, AE, i kväll.",
    # nothing closes it
    "Lokala sociala företag, LSF och andra.",
    "Lokala sociala företag LSF, öppnar.",
]


@pytest.mark.parametrize(("text", "expected"), INTRODUCED)
def test_introduced(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(each.short, " ".join(each.long)) for each in find_abbreviations(text)]
    assert found == expected


@pytest.mark.parametrize("text", NOT_INTRODUCED)
def test_not_introduced(text: str) -> None:
    assert list(find_abbreviations(text)) == []


def test_they_are_in_normal_form() -> None:
    (found,) = find_abbreviations("IDÉBURET offentligt Partnerskap (IOP)")
    assert found == Abbreviation("iop", ("ideburet", "offentligt", "partnerskap"))


def test_long_texts_are_read_in_passing() -> None:
    text = "lokala sociala företag " * 5_000
    assert list(find_abbreviations(f"{text}(LSF){text}")) == [
        Abbreviation("lsf", ("lokala", "sociala", "företag"))
    ]
    assert list(find_abbreviations("(" * 20_000 + "A" * 20_000)) == []


@settings(deadline=None)
@given(st.text(alphabet="aAsSfFåÅ ,.()&-\n", max_size=60))
def test_whatever_is_found_is_spelled_by_its_words(text: str) -> None:
    for short, long in find_abbreviations(text):
        assert short == short.lower()
        assert long[0][0] == short[0]
        assert len(long) > 1
        assert short not in long
