"""The live generation as a build finds it: what of it need not be done again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.engines import live_posts, open_engine
from kb.errors import IndexDamagedError, IndexMissingError, IndexStaleError, KnowledgeBaseError
from kb.indexing import known as known_posts
from kb.indexing.known import Known
from kb.indexing.selection import Selection
from kb.search import lookups
from kb.search.port.engine import Engine, Generation


@dataclass(frozen=True, slots=True)
class Live:
    """The live generation, if this program can read it.

    Attributes:
        generation: None where it cannot be read.
        checksums: of its posts, by id.
        known: what it knows of its posts' files.
        file: where that stands.
        posts: how many it says it has, also where it cannot be read.
    """

    generation: Generation | None = None
    checksums: Mapping[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    file: Path | None = None
    posts: int = 0


def look_at_live(index: str | Path, engine: str) -> Live:
    """Return what there is to go on from."""
    try:
        opened = open_engine(index, engine)
    except (IndexMissingError, IndexStaleError, IndexDamagedError):
        return Live(posts=live_posts(index, engine))
    generation = opened.generation
    try:
        lookups.open_lookups(opened)  # without them it is of no use
        known = _known(opened)
        checksums = {post_id: notes.checksum for post_id, notes in known.notes.items()}
        if len(checksums) != generation.posts:
            checksums = dict(opened.checksums())
        file = opened.file(known_posts.FILE)
        return Live(generation, checksums, known, file, generation.posts)
    except IndexDamagedError:
        return Live(posts=generation.posts)
    finally:
        opened.close()


def _known(engine: Engine) -> Known:
    """Return what a generation knows of its posts' files: nothing, where it was made of others."""
    try:
        return Known.from_text(engine.file(known_posts.FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Known()


def refuse_loss(live: Live, selection: Selection, corpus: Path) -> None:
    """Refuse what looks like a corpus that is not all there: an unmounted disk, a wrong folder.

    Raises:
        KnowledgeBaseError: most of its posts are gone.
    """
    # A post that goes by another id now is not lost.
    ids = {post_id for facts in selection.posts for post_id in (facts.id, *facts.aliases)}
    lost = len(live.checksums.keys() - ids) if live.checksums else live.posts - len(ids)
    if 2 * lost > live.posts:
        where = (
            f"{corpus}"
            if selection.inventory.has_posts_folder
            else f"{corpus}: has no folder posts/"
        )
        raise KnowledgeBaseError(
            f"{where}: {lost} of {live.posts} posts of the live index are not there any more, so "
            "that index stays; see whether this is the right folder and all of it is there. If "
            "the posts are to go, say --allow-empty"
        )
