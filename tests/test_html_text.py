import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.html.text import plain, tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Före &amp; efter", "Före & efter"),
        ("Före &amp;amp; efter", "Före & efter"),
        ("2010&#8211;2012", "2010–2012"),
        ("2010&amp;#8211;2012", "2010–2012"),
        ("2010&amp;amp;#8211;2012", "2010–2012"),
        ("&#8221;Vi&#8217;", "”Vi’"),
        ("Ny <em>lag</em> &lt;em&gt;nu&lt;/em&gt;", "Ny lag nu"),
        ("<a href=\"x>y\" title='<b>'>Läs</a>", "Läs"),
        ("Rad<br />två<BR>tre", "Rad två tre"),
        ("a < b och c > d", "a < b och c > d"),
        ("5<6 eller <3", "5<6 eller <3"),
        ("a &lt; b", "a < b"),
        ("Hej <namn>!", "Hej <namn>!"),
        ("Elementet &lt;b&gt;", "Elementet <b>"),
        ("<svg onload=x()>A</svg><h1>B</h1><st1:City>C</st1:City>", "A B C"),
        ("&lt;img src=x onerror=y&gt;A&lt;br&gt;B", "A B"),
        ("Mitt<namn>, <e-post>", "Mitt<namn>, <e-post>"),
        ("<script>x()</script>Ja<!-- nej -->", "Ja"),
        ("&lt;script&gt;x()&lt;/script&gt;Ja", "Ja"),
        ("<![CDATA[Ja]]>", "Ja"),
        ("<o:p></o:p>Ord", "Ord"),
        ("Stöd&region, R&D, Kaffe&amp", "Stöd&region, R&D, Kaffe&amp"),
        ("10&nbsp;000 kr, 5\u202f%", "10 000 kr, 5 %"),
        ("sam&shy;arbete\u200bs\ufeff\u2060avtal", "samarbetesavtal"),
        ("A\u030alborg o\u0308", "Ålborg ö"),
        ("o&#776;l", "öl"),
        ("rad\x0bett\x08", "rad ett"),
        ("rad&#11;ett&#8;", "rad ett"),
        ("&#150;\x96&#x1F600;", "––😀"),
        ("\U0001f469\u200d\U0001f4bb a\u200db", "\U0001f469\u200d\U0001f4bb ab"),
        ("\ud800x\ud83d", "x"),
        ("  \n ", ""),
    ],
)
def test_titles_come_out_as_one_clean_line(html: str, text: str) -> None:
    assert plain(html) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc\vd\u2028e", "a\nb\nc\nd\ne"),
        ("a\xa0b\u2009c\u3000d", "a b c d"),
        ("\u200ehej\u200f", "hej"),
        ("שלום\u200f!", "שלום\u200f!"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x93citat\x94\x85", "“citat”…"),
        ("&amp; <b>", "&amp; <b>"),
    ],
)
def test_what_nobody_sees_goes(text: str, clean: str) -> None:
    assert tidy(text) == clean


@given(st.text() | st.text(alphabet="&#;xamplt<>/b8211 \x08\xad\u0308aö", max_size=40))
def test_anything_becomes_text_that_files_can_hold(text: str) -> None:
    for clean in (plain(text), tidy(text)):
        assert unicodedata.is_normalized("NFC", clean)
        assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n"]
        clean.encode()
    assert plain(text) == " ".join(plain(text).split())
    assert tidy(tidy(text)) == tidy(text)
