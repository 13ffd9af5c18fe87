import re
from html import unescape
from pathlib import Path

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.search.presenting.contacts import EMAIL_HIDDEN, PHONE_HIDDEN, contacts, masked, masked_html

GOLDEN = Path(__file__).parent / "golden" / "contacts.txt"
# Pieces of addresses and numbers, and what stands beside them.
PIECES = [
    *("anna", "@", "exempel", ".se", " (at) ", "[dot]", " punkt ", " snabel-a ", "040", "070", "-"),
    *(
        "/",
        " ",
        "12 34 56",
        "1234567",
        "+46",
        "(0)",
        "00",
        "tel ",
        "ring ",
        "bg ",
        "2017-06-29",
        ",",
    ),
    *(
        "\n",
        "\N{SOFT HYPHEN}",
        "\N{NO-BREAK SPACE}",
        "å",
        " kr",
        "(",
        ")",
        "*",
        "[",
        "](tel:1)",
        "<",
    ),
]
WILD = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=30).map("".join)


def rows() -> list[tuple[str, str]]:
    """Every text of the table, and what is shown of it."""
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    pairs = []
    for line in lines:
        if line and not line.startswith("#"):
            written = re.sub(
                r"\\N\{[A-Z -]+\}", lambda m: m[0].encode().decode("unicode_escape"), line
            )
            text, _, shown = written.partition(" ; ")
            pairs.append((text, _in_full(shown or text)))
    return pairs


def _in_full(shown: str) -> str:
    return shown.replace("[e]", EMAIL_HIDDEN).replace("[t]", PHONE_HIDDEN)


@pytest.mark.parametrize(("text", "shown"), rows())
def test_contacts_are_masked_and_nothing_else(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(("text", "shown"), rows())
def test_a_page_masks_what_a_paragraph_does(text: str, shown: str) -> None:
    """As a code the text has no Markdown in it, and stands in one piece."""
    (paragraph,) = render(f"``` \n{text}\n```").paragraphs
    page = masked_html(render(f"```\n{text}\n```").html)
    assert unescape(re.sub("<[^>]*>", "", page)).strip() == masked(paragraph.text) == shown


def test_the_table_is_wide() -> None:
    assert len(rows()) > 150


# --- plain text -------------------------------------------------------------------------------


def test_a_mask_stays_in_its_line() -> None:
    assert masked("Ring 040\n12 34 56") == "Ring 040\n12 34 56"
    assert masked("anna@\nexempel.se") == "anna@\nexempel.se"
    assert masked("Telefon:\n12 34 56") == f"Telefon:\n{PHONE_HIDDEN}"


@given(WILD)
@example("tel 12 34 56 040-123456 12 34 56")
@example("040040040tel 12 34 56")
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(WILD)
def test_all_but_the_contacts_stays(text: str) -> None:
    rest = text
    for start, end, _ in reversed(contacts(text)):
        assert 0 <= start < end <= len(text)
        rest = rest[:start] + rest[end:]
    assert masked(text).replace(EMAIL_HIDDEN, "").replace(PHONE_HIDDEN, "") == rest.replace(
        EMAIL_HIDDEN, ""
    ).replace(PHONE_HIDDEN, "")


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "a.", "a@", "@", "a-", "0", "0 ", "070-", "+4", "00 ", "(", "a (at) ", "a punkt "),
        *(
            "a at b dot ",
            "n snabel-a ",
            "ring ",
            "ring a a 12 34 ",
            "telefon a ",
            "bg 1 ",
            "08.00.",
        ),
        *("040-123456/", "1234567 / 12 ", "tel:\n", "\N{SOFT HYPHEN}", "organisationsn", "a@a."),
    ],
)
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    """A million characters take less than a second; what looks back and forth would not end."""
    assert masked(f"{piece * 10_000} \n anna@exempel.se").endswith(f"\n {EMAIL_HIDDEN}")


# --- HTML -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        # links to a contact are none any more
        ('<p><a href="mailto:anna@x.se" rel="noopener">anna@x.se</a></p>', "<p>[e]</p>"),
        ('<p><a href="mailto:anna@x.se">Mejla <em>Anna</em></a></p>', "<p>Mejla <em>Anna</em></p>"),
        ('<p><a href="MAILTO:anna@x.se">Anna</a></p>', "<p>Anna</p>"),
        ('<p><a href="tel:+46401">040-12 34 56</a></p>', "<p>[t]</p>"),
        ('<p><a href="sms:72550">Sms:a</a></p>', "<p>Sms:a</p>"),
        # whoever links digits to a telephone says what they are
        ('<p><a href="tel:1">12 <em>34</em> 56</a></p>', "<p>[t]<em></em></p>"),
        ('<p>12 34 56 <a href="https://x.se/">1 2 3 4 5</a></p>', None),
        ('<p>12 34 56. <a href="tel:1">12 34 56</a></p>', "<p>[t]. [t]</p>"),
        ('<p><a href="tel:112">112</a> 112</p>', "<p>112 112</p>"),
        # a contact in an address or a title
        ('<p><a href="https://x.se/?q=a%40b.se">här</a></p>', "<p>här</p>"),
        ('<p><a href="https://x.se/?a=b&amp;q=a@b.se">här</a></p>', "<p>här</p>"),
        ('<p><a href="https://x.se/?tel=0701234567">här</a></p>', "<p>här</p>"),
        ('<p><a href="https://x.se/2017/0701234567">här</a></p>', None),
        (
            '<p><a href="https://x.se/" title="070-1234567 &lt;nu&gt; &quot;hej&quot;">x</a></p>',
            '<p><a href="https://x.se/" title="[t] &lt;nu&gt; &quot;hej&quot;">x</a></p>',
        ),
        # the text of a link
        (
            '<p><a href="https://x.se/">Ring 040-12 34 56 nu</a></p>',
            '<p><a href="https://x.se/">Ring [t] nu</a></p>',
        ),
        ('<p>namn (at) <a href="http://exempel.se">exempel.se</a>!</p>', "<p>[e]!</p>"),
        # split over elements
        ("<p>anna<em>@</em>x.se</p>", "<p>[e]<em></em></p>"),
        ("<p>På <strong>070</strong>-123<br>\n45 67</p>", None),
        ("<p>Ring <strong>070</strong>-123&nbsp;4567</p>", "<p>Ring <strong>[t]</strong></p>"),
        ("<p>a &amp; b &lt; anna@x.se &gt; c</p>", "<p>a &amp; b &lt; [e] &gt; c</p>"),
        # never over the border of a paragraph, an item, a cell
        ("<p>070-123</p>\n<p>45 67</p>", None),
        ("<tr>\n<td>anna@</td>\n<td>x.se</td>\n</tr>", None),
        ("<ul>\n<li>070-<ul>\n<li>1234567</li></ul></li></ul>", None),
        ('<p id="s-0701234567">a</p>', None),
    ],
)
def test_html(html: str, shown: str | None) -> None:
    assert masked_html(html) == _in_full(html if shown is None else shown)


@given(WILD)
def test_a_page_that_is_masked_is_well_formed_and_stays_as_it_is(markdown: str) -> None:
    html = masked_html(render(markdown).html)
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    attributes = {"*": {"id"}, "a": {"href", "title"}, "ol": {"start"}}
    assert nh3.clean(html, tags=tags, attributes=attributes, link_rel="noopener") == html
    assert masked_html(html) == html
