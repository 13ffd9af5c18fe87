"""What an author wrote, and what a theme makes of it: the same Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.html.markdown import to_markdown
from kb.importers.wordpress.canonical import canonical, shown_address
from kb.importers.wordpress.media import Attachment, Files
from kb.importers.wordpress.rendering import Site, render
from kb.importers.wordpress.texturize import signs_of

HOME = "https://byn.example.org"
UP = f"{HOME}/wp-content/uploads"
FILES = [
    Attachment(
        1, f"{UP}/torget.jpg", 0, "Torget", "Folk på &#8221;torget&#8221;", "Ett <b>torg</b>"
    ),
    Attachment(2, f"{UP}/kvarnen-scaled.jpg", 9, "Kvarnen", order=2),
    Attachment(3, f"{UP}/an.png", 9, "Ån", text="Ån", order=1),
    Attachment(4, f"{UP}/samtal.mp3", 9, "Samtal"),
    Attachment(5, f"{UP}/film.mp4", 9, "Film"),
]
SHARED = {
    1: "<!-- wp:paragraph --><p>Delat.</p><!-- /wp:paragraph -->",
    2: '<p>Runt om.</p><!-- wp:block {"ref":1} /-->',
    3: '<p>Sig själv.</p><!-- wp:block {"ref":3} /-->',
}
SITE = Site(
    signs_of("sv-SE"),
    SHARED,
    Files({file.id: file for file in FILES}, {9: FILES[1:], 0: FILES[:1]}),
)


def markdown(html: str) -> str:
    return to_markdown(canonical(html, HOME), f"{HOME}/inlagg/")


def written(text: str, footnotes: str = "") -> str:
    return markdown(render(text, 9, SITE, footnotes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ett.\nRad två.\n\nTvå.", "Ett.\nRad två.\n\nTvå."),
        ("Ett.\r\n\r\nTvå.", "Ett.\n\nTvå."),
        ("<b>Fet</b>\n<h2>Rubrik</h2>\nText", "**Fet**\n\n## Rubrik\n\nText"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nSlut", "- a\n- b\n\nSlut"),
        ("<blockquote>Ett\n\ntvå</blockquote>", "> Ett\n>\n> två"),
        ("<div>a\n\nb</div><div>c</div>d", "a\n\nb\n\nc\n\nd"),
        ("Före\n<pre>  x\n\n  y</pre>\nEfter", "Före\n\n```\n  x\n\n  y\n```\n\nEfter"),
        ("a<br>b<br />\n<br/>c", "a\nb\n\nc"),
        ("Ingress.<!--more Läs mer-->\n\n<!--nextpage-->\n\nSist.", "Ingress.\n\nSist."),
        ("&nbsp;\n\nText\n\n<p>&nbsp;</p>", "Text"),
        ("", ""),
        (" \n ", ""),
        ("0", "0"),
        ("Om Wordpress :)", "Om WordPress 🙂"),
        ("<script>\nx\n\ny</script>Text<style>p{}</style>", "Text"),
        ('<p onclick="x">a</p><a href="javascript:x">b</a>', "a\n\nb"),
        ("<p>Word<o:p></o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]-->", "Word"),
        ("# inte * rubrik", "\\# inte \\* rubrik"),
    ],
)
def test_classic_text(text: str, expected: str) -> None:
    assert written(text) == expected


def block(name: str, html: str = "", attributes: str = "") -> str:
    opening = f"<!-- wp:{name} {attributes + ' ' if attributes else ''}"
    return f"{opening}-->{html}<!-- /wp:{name} -->" if html else f"{opening}/-->"


P = block("paragraph", "<p>Kvar.</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (P, "Kvar."),
        (block("paragraph", '<p>"a" -- b<br>c</p>'), "”a” — b\nc"),
        (block("group", f'<div class="wp-block-group">{P}</div>'), "Kvar."),
        (P + block("latest-posts", attributes='{"postsToShow":3}') + block("calendar"), "Kvar."),
        (P + block("core/archives") + block("social-links", "<ul><li>x</li></ul>"), "Kvar."),
        (P + block("query", "<div><p>Andras</p></div>", '{"a":{"b":1}}'), "Kvar."),
        (block("block", attributes='{"ref":2}'), "Runt om.\n\nDelat."),
        (block("block", attributes='{"ref":3}') + P, "Sig själv.\n\nKvar."),
        (P + block("block", attributes='{"ref":99}') + block("block"), "Kvar."),
        (block("shortcode", "rad\nrad\n\nstycke"), "rad\nrad\n\nstycke"),
        (block("html", "<div>rad\n\ninget stycke</div>"), "rad inget stycke"),
        (
            block("tillagg/ruta", "<div><p>I en ruta</p></div>", '{"f":"\\u002d\\u002d"}'),
            "I en ruta",
        ),
        (block("more", "<!--more-->") + P + block("nextpage", "<!--nextpage-->"), "Kvar."),
        ("<p>Utan</p>" + P + "fri text", "Utan\n\nKvar.\n\nfri text"),
        ("<p>Före</p><!-- /wp:group -->" + block("latest-posts") + "<p>Efter</p>", "Före\n\nEfter"),
        ("<!-- wp:group --><p>Öppet</p>", "Öppet"),
        (block("details", "<details><summary>F?</summary><p>S.</p></details>"), "**F?**\n\nS."),
    ],
)
def test_blocks(text: str, expected: str) -> None:
    assert written(text) == expected


def test_footnotes_stand_where_their_block_does() -> None:
    text = P + block("footnotes") + P
    stored = '[{"content":"Not <em>ett</em>","id":"a1"},{"content":"","id":"b"}]'
    assert written(text, stored) == "Kvar.\n\n1. Not *ett*\n\nKvar."
    shown = (
        '<p>Kvar.</p><ol class="wp-block-footnotes"><li id="a1">Not <em>ett</em> '
        '<a href="#a1-link" aria-label="Hoppa till fotnotsreferens 1">↩︎</a></li></ol><p>Kvar.</p>'
    )
    assert markdown(shown) == written(text, stored)
    assert written(text, "nonsens") == written(text, '{"a": 1}') == "Kvar.\n\nKvar."


YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            f'[caption id="a" width="9"]<img src="{UP}/torget.jpg" alt="x"> På "torget"[/caption]',
            f'<figure class="wp-caption"><img src="{UP}/torget.jpg" alt="x" />'
            '<figcaption class="wp-caption-text">På &#8221;torget&#8221;</figcaption></figure>',
        ),
        (
            f'[caption width="300"]<img src="{UP}/torget.jpg" /> På torget[/caption]',
            f'<div class="wp-caption" style="width: 310px"><img src="{UP}/torget.jpg" />'
            '<p class="wp-caption-text">På torget</p></div>',
        ),
        (
            '[gallery ids="1,2"]',
            "<style>#g{}</style><div id='g' class='gallery'><dl class='gallery-item'>"
            f"<dt class='gallery-icon'><a href='{HOME}/torget/'><img src='{UP}/torget-150x150.jpg' "
            "alt='Ett torg'></a></dt><dd class='wp-caption-text gallery-caption'>"
            "Folk på &#8221;torget&#8221;</dd></dl><dl class='gallery-item'><dt><a href='x'>"
            f"<img src='{UP}/kvarnen-150x150.jpg' alt=''></a></dt></dl><br style='x'></div>",
        ),
        (
            "[gallery]",
            f"<div class='gallery'><figure class='gallery-item'><div><img src='{UP}/an-150x150.png'"
            f" alt='Ån'></div></figure><figure class='gallery-item'><div>"
            f"<img src='{UP}/kvarnen-150x150.jpg' alt=''></div></figure></div>",
        ),
        (
            f'[audio mp3="{UP}/samtal.mp3"][/audio]',
            "<!--[if lt IE 9]><script>document.createElement('audio');</script><![endif]-->"
            f'<audio controls><source type="audio/mpeg" src="{UP}/samtal.mp3?_=1" />'
            f'<a href="{UP}/samtal.mp3">{UP}/samtal.mp3</a></audio>',
        ),
        ("[audio]", f'<audio><source src="{UP}/samtal.mp3?_=2" /></audio>'),
        (
            f'[video src="{UP}/film.mp4"]',
            f'<div class="wp-video"><video><source src="{UP}/film.mp4?_=1" /></video></div>',
        ),
        (
            '[playlist ids="4"]',
            '<div class="wp-playlist"><audio></audio><noscript><ol><li>'
            f"<a href='{UP}/samtal.mp3'>Samtal</a></li></ol></noscript>"
            '<script type="application/json">{}</script></div>',
        ),
        ("[playlist]", ""),
        (
            YOUTUBE,
            '<p><iframe title="Film" src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed">'
            "</iframe></p>",
        ),
        ("[embed]https://youtu.be/dQw4w9WgXcQ?t=3[/embed]", f"<p>{YOUTUBE}</p>"),
        (f"{UP}/samtal.mp3", f'<p><audio src="{UP}/samtal.mp3?_=1"></audio></p>'),
        (
            block(
                "embed",
                f'<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{YOUTUBE}\n'
                "</div><figcaption>En film</figcaption></figure>",
            ),
            '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><iframe '
            'src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed"></iframe></div>'
            "<figcaption>En film</figcaption></figure>",
        ),
        (
            "https://twitter.com/x/status/12",
            '<blockquote class="twitter-tweet"><p>Kvitter</p>&mdash; X <a href='
            '"https://twitter.com/x/status/12?ref_src=a">1 maj</a></blockquote><script></script>',
        ),
        (
            f"{HOME}/2017/annat/",
            f'<blockquote class="wp-embedded-content"><a href="{HOME}/2017/annat/">Annat</a>'
            '</blockquote><iframe class="wp-embedded-content" src="/2017/annat/embed/"></iframe>',
        ),
        ("[okänd id='1']x[/okänd]", "<p>[okänd id=&#8217;1&#8242;]x[/okänd]</p>"),
        ("[[gallery]]", "<p>[gallery]</p>"),
        ('Text [gallery ids="99"] efter', "<p>Text  efter</p>"),
        ('<img src="http://byn.example.org/a.png" alt="A">', f'<img src="{HOME}/a.png" alt="A">'),
        (
            '<img src="/a.png" alt="A">',
            '<img src="data:image/gif;base64,R0" data-src="/a.png" alt="A">'
            '<noscript><img src="/a.png"></noscript>',
        ),
    ],
)
def test_what_themes_make_of_it(text: str, shown: str) -> None:
    assert written(text) == markdown(shown)


@pytest.mark.parametrize(
    "html",
    [
        '<ul class="wp-block-latest-posts__list wp-block-latest-posts"><li>Annat</li></ul>',
        '<div class="wp-block-query"><ul class="wp-block-post-template"><li>Annat</li></ul></div>',
        '<ol class="wp-block-latest-comments"><li>Anna</li></ol>',
        '<form class="wp-block-search"><input></form>',
        '<div class="wp-block-calendar"><table><tr><td>1</td></tr></table></div>',
        '<p class="wp-block-tag-cloud"><a href="x">Tagg</a></p>',
        '<nav class="wp-block-navigation"><a href="x">Hem</a></nav>',
        '<div class="components-placeholder"><strong>RSS Error:</strong></div>',
    ],
)
def test_what_tells_of_other_posts_goes(html: str) -> None:
    assert markdown(f"<p>Före</p>{html}<p>Efter</p>") == "Före\n\nEfter"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://youtu.be/dQw4w9WgXcQ?t=3", YOUTUBE),
        ("//www.youtube-nocookie.com/embed/dQw4w9WgXcQ", YOUTUBE),
        ("https://m.youtube.com/watch?app=m&v=dQw4w9WgXcQ&t=1s", YOUTUBE),
        (
            "https://www.youtube.com/embed/videoseries?list=PL1",
            "https://www.youtube.com/playlist?list=PL1",
        ),
        ("https://player.vimeo.com/video/22439234?dnt=1", "https://vimeo.com/22439234"),
        ("https://player.vimeo.com/video/1?dnt=1&h=ab12", "https://vimeo.com/1/ab12"),
        ("https://vimeo.com/1/ab12", "https://vimeo.com/1/ab12"),
        ("https://open.spotify.com/embed/episode/4ab", "https://open.spotify.com/episode/4ab"),
        ("https://example.org/watch?v=1", "https://example.org/watch?v=1"),
    ],
)
def test_addresses_of_what_is_played(address: str, page: str) -> None:
    assert shown_address(address) == page
    assert shown_address(page) == page


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Se (https://youtu.be/dQw4w9WgXcQ?t=9).</p>", "Se (https://youtu.be/dQw4w9WgXcQ?t=9)."),
        ("<html><head><title>x</title></head><body><p>a</p></body></html><p>b</p>", "a\n\nb"),
        ("<frameset><frame src=x></frameset>", ""),
        ("a</body>b</HTML >c", "abc"),
    ],
)
def test_what_stays_as_it_is(html: str, expected: str) -> None:
    assert markdown(html) == expected


def test_an_address_that_is_shown_stays_itself() -> None:
    shown = markdown('<p>Se <a href="https://x.example/a--b">https://x.example/a–b</a> nu</p>')
    assert "a–b" not in shown
    assert "https://x.example/a--b" in shown


SOME_HTML = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<pre>"),
            *("</pre>", "<br>", "\n", "\n\n", " ", "ord", '"', "[gallery]", "[caption width='1']"),
            *("[/caption]", "<!-- wp:group -->", "<!-- /wp:group -->", "<!-- wp:x /-->", "<", ">"),
            *("<img src='a'>", "&#11;", "\x0b", "&", "https://x.example/", "<table>", "<td>"),
            *("<a href='#x'>", "</a>", "<iframe src=x>", "<figure>", "]]>", "<!--", "\ud800"),
        ]
    ),
    max_size=30,
).map("".join)


@given(SOME_HTML)
def test_any_text_becomes_markdown(text: str) -> None:
    once = canonical(render(text, 1, SITE), HOME)
    to_markdown(once, HOME)
    # One form is one form: what was made of it is made of it again.
    assert to_markdown(canonical(once, HOME), HOME) == to_markdown(once, HOME)
