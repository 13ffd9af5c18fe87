"""Bring what an importer read into a corpus: plan first, then write.

`plan` reads only and says what would happen; `apply` does it. Every file is written whole and
in an order that lets the same import, run again after a crash, end in the same corpus.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kb.corpus.kinds import CATEGORY
from kb.corpus.post import Post
from kb.corpus.store import Corpus, format_post, path_of, read_corpus
from kb.errors import CorpusError, KnowledgeBaseError, reason
from kb.files import WritingMany, sync_folder
from kb.importers.found import (
    Extraction,
    FoundPost,
    LeftOut,
    Progress,
    Quarantined,
    silent,
)
from kb.importers.sync import mapping as mappings
from kb.importers.sync.addresses import normal_address, valid_address
from kb.importers.sync.doubles import without_doubles
from kb.importers.sync.draft import Draft, Prepared
from kb.importers.sync.identity import Doubtful, has_own_key, identify
from kb.importers.sync.mapping import TermMapping, fold, read_mapping
from kb.importers.sync.quarantine import plan_quarantine
from kb.importers.sync.registers import plan_registers, some
from kb.importers.sync.rewrite import rewrite
from kb.importers.sync.sums import content_sums
from kb.importers.sync.terms import Terms
from kb.importers.sync.titles import make_title


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        added, updated, removed: ids of posts, in the order of the source.
        unchanged: how many posts were known and stayed as they are.
        quarantined: what could not be told apart; it lies in corpus/quarantine/.
        left_out: text of the source that is in no post.
        kept: a line for each thing that stays as it is because of a person's work on it.
        notes: what else is to be told, a sentence each.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the stable shape of `kb import --json`: not `kept` and `notes`, for people."""
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
class Write:
    """A file to write. Its text is made when it is written: all of them at once would be large."""

    path: Path
    text: Callable[[], str]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """An import that only needs to be written: files to write, files to delete."""

    report: ImportReport
    writes: tuple[Write, ...] = ()
    deletions: tuple[Path, ...] = ()


def plan(
    extraction: Extraction,
    corpus_folder: Path,
    source: str,
    prune: bool = False,
    progress: Progress = silent,
) -> ImportPlan:
    """Return what bringing `extraction` into a corpus comes to, writing nothing.

    Args:
        extraction: what an importer found.
        corpus_folder: a corpus; one that does not exist is empty.
        source: where the extraction comes from, as `archive:aktuellt.txt` or an address. Posts
            are only ever known again, changed and removed within their source; http and https,
            with and without www., are one.
        prune: also remove posts of this source that it no longer has, after a complete reading.
        progress: shows how far it is.

    Raises:
        CorpusError: the corpus has faulty posts, and the import would not know them again; or
            its mapping.yaml is faulty.
    """
    corpus = _read(corpus_folder)
    rules = read_mapping(corpus_folder / mappings.NAME)
    terms = Terms(rules or TermMapping(), corpus.registers.entries(CATEGORY) if corpus else ())
    posts = corpus.posts if corpus else ()
    known = [
        post
        for post in posts
        if post.imported and normal_address(post.imported.source) == normal_address(source)
    ]
    gone = frozenset(removed.id for removed in corpus.removed) if corpus else frozenset[str]()
    paths = corpus.paths if corpus else {}
    draft = Draft(corpus_folder, source, posts, paths, gone, terms, known, extraction.complete)
    quarantined = tuple(
        Quarantined(*map(_encodable, (each.title, each.where, each.reason, each.text)))
        for each in extraction.quarantined
    )
    items, doubles = without_doubles(map(_tidied, extraction.posts))
    found = [_prepared(item) for item in progress(items, "Reading the texts", len(items))]
    sums = {id(each.item): each.sums.content for each in found}
    matched = identify([each.item for each in found], known, lambda item: sums[id(item)], source)
    for index, each in enumerate(progress(found, "Comparing", len(found))):
        if index in matched:
            draft.update(matched[index], each)
        else:
            draft.add(each)
    left_out = (
        *(
            LeftOut(*map(_encodable, (each.text, each.where, each.reason)))
            for each in extraction.left_out
        ),
        *doubles,
        *draft.left_out,
    )
    claimed = {post.id for post in matched.values()}
    missing = [post for post in known if post.id not in claimed]
    still_here = _missing(draft, missing, extraction, prune=prune)
    files = plan_quarantine(
        quarantined,
        corpus_folder / "quarantine",
        source,
        complete=extraction.complete,
        posts=items,
    )
    registers = plan_registers(corpus_folder, corpus, extraction.terms, source, rules, terms, items)
    report = ImportReport(
        added=tuple(draft.added),
        updated=tuple(draft.updated),
        unchanged=len(matched) - len(draft.updated),
        removed=tuple(draft.removed),
        quarantined=quarantined,
        left_out=left_out,
        kept=(*draft.kept, *files.kept),
        notes=(*extraction.notes, *still_here, *registers.notes, *_elsewhere(draft, posts)),
    )
    writes = (
        *(Write(path, _constant(text)) for path, text in registers.writes),
        *(
            Write(path_of(corpus_folder, post.id), _formatted(post, body))
            for post, body in draft.new
        ),
        *(Write(paths[post.id], _rewritten(paths[post.id], post)) for post in draft.changed),
        *(Write(path, _constant(text)) for path, text in files.writes),
    )
    # Removals last: until then their ids are taken, and a crash leaves them so.
    deletions = (*(paths[post_id] for post_id in draft.removed), *files.deletions)
    return ImportPlan(report, writes, deletions)


