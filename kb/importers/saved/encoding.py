"""The bytes of a saved page → its text, whatever it says of its encoding."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""")
_XML = re.compile(rb"""(?i)\A\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]+)""")
_HEADER = re.compile(r"""(?i)charset\s*=\s*["']?\s*([\w.:-]+)""")
# As browsers do: whoever says Latin-1 or ASCII means Windows-1252.
_MEANT = {"iso8859-1": "windows-1252", "ascii": "windows-1252", "cp1252": "windows-1252"}
# å, ä, ö, Å, Ä, Ö, é of UTF-8 that was read as Windows-1252 once before it was saved.
_TWICE = re.compile("Ã[¥¤¶…„–©]")
_HEAD = 4096


def decode(content: bytes, content_type: str | None = None) -> str:
    """Return the text of a page, with no NUL in it.

    What decodes as UTF-8 is UTF-8, whatever the page says (å, ä and ö in another encoding never
    do); else the page or the server is believed, and Windows-1252 stands in for what is unknown.
    """
    text = _decoded(content, content_type)
    return _read_once(text).removeprefix("\ufeff").replace("\0", "")


def _decoded(content: bytes, content_type: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    zeros = content[:_HEAD:2].count(0), content[1:_HEAD:2].count(0)
    if max(zeros) > min(len(content), _HEAD) / 5:
        return content.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(content, content_type)
    if declared == "utf-8" or _mostly_utf_8(content):
        return content.decode("utf-8", errors=_MIXED)
    try:
        return content.decode(declared)
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _declared(content: bytes, content_type: str | None) -> str:
    """Return the encoding that the server or the page names, Windows-1252 where none is known."""
    named = [m[1] for m in [_HEADER.search(content_type or "")] if m]
    head = content[:_HEAD]
    named += [m[1].decode("ascii") for m in (_META.search(head), _XML.search(head)) if m]
    for name in named:
        try:
            known = codecs.lookup(name).name
        except LookupError:
            continue
        # What got here is no UTF-16, and a codec of Python's that is none of text is no encoding.
        if not known.startswith("utf-16") and codecs.lookup(name)._is_text_encoding:
            return _MEANT.get(known, known)
    return "windows-1252"


def _mostly_utf_8(content: bytes) -> bool:
    """Tell UTF-8 with some bytes of another encoding in it from another encoding."""
    lenient = content.decode("utf-8", errors="replace")
    wrong = lenient.count("\ufffd")
    return sum(1 for sign in lenient if sign > "\x7f") - wrong > 4 * wrong


def _byte_of_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("windows-1252", errors="replace"), error.end


_MIXED = "kb-windows-1252-between"
codecs.register_error(_MIXED, _byte_of_windows)


def _read_once(text: str) -> str:
    """Undo a reading of UTF-8 as Windows-1252 that the page was saved with, where all of it was."""
    if len(_TWICE.findall(text)) < 3 or re.search("[åäöÅÄÖ]", text):
        return text
    try:
        return text.encode("windows-1252").decode("utf-8")
    except UnicodeError:
        return text
