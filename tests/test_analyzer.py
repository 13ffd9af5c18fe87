import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import analyzer
from kb.language.analyzer import analyze, fingerprint, is_stop_word
from kb.language.tokens import normal_form

# Text → (token, stem) of each word: how Swedish is read, as a table to review. Rows marked
# "apart" are inflections of one word that Snowball keeps apart.
READ = [
    # inflections of nouns
    ("Kooperativ", [("kooperativ", "kooperativ")]),
    ("kooperativet", [("kooperativet", "kooperativ")]),
    ("KOOPERATIVEN", [("kooperativen", "kooperativ")]),
    ("kooperativens", [("kooperativens", "kooperativ")]),
    ("förening", [("förening", "förening")]),
    ("föreningar", [("föreningar", "förening")]),
    ("föreningarnas", [("föreningarnas", "förening")]),
    ("företag", [("företag", "företag")]),
    ("företagets", [("företagets", "företag")]),
    ("medlem", [("medlem", "medlem")]),
    ("medlemmar", [("medlemmar", "medlemm")]),  # apart
    ("jobben", [("jobben", "jobb")]),
    ("flickorna", [("flickorna", "flick")]),
    ("möjligheter", [("möjligheter", "möj")]),
    ("nätverket", [("nätverket", "nätverket")]),  # apart
    ("nätverk", [("nätverk", "nätverk")]),
    ("bok böcker", [("bok", "bok"), ("böcker", "böck")]),  # apart
    ("konst konstig", [("konst", "konst"), ("konstig", "konst")]),  # two words, one stem
    # adjectives and verbs
    ("social", [("social", "social")]),
    ("sociala", [("sociala", "social")]),
    ("socialt", [("socialt", "socialt")]),  # apart
    ("arbetsintegrerande", [("arbetsintegrerande", "arbetsintegrer")]),
    ("arbetsintegrerat", [("arbetsintegrerat", "arbetsintegrer")]),
    ("utvecklade", [("utvecklade", "utveckl")]),
    ("utvecklas", [("utvecklas", "utveckl")]),
    # å, ä and ö are letters; other accents are not
    ("får", [("får", "får")]),
    ("far", [("far", "far")]),
    ("idé", [("ide", "ide")]),
    ("Müller", [("muller", "mull")]),
    ("Ærø", [("ärö", "ärö")]),
    ("o\u0308ppet", [("öppet", "öppet")]),
    ("A\u030angs", [("ångs", "ång")]),
    ("\u212bngstro\u0308m", [("ångström", "ångström")]),
    # colon endings, soft hyphens, other signs inside a word
    ("ASF:er", [("asf:er", "asf")]),
    ("EU:s", [("eu:s", "eu")]),
    ("LKF:arnas", [("lkf:arnas", "lkf")]),
    ("OBS:titta", [("obs", "obs"), ("titta", "titt")]),
    ("kl. 12:30", [("kl", "kl"), ("12", "12"), ("30", "30")]),
    ("1:a", [("1:a", "1")]),
    ("koopera\u00adtiv", [("kooperativ", "kooperativ")]),
    ("e-post", [("e", "e"), ("post", "post")]),
    ("en_rad", [("en", "en"), ("rad", "rad")]),
    ("kom@example.org", [("kom", "kom"), ("example", "exampl"), ("org", "org")]),
    ("2017–2019", [("2017", "2017"), ("2019", "2019")]),
    ("50 %", [("50", "50")]),
    # nothing to read
    ("", []),
    (" \n\t", []),
    ("– … !?", []),
    ("🎉", []),
    ("\0", []),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_reads_text_as_the_table_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.text, token.stem) for token in analyze(text)] == expected


def test_offsets_are_code_points_of_the_text() -> None:
    text = "🎉 A\u030ar 2017: ASF:er, koopera\u00adtiv."
    found = [(text[token.start : token.end], token.text) for token in analyze(text)]
    assert found == [
        ("A\u030ar", "år"),
        ("2017", "2017"),
        ("ASF:er", "asf:er"),
        ("koopera\u00adtiv", "kooperativ"),
    ]


@given(
    st.text(st.one_of(st.characters(), st.sampled_from("aåäöé\u00ad\u0308:-_ \n1🎉")), max_size=80)
)
def test_tokens_of_any_text_stand_in_it_in_order(text: str) -> None:
    end = 0
    for token in analyze(text):
        assert end <= token.start < token.end <= len(text)
        assert token.text == normal_form(text[token.start : token.end])
        assert token.text
        assert not re.search(r"\s", token.text)
        assert token.stem
        end = token.end


@given(st.text(max_size=60))
def test_composed_and_decomposed_text_is_read_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    words = [(token.text, token.stem) for token in analyze(composed)]
    assert words == [(token.text, token.stem) for token in analyze(decomposed)]


def test_stop_words_are_the_small_words_of_swedish() -> None:
    assert all(map(is_stop_word, ("och", "att", "i", "på", "för", "är", "som")))
    assert not any(map(is_stop_word, ("kooperativ", "by", "jobb", "ö", "")))


def test_fingerprint_changes_with_rules_and_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    now = fingerprint()
    assert re.fullmatch(r"[0-9a-f]{16}", now)
    assert fingerprint() == now
    with monkeypatch.context() as patched:
        patched.setattr(analyzer, "_RULES", -1)
        assert fingerprint() != now
    with monkeypatch.context() as patched:
        patched.setattr(analyzer, "version", lambda name: "0")
        assert fingerprint() != now
    assert fingerprint() == now
