"""Bring what an importer read into a corpus: plan first, then write.

`plan` reads only and says what would happen; `apply` does it. Every file is written whole and
in an order that lets the same import, run again after a crash, end in the same corpus.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kb.corpus.post import Imported, Post, make_id
from kb.corpus.store import format_post, path_of, read_corpus
from kb.errors import CorpusError, KnowledgeBaseError, reason
from kb.files import sync_folder, write_atomically
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.sync.identity import base_key, identify, may_hold
from kb.importers.sync.quarantine import plan_quarantine
from kb.importers.sync.rewrite import rewrite


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        added, updated, removed: ids of posts, in the order of the source.
        unchanged: how many posts were known and stayed as they are.
        quarantined: what could not be told apart; it lies in corpus/quarantine/.
        left_out: text of the source that is in no post.
        kept: a line for each thing that stays as it is because of a person's work on it.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the stable shape of `kb import --json`; `kept` is for people and not in it."""
        return {
            "added": list(self.added),
            "updated": list(self.updated),
            "unchanged": self.unchanged,
            "removed": list(self.removed),
            "quarantined": [
                {"title": item.title, "where": item.where, "reason": item.reason}
                for item in self.quarantined
            ],
            "left_out": [
                {"text": item.text, "where": item.where, "reason": item.reason}
                for item in self.left_out
            ],
        }


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """An import that only needs to be written: files with their text, files to delete."""

    report: ImportReport
    writes: tuple[tuple[Path, str], ...] = ()
    deletions: tuple[Path, ...] = ()


def plan(
    extraction: Extraction, corpus_folder: Path, source: str, prune: bool = False
) -> ImportPlan:
    """Return what bringing `extraction` into a corpus comes to, writing nothing.

    Args:
        extraction: what an importer found.
        corpus_folder: a corpus; one that does not exist is empty.
        source: where the extraction comes from, as `archive:aktuellt.txt` or an address. Posts
            are only ever known again, changed and removed within their source.
        prune: also remove posts of this source that it no longer has.

    Raises:
        CorpusError: the corpus has faulty posts; the import would not know them again.
        KnowledgeBaseError: pruning after an extraction that is not complete.
    """
    if prune and not extraction.complete:
        raise KnowledgeBaseError(
            f"{source}: only a part of it was read, so nobody can tell which posts it no longer "
            "has; import it whole, or without --prune"
        )
    posts, paths, gone = _known(corpus_folder)
    draft = _Draft(corpus_folder, source, posts, paths, gone)
    known = [post for post in posts if post.imported and post.imported.source == source]
    tidied = [_tidied(item) for item in extraction.posts]
    found = [item for item in tidied if isinstance(item, FoundPost)]
    nameless = [item for item in tidied if isinstance(item, Quarantined)]
    quarantined = (*extraction.quarantined, *nameless)
    matched = identify(found, known, checksum)
    for index, item in enumerate(found):
        if index in matched:
            draft.update(matched[index], item)
        else:
            draft.add(item)
    claimed = {post.id for post in matched.values()}
    if prune:
        for post in known:
            if post.id not in claimed:
                draft.prune(post, (*quarantined, *extraction.left_out))
    files = plan_quarantine(
        quarantined, corpus_folder / "quarantine", source, complete=extraction.complete
    )
    report = ImportReport(
        added=tuple(draft.added),
        updated=tuple(draft.updated),
        unchanged=len(matched) - len(draft.updated),
        removed=tuple(draft.removed),
        quarantined=quarantined,
        left_out=(*extraction.left_out, *draft.left_out),
        kept=(*draft.kept, *files.kept),
    )
    # Removals last: until then their ids are taken, and a crash leaves them so.
    deletions = (*(paths[post_id] for post_id in draft.removed), *files.deletions)
    return ImportPlan(report, (*draft.writes, *files.writes), deletions)


def apply(planned: ImportPlan) -> ImportReport:
    """Write what was planned, and return its report.

    Raises:
        KnowledgeBaseError: a file cannot be written; the same import run again completes it.
    """
    path = Path()
    try:
        for path, text in planned.writes:
            for leftover in path.parent.glob(f".{path.name}.*.part"):
                leftover.unlink()  # half a file, of an import that was killed
            write_atomically(path, text)
        for path in planned.deletions:
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
    except OSError as error:
        raise KnowledgeBaseError(
            f"{path}: cannot be written ({reason(error)}); mend that and run the same "
            "import again, which completes it"
        ) from error
    return planned.report


def checksum(post: Post | FoundPost) -> str:
    """Return what tells whether title, dates or body changed: a sum of each, joined by dots.

    White space at the end of a line does not count; editors drop it on saving.
    """
    body = "\n".join(line.rstrip() for line in post.body.split("\n")).strip()
    return ".".join(map(_sum, (post.title, f"{post.published} {post.updated}", body)))


