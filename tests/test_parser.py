from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.language.joined import By
from kb.search.query.parser import MAX_CHARACTERS, MAX_WORDS, parse, query_text
from kb.search.query.query import (
    Clause,
    Notice,
    Occur,
    Typed,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedWord,
    texts_of,
)

CUT_CHARACTERS = Notice.of("cut-characters", count=300)
SYNTAX = Notice.of("syntax-hint")
CUT_WORDS = Notice.of("cut-words", count=32)


def clause(occur: Occur, alternatives: tuple[Typed | str, ...]) -> Clause:
    """A clause; a plain text stands for a word."""
    return Clause(tuple(TypedWord(a) if isinstance(a, str) else a for a in alternatives), occur)


def must(*alternatives: Typed | str) -> Clause:
    return clause(Occur.MUST, alternatives)


def may(*alternatives: Typed | str) -> Clause:
    return clause(Occur.MAY, alternatives)


def without(*alternatives: Typed | str) -> Clause:
    return clause(Occur.MUST_NOT, alternatives)


def hyphenated(*words: str) -> Typed:
    return TypedJoined(("".join(words),), By.HYPHEN, words)


def number(text: str, *words: str) -> Typed:
    return TypedJoined((text,), By.NUMBER, words)


READ = [
    # words
    ("kooperativ jobb", [must("kooperativ"), must("jobb")]),
    ("Kooperativ, JOBB!", [must("kooperativ"), must("jobb")]),
    ("jobb jobb", [must("jobb")]),
    ("e-post", [must(hyphenated("e", "post"))]),
    ("R & D", [must(TypedJoined(("r&d",), By.AMPERSAND, ("r", "d")))]),
    ("10 000 kronor", [must(number("10000", "10", "000")), must("kronor")]),
    ("10.000", [must(TypedJoined(("10000", "10,000"), By.NUMBER, ("10", "000")))]),
    ("möte 29 juni 2017", [must("möte"), must(number("2017-06-29", "29", "juni", "2017"))]),
    ("C++ eller inte", [must(TypedJoined(("c++",), By.SIGN, ("c",))), may("eller"), may("inte")]),
    ("§ 12", [must(TypedJoined(("§12",), By.SIGN, ("12",)))]),
    ('"e-post"', [must(TypedPhrase(("e", "post")))]),
    ("e-pos*", [must("e"), must(TypedPrefix("pos"))]),
    ("e-post OR brev", [must(hyphenated("e", "post"), "brev")]),
    ("-10 000", [without(number("10000", "10", "000"))]),
    ("ASF:er", [must("asf:er")]),
    ("koopera\u00adtiv", [must("kooperativ")]),
    # phrases, in any marks of quotation
    ('"ideell sektor"', [must(TypedPhrase(("ideell", "sektor")))]),
    ("”Ideell Sektor”", [must(TypedPhrase(("ideell", "sektor")))]),
    ("«ideell sektor»", [must(TypedPhrase(("ideell", "sektor")))]),
    ('ny "ideell sektor" bro', [must("ny"), must(TypedPhrase(("ideell", "sektor"))), must("bro")]),
    ('"jobben"', [must(TypedPhrase(("jobben",)))]),
    ('"och i"', [must(TypedPhrase(("och", "i")))]),
    ('""', []),
    ('"…"', []),
    # without
    ("bro -seminarium", [must("bro"), without("seminarium")]),
    ("-seminarium", [without("seminarium")]),
    ('bro -"ideell sektor"', [must("bro"), without(TypedPhrase(("ideell", "sektor")))]),
    ("bro -sem*", [must("bro"), without(TypedPrefix("sem"))]),
    ("bro - seminarium", [must("bro"), must("seminarium")]),
    ("bygde-lag", [must(hyphenated("bygde", "lag"))]),
    # or
    ("skola OR förskola", [must("skola", "förskola")]),
    ("skola ELLER förskola ELLER bro", [must("skola", "förskola", "bro")]),
    ("skola or förskola", [must("skola"), must("or"), must("förskola")]),
    ("skola eller bro", [must("skola"), may("eller"), must("bro")]),
    ("skola OR bro lag", [must("skola", "bro"), must("lag")]),
    (
        'bro OR "ideell sektor" OR sam*',
        [must("bro", TypedPhrase(("ideell", "sektor")), TypedPrefix("sam"))],
    ),
    ("OR skola", [must("skola")]),
    ("skola OR", [must("skola")]),
    ("skola OR OR bro", [must("skola", "bro")]),
    ("skola OR … bro", [must("skola", "bro")]),
    ("skola OR skola", [must("skola")]),
    ("-skola OR -bro", [without("skola", "bro")]),
    ("skola OR -bro", [must("skola"), without("bro")]),
    ('"OR"', [must(TypedPhrase(("or",)))]),
    ("OR", []),
    ("OR ELLER OR", []),
    # beginnings of words
    ("sam*", [must(TypedPrefix("sam"))]),
    ("Samverk*", [must(TypedPrefix("samverk"))]),
    ("sam**", [must(TypedPrefix("sam"))]),
    ("*", []),
    ("*sam", [must("sam")]),
    # and
    ("bro AND lag", [must("bro"), must("lag")]),
    ("Bro OCH lag", [must("bro"), must("lag")]),
    ("bro och lag", [must("bro"), may("och"), must("lag")]),
    ("bro and lag", [must("bro"), must("and"), must("lag")]),
    ("skola OR bro AND lag", [must("skola", "bro"), must("lag")]),
    ("bro AND -lag", [must("bro"), without("lag")]),
    ("bro AND AND lag", [must("bro"), must("lag")]),
    ('"AND"', [must(TypedPhrase(("and",)))]),
    # not
    ("bro NOT lag", [must("bro"), without("lag")]),
    ("Bro INTE lag", [must("bro"), without("lag")]),
    ("bro inte lag", [must("bro"), may("inte"), must("lag")]),
    ("bro AND NOT lag", [must("bro"), without("lag")]),
    ("bro OCH INTE lag", [must("bro"), without("lag")]),
    ("NOT lag", [without("lag")]),
    ("INTE lag", [without("lag")]),
    ("NOT -lag", [without("lag")]),
    ("bro NOT - lag", [must("bro"), without("lag")]),
    ("bro NOT e-post", [must("bro"), without(hyphenated("e", "post"))]),
    (
        'bro NOT "ideell sektor" lag',
        [must("bro"), without(TypedPhrase(("ideell", "sektor"))), must("lag")],
    ),
    ("bro NOT sam*", [must("bro"), without(TypedPrefix("sam"))]),
    ("NOT skola OR NOT bro", [without("skola", "bro")]),
    ("bro INTE 2017", [must("bro"), without("2017")]),
    # … but words where they stand alone, first or last
    ("AND", [must("and")]),
    ("NOT", [must("not")]),
    ("INTE", [must("inte")]),
    ("OCH", [must("och")]),
    ("AND bro", [must("and"), must("bro")]),
    ("rock AND", [must("rock"), must("and")]),
    ("fiska med NOT", [must("fiska"), may("med"), must("not")]),
    ("-AND bro", [without("and"), must("bro")]),
    # … and where all is in capitals and they are words of Swedish
    ("ORDFÖRANDE OCH KASSÖR", [must("ordförande"), may("och"), must("kassör")]),
    ("EU AND NATO 2017", [must("eu"), must("nato"), must("2017")]),
    ("EU NOT NATO", [must("eu"), without("nato")]),
    ("EU ELLER NATO", [must("eu", "nato")]),
    ("EU INTE Nato", [must("eu"), without("nato")]),
    ('"ideell sektor" INTE EU', [must(TypedPhrase(("ideell", "sektor"))), without("eu")]),
    # dashes
    *((f"bro {dash}lag", [must("bro"), without("lag")]) for dash in "-‐‑‒–—―−﹣－"),
    *((f"bro {dash} lag", [must("bro"), must("lag")]) for dash in "-‐‑‒–—―−﹣－"),
    *((f"bro{dash}lag", [must("bro"), must("lag")]) for dash in "‒–—―−﹣－"),
    *((f"bro{hyphen}lag", [must(hyphenated("bro", "lag"))]) for hyphen in "-‐‑"),
    *((f"bro{dash} lag", [must("bro"), must("lag")]) for dash in "-‐‑‒–—―−﹣－"),
    ("bro -- lag", [must("bro"), must("lag")]),
    ("2016–2018", [must("2016"), must("2018")]),
    ('bro –"ideell sektor"', [must("bro"), without(TypedPhrase(("ideell", "sektor")))]),
    # stop words
    ("jobb i byn", [must("jobb"), may("i"), must("byn")]),
    ("att vara", [must("att"), must("vara")]),
    ("och -bro", [must("och"), without("bro")]),
    ("och OR bro", [must("och", "bro")]),
    # unfinished, empty, odd
    ('"ideell sektor', [must("ideell"), must("sektor")]),
    ('bro"', [must("bro")]),
    ('-"', []),
    ("-", []),
    ("--", []),
    ("--bro", [without("bro")]),
    ("🎉", []),
    ("bro 🎉", [must("bro")]),
    ("bro\0lag\x07\x1b", [must("bro"), must("lag")]),
    ("", []),
    (" \n\t ", []),
]


