"""Stand-in until the mapping is merged."""
from typing import Any

from kb.corpus.kinds import KINDS
from kb.search.port.terms import FIELDS, PARAGRAPH_GAP


def stored_term(text: str) -> str:
    return text


def index_body(shards: int, replicas: int, meta: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "text", "analyzer": "split", "norms": False, "similarity": "boolean", "position_increment_gap": PARAGRAPH_GAP}
    props: dict[str, Any] = {
        "from": {"type": "long"}, "check": {"type": "long"},
        "checksum": {"type": "keyword", "index": False},
        "id": {"type": "keyword"}, "alias": {"type": "keyword"}, "published": {"type": "integer"}, "year": {"type": "keyword"},
        **{f"facet_{k.name}": {"type": "keyword"} for k in KINDS},
        "title_words": {"type": "text", "analyzer": "split", "norms": False},
        **{n: {"type": "keyword", "index": False, "doc_values": False} for n in ("data", "html", "types")},
    }
    for f in FIELDS:
        for form in ("exact", "stem"):
            props[f"{f}_{form}"] = text
        for form in ("part", "gram", "begin"):
            props[f"{f}_{form}"] = {k: v for k, v in text.items() if k != "position_increment_gap"} | {"index_options": "freqs"}
        for form in ("exact", "stem", "part", "gram"):
            props[f"{f}_{form}_length"] = {"type": "integer", "index": False}
    return {
        "settings": {
            "number_of_shards": shards, "number_of_replicas": replicas, "codec": "best_compression",
            "analysis": {
                "tokenizer": {"sp": {"type": "simple_pattern_split", "pattern": " "}},
                "filter": {"alt": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^\\u001f]+)"]},
                           "hole": {"type": "stop", "stopwords": ["\u0002"]}},
                "analyzer": {"split": {"type": "custom", "tokenizer": "sp", "filter": ["alt", "hole"]}},
            },
        },
        "mappings": {"dynamic": "strict", "_meta": meta, "_source": {"includes": ["data", "html", "types"]}, "properties": props},
    }