def _sum(text: str) -> str:
    # 40 bits: the chance that a changed text keeps its sum is one in 10^12.
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _tidied(item: FoundPost) -> FoundPost | Quarantined:
    """A post as a file can hold it; one that no file can hold is set aside."""
    title = " ".join(item.title.split())
    body = item.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    try:
        Post(id="1000-01-01-x", title=title, published=item.published, body=body)
    except ValidationError:
        return Quarantined(title, item.where, "no title", item.body)
    return replace(item, title=title, body=body)


def _known(folder: Path) -> tuple[tuple[Post, ...], Mapping[str, Path], frozenset[str]]:
    """Return the posts that the corpus has, where they lie, and the ids of those taken down."""
    if not folder.exists():
        return (), {}, frozenset()
    corpus = read_corpus(folder)
    # Faulty registers are no hindrance: an import neither reads nor writes them.
    read = (str(folder / "posts"), str(folder / "removed.yaml"))
    faults = [fault for fault in corpus.faults if fault.where.startswith(read)]
    if faults:
        raise CorpusError(faults)
    return corpus.posts, corpus.paths, frozenset(removed.id for removed in corpus.removed)


@dataclass
class _Draft:
    """A plan in the making."""

    folder: Path
    source: str
    posts: Sequence[Post]
    paths: Mapping[str, Path]
    gone: frozenset[str]
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    writes: list[tuple[Path, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = {post.id for post in self.posts}
        self._ids.update(alias for post in self.posts for alias in post.aliases)
        self._keys = {
            post.imported.key
            for post in self.posts
            if post.imported and post.imported.source == self.source
        }

    def add(self, item: FoundPost) -> None:
        """Plan a new post, unless it is one that was taken down."""
        new_id = make_id(item.published, item.title, self._ids)
        self._ids.add(new_id)
        if new_id in self.gone:
            reason = f"taken down: {new_id} stands in {self.folder / 'removed.yaml'}"
            self.left_out.append(LeftOut(item.title, item.where, reason))
            return
        key, number = base_key(item), 1
        while key in self._keys:
            number += 1
            key = f"{base_key(item)} #{number}"
        self._keys.add(key)
        post = Post(
            id=new_id,
            title=item.title,
            published=item.published,
            updated=item.updated,
            imported=Imported(source=self.source, key=key, checksum=checksum(item)),
            body=item.body,
        )
        self.added.append(new_id)
        self.writes.append((path_of(self.folder, new_id), format_post(post)))

    def update(self, post: Post, item: FoundPost) -> None:
        """Plan what the source changed, keeping what a person changed."""
        assert post.imported is not None  # noqa: S101  only imported posts are matched
        imported, current, new = (
            _by_part(post.imported.checksum),
            _by_part(checksum(post)),
            _by_part(checksum(item)),
        )
        edited = [part for part in _PARTS if imported[part] != current[part] != new[part]]
        if edited:
            self.kept.append(
                f"{post.id}: {' and '.join(edited)} edited by hand, not taken from "
                f"{self.source} ({item.where})"
            )
        taken = {part for part in _PARTS if new[part] != imported[part]} - set(edited)
        if not taken:
            return
        sums = {part: new[part] if part in taken else imported[part] for part in _PARTS}
        changes: dict[str, Any] = {
            "imported": post.imported.model_copy(update={"checksum": ".".join(sums.values())})
        }
        if "title" in taken:
            changes["title"] = item.title
        if "dates" in taken:
            changes |= {"published": item.published, "updated": item.updated}
        if "body" in taken:
            changes["body"] = item.body
        path = self.paths[post.id]
        changed = post.model_copy(update=changes)
        self.updated.append(post.id)
        self.writes.append((path, rewrite(path.read_text(encoding="utf-8-sig"), changed)))

    def prune(self, post: Post, doubtful: Iterable[Quarantined | LeftOut]) -> None:
        """Plan to remove a post that the source no longer has, unless that may lose something."""
        assert post.imported is not None  # noqa: S101  only imported posts are pruned
        holder = next((item for item in doubtful if may_hold(item, post)), None)
        if holder is not None:
            self.kept.append(
                f"{post.id}: no longer a post of {self.source}, but it may be what was set aside "
                f"there ({holder.where}: {holder.reason})"
            )
        elif checksum(post) != post.imported.checksum or _set_by_hand(post):
            self.kept.append(
                f"{post.id}: no longer in {self.source}, but edited by hand; delete its "
                "file to remove it"
            )
        else:
            self.removed.append(post.id)


_PARTS = ("title", "dates", "body")


def _by_part(sums: str) -> dict[str, str]:
    """A checksum part by part; one in another shape fits nothing, so that all is kept."""
    parts = sums.split(".")
    return dict(zip(_PARTS, parts if len(parts) == len(_PARTS) else ["?"] * 3, strict=True))


def _set_by_hand(post: Post) -> bool:
    return bool(
        post.source
        or post.organisations
        or post.projects
        or post.not_mentioned
        or post.aliases
        or post.draft
    )
