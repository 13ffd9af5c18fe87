# ruff: noqa: E501  # markup as systems write it
"""Made-up web pages in the manner of many systems, each with what a reader has to find on it.

The markup follows what those systems write (classes, order, what stands around); every sentence
is of our own. `first_pages` were written before the reader, `later_pages` after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape

MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
DAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]


@dataclass(frozen=True)
class Story:
    """A made-up post: its title, its day, its paragraphs as HTML."""

    title: str
    day: date
    paragraphs: tuple[str, ...]

    @property
    def slug(self) -> str:
        return re.sub("[^a-z0-9]+", "-", self.title.lower().translate(str.maketrans("åäö", "aao")))

    @property
    def html(self) -> str:
        return "\n".join(p if p.startswith("<") else f"<p>{p}</p>" for p in self.paragraphs)

    @property
    def heading(self) -> str:
        return escape(self.title, quote=False)

    @property
    def teaser(self) -> str:
        """The first words, as a list shows them."""
        words = plain(self.paragraphs[0]).split()
        return escape(" ".join(words[:14]), quote=False) + " …"

    def d(self, form: str = "long") -> str:
        """The day in a form: long, short, iso, slash, dots, us, week."""
        day, month = self.day.day, MONTHS[self.day.month - 1]
        return {
            "long": f"{day} {month} {self.day.year}",
            "short": f"{day} {month[:3]} {self.day.year}",
            "us": f"{month} {day}, {self.day.year}",
            "iso": self.day.isoformat(),
            "slash": f"{day}/{self.day.month} {self.day.year}",
            "dots": f"{day:02}.{self.day.month:02}.{self.day.year}",
            "week": f"{DAYS[self.day.weekday()]} {day} {month} {self.day.year}",
            "nd": f"{day} {month}",
        }[form]


@dataclass(frozen=True)
class Gold:
    title: str
    day: date
    text: str
    link: str | None = None


@dataclass(frozen=True)
class Page:
    name: str
    html: str
    gold: tuple[Gold, ...]
    single: bool = False
    teasers: bool = False
    doubtful: tuple[str, ...] = ()  # titles that belong into the quarantine
    address: str | None = None
    extra: dict[str, str] = field(default_factory=dict)


def plain(html: str) -> str:
    """The text of a fragment written here."""
    text = re.sub("<[^>]+>", " ", html)
    for entity, sign in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " ")):
        text = text.replace(entity, sign)
    return text


STORIES = (
    Story(
        "Ny brygga vid Långsjön",
        date(2019, 8, 27),
        (
            "Efter två somrar med avspärrningar går det åter att bada från bryggan vid Långsjön. "
            "Föreningen har lagt över trehundra timmar på bygget.",
            "Bryggan är tjugo meter lång och har en ramp för rullstol. Invigningen hölls "
            "den 24 augusti 2019 med kaffe och tal.",
            'Läs mer om bygget på <a href="/bryggan">bryggans egen sida</a> eller ring kansliet.',
        ),
    ),
    Story(
        "Kören söker basar & tenorer",
        date(2019, 6, 3),
        (
            "Vår blandade kör repeterar på torsdagar i församlingshemmet, och nu saknas fyra "
            "mansröster inför höstens konsert.",
            "Du behöver inte kunna läsa noter. Kom på en <strong>provrepetition</strong> så "
            "hittar vi en plats åt dig!",
        ),
    ),
    Story(
        "Så gick det på årsmötet",
        date(2019, 3, 21),
        (
            "Fyrtiotvå medlemmar kom till årsmötet i bygdegården, fler än på många år.",
            "<h3>Ny styrelse</h3>",
            "Till ordförande valdes Märta Ågren. Avgående ledamöter tackades med blommor.",
            "<ul><li>Avgiften höjs till 150 kronor</li><li>Festen flyttas till maj</li></ul>",
            "Protokollet finns att läsa hos sekreteraren från och med 1 april.",
        ),
    ),
    Story(
        "Dags att anmäla lag till korpen?",
        date(2018, 12, 11),
        (
            "Anmälan till vårens serie är öppen. Elva lag har redan hört av sig och det finns "
            "plats för fem till.",
            "<blockquote><p>Det viktiga är att alla får spela, säger serieledaren Öjvind "
            "Åström.</p></blockquote>",
            "Sista dag är 31 januari. Avgiften betalas i samband med anmälan.",
        ),
    ),
    Story(
        "Skolträdgården växer: ”Barnen äter allt”",
        date(2018, 9, 5),
        (
            "På Ekbackens skola odlar fjärdeklassarna morötter, mangold och potatis mellan "
            "rutschkanan och cykelstället.",
            "Projektet får stöd av kommunens miljöfond i tre år till, och i höst byggs ett "
            "växthus av gamla fönster.",
        ),
    ),
    Story(
        "Biblioteksbussen får ny tidtabell",
        date(2018, 5, 14),
        (
            "Från och med juni stannar bussen i Norrby varannan onsdag mellan klockan 15 och 17.",
            "Den som inte kan ta sig till hållplatsen kan få böcker hem i brevlådan. Ring eller "
            "skriv till biblioteket.",
            "Böckerna lånas som vanligt i fyra veckor.",
        ),
    ),
    Story(
        "Inställt: lördagens loppis",
        date(2018, 2, 1),
        (
            "På grund av halkan ställer vi in loppisen på lördag. Sålda bordsplatser gäller "
            "nästa gång i stället.",
            "Vi hoppas på barmark och ses i mars.",
        ),
    ),
    Story(
        "100 år med folkets hus",
        date(2017, 11, 30),
        (
            "Huset på Verkstadsgatan fyller hundra. Det firas med utställning, dans och en bok "
            "som medlemmar har skrivit.",
            "Boken kostar 200 kr &amp; säljs i receptionen.",
        ),
    ),
)


def golds(stories: Sequence[Story], link: str = "") -> tuple[Gold, ...]:
    """What a page that shows whole posts holds."""
    return tuple(
        Gold(s.title, s.day, plain(s.html), link.format(s=s) if link else None) for s in stories
    )


def teaser_golds(stories: Sequence[Story], link: str = "") -> tuple[Gold, ...]:
    """What a page that shows beginnings holds."""
    return tuple(
        Gold(s.title, s.day, plain(s.teaser), link.format(s=s) if link else None) for s in stories
    )


def shell(title: str, main: str, head: str = "", body: str = "", lang: str = "sv") -> str:
    """A page with what stands around on most of them: menu, cookies, footer."""
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}
<style>.x{{color:red}}</style><script>var datum = "2011-01-01";</script></head>
<body class="{body}">
<a class="skip-link screen-reader-text" href="#content">Hoppa till innehåll</a>
{main}
<script>window.x = "<p>3 maj 2011</p>";</script>
<noscript>Slå på JavaScript, tack. 1 maj 2010</noscript>
</body></html>"""


MENU = (
    '<ul><li><a href="/">Hem</a></li><li><a href="/om">Om oss</a></li>'
    '<li><a href="/nyheter">Nyheter</a></li><li><a href="/kontakt">Kontakt</a></li></ul>'
)


def recent(stories: Sequence[Story], dates: bool = True) -> str:
    items = "".join(
        f'<li><a href="/{s.slug}/">{s.heading}</a>'
        + (f' <span class="post-date">{s.d()}</span>' if dates else "")
        + "</li>"
        for s in stories
    )
    return f"<h3>Senaste inlägg</h3><ul>{items}</ul>"


# --- written before the reader --------------------------------------------------------------


def twentyten_list() -> Page:
    def entry(n: int, s: Story) -> str:
        return f"""<div id="post-{n}" class="post-{n} post type-post status-publish hentry category-nyheter">
<h2 class="entry-title"><a href="https://bryggan.example/{s.day:%Y/%m}/{s.slug}/" rel="bookmark">{s.heading}</a></h2>
<div class="entry-meta"><span class="meta-prep meta-prep-author">Publicerat</span>
<a href="https://bryggan.example/{s.day:%Y/%m}/{s.slug}/" title="09:34" rel="bookmark"><span class="entry-date">{s.d()}</span></a>
<span class="meta-sep">av</span> <span class="author vcard"><a class="url fn n" href="/author/anna/">Anna Ek</a></span></div>
<div class="entry-content">{s.html}</div>
<div class="entry-utility"><span class="cat-links"><span class="entry-utility-prep">Publicerat i</span>
<a href="/category/nyheter/" rel="category tag">Nyheter</a></span> <span class="meta-sep">|</span>
<span class="comments-link"><a href="#respond">Lämna en kommentar</a></span></div></div>"""

    posts = "".join(entry(40 + n, s) for n, s in enumerate(STORIES[:4]))
    main = f"""<div id="wrapper" class="hfeed"><div id="header"><div id="masthead"><div id="branding">
<div id="site-title"><a href="/" rel="home">Bryggans vänner</a></div><div id="site-description">En förening vid sjön</div></div>
<div id="access" role="navigation"><div class="menu">{MENU}</div></div></div></div>
<div id="main"><div id="container"><div id="content" role="main">
<div id="nav-above" class="navigation"><div class="nav-previous"><a href="/page/2/"><span class="meta-nav">&larr;</span> Äldre inlägg</a></div></div>
{posts}
<div id="nav-below" class="navigation"><div class="nav-previous"><a href="/page/2/">&larr; Äldre inlägg</a></div></div>
</div></div><div id="primary" class="widget-area" role="complementary"><ul class="xoxo">
<li class="widget-container widget_search"><form><input name="s"><input type="submit" value="Sök"></form></li>
<li class="widget-container widget_recent_entries">{recent(STORIES[:5])}</li>
<li class="widget-container widget_archive"><h3>Arkiv</h3><ul><li><a href="/2019/08/">augusti 2019</a></li></ul></li></ul></div></div>
<div id="footer" role="contentinfo"><div id="colophon">Drivs med WordPress. 3 maj 2011</div></div></div>"""
    return Page(
        "twentyten-list",
        shell("Bryggans vänner", main, body="home blog"),
        golds(STORIES[:4], "https://bryggan.example/{s.day:%Y/%m}/{s.slug}/"),
    )


