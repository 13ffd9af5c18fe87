"""The text of an export: mended alike, however its bytes arrive."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kb.importers.wordpress.export_text import ExportText

TEXT = (
    "skräp & före\n<rss version='2.0'><channel>&nbsp;&amp;&okänd; R&D &#8; &#233;\x0b"
    + "".join(
        f"<item><title><![CDATA[Å {n} & &nbsp; ö\x08]]></title><content:encoded>"
        f"<![CDATA[<p>{'x' * n} ]]> y ]]]]><![CDATA[> z</p>]]></content:encoded></item>\n"
        for n in range(1, 60, 7)
    )
    + "</channel></rss>"
).encode()
WHOLE = ExportText([TEXT])
MENDED = "".join(WHOLE.pieces())


def test_what_is_mended() -> None:
    assert MENDED.startswith("<rss version='2.0'><channel>\xa0&amp;&amp;okänd; R&amp;D  é<item>")
    assert "<title><![CDATA[Å 1 & &nbsp; ö]]></title>" in MENDED
    # Split anew where it had not been, kept where it had.
    assert "<![CDATA[<p>x ]]]]><![CDATA[> y ]]]]><![CDATA[> z</p>]]>" in MENDED
    assert (WHOLE.items, WHOLE.whole, WHOLE.begun) == (9, True, True)


@given(st.lists(st.integers(0, len(TEXT)), max_size=40))
def test_it_does_not_matter_how_the_bytes_arrive(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TEXT)]
    chunks = [TEXT[a:b] for a, b in pairwise(places)]
    read = ExportText(chunks)
    assert "".join(read.pieces()) == MENDED
    assert (read.items, read.whole) == (9, True)


@given(st.integers(1, 40))
def test_nor_in_how_many_pieces(size: int) -> None:
    chunks = (TEXT[at : at + size] for at in range(0, len(TEXT), size))
    assert "".join(ExportText(chunks).pieces()) == MENDED


def test_what_is_no_export() -> None:
    read = ExportText([b"<html>", b"</html>"])
    assert list(read.pieces()) == []
    assert not read.begun
    assert list(ExportText([]).pieces()) == []
