import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.corpus.paragraph import Paragraph
from kb.corpus.store import read_corpus
from kb.language.tokens import words

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *("# ", "## ", "- ", "* ", "1. ", "3) ", "> ", "  ", "    ", "\t", "```", "~~~", "|"),
            *("ett", "två", "\n", "\n", "\n\n", "**", "_", "`", "\\", "---", "===", "\0", "&lt;"),
            *("[x](", ")", "javascript:alert(1)", "data:text/html,x", "![b](http://x/y.png)"),
            *("<script>", "<b onclick=x>", "<img src=x onerror=y>", "<javascript:x>", "[a]: b"),
            *("http://x.se", "a@b.se", "- # h\n  x", "|-|-|", "|a|b|\n|-|-|\n|c|", "- [x] ", "~~"),
            *("[^1]", "[^1]: ", "[c]: //x.se/a", "[c]", "<!--", "-->", "{{<", ">}}", "{% ", " %}"),
            *('[gallery ids="1"]', "[caption]", "[/caption]", "1986. ", "![](http://x.se/y)"),
        ]
    ),
    max_size=25,
).map("".join)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def _texts(markdown: str) -> list[str]:
    return [paragraph.text for paragraph in render(markdown).paragraphs]


@given(MARKDOWN)
@example("- # h\n  c\n  ***\n  d")
def test_pages_are_safe_and_every_paragraph_has_its_anchor(markdown: str) -> None:
    rendered = render(markdown)
    page = _Page(rendered.html)
    assert page.tags <= {
        *("p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "br", "hr"),
        *("h2", "h3", "h4", "h5", "h6", "s", "sup", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert {name for name, _ in page.attributes} <= {"id", "href", "start", "rel", "title"}
    for address in page.values("href"):
        scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        assert address.startswith("#") or scheme
        assert scheme is None or scheme[1].lower() in ("http", "https", "mailto", "tel")
    anchors = [paragraph.anchor for paragraph in rendered.paragraphs]
    assert len(set(anchors)) == len(anchors)
    assert sorted(page.values("id")) == sorted(anchors)


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](JaVaScript&colon;alert(1))",
        "![x](data:text/html;base64,AAAA)",
        "[x]\n\n[x]: vbscript:x",
    ],
)
def test_no_link_runs_a_script(markdown: str) -> None:
    page = _Page(render(markdown).html)
    assert not any(":" in address for address in page.values("href"))


def test_no_page_loads_an_image() -> None:
    rendered = render("![En karta](https://x.se/k.png) ![](https://x.se/l%C3%A5.png) står här.")
    assert "<img" not in rendered.html
    assert '<a href="https://x.se/k.png" rel="noopener">En karta</a>' in rendered.html
    # Its name is for those who want to follow the link: no word of the post.
    assert '<a href="https://x.se/l%C3%A5.png" rel="noopener">lå.png</a>' in rendered.html
    assert [p.text for p in rendered.paragraphs] == ["En karta  står här."]


def test_anchors_stand_when_another_paragraph_changes() -> None:
    before = render("Första stycket.\n\nAndra stycket.\n\nTredje.").paragraphs
    after = render("Helt nytt.\n\nOch ett till.\n\nAndra *stycket*!\n\nTredje.").paragraphs
    assert [p.anchor for p in before[1:]] == [p.anchor for p in after[2:]]
    assert before[0].anchor not in {p.anchor for p in after}


def test_equal_paragraphs_have_numbered_anchors() -> None:
    first, second, third = (
        p.anchor for p in render("Läs mer.\n\nLäs mer!\n\n- Läs mer").paragraphs
    )
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_paragraphs_headings_and_items() -> None:
    rendered = render("# Rubrik\n\nText\nmed rad.\n\n- ett\n- två\n\n> sagt\n\n    kod")
    assert [(p.text, p.heading) for p in rendered.paragraphs] == [
        ("Rubrik", True),
        ("Text\nmed rad.", False),
        ("ett", False),
        ("två", False),
        ("sagt", False),
        ("kod", False),
    ]
    assert "<h1" not in rendered.html
    assert isinstance(rendered.paragraphs[0], Paragraph)


def test_text_after_a_heading_in_an_item_is_no_heading() -> None:
    assert [(p.text, p.heading) for p in render("- # h\n  c").paragraphs] == [
        ("h", True),
        ("c", False),
    ]


# --- nothing lost, nothing invented -----------------------------------------------------------

