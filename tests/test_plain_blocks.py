"""What is told to be plain reads the same to the parser."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus import markup
from kb.corpus.markup import render
from kb.corpus.plain_blocks import Block, blocks
from tests.test_markup import MARKDOWN

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
PROSE = st.sampled_from(
    [
        *("Bron är klar. ", "ett", "Två ”citat” & mer", "t.ex. ", "Anna: ”ja”", 'a "b" c', "x.se"),
        *("\n", "\n", "\n\n", "\n\n", "\n\n", "\n \n", "\n\t\n", "## Rubrik", "# A", "#### B #"),
        *("- ", "1. ", "    ", "  ", "> ", "**", "*", "_", "`", "[", "]", "(", ")", "!", "#", ":"),
        *("|", "|-|", "---", "===", "[x](http://x.se)", "![b](c)", "[gallery ", "ids='1' ", "]\n"),
        *("&", "&amp;", "\xa0", "\xad", "é", "e\u0301", "🐝", "1986. ", "+", "~", "~~", "\\", "^"),
        *("<", ">", "{{< a >}}", "[^1]", "[a]: b", "```", "\x85", "\u2003", "\u2028", "//x", "@"),
        *("[b]", "[/b]", "www.a", "localhost", "http:", "mailto:a", "\x0c", "\x00", "\r", "\ufeff"),
    ]
)


@given(st.lists(PROSE | TEXT, max_size=14).map("".join) | MARKDOWN)
@example("Ett.\n\n- två\n\n  tre\n\nFyra.\n\n- fem")
@example("[gallery\n\nfoo\n\nids='1']")
@example("[b]\n\nText.\n\n[/b]")
@example("Text.\n\n[b] text\n\nmer [/b]")
@example("A\n\n    kod\n\n\n    kod\n\nB")
@example("Rad ett\nrad två\n\n## Rubrik\nText\n\n# Rubrik\n\n### R #")
def test_a_body_reads_the_same_as_to_the_parser(markdown: str) -> None:
    assert render(markdown, "http://x.se/a") == markup._rendered(
        [Block(markdown, None)], markdown, "http://x.se/a"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ängslunda bygdelag har samlat virke i tre år, t.ex. plank.",
        "Ett\ntvå – ”tre” (fyra) & fem: 50 % av #metoo!",
        'Hon sade: "Nej." Sedan gick hon hem; klockan var 12:30.',
    ],
)
def test_prose_is_plain(text: str) -> None:
    assert blocks(text) == [Block(text, 0)]
    assert blocks(f"## Rubrik\n\n{text}\n\n{text}") == [
        Block("Rubrik", 2),
        Block(text, 0),
        Block(text, 0),
    ]


def test_what_stands_between_plain_blocks_stays_together() -> None:
    assert blocks("Ett.\n\n- två\n\n  tre\n \n> fyra\n\nFem.") == [
        Block("Ett.", 0),
        Block("- två\n\n  tre\n \n> fyra", None),
        Block("Fem.", 0),
    ]
