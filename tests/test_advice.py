from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.port.engine import Matches, MatchRequest
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.pages import advice
from kb.web.pages.links import Link

SWEDISH = Messages("sv")
URLS = Urls()


@pytest.fixture(scope="module")
def service(index_dir: Path) -> Iterator[SearchService]:
    with KnowledgeBase(index_dir) as knowledge_base:
        yield knowledge_base.service


def test_ways_on_from_a_search_without_hits_find_what_they_say(service: SearchService) -> None:
    request = make_request(
        "kooperativ bron",
        {"organisation": ["zinkhyttan"]},
        published_from="2021",
        published_to="2021",
    )
    found = list(advice.ways_on(service.search(request), service, URLS, SWEDISH))
    assert [(link.text, link.href) for link in found[:2]] == [
        ("Samma sökning utan Zinkhyttan", "/sok?q=kooperativ+bron&fran=2021&till=2021"),
        ("Samma sökning utan tidsgräns", "/sok?q=kooperativ+bron&organisation=zinkhyttan"),
    ]
    assert found[-2:] == [
        Link("Bara kooperativ", "/sok?q=kooperativ", count="3 inlägg"),
        Link("Bara bron", "/sok?q=bron", count="2 inlägg"),
    ]


def test_ways_on_name_the_filter_that_they_leave_out(service: SearchService) -> None:
    request = make_request("bron", {"organisation": ["zinkhyttan"]}, published_from="2021")
    found = list(advice.ways_on(service.search(request), service, URLS, SWEDISH))
    assert [(link.text, link.href, link.count) for link in found] == [
        ("Samma sökning utan Zinkhyttan", "/sok?q=bron&fran=2021", "1 inlägg"),
        ("Samma sökning utan avgränsning", "/sok?q=bron", "2 inlägg"),
    ]


def test_a_word_alone_is_written_as_it_was_asked_for(service: SearchService) -> None:
    request = make_request('"ideell sektor" xyzzy koop* skola ELLER kooperativ')
    found = list(advice.ways_on(service.search(request), service, URLS, SWEDISH))
    found = [link for link in found if link.text.startswith("Bara ")]
    assert [link.text for link in found] == [
        'Bara "ideell sektor"',
        "Bara koop*",
        "Bara skola ELLER kooperativ",
    ]
    for link in found:
        text = link.text.removeprefix("Bara ")
        assert service.search(make_request(text)).total == int(link.count.split()[0])


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ('"håller bron"', [("Utan citattecken: håller bron", "/sok?q=h%C3%A5ller+bron")]),
        ("bron -bron", [("Utan det som är uteslutet: bron", "/sok?q=bron")]),
        ("-bron -kooperativ", []),
        ('"xyzzy"', []),
    ],
)
def test_quotation_marks_and_exclusions_can_be_dropped(
    service: SearchService, text: str, offered: list[tuple[str, str]]
) -> None:
    found = list(advice.ways_on(service.search(make_request(text)), service, URLS, SWEDISH))
    assert [(link.text, link.href) for link in found if "Utan" in link.text] == offered
    for link in found:
        assert int(link.count.split()[0]) > 0


def test_what_a_filter_keeps_out_is_found_without_it(service: SearchService) -> None:
    request = make_request('"håller bron"', {"organisation": ["zinkhyttan"]})
    (link,) = advice.ways_on(service.search(request), service, URLS, SWEDISH)
    assert (link.text, link.href) == (
        "Utan citattecken: håller bron",
        "/sok?q=h%C3%A5ller+bron",
    )


def test_words_that_begin_alike_are_those_of_the_archive(service: SearchService) -> None:
    def alike(text: str) -> list[str]:
        answer = service.search(make_request(text))
        return [link.text for link in advice.words_alike(answer, service, URLS)]

    assert alike("kooperatvium") == ["kooperativ"]
    # Only of words that no post has, and of those that share half of their letters.
    assert alike("kooperatvium bron") == ["kooperativ"]
    assert alike("bron") == alike("xyzzy") == alike("-kooperatvium") == []


def test_whatever_was_asked_few_other_searches_are_tried(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(f"xyzzy{number}" for number in range(30)) + ' "å ä" -bron'
    chosen = {name: [f"n{number}" for number in range(20)] for name in ("organisation", "project")}
    answer = service.search(make_request(text, chosen, published_from="2016"))
    asked: list[MatchRequest] = []
    match = service.engine.match

    def counted(request: MatchRequest) -> Matches:
        asked.append(request)
        return match(request)

    monkeypatch.setattr(service.engine, "match", counted)
    list(advice.ways_on(answer, service, URLS, SWEDISH))
    list(advice.words_alike(answer, service, URLS))
    assert 10 < len(asked) <= 20
