"""Generations in a real cluster: what is seen when, and what of writers that end untimely."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.engines import live_generation, live_posts, open_engine, open_writer
from kb.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    KnowledgeBaseError,
)
from kb.indexing import write_generation
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.query.request import make_request
from tests.clustered import held, places_in_a_cluster
from tests.corpora import matched
from tests.opened import document, random_documents
from tests.test_engines import REGISTERS, batch, ids, words_of_title
from tests.test_opensearch_tally import counted

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch import fence, remove_location, watching
from kb.engines.opensearch.dictionary import Dictionary
from kb.engines.opensearch.files import Files
from kb.engines.opensearch.generations import open_live, read_state
from kb.engines.opensearch.location import Location
from kb.engines.opensearch.manifest import DEAD, OVERLAY, TERMS, control_index
from kb.engines.opensearch.transport.cluster import Cluster, cluster_of
from kb.engines.opensearch.writer import OpenSearchWriter
from kb.engines.opensearch.writing import begun, ending, lock
from kb.engines.opensearch.writing.versions import Versions

pytestmark = pytest.mark.cluster

ENGINE = "opensearch"
WORDS = ["bro", "bron", "grannkraft", "e-post", "och", "får", "spång", "ö"]


@pytest.fixture
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with places_in_a_cluster(request, tmp_path) as place:
        yield place("index")


def documents(count: int, seed: int = 1) -> list[Document]:
    return random_documents(random.Random(seed), WORDS, count)


def build(location: str, posts: Iterable[Document], *, anew: bool = False) -> str:
    generation, _ = write_generation(location, posts, REGISTERS, engine=ENGINE, anew=anew)
    return generation.name


def writer(location: str, *, anew: bool = False) -> OpenSearchWriter:
    begun_ = open_writer(location, ENGINE, anew=anew)
    assert isinstance(begun_, OpenSearchWriter)
    return begun_


def content(location: str) -> dict[str, str]:
    engine = open_engine(location, ENGINE)
    try:
        return dict(engine.checksums())
    finally:
        engine.close()


def sums(posts: Iterable[Document]) -> dict[str, str]:
    return {each.id: each.checksum for each in posts}


def names(location: str) -> set[str]:
    """What belongs to an index in the cluster."""
    return {*read_state(cluster_of(location), surely=True).aliases}


def fences(location: str) -> set[str]:
    cluster = cluster_of(location)
    aliases = read_state(cluster, surely=True).aliases.values()
    return {
        each for some in aliases for each in some if fence.is_fence(cluster.location.alias, each)
    }


def versions_in(location: str) -> int:
    cluster = cluster_of(location)
    live = read_state(cluster, surely=True).live
    assert live
    versions = Versions(cluster, live.index)
    versions.refresh()
    return versions.sums({"match_all": {}}).posts


def assert_exact(location: str, posts: list[Document]) -> None:
    """A generation is what it would be if it were built at once."""
    assert content(location) == sums(posts)
    cluster = cluster_of(location)
    manifest = open_live(cluster, _fingerprint())
    files = Files(cluster)
    overlay = files.fetch(manifest.files[OVERLAY], OVERLAY) if OVERLAY in manifest.files else None
    dictionary = Dictionary(files.fetch(manifest.files[TERMS], TERMS), overlay)
    expected = counted(posts)
    for form in Form:
        texts, counts = dictionary.all_counts(form)
        found = {text.decode(): row for text, row in zip(texts, counts.tolist(), strict=True)}
        assert found == expected[form]
    dictionary.close()
    assert manifest.posts == len(posts)


def _fingerprint() -> str:
    from kb.derivation import fingerprint

    return fingerprint()


def die(died: OpenSearchWriter) -> None:
    """Have a writer end as if it were killed: it holds the lock and everything else."""
    held = died._begun.lock
    held._released.set()
    held._renewing.join()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LEASE_SECONDS", 0.8)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 3.0)


# --- switching --------------------------------------------------------------------------------


def test_nothing_is_seen_before_the_switch(location: str) -> None:
    first, second = documents(20), documents(25, seed=2)
    with pytest.raises(IndexMissingError, match="kb index"):
        open_engine(location, ENGINE)
    before = build(location, first)
    begun_ = writer(location)
    for each in second:
        begun_.add(batch(each))
    for post_id in sums(first).keys() - sums(second).keys():
        begun_.remove(post_id)
    assert begun_.checksums == sums(second)
    begun_._versions.refresh()
    assert (content(location), live_generation(location, ENGINE)) == (sums(first), before)
    old = open_engine(location, ENGINE)
    after = begun_.commit({"note.txt": "åter"}, "sum")
    assert live_generation(location, ENGINE) == after.name
    assert dict(old.checksums()) == sums(first)
    old.close()
    assert_exact(location, second)
    assert fences(location) == set()


def test_another_process_sees_a_switch_soon(location: str) -> None:
    build(location, documents(3))
    cluster = cluster_of(location)
    assert live_generation(location, ENGINE)
    watched = watching._watched[cluster]
    name = build(location, documents(4))
    watched.live = None  # as if this process had told itself nothing
    end = time.monotonic() + 10
    while live_generation(location, ENGINE) != name:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_last_two_are_kept(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(begun, "GRACE_SECONDS", 0.0)
    posts = documents(12)
    for number in range(4):
        build(location, posts[number:], anew=True)
    indexes = names(location) - {control_index(cluster_of(location).location.alias)}
    assert len(indexes) == 2
    for number in range(5):
        build(location, [replace(each, title=f"bro {number}") for each in posts])
    # The one before has its versions; those before that are gone, but for what the last one left.
    assert versions_in(location) <= 3 * len(posts)
    assert len(names(location)) == 2  # one of posts, and that of the lock
    assert_exact(location, [replace(each, title="bro 4") for each in posts])


def test_who_opened_a_generation_keeps_it_for_a_while(location: str) -> None:
    build(location, documents(10))
    old = open_engine(location, ENGINE)
    for seed in range(2, 5):
        build(location, documents(10, seed=seed), anew=seed % 2 == 0)
    assert dict(old.checksums()) == sums(documents(10))
    assert ids(matched(old, make_request("bro")))
    old.close()


@pytest.mark.parametrize("anew", [False, True])
def test_who_stays_in_a_generation_for_too_long_gets_no_wrong_answer(
    location: str, anew: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "GRACE_SECONDS", 0.0)
    posts = [replace(each, title="En bro") for each in documents(10)]
    build(location, posts)
    old = open_engine(location, ENGINE)
    told = []
    for number in range(4):
        build(location, [replace(each, title=f"En bro {number}") for each in posts], anew=anew)
        try:
            found = [len(ids(matched(old, make_request("bro")))), len(dict(old.checksums()))]
            assert found == [10, 10]
            assert matched(old, make_request("bro")).total == 10
            told.append("")
        except EngineUnavailableError as error:
            told.append(str(error))
    old.close()
    assert not told[0]
    assert f"{old.generation.name} is kept no more" in told[-1]
    assert versions_in(location) < 50


@pytest.mark.parametrize("seed", range(3))
def test_statistics_stay_exact_from_build_to_build(
    location: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "GRACE_SECONDS", 0.0)
    chance = random.Random(seed)
    posts = {each.id: each for each in documents(30, seed=seed)}
    build(location, posts.values())
    for step in range(6):
        if step == 3:
            monkeypatch.setattr("kb.engines.opensearch.dictionary.MOST_CHANGED", 3)
        if step == 4:
            monkeypatch.setattr("kb.engines.opensearch.dictionary.MOST_CHANGED", 20_000)
        for post_id in chance.sample(sorted(posts), 4):
            del posts[post_id]
        for each in chance.sample(sorted(posts), 6):
            posts[each] = replace(chance.choice(documents(30, seed=99 + step)), id=each)
        posts[f"ny-{step}"] = document(f"ny-{step}", "Helt ny bro", f"Ord{step} och annat.")
        build(location, posts.values())
        assert_exact(location, list(posts.values()))


def test_one_writer_may_replace_and_remove_what_it_added(location: str) -> None:
    one, two, three = documents(3)
    build(location, [one])
    begun_ = writer(location)
    for each in (two, three, replace(two, title="En spång"), replace(one, title="Två broar")):
        begun_.add(batch(each))
    begun_.remove(three.id)
    begun_.add(batch(replace(one, title="Tre broar")))
    expected = [replace(one, title="Tre broar"), replace(two, title="En spång")]
    assert begun_.checksums == sums(expected)
    begun_.commit({}, "sum")
    assert_exact(location, expected)
    begun_ = writer(location)
    begun_.remove(one.id)
    begun_.add(batch(one))
    begun_.commit({}, "sum")
    assert_exact(location, [one, expected[1]])


# --- what is not ours -------------------------------------------------------------------------


def test_an_index_of_another_version_is_rebuilt(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(location, documents(5))
    monkeypatch.setattr("kb.engines.fingerprint", lambda: "another")
    with pytest.raises(IndexStaleError, match="run `kb index` to rebuild it"):
        open_engine(location, ENGINE)
    assert live_posts(location, ENGINE) == 5
    begun_ = writer(location)
    assert begun_.checksums == {}
    begun_.add(batch(documents(1)[0]))
    begun_.commit({}, "sum")
    assert len(content(location)) == 1


@pytest.mark.parametrize("what", ["index", "alias", "filtered", "posts", "control"])
def test_what_is_of_others_is_refused_and_left_alone(location: str, what: str) -> None:
    cluster = cluster_of(location)
    alias = cluster.location.alias
    name = {
        "index": alias,
        "posts": f"{alias}-20200101000000-abcd",
        "control": control_index(alias),
    }.get(what, f"other-{alias}")
    body = {"settings": {"number_of_replicas": 0, "number_of_shards": 1}}
    cluster.write(lambda client: client.indices.create(index=name, body=body))
    try:
        if what == "alias":
            fence.step(cluster, [fence.add(name, alias)])
        if what == "filtered":
            shown = {"range": {"from": {"lte": 3}}}
            fence.step(cluster, [fence.add(name, alias, filter=shown)])
        with pytest.raises(KnowledgeBaseError, match="none of this program's"):
            writer(location)
        if what in ("index", "alias", "filtered"):
            with pytest.raises(KnowledgeBaseError, match="none of this program's"):
                open_engine(location, ENGINE)
        else:
            remove_location(location)
        assert cluster.read(lambda client: client.indices.exists(index=name))
    finally:
        cluster.write(lambda client: client.indices.delete(index=name))


def test_a_manifest_that_is_gone_is_damage(location: str) -> None:
    build(location, documents(5))
    cluster = cluster_of(location)
    control = control_index(cluster.location.alias)
    live = read_state(cluster).live
    assert live
    cluster.write(lambda client: client.delete(index=control, id=f"generation:{live.name}"))
    with pytest.raises(IndexDamagedError, match="kb index --full"):
        open_engine(location, ENGINE)
    assert live_posts(location, ENGINE) == 0
    build(location, documents(6))
    assert_exact(location, documents(6))


# --- one writer at a time ---------------------------------------------------------------------


def test_a_second_writer_waits(location: str) -> None:
    first = writer(location)
    first.add(batch(documents(1)[0]))
    opened: list[OpenSearchWriter] = []
    thread = threading.Thread(target=lambda: opened.append(writer(location)))
    thread.start()
    time.sleep(0.6)
    assert not opened
    first.commit({}, "sum")
    thread.join(30)
    assert opened[0].checksums == sums(documents(1))
    opened[0].abort()


def test_a_second_writer_says_that_it_waits_in_vain(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.5)
    first = writer(location)
    with pytest.raises(IndexBusyError, match="another `kb index` is writing"):
        writer(location)
    first.abort()
    writer(location).abort()


@pytest.mark.usefixtures("hasty")
def test_a_lease_is_renewed(location: str) -> None:
    first = writer(location)
    time.sleep(2)
    with pytest.raises(IndexBusyError):
        writer(location)
    assert not first._begun.lock.lost
    first.abort()


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("ends", [False, True])
def test_a_writer_that_lost_its_lease_changes_nothing(
    location: str, anew: bool, ends: bool
) -> None:
    posts = documents(20)
    build(location, posts[:15])
    late = writer(location, anew=anew)
    for each in posts[:4]:
        late.add(batch(replace(each, title="Sent om sider")))
    die(late)  # as one that is stopped for longer than its lease
    following = writer(location, anew=anew)
    with pytest.raises(IndexBusyError, match="another took its place"):
        late.add(batch(posts[17]))
    if ends:
        with pytest.raises(IndexBusyError):
            late.commit({"note.txt": "sent"}, "sum")
        late.abort()
    for each in posts:
        following.add(batch(each))
    gone = following.checksums.keys() - sums(posts).keys()
    for post_id in gone:
        following.remove(post_id)
    following.commit({"note.txt": "i tid"}, "sum")
    with pytest.raises(IndexBusyError):
        late.commit({"note.txt": "sent"}, "sum")
    late.abort()
    assert_exact(location, posts)
    build(location, posts[3:])
    assert_exact(location, posts[3:])


# --- what ends untimely -----------------------------------------------------------------------


def test_abort_leaves_no_trace(location: str) -> None:
    posts = documents(10)
    build(location, posts)
    before, versions = names(location), versions_in(location)
    for anew in (False, True):
        begun_ = writer(location, anew=anew)
        begun_.add(batch(replace(posts[0], title="Aldrig sedd")))
        begun_.abort()
        assert (names(location), versions_in(location)) == (before, versions)
        assert fences(location) == set()
    assert_exact(location, posts)


@pytest.mark.usefixtures("hasty")
def test_a_full_build_that_ended_untimely_is_gone_on_with(location: str) -> None:
    posts = documents(30)
    build(location, posts[:5])
    ended = writer(location, anew=True)
    for each in [replace(posts[0], title="Förr"), *posts[1:20]]:
        ended.add(batch(each))
    die(ended)
    following = writer(location, anew=True)
    assert following._begun.index == ended._begun.index
    assert following.checksums == sums([replace(posts[0], title="Förr"), *posts[1:20]])
    for each in (posts[0], *posts[20:28]):
        following.add(batch(each))
    following.remove(posts[3].id)
    die(following)
    third = writer(location, anew=True)
    assert third._begun.index == ended._begun.index
    for each in (each for each in posts if third.checksums.get(each.id) != each.checksum):
        third.add(batch(each))
    third.commit({}, "sum")
    assert_exact(location, posts)
    build(location, posts[2:])
    assert_exact(location, posts[2:])


@pytest.mark.usefixtures("hasty")
def test_what_comes_late_of_a_build_that_was_gone_on_with_is_not_seen(location: str) -> None:
    posts = documents(12)
    ended = writer(location, anew=True)
    for each in posts[:6]:
        ended.add(batch(each))
    die(ended)
    following = writer(location, anew=True)
    # A request that was under way when the writer lost its alias.
    late = ended.send._encoder.encode(batch(replace(posts[7], title="Sent"))).operations
    gone = ended.send._encoder.encode(batch(document("annan", "Sent"))).operations
    cluster_of(location).bulk([*late, *gone], index=ended._begun.index)
    for each in posts[6:]:
        following.add(batch(each))
    following.commit({}, "sum")
    assert_exact(location, posts)


@pytest.mark.usefixtures("hasty")
def test_an_incremental_build_that_ended_untimely_is_not_seen(location: str) -> None:
    posts = documents(12)
    build(location, posts)
    versions = versions_in(location)
    for _ in range(2):
        ended = writer(location)
        ended.add(batch(replace(posts[0], title="Halvfärdig")))
        ended.add(batch(document("ny", "Halvfärdig")))
        die(ended)
    assert_exact(location, posts)
    following = writer(location)
    following.add(batch(replace(posts[1], title="Färdig")))
    following.commit({}, "sum")
    assert_exact(location, [posts[0], replace(posts[1], title="Färdig"), *posts[2:]])
    assert versions_in(location) == versions + 1
    manifest = open_live(cluster_of(location), _fingerprint())
    assert len(manifest.aborted) == 2


@pytest.mark.usefixtures("hasty")
def test_an_unfinished_index_of_another_version_is_cleared_away(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = writer(location, anew=True)
    ended.add(batch(documents(1)[0]))
    die(ended)
    monkeypatch.setattr("kb.engines.fingerprint", lambda: "another")
    following = writer(location)
    assert following._begun.index != ended._begun.index
    following.commit({}, "sum")
    assert names(location) == {
        following._begun.index,
        control_index(cluster_of(location).location.alias),
    }


# --- what a cluster does to writes ------------------------------------------------------------


def ambiguous(chance: random.Random, share: float) -> Callable[..., Any]:
    """Return a way to write that does some things twice, and of some says that nobody knows."""
    write = Cluster.write

    def done(cluster: Cluster, call: Callable[[Any], Any], *, again: bool = False) -> Any:
        result = write(cluster, call, again=again)
        if again and chance.random() < share:
            result = write(cluster, call, again=again)
        if not again and chance.random() < share:
            raise EngineUnavailableError("no answer within 30 s")
        return result

    return done


def test_a_switch_of_which_nobody_knows_is_looked_up(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = documents(10)
    build(location, posts[:8])
    begun_ = writer(location)
    for each in posts:
        begun_.add(batch(each))
    with monkeypatch.context() as patched:
        patched.setattr(Cluster, "write", ambiguous(random.Random(1), 1.0))
        generation = begun_.commit({}, "sum")
    assert live_generation(location, ENGINE) == generation.name
    assert_exact(location, posts)
    build(location, posts[1:])
    assert_exact(location, posts[1:])
    assert fences(location) == set()


@pytest.mark.usefixtures("hasty")
def test_builds_end_well_or_not_at_all_where_answers_are_lost(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = documents(15)
    build(location, posts)
    monkeypatch.setattr(Cluster, "write", ambiguous(random.Random(7), 0.3))
    outcomes = set()
    for step in range(10):
        changed = [replace(posts[0], title=f"Bro {step}"), *posts[1:]]
        try:
            build(location, changed, anew=step % 3 == 2)
        except EngineUnavailableError:
            outcomes.add("not")
        else:
            posts = changed
            outcomes.add("well")
        if content(location) == sums(changed):
            posts = changed
        assert_exact(location, posts)
    monkeypatch.undo()
    build(location, documents(9))
    assert_exact(location, documents(9))
    assert "well" in outcomes


def test_posts_that_read_otherwise_are_never_switched_to(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = documents(8)
    before = build(location, posts)
    begun_ = writer(location)
    begun_.add(batch(replace(posts[0], title="Ny")))
    begun_._check += 1
    with pytest.raises(IndexDamagedError, match="nothing was switched"):
        begun_.commit({}, "sum")
    begun_.abort()
    begun_ = writer(location)
    begun_.add(batch(replace(posts[0], title="Ny")))
    monkeypatch.setattr(Versions, "parts", lambda self, names: iter([(b"[]", b"")] * len(names)))
    with pytest.raises(IndexDamagedError, match="is another"):
        begun_.commit({}, "sum")
    begun_.abort()
    assert live_generation(location, ENGINE) == before
    assert_exact(location, posts)


# --- files ------------------------------------------------------------------------------------


def test_files_come_back_on_a_machine_that_never_had_them(location: str, tmp_path: Path) -> None:
    large = "".join(f"rad {number}\n" for number in range(200_000))
    begun_ = writer(location)
    begun_.commit({"stor.txt": large, "tom.txt": "", "not.txt": "å"}, "sum")
    elsewhere = replace(Location.parse(location), cache=tmp_path / "other").text
    engine = open_engine(elsewhere, ENGINE)
    assert engine.file("stor.txt").read_text("utf-8") == large
    assert (engine.file("tom.txt").read_bytes(), engine.file("not.txt").read_bytes()) == (
        b"",
        "å".encode(),
    )
    engine.close()


def test_of_a_changed_file_little_is_sent(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    lines = [f"{chance.random()}\n" for _ in range(200_000)]
    writer(location).commit({"stor.txt": "".join(lines)}, "sum")
    sent: list[int] = []
    bulk = Cluster.bulk

    def counting(self: Cluster, operations: list[bytes], **params: Any) -> list[int]:
        sent.append(sum(map(len, operations)))
        return bulk(self, operations, **params)

    monkeypatch.setattr(Cluster, "bulk", counting)
    lines[100_000] = "en annan rad\n"
    writer(location).commit({"stor.txt": "".join(lines)}, "sum")
    assert sum(sent) < 500_000 < len("".join(lines))


def test_a_file_that_lost_a_piece_is_damage(location: str, tmp_path: Path) -> None:
    writer(location).commit({"not.txt": "en rad"}, "sum")
    cluster = cluster_of(location)
    control = control_index(cluster.location.alias)
    cluster.write(lambda client: client.indices.refresh(index=control), again=True)
    [chunk] = (
        each["_id"]
        for each in cluster.search(control, {"size": 100})["hits"]["hits"]
        if each["_id"] == _chunk("en rad")
    )
    cluster.write(lambda client: client.delete(index=control, id=chunk))
    elsewhere = replace(Location.parse(location), cache=tmp_path / "other").text
    engine = open_engine(elsewhere, ENGINE)
    with pytest.raises(IndexDamagedError, match=r"not\.txt of .* is missing or damaged"):
        engine.file("not.txt")
    engine.close()


def test_a_file_that_is_damaged_on_this_machine_is_fetched_anew(location: str) -> None:
    posts = documents(5)
    build(location, posts)
    build(location, [replace(posts[0], title="En spång"), *posts[1:]])
    manifest = open_live(cluster_of(location), _fingerprint())
    files = Files(cluster_of(location))
    paths = {name: files.fetch(stored, name) for name, stored in manifest.files.items()}
    assert {TERMS, OVERLAY, DEAD} <= paths.keys()
    for path in paths.values():
        path.write_bytes(b"\0" * path.stat().st_size)  # as a power cut may leave it
    engine = open_engine(location, ENGINE)
    assert dict(engine.checksums()) == sums([replace(posts[0], title="En spång"), *posts[1:]])
    told = list(engine.problems(words_of_title))
    others = paths.keys() - {TERMS, OVERLAY, DEAD}
    assert {each.partition(":")[0] for each in told if "is not what was written" in each} == others
    assert list(engine.problems(words_of_title)) == []
    engine.close()


def _chunk(text: str) -> str:
    import hashlib

    return f"chunk:{hashlib.sha256(text.encode()).hexdigest()}"


def test_files_of_no_generation_are_cleared_away(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "GRACE_SECONDS", 0.0)
    cluster = cluster_of(location)
    control = control_index(cluster.location.alias)
    for number in range(4):
        writer(location).commit({"not.txt": f"rad {number}"}, "sum")
        cluster.write(lambda client: client.indices.refresh(index=control), again=True)
    found = {each["_id"] for each in cluster.search(control, {"size": 100})["hits"]["hits"]}
    assert [_chunk(f"rad {number}") in found for number in range(4)] == [False, False, True, True]
    assert sum(each.startswith("generation:") for each in found) == 2


def test_what_is_left_over_is_found_among_much_that_is_not(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(ending, "_PAGE", 4)
    monkeypatch.setattr(ending, "_IDS", 2)
    control = control_index(cluster_of(location).location.alias)
    needed = {f"not-{number}.txt": f"rad {number}" for number in range(10)}
    for number in range(6):
        writer(location).commit(needed | {"not.txt": f"en annan {number}"}, "sum")
        cluster_of(location).write(lambda client: client.indices.refresh(index=control), again=True)
    left = [number for number in range(6) if _chunk(f"en annan {number}") in held(location)]
    assert left == [4, 5]


def test_shards_are_as_many_as_posts_ask_for(location: str) -> None:
    cluster = Cluster(replace(Location.parse(location), shards=0))
    wanted = {None: 3, 10: 1, 100_000: 3, 3_500_000: 4}
    assert {posts: begun.shards_of(cluster, posts) for posts in wanted} == wanted
    cluster.close()
    assert begun.shards_of(cluster_of(location), 3_500_000) == 1


def test_a_build_anew_knows_how_many_posts_there_were(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsaid = replace(Location.parse(location), shards=0).text

    def shards() -> int:
        index = build(unsaid, documents(5), anew=True).rpartition(".")[0]
        found = cluster_of(unsaid).read(lambda client: client.indices.get_settings(index=index))
        return int(found[index]["settings"]["index"]["number_of_shards"])

    assert [shards(), shards()] == [3, 1]
    monkeypatch.setattr("kb.engines.fingerprint", lambda: "another")
    assert shards() == 1
    watching.forget(cluster_of(unsaid))


def test_copies_are_there_before_the_switch(location: str) -> None:
    copied = replace(Location.parse(location), replicas=1, shards=2).text
    name = build(copied, documents(10))
    cluster = cluster_of(copied)
    index = name.rpartition(".")[0]
    nodes = cluster.read(lambda client: client.cluster.health())["number_of_data_nodes"]
    health = cluster.read(lambda client: client.cluster.health(index=index))
    assert (health["status"], health["active_shards"]) == ("green", 2 * min(2, nodes))


def test_removing_a_location_leaves_others_alone(location: str) -> None:
    build(location, documents(3))
    where = Location.parse(location)
    beside = where.named(f"{where.alias}-annan").text
    build(beside, documents(4))
    remove_location(location)
    assert live_generation(location, ENGINE) is None
    assert content(beside) == sums(documents(4))
    remove_location(beside)
    assert live_generation(beside, ENGINE) is None
    watching.forget(cluster_of(beside))


def test_what_is_switched_to_is_safe_on_disks(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a build need not wait for, while nobody reads it, is made up for before the switch."""
    cluster, switch = cluster_of(location), ending.switch
    seen = []

    def switched(own: begun.Begun, *args: Any) -> None:
        settings = cluster.read(lambda client: client.indices.get_settings(index=own.index))
        told = cluster.read(lambda client: client.indices.segments(index=own.index))
        segments = [
            segment
            for shards in told["indices"][own.index]["shards"].values()
            for shard in shards
            for segment in shard["segments"].values()
        ]
        on_disk = sum(each["num_docs"] for each in segments if each["committed"])
        seen.append((settings[own.index]["settings"]["index"]["translog"], on_disk))
        switch(own, *args)

    monkeypatch.setattr(ending, "switch", switched)
    build(location, documents(20))
    assert seen == [({"durability": "request"}, 20)]
