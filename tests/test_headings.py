from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.query.request import SearchRequest, make_request
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import Urls
from kb.web.pages.headings import heading
from kb.web.visit import Visit

SWEDISH = Messages("sv")
ENGLISH = Messages("en")
ORGANISATIONS = ("akerbo-kommun", "zinkhyttan", "angslunda-bygdelag", "osthamra-odlare")


@pytest.fixture(scope="module")
def service(index_dir: Path) -> Iterator[SearchService]:
    with KnowledgeBase(index_dir) as knowledge_base:
        yield knowledge_base.service


def said(service: SearchService, request: SearchRequest, messages: Messages) -> str:
    visit = Visit(service, request, "", False, Urls(), messages, Settings())
    return heading(service.search(request), visit).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "entries", "others", "expected"),
    [
        ("", {}, {}, "Alla 12 inlägg"),
        ("kooperativ", {}, {}, "”kooperativ”: 3 inlägg"),
        ("mejerilokal", {}, {}, "”mejerilokal”: 1 inlägg"),
        ("xyzzy", {}, {}, "”xyzzy”: inga inlägg"),
        # What is no word is nothing that was searched for.
        ("***", {}, {}, "Alla 12 inlägg"),
        ('"ideell sektor"', {}, {}, '"ideell sektor": 1 inlägg'),
        ("", {"project": ["grannkraft"]}, {}, "Grannkraft: 2 inlägg"),
        (
            "",
            {"project": ["grannkraft"]},
            {"published_from": "2018"},
            "Grannkraft, från 2018: 1 inlägg",
        ),
        (
            "grannar",
            {"organisation": ["akerbo-kommun"]},
            {"published_from": "2015", "published_to": "2016"},
            "”grannar”, Åkerbo kommun, 2015–2016: 1 inlägg",
        ),
        (
            "",
            {"organisation": ORGANISATIONS[:2]},
            {},
            "Åkerbo kommun eller Zinkhyttan: 6 inlägg",
        ),
        (
            "",
            {"organisation": ORGANISATIONS},
            {"published_to": "2016-05"},
            "Åkerbo kommun, Ängslunda bygdelag, Östhamra odlare eller 1 till, "
            "till och med maj 2016: 3 inlägg",
        ),
        ("", {}, {"published_from": "2021-10"}, "Från oktober 2021: 1 inlägg"),
        ("", {}, {"published_from": "2016", "published_to": "2016"}, "2016: 2 inlägg"),
        ("", {"organisation": ["none"]}, {}, "none: inga inlägg"),
        ("", {}, {"page": 2}, "Alla 12 inlägg, sida 2 av 2"),
        ("", {}, {"page": 3}, "Alla 12 inlägg"),
        ("xyzzy", {}, {"page": 2}, "”xyzzy”: inga inlägg"),
        ("x" * 290, {}, {}, f"”{'x' * 80}…”: inga inlägg"),
    ],
)
def test_a_heading_says_what_was_searched(
    service: SearchService,
    text: str,
    entries: dict[str, Any],
    others: dict[str, Any],
    expected: str,
) -> None:
    request = make_request(text, entries, **others)
    assert said(service, request, SWEDISH) == expected


def test_it_does_so_in_english(service: SearchService) -> None:
    request = make_request("bron", {"organisation": ORGANISATIONS[2:3]}, published_to="2016")
    assert said(service, request, ENGLISH) == "“bron”, Ängslunda bygdelag, until 2016: 1 post"
    assert said(service, make_request(), ENGLISH) == "All 12 posts"
