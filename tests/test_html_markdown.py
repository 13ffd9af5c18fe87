import re
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.importers.html.elements import BLOCKS, UNSEEN
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import tidy

BASE = "https://exempel.se/nyheter/post/"

# What HTML texts are made of, and every sign that means something in Markdown.
TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "ett",
                "Två",
                "åäö",
                "e\u0301",
                "1",
                "12",
                "1986",
                ".",
                ")",
                "(",
                "]",
                "[",
                "*",
                "**",
            ),
            *("_", "__", "~", "~~", "`", "```", "#", "##", "-", "--", "---", "+", ">", "|", "||"),
            *("=", "===", "\\", "!", "{", "{{", "{{<", ">}}", "{%", "%}", "{{%", "^", "[^1]", ":"),
            *("[x]", "[ ]", "[gallery]", '[gallery ids="1"]', "[b]", "[/b]", "[^1]: ", "[a]: b"),
            *(
                "&",
                "&amp;",
                "&#65;",
                "&copy",
                "<",
                "<b>",
                "<!--",
                "-->",
                "<x.se>",
                "(c)",
                "|-|",
                ";",
            ),
            *(
                "http://x.se",
                "https://x.se/_a_*b*",
                "www.x.se",
                "x.se",
                "a@b.se",
                "://",
                "http:",
                "//",
            ),
            *(" ", " ", " ", "\n", "\t", "\xa0", "\u00ad", "\u200b", "\v", "\b", "\x85", "\u2028"),
        ]
    )
    | st.text(max_size=3),
    max_size=6,
).map("".join)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(
        [
            *(
                "p",
                "div",
                "span",
                "b",
                "em",
                "i",
                "strong",
                "s",
                "code",
                "pre",
                "a",
                "h1",
                "h2",
                "h5",
            ),
            *("ul", "ol", "li", "blockquote", "section", "u", "sub", "dl", "dt", "dd", "figure"),
            *("table", "tr", "td", "th", "tbody", "details", "summary", "cite", "font", "article"),
            *("script", "noscript", "form", "o:p", "x-tag"),
        ]
    )
    attributes = st.sampled_from(
        [
            *("", "", "", ' href="/a b(c)"', " href='https://x.se/_a_?b=1&amp;c=*'", ' href="#x"'),
            *(' href="javascript:x"', ' start="7"', ' colspan="3"', " hidden", ' title="]("'),
        ]
    )
    return st.builds(
        lambda name, attribute, parts: f"<{name}{attribute}>{''.join(parts)}</{name}>",
        names,
        attributes,
        st.lists(inner, max_size=4),
    )


HTML = st.lists(
    st.recursive(
        TEXTS.map(escape) | st.sampled_from(["<br>", "<hr>", "<!-- x -->", "\n", "</p>", "<li>"]),
        _element,
        max_leaves=12,
    ),
    max_size=4,
).map("".join)


def _texts(markdown: str) -> list[str]:
    return [paragraph.text for paragraph in render(markdown, BASE).paragraphs]


def _shown(html: str) -> str:
    """What a browser shows, white space aside, by the plainest of means."""
    html = re.sub("[\0-\x08\x0e-\x1f\x7f]", "", html.replace("\v", " "))
    soup = BeautifulSoup(f"<body>{html}", "lxml")
    for tag in soup.find_all(True):
        if tag.name in UNSEEN or "hidden" in tag.attrs:
            tag.extract()
    strings = [str(each) for each in soup.descendants if type(each) is NavigableString]
    return _signs(" ".join(tidy(each) for each in strings))


def _signs(text: str) -> str:
    return "".join(tidy(text).replace("•", "").split())


@given(HTML)
@example("<b>a</b><b>b</b><i>c</i>x<b>y</b>z <b>”Citat”</b>slut <s><b>q</b></s>r")
@example("<p>http:<b>//x.se/_a</b></p><p>Se!<a href='/x'>y</a></p>")
def test_reads_as_the_page_does(html: str) -> None:
    assert _signs("".join(_texts(to_markdown(html, BASE)))) == _shown(html)


@given(TEXTS, st.sampled_from(["p", "li", "td", "h2", "blockquote", "figcaption", "dd", "summary"]))
def test_text_in_any_place_reads_as_it_was(text: str, name: str) -> None:
    around = {"li": "<ul>{}</ul>", "td": "<table><tr>{}<td>x</table>", "figcaption": "<figure>{}"}
    html = around.get(name, "{}").format(f"<{name}>{escape(text)}</{name}>")
    expected = [" ".join(tidy(text.replace("\v", " ")).split())]
    if name == "td":
        expected.append("x")
    found = [" ".join(each.split()) for each in _texts(to_markdown(html))]
    assert found == [each for each in expected if each]


def test_blocks_are_the_deepest_where_links_go() -> None:
    assert "table" in BLOCKS
    assert "span" not in BLOCKS