# Markdown ; the paragraphs that it reads as ; what its page shows of it.
READ = [
    # an image without a text
    ("![](https://x.se/a.png)", [], ">a.png</a>"),
    ("Se ![](https://x.se/) här", ["Se  här"], ">x.se</a>"),
    ("![](a.png)", [], ""),
    ('![](https://x.se/a.png "Karta")', ["Karta"], ">Karta</a>"),
    ("[![](https://x.se/s.png)](https://x.se/stor.png)", [], ">stor.png</a>"),
    ("[![Karta](https://x.se/s.png)](https://x.se)", ["Karta"], 'href="https://x.se" '),
    ("[](https://x.se/fil.pdf)", [], ">fil.pdf</a>"),
    # footnotes
    ("Ord[^1].\n\n[^1]: Not.", ["Ord.", "Not."], ">[1]</a></sup>."),
    ("Ord.\n\n[^1]: Not.", ["Ord.", "Not."], ">[1] Not.</p>"),
    ("Ord[^1].", ["Ord[^1]."], "Ord[^1]."),
    ("Ord[^a].\n[^a]: Ett\n[^a]: två", ["Ord.", "Ett", "två"], "[a] två"),
    ("Ord[^1].\n\n[^1]: Ett\n\n    två\n\ntre", ["Ord.", "Ett", "två", "tre"], "[1] Ett"),
    ("[^1]: - ett\n    - två", ["ett", "två"], "<li"),
    ("[^en not]: text", ["[^en not]: text"], "[^en not]"),
    ("Ord^[not här]", ["Ord^[not här]"], "^["),
    # definitions, and what looks like them
    ("[Obs]: inställt", ["[Obs]: inställt"], "[Obs]: inställt"),
    ("[Obs]: inställt\nVi ses", ["[Obs]: inställt\nVi ses"], "Vi ses"),
    ("[Obs]: inställt\n\n[Obs] igen", ["[Obs]: inställt", "[Obs] igen"], "[Obs] igen"),
    ("[Plats]: Lund\n[Tid]: 18.30", ["[Plats]: Lund\n[Tid]: 18.30"], "[Tid]"),
    ("[källa]: https://x.se", ["[källa]: https://x.se"], 'href="https://x.se"'),
    ("[text][a]\n\n[a]: https://x.se 'T'", ["text"], 'title="T"'),
    ("[a]: https://y.se\n[b]: https://x.se\n[text][b]", ["[a]: https://y.se", "text"], ">text</a>"),
    ("[a]\n\n[a]: /x\n[a]: /y", ["a", "a: /y"], ": /y"),
    ("[text][saknas]", ["[text][saknas]"], "[text][saknas]"),
    # tables
    ("|A|B|\n|-|-|\n|c|d|", ["A", "B", "c", "d"], "<td"),
    ("A|B\n-|-\nc\nd|e|f|", ["A", "B", "c", "d", "e", "f"], "<th"),
    ("|A|\n|-|\n|`b`\\|c|", ["A", "b|c"], "<code>b</code>|c"),
    ("a | b\n--", ["a | b"], "<h2"),
    # task lists, strikethrough
    ("- [x] klart\n- [ ] kvar", ["klart", "kvar"], "☑ klart"),
    ("- [x]klart\n- [y] kvar", ["[x]klart", "[y] kvar"], "[y] kvar"),
    ("1. [ ] ett\n\n   två", ["ett", "två"], "☐ ett"),
    ("~~inställt~~ ~100 till ~200", ["inställt ~100 till ~200"], "<s>inställt</s> ~100"),
    # links
    ("[a](mailto:a@b.se) [b](tel:+4640)", ["a b"], 'href="tel:+4640"'),
    ("<tel:+4640> a@b.se", ["tel:+4640 a@b.se"], 'href="mailto:a@b.se"'),
    ("[fil](fil.pdf) [b](/b) [c](#d) [e](?f)", ["fil b c e"], "<p id=#>fil b c e</p>"),
    ("[a](www.x.se/b) [c](//x.se/d)", ["a c"], 'href="https://x.se/d"'),
    ("[a](ftp://x.se) [b](x:y)", ["a b"], "<p id=#>a b</p>"),
    ("[a](http://[x) b", ["a b"], '<a rel="noopener">a</a> b'),
    # HTML
    (
        '<a href="https://x.se/_a_/*b*">c</a>',
        ['<a href="https://x.se/_a_/*b*">c</a>'],
        "_a_/*b*</a>",
    ),
    ("<b class='_x_'>a</b> &amp; <br/>", ["<b class='_x_'>a</b> & <br/>"], "&lt;br/&gt;"),
    ('<img src="?a=1&amp;b=2">', ['<img src="?a=1&amp;b=2">'], "?a=1&amp;amp;b=2"),
    ("<div>\n*a*\n</div>", ["<div>\na\n</div>"], "<em>a</em>"),
    ("3 < 4 > 2", ["3 < 4 > 2"], "3 &lt; 4 &gt; 2"),
    # what no list, no code, no quotation holds
    ("1986. Ett år", ["1986. Ett år"], "<p id=#>1986."),
    ("``` Viktigt att veta\nkod", ["Viktigt att veta\nkod"], "veta\nkod"),
    ("```python\nkod\n```", ["kod"], "kod"),
    ("> " * 30 + "ord", ["> " * 12 + "ord"], "ord"),
]