def twentyseventeen_single() -> Page:
    s = STORIES[2]
    main = f"""<div id="page" class="site"><header id="masthead" class="site-header" role="banner">
<div class="site-branding"><p class="site-title"><a href="/">Bygdegården</a></p></div>
<div class="navigation-top"><nav id="site-navigation" class="main-navigation">{MENU}</nav></div></header>
<div class="site-content-contain"><div id="content" class="site-content"><div class="wrap"><div id="primary" class="content-area">
<main id="main" class="site-main" role="main">
<article id="post-77" class="post-77 post type-post status-publish format-standard hentry category-moten">
<header class="entry-header"><div class="entry-meta"><span class="posted-on"><span class="screen-reader-text">Publicerat den</span>
<a href="https://bygd.example/arsmotet/" rel="bookmark"><time class="entry-date published" datetime="2019-03-21T19:02:11+01:00">21 mars, 2019</time><time class="updated" datetime="2019-03-25T08:00:00+01:00">25 mars, 2019</time></a></span>
<span class="byline"> av <span class="author vcard"><a class="url fn n" href="/author/per/">Per</a></span></span></div>
<h1 class="entry-title">{s.heading}</h1></header>
<div class="entry-content">{s.html}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Dela detta:</h3><ul><li><a href="#">Twitter</a></li><li><a href="#">Facebook</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline">Liknande inlägg</h3></div></div>
<footer class="entry-footer"><span class="cat-tags-links"><span class="cat-links"><span class="screen-reader-text">Kategorier</span> <a href="/c/moten/" rel="category tag">Möten</a></span>
<span class="tags-links"><a href="/t/arsmote/" rel="tag">årsmöte</a>, <a href="/t/val/" rel="tag">val</a></span></span></footer></article>
<div id="comments" class="comments-area"><h2 class="comments-title">En kommentar på ”{s.heading}”</h2>
<ol class="comment-list"><li id="comment-1" class="comment even"><article class="comment-body"><footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Stina</b> <span class="says">skriver:</span></div>
<div class="comment-metadata"><a href="#comment-1"><time datetime="2019-03-22T10:00:00+01:00">22 mars, 2019 kl. 10:00</time></a></div></footer><div class="comment-content"><p>Så bra skrivet om mötet, tack ska ni ha!</p></div></article></li></ol>
<div id="respond" class="comment-respond"><h3>Lämna ett svar</h3><form><p>Din e-postadress publiceras inte.</p><textarea></textarea></form></div></div>
<nav class="navigation post-navigation"><h2 class="screen-reader-text">Inläggsnavigering</h2><div class="nav-links"><a href="/x" rel="prev">Föregående Vinterns program</a></div></nav>
</main></div><aside id="secondary" class="widget-area"><section class="widget widget_recent_entries">{recent(STORIES[:5])}</section></aside></div></div>
<footer id="colophon" class="site-footer"><div class="site-info">Stolt drivet av WordPress</div></footer></div></div>"""
    head = '<link rel="canonical" href="https://bygd.example/arsmotet/"><meta property="og:type" content="article"><meta property="og:site_name" content="Bygdegården">'
    return Page(
        "twentyseventeen-single",
        shell(f"{s.heading} – Bygdegården", main, head, "post-template-default single single-post"),
        golds([s], "https://bygd.example/arsmotet/"),
        single=True,
    )


def twentytwentyfour_list() -> Page:
    items = "".join(
        f"""<li class="wp-block-post post-{n} post type-post status-publish hentry">
<div class="wp-block-group is-layout-flow"><figure class="wp-block-post-featured-image"><a href="https://blad.example/{s.slug}/"><img src="b.jpg" alt="{s.slug}"></a></figure>
<h2 class="wp-block-post-title has-large-font-size"><a href="https://blad.example/{s.slug}/" target="_self">{s.heading}</a></h2>
<div class="wp-block-template-part"><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{s.day}T08:00:00+02:00"><a href="https://blad.example/{s.slug}/">{s.d("us")}</a></time></div>
<p class="has-contrast-2-color">—</p><p class="has-small-font-size">av</p><div class="wp-block-post-author-name"><a href="/author/a/">Asta</a></div>
<div class="taxonomy-category wp-block-post-terms"><span class="wp-block-post-terms__prefix">i </span><a href="/category/nytt/" rel="tag">Nytt</a></div></div></div>
<div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{s.teaser} </p></div></div></li>"""
        for n, s in enumerate(STORIES[:5])
    )
    main = f"""<div class="wp-site-blocks"><header class="wp-block-template-part"><div class="wp-block-group"><p class="wp-block-site-title"><a href="/">Bladet</a></p>
<nav class="wp-block-navigation" aria-label="Meny">{MENU}</nav></div></header>
<main class="wp-block-group"><h1 class="wp-block-heading">Inlägg</h1><div class="wp-block-query"><ul class="wp-block-post-template">{items}</ul>
<nav class="wp-block-query-pagination"><a href="/page/2/" class="wp-block-query-pagination-next">Nästa sida</a></nav></div></main>
<footer class="wp-block-template-part"><p>Bladet</p><h2>Om oss</h2><p>Designat med WordPress</p></footer></div>"""
    return Page(
        "twentytwentyfour-list",
        shell("Blogg – Bladet", main, body="blog wp-embed-responsive"),
        teaser_golds(STORIES[:5], "https://blad.example/{s.slug}/"),
        teasers=True,
    )


def divi_list() -> Page:
    items = "".join(
        f"""<article id="post-{n}" class="et_pb_post clearfix post-{n} post type-post hentry"><a href="https://kooperativ.example/{s.slug}/" class="entry-featured-image-url"><img src="x.jpg" alt="{s.heading}"></a>
<h2 class="entry-title"><a href="https://kooperativ.example/{s.slug}/">{s.heading}</a></h2>
<p class="post-meta">av <span class="author vcard"><a href="/a">Bo Lind</a></span> | <span class="published">{s.d("short")}</span> | <a href="/category/nyheter/" rel="category tag">Nyheter</a> | <span class="comments-number"><a href="#respond">0 Kommentarer</a></span></p>
<div class="post-content"><div class="post-content-inner"><p>{s.teaser[:-2]}...</p></div><a href="https://kooperativ.example/{s.slug}/" class="more-link">läs mer</a></div></article>"""
        for n, s in enumerate(STORIES[1:6])
    )
    main = f"""<div id="page-container" class="et-animated-content"><header id="main-header"><div class="container"><nav id="top-menu-nav">{MENU}</nav></div></header>
<div id="et-main-area"><div id="main-content"><article id="post-5" class="post-5 page type-page status-publish hentry"><div class="entry-content"><div class="et-l"><div class="et_builder_inner_content">
<div class="et_pb_section"><div class="et_pb_row"><div class="et_pb_column"><div class="et_pb_module et_pb_text"><div class="et_pb_text_inner"><h1>Aktuellt</h1></div></div></div></div></div>
<div class="et_pb_section"><div class="et_pb_row"><div class="et_pb_column et_pb_column_3_4"><div class="et_pb_module et_pb_blog_0 et_pb_posts"><div class="et_pb_ajax_pagination_container">{items}
<div><div class="pagination clearfix"><div class="alignleft"><a href="/page/2/?et_blog">« Äldre inlägg</a></div></div></div></div></div></div>
<div class="et_pb_column et_pb_column_1_4"><div class="et_pb_module et_pb_sidebar_0 et_pb_widget_area"><div class="et_pb_widget widget_recent_entries">{recent(STORIES[:5])}</div></div></div></div></div>
</div></div></div></article></div><footer id="main-footer"><div id="footer-bottom">Designad av Elegant Themes | 2019</div></footer></div></div>"""
    gold = tuple(
        Gold(g.title, g.day, g.text[:-2] + "...", g.link)
        for g in teaser_golds(STORIES[1:6], "https://kooperativ.example/{s.slug}/")
    )
    return Page(
        "divi-list",
        shell("Aktuellt | Kooperativet", main, body="page page-id-5"),
        gold,
        teasers=True,
    )


def elementor_list() -> Page:
    items = "".join(
        f"""<article class="elementor-post elementor-grid-item post-{n} post type-post status-publish has-post-thumbnail hentry" role="listitem">
<a class="elementor-post__thumbnail__link" href="https://elem.example/{s.slug}/" tabindex="-1"><div class="elementor-post__thumbnail"><img src="t.jpg" alt=""></div></a>
<div class="elementor-post__text"><h3 class="elementor-post__title"><a href="https://elem.example/{s.slug}/">{s.heading}</a></h3>
<div class="elementor-post__meta-data"><span class="elementor-post-date">{s.d("iso")}</span><span class="elementor-post-avatar">Inga kommentarer</span></div>
<div class="elementor-post__excerpt"><p>{s.teaser}</p></div><a class="elementor-post__read-more" href="https://elem.example/{s.slug}/" aria-label="Läs mer om {s.heading}">Läs mer »</a></div></article>"""
        for n, s in enumerate(STORIES[:6])
    )
    main = f"""<header data-elementor-type="header" class="elementor elementor-location-header"><div class="elementor-widget-nav-menu"><nav class="elementor-nav-menu--main">{MENU}</nav></div></header>
<div data-elementor-type="archive" class="elementor elementor-location-archive"><section class="elementor-section"><div class="elementor-widget elementor-widget-theme-archive-title"><h1 class="elementor-heading-title">Nyheter</h1></div>
<div class="elementor-widget elementor-widget-archive-posts"><div class="elementor-widget-container"><div class="elementor-posts-container elementor-grid">{items}</div>
<nav class="elementor-pagination"><span class="page-numbers current">1</span><a class="page-numbers" href="/2/">2</a></nav></div></div></section></div>
<footer data-elementor-type="footer" class="elementor-location-footer"><p>Elementbolaget, Storgatan 1</p></footer>"""
    return Page(
        "elementor-list",
        shell("Nyheter", main, body="archive category elementor-page"),
        teaser_golds(STORIES[:6], "https://elem.example/{s.slug}/"),
        teasers=True,
    )