def apply(planned: ImportPlan, progress: Progress = silent) -> ImportReport:
    """Write what was planned, and return its report.

    Raises:
        KnowledgeBaseError: a file cannot be written; the same import run again completes it.
    """
    files = WritingMany()
    try:
        for files.path in _halves(planned.writes):
            files.path.unlink()
        with files:
            for write in progress(planned.writes, "Writing", len(planned.writes)):
                files.path = write.path
                files.write(write.path, write.text())
        for files.path in planned.deletions:
            files.path.unlink(missing_ok=True)
        for folder in {path.parent for path in planned.deletions}:
            sync_folder(folder)
    except OSError as error:
        raise KnowledgeBaseError(
            f"{files.path}: cannot be written ({reason(error)}); mend that and run the same "
            "import again, which completes it"
        ) from error
    return planned.report


def _halves(writes: Iterable[Write]) -> list[Path]:
    """Return the half files that an import which was killed left where there is to be written."""
    names: dict[Path, set[str]] = {}
    for write in writes:
        names.setdefault(write.path.parent, set()).add(write.path.name)
    return [
        half
        for folder, wanted in names.items()
        for half in folder.glob(".*.part")
        if half.name[1:].rsplit(".", 2)[0] in wanted
    ]


def _read(folder: Path) -> Corpus | None:
    """Return the corpus; None where there is none yet."""
    if not folder.exists():
        return None
    corpus = read_corpus(folder)
    # Faulty registers are no hindrance: an import adds nothing to one that cannot be read.
    read = (str(folder / "posts"), str(folder / "removed.yaml"))
    faults = [fault for fault in corpus.faults if fault.where.startswith(read)]
    if faults:
        raise CorpusError(faults)
    return corpus


def _tidied(item: FoundPost) -> FoundPost:
    """A post as a file can hold it."""
    title = " ".join(_encodable(item.title).split())
    body = _encodable(item.body).replace("\r\n", "\n").replace("\r", "\n").strip()
    return replace(
        item,
        title=title,
        body=body,
        where=_encodable(item.where),
        key=None if item.key is None else _encodable(item.key),
        link=valid_address(item.link),
        former_links=tuple(link for each in item.former_links if (link := valid_address(each))),
        tags=tuple(map(_encodable, item.tags)),
        categories=tuple(map(_encodable, item.categories)),
    )


def _encodable(text: str) -> str:
    """A text without halves of a sign, which some programs write and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _prepared(item: FoundPost) -> Prepared:
    title_made = not item.title
    if title_made:
        item = replace(item, title=make_title(item.body))
    sums = content_sums(item.title, item.published, item.updated, item.body)
    return Prepared(item, sums, title_made)


def _missing(
    draft: Draft,
    missing: Sequence[Post],
    extraction: Extraction,
    *,
    prune: bool,
) -> tuple[str, ...]:
    """Remove what the source no longer has, if asked to and sure of it; else say that it stays."""
    if prune and not extraction.complete:
        draft.kept.append(
            f"{draft.source}: only a part of it was read, so nobody can tell which posts it no "
            "longer has; nothing is removed"
        )
    elif prune and missing:
        aside = Doubtful(extraction.quarantined)
        anywhere = Doubtful((*extraction.quarantined, *extraction.left_out))
        for post in missing:
            # A post with a key of its own is not the page that has its title, which is left out.
            keyed = post.imported is not None and has_own_key(post.imported)
            draft.prune(post, aside if keyed else anywhere)
    elif missing and extraction.complete:
        posts = "1 post is" if len(missing) == 1 else f"{len(missing)} posts are"
        return (f"{posts} no longer at {draft.source}; --prune removes what nobody edited here",)
    return ()


def _elsewhere(draft: Draft, posts: Sequence[Post]) -> list[str]:
    """Say that new posts look like such as are there, from another source or a person's own."""
    others = {
        (post.published, fold(post.title)): (
            f"came from {post.imported.source}" if post.imported else "were written here"
        )
        for post in posts
        if not post.imported or normal_address(post.imported.source) != normal_address(draft.source)
    }
    doubles: dict[str, list[str]] = {}
    for post, _ in draft.new:
        other = others.get((post.published, fold(post.title)))
        if other is not None:
            doubles.setdefault(other, []).append(post.id)
    return [
        f"{some(ids)} may be in the corpus twice: posts of the same day and title {other}; delete "
        "the files of one of the two, and import what is of one site under one --source-url"
        for other, ids in doubles.items()
    ]


def _constant(text: str) -> Callable[[], str]:
    return lambda: text


def _formatted(post: Post, body: str) -> Callable[[], str]:
    return lambda: format_post(post.model_copy(update={"body": body}))


def _rewritten(path: Path, post: Post) -> Callable[[], str]:
    return lambda: rewrite(path.read_text(encoding="utf-8-sig"), post)
