"""`kb new` and `kb mentions`: the corpus itself, and what its registers find in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli import options
from kb.cli.terminal import MESSAGES, lexicon, print_json, say, showing_progress
from kb.errors import CorpusError

if TYPE_CHECKING:
    from kb.corpus.mentioned import Mentioned
    from kb.corpus.post import Post
    from kb.corpus.store import Corpus
    from kb.corpus.unregistered.suggestions import Suggestion

_ = MESSAGES.gettext


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Make an empty corpus with commented registers.

    DIR is a folder that is not there yet, or an empty one.
    """
    from kb.corpus.new import create_corpus

    for path in create_corpus(folder):
        click.echo(str(path))
    named = f'"{folder}"' if " " in str(folder) else folder
    say(_("bring posts into it with: kb import SOURCE --corpus {folder}", folder=named))


@click.command("mentions")
@options.corpus
@click.option("--suggest", is_flag=True, help="Propose names that no register holds.")
@click.option("--write", is_flag=True, help="With --suggest: add them to the registers.")
@options.as_json
def mentions(corpus: Path, suggest: bool, write: bool, as_json: bool) -> None:
    """List what the registers find in the corpus, or suggest what they lack.

    Every organisation and project with the number of posts that are about it, those without
    any included.
    """
    from kb.corpus.mentioned import count_mentions
    from kb.corpus.store import read_corpus

    if write and not suggest:
        raise click.UsageError(_("--write goes with --suggest."))
    read = read_corpus(corpus)
    if read.faults:
        raise CorpusError(read.faults)
    posts = read.public(options.settings().today())
    if suggest:
        _suggest(corpus, read, posts, write=write, as_json=as_json)
        return
    found = count_mentions(showing_progress(posts, _("Reading")), read.registers)
    if as_json:
        print_json([each.to_json() for each in found])
    else:
        _print_mentioned(found)


def _suggest(
    folder: Path, read: "Corpus", posts: "Sequence[Post]", *, write: bool, as_json: bool
) -> None:
    from kb.corpus.unregistered import writing
    from kb.corpus.unregistered.suggestions import suggest
    from kb.language.lexicon import Lexicon

    found = suggest(
        posts,
        read.registers,
        Lexicon.open(lexicon()),
        ignored=writing.read_ignored(folder),
        progress=lambda items: showing_progress(items, _("Reading"), len(posts)),
    )
    if write:
        _say_added(len(writing.write(folder, found)))
    if as_json:
        print_json([each.to_json() for each in found])
    elif write:
        for suggestion in found:
            click.echo(_line(suggestion.kind, suggestion.posts, suggestion.name))
    else:
        _print_suggestions(found, writing.format_suggestions(found, read.registers))


def _say_added(count: int) -> None:
    if not count:
        say(_("no name was added: the registers hold all that was found"))
        return
    say(
        MESSAGES.ngettext(
            "{count} name was added; look it over, then take away suggested: true",
            "{count} names were added; look them over, then take away suggested: true",
            count,
        )
    )


def _print_suggestions(found: "Sequence[Suggestion]", texts: dict[str, str]) -> None:
    if not found:
        say(_("no name was found that the registers do not hold"))
    for name, text in texts.items():
        click.echo(f"# {name}\n\n{text}")


def _print_mentioned(found: "Sequence[Mentioned]") -> None:
    if not found:
        say(_("the registers hold no names; kb mentions --suggest proposes some"))
    for each in found:
        click.echo(_line(each.kind, each.posts, f"{each.name} ({each.id})"))


def _line(kind: str, posts: int, name: str) -> str:
    return f"{kind:12} {posts:6}  {name}"
