import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.source import read_text

TEXT = "Sån här text – med ”å”, ä och ö.\nEn rad till.\n"


def _read(folder: Path, content: bytes) -> str:
    path = folder / "sida.txt"
    path.write_bytes(content)
    return read_text(path)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]
)
def test_encodings_that_pages_are_saved_in(tmp_path: Path, encoding: str) -> None:
    assert _read(tmp_path, TEXT.encode(encoding)) == TEXT


def test_utf16_with_the_big_end_first(tmp_path: Path) -> None:
    assert _read(tmp_path, codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT


def test_latin_1(tmp_path: Path) -> None:
    assert _read(tmp_path, "Får, ÄLV, sjö\n".encode("latin-1")) == "Får, ÄLV, sjö\n"


def test_line_ends_are_the_same(tmp_path: Path) -> None:
    content = "ett\r\ntvå\rtre\nfyra\u2028fem\x0csex\x85sju"
    assert _read(tmp_path, content.encode()) == "ett\ntvå\ntre\nfyra\nfem\nsex\nsju"


def test_a_stray_control_character_is_dropped(tmp_path: Path) -> None:
    assert _read(tmp_path, ("å\x02" + TEXT).encode()) == "å" + TEXT


@given(st.text(st.characters(codec="windows-1252", exclude_categories=["Cc"]), min_size=1))
def test_any_text_survives_both_common_encodings(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("wild")
    prefix = "å "  # so that Windows-1252 is not UTF-8 by chance
    if "Ã" in text or "ï»¿" in text:
        text = "x"
    assert _read(folder, (prefix + text).encode()) == prefix + text
    assert _read(folder, (prefix + text).encode("windows-1252")) == prefix + text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00", "is no text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is no text file"),
        (b"text \x00 text", "is no text file"),
        (bytes(range(1, 32)) * 4, "is no text file"),
        (b"\xff\xfea", "is no text file"),
        (b"abc \x81\x8d\x8f", "is no text file"),
        (b"rad ett\n" + "på ".encode() + b"s\xe5", ":2: mixes UTF-8 and another"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(ImportFileError) as caught:
        _read(tmp_path, content)
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "sida.txt"))
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no such file"):
        read_text(tmp_path / "x.txt")
    with pytest.raises(ImportFileError, match="is a folder"):
        read_text(tmp_path)


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    path.write_text("text")
    path.chmod(0)
    if os.access(path, os.R_OK):  # root, and Windows, read any file

        def denied(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(ImportFileError, match="cannot be read"):
        read_text(path)
