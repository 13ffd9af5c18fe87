"""What a build finds live, and that it does not lose it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.corpus.store import path_of
from kb.engines import live_generation
from kb.errors import KnowledgeBaseError
from kb.indexing import build_index
from tests.corpora import news, post, write_corpus
from tests.test_indexing import as_of_another_version, counts, edit, files_of, found


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def delete(corpus: Path, number: int) -> None:
    for each in news()[:number]:
        path_of(corpus, each.id).unlink()


def unmount(corpus: Path) -> None:
    """Leave a link to where the posts were."""
    (corpus / "posts").rename(corpus / "elsewhere")
    (corpus / "posts").symlink_to(corpus / "nowhere")


def make_drafts(corpus: Path, number: int) -> None:
    for each in news()[:number]:
        edit(corpus, each, "title:", "draft: true\ntitle:")


def spoil(corpus: Path, number: int) -> None:
    for each in news()[:number]:
        edit(corpus, each, "title:", "titel:")


def take_down(corpus: Path, number: int) -> None:
    removed = "".join(f"- {{id: {each.id}, date: 2022-01-01}}\n" for each in news()[:number])
    (corpus / "removed.yaml").write_text(removed, encoding="utf-8")


# (what happens to the corpus of twelve posts, how many of them are said to be gone).
LOSSES: dict[str, tuple[Callable[[Path], object], str]] = {
    "an empty folder": (lambda corpus: delete(corpus, 12), "12 of 12"),
    "no posts/": (lambda corpus: shutil.rmtree(corpus / "posts"), "12 of 12"),
    "a link to nowhere": (unmount, "12 of 12"),
    "drafts only": (lambda corpus: make_drafts(corpus, 12), "12 of 12"),
    "one left": (lambda corpus: delete(corpus, 11), "11 of 12"),
    "more than half deleted": (lambda corpus: delete(corpus, 7), "7 of 12"),
    "more than half drafts": (lambda corpus: make_drafts(corpus, 7), "7 of 12"),
    "more than half faulty": (lambda corpus: spoil(corpus, 7), "7 of 12"),
    "more than half taken down": (lambda corpus: take_down(corpus, 7), "7 of 12"),
}


@pytest.mark.parametrize(
    ("loss", "stale", "full"),
    [
        *((loss, False, False) for loss in LOSSES),
        *(
            (loss, stale, full)
            for loss in ("no posts/", "one left", "more than half deleted")
            for stale, full in ((False, True), (True, False), (True, True))
        ),
    ],
)
def test_most_posts_gone_is_refused_unless_it_is_meant(
    corpus_dir: Path, index_dir: Path, index: Path, loss: str, stale: bool, full: bool
) -> None:
    shutil.copytree(index_dir, index)
    if stale:
        as_of_another_version(index)
    before, live = files_of(index), live_generation(index)
    lose, gone = LOSSES[loss]
    lose(corpus_dir)
    with pytest.raises(KnowledgeBaseError) as caught:
        build_index(corpus_dir, index, skip_faulty=True, full=full)
    message = str(caught.value)
    is_there = os.path.lexists(corpus_dir / "posts")
    where = f"{corpus_dir}: " + ("" if is_there else "has no folder posts/: ")
    assert message.startswith(f"{where}{gone} posts of the live index are not there any more")
    assert "--allow-empty" in message
    assert "\n" not in message
    assert live_generation(index) == live
    assert files_of(index) == before
    if not stale:
        assert len(found(index)) == 12

    left = 0 if gone.startswith("all") else 12 - int(gone.split(" ")[0])
    report = build_index(corpus_dir, index, skip_faulty=True, full=full, allow_empty=True)
    assert counts(report) == ((left, left, 0, 0) if stale else (left, 0, 0, 12 - left))
    assert len(found(index)) == left
    # From then on that is what there is.
    assert build_index(corpus_dir, index, skip_faulty=True).posts == left


@pytest.mark.parametrize("full", [False, True])
def test_other_posts_in_place_of_all_are_a_loss(
    corpus_dir: Path, tmp_path: Path, index: Path, full: bool
) -> None:
    """The folder of another site: there are as many posts, but none of those in the index."""
    build_index(corpus_dir, index)
    others = [post("2022-01-01", f"Annan {number}") for number in range(12)]
    other = write_corpus(tmp_path / "other", others)
    with pytest.raises(KnowledgeBaseError, match=r"other: 12 of 12 posts .*--allow-empty"):
        build_index(other, index, full=full)
    assert found(index) == {each.id for each in news()}
    report = build_index(other, index, full=full, allow_empty=True)
    assert counts(report) == (12, 12, 0, 12)


@pytest.mark.parametrize(
    ("number", "stale", "full"),
    [(1, False, False), (6, False, False), (6, False, True), (6, True, False), (6, True, True)],
)
def test_half_of_the_posts_and_less_may_go(
    corpus_dir: Path, index_dir: Path, index: Path, number: int, stale: bool, full: bool
) -> None:
    shutil.copytree(index_dir, index)
    if stale:
        as_of_another_version(index)
    delete(corpus_dir, number)
    left = 12 - number
    report = build_index(corpus_dir, index, full=full)
    assert counts(report) == ((left, left, 0, 0) if stale else (left, 0, 0, number))
    assert found(index) == {each.id for each in news()[number:]}


@pytest.mark.parametrize("allow_empty", [False, True])
def test_where_nothing_was_nothing_is_lost(tmp_path: Path, index: Path, allow_empty: bool) -> None:
    (tmp_path / "empty").mkdir()
    for full in (False, False, True):
        report = build_index(tmp_path / "empty", index, full=full, allow_empty=allow_empty)
        assert counts(report) == (0, 0, 0, 0)