@pytest.mark.parametrize(("markdown", "texts", "html"), READ)
def test_nothing_is_lost_and_nothing_invented(markdown: str, texts: list[str], html: str) -> None:
    rendered = render(markdown)
    assert [paragraph.text for paragraph in rendered.paragraphs] == texts
    assert html in re.sub(r'id="[^"]*"', "id=#", rendered.html)
    assert rendered.instructions == ()


# Markdown ; what is left of it ; the names of what is not.
INSTRUCTED = [
    ("Ett\n<!--more-->\ntvå", ["Ett", "två"], ["<!--more-->"]),
    ("Ett <!-- hemligt, säger Bo --> två", ["Ett två"], ["<!-- … -->"]),
    ("<!-- a\n\n# b\n--> två", ["två"], ["<!-- … -->"]),
    ("- ett\n- <!-- a -->två", ["ett", "två"], ["<!--a-->"]),
    ("<!-- inget slut\n\ntvå", ["<!-- inget slut", "två"], []),
    ("`<!--more-->` \\<!--x-->", ["<!--more--> <!--x-->"], []),
    ("    <!--more-->", ["<!--more-->"], []),
    ('{{< figure src="a" >}}\n\nEtt', ["Ett"], ["{{< figure >}}"]),
    ("{{< figure\n  src=a\n>}}\nEtt", ["Ett"], ["{{< figure >}}"]),
    ("{{% note %}}\n## Ett\n{{% /note %}}", ["Ett"], ["{{% note %}}"]),
    ("Ett {{<b>}}två{{</b>}}", ["Ett två"], ["{{< b >}}"]),
    ("{% include a.html %}", [], ["{% include %}"]),
    ("{{ ett }} 5 {% två", ["{{ ett }} 5 {% två"], []),
    ("{{</* figure */>}}", ["{{</* figure */>}}"], []),
    ("Ett [gallery] två", ["Ett två"], ["[gallery]"]),
    ("[gallery ids=1,2]\n[gallery ids=3]", [], ["[gallery]"]),
    ("[gallery ids=”1,2”]", [], ["[gallery]"]),
    ('[caption id="a" width="3"]Ett *två*[/caption]', ["Ett två"], ["[caption]"]),
    ('[caption id="a"]\n\n- ett\n\n[/caption]', ["ett"], ["[caption]"]),
    ("[su_box title=x]Ett[/su_box] två", ["Ett två"], ["[su_box]"]),
    ("[b]Ett[/b]", ["Ett"], ["[b]"]),
    ('[contact-form-7 id="1" title="Hej"]', [], ["[contact-form-7]"]),
    ("[embed]https://x.se[/embed]", ["https://x.se"], ["[embed]"]),
    ("[youtube https://x.se/a]", [], ["[youtube]"]),
    ("[latest_posts]", [], ["[latest_posts]"]),
    ("[[gallery]] \\[gallery]", ["[[gallery]] [gallery]"], []),
    ("[video](https://x.se) [sic] [Obs] [...]", ["video [sic] [Obs] [...]"], []),
    ("[Se mer https://x.se] [video se här]", ["[Se mer https://x.se] [video se här]"], []),
    ("[gallery]\n\n[gallery]: https://x.se", ["[gallery]: https://x.se"], ["[gallery]"]),
    ("Se [gallery]\n\n[gallery]: https://x.se", ["Se gallery"], []),
]


@pytest.mark.parametrize(("markdown", "texts", "names"), INSTRUCTED)
def test_instructions_to_other_programs_are_no_text(
    markdown: str, texts: list[str], names: list[str]
) -> None:
    rendered = render(markdown)
    assert [paragraph.text for paragraph in rendered.paragraphs] == texts
    assert list(rendered.instructions) == names


