"""What a writer begins with: the lock, aliases of its own, an index; maybe the live generation."""

import contextlib
import time
from dataclasses import dataclass, field

from kb.engines.opensearch import fence
from kb.engines.opensearch.files import Files
from kb.engines.opensearch.generations import (
    MARK,
    Live,
    State,
    create,
    ensure_control,
    manifest_of,
    marks,
    posts_said,
    read_state,
    refuse_foreign,
)
from kb.engines.opensearch.manifest import (
    DEAD,
    FORMAT,
    Manifest,
    control_index,
    dead_said,
    index_of,
    new_index,
    number_of,
)
from kb.engines.opensearch.mapping import index_body
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.watching import remember
from kb.engines.opensearch.writing.lock import Lock
from kb.engines.opensearch.writing.versions import Versions
from kb.errors import EngineUnavailableError, IndexDamagedError, IndexStaleError

# Readers may be in a generation for so many seconds after another took its place.
GRACE_SECONDS = 60.0
# Shards of an index of posts: of few, of most, and how many posts make one more.
_FEW_POSTS, _SHARDS, _POSTS_A_SHARD = 10_000, 3, 1_000_000


@dataclass
class Begun:
    """What a writer begins with.

    Attributes:
        number: the writer's own.
        index: where it writes posts.
        state: what there was when it began.
        manifest: of the live generation, where this program can read it.
        goes_on: whether it begins with the posts of that.
        found: whether its index was there already: another writer began it and did not end.
        dead: versions in the index that the live generation does not see, each with the number
            since which it is dead.
        oldest: of the generations in its index that anybody can read, the oldest's number.
    """

    cluster: Cluster
    lock: Lock
    number: int
    index: str
    state: State
    manifest: Manifest | None
    goes_on: bool
    found: bool
    dead: dict[str, int] = field(default_factory=dict)
    oldest: int = 0

    @property
    def live(self) -> Live | None:
        """The generation that was live when it began."""
        return self.state.live

    @property
    def posts_alias(self) -> str:
        """The alias by which it writes posts."""
        return fence.posts_alias(self.cluster.location.alias, self.number)

    @property
    def control_alias(self) -> str:
        """The alias by which it writes files and manifests."""
        return fence.control_alias(self.cluster.location.alias, self.number)

    @property
    def aborted(self) -> tuple[int, ...]:
        """The numbers of writers whose versions in its index nobody is to see."""
        if not self.goes_on or self.manifest is None:
            return ()
        return (*self.manifest.aborted, *range(self.manifest.number + 1, self.number))


def begin(cluster: Cluster, fingerprint: str, anew: bool) -> Begun:
    """Take the lock and the place of whoever wrote before.

    Raises:
        IndexBusyError: another writer is at work.
        KnowledgeBaseError: something of the index' name is none of ours.
        EngineUnavailableError: the cluster does not answer, or takes no writes.
    """
    _ask_for_manager(cluster)
    state = read_state(cluster, surely=True)
    refuse_foreign(cluster, state)
    if control_index(cluster.location.alias) not in state.aliases:
        ensure_control(cluster)
    lock = Lock(cluster, state.live.number + 1 if state.live else 1)
    try:
        return _begun(cluster, lock, fingerprint, anew)
    except BaseException:
        lock.release()
        raise


def _ask_for_manager(cluster: Cluster) -> None:
    """Have it told soon and clearly where there is none, who alone can change anything."""
    params = {"cluster_manager_timeout": "1s", "filter_path": "status"}
    cluster.read(lambda client: client.cluster.health(params={**params}))


def _begun(cluster: Cluster, lock: Lock, fingerprint: str, anew: bool) -> Begun:
    alias = cluster.location.alias
    state = read_state(cluster, surely=True)
    remember(cluster, state.live)
    manifest = None
    if state.live:
        try:
            manifest = manifest_of(cluster, state.live, fingerprint)
        except (IndexStaleError, IndexDamagedError):
            manifest = None
    goes_on = manifest is not None and not anew
    index, found = (manifest.index, True) if manifest and goes_on else ("", False)
    if not goes_on:
        # Another version's generation says how many posts it has, too.
        posts = manifest.posts if manifest else posts_said(cluster) or None
        index, found = _own_index(cluster, state, fingerprint, posts)
    begun = Begun(cluster, lock, lock.number, index, state, manifest, goes_on, found)
    # From here on nothing that a writer before sends is taken any more.
    gone = [
        fence.remove(name, each)
        for name, aliases in state.aliases.items()
        for each in sorted(aliases)
        if fence.is_fence(alias, each)
    ]
    # Nor does anybody read any more what is not kept: its versions may be deleted.
    oldest = kept_since(manifest) if manifest and goes_on else 0
    own = state.aliases.get(index, frozenset())
    shut = [each for each in sorted(own) if index_of(each) == index and number_of(each) < oldest]
    known = fence.step(
        cluster,
        [
            *gone,
            *(fence.remove(index, each) for each in shut),
            fence.add(index, begun.posts_alias),
            fence.add(control_index(alias), begun.control_alias),
        ],
    )
    begun.oldest = oldest if known else 0
    if manifest and goes_on:
        begun.dead = read_dead(Files(cluster), manifest)
        if gone:
            with contextlib.suppress(EngineUnavailableError):  # nobody sees them in any case
                Versions(cluster, index).delete_numbers(range(manifest.number + 1, begun.number))
    return begun


def recently(manifest: Manifest) -> list[tuple[str, float]]:
    """Return the generations before one that readers may be in yet, as `Manifest.kept` has them."""
    now = time.time()
    return [(name, at) for name, at in manifest.kept if now - at < GRACE_SECONDS]


def kept_since(manifest: Manifest) -> int:
    """Return the number of the oldest generation in the index of one that is kept beside it."""
    # The one before is kept, however long it is retired.
    names = [manifest.name, *(name for name, _ in [*manifest.kept[:1], *recently(manifest)])]
    return min(number_of(name) for name in names if index_of(name) == manifest.index)


def _own_index(
    cluster: Cluster, state: State, fingerprint: str, posts: int | None
) -> tuple[str, bool]:
    """Return an index for posts, and whether it is one that another writer did not finish."""
    alias = cluster.location.alias
    meta = {MARK: alias, "format": FORMAT, "fingerprint": fingerprint}
    live = state.live.index if state.live else None
    others = [name for name in state.posts_indexes(alias) if name != live]
    # One that had a generation has that in its `_meta`, too.
    for name, found in sorted(marks(cluster, others).items(), reverse=True):
        if found == meta:
            return name, True
    name = new_index(alias)
    body = index_body(shards_of(cluster, posts), 0, meta)
    # Until it is whole nobody misses it.
    body["settings"]["index"] |= {
        "translog": {"durability": "async", "sync_interval": "30s"},
        "number_of_replicas": 0,
    }
    create(cluster, name, body)
    return name, False


def shards_of(cluster: Cluster, posts: int | None) -> int:
    """Return how many shards an index is to have of so many posts; None: nobody knows."""
    if cluster.location.shards:
        return cluster.location.shards
    if posts is not None and posts < _FEW_POSTS:
        return 1
    return max(_SHARDS, -(-(posts or 0) // _POSTS_A_SHARD))


def read_dead(files: Files, manifest: Manifest) -> dict[str, int]:
    """Return the versions that a generation does not see, and since which number."""
    if DEAD not in manifest.files:
        return {}
    return dead_said(files.fetch(manifest.files[DEAD], DEAD).read_text("ascii"))
