"""This project: from documents to a generation by its own function, and its own read path."""

import json
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from benchmarks.search_speed.posts import make_registers, read_posts
from benchmarks.search_speed.searches import Search
from kb.engines import open_engine
from kb.engines.embedded import writer
from kb.indexing import write_generation
from kb.search.port.engine import MatchRequest
from kb.search.service import SearchService


def build(posts_file: Path, folder: Path, cores: int) -> None:
    """Build an index of a file of posts, from nothing."""
    write_generation(folder, read_posts(posts_file), make_registers(), anew=True, workers=cores)


def build_in_steps(posts_file: Path, folder: Path, steps: int) -> None:
    """Build an index of a file of posts, each time with as many posts more, and merge nothing."""
    posts = list(read_posts(posts_file))
    with patch.object(writer, "to_merge", _nothing):
        for step in range(1, steps + 1):
            write_generation(folder, posts[: len(posts) * step // steps], make_registers())


def _nothing(documents: Sequence[int], dead: Sequence[int]) -> list[range]:
    return []


class Searcher:
    """An open index."""

    name = "this"

    def __init__(self, folder: Path) -> None:
        self.engine = open_engine(folder)
        self.service = SearchService(self.engine)

    def whole(self, search: Search) -> int:
        """Search as a page does: ten hits with snippets, all facets; return the total."""
        return self.service.search(search.request()).total

    def matching(self, request: MatchRequest) -> int:
        """Find, score and count facets; the ten posts are read, no text of theirs is worked on."""
        return self.engine.match(request).total


def generation(folder: Path) -> Path:
    """Return the folder of the live generation."""
    return folder / (folder / "current").read_text("utf-8").strip()


def segments(folder: Path) -> int:
    """Return of how many segments the live generation is made."""
    manifest = json.loads((generation(folder) / "manifest.json").read_text("utf-8"))
    return len(manifest["segments"])
