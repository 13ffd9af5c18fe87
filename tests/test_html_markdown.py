import re
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.corpus.store import read_corpus
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


def _shown(html: str) -> list[str]:
    """The words that a browser shows, by the plainest of means."""
    html = re.sub("[\0-\x08\x0e-\x1f\x7f]", "", html.replace("\v", " "))
    soup = BeautifulSoup(f"<body>{html}", "lxml")
    for tag in soup.find_all(True):
        if tag.name in UNSEEN or "hidden" in tag.attrs:
            tag.extract()
        elif tag.name in BLOCKS or tag.name == "br":
            tag.insert_before(" ")
            tag.insert_after(" ")
    strings = [str(each) for each in soup.descendants if type(each) is NavigableString]
    return _words("".join(strings))


def _words(text: str) -> list[str]:
    return tidy(text).replace("•", " ").split()


@given(HTML)
@example("<b>a</b><b>b</b><i>c</i>x<b>y</b>z <b>”Citat”</b>slut <s><b>q</b></s>r")
@example("<p>http:<b>//x.se/_a</b></p><p>Se!<a href='/x'>y</a></p>")
def test_reads_as_the_page_does(html: str) -> None:
    assert _words("\n".join(_texts(to_markdown(html, BASE)))) == _shown(html)


PLACES = {
    "stycke": "<p>{}</p>",
    "rad": "x<br>{}",
    "punkt": "<ul><li>{}</li></ul>",
    "cell": "<table><tr><td>{}<td>x</table>",
    "rubrik": "<h2>{}</h2>",
    "citat": "<blockquote>{}</blockquote>",
    "länk": "<a href='/x'>{}</a>",
    "fet": "<b>{}</b>",
    "bild": '<img src="/x" alt="{}">',
    "bild utan adress": '<img alt="{}">',
    "bildtext": "<figure><img src='/x'><figcaption>{}</figcaption></figure>",
    "bildtext utan adress": "<figure><img><figcaption>{}</figcaption></figure>",
    "fråga": "<details><summary>{}</summary></details>",
}


@given(TEXTS, st.sampled_from(sorted(PLACES)))
@example("Foto: [x] y] www.x.se https://x.se/_a", "bildtext")
@example("https://x.se/_a_", "bild utan adress")
@example("^[^1]: ", "bild")
def test_text_in_any_place_reads_as_it_was(text: str, place: str) -> None:
    found = _words("\n".join(_texts(to_markdown(PLACES[place].format(escape(text)), BASE))))
    shown = re.sub("<[^<>]*>", " ", re.sub('<img[^<>]*"{}">', "{}", PLACES[place]))
    assert found == _words(shown.format(text.replace("\v", " ")))


WILD = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<div", ">", "<b>", "</i>", "<a href=", "'", '"', "<td>", "</table>"),
            *(
                "<ul>",
                "<li>",
                "</ul>",
                "<pre>",
                "<!--",
                "-->",
                "<![if x]>",
                "<![endif]>",
                "<![CDATA[",
            ),
            *(
                "]]>",
                "<?xml ?>",
                "<!DOCTYPE html>",
                "<html>",
                "<head>",
                "</body>",
                "<o:p>",
                "<svg>",
            ),
            *(
                "&#0;",
                "&#xD800;",
                "&#x110000;",
                "&amp",
                "\0",
                "\ud800",
                "\x12",
                "\x01",
                "&#1;",
                "&#18;",
            ),
            *(
                "<img src=x alt=",
                "<figure>",
                "<figcaption>",
                "<iframe src=//x>",
                "</",
                "/>",
                "<x:y z>",
            ),
            *(
                "<table><tr><td colspan=",
                "99999999999999999999",
                " rowspan=0>",
                "<sup>",
                "<q>",
                "<hr>",
            ),
            *(
                "<textarea>",
                "<title>",
                "<form>",
                "<button>",
                "<template>",
                "ord",
                " ",
                "<plaintext>",
            ),
        ]
    )
    | st.text(max_size=3),
    max_size=15,
).map("".join)