def test_relative_links_lead_to_where_the_post_was_published() -> None:
    markdown = "[a](b.pdf) [c](/d) [e](#f) ![](g.png) [h](https://x.se/i) [j](//x.se/k)"
    page = _Page(render(markdown, "https://example.org/nytt/1?p=2").html)
    assert page.values("href") == [
        "https://example.org/nytt/b.pdf",
        "https://example.org/d",
        "https://example.org/nytt/1?p=2#f",
        "https://example.org/nytt/g.png",
        "https://x.se/i",
        "https://x.se/k",
    ]


def test_footnotes_are_linked() -> None:
    rendered = render("Ord[^1] och[^b].\n\n[^1]: Noten.\n[^b]:\n    Den andra.")
    first, second = (p.anchor for p in rendered.paragraphs[1:])
    assert _Page(rendered.html).values("href") == [f"#{first}", f"#{second}"]


def test_an_image_without_a_text_leaves_the_anchor_that_links_have() -> None:
    (before,) = render("Se bild här").paragraphs
    (now,) = render("Se ![](https://x.se/a.png) här").paragraphs
    assert now.anchor == before.anchor


def test_the_anchors_of_the_shipped_corpus_are_as_ever(repository: Path) -> None:
    lines = (repository / "tests" / "golden" / "anchors.txt").read_text(encoding="utf-8")
    expected = [line for line in lines.splitlines() if not line.startswith("#")]
    found = [
        f"{post.id} {paragraph.anchor}"
        for post in read_corpus(repository / "corpus").posts
        for paragraph in render(post.body, post.source).paragraphs
    ]
    assert found == expected


def _fresh_words() -> Iterator[str]:
    return ("z" + "".join(letters) for letters in product("bcdfghjk", repeat=4))


# `W` stands for a word of the post, of which each is another; all else is no word of it.
_INLINE = [
    *("W", "W W", "*W*", "**W** W", "~~W~~", "`W`", "W\\\nW", "W\nW", "\\*W*", "W & W", "[W]"),
    *("[W](https://1.2/)", "[W](3.4)", "[*W* W](mailto:5@6.7)", "[W][8]", "![W](9)", "![W][8]"),
    *("![](10)", "W[^1]", "W[^2]", "<u>W</u>", "<!-- 1 -->W", "{{< 1 >}} W {{< /1 >}}", "(W)"),
    *('[x1 a="2"]W[/x1]', "[W]: W", '"W"', "1986. W", "- W", "[8] W".replace("8", "9")),
]
_BLOCKS = [
    *("# I", "I", "I\nI", "I\n---", "- I\n- I", "- [x] I\n  - [ ] I", "1. I\n\n   I", "> I\n> > I"),
    *("|W|W|\n|-|-|\n|I|\n|W|W|W|", "```\nW\n```", "``` W W\nW\n```", "    W", "~~~W~~~\nW\n~~~"),
    *(
        "[W]: W",
        "[W]: W\nI",
        "[8]: https://1.2/",
        "[9]: https://1.2/",
        "[^1]: I",
        "[^2]: I\n\n    I",
    ),
    *('[x1 a="2"]\nI\n[/x1]', "{{% 1 %}}\nI\n{{% /1 %}}", "<!-- 1\n\n2 -->\nI", "<!-- 1\n2 --> W"),
    *("---", "[gallery]", "> " * 25 + "W", "- " * 15 + "W", "<p>\nI\n</p>", "* I\n\n      W"),
]


@st.composite
def _posts(draw: st.DrawFn) -> str:
    blocks = draw(st.lists(st.sampled_from(_BLOCKS), min_size=1, max_size=8))
    separator = draw(st.sampled_from(["\n\n", "\n\n", "\n"]))
    inline = st.lists(st.sampled_from(_INLINE), min_size=1, max_size=3).map(" ".join)
    text = re.sub("I", lambda _: draw(inline), separator.join(blocks))
    fresh = _fresh_words()
    return re.sub("W", lambda _: next(fresh), text)


@given(_posts())
def test_every_word_of_a_post_stands_in_its_paragraphs_once(markdown: str) -> None:
    written = re.findall(r"z[bcdfghjk]{4}", markdown)
    read = Counter(word.normal for text in _texts(markdown) for word in words(text))
    assert [word for word in written if read[word] != 1] == []
    assert "bild" not in read
