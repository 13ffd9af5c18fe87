"""The `kb` command: thin, so that everything it does can be done from Python, too."""

import io
import sys
from typing import Any

import click

from kb import __version__
from kb.cli.corpus import mentions, new
from kb.cli.importing import import_
from kb.cli.indexing import check, index_, serve
from kb.cli.options import warn_of_misspelt
from kb.cli.searching import analyze_, eval_, search, suggest
from kb.cli.terminal import complain
from kb.errors import KnowledgeBaseError


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
            complain(error)
        return ctx.exit(1)


@click.group(cls=_Commands)
@click.version_option(__version__, prog_name="kb")
def main() -> None:
    """A searchable knowledge base over an organisation's news posts."""
    warn_of_misspelt()


for _command in (
    *(new, import_, mentions, index_, search, analyze_, suggest, eval_, check, serve),
):
    main.add_command(_command)
