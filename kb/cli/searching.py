"""`kb search`, `analyze`, `suggest` and `eval`: what an index answers."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli import options
from kb.cli.terminal import MESSAGES, lexicon, print_json, say
from kb.corpus.kinds import KINDS
from kb.errors import QUERY_FAULTS, KnowledgeBaseError, QueryError
from kb.messages import Messages

if TYPE_CHECKING:
    from kb.language.analyzer import Token
    from kb.search.presenting.answer import Answer, Hit
    from kb.search.query.query import Notice

_ = MESSAGES.gettext


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


@click.command("search", cls=_Search, context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1)
@_entries
@click.option("--from", "published_from", help="First day: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--to", "published_to", help="Last day, likewise; 2017 means to its last day.")
@click.option("--order", default=None, help="relevance, newest or oldest.")
@click.option("--page", type=int, default=1, show_default=True, help="From 1.")
@click.option("--per-page", type=int, default=10, show_default=True, help="1 to 100.")
@options.index
@options.engine
@options.as_json
def search(
    query: Sequence[str], index: str | None, engine: str, as_json: bool, **choices: Any
) -> None:
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
            f"{_FLAGS[fault.field]} "
            + _(QUERY_FAULTS[fault.kind], value=MESSAGES.faulty(fault.kind, fault.value))
            for fault in error.faults
        ]
        raise click.UsageError(" ".join(faults)) from None
    embedder = options.settings().embedder()
    with KnowledgeBase(
        options.location(engine, index), engine, embedder=embedder
    ) as knowledge_base:
        answer = knowledge_base.service.search(request)
        if as_json:
            print_json(Results.of(answer, _as_the_site_says).to_json())
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
    for notice in answer.told:
        say(MESSAGES.notice(notice))
    for hit in answer.hits:
        click.echo(f"{hit.date}  {_marked(hit.title, hit.title_highlights)}")
        for reason in hit.reasons:
            click.echo(f"            {MESSAGES.notice(reason)}")
        for snippet in hit.snippets:
            click.echo(f"            {_marked(snippet.text, snippet.highlights)}")
        click.echo(f"            {_about(hit, answer)}")
    total = MESSAGES.posts(answer.total)
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


@click.command("analyze")
@click.argument("text")
@options.as_json
def analyze_(text: str, as_json: bool) -> None:
    """Show how TEXT is read; - reads standard input."""
    from kb.language.analyzer import Analyzer
    from kb.language.lexicon import Lexicon

    analyzer = Analyzer(Lexicon.open(lexicon()))
    tokens = analyzer.analyze(_standard_input() if text == "-" else text)
    if as_json:
        print_json([_token_json(token) for token in tokens])
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


@click.command("suggest")
@click.argument("prefix")
@options.index
@options.engine
@options.as_json
def suggest(prefix: str, index: str | None, engine: str, as_json: bool) -> None:
    """Complete PREFIX: organisations, projects, words and posts, eight at the most."""
    from kb.knowledge_base import KnowledgeBase

    with KnowledgeBase(options.location(engine, index), engine) as knowledge_base:
        completions = knowledge_base.service.completions.of(prefix)
    if as_json:
        print_json([completion.to_json() for completion in completions])
        return
    for completion in completions:
        where = f"  {completion.url}" if completion.url else ""
        click.echo(f"{completion.kind:12} {completion.text}{where}")


@click.command("eval")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.engine
@options.as_json
def eval_(folder: Path, engine: str, as_json: bool) -> None:
    """Measure relevance on DIR: corpus.jsonl, queries.jsonl and qrels/test.tsv, as BEIR has them.

    Its documents go into a temporary index; its queries are searched as on the site.
    """
    from kb.evaluation import evaluate

    measures = evaluate(
        folder, engine, options.location(engine, None), options.settings().embedder()
    )
    if as_json:
        print_json(measures)
        return
    for name, value in measures.items():
        click.echo(f"{name:8} {value}")
