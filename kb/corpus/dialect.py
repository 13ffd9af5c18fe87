"""The Markdown that posts are written in, as tokens. Whatever a person wrote is in them.

CommonMark with GFM's tables, task lists and strikethrough, with footnotes, and with two habits of
the pages that posts come from: a line break in the text is a line break on the page, and an
address is a link as it stands. Where these would drop text, the text is kept:

- HTML is text as it stands. Instructions to other programs are not (`kb.corpus.instructions`).
- `[Obs]: inställt` defines no link; neither does a definition that nothing refers to.
- A footnote stays where it is written. A table's row may be longer than its head.
- `1986. Ett år …` begins no list, whose number would be no text. The word behind ``` that names
  no language is text. Nesting too deep to follow ends in plain lines.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock, fence, list_block, reference, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from kb.corpus.instructions import Instruction, Instructions

# What a link may be defined to lead to: a word that a person put behind a colon may not.
_TARGET = re.compile(r"(?i)[a-z][a-z0-9+.-]+:|[#/?.]|\S*/|\S*\.[a-z]")
_YEAR = re.compile(r"\d{4,}[.)]")
_LANGUAGE = re.compile(r"[\w+#.-]*", re.ASCII)
# What every address has, of those that linkify knows; most lines of text have none of it.
_MAY_BE_ADDRESS = re.compile(r"@|//|\.\w")
_NESTING = 20
_DEEPEST = _NESTING - 2  # a list in a list takes two levels


class Parsed(NamedTuple):
    """A body of Markdown as tokens, and the names of the instructions that stand in it."""

    tokens: list[Token]
    instructions: tuple[str, ...]


def parse(markdown: str, body: str | None = None) -> Parsed:
    """Read Markdown; where it is a part of a body, that tells which shortcodes are closed."""
    instructions = Instructions(markdown if body is None else body)
    env: dict[str, Any] = _environment(instructions, frozenset())
    tokens = _parser().parse(markdown, env)
    unused = env.get("references", {}).keys() - set(_labels(tokens))
    if unused:
        env = _environment(instructions, frozenset(unused))
        tokens = _parser().parse(markdown, env)
    return Parsed(tokens, tuple(env["found"]))


def to_html(tokens: Sequence[Token]) -> str:
    """Write tokens as HTML, which is not safe yet."""
    parser = _parser()
    html: str = parser.renderer.render(tokens, parser.options, {})
    return html


def may_have_address(text: str) -> bool:
    """Tell, faster than by looking for them, whether some text may have addresses."""
    return _addresses().pretest(text)


def find_addresses(text: str) -> Sequence[Any]:
    """Return linkify's matches for the addresses in a line, in order: each becomes a link."""
    return _addresses().match(text) or ()


class _Addresses(LinkifyIt):  # type: ignore[misc]  # the library has no types
    """Addresses as people write them. `Skåne.Se` is the end of a sentence, not a site."""

    def pretest(self, text: str) -> bool:
        return _MAY_BE_ADDRESS.search(text) is not None and super().pretest(text)

    def match(self, text: str) -> list[Any] | None:
        found = [match for match in super().match(text) or () if _is_address(match.raw)]
        return found or None


def _is_address(raw: str) -> bool:
    if "@" in raw or re.match(r"(?i)(https?://|www\.|mailto:)", raw):
        return True
    return raw == raw.lower()