@given(WILD)
def test_malformed_pages_are_read_without_a_fault(html: str) -> None:
    rendered = render(to_markdown(html, BASE), BASE)
    assert not [sign for each in rendered.paragraphs for sign in each.text if sign in "\0\x01\x12"]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        # what posts are made of
        ("Text utan stycke", "Text utan stycke"),
        ("<p>Ett<br>två<br />tre</p>", "Ett\ntvå\ntre"),
        ("<p>Ett<br><br>två</p>", "Ett\n\ntvå"),
        ("<p> Ett\n  två </p>\n\n<p>&nbsp;</p>", "Ett två"),
        ("<h1>A</h1><h2>B</h2><h6>C #</h6><h2></h2>", "## A\n\n## B\n\n###### C \\#"),
        ("<h2>Ett<br>två</h2>", "## Ett två"),
        ('<!-- wp:paragraph {"a":1} -->\n<p>A</p>\n<!-- /wp:paragraph --><!--more-->', "A"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c"),
        ("<ol start='7'><li>a</li><li><p>b</p><p>c</p></li></ol>", "7. a\n\n8. b\n\n   c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n+ b"),
        ("<ol start='1986'><li>a</ol>", "- a"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<hr>", "***"),
        ("<p>a</p><hr><p>b</p>", "a\n\n***\n\nb"),
        ("<pre>a *b*\n  &lt;c&gt;</pre>", "```\na *b*\n  <c>\n```"),
        ("<pre><code class='language-js'>x = `y```</code></pre>", "````js\nx = `y```\n````"),
        ("<pre class='wp-block-verse'>Rad *ett*\nrad två</pre>", "Rad \\*ett\\*\nrad två"),
        ("<p><code>a`b</code> <code>`</code> <kbd>c</kbd></p>", "``a`b`` `` ` `` `c`"),
        ("<dl><dt>A</dt><dd>B</dd></dl>", "**A**\n\nB"),
        ("<details><summary>A</summary><p>B</p></details>", "**A**\n\nB"),
        ("<div class='wp-block-columns'><div>A</div><div>B</div></div>", "A\n\nB"),
        ("<p>H<sub>2</sub>O, m<sup>2</sup>, 10<sup>6</sup></p>", "H2O, m2, 10⁶"),
        ("<p>Ord<sup><a href='#fn1'>1</a></sup></p>", "Ord\\[1\\]"),
        ("<ol><li>Not. <a href='#r1'>↩︎</a></li></ol>", "1. Not."),
        ("<q>sagt</q> <del>ej</del> <u>a</u><mark>b</mark>", "”sagt” ~~ej~~ ab"),
        ("<b>a </b>b<i> c</i> <b></b><em> </em>", "**a** b *c*"),
        ("<b>a</b><b>b</b> <b><b>c</b></b>", "**ab c**"),
        # links
        ("<a href='../a'>x</a>", "[x](https://exempel.se/nyheter/a)"),
        ("<a href='/a b(c)\"<'>x</a>", "[x](<https://exempel.se/a%20b(c)%22%3C>)"),
        ("<a href='//y.se/?a=1&amp;amp;b'>x</a>", "[x](https://y.se/?a=1&amp;amp;b)"),
        ("<a href='https://y.se/å_ä'>[x](y)</a>", "[\\[x\\](y)](https://y.se/å_ä)"),
        ("<a href='https://y.se'>https://y.se</a>", "https://y.se"),
        (
            "<a href='mailto:a@b.se'>a@b.se</a> <a href='tel:08-1'>1</a>",
            "[a@b.se](mailto:a@b.se) [1](tel:08-1)",
        ),
        ("<a href='javascript:x()'>a</a><a href=' JAVA\tSCRIPT:x'>b</a>", "ab"),
        ("<a href='data:text/html,x'>a</a><a href='file:///c'>b</a><a href='#'>c</a>", "abc"),
        ("<a href='http://'>a</a><a href='http://['>b</a><a name='x'>c</a>", "abc"),
        ("<a href='/x'></a><a href='/x'> </a>y", "y"),
        ("<a href='/x'><div><h3>A</h3><p>B</p></div></a>", "### [A](https://exempel.se/x)\n\nB"),
        ("<a href='/x'><p>A</p></a>", "[A](https://exempel.se/x)"),
        ("<p>Hej!<a href='/x'>y</a></p>", "Hej\\![y](https://exempel.se/x)"),
        ("<p>Se www.x.se/a_b_ nu</p>", "Se [www.x.se/a_b\\_](<http://www.x.se/a_b_>) nu"),
        (
            "<a href='/cdn-cgi/l/email-protection' data-cfemail='422302206c3127'>[email]</a>",
            "[a@b.se](mailto:a@b.se)",
        ),
        # pictures and what is played
        ("<img src='a.jpg' alt='Karta'>", "[Karta](https://exempel.se/nyheter/post/a.jpg)"),
        ("<img src='/a.jpg'>", "![](https://exempel.se/a.jpg)"),
        ("<img src='/a.gif' width=1 height=1><img src='data:x'>", ""),
        ("<img src='data:x' data-src='/a.jpg' alt='A'>", "[A](https://exempel.se/a.jpg)"),
        ("Hej <img class='emoji' src='/s.svg' alt='🙂'>", "Hej 🙂"),
        ("<a href='/b'><img src='a.jpg' alt='A'></a>", "[A](https://exempel.se/b)"),
        (
            "<figure><img src='/a' alt='A'><figcaption>B <em>c</em></figcaption></figure>",
            "[B *c*](https://exempel.se/a)",
        ),
        (
            "<figure><a href='/b'><img src='/a'></a><figcaption>B</figcaption></figure>",
            "[B](https://exempel.se/b)",
        ),
        (
            "<figure><img src='/a'><figcaption>B <a href='/c'>c</a></figcaption></figure>",
            "![](https://exempel.se/a)\n\nB [c](https://exempel.se/c)",
        ),
        (
            "<div class='wp-caption'><img src='/a'><p class='wp-caption-text'>B</p></div>",
            "[B](https://exempel.se/a)",
        ),
        (
            "<iframe src='https://www.youtube.com/embed/abcdefg?a'></iframe>",
            "https://www.youtube.com/watch?v=abcdefg",
        ),
        (
            "<video src='/a.mp4'>Nej</video><audio><source src='/b.mp3'></audio>",
            "https://exempel.se/a.mp4\n\nhttps://exempel.se/b.mp3",
        ),
        (
            "<div class='wp-block-file'><object data='/a.pdf'></object><a href='/a.pdf'>A</a>"
            "<a href='/a.pdf' class='wp-block-file__button'>Ladda ner</a></div>",
            "[A](https://exempel.se/a.pdf)",
        ),
        ("<embed src='/a.swf'>Text <b>efter</b>", "https://exempel.se/a.swf\n\nText **efter**"),
        (
            "<picture><source srcset='/a.webp'><img src='/a' alt='P'></picture>b",
            "[P](https://exempel.se/a)b",
        ),
        (
            "<object data='/b.pdf'><p>a</p></object><object><p>b</p></object>",
            "https://exempel.se/b.pdf\n\nb",
        ),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "漢kan"),
        # what is no text
        ("a<script>x</script><style>y</style><noscript>z</noscript><template>q</template>", "a"),
        ("a<form><label>b</label><input value='c'><button>d</button></form>", "a"),
        ("<h3><button>Fråga</button></h3>", "### Fråga"),
        ("a<span hidden>b</span><p style='display: none'>c</p>", "a"),
        ("a <span class='screen-reader-text'>b</span>c", "a c"),
        ("<p onclick='x()'>a<o:p>&nbsp;</o:p></p><!--[if mso]><p>b</p><![endif]-->", "a"),
        ("<![if !supportLists]>a<![endif]>b<xml><w:x>c</w:x></xml>", "ab"),
        ("<st1:City>Malmö</st1:City>", "Malmö"),
        ("a<![CDATA[b]]>c", "abc"),
        ("<svg><title>a</title></svg><title>b</title>c", "c"),
        ("", ""),
    ],
)
def test_elements(html: str, markdown: str) -> None:
    assert to_markdown(html, BASE) == markdown


