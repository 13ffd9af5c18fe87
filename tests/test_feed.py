import json
from datetime import date
from html import escape
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.feed import looks_like_feed, read_feed
from kb.importers.found import Extraction, FoundPost

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)
DAY = "<pubDate>Wed, 03 May 2017 10:00:00 +0200</pubDate>"


def rss(*items: str, channel: str = "", day: str = DAY) -> bytes:
    inside = "".join(f"<item>{day}{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}><channel>'
        f"<title>Nyheter</title><link>https://exempel.se</link>{channel}{inside}</channel></rss>"
    ).encode()


def atom(entry: str, day: str = "<published>2017-05-03T00:30:00+02:00</published>") -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://exempel.se/blogg/">'
        '<link rel="self" href="atom.xml"/><link href="/"/>'
        f"<entry>{day}<id>tag:a,1</id>{entry}</entry></feed>"
    ).encode()


def json_feed(*items: dict[str, object], **more: object) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://exempel.se/"}
        | {"items": items} | more
    ).encode()  # fmt: skip


def read(content: bytes, address: str | None = None) -> Extraction:
    return read_feed(content, "flöde.xml", address)


def only(content: bytes, address: str | None = None) -> FoundPost:
    found = read(content, address)
    assert not found.quarantined
    (post,) = found.posts
    return post


def refusal(content: bytes) -> str:
    with pytest.raises(ImportFileError) as raised:
        read(content)
    return str(raised.value)


# --- the kinds of feed --------------------------------------------------------------------------


def test_rss_2() -> None:
    post = only(
        rss(
            "<title>Ny rapport</title><link>https://exempel.se/ny/</link>"
            "<guid isPermaLink='false'>https://exempel.se/?p=7</guid>"
            "<category>Nytt</category><category>Kultur &amp;amp; fritid</category>"
            "<description>Bara &lt;b&gt;början&lt;/b&gt; […]</description>"
            "<content:encoded><![CDATA[<p>Hela <a href='/mer'>texten</a>.</p>]]></content:encoded>"
        )
    )
    assert post == FoundPost(
        title="Ny rapport",
        published=date(2017, 5, 3),
        body="Hela [texten](https://exempel.se/mer).",
        where="item 1",
        key="https://exempel.se/?p=7",
        link="https://exempel.se/ny/",
        tags=("Kultur & fritid", "Nytt"),
    )


def test_rss_1() -> None:
    found = read(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="https://exempel.se/rss"><link>https://exempel.se/</link></channel>'
        b'<item rdf:about="https://exempel.se/1"><title>Ett</title>'
        b"<link>https://exempel.se/1</link><dc:date>2017-05-03T23:30:00-05:00</dc:date>"
        b"<dc:subject>Kultur</dc:subject><description>Text</description></item></rdf:RDF>"
    )
    (post,) = found.posts
    assert (post.title, post.body, post.key) == ("Ett", "Text", "https://exempel.se/1")
    assert (post.published, post.updated, post.tags) == (date(2017, 5, 3), None, ("Kultur",))
    assert found.source == "https://exempel.se"
    assert found.notes == ()


def test_atom() -> None:
    post = only(
        atom(
            "<title type='html'>A &amp;lt; B &lt;b&gt;C&lt;/b&gt;</title><link href='2017/ny'/>"
            "<link rel='edit' href='https://exempel.se/e'/><updated>2017-05-04T00:00:00Z</updated>"
            "<category term='t' label='Tagg'/><summary>Kort</summary><content type='xhtml'>"
            "<div xmlns='http://www.w3.org/1999/xhtml'><p>Hej <a href='d'>du</a></p></div>"
            "</content>"
        )
    )
    assert (post.title, post.key, post.tags) == ("A < B C", "tag:a,1", ("Tagg",))
    assert post.link == "https://exempel.se/blogg/2017/ny"
    assert post.body == "Hej [du](https://exempel.se/blogg/d)"
    assert (post.published, post.updated) == (date(2017, 5, 3), date(2017, 5, 4))


