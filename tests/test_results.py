import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from kb.results import Relaxed, Results
from kb.search.port.queries import EVERYTHING
from kb.search.presenting.answer import Answer, FacetValue, Hit, Snippet
from kb.search.query.query import Notice
from kb.search.query.request import make_request
from kb.search.rewriting.interpretation import STRICT, Interpretation, Rewritten

REQUEST = make_request("kyrkans", page=2)
STRICTLY = Interpretation(REQUEST.query, (Rewritten(STRICT, EVERYTHING, 1),))
RELAXED = replace(
    STRICTLY,
    rewritten=(*STRICTLY.rewritten, Rewritten("fuzzy", EVERYTHING, 11)),
    relaxed=Notice("fuzzy"),
    suggestion="kyrkan",
)
ABOUT = {"organisation": ("lund", "okand"), "project": ()}
HIT = Hit(
    id="2017-06-29-kyrkan",
    title="Kyrkan",
    date=date(2017, 6, 29),
    score=12.3456,
    entries=ABOUT,
    snippets=(Snippet("Röda kyrkan.", ((5, 11),)), Snippet("En bro.")),
    title_highlights=((0, 6),),
)
FACETS = {
    "organisation": (
        FacetValue("lund", "Lunds kommun", 11, False),
        FacetValue("okand", "okand", 1, True),
    ),
    "project": (),
    "year": (FacetValue("2017", "2017", 11, False),),
}
ANSWER = Answer(
    request=REQUEST,
    interpretation=RELAXED,
    total=11,
    pages=2,
    hits=(HIT,),
    facets=FACETS,
    notices=(Notice.of("cut-words", count=32), Notice.of("unknown-project", id="x")),
)
# Letter by letter what is promised; the order of the keys is part of it.
JSON = """{
 "query": "kyrkans",
 "total": 11,
 "page": 2,
 "pages": 2,
 "notices": ["cut-words count=32", "unknown-project id=x"],
 "relaxed": {"step": "fuzzy", "text": "fuzzy"},
 "hits": [
  {
   "id": "2017-06-29-kyrkan",
   "title": "Kyrkan",
   "date": "2017-06-29",
   "url": "/inlagg/2017-06-29-kyrkan",
   "score": 12.3456,
   "organisations": ["lund", "okand"],
   "projects": [],
   "snippets": [
    {"text": "Röda kyrkan.", "highlights": [[5, 11]]},
    {"text": "En bro.", "highlights": []}
   ]
  }
 ],
 "facets": {
  "organisation": [
   {"id": "lund", "label": "Lunds kommun", "count": 11, "selected": false},
   {"id": "okand", "label": "okand", "count": 1, "selected": true}
  ],
  "project": [],
  "year": [{"id": "2017", "label": "2017", "count": 11, "selected": false}]
 },
 "suggestion": "kyrkan"
}"""


def say(notice: Notice) -> str:
    return " ".join((notice.code, *(f"{name}={value}" for name, value in notice.values)))


def shape(answer: Answer) -> dict[str, Any]:
    return Results.of(answer, say).to_json()


def as_written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_json_is_what_is_promised() -> None:
    assert as_written(shape(ANSWER)) == as_written(json.loads(JSON))


def test_the_fields_are_those_of_the_json() -> None:
    results = Results.of(ANSWER, say)
    assert [field.name for field in fields(Results)] == list(results.to_json())
    assert (results.query, results.total, results.page, results.pages) == ("kyrkans", 11, 2, 2)
    assert results.notices == ("cut-words count=32", "unknown-project id=x")
    assert results.relaxed == Relaxed("fuzzy", "fuzzy")
    assert results.hits == (HIT,)
    assert results.facets == FACETS
    assert results.suggestion == "kyrkan"


@pytest.mark.parametrize(
    ("entries", "keys"),
    [
        (ABOUT, ["organisations", "projects"]),
        ({**ABOUT, "category": ("kurser",)}, ["organisations", "projects", "categories"]),
        # A post that is in none, on a site that has categories.
        ({**ABOUT, "category": ()}, ["organisations", "projects", "categories"]),
        # What evaluation indexes is about nothing.
        ({}, []),
    ],
)
def test_a_hit_has_the_kinds_that_its_site_shows(
    entries: Mapping[str, tuple[str, ...]], keys: list[str]
) -> None:
    (hit,) = shape(replace(ANSWER, hits=(HIT._replace(entries=entries),)))["hits"]
    assert list(hit) == ["id", "title", "date", "url", "score", *keys, "snippets"]
    assert [hit[key] for key in keys] == [list(ids) for ids in entries.values()]


def test_the_facets_are_those_of_the_answer_in_its_order() -> None:
    facets = {
        "organisation": FACETS["organisation"],
        "project": (),
        "category": (FacetValue("kurser", "Kurser", 3, False),),
        "year": FACETS["year"],
    }
    found = shape(replace(ANSWER, facets=facets))["facets"]
    assert list(found) == ["organisation", "project", "category", "year"]
    assert found["category"] == [{"id": "kurser", "label": "Kurser", "count": 3, "selected": False}]


def test_a_query_that_finds_nothing_strictly() -> None:
    request = make_request()
    answer = Answer(
        request=request,
        interpretation=Interpretation(request.query, STRICTLY.rewritten),
        total=0,
        pages=0,
        hits=(),
        facets=dict.fromkeys(FACETS, ()),
    )
    assert as_written(shape(answer)) == as_written(
        {
            **{"query": "", "total": 0, "page": 1, "pages": 0, "notices": [], "relaxed": None},
            **{"hits": [], "facets": {name: [] for name in FACETS}, "suggestion": None},
        }
    )