@pytest.mark.parametrize(("text", "clauses"), READ)
def test_reads_a_search_as_the_table_says(text: str, clauses: list[Clause]) -> None:
    parsed = parse(text)
    assert list(parsed.clauses) == clauses
    told = [Notice.of("no-words", text=parsed.text)] if parsed.text and not clauses else []
    assert list(parsed.notices) == told


FOREIGN = [
    ("(kooperativ OR förening) jobb", [must("kooperativ", "förening"), must("jobb")]),
    ("(bro AND lag)", [must("bro"), must("lag")]),
    ("(skola OR bro) AND (INTE lag)", [must("skola", "bro"), without("lag")]),
    ("(-bro) lag", [without("bro"), must("lag")]),
    ('("ideell sektor") bro', [must(TypedPhrase(("ideell", "sektor"))), must("bro")]),
    ("titel:bro", [must("titel"), must("bro")]),
    ("org:akerbo", [must("org"), must("akerbo")]),
    ('titel:"ideell sektor"', [must("titel"), must(TypedPhrase(("ideell", "sektor")))]),
    ("site:example.se", [must("site"), must("example"), must("se")]),
    ("kooperativ~", [must("kooperativ")]),
    ("kooperativ~2", [must("kooperativ")]),
    ("kooperativ~0.8 lag", [must("kooperativ"), must("lag")]),
    ("bro^2", [must("bro")]),
    ("m^2", [must("m"), must("2")]),
    ("10^6", [must("10"), must("6")]),
    ("[2016 TO 2018]", [must("2016"), must("to"), must("2018")]),
    ("{2016 TO *}", [must("2016"), must("to")]),
    ("ko?perativ", [must("ko"), must("perativ")]),
    ("ko*perativ", [must("ko"), must("perativ")]),
    ("*perativ", [must("perativ")]),
    ("+bro", [must("bro")]),
    ("!bro", [must("bro")]),
    ('"ideell sektor"~3', [must(TypedPhrase(("ideell", "sektor")))]),
    ("“ideell sektor”^2.5", [must(TypedPhrase(("ideell", "sektor")))]),
    ("bro && lag", [must("bro"), must("lag")]),
    ("bro || lag", [must("bro"), must("lag")]),
    ("bro|lag", [must("bro"), must("lag")]),
    ("/bro/", [must("bro")]),
    ("år>2016", [must("år"), must("2016")]),
    ("bro\\ lag", [must("bro"), must("lag")]),
]


