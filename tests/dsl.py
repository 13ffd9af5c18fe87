"""A reader of the query DSL in plain Python: what a cluster does with a query, for one post.

It knows what `kb.engines.opensearch.reading.translation` writes and no more; whatever else there is
in a query is an error.
"""

import re
from typing import Any

from kb.corpus.kinds import KINDS
from kb.engines.opensearch.mapping import (
    ALTERNATIVE,
    ANALYZER,
    BEGINNING,
    SEPARATOR,
    begin_name,
    facet_name,
    field_name,
    length_name,
    stored_term,
)
from kb.search.port.queries import Form, PhraseQuery
from kb.search.port.terms import FIELDS
from tests.reference import Indexed, frequency, values

Json = dict[str, Any]
_SATURATION = re.compile(
    r"double tf = _score; return tf / \(tf \+ ([\d.e-]+)"
    r"(?: \+ params\.by_length \* doc\['(\w+)'\]\.value)?\);"
)
_FORMS = {field_name(field, form): (field, form) for field in FIELDS for form in Form}
_LENGTHS = {length_name(field, form): (field, form) for field in FIELDS for form in Form}
_BEGINNINGS = {begin_name(field): field for field in FIELDS}
_FACETS = {facet_name(kind.name): kind.name for kind in KINDS} | {"year": "year"}


def score(query: Json, post: Indexed) -> float | None:
    """Return what a post scores; None where it does not match."""
    ((kind, body),) = query.items()
    match kind:
        case "match_all":
            return 1.0
        case "match_none":
            return None
        case "bool":
            return _bool(body, post)
        case "dis_max":
            found = [own for each in body["queries"] if (own := score(each, post)) is not None]
            best = max(found, default=0.0)
            return best + body["tie_breaker"] * (sum(found) - best) if found else None
        case "constant_score":
            assert set(body) == {"filter", "boost"}
            return None if score(body["filter"], post) is None else float(body["boost"])
        case "script_score":
            matched = score(body["query"], post)
            if matched is None:
                return None
            return float(body.get("boost", 1.0) * _script(body["script"], matched, post))
        case "term":
            ((name, text),) = body.items()
            return float(_often(name, [text], post)) or None
        case "terms":
            ((name, texts),) = body.items()
            return 1.0 if _often(name, texts, post) else None
        case "match":
            ((name, asked),) = body.items()
            assert asked["analyzer"] == ANALYZER
            return float(_often(name, asked["query"].split(ALTERNATIVE), post)) or None
        case "match_phrase":
            ((name, asked),) = body.items()
            assert asked["analyzer"] == ANALYZER
            texts = tuple(asked["query"].split(SEPARATOR))
            field, form = _FORMS[name]
            # Lucene counts it once for each term.
            often = len(texts) * frequency(PhraseQuery(form, texts), post, field)
            return often * float(asked["boost"]) or None
    raise AssertionError(f"{kind} is not among what is translated to")


def _bool(body: Json, post: Indexed) -> float | None:
    assert set(body) <= {"must", "filter", "should", "must_not"}
    assert all(body.values())
    must = [score(each, post) for each in body.get("must", ())]
    filters = [score(each, post) for each in body.get("filter", ())]
    should = [score(each, post) for each in body.get("should", ())]
    alone = not must and not filters
    if (
        None in must
        or None in filters
        or (alone and should and all(each is None for each in should))
        or any(score(each, post) is not None for each in body.get("must_not", ()))
    ):
        return None
    return sum(each for each in (*must, *should) if each is not None)


def _script(script: Json, matched: float, post: Indexed) -> float:
    params = script.get("params", {})
    if script["source"] == "return params.weight * params.scores[doc['id'].value];":
        return float(params["weight"] * params["scores"][post.id])
    found = _SATURATION.fullmatch(script["source"])
    assert found, script
    constant, length = found.groups()
    assert set(params) == ({"by_length"} if length else set())
    norm = float(constant)
    if length:
        norm += params["by_length"] * len(post.terms[_LENGTHS[length]])
    return matched / (matched + norm)


def _often(name: str, texts: list[str], post: Indexed) -> int:
    if name == "id":
        return texts.count(post.id)
    if name in _FACETS:
        return len({*texts} & {*values(post.document, _FACETS[name])})
    if name in _BEGINNINGS:
        exact = [text for text, _ in post.terms[_BEGINNINGS[name], Form.EXACT]]
        own = [stored_term(text[:BEGINNING]) for text in exact if len(text) >= BEGINNING]
    else:
        own = [stored_term(text) for text, _ in post.terms[_FORMS[name]]]
    return sum(own.count(text) for text in texts)