def squarespace_list() -> Page:
    items = "".join(
        f"""<article class="hentry category-news author-x post-type-text blog-item" data-item-id="5d{n}"><div class="blog-item-wrapper"><div class="blog-item-text">
<div class="blog-meta-section"><span class="blog-meta-primary"><span class="blog-author">Ylva</span><time class="blog-date" pubdate data-animation-role="date" datetime="{s.day}">{s.day.month}/{s.day.day}/{s.day:%y}</time></span></div>
<h1 class="blog-title"><a href="/blogg/{s.slug}" data-no-animation>{s.heading}</a></h1>
<div class="blog-excerpt"><div class="blog-excerpt-wrapper">{s.html}</div></div>
<a class="blog-more-link" href="/blogg/{s.slug}" aria-labelledby="t{n}">Read More</a></div></div></article>"""
        for n, s in enumerate(STORIES[:3])
    )
    main = f"""<div id="siteWrapper"><header id="header" class="header"><div class="header-nav"><nav class="header-nav-list">{MENU}</nav></div></header>
<main id="page" class="container" role="main"><article class="sections" id="sections"><section class="page-section"><div class="content-wrapper"><div class="blog-basic-grid">{items}</div>
<nav class="blog-list-pagination"><a class="blog-list-pagination-link" href="/blogg?offset=1">Older Posts</a></nav></div></section></article></main>
<footer class="sections" id="footer-sections"><p>Prenumerera på vårt nyhetsbrev</p><form><input></form></footer></div>"""
    return Page(
        "squarespace-list",
        shell(
            "Blogg — Ylvas verkstad",
            main,
            '<base href=""><meta property="og:url" content="https://ylva.example/blogg"><link rel="canonical" href="https://ylva.example/blogg">',
        ),
        golds(STORIES[:3], "https://ylva.example/blogg/{s.slug}"),
    )


def wix_list() -> Page:
    items = "".join(
        f"""<div data-hook="post-list-item" class="gallery-item-container"><article class="item-wrap"><div class="post-container"><a href="https://wix.example/post/{s.slug}"><div class="gallery-image"></div></a>
<div class="content"><div class="header-row"><div class="avatar"><span data-hook="user-name">Kalle</span></div><ul class="post-metadata"><li><span title="{s.d("short")}" data-hook="time-ago">{s.d("short")}.</span></li><li><span data-hook="time-to-read" title="2 min läsning">2 min läsning</span></li></ul></div>
<a href="https://wix.example/post/{s.slug}" class="O16KGI"><div class="post-title" data-hook="post-title"><h2 class="bD0vt9"><p class="xy">{s.heading}</p></h2></div></a>
<div class="post-description" data-hook="post-description"><div>{s.teaser}</div></div>
<div class="post-footer"><span data-hook="view-count">12 visningar</span><button data-hook="comment-count">0 kommentarer</button><span data-hook="like-button-with-count" aria-label="3 gilla-markeringar">3</span></div></div></div></article></div>"""
        for s in STORIES[:4]
    )
    main = f"""<div id="SITE_CONTAINER"><div id="main_MF"><header id="SITE_HEADER"><nav aria-label="Webbplats">{MENU}</nav></header><main id="PAGES_CONTAINER"><div id="SITE_PAGES"><div data-hook="feed-page-root">
<nav data-hook="blog-desktop-header-container"><ul><li><a href="/alla">Alla inlägg</a></li></ul></nav><div class="pro-gallery">{items}</div></div></div></main>
<footer id="SITE_FOOTER"><p>info@wix.example</p></footer></div></div>"""
    return Page(
        "wix-list",
        shell("Blogg | Kalles", main),
        teaser_golds(STORIES[:4], "https://wix.example/post/{s.slug}"),
        teasers=True,
    )


def drupal_list() -> Page:
    items = "".join(
        f"""<div class="views-row"><article role="article" data-history-node-id="{n}" about="/nyheter/{s.slug}" class="node node--type-article node--promoted node--view-mode-teaser">
<h2 class="node__title"><a href="/nyheter/{s.slug}" rel="bookmark"><span class="field field--name-title field--type-string field--label-hidden">{s.heading}</span></a></h2>
<footer class="node__meta"><div class="node__submitted">Av <span class="field field--name-uid"><span lang="" about="/user/1" class="username">admin</span></span>, <span class="field field--name-created">{s.d("long")} - 09:34</span></div></footer>
<div class="node__content clearfix"><div class="field field--name-body field--type-text-with-summary field--label-hidden"><p>{plain(s.paragraphs[0])}</p></div>
<div class="field field--name-field-tags field--label-above"><h3 class="field__label">Etiketter</h3><ul class="links field__items"><li><a href="/taxonomy/term/3" hreflang="sv">bygden</a></li></ul></div>
<div class="node__links"><ul class="links inline"><li class="node-readmore"><a href="/nyheter/{s.slug}" rel="tag" title="{s.heading}">Läs mer<span class="visually-hidden"> om {s.heading}</span></a></li><li class="comment-add"><a href="/nyheter/{s.slug}#comment-form">Lägg till ny kommentar</a></li></ul></div></div></article></div>"""
        for n, s in enumerate(STORIES[:5])
    )
    main = f"""<div class="dialog-off-canvas-main-canvas"><div id="page-wrapper"><header id="header" class="header" role="banner"><div class="region region-primary-menu"><nav role="navigation" class="block-menu navigation menu--main"><h2 class="visually-hidden">Huvudmeny</h2>{MENU}</nav></div></header>
<div id="main-wrapper"><div class="region region-breadcrumb"><div class="block"><nav class="breadcrumb" role="navigation"><h2 class="visually-hidden">Länkstig</h2><ol><li><a href="/">Hem</a></li></ol></nav></div></div>
<main id="content" class="column main-content" role="main"><section class="section"><div class="region region-content"><div class="block block-core block-page-title-block"><h1 class="title page-title">Nyheter</h1></div>
<div class="views-element-container"><div class="view view-frontpage"><div class="view-content">{items}</div><nav class="pager" role="navigation"><h4 class="visually-hidden">Paginering</h4><ul class="pager__items"><li class="pager__item"><a href="?page=1" rel="next">Nästa sida</a></li></ul></nav></div></div></div></section></main>
<div id="sidebar-first" class="column sidebar"><aside class="section"><div class="region region-sidebar-first"><div class="block block-search"><h2>Sök</h2><form><input></form></div></div></aside></div></div>
<footer class="site-footer"><div class="region region-footer-fifth"><span>Drivs med <a href="https://www.drupal.org">Drupal</a></span></div></footer></div></div>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://drupal.example/nyheter/{s.slug}")
        for s in STORIES[:5]
    )
    return Page(
        "drupal-list",
        shell(
            "Nyheter | Byalaget",
            main,
            '<link rel="canonical" href="https://drupal.example/nyheter">',
        ),
        gold,
    )


def sitevision_list() -> Page:
    items = "".join(
        f"""<li class="sv-channel-item"><div class="sv-layout"><a href="/nyhetsarkiv/{s.slug}.5.4a1b.html" class="env-link">{s.heading}</a>
<p class="normal sv-date">{s.d("iso")}</p><p class="normal">{plain(s.paragraphs[0])}</p></div></li>"""
        for s in STORIES[:5]
    )
    events = "".join(
        f'<li><a href="/kal/{n}.html"><span class="sv-cal-date">{n} december 2019</span> {t}</a></li>'
        for n, t in ((4, "Julmarknad på torget"), (8, "Sammanträde i nämnden"), (13, "Luciatåg"))
    )
    main = f"""<div class="pagecontent sv-layout"><div id="Mobilmeny" class="sv-layout"><div class="sv-vertical">
<div class="sv-custom-module sv-skip-spacer"><nav class="c-nav">{MENU}</nav></div></div></div>
<div id="svid10_1" class="sv-layout sv-column-6"><div class="sv-text-portlet sv-use-margins" id="svid12_1"><div class="sv-text-portlet-content"><h1 class="heading" id="h-Nyheter">Nyheter</h1><p class="normal">Här samlar vi det senaste från kommunen.</p></div></div>
<div class="sv-channel-portlet sv-portlet"><ul class="sv-channel">{items}</ul></div>
<p class="sv-font-sidan"><a href="/nyhetsarkiv">Till nyhetsarkivet</a></p></div>
<div id="svid10_2" class="sv-layout sv-column-3"><div class="sv-text-portlet"><h2 class="subheading">Kalender</h2></div><div class="sv-calendar-portlet"><ul>{events}</ul></div></div>
<div class="sv-layout" id="Sidfot"><div class="sv-text-portlet"><p class="normal">Storby kommun, 123 45 Storby</p><p>Sidan senast uppdaterad: 2019-11-02</p></div></div></div>"""
    gold = tuple(
        Gold(
            s.title,
            s.day,
            plain(s.paragraphs[0]),
            f"https://storby.example/nyhetsarkiv/{s.slug}.5.4a1b.html",
        )
        for s in STORIES[:5]
    )
    return Page(
        "sitevision-list",
        shell(
            "Nyheter - Storby kommun",
            main,
            '<meta property="og:url" content="https://storby.example/nyheter">',
        ),
        gold,
    )


def sitevision_single() -> Page:
    s = STORIES[5]
    text = s.html.replace("<p>", '<p class="normal">', 9)
    main = f"""<div class="pagecontent"><header class="sv-layout"><div class="sv-logo"><a href="/">Storby kommun</a></div><div class="sv-searchform-portlet"><form><input><button>Sök</button></form></div><nav>{MENU}</nav></header>
