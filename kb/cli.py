"""The `kb` command: thin, so that everything it does can be done from Python, too."""

import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb import __version__
from kb.corpus.kinds import KINDS
from kb.errors import QUERY_FAULTS, CorpusError, KnowledgeBaseError, QueryError
from kb.messages import Messages

if TYPE_CHECKING:
    from kb.importers.found import Extraction
    from kb.indexing import IndexReport
    from kb.language.analyzer import Token
    from kb.search.presenting.answer import Answer, Hit
    from kb.search.query.query import Notice
    from kb.settings import Settings

Item = TypeVar("Item")
_Decorator = Callable[[Any], Any]

_MESSAGES = Messages("en")
_ = _MESSAGES.gettext


class _Commands(click.Group):
    """Turns what a person can mend into one line on stderr and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            # What a terminal cannot show, or was no UTF-8 when typed, is written as \\x…
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read stdout went away; click ends quietly
        except (KnowledgeBaseError, OSError) as error:
            _complain(error)
        return ctx.exit(1)


def _complain(error: KnowledgeBaseError | OSError) -> None:
    """Say on stderr what went wrong: one line, or one for each faulty file."""
    if isinstance(error, CorpusError):
        lines = [str(fault) for fault in error.faults]
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        lines = [f"{where}{error.strerror or error}"]
    else:
        lines = [str(error)]
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    """Tell a person something beside the answer."""
    click.echo(f"kb: {line}", err=True)


def _settings() -> "Settings":
    from kb.settings import read_settings  # which loads the engines: not for --help

    return read_settings()


def _folder(name: str, setting: str, text: str, path_type: type[Any] = Path) -> _Decorator:
    return click.option(
        name,
        type=click.Path(path_type=path_type, file_okay=False),
        default=lambda: getattr(_settings(), setting),
        show_default=f"KB_{setting.upper()}, else {setting}/",
        help=text,
    )


_corpus = _folder("--corpus", "corpus", "Folder of posts and registers.")
_index = _folder("--index", "index", "Folder of the index.", str)
_engine = click.option(
    "--engine",
    default=lambda: _settings().engine,
    show_default="KB_ENGINE",
    help="Engine of the index.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """A searchable knowledge base over an organisation's news posts."""


# --- import -----------------------------------------------------------------------------------


@main.group("import")
def import_() -> None:
    """Bring posts of another format into the corpus."""


@import_.command("archive")
@click.argument("file", type=click.Path(path_type=Path))
@_folder("--corpus", "corpus", "Folder to import into; created where it is missing.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--prune", is_flag=True, help="Remove posts of this source that it has no more.")
@click.option("--source-url", help="Address the page was copied from; the source's name.")
@_json
def import_archive(
    file: Path, corpus: Path, dry_run: bool, prune: bool, source_url: str | None, as_json: bool
) -> None:
    """Import a news archive page that was copied out of a browser and saved as text."""
    from kb.importers.archive.page import read_archive
    from kb.importers.source import read_text

    reading = read_archive(read_text(file), file.name)
    _import(reading, corpus, source_url or f"archive:{file.name}", dry_run, prune, as_json)


def _import(
    reading: "Extraction", corpus: Path, source: str, dry_run: bool, prune: bool, as_json: bool
) -> None:
    from kb.importers.sync import plan as sync

    plan = sync.plan(reading, corpus, source, prune=prune)
    if not dry_run:
        sync.apply(plan)
    report = plan.report
    for note in report.kept:
        _say(_("kept: {note}", note=note))
    if as_json:
        _print_json(report.to_json())
        return
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


# --- index ------------------------------------------------------------------------------------


@main.command("index")
@_corpus
@_folder("--index", "index", "Folder of the index; created where it is missing.", str)
@_engine
@click.option("--full", is_flag=True, help="Build anew although nothing changed.")
@click.option("--skip-faulty", is_flag=True, help="Build without faulty posts.")
@click.option("--allow-empty", is_flag=True, help="Go on although most posts are gone.")
@_json
def index_(
    corpus: Path,
    index: str,
    engine: str,
    full: bool,
    skip_faulty: bool,
    allow_empty: bool,
    as_json: bool,
) -> None:
    """Bring the index up to date with the corpus."""
    from kb.indexing import build_index

    report = build_index(
        corpus,
        index,
        engine=engine,
        full=full,
        skip_faulty=skip_faulty,
        allow_empty=allow_empty,
        progress=_progress,
        lexicon=_lexicon,
    )
    if as_json:
        _print_json(report.to_json())
    else:
        _print_index_report(report)


