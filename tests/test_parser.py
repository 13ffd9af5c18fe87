from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.errors import QueryError
from kb.search.parser import MAX_CHARACTERS, MAX_WORDS, make_query, parse, query_text
from kb.search.query import Clause, Filters, Occur, Order, Phrase, Prefix, Term, Word


def word(text: str) -> Word:
    return Word(text)


def must(*terms: Term | str) -> Clause:
    return Clause(tuple(word(t) if isinstance(t, str) else t for t in terms), Occur.MUST)


def may(*texts: str) -> Clause:
    return Clause(tuple(map(word, texts)), Occur.MAY)


def without(*terms: Term | str) -> Clause:
    return Clause(tuple(word(t) if isinstance(t, str) else t for t in terms), Occur.MUST_NOT)


READ = [
    # words
    ("kooperativ jobb", [must("kooperativ"), must("jobb")]),
    ("Kooperativ, JOBB!", [must("kooperativ"), must("jobb")]),
    ("jobb jobb", [must("jobb")]),
    ("e-post", [must("e"), must("post")]),
    ("ASF:er", [must("asf:er")]),
    ("koopera\u00adtiv", [must("kooperativ")]),
    # phrases, in any marks of quotation
    ('"ideell sektor"', [must(Phrase(("ideell", "sektor")))]),
    ("”Ideell Sektor”", [must(Phrase(("ideell", "sektor")))]),
    ("«ideell sektor»", [must(Phrase(("ideell", "sektor")))]),
    ('ny "ideell sektor" bro', [must("ny"), must(Phrase(("ideell", "sektor"))), must("bro")]),
    ('"jobben"', [must(Phrase(("jobben",)))]),
    ('"och i"', [must(Phrase(("och", "i")))]),
    ('""', []),
    ('"…"', []),
    # without
    ("bro -seminarium", [must("bro"), without("seminarium")]),
    ("-seminarium", [without("seminarium")]),
    ('bro -"ideell sektor"', [must("bro"), without(Phrase(("ideell", "sektor")))]),
    ("bro -sem*", [must("bro"), without(Prefix("sem"))]),
    ("bro - seminarium", [must("bro"), must("seminarium")]),
    ("bygde-lag", [must("bygde"), must("lag")]),
    # or
    ("skola OR förskola", [must("skola", "förskola")]),
    ("skola ELLER förskola ELLER bro", [must("skola", "förskola", "bro")]),
    ("skola or förskola", [must("skola"), must("or"), must("förskola")]),
    ("skola eller bro", [must("skola"), may("eller"), must("bro")]),
    ("skola OR bro lag", [must("skola", "bro"), must("lag")]),
    ('bro OR "ideell sektor" OR sam*', [must("bro", Phrase(("ideell", "sektor")), Prefix("sam"))]),
    ("OR skola", [must("skola")]),
    ("skola OR", [must("skola")]),
    ("skola OR OR bro", [must("skola", "bro")]),
    ("skola OR … bro", [must("skola", "bro")]),
    ("skola OR skola", [must("skola")]),
    ("-skola OR -bro", [without("skola", "bro")]),
    ("skola OR -bro", [must("skola"), without("bro")]),
    ('"OR"', [must(Phrase(("or",)))]),
    ("OR", []),
    ("OR ELLER OR", []),
    # beginnings of words
    ("sam*", [must(Prefix("sam"))]),
    ("Samverk*", [must(Prefix("samverk"))]),
    ("sam**", [must(Prefix("sam"))]),
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
    assert parsed.notices == ("Det behövs minst 3 bokstäver före *; ”sn*” söktes som ett ord.",)


def test_long_text_is_cut_between_words_with_a_notice() -> None:
    text = "samverkan " * 29 + "kooperativet"
    parsed = parse(text)
    assert parsed.clauses == (must("samverkan"),)
    assert parsed.notices == ("Sökningen kortades till 300 tecken.",)
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
    assert make_query(typed).text == text


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
    assert parsed.notices == ("Sökningen kortades till 32 ord.",)


def test_a_phrase_is_cut_at_the_limit_of_words() -> None:
    words = tuple(f"ord{number}" for number in range(40))
    parsed = parse(f'"{" ".join(words)}"')
    assert parsed.clauses == (must(Phrase(words[:MAX_WORDS])),)
    assert parsed.notices == ("Sökningen kortades till 32 ord.",)
    parsed = parse(f'bro "{" ".join(words)}" lag')
    assert parsed.clauses == (must("bro"), must(Phrase(words[: MAX_WORDS - 1])))


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
        assert clause.terms
        for term in clause.terms:
            if isinstance(term, Phrase):
                assert term.words
                words += len(term.words)
            else:
                assert term.text
                assert not isinstance(term, Prefix) or len(term.text) >= 3
                words += 1
    assert words <= MAX_WORDS
    # Something is sought, unless all that could be read is excluded.
    occurs = {clause.occur for clause in parsed.clauses}
    assert Occur.MAY not in occurs or Occur.MUST in occurs


@given(st.text(max_size=60))
def test_white_space_around_and_between_does_not_matter(text: str) -> None:
    spaced = "\n " + text.replace(" ", "\t  ") + "\r\n"
    assert parse(spaced).clauses == parse(text).clauses


# --- the choices beside the text --------------------------------------------------------------


def test_choices_become_filters() -> None:
    query = make_query(
        "bro",
        organisations=["b", "a", "b"],
        projects=("p",),
        published_from="2016-05",
        published_to="2017",
        order="oldest",
        page=3,
        per_page=100,
    )
    assert query.text == "bro"
    assert query.filters == Filters(("a", "b"), ("p",), date(2016, 5, 1), date(2017, 12, 31))
    assert (query.order, query.page, query.per_page) == (Order.OLDEST, 3, 100)


def test_dates_may_be_dates() -> None:
    day = date(2017, 6, 1)
    query = make_query(published_from=day, published_to=day)
    assert query.filters == Filters((), (), day, day)


@pytest.mark.parametrize(
    ("text", "asked", "order"),
    [
        ("bro", None, "relevance"),
        ("bro", "relevance", "relevance"),
        ("bro", "newest", "newest"),
        ("", None, "newest"),
        ("", "relevance", "newest"),
        ("", "oldest", "oldest"),
        ("-bro", None, "newest"),
        ("🎉", None, "newest"),
        ("och", None, "relevance"),
    ],
)
def test_order_is_relevance_where_something_is_scored(
    text: str, asked: str | None, order: str
) -> None:
    assert make_query(text, order=asked).order == order


def test_every_fault_is_named() -> None:
    with pytest.raises(QueryError) as caught:
        make_query(published_from="x", published_to="2017-13", order="bäst", page=0, per_page=101)
    found = [(fault.field, fault.kind, fault.value) for fault in caught.value.faults]
    assert found == [
        ("published_from", "date", "x"),
        ("published_to", "date", "2017-13"),
        ("order", "order", "bäst"),
        ("page", "page", "0"),
        ("per_page", "per_page", "101"),
    ]
    assert "published_from: 'x' is no date; write 2017, 2017-06 or 2017-06-29" in str(caught.value)


def test_dates_in_the_wrong_order_are_a_fault_of_both() -> None:
    with pytest.raises(QueryError) as caught:
        make_query(published_from="2018", published_to="2017")
    assert [(fault.field, fault.kind) for fault in caught.value.faults] == [
        ("published_from", "range"),
        ("published_to", "range"),
    ]
    assert make_query(published_from="2017", published_to="2017").filters


@pytest.mark.parametrize("per_page", [0, -1, 101])
def test_pages_hold_one_to_a_hundred(per_page: int) -> None:
    with pytest.raises(QueryError, match="not between 1 and 100"):
        make_query(per_page=per_page)


def test_no_empty_order() -> None:
    with pytest.raises(QueryError, match="is no order"):
        make_query(order="")