<div class="sv-layout" id="Brodsmulor"><ul class="breadcrumb"><li><a href="/">Start</a></li><li><a href="/n">Nyhetsarkiv</a></li><li>{s.heading}</li></ul></div>
<main class="sv-layout" id="Mittenspalt"><div class="sv-text-portlet"><div id="Rubrik"></div><div class="sv-text-portlet-content"><h1 class="heading">{s.heading}</h1></div></div>
<div class="sv-text-portlet"><div id="Innehall"></div><div class="sv-text-portlet-content">{text}</div></div>
<div class="sv-script-portlet"><div class="page-info"><p>Publicerad: <time datetime="2018-05-14">{s.d()}</time></p><p>Senast uppdaterad: 16 maj 2018</p></div></div>
<div class="sv-layout" id="Hjalptedettadig"><h2>Hjälpte informationen på sidan dig?</h2><button>Ja</button><button>Nej</button></div></main>
<div class="sv-layout" id="Hogerspalt"><h2>Kontakt</h2><p>Kontaktcenter<br>0123-45 67 89</p><h2>Fler nyheter</h2><ul><li><a href="/a">Badet stänger</a> <span>10 maj 2018</span></li><li><a href="/b">Nytt avtal klart</a> <span>9 maj 2018</span></li><li><a href="/c">Vägen öppen</a> <span>2 maj 2018</span></li></ul></div>
<footer id="Sidfot"><p>Storby kommun</p></footer></div>"""
    return Page(
        "sitevision-single",
        shell(
            f"{s.heading} - Storby kommun",
            main,
            '<link rel="canonical" href="https://storby.example/bussen.html">',
        ),
        golds([s], "https://storby.example/bussen.html"),
        single=True,
    )


def joomla_list() -> Page:
    items = "".join(
        f"""<div class="leading-{n}" itemprop="blogPost" itemscope itemtype="https://schema.org/BlogPosting"><div class="page-header"><h2 itemprop="name"><a href="/index.php/nyheter/{s.slug}" itemprop="url">{s.heading}</a></h2></div>
<dl class="article-info muted"><dt class="article-info-term">Detaljer</dt><dd class="createdby" itemprop="author" itemscope><span itemprop="name">Super User</span></dd><dd class="category-name">Kategori: <a href="/c" itemprop="genre">Nyheter</a></dd>
<dd class="published"><span class="icon-calendar" aria-hidden="true"></span><time datetime="{s.day}T10:11:12+02:00" itemprop="datePublished">Publicerad: {s.day.day:02} {MONTHS[s.day.month - 1]} {s.day.year}</time></dd><dd class="hits"><meta itemprop="interactionCount" content="UserPageVisits:123">Träffar: 123</dd></dl>
{s.html}</div>"""
        for n, s in enumerate(STORIES[:3])
    )
    main = f"""<div class="body"><div class="container"><header class="header" role="banner"><a class="brand" href="/">Klubben</a></header><nav class="navigation" role="navigation"><ul class="nav menu">{MENU[4:]}</nav>
<div class="row-fluid"><main id="content" role="main" class="span9"><div id="system-message-container"></div><div class="blog" itemscope itemtype="https://schema.org/Blog"><div class="page-header"><h1>Nytt från klubben</h1></div>
<div class="items-leading clearfix">{items}</div><div class="items-more"><ol class="nav nav-tabs nav-stacked"><li><a href="/x">Vinterns läger</a></li><li><a href="/y">Nya tröjor</a></li></ol></div>
<div class="pagination"><p class="counter pull-right">Sida 1 av 4</p><ul><li><a href="?start=3">2</a></li></ul></div></div></main>
<div id="aside" class="span3"><div class="well"><h3 class="page-header">Senaste nytt</h3><ul class="latestnews mod-list"><li itemscope itemtype="https://schema.org/Article"><a href="/z" itemprop="url"><span itemprop="name">Kören söker basar</span></a></li></ul></div>
<div class="well"><h3>Logga in</h3><form id="login-form"><input></form></div></div></div></div><footer class="footer" role="contentinfo"><p>© 2019 Klubben</p></footer></div>"""
    return Page(
        "joomla-list",
        shell("Nytt från klubben", main, '<base href="https://klubb.example/index.php/nyheter">'),
        golds(STORIES[:3], "https://klubb.example/index.php/nyheter/{s.slug}"),
    )


def blogspot_list() -> Page:
    def post(s: Story) -> str:
        return f"""<div class="post-outer"><div class="post hentry uncustomized-post-template" itemprop="blogPost" itemscope itemtype="http://schema.org/BlogPosting"><meta content="77" itemprop="postId"><a name="77"></a>
<h3 class="post-title entry-title" itemprop="name"><a href="http://blogg.example/{s.day:%Y/%m}/{s.slug}.html">{s.heading}</a></h3><div class="post-header"><div class="post-header-line-1"></div></div>
<div class="post-body entry-content" id="post-body-77" itemprop="description articleBody">{s.html}<div style="clear: both;"></div></div>
<div class="post-footer"><div class="post-footer-line post-footer-line-1"><span class="post-author vcard">Upplagd av <span class="fn" itemprop="author">Lasse</span></span> <span class="post-timestamp">kl. <meta content="http://blogg.example/{s.slug}.html" itemprop="url"><a class="timestamp-link" href="http://blogg.example/{s.day:%Y/%m}/{s.slug}.html" rel="bookmark" title="permanent link"><abbr class="published" itemprop="datePublished" title="{s.day}T09:34:00+02:00">09:34</abbr></a></span>
<span class="post-comment-link"><a class="comment-link" href="#c">Inga kommentarer:</a></span> <div class="post-share-buttons goog-inline-block"><a class="goog-inline-block share-button" href="#"><span class="share-button-link-text">Skicka med e-post</span></a></div></div>
<div class="post-footer-line post-footer-line-2"><span class="post-labels">Etiketter: <a href="/search/label/by" rel="tag">by</a>, <a href="/search/label/kultur" rel="tag">kultur</a></span></div></div></div></div>"""

    groups = "".join(
        f'<div class="date-outer"><h2 class="date-header"><span>{s.d("week")}</span></h2><div class="date-posts">{post(s)}</div></div>'
        for s in STORIES[:4]
    )
    archive = "".join(
        f'<li class="archivedate collapsed"><a href="/2019/{n:02}/">{m}</a> <span class="post-count">({n})</span></li>'
        for n, m in enumerate(MONTHS, 1)
    )
    main = f"""<div class="navbar section" id="navbar"><div class="widget Navbar">Navigera</div></div><div class="body-fauxcolumns"></div><div class="content"><div class="content-outer"><header><div class="header section" id="header"><div class="widget Header"><h1 class="title">Lasses blogg</h1><p class="description"><span>Om livet i byn</span></p></div></div></header>
<div class="main-outer"><div class="columns"><div class="column-center-outer"><div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed">{groups}</div>
<div class="blog-pager" id="blog-pager"><span id="blog-pager-older-link"><a class="blog-pager-older-link" href="/search?updated-max=x">Äldre inlägg</a></span> <a class="home-link" href="/">Startsida</a></div><div class="blog-feeds"><div class="feed-links">Prenumerera på: <a class="feed-link" href="/feeds/posts/default">Inlägg (Atom)</a></div></div></div></div></div>
<div class="column-right-outer"><aside><div class="sidebar section"><div class="widget BlogArchive"><h2>Bloggarkiv</h2><ul class="hierarchy"><li><a href="/2019/">2019</a><ul>{archive}</ul></li></ul></div><div class="widget Profile"><h2>Om mig</h2><p>Lasse, 60, bor i byn.</p></div></div></aside></div></div></div><footer><div class="widget Attribution">Använder Blogger.</div></footer></div></div>"""
    return Page(
        "blogspot-list",
        shell("Lasses blogg", main),
        golds(STORIES[:4], "http://blogg.example/{s.day:%Y/%m}/{s.slug}.html"),
    )


def table_2005() -> Page:
    rows = "".join(
        f"""<TR><TD valign=top width=90><FONT face="Verdana" size=1 color="#666666">{s.d("iso")}</FONT></TD>
<TD><FONT face="Verdana" size=2><B>{s.heading}</B><BR>{"<BR><BR>".join(p for p in s.paragraphs if not p.startswith("<"))}</FONT></TD></TR>
<TR><TD colspan=2><HR size=1></TD></TR>"""
        for s in STORIES[3:7]
    )
    html = f"""<HTML><HEAD><TITLE>Nyheter - Norrby IF</TITLE><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"></HEAD>
<BODY BGCOLOR="#FFFFFF"><CENTER><TABLE width=760 border=0><TR><TD colspan=2><IMG src="topp.gif"></TD></TR><TR><TD width=150 valign=top bgcolor="#eeeeee"><FONT size=2>
<A href="index.htm">Hem</A><BR><A href="nyheter.htm">Nyheter</A><BR><A href="lag.htm">Lagen</A><BR><A href="kontakt.htm">Kontakt</A><BR></FONT></TD>
<TD valign=top><FONT size=4><B>Nyheter</B></FONT><BR><BR><TABLE cellpadding=4>{rows}</TABLE></TD></TR>
<TR><TD colspan=2 align=center><FONT size=1>Norrby IF - Webbmaster: Sune - Senast uppdaterad 2018-12-20</FONT></TD></TR></TABLE></CENTER></BODY></HTML>"""
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:7]
    )
    return Page("table-2005", html, gold)


def flat_list() -> Page:
    posts = "\n".join(f"<h2>{s.heading}</h2>\n<p>{s.d()}</p>\n{s.html}" for s in STORIES[:5])
    main = f"""<div id="wrap"><div id="top"><h1>Hembygdsföreningen</h1></div><div id="meny">{MENU}</div><div id="innehall"><h1>Aktuellt</h1>{posts}</div><div id="fot"><p>Hembygdsföreningen, Box 12</p></div></div>"""
    return Page("flat-list", shell("Aktuellt", main), golds(STORIES[:5]))


def mynewsdesk_single() -> Page:
    s = STORIES[4]
    related = "".join(
        f'<li class="card"><a href="/se/bolaget/pressreleases/{r.slug}-1"><span class="card__date">{r.d("short")}</span><h3>{r.heading}</h3><p>{r.teaser}</p></a></li>'
        for r in STORIES[:3]
    )
    ld = json.dumps(
        {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "headline": s.title,
            "datePublished": f"{s.day}T08:30:00+02:00",
            "articleSection": "Pressmeddelande",
        }
    )
    main = f"""<div class="nr-header"><nav class="menu">{MENU}</nav></div><div id="main" class="main"><div class="newsroom"><div class="panel panel--newsroom-article"><article class="panel__row"><p class="type">Pressmeddelande - <time datetime="{s.day}T08:30:00+02:00">{s.d()} 08:30</time></p>
