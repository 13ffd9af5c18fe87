"""The posts index: what it has of a post, and how the cluster reads that.

Terms are made here and sent as they are. A text field is its tokens with spaces in between; terms
at one position are joined by U+001F; U+0002 holds a position that has no term of the form. The
fields of a post are named `{field}_{form}`, for each field and form of `kb.search.port.terms`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from kb.corpus.kinds import KINDS
from kb.engines.opensearch.packing import PACKED
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, PARAGRAPH_GAP

SEPARATOR = " "
ALTERNATIVE = "\x1f"
HOLE = "\x02"
# Terms begin so that stand for others, which could not be sent or kept.
_STAND_IN = "\x03"
_ODD = re.compile("[\x00-\x20\ud800-\udfff]")
# In code points; Lucene keeps terms of up to 32,766 bytes.
_LONGEST = 5000

# So much of the beginning of each exact term has a field of its own: the shortest prefix that can
# be typed begins most words.
BEGINNING = 3
# The cluster counts its way to a slice that ends here at the latest: each shard then tells of so
# many hits what they are sorted by. Beyond, it is led there.
WINDOW = 50_000
# Forms whose terms are asked for next to each other.
WITH_POSITIONS = (Form.EXACT, Form.STEM)

# How often what is asked for stands in the field, times the boost. Of a phrase Lucene counts that
# once for each of its terms.
FREQUENCY = "frequency"
# Splits what is sent, and nothing else.
ANALYZER = "tokens"
# Splits what has neither alternatives nor holes, in less time.
_BAG = "bag"


def stored_term(text: str) -> str:
    """Return what stands for a term in the cluster: itself, if Lucene can keep it."""
    if len(text) <= _LONGEST and not _ODD.search(text):
        return text
    return _STAND_IN + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stored_bag(terms: Sequence[str]) -> str:
    """Return what is sent of terms that have no places."""
    bag = SEPARATOR.join(terms)
    # Nearly always there is nothing odd in any but what is in between.
    if len(bag) <= _LONGEST and len(_ODD.findall(bag)) == max(len(terms) - 1, 0):
        return bag
    return SEPARATOR.join(map(stored_term, terms))


def field_name(field: str, form: Form) -> str:
    """Return the name of a field in one form."""
    return f"{field}_{form.value}"


def length_name(field: str, form: Form) -> str:
    """Return the name of the length of a field in one form."""
    return f"{field}_{form.value}_length"


def begin_name(field: str) -> str:
    """Return the name of the field of what its exact terms begin with."""
    return f"{field}_begin"


def facet_name(facet: str) -> str:
    """Return the name of the field of a facet of entries."""
    return f"facet_{facet}"


def index_body(shards: int, replicas: int, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings and mappings of a posts index, to create it by."""
    return {
        "settings": {
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": replicas,
                "refresh_interval": "-1",
                # What takes most room is compressed already.
                "codec": "default",
                "max_result_window": WINDOW,
                "similarity": {
                    FREQUENCY: {
                        "type": "scripted",
                        "script": {"source": "return query.boost * doc.freq;"},
                    }
                },
                "analysis": _ANALYSIS,
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": dict(meta),
            "_source": {"includes": [PACKED]},
            "properties": _properties(),
        },
    }


_ANALYSIS = {
    "tokenizer": {ANALYZER: {"type": "simple_pattern_split", "pattern": SEPARATOR}},
    "filter": {
        "alternatives": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": [f"([^{ALTERNATIVE}]+)"],
        },
        # A stop filter leaves a gap.
        "holes": {"type": "stop", "stopwords": [HOLE]},
    },
    "analyzer": {
        ANALYZER: {"tokenizer": ANALYZER, "filter": ["alternatives", "holes"]},
        _BAG: {"tokenizer": ANALYZER},
    },
}


def _properties() -> dict[str, Any]:
    keyword = {"type": "keyword"}
    properties: dict[str, Any] = {
        # Of the generation that wrote it.
        "from": {"type": "long"},
        "id": keyword,
        "alias": keyword,
        # Days, as `date.toordinal` counts them.
        "published": {"type": "integer"},
        "year": keyword,
        "checksum": {"type": "keyword", "index": False},
        # The first 24 bits of the checksum, to be summed up.
        "check": {"type": "long", "index": False},
        "title_words": _text(positions=False),
        # In the source and nowhere else.
        PACKED: {"type": "binary"},
    }
    for kind in KINDS:
        properties[facet_name(kind.name)] = keyword
    for field in FIELDS:
        properties[begin_name(field)] = _text(positions=False)
        for form in Form:
            properties[field_name(field, form)] = _text(positions=form in WITH_POSITIONS)
            properties[length_name(field, form)] = {"type": "integer", "index": False}
    return properties


def _text(*, positions: bool) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": ANALYZER if positions else _BAG,
        "similarity": FREQUENCY,
        "norms": False,
        "index_options": "positions" if positions else "freqs",
        **({"position_increment_gap": PARAGRAPH_GAP} if positions else {}),
    }