def test_json_feed() -> None:
    found = read(
        json_feed(
            {
                "id": 7,
                "url": "/ny",
                "title": "A < B",
                "content_html": "<p>Hej <a href='/d'>du</a></p>",
                "content_text": "Hej",
                "summary": "Kort",
                "date_published": "2017-05-03T00:30:00+02:00",
                "date_modified": "2017-05-04",
                "tags": ["Kultur", 5, "R&amp;D"],
            }
        )
    )
    assert found.posts == (
        FoundPost(
            title="A < B",
            published=date(2017, 5, 3),
            body="Hej [du](https://exempel.se/d)",
            where="item 1",
            key="7",
            updated=date(2017, 5, 4),
            link="https://exempel.se/ny",
            tags=("Kultur", "R&D"),
        ),
    )
    assert found.source == "https://exempel.se"


def test_a_feed_is_never_complete() -> None:
    for content in (rss("<title>a</title>"), rss(), json_feed()):
        assert not read(content).complete
    assert read(rss()).notes == ("the feed has no posts",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"<html><body>Hej</body></html>", "is no feed"),
        (b"hej", "is no feed"),
        (b"%PDF-1.4 \0\1", "is no feed"),
        (b"{}", "no JSON Feed"),
        (b'{"items": {}}', "no JSON Feed"),
        (b'{"items": [', "is not whole as JSON at line 1"),
        (b'{"items": ' + b"[" * 100_000, "is not whole as JSON"),
    ],
)
def test_no_feed(content: bytes, said: str) -> None:
    message = refusal(content)
    assert message.startswith("flöde.xml: ")
    assert said in message


def test_an_export_is_not_read_as_a_feed() -> None:
    secret = "<title>Hemligt</title><wp:status>private</wp:status><description>x</description>"
    export = rss(secret).replace(
        b"xmlns:dc", b'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc'
    )
    assert "kb import wordpress flöde.xml" in refusal(export)
    no_namespace = rss(secret, channel="<wp:wxr_version>1.2</wp:wxr_version>")
    assert "is an export of WordPress" in refusal(no_namespace)


def test_a_piece_of_an_export_is_one() -> None:
    item = "<title>a</title><wp:post_id>7</wp:post_id><wp:status>draft</wp:status>"
    assert "is an export" in refusal(f"<rss><channel><item>{item}</item></channel></rss>".encode())


def test_a_post_about_exports_is_a_post() -> None:
    text = "<description><![CDATA[<p>wordpress.org/export/ <wp:status></p>]]></description>"
    assert only(rss(f"<title>Om wp:status</title>{text}")).title == "Om wp:status"


# --- titles and texts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Vanlig titel", "Vanlig titel"),
        ("<![CDATA[Kultur & fritid]]>", "Kultur & fritid"),
        ("Kultur &amp; fritid", "Kultur & fritid"),
        ("Kultur &amp;amp; fritid", "Kultur & fritid"),
        ("Kultur &amp;#038; fritid", "Kultur & fritid"),
        ("Kultur & fritid", "Kultur & fritid"),
        ("&aring;ngest&nbsp;och &ouml;l", "ångest och öl"),
        ("&lt;b&gt;Fet&lt;/b&gt; titel", "Fet titel"),
        ("<![CDATA[<em>Kursiv</em> titel]]>", "Kursiv titel"),
        ("<em>Kursiv</em> titel", "Kursiv titel"),
        ("1 &lt; 2", "1 < 2"),
        ("Två\n  rader\x0bhär", "Två rader här"),
        ("H\u00adej\u200b d\u0061\u030a", "Hej då"),
        ("&#8221;Citat&#8221; &#8211; &#150;", "”Citat” – –"),
        ("a\x08b", "ab"),
        ("", ""),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert only(rss(f"<title>{written}</title><description>Text</description>")).title == title