<h1 class="panel__heading">{s.heading}</h1><div class="panel__lead lead"><p>{s.paragraphs[0]}</p></div><div class="panel__text"><p>{s.paragraphs[1]}</p></div>
<div class="topics"><h3>Ämnen</h3><ul class="tag-list"><li><a href="/t/skola" rel="tag">Skola</a></li></ul></div>
<div class="boilerplate"><hr><p>Bolaget arbetar med allt möjligt i hela landet sedan 1952.</p></div>
<div class="contacts"><h3>Kontakter</h3><div class="contact-card"><h4>Eva Ros</h4><p>Presschef</p></div></div></article></div>
<div class="related-materials"><h2>Relaterat innehåll</h2><ul>{related}</ul></div></div></div><footer class="nr-footer"><a href="/">Mynewsdesk</a></footer>
<div id="cookie-consent" class="cookie-banner"><p>Vi använder kakor för att sidan ska fungera.</p><button>Godkänn</button></div>"""
    head = f'<script type="application/ld+json">{ld}</script><link rel="canonical" href="https://press.example/se/bolaget/pressreleases/tradgard-1"><meta property="og:type" content="article">'
    return Page(
        "mynewsdesk-single",
        shell(f"{s.heading} | Bolaget", main, head),
        golds([s], "https://press.example/se/bolaget/pressreleases/tradgard-1"),
        single=True,
    )


def definition_list() -> Page:
    items = "".join(
        f"<dt>{s.d('slash')}</dt><dd><strong>{s.heading}</strong>{s.html}</dd>"
        for s in STORIES[4:8]
    )
    main = f"""<div class="container"><ul class="meny"><li><a href="a.html">Start</a></li><li><a href="b.html">Nyheter</a></li></ul><h1>Nyheter</h1><p>Det här har hänt.</p><dl class="nyheter">{items}</dl><hr><address>Vägföreningen i Ekeby</address></div>"""
    return Page("definition-list", shell("Nyheter", main), golds(STORIES[4:8]))


def first_pages() -> Iterator[Page]:
    yield twentyten_list()
    yield twentyseventeen_single()
    yield twentytwentyfour_list()
    yield divi_list()
    yield elementor_list()
    yield squarespace_list()
    yield wix_list()
    yield drupal_list()
    yield sitevision_list()
    yield sitevision_single()
    yield joomla_list()
    yield blogspot_list()
    yield table_2005()
    yield flat_list()
    yield mynewsdesk_single()
    yield definition_list()


# --- written after the reader ---------------------------------------------------------------


def avada_single() -> Page:
    s = STORIES[3]
    related = "".join(
        f"""<li class="fusion-carousel-item"><div class="fusion-carousel-item-wrapper"><h4 class="fusion-carousel-title"><a href="/{r.slug}/">{r.heading}</a></h4>
<div class="fusion-carousel-meta"><span class="fusion-date">{r.d("us")}</span> | <a href="/c">0 kommentarer</a></div></div></li>"""
        for r in STORIES[:3]
    )
    main = f"""<div id="boxed-wrapper"><div id="wrapper" class="fusion-wrapper"><header class="fusion-header-wrapper"><div class="fusion-main-menu">{MENU}</div></header>
<div class="avada-page-titlebar-wrapper"><div class="fusion-page-title-bar"><div class="fusion-page-title-captions"><h1 class="entry-title">{s.heading}</h1></div><div class="fusion-page-title-secondary"><nav class="fusion-breadcrumbs"><a href="/">Hem</a> / <span>{s.heading}</span></nav></div></div></div>
<main id="main" class="clearfix"><div class="fusion-row"><section id="content" style="float:left"><div class="single-navigation clearfix"><a href="/a" rel="prev">Föregående</a><a href="/b" rel="next">Nästa</a></div>
<article id="post-9" class="post post-9 type-post status-publish format-standard hentry category-idrott"><h2 class="entry-title fusion-post-title">{s.heading}</h2>
<div class="post-content">{s.html}</div>
<div class="fusion-meta-info"><div class="fusion-meta-info-wrapper">Av <span class="vcard"><span class="fn"><a href="/author/k/">korpen</a></span></span><span class="fusion-inline-sep">|</span><span class="updated rich-snippet-hidden">2018-12-12T08:00:00+00:00</span><span>{s.d("us")}</span><span class="fusion-inline-sep">|</span>Kategorier: <a href="/c" rel="category tag">Idrott</a><span class="fusion-inline-sep">|</span><span class="fusion-comments"><a href="#respond">0 kommentarer</a></span></div></div>
<div class="fusion-sharing-box"><h4>Dela artikeln, välj plattform!</h4><div class="fusion-social-networks"><a href="#">Facebook</a></div></div>
<div class="about-author"><div class="fusion-title"><h3>Om skribenten: korpen</h3></div><div class="about-author-container">Korpen ordnar motion för alla.</div></div>
<section class="related-posts single-related-posts"><h3>Relaterade inlägg</h3><ul>{related}</ul></section></article></section>
<aside id="sidebar" class="sidebar"><section class="widget">{recent(STORIES[:4])}</section></aside></div></main><div class="fusion-footer"><footer>© Korpen</footer></div></div></div>"""
    return Page(
        "avada-single",
        shell(
            f"{s.heading} - Korpen",
            main,
            '<link rel="canonical" href="https://korpen.example/korpen/">',
            "post-template-default single single-post postid-9",
        ),
        golds([s], "https://korpen.example/korpen/"),
        single=True,
    )


def avada_list() -> Page:
    items = "".join(
        f"""<article id="blog-1-post-{n}" class="fusion-post-medium post fusion-clearfix post-{n} type-post hentry category-x"><div class="fusion-post-content post-content"><h2 class="entry-title fusion-post-title"><a href="https://av.example/{s.slug}/">{s.heading}</a></h2>
<p class="fusion-single-line-meta">Av <span class="vcard"><a href="/a">admin</a></span><span class="fusion-inline-sep">|</span><span class="updated rich-snippet-hidden">2020-02-02T10:00:00+01:00</span><span>{s.d("us")}</span><span class="fusion-inline-sep">|</span><a href="/c" rel="category tag">Nytt</a><span class="fusion-inline-sep">|</span><span class="fusion-comments">Kommentarer inaktiverade<span class="screen-reader-text"> för {s.heading}</span></span></p>
<div class="fusion-post-content-container"><p>{s.teaser[:-2]} [...]</p></div></div><div class="fusion-meta-info"><div class="fusion-alignright"><a class="fusion-read-more" href="https://av.example/{s.slug}/">Läs mer</a></div></div></article>"""
        for n, s in enumerate(STORIES[:5])
    )
    main = f"""<div id="wrapper"><header class="fusion-header-wrapper"><nav>{MENU}</nav></header><main id="main"><section id="content"><div id="posts-container" class="fusion-blog-archive"><div class="fusion-posts-container">{items}</div><div class="pagination clearfix"><span class="current">1</span><a href="/page/2/">2</a></div></div></section></main></div>"""
    gold = tuple(
        Gold(g.title, g.day, g.text[:-2] + " [...]", g.link)
        for g in teaser_golds(STORIES[:5], "https://av.example/{s.slug}/")
    )
    return Page("avada-list", shell("Nytt – AV", main, body="archive category"), gold, teasers=True)


def episerver_cards() -> Page:
    items = "".join(
        f"""<li class="list-item"><a class="list-item__link" href="/nyheter/{s.day.year}/{s.slug}/"><span class="list-item__date">{s.d("iso")}</span><h3 class="list-item__heading">{s.heading}</h3><p class="list-item__text">{plain(s.paragraphs[0])}</p></a></li>"""
        for s in STORIES[:6]
    )
    puffs = "".join(
        f'<div class="puff block"><h2>{t}</h2><p>{x}</p><a href="/{n}">Läs mer</a></div>'
        for n, (t, x) in enumerate(
            (
                ("Lediga jobb", "Hos oss finns plats för dig som vill arbeta med vatten."),
                ("E-tjänster", "Anmäl, ansök och följ ditt ärende dygnet runt."),
            )
        )
    )
    main = f"""<form method="post" action="/nyheter/" id="aspnetForm"><div id="page"><div class="header-area"><a href="/">Storregionen</a><div class="topmenu">{MENU}</div></div>
<div class="row"><div class="col-3"><div class="submenu-area"><ul class="submenu"><li><a href="/p">Press</a></li><li class="active"><a href="/n">Nyheter</a><ul><li><a href="/2018">2018</a></li></ul></li></ul></div></div>
<div class="col-6"><h1>Nyheter</h1><div class="preamble"><p>Här hittar du nyheter från oss.</p></div><p>Visar 1–6 av 214 träffar</p><ul class="list">{items}</ul><div class="paging"><a href="?p=2">Nästa</a></div></div>
<div class="col-3">{puffs}</div></div><div class="footer-area"><p>Storregionen, 501 15 Staden. Telefon 010-000 00 00</p></div></div></form>"""
    gold = tuple(
        Gold(
            s.title,
            s.day,
            plain(s.paragraphs[0]),
            f"https://region.example/nyheter/{s.day.year}/{s.slug}/",
        )
        for s in STORIES[:6]
    )
    return Page(
        "episerver-cards",
        shell("Nyheter - Storregionen", main),
        gold,
        address="https://region.example/nyheter/",
    )


def webnode_list() -> Page:
    items = "".join(
        f"""<div class="article"><div class="articleHeader"><h2><a href="/news/{s.slug}/">{s.heading}</a></h2><ins class="articleDate">{s.d("iso")} 21:14</ins></div><div class="perex">{s.html}</div><div class="cleaner"></div><div class="articleLink"><span>—————</span></div></div>"""
        for s in STORIES[2:6]
    )
    main = f"""<div id="body"><div id="site"><div id="header"><h1><a href="/">Torpets kennel</a></h1><p id="motto">Hundar med humor</p></div><div id="nav"><ul class="menu">{MENU[4:]}</div>
