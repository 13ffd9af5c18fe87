"""`kb import`: posts of other formats into the corpus."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from kb.cli import options
from kb.cli.terminal import MESSAGES, lexicon, print_json, say, showing_progress
from kb.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from kb.importers.sync.plan import ImportReport

_ = MESSAGES.gettext

# In a corpus of examples, tells that it is one.
EXAMPLES = "EXAMPLES"


@click.command("import")
@click.argument("words", metavar="[KIND] SOURCE", nargs=-1, required=True)
@options.folder("--corpus", "corpus", "Folder to import into; created where it is missing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--prune", is_flag=True, help="Remove posts of this source that it has no more.")
@click.option("--source-url", help="Address that a page was copied from: the source's name.")
@options.as_json
def import_(
    words: tuple[str, ...],
    corpus: Path,
    dry_run: bool,
    prune: bool,
    source_url: str | None,
    as_json: bool,
) -> None:
    """Bring posts of another format into the corpus.

    SOURCE is a site's address, an export of WordPress, a feed (RSS, Atom, JSON Feed), JSON
    lines, a saved web page (HTML, MHTML), a page copied as text, or a folder of Markdown posts.
    What it is is found out; KIND insists: archive (a page copied as text), html, wordpress, feed,
    jsonl or markdown.
    """
    from kb.importers import door
    from kb.importers.detection import find_kind
    from kb.importers.sync import plan as sync

    kind, source = _kind_and_source(words, tuple(door.KINDS))
    if source_url is not None and not door.is_address(source_url):
        raise click.UsageError(
            _(
                "--source-url: {url!r} is no address; it begins with https:// or http://",
                url=source_url,
            )
        )
    if kind is None and not door.is_address(source):
        kind = find_kind(source)
    if not dry_run:
        _keep_out_of_examples(corpus)
    stopped = _("stopped; the same import, run again, completes it")
    with _saying_when_stopped(_("stopped; nothing was written") if dry_run else stopped):
        reading = door.read(
            source,
            kind,
            source_url=source_url,
            contact=options.settings().contact,
            resume=None if dry_run else corpus / ".importing",
            corpus=corpus,
            today=options.settings().today(),
            progress=showing_progress,
        )
        plan = sync.plan(
            reading.extraction, corpus, reading.source, prune=prune, progress=showing_progress
        )
        if not dry_run:
            sync.apply(plan, progress=showing_progress)
    if plan.writes and not dry_run:
        _fill_registers(corpus, quiet=as_json)
    for note in () if as_json else plan.report.notes:
        say(note)
    for note in plan.report.kept:
        say(_("kept: {note}", note=note))
    if as_json:
        print_json(plan.report.to_json())
    else:
        _print_report(plan.report, dry_run=dry_run)


@contextmanager
def _saying_when_stopped(line: str) -> Iterator[None]:
    """Say a line where a person ends the import (Ctrl-C), and end with the status of that."""
    try:
        yield
    except KeyboardInterrupt:
        say(line)
        click.get_current_context().exit(130)


def _fill_registers(corpus: Path, *, quiet: bool) -> None:
    """Give a corpus whose registers nobody has written the names that its posts tell."""
    from kb.corpus.unregistered.writing import fill_registers
    from kb.language.lexicon import Lexicon

    stopped = _(
        "stopped; the posts are in the corpus, and kb mentions --suggest --write looks for the "
        "organisations and projects in them"
    )
    with _saying_when_stopped(stopped):
        found = fill_registers(
            corpus,
            lambda: Lexicon.open(lexicon()),
            options.settings().today(),
            lambda posts: showing_progress(posts, _("Looking for names")),
        )
    if found and not quiet:
        say(
            MESSAGES.ngettext(
                "{count} organisation or project was found in the posts and added to the "
                "registers, marked as suggested; look it over",
                "{count} organisations and projects were found in the posts and added to the "
                "registers, marked as suggested; look them over",
                len(found),
            )
        )


def _kind_and_source(words: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[str | None, str]:
    if len(words) == 1 and words[0] in kinds and not Path(words[0]).exists():
        raise click.UsageError(_("Missing argument 'SOURCE'."))
    if len(words) == 1:
        return None, words[0]
    if len(words) > 2 or (words[0] not in kinds and _is_source(words[0])):
        raise click.UsageError(_("One SOURCE at a time; put a path with spaces into quotes."))
    kind, source = words
    if kind not in kinds:
        raise click.UsageError(
            _("No such kind {kind!r}; choose one of {kinds}.", kind=kind, kinds=", ".join(kinds))
        )
    return kind, source


def _is_source(word: str) -> bool:
    return "://" in word or Path(word).exists()


def _keep_out_of_examples(corpus: Path) -> None:
    """Ask before posts are put among the examples, unless somebody named their folder."""
    context = click.get_current_context()
    named = (
        context.get_parameter_source("corpus") != ParameterSource.DEFAULT
        or "corpus" in options.settings().model_fields_set
    )
    if named or not (corpus / EXAMPLES).exists():
        return
    question = _("{corpus} holds the example posts. Put yours among them?", corpus=corpus)
    if sys.stdin.isatty() and click.confirm(question, err=True):
        return
    raise KnowledgeBaseError(
        _(
            "{corpus}: holds the example posts; make a corpus of your own (kb new my-corpus) and "
            "import with --corpus my-corpus; --corpus {corpus} puts posts among the examples",
            corpus=corpus,
        )
    )


def _print_report(report: "ImportReport", *, dry_run: bool) -> None:
    for word, ids in (
        (_("added"), report.added),
        (_("updated"), report.updated),
        (_("removed"), report.removed),
    ):
        for post_id in ids:
            click.echo(f"{word:10} {post_id}")
    held = _("quarantined")
    for item in report.quarantined:
        click.echo(f"{held:10} {item.where}: {item.title!r}: {item.reason}")
    left_out = _("left out")
    for each in report.left_out if dry_run else ():
        click.echo(f"{left_out:10} {each.where}: {_short(each.text)!r}: {each.reason}")
    total = _(
        "{added} added, {updated} updated, {unchanged} unchanged, {removed} removed, "
        "{quarantined} quarantined, {left_out} left out",
        added=len(report.added),
        updated=len(report.updated),
        unchanged=report.unchanged,
        removed=len(report.removed),
        quarantined=len(report.quarantined),
        left_out=len(report.left_out),
    )
    click.echo(" ".join([total, _("(dry run: nothing was written)")]) if dry_run else total)


def _short(text: str, length: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
