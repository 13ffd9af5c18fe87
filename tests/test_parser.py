import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.search.query.parser import MAX_CHARACTERS, MAX_WORDS, parse, query_text
from kb.search.query.query import (
    Clause,
    Notice,
    Occur,
    Typed,
    TypedPhrase,
    TypedPrefix,
    TypedWord,
)

CUT_CHARACTERS = Notice.of("cut-characters", count=300)
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


READ = [
    # words
    ("kooperativ jobb", [must("kooperativ"), must("jobb")]),
    ("Kooperativ, JOBB!", [must("kooperativ"), must("jobb")]),
    ("jobb jobb", [must("jobb")]),
    ("e-post", [must("e"), must("post")]),
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
    ("bygde-lag", [must("bygde"), must("lag")]),
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
    assert parsed.notices == ()


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
        ("a\u202eb\u2066c\u200bd", "a b c d"),  # what turns the direction, or shows nothing
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
            if isinstance(typed, TypedPhrase):
                assert typed.words
                words += len(typed.words)
            else:
                assert typed.text
                assert not isinstance(typed, TypedPrefix) or len(typed.text) >= 3
                words += 1
    assert words <= MAX_WORDS
    # Something is sought, unless all that could be read is excluded.
    occurs = {clause.occur for clause in parsed.clauses}
    assert Occur.MAY not in occurs or Occur.MUST in occurs


@given(st.text(max_size=60))
def test_white_space_around_and_between_does_not_matter(text: str) -> None:
    spaced = "\n " + text.replace(" ", "\t  ") + "\r\n"
    assert parse(spaced).clauses == parse(text).clauses
