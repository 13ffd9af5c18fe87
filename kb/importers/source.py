"""Read a file to import, whatever it was saved as."""

import re
from pathlib import Path

from kb.errors import ImportFileError

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\0-\x08\x0e-\x1b\x1f\x7f]")
# Copying out of a PDF leaves a control character now and then; a binary file is full of them.
_STRAY = 1 / 1000
# å, ä, ö, Å, Ä, Ö and the mark of UTF-8, read as Windows-1252: no text means to have these.
_GARBLED = re.compile("Ã[¥¤¶…„–]|ï»¿")


def read_file(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        ImportFileError: no such file, a folder, empty, or unreadable.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ImportFileError(f"{path}: no such file; give the path of a file") from None
    except IsADirectoryError:
        raise ImportFileError(f"{path}: is a folder; give the path of a file") from None
    except OSError as error:
        reason = error.strerror or error
        raise ImportFileError(f"{path}: cannot be read ({reason}); check its rights") from None
    if not content.strip():
        raise ImportFileError(f"{path}: is empty; there is nothing to import")
    return content


def read_text(path: Path) -> str:
    r"""Return the text of a file in UTF-8, UTF-16, Latin-1 or Windows-1252, lines ended by \n.

    These four need no library that guesses: a file that decodes as UTF-8 is UTF-8 (å, ä and ö
    in another encoding never do), UTF-16 shows in its zeros, and Windows-1252 is Latin-1 with
    signs in place of control characters. A stray control character is dropped.

    Raises:
        ImportFileError: no such file, a folder, empty, unreadable, or no text.
    """
    content = read_file(path)
    text, encoding = _decode(content)
    if text is None or "\0" in text:
        raise ImportFileError(f"{path}: is no text file; save the page as plain text in UTF-8")
    if encoding == "windows-1252" and (garbled := _GARBLED.search(text)):
        line = text.count("\n", 0, garbled.start()) + 1
        raise ImportFileError(
            f"{path}:{line}: mixes UTF-8 and another encoding; save it anew as UTF-8"
        )
    text, controls = _CONTROL.subn("", _LINE_END.sub("\n", text.removeprefix("\ufeff")))
    if controls > max(1, len(text) * _STRAY):
        raise ImportFileError(f"{path}: is no text file; save the page as plain text in UTF-8")
    if not text.strip():
        raise ImportFileError(f"{path}: is empty; there is nothing to import")
    return text


def _decode(content: bytes) -> tuple[str | None, str]:
    """The text and its encoding; None for what is none."""
    encodings = ["utf-8", "windows-1252"]
    if content.startswith(_UTF16_MARKS):
        encodings = ["utf-16"]
    elif guess := _utf16_without_mark(content):
        encodings = [guess]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None, ""


def _utf16_without_mark(content: bytes) -> str | None:
    """Which UTF-16 it is: of Latin letters, every other byte is zero, and no other byte is."""
    sample = content[:4096]
    if len(content) % 2 or not sample:
        return None
    first, second = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if second > 0.5 * half and not first:
        return "utf-16-le"
    if first > 0.5 * half and not second:
        return "utf-16-be"
    return None
