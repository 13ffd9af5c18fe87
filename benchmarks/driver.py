"""What before_after.py has each checkout do, by that checkout's own interpreter.

Nothing is used but `kb.open_knowledge_base` and the attributes of what its search returns, so
that checkouts of any time can be asked. It is run as a file, and imports nothing from here.

    driver.py answers INDEX SEARCHES OUT          the answers to searches, one a line
    driver.py searches INDEX SEARCHES OUT PROBE   seconds for all searches: cold, then warm
    driver.py open INDEX SEARCHES OUT PROBE       seconds to open, and to open, search and close

PROBE is a small index that is searched first, so that modules are imported and no time is
counted for that. Every timing is wall time and CPU time.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kb

# Searches that make whatever is imported late imported: loosening, phrases, prefixes, filters.
_PROBES = (
    "",
    "kooperativ",
    '"social innovation"',
    "koop*",
    "kooperatvi foretag",
    "a OR b -c",
    "zx",
)
_OPENINGS = 10

Row = dict[str, Any]


def answer(knowledge_base: Any, search: Row) -> Row:
    """Return what a search finds in plain values; for a refused one, the kind of error."""
    try:
        results = ask(knowledge_base, search)
    except Exception as error:  # whatever it is, the other side should do the same
        return {"error": type(error).__name__}
    return {
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "notices": len(results.notices),
        "relaxed": results.relaxed and str(results.relaxed.step),
        "suggestion": results.suggestion,
        "hits": [
            {
                "id": hit.id,
                "title": hit.title,
                "date": str(hit.date),
                "score": hit.score,
                "organisations": list(hit.organisations),
                "projects": list(hit.projects),
                "snippets": [
                    {
                        "text": snippet.text,
                        "highlights": [list(span) for span in snippet.highlights],
                    }
                    for snippet in hit.snippets
                ],
            }
            for hit in results.hits
        ],
        "facets": {
            str(name): [
                {
                    "id": value.id,
                    "label": value.label,
                    "count": int(value.count),
                    "selected": bool(value.selected),
                }
                for value in values
            ]
            for name, values in results.facets.items()
        },
    }


def ask(knowledge_base: Any, search: Row) -> Any:
    """Search; what a search does not choose is left to its default."""
    choices = {name: value for name, value in search.items() if value not in (None, [])}
    del choices["kind"], choices["text"]
    return knowledge_base.search(search["text"], **choices)


def ask_all(knowledge_base: Any, searches: list[Row]) -> None:
    for search in searches:
        ask(knowledge_base, search)


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of wall and of CPU that some work takes."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def import_everything(probe: str) -> None:
    knowledge_base = kb.open_knowledge_base(index=probe)
    for text in _PROBES:
        knowledge_base.search(text, published_from="2001")
    knowledge_base.close()


def timed_searches(index: str, searches: list[Row]) -> Row:
    knowledge_base = kb.open_knowledge_base(index=index)
    cold = timed(lambda: ask_all(knowledge_base, searches))
    warm = timed(lambda: ask_all(knowledge_base, searches))
    return {"cold": cold, "warm": warm}


def timed_openings(index: str, first: Row) -> Row:
    """Open and close an index some times in one process."""

    def open_and_search() -> None:
        knowledge_base = kb.open_knowledge_base(index=index)
        ask(knowledge_base, first)
        knowledge_base.close()

    opened: list[Any] = []
    rows: Row = {"open": [], "open_search_close": []}
    for _ in range(_OPENINGS):
        rows["open"].append(timed(lambda: opened.append(kb.open_knowledge_base(index=index))))
        opened.pop().close()
        rows["open_search_close"].append(timed(open_and_search))
    return rows


def main(command: str, index: str, searches_file: str, out: str, probe: str = "") -> None:
    searches = json.loads(Path(searches_file).read_text("utf-8"))
    if probe:
        import_everything(probe)
    if command == "answers":
        knowledge_base = kb.open_knowledge_base(index=index)
        result: Any = [answer(knowledge_base, search) for search in searches]
    elif command == "searches":
        result = timed_searches(index, searches)
    else:
        result = timed_openings(index, next(s for s in searches if s["kind"] == "word"))
    Path(out).write_text(json.dumps({"kb": kb.__file__, "result": result}), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
