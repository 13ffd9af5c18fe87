"""The repository's own corpus: what a newcomer sees first, and what other tests count on."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.corpus.kinds import KINDS, ORGANISATION
from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.corpus.store import Corpus, read_corpus
from kb.indexing import build_index
from kb.knowledge_base import open_knowledge_base
from kb.language.tokens import words

RUN = 8  # words in a row that two writers do not choose by chance


@pytest.fixture(scope="module")
def corpus(repository: Path) -> Corpus:
    return read_corpus(repository / "corpus")


def test_it_has_no_faults_and_gives_no_warnings(
    corpus: Corpus, repository: Path, tmp_path: Path
) -> None:
    assert [str(fault) for fault in corpus.faults] == []
    report = build_index(repository / "corpus", tmp_path / "index")
    assert report.warnings == ()
    assert report.posts == len(due(corpus)) >= 60


def due(corpus: Corpus) -> list[Post]:
    """The posts that readers see: neither drafts nor dated in the future."""
    return [p for p in corpus.posts if not p.draft and p.published <= date.today()]


def test_it_shows_a_draft_and_a_post_whose_day_has_not_come(corpus: Corpus) -> None:
    kept_out = {post.id for post in corpus.posts} - {post.id for post in due(corpus)}
    assert kept_out == {
        "2024-12-12-varens-kurser-for-styrelser-i-byalag",
        "2031-10-07-i-dag-oppnas-platladan",
    }


def test_every_year_has_posts_and_the_commonest_projects_have_many(
    corpus: Corpus, shipped_index: Path
) -> None:
    years = Counter(post.published.year for post in due(corpus))
    assert set(years) == set(range(2014, 2025))
    with open_knowledge_base(shipped_index) as knowledge_base:
        projects = knowledge_base.search().facets["project"]
    assert all(value.count >= 8 for value in projects[:5])


def test_posts_taken_down_are_not_there(corpus: Corpus) -> None:
    assert corpus.removed
    assert not {removed.id for removed in corpus.removed} & {post.id for post in corpus.posts}


def test_ids_and_names_are_used_once(corpus: Corpus) -> None:
    entries = entries_of(corpus)
    for each_once in (
        [entry.id for entry in entries],
        [name for entry in entries for name in set(entry.names)],
        [each for post in corpus.posts for each in (post.id, *post.aliases)],
        [post.title for post in corpus.posts],
    ):
        assert [each for each, count in Counter(each_once).items() if count > 1] == []


def entries_of(corpus: Corpus) -> list[Entry]:
    return [entry for kind in KINDS for entry in corpus.registers.entries(kind)]


def test_every_id_set_by_hand_is_in_its_register(corpus: Corpus) -> None:
    ids = {kind: {entry.id for entry in corpus.registers.entries(kind)} for kind in KINDS}
    mentioned = set().union(*(ids[kind] for kind in KINDS if kind.in_text))
    for post in corpus.posts:
        for kind in KINDS:
            assert set(post.set_by_hand(kind)) <= ids[kind], post.id
        assert set(post.not_mentioned) <= mentioned, post.id
    owners = {entry.owner for entry in entries_of(corpus) if entry.owner}
    assert owners <= ids[ORGANISATION]


def test_every_entry_is_named_by_a_post(corpus: Corpus) -> None:
    mentions = Mentions(corpus.registers)
    named: set[str] = set()
    for post in corpus.posts:
        about = mentions.about(post, render(post.body).paragraphs)
        named.update(*about.values())
    assert {entry.id for entry in entries_of(corpus)} - named == set()


@pytest.mark.parametrize(
    "text", ["arbetsintegrerande", "arbetsintegrerat", '"arbetsintegrerande socialt företag"']
)
def test_the_example_of_the_front_page_finds_posts(shipped_index: Path, text: str) -> None:
    with open_knowledge_base(shipped_index) as knowledge_base:
        results = knowledge_base.search(text)
    assert results.total > 0
    assert any(snippet.highlights for hit in results.hits for snippet in hit.snippets)


def test_every_post_is_found_by_its_title(corpus: Corpus, shipped_index: Path) -> None:
    with open_knowledge_base(shipped_index) as knowledge_base:
        for post in due(corpus):
            assert knowledge_base.search(post.title).hits[0].id == post.id


def test_no_post_repeats_the_seed_page(corpus: Corpus, seed: Path) -> None:
    names = Mentions(corpus.registers)
    page = set(runs(seed.read_text(encoding="utf-8"), names))
    assert len(page) > 2_000
    for post in corpus.posts:
        paragraphs = render(post.body).paragraphs
        texts = [post.title, *(paragraph.text for paragraph in paragraphs)]
        repeated = page & {run for text in texts for run in runs(text, names)}
        assert repeated == set(), post.id


def runs(text: str, names: Mentions) -> Iterator[tuple[str, ...]]:
    """Every run of `RUN` words of a text, names of organisations and projects aside."""
    named = {at for mention in names.find(text) for at in range(mention.start, mention.end)}
    found = [word.normal for word in words(text) if word.start not in named]
    for first in range(len(found) - RUN + 1):
        yield tuple(found[first : first + RUN])
