"""What a version of a post says of its terms, so that they can be taken away from the counts."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kb.search.port.batch import TokenType
from kb.search.port.queries import Form
from kb.search.port.terms import grams_of_all

# How a type's one stem comes from its text: "a", "b" … as many letters fewer; or with this before.
_SAME, _MOST_FEWER, _MARKED = "a", 25, "="
_OTHERWISE = ""

# `json.dumps` would make an encoder each time.
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class TypeText(NamedTuple):
    """What of a type tells its terms.

    Attributes:
        text: its text.
        code: how its stem comes from that; empty where there is more to tell.
        rest: what there is to tell then, as JSON.
    """

    text: str
    code: str
    rest: str


def type_text(each: TokenType) -> TypeText:
    """Return what of a type tells its terms."""
    parts = [part.stem for part in each.parts]
    if len(each.stems) == 1 and not parts and not each.joined and " " not in each.text:
        [stem] = each.stems
        fewer = len(each.text) - len(stem)
        if 0 <= fewer <= _MOST_FEWER and each.text.startswith(stem):
            return TypeText(each.text, chr(ord(_SAME) + fewer), "")
        if stem == _MARKED + each.text:
            return TypeText(each.text, _MARKED, "")
    # Most are their own first stem.
    own = each.stems[:1] == (each.text,)
    rest = [each.text, [0, *each.stems[1:]] if own else each.stems, parts, int(each.joined)]
    return TypeText(each.text, _OTHERWISE, _JSON(rest))


def types_text(in_fields: Iterable[Sequence[TypeText]]) -> str:
    """Return the distinct types of a version, by field: texts, codes, and what else there is.

    Texts in the order in which they stand take little room beside the post's own.
    """
    fields = []
    for types in in_fields:
        texts, codes, rest = zip(*types, strict=True) if types else ((), (), ())
        plain = [text for text, code in zip(texts, codes, strict=True) if code]
        told = _JSON([" ".join(plain), "".join(codes)])
        fields.append(f"{told[:-1]},[{','.join(filter(None, rest))}]]")
    return f"[{','.join(fields)}]"


def terms_said(types: str) -> dict[Form, list[set[str]]]:
    """Return the terms of a version by form and field."""
    found: dict[Form, list[set[str]]] = {form: [] for form in Form}
    for texts, codes, rest in json.loads(types):
        plain = texts.split(" ") if codes else []
        words = [*plain, *(text for text, _, _, joined in rest if not joined)]
        found[Form.EXACT].append({*plain, *(text for text, *_ in rest)})
        stems = {_stem(text, code) for text, code in zip(plain, codes, strict=True)}
        more = (stem or text for text, each, _, _ in rest for stem in each)
        found[Form.STEM].append(stems.union(more))
        found[Form.PART].append(set().union(*(parts for _, _, parts, _ in rest)))
        found[Form.GRAM].append(set(grams_of_all(words).texts) if words else set())
    return found


def _stem(text: str, code: str) -> str:
    return _MARKED + text if code == _MARKED else text[: len(text) - ord(code) + ord(_SAME)]