<div id="content"><div id="mainContent"><div class="box"><div class="boxTitle"><h2>Nyheter</h2></div><div class="boxContent">{items}<div class="paging"><a href="/news/newscbm_1/10/">&gt;</a></div></div></div></div>
<div id="sidebar"><div class="box"><h2>Kontakt</h2><p>Torpets kennel<br>Skogsvägen 2</p></div></div></div><div id="footer"><p>© 2012 Alla rättigheter reserverade.</p><p>Skapa en hemsida gratis Webnode</p></div></div></div>"""
    return Page(
        "webnode-list",
        shell("Nyheter :: Torpet", main),
        golds(STORIES[2:6], "https://torpet.example/news/{s.slug}/"),
        address="https://torpet.example/news/",
    )


def twentytwelve_single() -> Page:
    s = STORIES[7]
    main = f"""<div id="page" class="hfeed site"><header id="masthead" class="site-header" role="banner"><hgroup><h1 class="site-title"><a href="/" rel="home">Folkets hus</a></h1><h2 class="site-description">Mitt i byn</h2></hgroup><nav id="site-navigation">{MENU}</nav></header>
<div id="main" class="wrapper"><div id="primary" class="site-content"><div id="content" role="main"><article id="post-3" class="post-3 post type-post hentry category-jubileum"><header class="entry-header"><h1 class="entry-title">{s.heading}</h1></header><div class="entry-content">{s.html}</div>
<footer class="entry-meta">Det här inlägget postades i <a href="/c" rel="category tag">Jubileum</a> den <a href="https://fh.example/hundra/" title="12:00" rel="bookmark"><time class="entry-date" datetime="{s.day}T12:00:28+00:00">{s.d()}</time></a><span class="by-author"> av <span class="author vcard"><a class="url fn n" href="/a">Ulla</a></span></span>.</footer></article>
<nav class="nav-single"><h3 class="assistive-text">Inläggsnavigering</h3><span class="nav-previous"><a href="/p" rel="prev">&larr; Dans på logen</a></span></nav><div id="comments" class="comments-area"><div id="respond"><h3>Lämna ett svar</h3></div></div></div></div>
<div id="secondary" class="widget-area"><aside class="widget"><h3>Arkiv</h3><ul><li><a href="/2017/11">november 2017</a></li></ul></aside></div></div><footer id="colophon"><div class="site-info">Drivs med WordPress</div></footer></div>"""
    return Page(
        "twentytwelve-single",
        shell(f"{s.heading} | Folkets hus", main, body="single single-post postid-3"),
        golds([s], "https://fh.example/hundra/"),
        single=True,
    )


def microformats_list() -> Page:
    items = "".join(
        f"""<div class="h-entry"><h2 class="p-name"><a class="u-url u-uid" href="/{s.slug}">{s.heading}</a></h2><div class="e-content">{s.html}</div><p><time class="dt-published" datetime="{s.day} 08:00:00+0200">{s.d("iso")}</time> <a class="p-category" href="/tag/by">by</a></p></div>"""
        for s in STORIES[:3]
    )
    note = '<div class="h-entry"><div class="e-content p-name"><p>Nu blommar syrenen utanför kontoret.</p></div><p><a class="u-url" href="/n/1"><time class="dt-published" datetime="2019-05-20T09:00:00+02:00">20 maj</time></a></p></div>'
    main = f"""<header class="h-card"><a class="u-url p-name" href="/">Moas anteckningar</a></header><main class="h-feed"><h1 class="p-name">Anteckningar</h1>{items}{note}</main><footer><a href="/om">Om</a></footer>"""
    gold = (
        *golds(STORIES[:3], "https://moa.example/{s.slug}"),
        Gold(
            "", date(2019, 5, 20), "Nu blommar syrenen utanför kontoret.", "https://moa.example/n/1"
        ),
    )
    return Page(
        "microformats-list", shell("Moas anteckningar", main), gold, address="https://moa.example/"
    )


def microdata_single() -> Page:
    s = STORIES[6]
    main = f"""<div class="top"><a href="/">Dagbladet</a>{MENU}</div><div class="page" itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="datePublished" content="{s.day}T06:00:00+01:00"><meta itemprop="dateModified" content="2018-02-02T07:00:00+01:00"><div class="cat"><a href="/loppis">Loppis</a></div>
<h1 itemprop="headline">{s.heading}</h1><p class="lead" itemprop="description">{s.paragraphs[0]}</p><div class="byline">Text: <span itemprop="author">Rut Alm</span></div><div itemprop="articleBody"><p>{s.paragraphs[1]}</p></div><div class="share-bar"><a href="#">Dela på Facebook</a></div></div>
<div class="more"><h2>Läs också</h2><ul><li><a href="/1">Badhuset renoveras</a></li><li><a href="/2">Nytt tak på skolan</a></li></ul></div><div class="foot">Ansvarig utgivare: Rut Alm</div>"""
    return Page(
        "microdata-single", shell(f"{s.heading} - Dagbladet", main), golds([s]), single=True
    )


def lines_2003() -> Page:
    posts = "<br><br>\n".join(
        f"<b>{s.heading}</b><br>\n<i>{s.d('slash')}</i><br>\n{'<br>'.join(p for p in s.paragraphs if not p.startswith('<'))}"
        for s in STORIES[3:8]
    )
    html = f"""<html><head><title>Byalaget</title></head><body bgcolor=white><table border=0 width=700><tr><td valign=top width=120><a href=index.html>Start</a><br><a href=nytt.html>Nytt</a><br><a href=bilder.html>Bilder</a></td>
<td><font face=Arial size=2><center><font size=5>Nytt i byn</font></center><br><br>{posts}<br><br></font></td></tr></table><hr><center><font size=1>Sidan gjord av Gösta</font></center></body></html>"""
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:8]
    )
    return Page("lines-2003", html, gold)


def club_list() -> Page:
    items = "".join(
        f"""<div class="newsItem clearfix"><div class="newsItem__header"><h3><a href="/Lag/News/{n}/{s.slug}">{s.heading}</a></h3><div class="newsItem__info">{s.d("short")} 20:1{n} <span class="divider">av</span> Tränare T</div></div><div class="newsItem__body"><p>{plain(s.paragraphs[0])}</p><p>{plain(s.paragraphs[1])}</p></div><div class="newsItem__foot"><a href="#" class="like">Gilla</a> <a href="/Lag/News/{n}/{s.slug}#c">2 kommentarer</a></div></div>"""
        for n, s in enumerate((STORIES[0], STORIES[1], STORIES[4], STORIES[5]))
    )
    matches = "".join(
        f'<div class="box__row"><span class="date">{d} sep 2019</span> <a href="/m{d}">Hemmalaget – Bortalaget</a></div>'
        for d in (3, 10, 17)
    )
    main = f"""<div class="wrap"><div class="pageHeader"><h1>P10 Hemmalaget IF</h1></div><div class="teamNav">{MENU}</div><div class="grid"><div class="col-8"><h2>Nyheter</h2>{items}<a class="more" href="/news/archive">Nyhetsarkiv</a></div>
<div class="col-4"><div class="box"><h3>Kommande matcher</h3>{matches}</div><div class="box"><h3>Sponsorer</h3><p>Tack till Ica och Byggmax som gör det möjligt för barnen att spela.</p></div></div></div></div>"""
    gold = tuple(
        Gold(
            s.title,
            s.day,
            plain(s.paragraphs[0]) + " " + plain(s.paragraphs[1]),
            f"https://lag.example/Lag/News/{n}/{s.slug}",
        )
        for n, s in enumerate((STORIES[0], STORIES[1], STORIES[4], STORIES[5]))
    )
    return Page(
        "club-list", shell("P10 – nyheter", main), gold, address="https://lag.example/Lag/News"
    )


def bootstrap_cards() -> Page:
    items = "".join(
        f"""<div class="col-md-4 mb-4"><div class="card h-100"><img class="card-img-top" src="k.jpg" alt="Bild till {s.heading}"><div class="card-body"><small class="text-muted">{s.d()}</small><h5 class="card-title">{s.heading}</h5><p class="card-text">{s.teaser}</p><a href="/aktuellt/{s.slug}" class="btn btn-primary">Läs mer</a></div></div></div>"""
        for s in STORIES[:6]
    )
    main = f"""<nav class="navbar navbar-expand-lg">{MENU}</nav><div class="container"><h1 class="display-4">Aktuellt</h1><p class="lead">Det senaste från kooperativen i länet.</p><div class="row">{items}</div><ul class="pagination"><li class="page-item"><a class="page-link" href="?page=2">2</a></li></ul></div><footer class="footer bg-dark"><div class="row"><div class="col-md-4"><h5>Kontakt</h5><p>Ring oss på 040-00 00 00</p></div></div></footer>"""
    return Page(
        "bootstrap-cards",
        shell("Aktuellt", main),
        teaser_golds(STORIES[:6], "https://coop.example/aktuellt/{s.slug}"),
        teasers=True,
        address="https://coop.example/aktuellt",
    )


def obscure_classes() -> Page:
    items = "".join(
        f"""<div class="css-{n}a2b3c"><div class="css-9z8y7x"><a class="css-q1w2e3" href="https://app.example/p/{s.slug}"><h3 class="css-t5{n}">{s.heading}</h3></a><div class="css-77aa"><span class="css-dd11">{s.d("short")}</span><span class="css-dd12">3 min läsning</span></div><div class="css-bb22"><p>{plain(s.paragraphs[0])}</p></div></div></div>"""
        for n, s in enumerate(STORIES[:4])
    )
    main = f"""<div id="__next"><div class="css-h1"><div class="css-h2">{MENU}</div></div><div class="css-m1"><div class="css-m2"><h1 class="css-m3">Insikter</h1>{items}</div><div class="css-s1"><div class="css-s2"><h4>Nyhetsbrev</h4><p>Få våra insikter i inkorgen varje månad.</p></div></div></div><div class="css-f1"><p>© 2020 Appbolaget AB</p></div></div>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://app.example/p/{s.slug}")
        for s in STORIES[:4]
    )
    return Page("obscure-classes", shell("Insikter", main), gold)


