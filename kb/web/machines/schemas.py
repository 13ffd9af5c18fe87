"""What programs are answered, as JSON Schema; a test holds real answers against it."""

from typing import Any

from kb.corpus.kinds import KINDS
from kb.search.completions import MOST, ORDER
from kb.search.query.query import YEAR

_Schema = dict[str, Any]


def _object(properties: _Schema, optional: tuple[str, ...] = ()) -> _Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: _Schema, **limits: int) -> _Schema:
    return {"type": "array", "items": items, **limits}


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "integer", "minimum": 0}
_IDS = _list(_TEXT)
_PLURALS = tuple(kind.plural for kind in KINDS)
_NAMES = tuple(kind.name for kind in KINDS)

SCHEMAS: _Schema = {
    "Results": _object(
        {
            "query": {**_TEXT, "description": "What was searched for, as it was read."},
            "total": {**_NUMBER, "description": "How many posts match."},
            "page": {"type": "integer", "minimum": 1},
            "pages": {**_NUMBER, "description": "0 where no post matches."},
            "notices": {**_list(_TEXT), "description": "What a visitor should know, in sentences."},
            "relaxed": {
                "description": "How far the query was relaxed because few posts match it.",
                "oneOf": [
                    {"type": "null"},
                    _object(
                        {"step": {"enum": ["folded", "fuzzy", "some", "meaning"]}, "text": _TEXT}
                    ),
                ],
            },
            "hits": _list(_ref("Hit")),
            "facets": _object(
                {name: _list(_ref("FacetValue")) for name in (*_NAMES, YEAR)}, optional=_NAMES
            ),
            "suggestion": {
                "type": ["string", "null"],
                "description": "Another spelling that finds more.",
            },
        }
    ),
    "Hit": _object(
        {
            "id": {**_TEXT, "description": "Stable for ever."},
            "title": _TEXT,
            "date": {**_TEXT, "format": "date"},
            "url": {**_TEXT, "description": "Below the root of the site."},
            "score": {"type": "number"},
            **{plural: {**_IDS, "description": "Ids of its entries."} for plural in _PLURALS},
            "snippets": _list(_ref("Snippet")),
        },
        optional=_PLURALS,
    ),
    "Snippet": _object(
        {
            "text": _TEXT,
            "highlights": {
                **_list(_list(_NUMBER, minItems=2, maxItems=2)),
                "description": "[start, end] in code points of the text.",
            },
        }
    ),
    "FacetValue": _object(
        {
            "id": _TEXT,
            "label": _TEXT,
            "count": {**_NUMBER, "description": "The total with it as the facet's only choice."},
            "selected": {"type": "boolean"},
        }
    ),
    "Completion": _object(
        {
            "kind": {"enum": list(ORDER)},
            "text": _TEXT,
            "id": {"type": ["string", "null"], "description": "null for words."},
            "url": {"type": ["string", "null"], "description": "Below the root of the site."},
        }
    ),
    "Completions": _list(_ref("Completion"), maxItems=MOST),
    "Suggestions": {
        "description": "As OpenSearch has it: what was typed; completions; kinds; addresses.",
        **_list({"oneOf": [_TEXT, _list(_TEXT, maxItems=MOST)]}, minItems=4, maxItems=4),
    },
    "Health": _object({"status": {"const": "ok"}, "generation": _TEXT, "posts": _NUMBER}),
    "Problem": _object(
        {
            "type": {"const": "about:blank"},
            "title": _TEXT,
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": _TEXT,
            "errors": {
                **_list(_object({"field": _TEXT, "message": _TEXT})),
                "description": "What is wrong in the address, a parameter each.",
            },
        },
        optional=("errors",),
    ),
}