def test_without_an_address_relative_links_are_kept_for_whoever_knows_it() -> None:
    html = "<a href='/a'>x</a> <a href='#b'>y</a> <a href='//z.se'>z</a>"
    assert to_markdown(html) == "[x](/a) y [z](https://z.se)"
    assert to_markdown(html, "ingen adress") == to_markdown(html)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<tr><th>A<th>B<tr><td>1|2<td>3", "| A | B |\n| --- | --- |\n| 1\\|2 | 3 |"),
        ("<thead><tr><td>A<td>B</thead>", "| A | B |\n| --- | --- |"),
        ("<tr><td>A<td>B", "|  |  |\n| --- | --- |\n| A | B |"),
        ("<caption>T</caption><tr><th>A<th>B", "T\n\n| A | B |\n| --- | --- |"),
        ("<tr><th colspan=2>A<tr><td>1<td>2", "| A |  |\n| --- | --- |\n| 1 | 2 |"),
        (
            "<tr><th>A<th>B<tr><td rowspan=2>1<td>2<tr><td>3",
            "| A | B |\n| --- | --- |\n| 1 | 2 |\n|  | 3 |",
        ),
        ("<tr><th>A<th>B<tr><td>1<br>2<td><p>3<p>4", "| A | B |\n| --- | --- |\n| 1 2 | 3 4 |"),
        (
            "<tr><th>A<th>B<tr><td><ul><li>1<li>2</ul><td>3",
            "| A | B |\n| --- | --- |\n| • 1 • 2 | 3 |",
        ),
        (
            "<tfoot><tr><td>1<td>2</tfoot><tbody><tr><td>3<td>4</tbody><thead><tr><th>A<th>B",
            "| A | B |\n| --- | --- |\n| 3 | 4 |\n| 1 | 2 |",
        ),
        ("<tr><td><h2>A</h2><td><p>B</p>", "## A\n\nB"),
        ("<tr><td>A<tr><td>B", "A\n\nB"),
        ("<tr><td>A<td><table><tr><td>B<td>C</table>", "A\n\n|  |  |\n| --- | --- |\n| B | C |"),
        ("<tr><td><td>", ""),
        ("<tr><td>`<td><code>|</code>", "|  |  |\n| --- | --- |\n| \\` | `\\|` |"),
    ],
)
def test_tables(html: str, markdown: str) -> None:
    assert to_markdown(f"<table>{html}</table>") == markdown


@pytest.mark.parametrize(
    "name", ["div", "ul><li", "blockquote", "b", "table><tr><td", "a href=/x", "span"]
)
def test_no_depth_is_too_deep(name: str) -> None:
    html = f"<p>före</p>{f'<{name}>' * 10_000}Sist{'</div>' * 10_000} &amp; slut"
    text = " ".join(_texts(to_markdown(html, BASE)))
    assert text.split() == ["före", "Sist", "&", "slut"]


def test_the_shipped_posts_read_the_same_out_of_their_pages(repository: Path) -> None:
    for post in read_corpus(repository / "corpus").posts:
        page = render(post.body, post.source).html
        assert _words("\n".join(_texts(to_markdown(page)))) == _words(
            "\n".join(each.text for each in render(post.body, post.source).paragraphs)
        )


def test_a_long_text_is_read_whole() -> None:
    html = f"<p>{'Ett ord till. ' * 70_000}</p>"
    assert to_markdown(html).count("ord") == 70_000