class _Markdown(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  the library's name for it
        # An address is shown, found and marked as the post has it, not decoded.
        return link


@cache
def _addresses() -> _Addresses:
    return _Addresses()


@cache
def _parser() -> MarkdownIt:
    parser = _Markdown(
        "gfm-like",
        {
            "html": False,
            "breaks": True,
            "tasklists": True,
            "store_labels": True,
            "maxNesting": _NESTING,
        },
    )
    parser.linkify = _addresses()
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    blocks, inline = parser.block.ruler, parser.inline.ruler
    blocks.before("table", "too_deep", _too_deep)
    blocks.at("table", _table, {"alt": ["paragraph", "reference"]})
    blocks.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    blocks.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    blocks.at("reference", _definition)
    # `code` comes first: what is indented as code is shown.
    blocks.after(
        "code",
        "instructions",
        _instruction_lines,
        {"alt": ["paragraph", "reference", "blockquote"]},
    )
    inline.before("link", "instruction", _instruction)
    inline.after("autolink", "html_text", _html_text)
    return parser


def _environment(instructions: Instructions, unused: frozenset[str]) -> dict[str, Any]:
    return {
        "references": {},
        "unused": unused,
        "instructions": instructions,
        "found": {},
    }


def _labels(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the label of every definition that a link or an image refers to."""
    for token in tokens:
        if "label" in token.meta and token.type in ("link_open", "image"):
            yield token.meta["label"]
        yield from _labels(token.children or ())


def _push_paragraph(state: StateBlock, start: int, end: int) -> None:
    """Make a paragraph of some lines as they stand."""
    state.line = end
    opening = state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, end, state.blkIndent, False).strip()
    inline.children = []
    opening.map = inline.map = [start, end]
    state.push("paragraph_close", "p", -1)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent or state.level < _DEEPEST:
        return False
    _push_paragraph(state, start, start + 1)
    return True


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    references = state.env["references"]
    known = len(references)
    if not reference(state, start, end, silent):
        return False
    if len(references) > known:
        label, found = references.popitem()
        if not _TARGET.match(found["href"]):
            return False
        if label not in state.env["unused"]:
            references[label] = found
            return True
    # The lines alone: the next one may be a definition that something refers to.
    _push_paragraph(state, start, state.line)
    return True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if _YEAR.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    return list_block(state, start, end, silent)


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not fence(state, start, end, silent):
        return False
    if not silent:
        token = state.tokens[-1]
        if not _LANGUAGE.fullmatch(token.info.strip()):
            token.content = f"{token.info.strip()}\n{token.content}"
            token.info = ""
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    tokens = state.tokens[before:]
    state.tokens[before:] = []
    columns = sum(token.type == "th_open" for token in tokens)
    line = start
    for token in tokens:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
        elif token.type == "tr_close" and line > start:
            cells = escapedSplit(getLine(state, line).strip())
            cells = cells[1 if cells[0] == "" else 0 : -1 if cells[-1] == "" else None]
            for cell in cells[columns:]:
                state.tokens += _cell(cell.strip(), token.level + 1)
        state.tokens.append(token)
    return True


def _cell(text: str, level: int) -> list[Token]:
    return [
        Token("td_open", "td", 1, level=level, block=True),
        Token("inline", "", 0, level=level + 1, block=True, content=text, children=[]),
        Token("td_close", "td", -1, level=level, block=True),
    ]


def _instruction_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take lines that hold instructions and nothing else."""
    place = state.bMarks[start] + state.tShift[start]
    limit = state.eMarks[end - 1]
    found: list[Instruction] = []
    while instruction := _next(state, place, limit):
        found.append(instruction)
        place = instruction.end
        while state.src[place : place + 1] in (" ", "\t"):
            place += 1
    line = start
    while state.eMarks[line] < place:
        line += 1
    whole = place >= state.eMarks[line]
    if not found or not (whole or line > start):
        return False
    if silent:
        return True
    state.env["found"].update(dict.fromkeys(each.name for each in found))
    if not whole:
        # Text behind the end of a comment: its line begins there.
        state.bMarks[line], state.tShift[line] = place, 0
        state.sCount[line] = state.blkIndent
    state.line = line + 1 if whole else line
    return True


def _next(state: StateBlock, place: int, limit: int) -> Instruction | None:
    if state.src[place : place + 1] not in ("<", "{", "[") or _is_label(state, place):
        return None
    found: Instruction | None = state.env["instructions"].at(state.src, place)
    return found if found and found.end <= limit else None


def _instruction(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if state.src[start] not in "<{[" or _is_label(state, start):
        return False
    found: Instruction | None = state.env["instructions"].at(state.src, start)
    if found is None or found.end > state.posMax:
        return False
    state.pos = found.end
    if start == 0 or state.src[start - 1] in " \n":
        while state.pos < state.posMax and state.src[state.pos] == " ":
            state.pos += 1
    if not silent:
        state.env["found"][found.name] = None
    return True


def _is_label(state: StateBlock | StateInline, start: int) -> bool:
    """Whether brackets hold the label of a link that the post defines."""
    if state.src[start] != "[" or not state.env["references"]:
        return False
    label = state.src[start + 1 : max(start + 1, state.src.find("]", start))]
    return normalizeReference(label) in state.env["references"]


def _html_text(state: StateInline, silent: bool) -> bool:
    """Take a tag as it stands: signs in its addresses are no Markdown."""
    after = state.src[state.pos : state.pos + 2]
    if after[:1] != "<" or not (after[1:].isalpha() or after[1:] == "/"):
        return False
    if state.html_terminator_last(">") < state.pos:
        return False  # nothing closes it, however far one looks
    found = HTML_TAG_RE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.append_pending(found.group())
    state.pos = found.end()
    return True
