"""Change a post's file in place: what people wrote around the changed values stays.

Comments and the order of fields are theirs; a file rendered anew would lose them.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml

from kb.corpus import front_matter
from kb.corpus.post import Post
from kb.corpus.store import format_post, parse_post, post_fields
from kb.errors import CorpusError

_ORDER = tuple(name for name in Post.model_fields if name not in ("imported", "body"))
_IMPORTED = ("from", "key", "checksum", "former", "title_made")


def rewrite(text: str, post: Post) -> str:
    """Return the text of a file changed so that it reads as `post`.

    Args:
        text: the file as it is, a post with the same id.
        post: what it is to hold. Only what differs is changed in place; where that does not do,
            the whole file is rendered anew, with every value kept.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        present = parse_post(text.encode(), "")
        if text == format_post(present):
            return format_post(post)
        changed = _edit(text, present, post)
        if parse_post(changed.encode(), "") == post:
            return changed
    except (CorpusError, ValueError, yaml.YAMLError):
        pass  # an unusual way of writing front matter
    return format_post(post)


class _Edit(NamedTuple):
    """Of a text, from `start` to `end`, what is to stand there."""

    start: int
    end: int
    text: str


def _edit(text: str, present: Post, post: Post) -> str:
    parts = front_matter.split(text)
    if parts is None:
        raise ValueError("no front matter")
    opening, head, closing, body = parts
    # The pure Python loader: its marks count code points.
    node = yaml.compose(head, Loader=yaml.BaseLoader)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ValueError("not one field on a line")
    was, wanted = post_fields(present), post_fields(post)
    edits = list(_edits(head, node, was, wanted, _ORDER, ""))
    groups = {str(key.value): value for key, value in node.value}
    if was.get("imported") != wanted.get("imported"):
        group = groups.get("imported")
        if not isinstance(group, yaml.MappingNode) or not wanted.get("imported"):
            raise ValueError("no group of fields of an import")
        indent = "" if group.flow_style else " " * group.start_mark.column
        edits += _edits(head, group, was["imported"], wanted["imported"], _IMPORTED, indent)
    # From the last to the first; of those in one place, what is to stand first comes last.
    in_order = sorted((edit.start, edit.end, number) for number, edit in enumerate(edits))
    for _, _, number in reversed(in_order):
        edit = edits[number]
        head = head[: edit.start] + edit.text + head[edit.end :]
    if present.body != post.body:
        body = f"\n\n{post.body}\n"
    return opening + head + closing + body


def _edits(
    head: str,
    node: yaml.MappingNode,
    was: dict[str, Any],
    wanted: dict[str, Any],
    order: Sequence[str],
    indent: str,
) -> Iterator[_Edit]:
    """Yield what turns the fields of one mapping into the wanted ones."""
    nodes = {str(key.value): (key, value) for key, value in node.value}
    for name in order:
        old, new = was.get(name), wanted.get(name)
        if old == new:
            continue
        if name not in nodes:
            yield _insertion(head, node, nodes, name, new, order, indent)
            continue
        key, value = nodes[name]
        if not new:
            yield _deletion(head, node, key.start_mark.index, _end(head, value))
        elif isinstance(value, yaml.SequenceNode) and not value.flow_style and value.value:
            yield from _items(head, value, new)
        else:
            start, end = value.start_mark.index, _end(head, value)
            yield _Edit(start, end, " " * (start == end) + _inline(new))


def _insertion(
    head: str,
    node: yaml.MappingNode,
    nodes: dict[str, tuple[yaml.Node, yaml.Node]],
    name: str,
    value: Any,
    order: Sequence[str],
    indent: str,
) -> _Edit:
    """A field that was not there goes behind the one that comes before it in a post's order."""
    before = [each for each in order[: order.index(name)] if each in nodes]
    _, last = nodes[before[-1]] if before else node.value[-1]
    if node.flow_style:
        at = _end(head, last)
        return _Edit(at, at, f", {name}: {_inline(value)}")
    at = _line_end(head, _end(head, last))
    block = front_matter.dump({name: value}).rstrip("\n").replace("\n", f"\n{indent}")
    return _Edit(at, at, f"\n{indent}{block}")


def _deletion(head: str, node: yaml.MappingNode, start: int, end: int) -> _Edit:
    """A field that is no more takes its lines; a comment behind it moves up."""
    if node.flow_style:
        return _Edit(head.rindex(",", 0, start), end, "")
    return _Edit(max(head.rfind("\n", 0, start), 0), end, "")


def _items(head: str, node: yaml.SequenceNode, wanted: Sequence[str]) -> Iterator[_Edit]:
    """Yield what turns a list of lines into the wanted one, lines that stay untouched."""
    for item in node.value:
        if not isinstance(item, yaml.ScalarNode):
            raise ValueError("no list of texts")
        if item.value not in wanted:
            line = head.rfind("\n", 0, item.start_mark.index)
            yield _Edit(line, _line_end(head, _end(head, item)), "")
    present = [item.value for item in node.value]
    at = _line_end(head, _end(head, node.value[-1]))
    indent = " " * node.start_mark.column
    for value in wanted:
        if value not in present:
            yield _Edit(at, at, f"\n{indent}- {_inline(value)}")


def _inline(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(_in_flow(item) for item in value)}]"
    text = front_matter.dump({"x": value}).removeprefix("x: ").rstrip("\n")
    if "\n" in text:
        raise ValueError("not on one line")
    return text


def _in_flow(value: str) -> str:
    """Write a text between brackets, where commas and brackets are signs of YAML's own."""
    text: str = yaml.dump(
        [value],
        Dumper=yaml.SafeDumper,
        default_flow_style=True,
        allow_unicode=True,
        width=1 << 20,
    )
    return text.strip().removeprefix("[").removesuffix("]")


def _end(head: str, node: yaml.Node) -> int:
    """Where the text of a node ends; the parser's mark lies behind the comments after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(head, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, node.end_mark.index
    return int(start + len(head[start:end].rstrip()))


def _line_end(head: str, at: int) -> int:
    end = head.find("\n", at)
    return len(head) if end < 0 else end