@pytest.mark.parametrize(("text", "clauses"), FOREIGN)
def test_signs_of_other_search_engines_are_read_as_words(text: str, clauses: list[Clause]) -> None:
    parsed = parse(text)
    assert list(parsed.clauses) == clauses
    assert (parsed.notices, parsed.hints) == ((), (SYNTAX,))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "vad är en bro?",
            "C++",
            "R&D",
            "ASF:er",
            "EU:s",
            "kl. 18:30",
            "och/eller",
            "24/7",
            "bro!",
        ),
        *(
            "https://example.se",
            "samverk*",
            '"(bro)"',
            '"titel:bro"',
            "#bro",
            "@bro",
            "50 %",
            "bro:",
        ),
        *(
            "2 + 2",
            "– bro –",
            "hallå! bro",
            "bro … lag",
            "1,5",
            "a.b@example.se",
            "bro *",
            "vadå?!",
        ),
    ],
)
def test_signs_of_ordinary_text_are_no_syntax(text: str) -> None:
    assert parse(text).hints == ()


@pytest.mark.parametrize(
    "text",
    [
        "-(bro lag)",
        "bro NOT (skola lag)",
        "INTE (bro lag)",
        "(bro lag) OR skola",
        "bro ELLER (a b)",
    ],
)
def test_brackets_that_would_have_changed_the_meaning_are_told_of(text: str) -> None:
    assert SYNTAX in parse(text).notices


def test_a_word_that_is_no_exclusion_in_capitals_is_told_of() -> None:
    for text in ("INTE BARA JOBB", "VI VILL INTE HA JOBB", "EU INTE NATO"):
        parsed = parse(text)
        assert parsed.clauses == parse(text.lower()).clauses
        assert parsed.notices == (Notice.of("not-in-capitals", word="INTE"),)
    assert parse("DET VILL VI INTE").notices == ()


