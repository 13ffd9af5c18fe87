"""`kb index`, `kb check` and `kb serve`: corpus → index → site."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import click

from kb.cli import options
from kb.cli.options import settings
from kb.cli.terminal import MESSAGES, complain, lexicon, print_json, progress_bar, say
from kb.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from kb.indexing import IndexReport, Stage
    from kb.meaning.embedder import Embedder

_ = MESSAGES.gettext
# For what a build that is told to end has still to clear away.
_SECONDS_TO_END = 5.0


@click.command("index")
@options.corpus
@options.index
@options.engine
@click.option("--full", is_flag=True, help="Build anew although nothing changed.")
@click.option("--skip-faulty", is_flag=True, help="Build without faulty posts.")
@click.option("--allow-empty", is_flag=True, help="Go on although most posts are gone.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    show_default="one for each processor",
    help="Processes that do the work where it is much; 1: no other than this.",
)
@click.option(
    "--build-memory",
    metavar="MB",
    type=click.IntRange(1),
    default=lambda: settings().build_memory,
    show_default="KB_BUILD_MEMORY",
    help="What the engine may hold of what it is given, before that goes to disk.",
)
@options.as_json
def index_(
    corpus: Path,
    index: str | None,
    engine: str,
    full: bool,
    skip_faulty: bool,
    allow_empty: bool,
    workers: int | None,
    build_memory: int,
    as_json: bool,
) -> None:
    """Bring the index up to date with the corpus."""
    from kb.indexing import build_index
    from kb.indexing.progress import unseen

    with _ended_in_order():
        report = build_index(
            corpus,
            options.location(engine, index),
            engine=engine,
            full=full,
            skip_faulty=skip_faulty,
            allow_empty=allow_empty,
            today=settings().today(),
            workers=workers,
            memory=build_memory,
            progress=unseen if as_json else _shown,
            lexicon=lexicon,
            embedder=settings().embedder(),
        )
    if as_json:
        print_json(report.to_json())
    else:
        _print_index_report(report)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Clear away what is begun where SIGTERM ends this process, as where Ctrl-C does."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _shown(stage: "Stage", count: int) -> AbstractContextManager[Callable[[int], object]]:
    from kb.indexing import Stage

    if stage is Stage.EMBEDDING:
        return progress_bar(_("Embedding"), count, _("{rate:,.1f} passages/s"))
    label = {Stage.READING: _("Reading"), Stage.INDEXING: _("Indexing")}[stage]
    return progress_bar(label, count)


def _print_index_report(report: "IndexReport") -> None:
    for warning in report.warnings:
        say(_("warning: {warning}", warning=warning))
    click.echo(
        _(
            "{posts} posts: {added} added, {updated} updated, {removed} removed, "
            "in {seconds:.1f} s (generation {generation})",
            posts=report.posts,
            added=report.added,
            updated=report.updated,
            removed=report.removed,
            seconds=report.seconds,
            generation=report.generation,
        )
    )


@click.command("check")
@options.index
@options.engine
@options.as_json
def check(index: str | None, engine: str, as_json: bool) -> None:
    """Verify an index: its files, their checksums, every post readable and findable."""
    from kb.checking import check_index

    report = check_index(options.location(engine, index), engine)
    if as_json:
        print_json(report.to_json())
    else:
        for problem in report.problems:
            say(problem)
        verdict = _verdict(report.problems)
        click.echo(
            _(
                "generation {name}, {posts} posts: {verdict}",
                name=report.generation,
                posts=report.posts,
                verdict=verdict,
            )
        )
    if not report.ok:
        click.get_current_context().exit(1)


def _verdict(problems: Sequence[str]) -> str:
    if not problems:
        return _("as it was built")
    return MESSAGES.ngettext(
        "{count} problem; run `kb index --full` to build it anew",
        "{count} problems; run `kb index --full` to build it anew",
        len(problems),
    )


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@options.corpus
@options.index
@options.engine
def serve(host: str, port: int, workers: int, corpus: Path, index: str | None, engine: str) -> None:
    """Bring the index up to date, then serve the site."""
    from kb.web import serving

    # What is bad of these is told of here, in one line.
    site_url, embedder = settings().site_url, settings().embedder()
    with serving.listen(host, port) as listener:
        where = serving.address(listener)
        if "site_url" not in settings().model_fields_set:
            if serving.is_public(listener):
                say(
                    _(
                        "warning: feeds, the sitemap and canonical links lead to {site_url}; "
                        "set KB_SITE_URL to the address that visitors see",
                        site_url=site_url,
                    )
                )
            else:
                site_url = where
        _bring_up_to_date(corpus, options.location(engine, index), engine, embedder)
        click.echo(_("Serving on {address} (Ctrl-C ends it)", address=where), err=True)
        with _embedding(corpus, index, engine) if embedder else nullcontext():
            serving.run(listener, index, engine, workers, site_url)


@contextmanager
def _embedding(corpus: Path, index: str | None, engine: str) -> Iterator[None]:
    """Have another process embed new posts meanwhile: a site does not wait for it."""
    from kb.settings import misspelt

    # What it would warn of has been told; as JSON it goes nowhere, and so does how far it is.
    told = {name for name, _ in misspelt(os.environ)}
    chosen = ["--json", "--corpus", str(corpus), "--engine", engine]
    chosen += ["--index", index] if index else []
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "index", *chosen],
        env={name: value for name, value in os.environ.items() if name.upper() not in told},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        process_group=0,  # Ctrl-C reaches this process alone, which ends the other
    )
    ending = Thread(target=process.wait, daemon=True)  # else it is a zombie for days
    ending.start()
    try:
        yield
    finally:
        process.terminate()
        ending.join(_SECONDS_TO_END)
        process.kill()
        ending.join()


def _bring_up_to_date(
    corpus: Path, location: str, engine: str, embedder: "Embedder | None"
) -> None:
    from kb.engines import open_engine
    from kb.indexing import build_index

    try:
        _print_index_report(
            build_index(
                corpus,
                location,
                engine=engine,
                today=settings().today(),
                memory=settings().build_memory,
                progress=_shown,
                lexicon=lexicon,
                embedder=embedder,
                words_only=True,
            )
        )
    except (KnowledgeBaseError, OSError) as error:
        try:
            generation = open_engine(location, engine).generation
        except KnowledgeBaseError:
            raise error from None
        complain(error)
        when = generation.built_at
        say(_("the index could not be updated; serving the one of {when}", when=when))
