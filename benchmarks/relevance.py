"""How well and how fast this project finds, beside others: `python -m benchmarks.relevance`.

Reads the test collection in tests/relevance, and SuperLim's SweFAQ in ../shared/data beside the
repository where it is there. docs/evaluation.md says how the collections were made, and keeps
the figures with their date. For each collection a table is printed:

- nDCG@10, RR@10, R@10 and R@100, of the best 100 posts for each query.
- p: of a paired permutation test on nDCG@10 against this project, two-sided.
- A row by meaning, too, where the extra `meaning` is installed, and what it adds on the half of the
  queries that its constants were chosen on, and on the other. Each text is embedded once and kept
  in benchmarks/.vectors: the first time takes half an hour.
- time: for a page of 10 for each query, one core, warm, as a ratio to this project, whose page has
  snippets and facets while the others only give ids.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ir_measures
import numpy as np
from ir_measures import nDCG
from scipy.stats import permutation_test  # type: ignore[import-untyped]

from benchmarks.peers import Search, sqlite_fts5, tantivy_swedish, whoosh_snowball
from kb.evaluation import MEASURES, Collection, Run, opened, read_collection, reading
from kb.indexing import build_index
from kb.search.port.document import Document
from kb.search.presenting.answer import Hit
from kb.search.query.request import make_request
from kb.search.rewriting.interpretation import MEANING
from kb.search.service import SearchService
from tests.relevance.collection import (
    CORPUS,
    JUDGED,
    read_own_collection,
    read_queries,
    read_unanswered,
)

if TYPE_CHECKING:
    from kb.meaning.embedder import Embedder

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PEERS: dict[str, Callable[[tuple[Document, ...]], Search]] = {
    "SQLite FTS5, unicode61": sqlite_fts5,
    "tantivy, Swedish stemmer": tantivy_swedish,
    "Whoosh, Snowball": whoosh_snowball,
}
_DEPTH = 100
_PAGE = 10
_ROUNDS = 3
_RESAMPLES = 99_999
_WITHOUT_DOTS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")


@contextmanager
def opened_corpus(embedder: "Embedder | None" = None) -> Iterator[SearchService]:
    """Index corpus/ as `kb index` does, with registers and synonyms; yield the read path."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(CORPUS, Path(folder), today=JUDGED)
        with reading(folder, embedder=embedder) as service:
            yield service


def searching(service: SearchService) -> Search:
    """Return the read path in the shape of a peer."""

    def search(text: str, limit: int) -> list[str]:
        return [hit.id for hit in service.search(make_request(text, per_page=limit)).hits]

    return search


def run_of(search: Search, queries: dict[str, str]) -> Run:
    """Return the best posts for each query; ranks stand for scores."""
    return {
        key: {post: float(_DEPTH - rank) for rank, post in enumerate(search(text, _DEPTH))}
        for key, text in queries.items()
    }


def per_query(collection: Collection, run: Run) -> dict[str, float]:
    """Return nDCG@10 by query."""
    values = ir_measures.iter_calc([nDCG @ 10], collection.judgements, run)
    return {value.query_id: value.value for value in values}


