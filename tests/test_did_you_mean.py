"""Another spelling of a query that finds little as it is."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.corpus.post import Post
from kb.language.tokens import without_diacritics
from kb.search.query.parser import parse, query_text
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import post
from tests.serving import serving


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kooperatvi", "kooperativ"),
        ("foreningar", "föreningar"),
        ("Foreningar", "föreningar"),
        # all else stays as it was typed, white space aside
        ('kooperatvi  -seminarium "bakar bröd"', 'kooperativ -seminarium "bakar bröd"'),
        ("soppa ELLER kooperatvi", "soppa ELLER kooperativ"),
        ("xyzzy ELLER kooperatvi", "xyzzy ELLER kooperativ"),
        ("kooperatvi soppa kooperatvi", "kooperativ soppa kooperativ"),
        # several words at once
        ("kooperatvi seminraium", "kooperativ seminarium"),
        # a phrase is not loosened, but may have been meant otherwise
        ('"ideel sektor"', '"ideell sektor"'),
        ('"ideell sektro"', '"ideell sektor"'),
        # nothing similar, or nothing gained
        ("xyzzy", None),
        ("kooperatvi xyzzy", None),
        ("kooperatvi virke morötter", None),
        ('"sektor ideell"', None),
        # found as it is
        ("kooperativ", None),
        ("kooperativens", None),
        # dots are meant: lagar, bron
        ("lågar", None),
        ("brön", None),
        # not what was required as a whole word
        ("-kooperatvi", None),
        ("kooperatvi*", None),
        ("kooperatvi -kooperatvi", None),
        # stop words get their dots back, but not where they are meant as typed
        ("foreningar for kooperativ xyzzy", None),
        ("foreningar over", "föreningar över"),
        ("foreningar -over", "föreningar -over"),
        ('foreningar over -"over det"', 'föreningar over -"over det"'),
        # a dictionary's word that stands nowhere is right
        ("brons", None),
        ("mejeriet", None),
        # no number is a slip for another
        ("seminariekod1201", None),
        # names of registers are right
        ("Zinkhyttan", None),
        ("", None),
        ("🎉", None),
    ],
)
def test_another_spelling(service: SearchService, typed: str, meant: str | None) -> None:
    assert service.search(make_request(typed)).interpretation.suggestion == meant


def test_another_spelling_whatever_the_filters(service: SearchService) -> None:
    none = {"organisation": ["none"]}
    choices: list[dict[str, Any]] = [{"entries": none}, {"published_to": "1999"}, {"page": 9}]
    for each in choices:
        request = make_request("kooperatvi", **each)
        assert service.search(request).interpretation.suggestion == "kooperativ"
    assert service.search(make_request("", none)).interpretation.suggestion is None


def test_a_word_that_stands_is_doubted_only_for_far_commoner_ones(tmp_path: Path) -> None:
    def posts(word: str, count: int) -> list[Post]:
        slug = without_diacritics(word)
        return [post("2016-01-01", "Nytt", word, id=f"2016-01-01-{slug}-{n}") for n in range(count)]

    every = [
        *(*posts("taxa", 1), *posts("taxi", 21)),
        *(*posts("plast", 1), *posts("plats", 20)),
        *(post("2016-01-02", "Nytt", "medagare"), *posts("medägare", 21)),
        # … however short it is
        *(post("2016-01-02", "Nytt", "far", id="2016-01-02-far"), *posts("får", 21)),
        *(post("2016-01-02", "Nytt", "bat", id="2016-01-02-bat"), *posts("båt", 20)),
    ]
    with serving(tmp_path, every) as search:

        def suggestion(text: str) -> str | None:
            return search(text).interpretation.suggestion

        assert suggestion("taxa") == "taxi"
        assert suggestion("medagare") == "medägare"
        assert suggestion("far") == "får"
        assert suggestion("plast") is None  # twenty times as many are not enough
        assert suggestion("bat") is None
        assert suggestion("taxi") is None


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *("kooperatvi", "kooperativ", "foreningar", "bron", "xyzzy", "och", "sam*"),
                *("-bron", '"ideel sektor"', '"', "OR", "Åkerbo", "grannkrafft", "2107"),
            ]
        ),
        max_size=5,
    ).map(" ".join)
)
@example("kooperatvi " + "x" * 300)
@example("foreningar " * 100)
def test_another_spelling_always_finds_more(service: SearchService, text: str) -> None:
    understood = service.interpret(parse(text), did_you_mean=True)
    meant = understood.suggestion
    if meant is not None:
        assert len(meant.split()) == len(query_text(text).split())
        # What a search finds strictly comes first, so more of it is more hits at least.
        before, after = understood.rewritten[0], service.interpret(parse(meant)).rewritten[0]
        assert after.total > before.total