@pytest.mark.parametrize(
    ("kind", "written", "title"),
    [
        ("text", "1 &lt; 2 &lt;b&gt;", "1 < 2 <b>"),
        ("text", "Kultur &amp;amp; fritid", "Kultur & fritid"),
        ("text", "&lt;b&gt;Fet&lt;/b&gt; titel", "Fet titel"),
        ("html", "Kultur &amp;amp; fritid", "Kultur & fritid"),
        ("xhtml", "<div xmlns='http://www.w3.org/1999/xhtml'>A <b>B</b> &lt; C</div>", "A B < C"),
    ],
)
def test_titles_of_atom(kind: str, written: str, title: str) -> None:
    assert only(atom(f"<title type='{kind}'>{written}</title>")).title == title


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("<description>Ren text.\n\nAndra *st*</description>", "Ren text.\n\nAndra \\*st\\*"),
        ("<description>1 &lt; 2 &amp;amp; 3</description>", "1 \\< 2 & 3"),
        ("<description>&lt;p&gt;Ett&lt;/p&gt;&lt;p&gt;Två&lt;/p&gt;</description>", "Ett\n\nTvå"),
        ("<description><p>Ett</p><p>Två</p></description>", "Ett\n\nTvå"),
        ("<description><![CDATA[<p>a ]]]]><![CDATA[> b</p>]]></description>", "a ]]> b"),
        ("<description>a<script>x()</script></description>", "a"),
        ("<description>&amp;lt;p&amp;gt;Ett&amp;lt;/p&amp;gt; två</description>", "Ett\n\ntvå"),
        ("<description>Elementet &amp;lt;b&amp;gt;</description>", "Elementet \\<b>"),
        ("<description>R&aring; text & annat</description>", "Rå text & annat"),
        ("<itunes:summary>Kort</itunes:summary><description>Den långa</description>", "Den långa"),
        ("<description>Text</description><media:content url='x'><media:title>foto</media:title>"
         "<media:description>En bild</media:description></media:content>", "Text"),
        ("", ""),
    ],
)  # fmt: skip
def test_texts(written: str, body: str) -> None:
    post = only(rss(f"<title>Titel</title>{written}"))
    assert (post.title, post.body) == ("Titel", body)


def test_html_that_is_said_to_be_text() -> None:
    escaped = "&lt;p&gt;Ett&lt;/p&gt;&lt;p&gt;Två&lt;br&gt;rader&lt;/p&gt;"
    assert only(atom(f"<title>a</title><content>{escaped}</content>")).body == "Ett\n\nTvå\nrader"
    item = {"id": 1, "content_text": "<p>Ett</p>", "date_published": "2017-05-03"}
    assert only(json_feed(item)).body == "Ett"


@pytest.mark.parametrize(
    ("content", "feed"),
    [
        (rss(), True),
        (atom("").decode().encode("utf-16"), True),
        (json_feed(), True),
        (b"<br />\n<b>Warning</b>: x in <b>/a.php</b><br />\n<?xml version='1.0'?><rss>", True),
        (b"<!doctype html><html><body>&lt;rss <rss></body></html>", False),
        (b"Om <rss>", False),
        (b'{"title": "a", "published": "2017-05-03"}', False),
        (rss(channel="<wp:wxr_version>1.2</wp:wxr_version>"), False),
        (b"", False),
        (b"\0\1\2<rss>", False),
    ],
)
def test_what_a_feed_looks_like(content: bytes, feed: bool) -> None:
    assert looks_like_feed(content) is feed


def test_emoji_are_signs_and_pictures_are_pictures() -> None:
    smiley = "<img src='https://s.w.org/1f600.png' alt='😀' class='wp-smiley' />"
    picture = "<img src='/a.jpg' alt='Hund' class='wp-smiley' />"
    content = f"<content:encoded><![CDATA[<p>Hej {smiley}</p><p>{picture}</p>]]></content:encoded>"
    body = only(rss("<title>a</title><link>https://exempel.se/b</link>" + content)).body
    assert body.startswith("Hej 😀")
    assert "Hund" in body
    assert "1f600" not in body