def press_by_year() -> Page:
    years = ""
    for year in (2019, 2018):
        rows = "".join(
            f'<li><span class="d">{s.d("nd")}</span><a href="/press/{s.slug}">{s.heading}</a><div>{plain(s.paragraphs[0])}</div></li>'
            for s in STORIES
            if s.day.year == year
        )
        years += f'<section><h2>{year}</h2><ul class="press">{rows}</ul></section>'
    stories = [s for s in STORIES if s.day.year in (2019, 2018)]
    main = f"""<header>{MENU}</header><main><h1>Pressmeddelanden</h1>{years}</main><footer>Bolaget AB</footer>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://bolag.example/press/{s.slug}")
        for s in stories
    )
    return Page("press-by-year", shell("Press", main), gold, address="https://bolag.example/press")


def no_years() -> Page:
    rows = "".join(
        f'<div class="nyhet"><h3>{s.heading}</h3><span class="datum">{s.d("nd")}</span><p>{plain(s.paragraphs[0])}</p></div>'
        for s in STORIES[:4]
    )
    main = f"""<div class="meny">{MENU}</div><div class="main"><h1>Nyheter</h1>{rows}</div>"""
    return Page(
        "no-years", shell("Nyheter", main), (), doubtful=tuple(s.title for s in STORIES[:4])
    )


def ghost_list() -> Page:
    items = "".join(
        f"""<article class="post-card post tag-nytt {"featured post-card-large" if n == 0 else ""}"><a class="post-card-image-link" href="/{s.slug}/"><img src="i.jpg" alt="{s.heading}"></a><div class="post-card-content"><a class="post-card-content-link" href="/{s.slug}/"><header class="post-card-header"><div class="post-card-tags"><span class="post-card-primary-tag">Nytt</span></div><h2 class="post-card-title">{s.heading}</h2></header><div class="post-card-excerpt">{s.teaser}</div></a>
<footer class="post-card-meta"><time class="post-card-meta-date" datetime="{s.day}">{s.d("short")}</time><span class="post-card-meta-length">1 min read</span></footer></div></article>"""
        for n, s in enumerate(STORIES[:6])
    )
    main = f"""<div class="viewport"><header id="gh-head" class="gh-head outer"><nav class="gh-head-inner">{MENU}</nav></header><div class="site-content"><div class="site-header-content outer"><h1 class="site-title">Fältanteckningar</h1><p class="site-description">Om odling</p></div><main id="site-main" class="site-main outer"><div class="inner posts"><div class="post-feed">{items}</div></div></main></div><footer class="site-footer outer"><div>Fältanteckningar © 2023</div></footer></div>"""
    return Page(
        "ghost-list",
        shell(
            "Fältanteckningar",
            main,
            '<link rel="canonical" href="https://falt.example/">',
            "home-template",
        ),
        teaser_golds(STORIES[:6], "https://falt.example/{s.slug}/"),
        teasers=True,
    )


def two_rows_each() -> Page:
    rows = "".join(
        f"""<tr bgcolor="#ddeeff"><td><b>{s.heading}</b></td><td align="right">{s.d("iso")}</td></tr><tr><td colspan="2">{"<br>".join(plain(p) for p in s.paragraphs if not p.startswith("<"))}</td></tr>"""
        for s in STORIES[3:8]
    )
    main = f"""<table width="100%"><tr><td class="menycell">{MENU}</td><td><h1>Anslagstavlan</h1><table width="100%">{rows}</table></td></tr></table>"""
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:8]
    )
    return Page("two-rows-each", shell("Anslagstavlan", main), gold)


def municipality_single() -> Page:
    s = STORIES[5]
    main = f"""<div class="cookie-bar" id="cookieBar">Webbplatsen använder kakor. <button>OK</button></div><header class="page-header"><a class="logo" href="/">Lilla kommunen</a><nav aria-label="Huvudmeny">{MENU}</nav></header>
<div class="container"><nav class="breadcrumb" aria-label="Du är här"><ol><li><a href="/">Start</a></li><li>{s.heading}</li></ol></nav><div class="row"><div class="col-8"><main id="main-content"><h1>{s.heading}</h1><div class="publish-info">Publicerad: {s.d("iso")} 10:12</div><div class="ingress"><p>{s.paragraphs[0]}</p></div>
<div class="editor-content"><p>{s.paragraphs[1]}</p><p>{s.paragraphs[2]}</p></div><div class="contact-block"><h2>Kontakt</h2><p>Biblioteket</p><p>0100-12 34 56</p></div><div class="page-footer-info">Senast granskad: 2018-06-01 <a href="/k">Kommentera sidan</a></div>
<div class="share"><span>Dela:</span><a href="#">Facebook</a><a href="#">X</a></div></main></div><div class="col-4"><h2>Senaste nyheterna</h2><ul class="latest"><li><a href="/1">Vägarbete på Storgatan</a> <span>2018-05-20</span></li><li><a href="/2">Ny rektor på Ekbacken</a> <span>2018-05-18</span></li></ul></div></div></div><footer><p>Lilla kommunen</p></footer>"""
    return Page(
        "municipality-single",
        shell(
            f"{s.heading} | Lilla kommunen",
            main,
            f'<meta property="og:title" content="{s.heading}"><meta property="og:url" content="https://lilla.example/bussen">',
        ),
        golds([s], "https://lilla.example/bussen"),
        single=True,
    )


def dates_for_machines() -> Page:
    ld = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "Blog",
            "blogPost": [
                {
                    "@type": "BlogPosting",
                    "headline": s.title,
                    "url": f"/b/{s.slug}",
                    "datePublished": f"{s.day}T10:00:00+02:00",
                }
                for s in STORIES[:4]
            ],
        }
    )
    items = "".join(
        f'<article class="teaser"><h2><a href="/b/{s.slug}">{s.heading}</a></h2><p>{plain(s.paragraphs[0])}</p></article>'
        for s in STORIES[:4]
    )
    main = f"""<nav>{MENU}</nav><main><h1>Blogg</h1>{items}</main>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://ld.example/b/{s.slug}")
        for s in STORIES[:4]
    )
    return Page(
        "dates-for-machines",
        shell("Blogg", main, f'<script type="application/ld+json">{ld}</script>'),
        gold,
        address="https://ld.example/b",
    )


def dated_headings() -> Page:
    posts = "".join(
        f"<h3>{s.d('iso')} {s.heading}</h3>{s.html.replace('h3>', 'h4>')}" for s in STORIES[:5]
    )
    main = f"""<div id="menu">{MENU}</div><div id="text"><h2>Loggbok</h2>{posts}</div>"""
    gold = tuple(Gold(s.title, s.day, plain(s.html)) for s in STORIES[:5])
    return Page("dated-headings", shell("Loggbok", main), gold)


def date_above_heading() -> Page:
    posts = "".join(
        f'<p class="datum">{s.d("week")}</p><h3>{s.heading}</h3>{s.html.replace("h3>", "h4>")}'
        for s in STORIES[:5]
    )
    main = f"""<div id="menu">{MENU}</div><div id="text"><h2>Dagbok</h2>{posts}</div>"""
    return Page("date-above-heading", shell("Dagbok", main), golds(STORIES[:5]))


def block_theme_single() -> Page:
    s = STORIES[0]
    more = "".join(
        f'<li class="wp-block-post post type-post hentry"><h2 class="wp-block-post-title"><a href="/{r.slug}/">{r.heading}</a></h2><div class="wp-block-post-date"><time datetime="{r.day}T10:00:00+02:00">{r.d("us")}</time></div></li>'
        for r in STORIES[1:4]
    )
    main = f"""<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/">Sjönytt</a></p></header><main class="wp-block-group"><div class="wp-block-group"><h1 class="wp-block-post-title">{s.heading}</h1><div class="wp-block-template-part"><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{s.day}T10:00:00+02:00">{s.d("us")}</time></div><p>—</p><p>av</p><div class="wp-block-post-author-name">Ann</div><div class="taxonomy-category wp-block-post-terms"><span>i </span><a href="/c" rel="tag">Sjön</a></div></div></div></div>
<div class="entry-content wp-block-post-content is-layout-constrained">{s.html}</div><div class="wp-block-group"><div class="taxonomy-post_tag wp-block-post-terms"><a href="/t/brygga" rel="tag">brygga</a></div></div><nav class="wp-block-group" aria-label="Inläggsnavigering"><div class="post-navigation-link-next wp-block-post-navigation-link"><a href="/n">Nästa: Kören</a></div></nav>
<div class="wp-block-comments"><h2>Kommentarer</h2></div><h2 class="wp-block-heading">Fler inlägg</h2><div class="wp-block-query"><ul class="wp-block-post-template">{more}</ul></div></main><footer class="wp-block-template-part"><p>Designat med WordPress</p></footer></div>"""
    return Page(
        "block-theme-single",
        shell(
            f"{s.heading} – Sjönytt",
            main,
            '<link rel="canonical" href="https://sjo.example/brygga/">',
            "wp-singular post-template-default single single-post postid-12",
        ),
        golds([s], "https://sjo.example/brygga/"),
        single=True,
    )