def _print_index_report(report: "IndexReport") -> None:
    for warning in report.warnings:
        _say(_("warning: {warning}", warning=warning))
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


# --- search -----------------------------------------------------------------------------------


class _Search(click.Command):
    """Takes -word for a part of the query; --word only after --, since it may be a slip."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        rest = super().parse_args(ctx, args[:end])
        for word in ctx.params["query"]:
            if word.startswith("--"):
                raise click.NoSuchOption(word, ctx=ctx)
        ctx.params["query"] += tuple(args[end + 1 :])
        return rest


def _entries(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each kind of entries."""
    for kind in reversed(KINDS):
        option = click.option(
            f"--{kind.name}", kind.plural, multiple=True, help="Id; may be repeated."
        )
        command = option(command)
    return command


@main.command("search", cls=_Search, context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@_entries
@click.option("--from", "published_from", help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--to", "published_to", help="Last day, likewise; 2017 means to its last day.")
@click.option("--order", default=None, help="relevance, newest or oldest.")
@click.option("--page", type=int, default=1, show_default=True, help="From 1.")
@click.option("--per-page", type=int, default=10, show_default=True, help="1 to 100.")
@_index
@_engine
@_json
def search(query: Sequence[str], index: str, engine: str, as_json: bool, **choices: Any) -> None:
    """Search; without a QUERY, list every post, newest first.

    All words are required, in any inflection. "an exact phrase", -without, one OR other, begin*.
    After --, a word may begin with --.
    """
    from kb.knowledge_base import KnowledgeBase
    from kb.results import Results
    from kb.search.query.request import make_request

    entries = {kind.name: choices.pop(kind.plural) for kind in KINDS}
    try:
        request = make_request(" ".join(query), entries, **choices)
    except QueryError as error:
        faults = [
            f"{_FLAGS[fault.field]} {_(QUERY_FAULTS[fault.kind], value=fault.value)}"
            for fault in error.faults
        ]
        raise click.UsageError("; ".join(faults)) from None
    with KnowledgeBase(index, engine) as knowledge_base:
        answer = knowledge_base.service.search(request)
        if as_json:
            _print_json(Results.of(answer, _as_the_site_says).to_json())
        else:
            _print_answer(answer)


_FLAGS = {
    "published_from": "--from",
    "published_to": "--to",
    "order": "--order",
    "page": "--page",
    "per_page": "--per-page",
}


def _as_the_site_says(notice: "Notice") -> str:
    """Return a notice in the site's language: JSON is the same, whoever is asked for it."""
    return Messages("sv").notice(notice)


def _print_answer(answer: "Answer") -> None:
    relaxed = answer.interpretation.relaxed
    for notice in (*answer.notices, *([relaxed] if relaxed else [])):
        _say(_MESSAGES.notice(notice))
    for hit in answer.hits:
        click.echo(f"{hit.date}  {_marked(hit.title, hit.title_highlights)}")
        for reason in hit.reasons:
            click.echo(f"            {_MESSAGES.notice(reason)}")
        for snippet in hit.snippets:
            click.echo(f"            {_marked(snippet.text, snippet.highlights)}")
        click.echo(f"            {_about(hit, answer)}")
    total = _MESSAGES.posts(answer.total)
    if answer.pages > 1:
        page, pages = answer.request.page, answer.pages
        total = _("{heading}, page {page} of {pages}", heading=total, page=page, pages=pages)
    click.echo(total)


def _about(hit: "Hit", answer: "Answer") -> str:
    names = []
    for kind in KINDS:
        labels = {value.id: value.label for value in answer.facets.get(kind.name, ())}
        names += [labels.get(entry_id, entry_id) for entry_id in hit.about(kind)]
    return " · ".join([hit.url, *names])


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    pieces, end = [], 0
    for start, stop in highlights:
        pieces += [text[end:start], click.style(text[start:stop], bold=True)]
        end = stop
    return "".join([*pieces, text[end:]])


@main.command("analyze")
@click.argument("text")
@_json
def analyze_(text: str, as_json: bool) -> None:
    """Show how TEXT is read; - reads standard input."""
    from kb.language.analyzer import Analyzer
    from kb.language.lexicon import Lexicon

    analyzer = Analyzer(Lexicon.open(_lexicon()))
    tokens = analyzer.analyze(_standard_input() if text == "-" else text)
    if as_json:
        _print_json([_token_json(token) for token in tokens])
        return
    for token in tokens:
        parts = "|".join(part.text for part in token.parts)
        stems = ", ".join((token.stem, *token.also))
        click.echo("\t".join([f"{token.start}-{token.end}", token.text, stems, parts]).rstrip())


def _token_json(token: "Token") -> dict[str, Any]:
    return token._asdict() | {"parts": [part._asdict() for part in token.parts]}


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        message = _("standard input: not UTF-8; convert it to UTF-8 first")
        raise KnowledgeBaseError(message) from None


@main.command("suggest")
@click.argument("prefix")
@_index
@_engine
@_json
def suggest(prefix: str, index: str, engine: str, as_json: bool) -> None:
    """Complete PREFIX: organisations, projects, words and posts, eight at the most."""
    from kb.knowledge_base import KnowledgeBase

    with KnowledgeBase(index, engine) as knowledge_base:
        completions = knowledge_base.service.completions.of(prefix)
    if as_json:
        _print_json([completion.to_json() for completion in completions])
        return
    for completion in completions:
        where = f"  {completion.url}" if completion.url else ""
        click.echo(f"{completion.kind:12} {completion.text}{where}")


@main.command("eval")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_engine
@_json
def eval_(folder: Path, engine: str, as_json: bool) -> None:
    """Measure relevance on DIR: corpus.jsonl, queries.jsonl and qrels/test.tsv, as BEIR has them.

    Its documents go into a temporary index; its queries are searched as on the site.
    """
    from kb.evaluation import evaluate

    measures = evaluate(folder, engine)
    if as_json:
        _print_json(measures)
        return
    for name, value in measures.items():
        click.echo(f"{name:8} {value}")


@main.command("check")
@_index
@_engine
@_json
def check(index: str, engine: str, as_json: bool) -> None:
    """Verify an index: its files, their checksums, every post readable and findable."""
    from kb.checking import check_index

    report = check_index(index, engine)
    if as_json:
        _print_json(report.to_json())
    else:
        for problem in report.problems:
            _say(problem)
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
    return _MESSAGES.ngettext(
        "{count} problem; run `kb index --full` to build it anew",
        "{count} problems; run `kb index --full` to build it anew",
        len(problems),
    )


# --- serve ------------------------------------------------------------------------------------


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@_corpus
@_index
@_engine
def serve(host: str, port: int, workers: int, corpus: Path, index: str, engine: str) -> None:
    """Bring the index up to date, then serve the site."""
    from kb.web import serving

    _settings()  # a bad one is told of here, in one line
    with serving.listen(host, port) as listener:
        _bring_up_to_date(corpus, index, engine)
        where = serving.address(listener)
        click.echo(_("Serving on {address} (Ctrl-C ends it)", address=where), err=True)
        serving.run(listener, index, engine, workers)


def _bring_up_to_date(corpus: Path, index: str, engine: str) -> None:
    from kb.engines import open_engine
    from kb.indexing import build_index

    try:
        _print_index_report(
            build_index(corpus, index, engine=engine, progress=_progress, lexicon=_lexicon)
        )
    except (KnowledgeBaseError, OSError) as error:
        try:
            generation = open_engine(index, engine).generation
        except KnowledgeBaseError:
            raise error from None
        _complain(error)
        when = generation.built_at
        _say(_("the index could not be updated; serving the one of {when}", when=when))


# --- output -----------------------------------------------------------------------------------


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _lexicon() -> Path:
    """Return the installation's lexicon; where it has to be built, say so."""
    from kb.language.building.installed import installed_lexicon

    def told(path: Path) -> None:
        _say(_("building the lexicon of Swedish, once, some 40 seconds: {path}", path=path))

    return installed_lexicon(told)


def _progress(items: Iterable[Item]) -> Iterable[Item]:
    """Show how far it is on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=_("Indexing"), file=sys.stderr) as bar:
        yield from bar
