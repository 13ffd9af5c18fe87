"""What a source is, told from what it holds."""

import contextlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.detection import find_kind, is_mhtml
from kb.importers.door import KINDS, is_address

WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file -->
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel></channel></rss>"""
RSS = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Nytt</title></channel></rss>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
ATOM = '<?xml version="1.0"?><!-- nytt --><feed xmlns="http://www.w3.org/2005/Atom"></feed>'
JSON_FEED = '{\n "version": "https://jsonfeed.org/version/1.1",\n "items": []\n}'
MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://example.org/nyheter
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="----x"

------x
"""
PAGE = "Nyheter\n\nNy spis\nPublicerat den 3 maj, 2017\n\nKocken har fått en ny spis.\n"
LINE = json.dumps({"title": "Ny spis", "published": "2017-05-03", "text": "Å"}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("archive", PAGE),
        ("archive", "{Ny spis}\n" + PAGE),
        ("archive", "[Bild] Ny spis\n" + PAGE),
        ("wordpress", WXR),
        ("feed", RSS),
        ("feed", RDF),
        ("feed", ATOM),
        ("feed", "\ufeff\n" + RSS),
        ("feed", JSON_FEED),
        ("jsonl", LINE),
        ("jsonl", LINE + "\n" + LINE + "\n"),
        ("jsonl", "\n\n" + LINE),
        ("jsonl", "[" + LINE + "]"),
        ("jsonl", "[\n  " + LINE + "\n]"),
        ("jsonl", '{"title": "Lång", "text": "' + "ord " * 30_000 + '"}\n'),
        ("html", "<!DOCTYPE html>\n<html><body><p>Nytt</p></body></html>"),
        ("html", "<html><head></head></html>"),
        ("html", "<!-- saved from url=(0020)https://example.org/ -->\n<html></html>"),
        ("html", '<?xml version="1.0"?>\n<!DOCTYPE html>\n<html></html>'),
        ("html", "<div><p>Ett</p></div>"),
        ("html", "Nytt<p>Ett</p><p>Två</p><p>Tre</p><p>Fyra</p><p>Fem</p>"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_kinds_of_files(tmp_path: Path, kind: str, content: str, encoding: str) -> None:
    path = tmp_path / "fil"
    path.write_bytes(content.encode(encoding))
    assert find_kind(str(path)) == kind
    assert kind in KINDS


def test_a_page_saved_as_a_letter(tmp_path: Path) -> None:
    path = tmp_path / "fil"
    path.write_text(MHTML, encoding="ascii")
    assert find_kind(str(path)) == "html"


def test_a_folder_of_markdown(tmp_path: Path) -> None:
    (tmp_path / "2017" / "ny-spis").mkdir(parents=True)
    (tmp_path / "2017" / "ny-spis" / "index.md").write_text("---\ntitle: Ny spis\n---\n")
    assert find_kind(str(tmp_path)) == "markdown"


def office(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told", "to_do"),
    [
        (b"%PDF-1.7\n", "a PDF", "copy its text"),
        (office("word/document.xml"), "a Word document", "plain text"),
        (office("xl/workbook.xml"), "an Excel workbook", "JSON lines"),
        (office("nyheter/ett.md"), "zip", "unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document", "plain text"),
        (b"{\\rtf1\\ansi Nytt}", "RTF", "plain text"),
        (b"\x1f\x8b\x08", "gzip", "unpack it"),
        (b"\x89PNG\r\n\x1a\n", "an image", "page"),
        (
            b"titel;datum;text\nNytt;2017-05-03;Ett\nMer;2017-05-04;Tv\xe5\nX;Y;Z\n",
            "CSV",
            '"title"',
        ),
        (
            b'title,date,text\nA,2024-01-01,"x, y"\nB,2024-01-02,z\nC,2024-01-03,z\n',
            "CSV",
            '"title"',
        ),
        (b"-- MySQL dump 10.13\nCREATE TABLE wp_posts", "SQL", "Export"),
        (b"x" * 257 + b"ustar\x0000", "tar", "unpack it"),
        (b"[InternetShortcut]\r\nURL=https://example.org/\r\n", "a shortcut", "address"),
        (b'<?xml version="1.0"?><plist version="1.0"></plist>', "of a Mac", "address"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\n", "a calendar", "page"),
        (
            b"Return-Path: <a@b.se>\nReceived: by b.se;\n id x\nSubject: Nytt\n\nHej\n",
            "a letter",
            "HTML",
        ),
        (b"From a@b.se Mon Jan\nFrom: a@b.se\nTo: b@b.se\nDate: x\n\nHej\n", "a letter", "HTML"),
        (b"---\ntitle: Ny spis\ndate: 2017-05-03\n---\nText", "one Markdown post", "folder"),
        (b'<?xml version="1.0"?><urlset></urlset>', "a site map", "address"),
        (b'<?xml version="1.0"?><bokslut></bokslut>', "<bokslut>", "feed"),
        (b'<svg xmlns="x"></svg>', "an image", "page"),
        (b"[1, 2, 3]\n[4]", "no posts", '"published"'),
        (b" \n\t", "is empty", "nothing to import"),
    ],
)
def test_what_cannot_be_imported_is_told_what_it_is(
    tmp_path: Path, content: bytes, told: str, to_do: str
) -> None:
    path = tmp_path / "fil"
    path.write_bytes(content)
    with pytest.raises(ImportFileError) as caught:
        find_kind(str(path))
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert told in message
    assert to_do in message
    assert "\n" not in message


@pytest.mark.parametrize(
    "content",
    [
        '+++\ntitle = "Ny spis"\ndate = 2017-05-03\n+++\nKocken.\n',
        "---\ncreated: 2017-05-03\n---\nKocken.\n",
        '{\n"title": "Ny spis",\n"date": "2017-05-03"\n}\n\nKocken.\n',
        '---js\n{ title: "Ny spis" }\n---\nKocken.\n',
    ],
)
def test_one_post_in_markdown_is_no_copied_page(tmp_path: Path, content: str) -> None:
    (tmp_path / "mina inlägg").mkdir()
    path = tmp_path / "mina inlägg" / "spis.md"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportFileError, match=r'one Markdown post.*kb import ".*mina inlägg"`'):
        find_kind(str(path))


@pytest.mark.parametrize(
    "typed",
    ["htps://a.se/nytt", "https//a.se", "http:/a.se", "https://", "https://a .se", "ftp://a.se/"],
)
def test_nearly_an_address(typed: str) -> None:
    with pytest.raises(ImportFileError) as caught:
        find_kind(typed)
    assert str(caught.value).startswith(f"{typed}: is no address that can be read; one begins with")


def test_nothing_and_what_never_ends() -> None:
    for nothing in ("", " "):
        with pytest.raises(ImportFileError, match="SOURCE is empty"):
            find_kind(nothing)
    with pytest.raises(ImportFileError, match="no file but a device or a pipe"):
        find_kind("/dev/zero")


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="no such file or folder"):
        find_kind(str(tmp_path / "saknas.txt"))
    with pytest.raises(ImportFileError, match=r"as https://www\.example\.org/nyheter"):
        find_kind("www.example.org/nyheter")
    (tmp_path / "bilder").mkdir()
    with pytest.raises(ImportFileError, match="holds nothing"):
        find_kind(str(tmp_path / "bilder"))
    (tmp_path / "bilder" / "a.png").write_bytes(b"x")
    with pytest.raises(ImportFileError, match=r"such as a\.png"):
        find_kind(str(tmp_path / "bilder"))


@given(content=st.binary(max_size=300))
def test_any_bytes_are_of_a_kind_or_told_what_they_are(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(content)
    with contextlib.suppress(ImportFileError):
        assert find_kind(str(path)) in KINDS


def test_addresses_and_letters() -> None:
    assert is_address("https://example.org")
    assert is_address("HTTP://EXAMPLE.org/nyheter?sida=2")
    assert not is_address("nyheter.txt")
    assert not is_address("C:\\nyheter.txt")
    assert is_mhtml(MHTML.encode())
    assert not is_mhtml(PAGE.encode())
