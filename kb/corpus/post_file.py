"""File ↔ post: where a post lies in a corpus, and how its file is read and written."""

import contextlib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kb.corpus import front_matter, plain_fields, yaml_lines
from kb.corpus.post import Post
from kb.errors import CorpusError, Fault
from kb.files import decoded, write_atomically


def path_of(folder: Path, post_id: str) -> Path:
    """Return where a post with this id lies."""
    return folder / usual_path(post_id)


def usual_path(post_id: str) -> str:
    """Return where a post with this id lies, from the corpus' folder."""
    return f"posts/{post_id[:4]}/{post_id}.md"


def parse_post(content: bytes, where: str) -> Post:
    """Read a post's file.

    Raises:
        CorpusError: with every fault and its line.
    """
    return read_post(content, where)[0]


def read_post(content: bytes, where: str) -> tuple[Post, list[Fault]]:
    """Read a post's file; return the post and what may have been meant otherwise.

    Raises:
        CorpusError: with every fault and its line.
    """
    text = decoded(content, where)
    parts = front_matter.split(text)
    if parts is None or not parts.head.strip():
        raise CorpusError([Fault(f"{where}:1", front_matter.what_is_missing(text))])
    body = parts.body.strip("\n")
    plain = plain_fields.parse(parts.head)
    if plain is not None and "body" not in plain:
        with contextlib.suppress(ValidationError):  # told with its line below
            return Post.model_validate({**plain, "body": body}), []
    document = yaml_lines.parse(parts.head, where, first_line=2)
    if not isinstance(document.data, dict):
        message = "the front matter is no list of `field: value`; write each field on its own line"
        raise CorpusError([Fault(f"{where}:2", message)])
    # pydantic would take a field `body` for the text below, and lose one of the two.
    faults = []
    if "body" in document.data:
        message = "body: is no field of a post; the text stands below the second line ---"
        faults.append(Fault(f"{where}:{document.line(('body',))}", message))
    try:
        post = Post.model_validate({**document.data, "body": body})
    except ValidationError as error:
        faults.extend(yaml_lines.field_faults(error, document, where, Post, "a post"))
    if faults:
        raise CorpusError(faults)
    return post, list(yaml_lines.cut_texts(document, where, ("title", "tags")))


def format_post(post: Post) -> str:
    """Return the text of a post's file."""
    return front_matter.join(post_fields(post), post.body).rstrip("\n") + "\n"


def post_fields(post: Post) -> dict[str, Any]:
    """Return the fields of a post's front matter, in their order; lists for tuples."""
    fields = post.model_dump(by_alias=True, exclude_defaults=True)
    return {name: _listed(value) for name, value in fields.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


def write_post(folder: Path, post: Post) -> Path:
    """Write a post where it belongs in the corpus, whole or not at all; return its path."""
    path = path_of(folder, post.id)
    write_atomically(path, format_post(post))
    return path