def featured_and_list() -> Page:
    first, *others = STORIES[:5]
    items = "".join(
        f'<div class="item"><h3><a href="/n/{s.slug}">{s.heading}</a></h3><div class="date">{s.d()}</div><p>{plain(s.paragraphs[0])}</p></div>'
        for s in others
    )
    main = f"""<header><nav>{MENU}</nav></header><main><h1>Nyheter</h1><section class="top"><div class="item item--large"><h2><a href="/n/{first.slug}">{first.heading}</a></h2><div class="date">{first.d()}</div><p>{plain(first.paragraphs[0])}</p></div></section><section class="rest"><h2>Tidigare</h2><div class="items">{items}</div></section></main>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://top.example/n/{s.slug}")
        for s in STORIES[:5]
    )
    return Page("featured-and-list", shell("Nyheter", main), gold, address="https://top.example/n")


def english_list() -> Page:
    items = "".join(
        f'<article><header><h2><a href="/news/{s.slug}">{s.heading}</a></h2><p>Posted on {s.day:%B} {s.day.day}, {s.day.year} by <a href="/a">Admin</a> in <a href="/c">News</a></p></header><p>{s.teaser}</p><p><a href="/news/{s.slug}">Continue reading →</a></p></article>'
        for s in STORIES[:4]
    )
    main = f"""<nav>{MENU}</nav><main><h1>News</h1>{items}<a href="/news?page=2">Older posts</a></main>"""
    return Page(
        "english-list",
        shell("News", main, lang="en"),
        teaser_golds(STORIES[:4], "https://en.example/news/{s.slug}"),
        teasers=True,
        address="https://en.example/news",
    )


def drupal7_single() -> Page:
    s = STORIES[4]
    main = f"""<div id="page-wrapper"><div id="page"><div id="header"><div class="section clearfix"><div id="name-and-slogan"><div id="site-name"><strong><a href="/">Skolföreningen</a></strong></div></div></div></div><div id="main-menu" class="navigation">{MENU}</div>
<div id="main"><div id="breadcrumb"><h2 class="element-invisible">Du är här</h2><div class="breadcrumb"><a href="/">Hem</a></div></div><div id="content" class="column"><div class="section"><h1 class="title" id="page-title">{s.heading}</h1><div class="tabs"></div><div class="region region-content"><div id="block-system-main" class="block"><div class="content">
<div id="node-5" class="node node-article node-promoted clearfix"><div class="meta submitted"><span>Skickat av <span class="username">admin</span> den ons, 09/05/2018 - 11:20</span></div><div class="content clearfix"><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even">{s.html}</div></div></div><div class="field field-name-field-tags field-label-above clearfix"><h3 class="field-label">Taggar: </h3><ul class="links"><li><a href="/t">odling</a></li></ul></div></div><div class="link-wrapper"><ul class="links inline"><li class="comment_forbidden"><span><a href="/user/login">Logga in</a> för att kommentera</span></li></ul></div></div></div></div></div></div></div>
<div id="sidebar-first" class="column sidebar"><div class="region"><div class="block"><h2>Kommande händelser</h2><div class="content"><ul><li><a href="/h1">Föräldramöte</a> <span class="date-display-single">12 september 2018</span></li></ul></div></div></div></div></div></div></div>"""
    return Page(
        "drupal7-single",
        shell(
            f"{s.heading} | Skolföreningen",
            main,
            '<link rel="canonical" href="/node/5">',
            "html not-front node-type-article page-node-5",
        ),
        golds([s], "https://skola.example/node/5"),
        single=True,
        address="https://skola.example/node/5",
    )


def one_without_date() -> Page:
    items = "".join(
        f'<li class="news"><h3><a href="/{s.slug}">{s.heading}</a></h3>'
        + (f'<span class="date">{s.d("iso")}</span>' if n != 2 else "")
        + f"<p>{plain(s.paragraphs[0])}</p></li>"
        for n, s in enumerate(STORIES[:5])
    )
    main = f"""<nav>{MENU}</nav><main><h1>Nyheter</h1><ul>{items}</ul></main>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://u.example/{s.slug}")
        for n, s in enumerate(STORIES[:5])
        if n != 2
    )
    return Page(
        "one-without-date",
        shell("Nyheter", main),
        gold,
        doubtful=(STORIES[2].title,),
        address="https://u.example/nyheter",
    )


def groups_by_day() -> Page:
    day = STORIES[0].day
    two = [Story(s.title, day, s.paragraphs) for s in STORIES[:2]]
    groups = [(day, two), (STORIES[3].day, [STORIES[3]]), (STORIES[5].day, [STORIES[5]])]
    text = "".join(
        f"<h3>{posts[0].d()}</h3>" + "".join(f"<h4>{s.heading}</h4>{s.html}" for s in posts)
        for _, posts in groups
    )
    main = f"""<div class="menu">{MENU}</div><div class="dagar"><h2>Dag för dag</h2>{text}</div>"""
    return Page("groups-by-day", shell("Dag för dag", main), golds([*two, STORIES[3], STORIES[5]]))


def widget_events() -> Page:
    events = "".join(
        f'<li class="tribe-events-list-widget-events"><h4 class="entry-title"><a href="/e{n}">{t}</a></h4><div class="duration"><time datetime="2019-10-{n:02}">{n} oktober kl. 18:00</time></div></li>'
        for n, t in ((3, "Öppet hus"), (12, "Stickcafé"), (20, "Höststädning"))
    )
    items = "".join(
        f'<div class="post type-post hentry"><h2 class="posttitle"><a href="https://ev.example/{s.slug}/">{s.heading}</a></h2><small>{s.d("week")}</small><div class="entry">{s.html}</div><p class="postmetadata">Publicerat i <a href="/c" rel="category tag">Allmänt</a> | <a href="#r">Inga kommentarer »</a></p></div>'
        for s in STORIES[:3]
    )
    main = f"""<div id="page"><div id="header"><div id="headerimg"><h1><a href="/">Huset</a></h1><div class="description">Ett hus för alla</div></div></div><div id="content" class="narrowcolumn">{items}<div class="navigation"><div class="alignleft"><a href="/page/2/">&laquo; Äldre inlägg</a></div></div></div><div id="right"><ul><li><h2>Händer i huset</h2><ol>{events}</ol></li><li><h2>Arkiv</h2><ul><li><a href="/2019/08">augusti 2019</a></li></ul></li></ul></div><div id="footer"><p>Huset drivs med WordPress</p></div></div>"""
    return Page(
        "widget-events", shell("Huset", main), golds(STORIES[:3], "https://ev.example/{s.slug}/")
    )


def wix_single() -> Page:
    s = STORIES[1]
    related = "".join(
        f'<article><a href="/post/{r.slug}"><div data-hook="post-title">{r.heading}</div></a></article>'
        for r in STORIES[2:5]
    )
    main = f"""<div id="SITE_CONTAINER"><header id="SITE_HEADER"><nav>{MENU}</nav></header><main id="PAGES_CONTAINER"><div data-hook="post-page"><article><div data-hook="post"><div class="header"><ul class="post-metadata"><li><span data-hook="user-name">Kalle</span></li><li><span title="{s.d("short")}" data-hook="time-ago">{s.d("short")}</span></li><li><span data-hook="time-to-read">1 min läsning</span></li></ul></div><h1 data-hook="post-title"><span>{s.heading}</span></h1>
<section data-hook="post-description"><div class="rich-content">{s.html}</div></section><footer data-hook="post-footer"><div data-hook="category-label-list"><a href="/c">Musik</a></div><div data-hook="post-main-actions__stats"><span data-hook="view-count">44 visningar</span></div><div class="share" data-hook="social-buttons">Dela</div></footer></div></article>
<section data-hook="recent-posts"><span>Senaste inlägg</span><a href="/all">Visa alla</a>{related}</section><div data-hook="comments"><h2>Kommentarer</h2></div></div></main></div>"""
    return Page(
        "wix-single",
        shell(
            s.heading,
            main,
            f'<meta property="og:type" content="article"><meta property="article:published_time" content="{s.day}T07:00:00.000Z"><link rel="canonical" href="https://wix.example/post/koren">',
        ),
        golds([s], "https://wix.example/post/koren"),
        single=True,
    )


def inner_dates() -> Page:
    own = Story(
        "Tre kvällar i oktober",
        date(2019, 9, 30),
        (
            "Vi ses vid tre tillfällen:",
            "2 oktober 2019",
            "9 oktober 2019",
            "16 oktober 2019",
            "Välkomna önskar styrelsen.",
        ),
    )
    stories = (own, *STORIES[:3])
    items = "".join(
        f'<div class="news-post"><p class="pubdate">Publicerad {s.d()}</p><h2>{s.heading}</h2><div class="text">{s.html}</div></div>'
        for s in stories
    )
    main = (
        f"""<div class="meny">{MENU}</div><div id="content"><h1>Från styrelsen</h1>{items}</div>"""
    )
    return Page("inner-dates", shell("Från styrelsen", main), golds(stories))


def plain_spans() -> Page:
    items = "".join(
        f'<div><span>{s.d("dots")}</span><span> – </span><a href="nytt/{s.slug}.html">{s.heading}</a><div>{plain(s.paragraphs[0])}</div></div>'
        for s in STORIES[:5]
    )
    main = f"""<div><a href="index.html">Hem</a> | <a href="nytt.html">Nytt</a> | <a href="om.html">Om</a></div><h1>Nytt</h1><div>{items}</div><div>Uppdaterad 2019-09-01</div>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"http://gamla.example/nytt/{s.slug}.html")
        for s in STORIES[:5]
    )
    return Page(
        "plain-spans",
        "<!-- saved from url=(0027)http://gamla.example/nytt.html -->" + shell("Nytt", main),
        gold,
    )


def later_pages() -> Iterator[Page]:
    yield avada_single()
    yield avada_list()
    yield episerver_cards()
    yield webnode_list()
    yield twentytwelve_single()
    yield microformats_list()
    yield microdata_single()
    yield lines_2003()
    yield club_list()
    yield bootstrap_cards()
    yield obscure_classes()
    yield press_by_year()
    yield no_years()
    yield ghost_list()
    yield two_rows_each()
    yield municipality_single()
    yield dates_for_machines()
    yield dated_headings()
    yield date_above_heading()
    yield block_theme_single()
    yield featured_and_list()
    yield english_list()
    yield drupal7_single()
    yield one_without_date()
    yield groups_by_day()
    yield widget_events()
    yield wix_single()
    yield inner_dates()
    yield plain_spans()


__all__ = ["MONTHS", "STORIES", "Gold", "Page", "Story", "first_pages", "later_pages", "timedelta"]