def test_the_line_under_every_text_is_left_out() -> None:
    for line in (
        "The post <a href='a'>Titel</a> appeared first on <a href='b'>Sajt</a>.",
        "Inlägget <a rel='nofollow' href='a'>Titel</a> dök först upp på <a href='b'>Sajt</a>.",
    ):
        content = f"<content:encoded><![CDATA[<p>Text.</p>\n<p>{line}</p>\n]]></content:encoded>"
        found = read(rss("<title>Titel</title>" + content))
        assert found.posts[0].body == "Text."
        assert found.left_out[0].text.startswith(("The post Titel", "Inlägget Titel"))
        assert found.left_out[0].reason == "stands under every text of this feed"


@pytest.mark.parametrize(
    ("written", "beginning"),
    [
        ("<description>Bara början […]</description>", True),
        ("<description>Bara början [&#8230;]</description>", True),
        ("<description>Bara början …</description>", True),
        ("<description>Bara början...</description>", True),
        ("<description>Början &lt;a href='x'&gt;Läs mer →&lt;/a&gt;</description>", True),
        ("<description>En hel text.</description>", False),
        ("<content:encoded>&lt;p&gt;En hel …&lt;/p&gt;</content:encoded>", False),
        ("<content:encoded>&lt;p&gt;Början […]&lt;/p&gt;</content:encoded>", True),
        ("", False),
    ],
)
def test_beginnings_are_told_once(written: str, beginning: bool) -> None:
    content = rss(*(f"<title>{number}</title>{written}" for number in range(3)))
    notes = " ".join(read(content).notes)
    assert ("only the beginnings of 3 posts" in notes) is beginning


def test_a_summary_of_atom_is_a_beginning() -> None:
    notes = read(atom("<title>a</title><summary>Kort.</summary>")).notes
    assert notes[0].startswith("the feed has only the beginnings of 1 post;")


# --- what a password protects -------------------------------------------------------------------

FORM = (
    '<form action="https://exempel.se/wp-login.php?action=postpass" class="post-password-form" '
    'method="post"><p>Detta innehåll är lösenordsskyddat.</p>'
    '<input name="post_password" type="password" /></form>'
)
NO_SUMMARY = [
    "Det finns inget utdrag eftersom det här är ett skyddat inlägg.",
    "There is no excerpt because this is a protected post.",
    "Det finnes ikke utdrag siden innlegget er beskyttet.",
]


@pytest.mark.parametrize(
    "item",
    [
        f"<title>Lösenordsskyddad: Hemlig</title><content:encoded>{escape(FORM)}</content:encoded>",
        f"<title>Hemlig</title><content:encoded><![CDATA[<div>{FORM}</div>]]></content:encoded>"
        "<description>Hemlig</description>",
        *(f"<title>Hemlig</title><description>{text}</description>" for text in NO_SUMMARY),
        "<title>Skyddad: Hemlig</title>",
        "<title>Protected: Hemlig</title><description>This is protected, log in</description>",
    ],
)
def test_protected_posts_are_left_out(item: str) -> None:
    found = read(rss(item + "<link>https://exempel.se/hemlig</link>", "<title>Öppen</title>"))
    assert [post.title for post in found.posts] == ["Öppen"]
    assert found.quarantined == ()
    (left,) = found.left_out
    assert (left.text, left.where) == ("", "item 1")
    assert "emlig" not in repr(found)


def test_protected_posts_stay_so_whatever_else_is_wrong() -> None:
    item = f"<title>Hemlig</title><content:encoded>{escape(FORM)}</content:encoded>"
    found = read(rss(item, item, day="<pubDate>nonsense</pubDate>"))
    assert "emlig" not in repr(found)
    assert len(found.left_out) == 2
    cut = rss(item).partition(b"</content:encoded>")[0]
    assert "emlig" not in repr(read(cut))


def test_a_title_alone_protects_nothing() -> None:
    text = "Ett skyddat boende öppnar. " * 10
    post = only(rss(f"<title>Skyddad: en utställning</title><description>{text}</description>"))
    assert post.title == "Skyddad: en utställning"


