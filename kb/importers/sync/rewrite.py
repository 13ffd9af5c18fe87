"""Change a post's file in place: what people wrote around the changed values stays.

Comments and the order of fields are theirs; a file rendered anew would lose them.
"""

import yaml

from kb.corpus import front_matter
from kb.corpus.post import Post
from kb.corpus.store import format_post, parse_post
from kb.errors import CorpusError

_CHANGED_BY_IMPORTS = ("title", "published", "updated", "imported.checksum")


def rewrite(text: str, post: Post) -> str:
    """Return the text of a file changed so that it reads as `post`.

    Args:
        text: the file as it is, a post with the same id.
        post: what it is to hold. Only title, dates, checksum and body are changed in place;
            where that does not do, the whole file is rendered anew, with every value kept.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        changed = _edit(text, post)
        if parse_post(changed.encode(), "") == post:
            return changed
    except (CorpusError, ValueError, yaml.YAMLError):
        pass  # an unusual way of writing front matter
    return format_post(post)


def _edit(text: str, post: Post) -> str:
    parts = front_matter.split(text)
    if parts is None:
        raise ValueError("no front matter")
    opening, head, closing, body = parts
    wanted = _scalars(post)
    spans = _value_spans(head)
    pieces: list[str] = []
    done = 0
    for field, (start, end) in sorted(spans.items(), key=lambda item: item[1]):
        before, value = head[done:start], wanted[field]
        # A field that the source no longer has: its whole line goes.
        pieces += [before, value] if value is not None else [before.rpartition("\n")[0]]
        done = end
        if field == "published" and wanted["updated"] and "updated" not in spans:
            done = head.index("\n", end)
            pieces += [head[end:done], f"\nupdated: {wanted['updated']}"]
    pieces.append(head[done:])
    if parse_post(text.encode(), "").body != post.body:
        body = f"\n\n{post.body}\n"
    return opening + "".join(pieces) + closing + body


def _scalars(post: Post) -> dict[str, str | None]:
    return {
        "title": _scalar(post.title),
        "published": post.published.isoformat(),
        "updated": post.updated.isoformat() if post.updated else None,
        "imported.checksum": _scalar(post.imported.checksum) if post.imported else None,
    }


def _scalar(value: str) -> str:
    """Write a text as a YAML value on one line."""
    return front_matter.dump({"x": value}).removeprefix("x: ").rstrip("\n")


def _value_spans(head: str) -> dict[str, tuple[int, int]]:
    """Where the values that an import changes stand: the offsets where they begin and end."""
    # The pure Python loader: its marks count code points.
    node = yaml.compose(head, Loader=yaml.BaseLoader)
    found: dict[str, tuple[int, int]] = {}
    pending = [("", node)]
    while pending:
        prefix, mapping = pending.pop()
        if not isinstance(mapping, yaml.MappingNode):
            continue
        for key, value in mapping.value:
            name = prefix + str(key.value)
            if name == "imported":
                pending.append(("imported.", value))
            elif name in _CHANGED_BY_IMPORTS:
                start, end = value.start_mark.index, value.end_mark.index
                # A block (title: >-) ends with the line break after it.
                found[name] = (start, start + len(head[start:end].rstrip()))
    return found