def test_short_beginnings_are_searched_as_words_with_a_notice() -> None:
    parsed = parse("bro sn*")
    assert parsed.clauses == (must("bro"), must("sn"))
    assert parsed.notices == (Notice.of("short-prefix", minimum=3, word="sn*"),)


def test_long_text_is_cut_between_words_with_a_notice() -> None:
    text = "samverkan " * 29 + "kooperativet"
    parsed = parse(text)
    assert parsed.clauses == (must("samverkan"),)
    assert parsed.notices == (CUT_CHARACTERS,)
    assert parse("samverkan " * 29 + "bron läng").notices == ()


def test_a_word_longer_than_the_limit_is_cut() -> None:
    assert parse("x" * 10_000).clauses == (must("x" * 298),)
    assert parse("a " + "x" * 10_000).clauses == (must("a"), must("x" * 296))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  två \n ord\t", "två ord"),
        ("a\0b\x1b[31mc\x07\x7f", "a b [31mc"),
        ("a\x85b\x9bc", "a b c"),  # C1 controls
        ("a\ud800b", "a b"),  # a lone surrogate
        ("a\u202eb\u2066c", "a b c"),  # what turns the direction
        ("a\u200bb\u2060c\ufeffd", "abcd"),  # what shows nothing
        ("a\u2028b\u2029c\xa0d", "a b c d"),
        ("arbets\u00admarknad", "arbetsmarknad"),
        ("smörgås 🎉 日本 ёж", "smörgås 🎉 日本 ёж"),
        ("samverkan " * 29 + "kooperativet", "samverkan " * 29 + "…"),
        ("samverkan " * 29 + "bron läng", "samverkan " * 29 + "bron läng"),
        ("x" * 301, "x" * 298 + " …"),
    ],
)
def test_the_text_of_a_query_can_be_shown(typed: str, text: str) -> None:
    assert parse(typed).text == text


def test_an_end_that_the_visitor_typed_is_no_cut() -> None:
    assert parse("bron …").notices == ()


@given(st.text() | st.text(min_size=250, max_size=400))
@example("x " * 400)
@example("x" * 297 + "   y")
def test_the_text_of_a_query_is_made_once(typed: str) -> None:
    text = query_text(typed)
    assert is_normalized("NFC", text)
    assert text.isprintable()
    assert len(text) <= MAX_CHARACTERS
    assert query_text(text) == text
    assert parse(text) == parse(typed)  # so whoever follows its address is told the same


def test_many_words_are_cut_with_a_notice() -> None:
    words = [f"ord{number}" for number in range(MAX_WORDS + 1)]
    assert parse(" ".join(words[:-1])).notices == ()
    parsed = parse(" ".join(words))
    assert parsed.clauses == tuple(must(each) for each in words[:-1])
    assert parsed.notices == (CUT_WORDS,)


def test_a_phrase_is_cut_at_the_limit_of_words() -> None:
    words = tuple(f"ord{number}" for number in range(40))
    parsed = parse(f'"{" ".join(words)}"')
    assert parsed.clauses == (must(TypedPhrase(words[:MAX_WORDS])),)
    assert parsed.notices == (CUT_WORDS,)
    parsed = parse(f'bro "{" ".join(words)}" lag')
    assert parsed.clauses == (must("bro"), must(TypedPhrase(words[: MAX_WORDS - 1])))


TYPED = st.lists(
    st.one_of(
        st.text(max_size=10),
        st.sampled_from(['"', "”", "-", "OR", "ELLER", "*", "sam*", " ", "och", "bro", "-bro"]),
        st.sampled_from([" AND ", " OCH ", " NOT ", " INTE ", "–", "(", ")", ":", "~", "^", "?"]),
    ),
    max_size=40,
).map("".join)


@given(TYPED)
@example("bro" * 5_000)
@example('"' * 10_000)
@example("- " * 10_000)
@example("OR " * 10_000)
@example("\ud800 \udcff")
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    parsed = parse(text)
    words = 0
    for clause in parsed.clauses:
        assert clause.alternatives
        for typed in clause.alternatives:
            assert all(texts_of(typed))
            words += len(texts_of(typed))
            assert not isinstance(typed, TypedPrefix) or len(typed.text) >= 3
    assert words <= MAX_WORDS
    # Something is sought, unless all that could be read is excluded.
    occurs = {clause.occur for clause in parsed.clauses}
    assert Occur.MAY not in occurs or Occur.MUST in occurs


@given(st.text(max_size=60))
def test_white_space_around_and_between_does_not_matter(text: str) -> None:
    spaced = "\n " + text.replace(" ", "\t  ") + "\r\n"
    assert parse(spaced).clauses == parse(text).clauses
