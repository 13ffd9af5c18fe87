from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kb.corpus import inventory
from kb.corpus.inventory import FileRead, Inventory, PostFacts, ToRead, read_file, take_inventory
from kb.corpus.listing import Listing, PostFile, list_posts
from kb.corpus.store import path_of, write_post
from tests.corpora import news, post, small_corpus


class Reader:
    """Reads files, and notes which."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[str] = []

    def __call__(self, files: Sequence[ToRead]) -> Iterator[FileRead]:
        for file in files:
            self.paths.append(file[0].path)
            yield read_file(self.folder, file)


def taken(
    folder: Path, known: dict[str, PostFacts] | None = None, doubtful_ns: int = 1 << 63
) -> tuple[Inventory, list[str]]:
    reader = Reader(folder)
    return take_inventory(folder, reader, known, doubtful_ns), reader.paths


def test_an_inventory_has_what_is_told_of_posts_without_their_texts(tmp_path: Path) -> None:
    folder = small_corpus(tmp_path)
    found, read = taken(folder)
    assert [facts.id for facts in found.posts] == sorted(each.id for each in news())
    assert read == sorted(facts.path for facts in found.posts)
    first = found.posts[0]
    status = path_of(folder, first.id).stat()
    assert (first.size, first.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert first.standing == (news()[0].id, "2015-03-02", False, news()[0].aliases)
    assert (found.faults, found.warnings, found.faulty) == ((), (), ())


def test_the_same_corpus_has_the_same_checksum_whoever_knows_it(tmp_path: Path) -> None:
    folder = small_corpus(tmp_path)
    found, _ = taken(folder)
    known = {facts.path: facts for facts in found.posts}
    again, read = taken(folder, known)
    assert read == []
    assert (again.posts, again.checksum()) == (found.posts, found.checksum())
    write_post(folder, post("2022-01-01", "Till"))
    more, read = taken(folder, known)
    assert read == ["posts/2022/2022-01-01-till.md"]
    assert more.checksum() != found.checksum()


def test_facts_of_a_file_with_the_same_text_get_its_time(tmp_path: Path) -> None:
    folder = small_corpus(tmp_path)
    facts = taken(folder)[0].posts[0]
    file = PostFile(facts.path, facts.size, 7)
    assert read_file(folder, (file, facts)) == (facts.sha256, facts._replace(mtime_ns=7), None, ())


def test_a_file_of_which_the_time_is_not_told_is_read_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_corpus(tmp_path)
    whole = list_posts(folder)
    untold = Listing([PostFile(path, -1, -1) for path, _, _ in whole.posts], [], [])
    monkeypatch.setattr(inventory, "list_posts", lambda _: untold)
    found, _ = taken(folder)
    assert {(facts.size, facts.mtime_ns) for facts in found.posts} == {(-1, -1)}
    _, read = taken(folder, {facts.path: facts for facts in found.posts})
    assert len(read) == len(found.posts) == 12