# --- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("", "its date is missing"),
        ("<pubDate></pubDate>", "its date is missing"),
        ("<pubDate>i går</pubDate>", "its date “i går” cannot be read"),
        ("<pubDate>31 feb 2017</pubDate>", "its date “31 feb 2017” is no day that exists"),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "stands for no day"),
    ],
)
def test_without_a_day_a_post_is_quarantined(day: str, reason: str) -> None:
    found = read(rss("<title>Titel</title><description>Hela texten</description>", day=day))
    (item,) = found.quarantined
    assert (item.title, item.text) == ("Titel", "Hela texten")
    assert reason in item.reason


def test_the_day_of_change_stands_in_and_is_told() -> None:
    found = read(atom("<title>a</title><updated>2017-05-04T01:00:00Z</updated>", day=""))
    assert found.posts[0].published == date(2017, 5, 4)
    assert found.notes == (
        "of 1 post the feed tells no day of publishing; that of the last change stands in",
    )


@pytest.mark.parametrize(
    ("pub_date", "link", "day"),
    [
        ("Wed, 03 May 2017 22:30:00 +0000", "https://exempel.se/2017/05/04/ny/", date(2017, 5, 4)),
        ("Wed, 03 May 2017 22:30:00 GMT", "https://exempel.se/b/2017/05/04/ny/", date(2017, 5, 4)),
        ("Wed, 03 May 2017 22:30:00 +0200", "https://exempel.se/2017/05/04/ny/", date(2017, 5, 3)),
        ("Wed, 03 May 2017 22:30:00 +0000", "https://exempel.se/2016/01/01/ny/", date(2017, 5, 3)),
        ("Wed, 03 May 2017 22:30:00 +0000", "https://exempel.se/2017/99/04/ny/", date(2017, 5, 3)),
        ("Wed, 03 May 2017 22:30:00 +0000", "https://exempel.se/2017/05/ny/", date(2017, 5, 3)),
        ("Thu, 31 Dec 2015 23:30:00 +0000", "https://exempel.se/2016/01/ny/", date(2016, 1, 1)),
        ("Fri, 01 Jan 2016 02:30:00 +0000", "https://exempel.se/2015/12/ny/", date(2015, 12, 31)),
    ],
)
def test_the_sites_own_clock(pub_date: str, link: str, day: date) -> None:
    content = rss(f"<title>a</title><link>{link}</link><pubDate>{pub_date}</pubDate>", day="")
    assert only(content).published == day


# --- keys, addresses, terms ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key", "link"),
    [
        ("<guid>https://exempel.se/a</guid>", "https://exempel.se/a", "https://exempel.se/a"),
        ("<guid isPermaLink='false'>https://a.se/?p=1</guid>", "https://a.se/?p=1", None),
        ("<guid>inte-en-adress</guid>", "inte-en-adress", None),
        ("<link>/a b</link>", "https://exempel.se/a b", "https://exempel.se/a b"),
        ("<link>https://exempel.se/?a=1&b=2&copy=3</link><guid>1</guid>", "1",
         "https://exempel.se/?a=1&b=2&copy=3"),
        ("<guid>https://exempel.se/?post_type=x&amp;#038;p=1</guid>",
         "https://exempel.se/?post_type=x&p=1", "https://exempel.se/?post_type=x&#038;p=1"),
        ("<atom:link rel='self' href='https://exempel.se/self'/><link>https://exempel.se/a</link>",
         "https://exempel.se/a", "https://exempel.se/a"),
        ("<link>javascript:alert(1)</link>", None, None),
        ("<link>http://[::1</link>", None, None),
        ("<guid>http://[::1</guid>", "http://[::1", None),
        ("", None, None),
    ],
)  # fmt: skip
def test_keys_and_links(written: str, key: str | None, link: str | None) -> None:
    post = only(rss(f"<title>a</title>{written}"))
    assert (post.key, post.link) == (key, link)


