"""How often similar posts are about the same: `python -m benchmarks.similar`.

What two posts have in common by hand is a proxy for their being alike: the site that they stand on
(short posts of seventeen made-up sites of other fields, indexed together with the shipped ones), a
project, an organisation. What is asked about is hidden from the post whose similar ones are sought:
only its words and other entries can tell. Shown are, with the floor and without, and by meaning
where the extra `meaning` is installed, how many similar
posts there are a post, the share of them that has it in common, of all and of the first ones, and
the share of the posts that get none.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from benchmarks.relevance import local_embedder
from kb.corpus.kinds import ORGANISATION, PROJECT, Kind
from kb.corpus.mentions import Mentions
from kb.corpus.register import Registers
from kb.evaluation import reading
from kb.indexing import documents, write_generation
from kb.meaning.embedder import Embedder
from kb.search import similar
from kb.search.port.document import Document
from kb.search.service import SearchService
from tests.relevance.collection import read_own_collection
from tests.suggested_names import fields

Alike = Callable[[Document, Document], bool]


@contextmanager
def _serving(
    posts: Sequence[Document], embedder: Embedder | None = None
) -> Iterator[SearchService]:
    with tempfile.TemporaryDirectory() as folder:
        write_generation(folder, posts, Registers())
        with reading(folder, embedder=embedder) as service:
            yield service


def _measure(name: str, posts: Sequence[Document], asked: Sequence[Document], alike: Alike) -> None:
    """Print a table's rows; `asked` are those of the posts whose similar ones are sought."""
    others = [(one, other) for one in asked for other in posts if one.id != other.id]
    chance = sum(alike(one, other) for one, other in others) / len(others)
    print(f"{name}: {len(asked)} of {len(posts)} posts, by chance {chance:.2f}")
    with _serving(posts) as service:
        settings = (("without a floor", 0.0, 1), ("with it", similar._FLOOR, similar._SHARED))
        for label, floor, shared in settings:
            with mock.patch.multiple(similar, _FLOOR=floor, _SHARED=shared):
                _print(label, service, asked, alike)
    if embedder := local_embedder():
        with _serving(posts, embedder) as service:
            _print("by meaning", service, asked, alike)


def _print(label: str, service: SearchService, asked: Sequence[Document], alike: Alike) -> None:
    found = [(one, service.similar(one)) for one in asked]
    pairs = [alike(one, other) for one, best in found for other in best]
    firsts = [alike(one, best[0]) for one, best in found if best]
    print(
        f"  {label}: {len(pairs) / len(asked):.1f} a post, alike "
        f"{sum(pairs) / len(pairs):.2f}, the first {sum(firsts) / len(firsts):.2f}, "
        f"none {1 - len(firsts) / len(asked):.2f}"
    )


def _sharing(kind: Kind, posts: Sequence[Document]) -> None:
    entries = {post.id: {*post.about(kind)} for post in posts}

    def alike(one: Document, other: Document) -> bool:
        return bool(entries[one.id] & entries[other.id])

    asked = [
        replace(one, entries={**one.entries, kind.name: ()})
        for one in posts
        if any(alike(one, other) for other in posts if one.id != other.id)
    ]
    _measure(f"the same {kind.name}", posts, asked, alike)


def main() -> None:
    shipped = read_own_collection().posts
    sites = {field: list(documents(p, Mentions(Registers()))) for field, p in fields().items()}
    site_of = {post.id: field for field, posts in sites.items() for post in posts}
    strangers = [post for posts in sites.values() for post in posts]
    bare = [replace(post, entries={}) for post in shipped]

    def same_site(one: Document, other: Document) -> bool:
        return site_of[one.id] == site_of.get(other.id)

    _measure("the same site", [*strangers, *bare], strangers, same_site)
    _sharing(PROJECT, shipped)
    _sharing(ORGANISATION, shipped)


if __name__ == "__main__":
    main()
