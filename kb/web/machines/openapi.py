"""`/openapi.json`: every address that programs read, from the tables that answer them."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from kb import __version__
from kb.web.addresses import (
    COMPLETIONS,
    LANGUAGES,
    MAX_LENGTH,
    MAX_VALUES,
    ORDERS,
    PARAMETERS,
    SEARCH,
    WHOLE,
    Parameter,
    of_site,
)
from kb.web.machines import opensearch
from kb.web.machines.schemas import SCHEMAS
from kb.web.outputs import completions, feed
from kb.web.problems import PROBLEM
from kb.web.visit import Visit

_Schema = dict[str, Any]
MEDIA_TYPE = "application/vnd.oai.openapi+json"
_DAY = r"^([1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?)?$"
_DAYS = "A year, month or day: 2017, 2017-06, 2017-06-29."
# What a parameter holds, and an example; those of kinds hold ids.
_VALUES: dict[str, tuple[_Schema, str, object]] = {
    "q": ({"type": "string"}, "What to search for, as typed; anything is a query.", "kooperativ"),
    "fran": ({"type": "string", "pattern": _DAY}, f"First day. {_DAYS}", "2016"),
    "till": (
        {"type": "string", "pattern": _DAY},
        f"Last day, not before the first. {_DAYS}",
        "2017",
    ),
    "ordning": (
        {"type": "string", "enum": list(ORDERS)},
        "Order: relevance, newest or oldest first; newest where there are no words.",
        "nyast",
    ),
    "sida": ({"type": "integer", "minimum": 1, "maximum": 999_999_999}, "Page, from 1.", 1),
    "format": ({"type": "string", "enum": ["opensearch"]}, "Shape of the answer.", "opensearch"),
    "lang": (
        {"type": "string", "enum": list(LANGUAGES)},
        "Language of sentences, instead of Accept-Language.",
        "en",
    ),
}
_NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
    "description": "Of the part, from 1.",
}
_RESPONSES: _Schema = {
    "Problem": {
        "description": "What went wrong (RFC 9457)",
        "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
    "Moved": {
        "description": "The one address of what is asked for",
        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
    },
}
_PROBLEM = {"$ref": "#/components/responses/Problem"}
# What is no answer of theirs is the site's page of errors.
_PAGE: _Schema = {
    "description": "What went wrong, for people",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


def openapi(visit: Visit) -> Response:
    """Answer `/openapi.json`."""
    kinds = visit.service.registers.kinds
    search, whole = of_site(SEARCH, kinds), of_site(WHOLE, kinds)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": visit.settings.site_name,
            "version": __version__,
            "description": (
                "One search, in every form. It has one address: another spelling is redirected. "
                "Addresses in JSON begin at the root of the site."
            ),
        },
        "servers": [{"url": visit.settings.site_url}],
        "paths": {
            "/sok.json": _asked("A page of results", search, _json("Results")),
            "/sok.atom": _asked(
                f"A feed of results, {feed.ENTRIES} a page", search, _text(feed.MEDIA_TYPE)
            ),
            "/sok.csv": _asked("All results, as a table", whole, _text("text/csv")),
            "/forslag": _asked(
                "Completions of what is being typed",
                COMPLETIONS,
                _json("Completions") | _json("Suggestions", completions.SUGGESTIONS),
            ),
            "/openapi.json": _asked("This document", (), _text(MEDIA_TYPE, "object")),
            "/healthz": _plain("That the site answers", _json("Health"), _PROBLEM),
            "/metrics": _plain("Counts, for operators", _text("text/plain")),
            "/opensearch.xml": _plain("The site, for browsers", _text(opensearch.MEDIA_TYPE)),
            "/sitemap.xml": _plain("Pages for search robots, or parts", _text("application/xml")),
            "/sitemap-{number}.xml": _plain("A part of them", _text("application/xml"))
            | {"parameters": [_NUMBER]},
            "/robots.txt": _plain("What search robots may read", _text("text/plain")),
        },
        "components": {
            "schemas": SCHEMAS,
            "parameters": {
                each.name: _parameter(each)
                for each in PARAMETERS
                if each.name in {*search, *COMPLETIONS}
            },
            "responses": _RESPONSES,
        },
    }
    return JSONResponse(document, media_type=MEDIA_TYPE)


def _asked(summary: str, parameters: Sequence[str], content: _Schema) -> _Schema:
    """Return the path of an address with parameters, which errors answer as problems."""
    return _get(
        summary,
        {
            "200": {"description": summary, "content": content},
            "301": {"$ref": "#/components/responses/Moved"},
            "302": {"$ref": "#/components/responses/Moved"},
            "422": _PROBLEM,
            "default": _PROBLEM,
        },
    ) | {"parameters": [{"$ref": f"#/components/parameters/{name}"} for name in parameters]}


def _plain(summary: str, content: _Schema, error: _Schema = _PAGE) -> _Schema:
    return _get(summary, {"200": {"description": summary, "content": content}, "default": error})


def _get(summary: str, responses: _Schema) -> _Schema:
    return {"get": {"summary": summary, "responses": responses}}


def _json(schema: str, media_type: str = "application/json") -> _Schema:
    return {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _text(media_type: str, type_: str = "string") -> _Schema:
    return {media_type: {"schema": {"type": type_}}}


def _parameter(parameter: Parameter) -> _Schema:
    described = {"name": parameter.name, "in": "query"}
    if parameter.kind is None:
        schema, description, example = _VALUES[parameter.name]
        return described | {"schema": schema, "description": description, "example": example}
    one = {"type": "string", "maxLength": MAX_LENGTH}
    return described | {
        "schema": {"type": "array", "items": one, "maxItems": MAX_VALUES},
        "description": (
            f"Ids, one of which a post has; {MAX_LENGTH} characters each at the most, as an "
            "address writes them."
        ),
    }