def test_one_key_for_all_is_none() -> None:
    found = read(rss(*(f"<title>{n}</title><guid>x</guid><link>/{n}</link>" for n in range(3))))
    assert [post.key for post in found.posts] == [f"https://exempel.se/{n}" for n in range(3)]
    found = read(rss(*(f"<title>{n}</title><guid>https://exempel.se</guid>" for n in range(3))))
    assert [post.key for post in found.posts] == [None] * 3


def test_an_exact_double_is_one_post() -> None:
    found = read(rss("<title>a</title><guid>x</guid>", "<title>a</title><guid>x</guid>"))
    assert [post.key for post in found.posts] == ["x"]
    assert [(left.text, left.where) for left in found.left_out] == [("a", "item 2")]


def test_terms() -> None:
    post = only(
        rss(
            "<title>a</title><category domain='category'>Nytt</category>"
            "<category domain='https://exempel.se/category/kultur/'>Kultur</category>"
            "<category domain='post_tag'>tagg</category><category> tagg </category>"
            "<category></category><category><![CDATA[A &amp; B]]></category>"
            "<media:category>bild</media:category>"
        )
    )
    assert post.categories == ("Kultur", "Nytt")
    assert post.tags == ("A & B", "tagg")


def test_where_the_feed_is_of() -> None:
    bare = b"<rss version='2.0'><channel><item><title>a</title></item></channel></rss>"
    assert read(rss()).source == "https://exempel.se"
    assert read(bare).source is None
    assert read(bare, "https://exempel.se/nyheter/rss.xml").source == "https://exempel.se"


# --- what is broken, and what means harm --------------------------------------------------------


def test_not_well_formed() -> None:
    found = read(rss("<title>a <b> c</title><description>text<br>mer</description>"))
    assert (found.posts[0].title, found.posts[0].body) == ("a c", "text\nmer")
    assert found.notes == ("the feed is not well-formed XML; what could be read of it was",)


def test_elements_that_overlap() -> None:
    whole = rss("<title>a</title><category>b", "</category><title>c</title>")
    found = read(whole.replace(b"</item><item>", b"</item></category><item>", 1))
    assert [post.title for post in found.posts][:1] == ["a"]


def test_cut_off() -> None:
    whole = rss("<title>Ett</title><description>x</description>",
                "<title>Två</title><description>Början på</description>")  # fmt: skip
    for end in range(whole.index(b"Tv"), len(whole) - len("</channel></rss>") - 8):
        found = read(whole[:end])
        assert [post.title for post in found.posts] == ["Ett"]
        assert found.quarantined == ()
        (left,) = found.left_out
        assert (left.text, left.where) == ("", "item 2")
        assert left.reason.startswith("the feed ends within it")
        assert "the feed ends too early; what could be read of it was" in found.notes


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("opened a connection")

    monkeypatch.setattr("socket.socket.connect", fail)
    monkeypatch.setattr("urllib.request.urlopen", fail)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    "doctype",
    [
        '<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi")),
        f'<!ENTITY i "{"x" * 100_000}">',
        '<!ENTITY i SYSTEM "file:///etc/passwd">',
        '<!ENTITY i SYSTEM "http://127.0.0.1:1/">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;',
        '<!ENTITY i "]><rss>">',
    ],
)  # fmt: skip
def test_bombs_do_no_harm(doctype: str) -> None:
    content = rss("<title>a" + "&i;" * 1000 + "</title>").replace(
        b"<rss", f'<!DOCTYPE rss [{doctype}]><rss xmlns:x="x"'.encode(), 1
    )
    try:
        found = read(content)
    except ImportFileError:
        return
    assert len(repr(found)) < 20_000
    assert "root:" not in repr(found)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("content", [b"http://127.0.0.1:1/", b"/etc/passwd", b"file:///etc/passwd"])
def test_a_feed_that_is_an_address_is_not_opened(content: bytes) -> None:
    assert "is no feed" in refusal(content)


