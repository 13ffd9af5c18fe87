"""Files of JSON → the objects in them: one a line, or an array of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kb.errors import ImportFileError, reason

_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_objects(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield where an object stands, and its text, or the object itself out of an array.

    A line that holds none is yielded as it stands: whoever asked tells what is wrong with it.

    Raises:
        ImportFileError: the file cannot be read, or is no JSON at all.
    """
    lines = _lines(path)
    first = next(((number, line) for number, line in lines if line.strip()), None)
    if first is None:
        raise ImportFileError(f"{path}: is empty; there is nothing to import")
    number, line = first
    if _is_json(line) and not line.lstrip().startswith("["):
        yield f"line {number}", line
        for number, line in lines:
            if line.strip():
                yield f"line {number}", line
        return
    rest = [line, *(line for _, line in lines)]
    whole = _whole("\n".join(rest), path) if line.lstrip().startswith(("[", "{")) else None
    if whole is not None:
        yield from ((f"item {place}", item) for place, item in enumerate(whole, start=1))
        return
    if not any(each.lstrip().startswith("{") for each in rest):
        raise ImportFileError(
            f"{path}:{number}: is no JSON; JSON lines hold one object a line, as "
            '{"title": "…", "published": "2017-06-29", "text": "…"}'
        )
    for place, each in enumerate(rest, start=number):
        if each.strip():
            yield f"line {place}", each


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file in UTF-8 or UTF-16, numbered, without their ends."""
    try:
        with path.open("rb") as file:
            mark = file.read(4)
            encoding = _UTF_16.get(mark[:2]) or _without_mark(mark)
            if encoding != "utf-8":
                text = (mark + file.read()).decode(encoding)
                yield from enumerate(text.removeprefix("\ufeff").split("\n"), start=1)
                return
            file.seek(0)
            number = 0
            for number, raw in enumerate(file, start=1):
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    raise ImportFileError(
                        f"{path}:{number}: not UTF-8 but, it seems, Windows-1252; "
                        "save the file as UTF-8"
                    ) from None
                yield number, line.rstrip("\r\n")
    except UnicodeDecodeError:
        raise ImportFileError(f"{path}: neither UTF-8 nor whole UTF-16; save it as UTF-8") from None
    except FileNotFoundError:
        raise ImportFileError(
            f"{path}: no such file; give the path of a file of JSON lines"
        ) from None
    except IsADirectoryError:
        raise ImportFileError(
            f"{path}: is a folder; give the path of a file of JSON lines"
        ) from None
    except OSError as error:
        raise ImportFileError(
            f"{path}: cannot be read ({reason(error)}); check its rights"
        ) from None


def _without_mark(start: bytes) -> str:
    """Tell UTF-16 without its mark by the zeros in what JSON begins with."""
    if len(start) >= 2 and start[0] and not start[1]:
        return "utf-16-le"
    if len(start) >= 2 and start[1] and not start[0]:
        return "utf-16-be"
    return "utf-8"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _whole(text: str, path: Path) -> list[Any] | None:
    """Return the objects of a file that is one JSON value; None where it is not one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return value
    if "jsonfeed.org" in str(value.get("version")):
        raise ImportFileError(f"{path}: is a JSON Feed; import it with: kb import feed {path}")
    lists = (name for name, each in value.items() if isinstance(each, list) and each)
    held = next((name for name in lists if isinstance(value[name][0], dict)), None)
    if held is not None:
        raise ImportFileError(
            f"{path}: is one object that holds a list, {held!r}; write the objects of that list "
            "alone, one a line or as an array"
        )
    return [value]