def significance(ours: dict[str, float], theirs: dict[str, float]) -> float:
    """Return the p value of a paired permutation test of the difference of means."""
    pairs = [[side[key] for key in sorted(ours)] for side in (ours, theirs)]
    result = permutation_test(
        pairs,
        lambda one, other, axis: np.mean(one - other, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(1),
    )
    return float(result.pvalue)


def seconds(search: Search, queries: dict[str, str]) -> float:
    """Return how long a page for every query takes: the best of some rounds after the first."""
    rounds = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        for text in queries.values():
            search(text, _PAGE)
        rounds.append(time.perf_counter() - start)
    return min(rounds)


def report(collection: Collection, engines: dict[str, Search]) -> None:
    """Print the table of a collection; the first engine is ours."""
    print("| engine | nDCG@10 | RR@10 | R@10 | R@100 | p | time |")
    print("|---|---|---|---|---|---|---|")
    own_values: dict[str, float] = {}
    own_seconds = 0.0
    for name, search in engines.items():
        run = run_of(search, collection.queries)
        means = ir_measures.calc_aggregate(MEASURES, collection.judgements, run)
        values = per_query(collection, run)
        took = seconds(search, collection.queries)
        first = not own_values
        own_values, own_seconds = (values, took) if first else (own_values, own_seconds)
        cells = [f"{means[measure]:.3f}".lstrip("0") for measure in MEASURES]
        cells.append("" if first else _shown_p(significance(own_values, values)))
        cells.append(f"{took / own_seconds:.2g}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def report_undotted(collection: Collection, search: Search) -> None:
    """Print what of the relevance is left where queries are typed without dots and accents."""
    changed = {
        key: text.translate(_WITHOUT_DOTS)
        for key, text in collection.queries.items()
        if text.translate(_WITHOUT_DOTS) != text
    }
    means = []
    for queries in (changed, {key: collection.queries[key] for key in changed}):
        values = per_query(collection, run_of(search, queries))
        means.append(sum(values[key] for key in changed) / len(changed))
    print(
        f"\nThe {len(changed)} queries with å, ä, ö or é, typed without: nDCG@10 {means[0]:.3f}, "
        f"{means[0] / means[1]:.0%} of {means[1]:.3f}.",
    )


def report_dotted(service: SearchService, queries: dict[str, str]) -> None:
    """Print how often a letter typed with dots matches the same one without: it never must."""
    typed = {word for text in queries.values() for word in text.lower().split() if word.isalpha()}
    variants = {
        variant
        for word in typed
        for index, letter in enumerate(word)
        for dotted in {"a": "åä", "o": "ö"}.get(letter, "")
        if not _inflects(service, word, variant := word[:index] + dotted + word[index + 1 :])
    }
    wrong = {
        word
        for word in variants
        for hit in service.search(make_request(word)).hits
        if any(_lost_dots(word, marked) for marked in _marked(hit))
    }
    print(
        f"Of {len(variants)} words typed with dots too many, {len(wrong)} found the word without"
        f"{': ' + ', '.join(sorted(wrong)) if wrong else ''}."
    )


def report_unanswered(engines: dict[str, Search]) -> None:
    """Print how many queries that no post answers find posts all the same."""
    queries = [text for kind, text in read_queries().values() if kind == "none"]
    counts = [
        f"{name} {sum(bool(search(text, _PAGE)) for text in queries)}"
        for name, search in engines.items()
    ]
    print(f"Of {len(queries)} queries without an answer, found something: {', '.join(counts)}.")


def local_embedder() -> "Embedder | None":
    """Return the model on this machine; None, and say so, where it is not here."""
    from benchmarks.kept_vectors import KeptEmbedder  # noqa: PLC0415
    from kb.meaning.embedder import EmbeddingError  # noqa: PLC0415
    from kb.meaning.local import LocalEmbedder  # noqa: PLC0415

    try:
        return KeptEmbedder(LocalEmbedder())
    except EmbeddingError as error:
        print(f"\nNo row by meaning: {error}")
        return None


def report_meaning(collection: Collection, by_words: Search, by_meaning: Search) -> None:
    """Print what meaning adds, on each half of the queries; constants were chosen on the first."""
    values = [
        per_query(collection, run_of(search, collection.queries))
        for search in (by_words, by_meaning)
    ]
    for number, name in enumerate(("chosen on", "held out")):
        keys = [key for key in values[0] if half(key) == number]
        means = [sum(each[key] for key in keys) / len(keys) for each in values]
        sides = [{key: each[key] for key in keys} for each in values]
        print(
            f"By meaning, too, the half {name}, {len(keys)} queries: nDCG@10 {means[0]:.3f} → "
            f"{means[1]:.3f}, p {_shown_p(significance(*sides))}."
        )


def half(key: str) -> int:
    """Return in which half of its set a query is, 0 or 1: by lot, always the same."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2


def report_unanswered_by_meaning(service: SearchService) -> None:
    """Print for how many queries without an answer meaning adds posts."""
    added = []
    for text in read_unanswered():
        rewritten = service.interpret(make_request(text).query).rewritten
        by_meaning = rewritten[-1].relaxation == MEANING
        before = rewritten[-2].total if by_meaning else rewritten[-1].total
        added.append(rewritten[-1].total - before)
    print(
        f"Of {len(added)} queries without an answer, {sum(map(bool, added))} get posts by meaning, "
        f"{sum(count > 3 for count in added)} more than 3."
    )


def main() -> int:
    """Print every figure; return 0."""
    embedder = local_embedder()
    own = read_own_collection()
    peers = {name: build(own.posts) for name, build in PEERS.items()}
    print(f"\n## tests/relevance: {len(own.posts)} posts, {len(own.queries)} queries\n")
    with ExitStack() as stack:
        service, bare = map(stack.enter_context, (opened_corpus(), opened(own)))
        engines = {
            "this project": searching(service),
            "this project, no registers or synonyms": searching(bare),
            **peers,
        }
        if embedder:
            meaning = stack.enter_context(opened_corpus(embedder))
            engines["this project, by meaning, too"] = searching(meaning)
        report(own, engines)
        if embedder:
            report_meaning(own, searching(service), searching(meaning))
            report_unanswered_by_meaning(meaning)
        report_undotted(own, searching(service))
        report_dotted(service, own.queries)
        report_unanswered(engines)
    for name in ("swefaq-dev", "swefaq-dev-large"):
        folder = DATA / name
        if not folder.is_dir():
            print(f"\n## {name}: skipped, {folder} is missing")
            continue
        collection = read_collection(folder)
        print(f"\n## {name}: {len(collection.posts)} posts, {len(collection.queries)} queries\n")
        with ExitStack() as stack:
            service = stack.enter_context(opened(collection))
            peers = {key: build(collection.posts) for key, build in PEERS.items()}
            if embedder:
                meaning = stack.enter_context(opened(collection, embedder=embedder))
                peers = {"this project, by meaning, too": searching(meaning), **peers}
            report(collection, {"this project": searching(service), **peers})
            if embedder:
                report_meaning(collection, searching(service), searching(meaning))
            report_undotted(collection, searching(service))
    return 0


def _shown_p(value: float) -> str:
    return "< .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def _inflects(service: SearchService, word: str, variant: str) -> bool:
    """Whether the dots make another form of the same word: man, män."""
    one, other = (service.analyzer.analyze(text)[0] for text in (word, variant))
    return not {one.stem, *one.also}.isdisjoint({other.stem, *other.also})


def _lost_dots(typed: str, marked: str) -> bool:
    """Whether the same word is marked, with a letter that lacks the dots it was typed with."""
    same = typed.translate(_WITHOUT_DOTS) == marked.translate(_WITHOUT_DOTS)
    return same and any(
        one != other and other == one.translate(_WITHOUT_DOTS)
        for one, other in zip(typed, marked, strict=True)
    )


def _marked(hit: Hit) -> Iterator[str]:
    """The words of a hit that are shown as matched, in lower case."""
    for start, end in hit.title_highlights:
        yield hit.title[start:end].lower()
    for snippet in hit.snippets:
        for start, end in snippet.highlights:
            yield snippet.text[start:end].lower()


if __name__ == "__main__":
    raise SystemExit(main())