@pytest.mark.parametrize(
    "inside",
    ["<i>" * 30_000, "<" * 50_000, "&" * 50_000, "<![CDATA[" * 20_000, "<!--" * 20_000,
     "&lt;i&gt;" * 3_000, "&lt;p&gt;The post &lt;a&gt;" * 3_000, "<![CDATA[]]>" * 20_000,
     "&lt;img alt='" * 5_000, "&lt;form " * 10_000,
     "<i " + " ".join(f"a{n}='b'" for n in range(20_000)) + ">x</i>"],
)  # fmt: skip
def test_hostile_texts_end(inside: str) -> None:
    found = read(rss(f"<title>a</title><description>{inside}</description>"))
    assert len(found.posts) + len(found.left_out) == 1


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=40)


def _seems_encoded_twice(text: str) -> bool:
    """Tell what feedparser mends: Ã¥ for å."""
    try:
        return text.encode("latin-1").decode() != text
    except UnicodeError:
        return False


@given(TEXT, TEXT)
@settings(max_examples=50)
def test_escaped_text_comes_through(title: str, text: str) -> None:
    assume(not any(map(_seems_encoded_twice, (title, text))))
    paragraph = f"<p>{escape(text)}</p>"
    one = read(rss(f"<title>{escape(escape(title))}</title><guid>1</guid>"
                   f"<content:encoded>{escape(paragraph)}</content:encoded>"))  # fmt: skip
    other = read(atom(f"<title type='html'>{escape(escape(title))}</title><content type='html'>"
                      f"{escape(paragraph)}</content>"))  # fmt: skip
    third = read(json_feed({"id": "1", "content_html": paragraph, "date_published": "2017-05-03"}))
    bodies = {item.body for found in (one, other, third) for item in found.posts}
    bodies |= {item.text for found in (one, other, third) for item in found.quarantined}
    assert len(bodies) == 1
    titles = {item.title for found in (one, other) for item in found.posts}
    titles |= {item.title for found in (one, other) for item in found.quarantined}
    assert len(titles) == 1


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_is_read_or_refused(content: bytes) -> None:
    for whole in (
        content,
        rss("<title>").replace(b"<title></item>", content),
        b'{"items":' + content,
    ):
        try:
            read(whole)
        except ImportFileError:
            continue


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["id", "url", "title", "tags", "content_html", "date_published"]),
            inner,
        ),
        max_leaves=10,
    )
)  # fmt: skip
def test_any_json_is_read_or_refused(value: object) -> None:
    for feed in ({"items": value, "home_page_url": value, "next_url": value}, {"items": [value]}):
        try:
            read(json.dumps(feed).encode())
        except ImportFileError:
            continue


ODD = st.text(max_size=15) | st.sampled_from(
    ["http://[::1", "//", "http://", "https://a:b@c:99999/", "?", "\0", "&#x;", "%", "mailto:a"]
)


@given(st.lists(ODD, min_size=8, max_size=8), st.booleans())
@settings(max_examples=200)
def test_odd_values_anywhere_are_read(values: list[str], in_base: bool) -> None:
    a, b, c, d, e, f, g, h = (escape(value) for value in values)
    base = f'xml:base="{h}"' if in_base else ""
    found = read(
        rss(
            f"<title>{a}</title><link>{b}</link><guid>{c}</guid>"
            f"<category domain='{g}'>{d}</category>"
            f"<description>{e}</description><enclosure url='{f}' length='{g}'/>"
            f"<dc:date>{g}</dc:date><comments>{h}</comments><source url='{a}'>{b}</source>",
            channel=f"<atom:link rel='next' href='{f}'/><image><url>{a}</url></image>",
        )
    )
    assert len(found.posts) + len(found.quarantined) + len(found.left_out) == 1
    found = read(
        atom(
            f"<title type='{g}'>{a}</title><link href='{b}' rel='{h}'/><link href='{c}'/>"
            f"<updated>{d}</updated><content type='{f}' {base}>{e}</content>"
            f"<category term='{a}' scheme='{b}'/><author><uri>{c}</uri></author>"
        ),
        address="https://exempel.se/feed",
    )
    assert len(found.posts) + len(found.quarantined) + len(found.left_out) == 1
