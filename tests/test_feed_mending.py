import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kb.importers.feed.mending import decode, mend

SWEDISH = "<?xml version='1.0' encoding='%s'?><rss>Åäö – ”é”</rss>"


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ((SWEDISH % "utf-8").encode(), None),
        ((SWEDISH % "utf-8").encode("utf-8-sig"), None),
        ((SWEDISH % "iso-8859-1").encode(), None),
        ((SWEDISH % "utf-8").encode(), "iso-8859-1"),
        ((SWEDISH % "windows-1252").encode("windows-1252"), None),
        ((SWEDISH % "iso-8859-1").encode("windows-1252"), None),
        ((SWEDISH % "utf-8").encode("windows-1252"), None),
        ((SWEDISH % "nonsense").encode("windows-1252"), "nonsense"),
        ((SWEDISH % "utf-8").encode("windows-1252"), "utf-8"),
        ((SWEDISH % "utf-8").encode("mac-roman"), "macintosh"),
        ((SWEDISH % "utf-16").encode("utf-16"), None),
        ((SWEDISH % "utf-16").encode("utf-16-le"), None),
        ((SWEDISH % "utf-16").encode("utf-16-be"), None),
    ],
)
def test_encodings(content: bytes, charset: str | None) -> None:
    assert "Åäö – ”é”" in decode(content, charset)


def test_a_letter_cut_in_two() -> None:
    assert decode("<rss>räksmörgås å".encode()[:-1]) == "<rss>räksmörgås Ã"
    assert decode("<rss>räksmörgås ".encode() + b"\xe5\xe4") == "<rss>räksmörgås åä"


@given(st.binary(max_size=200))
def test_decodes_anything(content: bytes) -> None:
    decode(content)


def mended(inside: str) -> str:
    text = mend(f"<rss>{inside}</rss>")
    assert text is not None
    return str(etree.fromstring(text.encode()).xpath("string()"))


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ("a & b &amp; c &amp;amp; d", "a & b & c &amp; d"),
        ("&aring;&nbsp;&ouml; &hellip; &LT; &AMP; &foo; &; &#", "å\xa0ö … < & &foo; &; &#"),
        ("&#229; &#xE5; &#150; &#0; &#8; &#xFFFF; &#60;", "å å – \ufffd   <"),
        ("a\x0bb\x08c\x00d\x1fe", "a\nbcde"),
        ("<![CDATA[a & b &aring; <b>]]>", "a & b &aring; <b>"),
        ("<![CDATA[a ]]]]><![CDATA[> b & <!-- c]]> &aring;<!-- & -->", "a ]]> b & <!-- c å"),
        ("?a=1&b=2&copy=3&sect=4", "?a=1&b=2&copy=3&sect=4"),
    ],
)
def test_what_is_mended(inside: str, read: str) -> None:
    assert mended(inside) == read


def test_what_stands_above_goes() -> None:
    warning = "<br />\n<b>Warning</b>: something in <b>/srv/x.php</b><br />\n"
    text = f"{warning}<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    assert mend(text + "<rss>&a;</rss>") == "<rss>&amp;a;</rss>"
    assert mend("\ufeff\n <feed/>") == "<feed/>"
    assert mend("<rdf:RDF></rdf:RDF>") == "<rdf:RDF></rdf:RDF>"


@pytest.mark.parametrize("text", ["", "<html><body>rss</body></html>", "<rsx>", "text"])
def test_no_feed(text: str) -> None:
    assert mend(text) is None


@given(st.text(st.characters(exclude_characters="<"), max_size=50))
def test_any_text_becomes_well_formed(inside: str) -> None:
    mended(inside.replace("]]>", ""))
