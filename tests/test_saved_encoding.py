"""å, ä and ö come out right, whatever a page says of its encoding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.saved.encoding import decode

TEXT = "Ärtor på Åland, tyckte öborna – ”gott” för 5 €"


def page(declared: str, text: str = TEXT) -> str:
    return f'<html><head><meta charset="{declared}"><title>x</title></head><p>{text}</p></html>'


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", None),
        ("utf-8", "windows-1252", "text/html; charset=ISO-8859-1"),
        ("utf-8-sig", "iso-8859-1", None),
        ("utf-16", "utf-8", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", "utf-16", None),
        ("utf-32", "utf-8", None),
        ("windows-1252", "windows-1252", None),
        ("windows-1252", "iso-8859-1", None),
        ("windows-1252", "us-ascii", None),
        ("windows-1252", "utf-8", None),
        ("windows-1252", "no-such-encoding", None),
        ("windows-1252", "base64", None),
        ("windows-1252", "utf-16", None),
        ("mac-roman", "macintosh", None),
        ("mac-roman", "x", "text/html; charset='macintosh'"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_has(
    encoding: str, declared: str, header: str | None
) -> None:
    assert decode(page(declared).encode(encoding), header) == page(declared)


def test_the_http_equiv_declaration_is_known() -> None:
    meta = '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=macintosh">'
    assert decode((meta + TEXT).encode("mac-roman")) == meta + TEXT


def test_latin_1_means_windows_1252() -> None:
    assert decode('<meta charset="latin1">\x93Hej\x94 – nej'.encode("latin-1", "replace")) == (
        '<meta charset="latin1">“Hej” ? nej'
    )


def test_a_page_in_two_encodings_is_read_byte_by_byte() -> None:
    content = page("utf-8").encode() + "<p>Räkor</p>".encode("windows-1252")
    assert decode(content) == page("utf-8") + "<p>Räkor</p>"


def test_a_page_saved_after_a_wrong_reading_is_read_once() -> None:
    text = page("utf-8", "på rätt köl").encode().decode("windows-1252")
    assert decode(text.encode()) == page("utf-8", "på rätt köl")


def test_the_signs_of_a_wrong_reading_may_be_meant() -> None:
    text = page("utf-8", "Ã¥ är ett å, Ã¤ ett ä, Ã¶ ett ö")
    assert decode(text.encode()) == text


def test_nul_is_no_text() -> None:
    assert "\0" not in decode(b"<p>Hej\0 du")


@given(st.binary(max_size=300))
def test_whatever_the_bytes_there_is_a_text(content: bytes) -> None:
    assert "\0" not in decode(content)
