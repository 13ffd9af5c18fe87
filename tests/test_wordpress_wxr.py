"""Exports in every state: what is public comes out whole, and nothing else does."""

import re
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.importing import write_export
from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundTerm
from kb.importers.wordpress.wxr import read_wxr

HOME = "https://byn.example.org"
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Byn</title><link>{HOME}</link><language>sv-SE</language>
<wp:author><wp:author_login>anna</wp:author_login><wp:author_email>anna@example.org</wp:author_email>
<wp:author_display_name><![CDATA[Anna Författare]]></wp:author_display_name></wp:author>
<wp:base_site_url>{HOME}</wp:base_site_url><wp:base_blog_url>{HOME}</wp:base_blog_url>
<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>okategoriserade</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name>Okategoriserade</wp:cat_name></wp:category>
"""
TAIL = "</channel></rss>\n"


def cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def item(number: int = 7, content: str = "Text.", more: str = "", **fields: str) -> str:
    known = {
        "title": "Rubrik",
        "link": f"{HOME}/2017/06/rubrik/",
        "guid": f"{HOME}/?p={number}",
        "wp:post_date": "2017-06-29 10:00:00",
        "wp:post_date_gmt": "2017-06-29 08:00:00",
        "wp:status": "publish",
        "wp:post_type": "post",
        "wp:post_password": "",
    } | {name.replace("__", ":"): value for name, value in fields.items()}
    inner = "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in known.items())
    return (
        f"<item>{inner}<dc:creator>{cdata('anna')}</dc:creator><wp:post_id>{number}</wp:post_id>"
        f"<content:encoded>{cdata(content)}</content:encoded>{more}</item>\n"
    )


def read(tmp_path: Path, text: str | bytes) -> Extraction:
    file = tmp_path / "export.xml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_wxr(file)


def test_a_post(tmp_path: Path) -> None:
    more = (
        "<category domain='category' nicename='x'>Projekt &amp;amp; nätverk</category>"
        "<category domain='category' nicename='okategoriserade'>Okategoriserade</category>"
        "<category domain='post_tag' nicename='y'>Mat</category>"
        "<category domain='post_format' nicename='post-format-aside'>Aside</category>"
    )
    found = read(
        tmp_path,
        HEAD + item(content='Han sa "hej" -- tre...\n\nNytt.', title="Å &amp; ö", more=more) + TAIL,
    )
    (post,) = found.posts
    assert post.title == "Å & ö"
    assert post.body == "Han sa ”hej” — tre…\n\nNytt."
    assert post.published == date(2017, 6, 29)
    assert post.key == f"{HOME}/?p=7"
    assert post.link == f"{HOME}/2017/06/rubrik/"
    assert post.categories == ("Projekt & nätverk",)
    assert post.tags == ("Mat",)
    assert post.where == "post 7"
    assert (found.source, found.complete) == (HOME, True)
    assert any("Okategoriserade" in note for note in found.notes)
    assert "anna" not in repr(found).lower()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wp__status": "private"}, "private"),
        ({"wp__status": "draft"}, "draft"),
        ({"wp__status": "pending"}, "pending"),
        ({"wp__status": "future"}, "scheduled"),
        ({"wp__status": "trash"}, "trash"),
        ({"wp__status": "auto-draft"}, "auto-draft"),
        ({"wp__status": "inherit"}, "revision"),
        ({"wp__status": "archived"}, "archived"),
        ({"wp__status": ""}, "no known status"),
        ({"wp__status": " publish "}, ""),
        ({"wp__post_password": "sesam"}, "password"),
        ({"wp__post_password": " "}, "password"),
    ],
)
def test_what_is_not_public_is_counted_and_not_told(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    secret = item(8, content="Hemlig text", title="Hemlig rubrik", link=f"{HOME}/hemlig/", **fields)
    found = read(tmp_path, HEAD + item() + secret + item(9) + TAIL)
    assert [post.where for post in found.posts] == ["post 7", "post 9"]
    (left,) = found.left_out
    assert (left.text, left.where) == ("post 8", "post 8")
    assert said in left.reason
    assert "hemlig" not in repr(found).lower()


def test_other_types_are_counted(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_content>Hemligt</wp:comment_content></wp:comment>"
    found = read(
        tmp_path,
        HEAD
        + item(1, wp__post_type="page")
        + item(2, wp__post_type="page")
        + item(3, wp__post_type="event")
        + item(4, more=comment * 3)
        + TAIL,
    )
    assert [left.text for left in found.left_out] == [
        "1 of type event",
        "2 of type page",
        "3 comments",
    ]
    assert len(found.posts) == 1
    assert "Hemligt" not in repr(found)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"wp__post_date": "0000-00-00 00:00:00", "wp__post_date_gmt": "2016-12-31 23:30:00"},
            2017,
        ),
        ({"wp__post_date": "", "wp__post_date_gmt": "2016-12-31 23:30:00"}, 2017),
        (
            {"wp__post_date": "2016-13-45 00:00:00", "wp__post_date_gmt": "2016-12-31 12:00:00"},
            2016,
        ),
        (
            {
                "wp__post_date": "0000-00-00 00:00:00",
                "wp__post_date_gmt": "0000-00-00 00:00:00",
                "pubDate": "Sat, 31 Dec 2016 23:30:00 +0000",
            },
            2017,
        ),
        (
            {
                "wp__post_date": "0000-00-00 00:00:00",
                "wp__post_date_gmt": "0000-00-00 00:00:00",
                "pubDate": "Wed, 30 Nov -0001 00:00:00 +0000",
                "wp__post_modified": "2015-01-01 10:00:00",
            },
            2015,
        ),
        ({"wp__post_date": "0000-00-00 00:00:00", "wp__post_date_gmt": ""}, None),
    ],
)
def test_days_that_are_missing(
    tmp_path: Path, fields: dict[str, str], expected: int | None
) -> None:
    winter = {"wp__post_date": "2016-11-29 10:00:00", "wp__post_date_gmt": "2016-11-29 09:00:00"}
    found = read(tmp_path, HEAD + item(5, **winter) + item(6, **fields) + TAIL)
    years = {post.where: post.published.year for post in found.posts}
    assert years.get("post 6") == expected
    if expected is None:
        assert [left.reason for left in found.left_out] == ["it has no date"]


def test_terms_have_parents(tmp_path: Path) -> None:
    terms = (
        "<wp:category><wp:category_nicename>over</wp:category_nicename>"
        "<wp:cat_name>A &amp;amp; B</wp:cat_name></wp:category>"
        "<wp:category><wp:category_nicename>under</wp:category_nicename>"
        "<wp:category_parent>over</wp:category_parent><wp:cat_name>C</wp:cat_name></wp:category>"
        "<wp:tag><wp:tag_slug>t</wp:tag_slug><wp:tag_name>T</wp:tag_name></wp:tag>"
        "<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_name>M</wp:term_name></wp:term>"
    )
    assert read(tmp_path, HEAD + terms + item() + TAIL).terms == (
        FoundTerm("A & B", "category"),
        FoundTerm("C", "category", "A & B"),
        FoundTerm("T", "tag"),
    )


def test_posts_come_by_number_and_each_has_a_key(tmp_path: Path) -> None:
    same = {"guid": "http://gammal.example.org/?p=1&amp;x=2"}
    found = read(tmp_path, HEAD + item(9, **same) + item(3, **same) + item(4, guid="") + TAIL)
    assert [post.key for post in found.posts] == [
        "http://gammal.example.org/?p=1&x=2",
        f"{HOME}/?p=4",
        "http://gammal.example.org/?p=1&x=2#9",
    ]


# --- what is not well-formed ---------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\x0b", "\x08", "\x00", "\x1f", "&#11;", "&#x8;", "\ufffe"])
def test_control_characters_go(tmp_path: Path, sign: str) -> None:
    text = (HEAD + item(content=f"Före{sign}efter", title=f"Ru{sign}brik") + TAIL).replace(
        "<title><![CDATA[", f"<title>{sign}<![CDATA["
    )
    (post,) = read(tmp_path, text).posts
    assert re.fullmatch(r"Före ?efter", post.body) or "&#" in sign
    assert post.body.startswith("Före")
    assert post.body.endswith("efter")


@pytest.mark.parametrize(
    "content",
    [
        "a ]]> b",
        "]]>",
        "]]]]>",
        "kod: if (a[b[0]]>1) { }",
        "<code>]]&gt;</code> ]] > ] ]>",
        "</item></channel></rss> <item> <![CDATA[ x",
        "<wp:status>draft</wp:status>",
    ],
)
@pytest.mark.parametrize("split", [True, False])
def test_cdata_in_a_text(tmp_path: Path, content: str, split: bool) -> None:
    """New exports split `]]>` over two sections, old ones do not."""
    text = HEAD + item(content="@@") + item(8) + TAIL
    text = text.replace("<![CDATA[@@]]>", cdata(content) if split else f"<![CDATA[{content}]]>")
    found = read(tmp_path, text)
    plain = read(tmp_path, HEAD + item(content=content.replace("]]>", "]]&gt;")) + item(8) + TAIL)
    assert found.posts == plain.posts
    assert found.complete


def test_entities_of_html_are_read(tmp_path: Path) -> None:
    text = (HEAD + item() + TAIL).replace(
        cdata("Rubrik"), "R&auml;ksm&ouml;rg&aring;s &nbsp;&amp; R&D &okänd; &#8211; &#x2013;"
    )
    assert read(tmp_path, text).posts[0].title == "Räksmörgås & R&D &okänd; – –"


def test_an_xml_bomb_is_harmless(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY b{level} "{f"&b{level - 1};" * 10}">' for level in range(1, 12))
    file = tmp_path / "secret"
    file.write_text("Hemligt")
    head = HEAD.replace(
        "<rss",
        f'<!DOCTYPE rss [<!ENTITY b0 "bom">{bomb}<!ENTITY f SYSTEM "{file.as_uri()}">]><rss',
        1,
    )
    text = (head + item(title="@@") + TAIL).replace(cdata("@@"), "&b11; &f; slut")
    found = read(tmp_path, text)
    assert found.posts[0].title == "&b11; &f; slut"
    assert "Hemligt" not in repr(found)


@pytest.mark.parametrize("before", ["\ufeff", "\n\n", "Warning: x in <b>a.php</b> on line 3\n"])
def test_what_stands_before_the_export(tmp_path: Path, before: str) -> None:
    assert len(read(tmp_path, before + HEAD + item() + TAIL).posts) == 1


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "nonsense-8"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = (HEAD + item(title="Räksmörgås – é") + TAIL).replace("UTF-8", encoding)
    raw = text.replace("–", "&#8211;").encode("utf-8" if "8" in encoding[-2:] else encoding)
    if encoding == "nonsense-8":
        raw = text.encode()
    found = read(tmp_path, raw)
    assert found.posts[0].title.startswith("Räksmörgås")


def test_bytes_of_another_encoding(tmp_path: Path) -> None:
    raw = (HEAD + item(content="Bygdegård – @@") + TAIL).encode()
    found = read(tmp_path, raw.replace(b"@@", "räksmörgås \x96".encode("latin-1")))
    assert found.posts[0].body == "Bygdegård – räksmörgås –"


@pytest.mark.parametrize("cut", [0.99, 0.9, 0.7, 0.5])
def test_an_export_that_breaks_off(tmp_path: Path, cut: float) -> None:
    """What came whole is imported, what did not is not, and nothing is taken for gone."""
    items = [item(number, content=f"Text {number}. " * 50) for number in range(1, 21)]
    text = HEAD + "".join(items)
    text = text[: len(HEAD) + int((len(text) - len(HEAD)) * cut)]
    found = read(tmp_path, text)
    whole = text.count("</item>")
    assert [post.where for post in found.posts] == [f"post {n}" for n in range(1, whole + 1)]
    assert all(post.body.endswith(".") for post in found.posts)
    assert not found.complete
    assert any("breaks off" in note for note in found.notes)


def test_it_says_when_terms_are_missing(tmp_path: Path) -> None:
    head = re.sub(r"<wp:category>.*?</wp:category>", "", HEAD, flags=re.DOTALL)
    found = read(tmp_path, head + item() + TAIL)
    assert any("lists no categories" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ingen export",
        "<html><body><p>sida</p></body></html>",
        "<rss version='2.0'><channel><item><title>Flöde</title></item></channel></rss>",
        "<rss",
        HEAD,
        HEAD + TAIL,
        "\0\1\2\3" * 100,
    ],
)
def test_what_is_no_export(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportFileError, match="no export of WordPress"):
        read(tmp_path, text)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="cannot be read"):
        read_wxr(tmp_path / "none.xml")
    with pytest.raises(ImportFileError, match="cannot be read"):
        read_wxr(tmp_path)


@given(st.data())
def test_no_damage_brings_a_traceback_or_a_secret(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Cut, doubled and overwritten pieces: an extraction or an error, and nothing private."""
    text = HEAD + item(1) + item(2, "Hemligt", title="Hemligt", wp__status="draft") + item(3) + TAIL
    start = data.draw(st.integers(len(HEAD), len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    between = data.draw(st.sampled_from(["", "<", ">", "&", "]]>", "<![CDATA[", "\0", "</item>"]))
    damaged = text[:start] + between + text[end:]
    try:
        found = read(tmp_path_factory.mktemp("damaged"), damaged)
    except ImportFileError:
        return
    for post in found.posts:
        if "Hemligt" in repr(post):
            # Its status or its end is what was damaged: then its text is public, or another's.
            assert start < text.index("</item>", text.index("Hemligt")) + 7


def test_an_export_is_read_item_by_item(tmp_path: Path, repository: Path) -> None:
    """What is kept of an export is its posts: the tree, the text and drafts are not."""
    file = tmp_path / "large.xml"
    filler = "".join(item(n, "x" * 100_000, wp__status="draft") for n in range(1, 301))
    file.write_text(HEAD + item(500) + filler + TAIL)
    tracemalloc.start()
    found = read_wxr(file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.left_out) == 300
    assert peak < file.stat().st_size / 3


def test_generated_exports_are_read_whole(tmp_path: Path, repository: Path) -> None:
    file = tmp_path / "generated.xml"
    public = write_export(file, repository / "corpus", posts=100)
    found = read_wxr(file)
    assert (len(found.posts), len(found.left_out), found.complete) == (public, 2, True)
    assert found.posts[0].categories != ("Okategoriserade",)


# --- the theme unit test data -------------------------------------------------------------------


def test_theme_unit_test_data(repository: Path) -> None:
    """Every published post, and no markup in a text but what a post writes about."""
    file = repository.parent / "shared/data/wxr/themeunittestdata.wordpress.xml"
    if not file.exists():
        pytest.skip("WordPress's theme unit test data is not beside the repository (../shared)")
    found = read_wxr(file)
    assert len(found.posts) == 48
    assert found.complete
    assert {left.reason for left in found.left_out if left.text.startswith("post ")} == {
        "not public: scheduled",
        "not public: draft",
        "not public: behind a password",
    }
    about_tags = {"post 1178", "post 1732"}
    for post in found.posts:
        rendered = render(post.body)
        texts = [post.title, *(paragraph.text for paragraph in rendered.paragraphs)]
        for text in texts if post.where not in about_tags else ():
            assert not re.search(r"</?[a-z!][^>]*>|&#?\w+;|\[/?(?:caption|gallery|embed)\b", text)
    # A text of one draft, one of a post behind a password.
    assert "Everything’s a draft" not in repr(found)
    assert "protected" not in {post.title for post in found.posts}
