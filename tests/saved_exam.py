"""Pages in the manner of many systems, made up with what they hold: an examination of `saved`."""

# The pages are kept on their lines as systems write them.
# ruff: noqa: E501

import json
import random
import re
from collections.abc import Callable, Sequence
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
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
WHO = ("Styrelsen", "Biblioteket", "Båtklubben", "Kommunen", "Hembygdsföreningen", "Skolan")
DOES = ("öppnar", "söker", "planerar", "firar", "flyttar", "bjuder in till", "rustar upp")
WHAT = (
    "en ny verkstad", "läsecirkel för äldre", "bryggan vid ån", "vinterns kursprogram",
    "utställningen om lin", "ett gemensamt arkiv", "lägret vid sjön", "en karta över stigarna",
)  # fmt: skip
WHERE = ("i Granträsk", "på Norrön", "vid kvarnen", "i gamla stationen", "hos grannbyn")
STARTS = (
    "Efter en lång väntan", "Tack vare många händer", "Som vi berättade om tidigare",
    "Under hela hösten", "Med stöd av länet", "På medlemmarnas begäran", "Trots regnet",
)  # fmt: skip
VERBS = ("har vi fått", "arbetar gruppen med", "kan du följa", "visar vi upp", "provas nu")
THINGS = (
    "ett tak som håller tätt", "den nya väven", "tolv små båtar", "berättelser från byn",
    "en karta med alla brunnar", "redskap som få minns", "en sång på tre språk",
)  # fmt: skip
ENDS = (
    "och fler är välkomna att hjälpa till", "vilket gläder alla inblandade",
    "så hör av dig om du är nyfiken", "men pengarna räcker bara till våren",
    "och kaffe finns som vanligt", "fast vägen dit är gropig",
)  # fmt: skip
NAMES = ("Karin Ek", "Olle Myr", "Siv Bäckman", "Nils-Erik Tall", "redaktionen", "Åsa Öhn")
TOPICS = ("Nyheter", "Kultur", "Pressmeddelande", "Föreningsliv", "Projekt", "Miljö & natur")
HOST = "https://www.granbyn.example"


@dataclass
class Post:
    """A made-up post; `whole` and `teaser` are HTML, `link` is its address."""

    title: str
    day: date
    author: str
    topic: str
    teaser: str
    whole: str
    link: str
    clock: str


@dataclass
class Gold:
    """What is to be read of a page: title, day, the words of the text, the link if told."""

    title: str
    day: date
    words: tuple[str, ...]
    link: str | None = None


@dataclass
class Page:
    """A saved page, how it was made and what it holds."""

    name: str
    content: bytes
    gold: list[Gold] = field(default_factory=list)


def words(html: str) -> tuple[str, ...]:
    """Return the words of HTML."""
    bare = re.sub(
        r"<!--.*?-->|</?(?:em|strong|a|span|b|i|font)\b[^>]*>", "", html, flags=re.S | re.I
    )
    bare = re.sub(r"<[^>]*>", " ", bare)
    for entity, sign in (("&nbsp;", " "), ("&amp;", "&"), ("&ndash;", "–")):
        bare = bare.replace(entity, sign)
    return tuple(re.findall(r"\w+", bare))


def sentence(r: random.Random) -> str:
    """Return a sentence."""
    text = f"{r.choice(STARTS)} {r.choice(VERBS)} {r.choice(THINGS)} {r.choice(WHERE)}"
    return f"{text} {r.choice(ENDS)}."


def paragraph(r: random.Random) -> str:
    """Return a paragraph's HTML, now and then with what is in the way."""
    text = " ".join(sentence(r) for _ in range(r.randint(1, 3)))
    kind = r.randrange(8)
    if kind == 0:
        text = text.replace(" ", "&nbsp;", 1)
    elif kind == 1:
        text += f' Läs mer på <a href="https://lin.example/{r.randrange(99)}">deras egen sida</a>.'
    elif kind == 2:
        text += f" Vi ses den {r.randint(1, 28)} {r.choice(MONTHS)} {r.randint(2005, 2024)}."
    elif kind == 3:
        text += f" <strong>Anmälan</strong> senast {r.randint(1, 28)}/{r.randint(1, 12)}."
    elif kind == 4:
        text += f"<br>{sentence(r)}"
    return f"<p>{text}</p>"


def extra(r: random.Random, level: int) -> str:
    """Return a part of a text that is no paragraph."""
    kind = r.randrange(7)
    if kind == 0:
        return f"<ul><li>{sentence(r)}</li><li>{sentence(r)}</li></ul>"
    if kind == 1:
        return f"<blockquote><p>{sentence(r)}</p></blockquote>"
    if kind == 2:
        return f"<h{level}>Så går det {r.choice(WHERE)}</h{level}>{paragraph(r)}"
    if kind == 3:
        return (
            "<table><tr><th>Dag</th><th>Vad</th></tr>"
            f"<tr><td>{r.randint(1, 28)} {r.choice(MONTHS)}</td><td>{r.choice(THINGS)}</td></tr>"
            f"<tr><td>2012-05-0{r.randint(1, 9)}</td><td>{r.choice(THINGS)}</td></tr></table>"
        )
    if kind == 4:
        return (
            f'<figure><img src="data:image/gif;base64,R0lG" data-src="/b/{r.randrange(99)}.jpg" '
            f'alt="" loading="lazy"><figcaption>Foto: {r.choice(NAMES)}</figcaption></figure>'
        )
    if kind == 5:
        day = date(2010, 1, 1) + timedelta(r.randrange(4000))
        return f"<p><strong>{r.choice(WEEKDAYS).title()} {swedish(day)}</strong></p>{paragraph(r)}"
    return f"<ol><li>{sentence(r)}</li><li>{sentence(r)}</li><li>{sentence(r)}</li></ol>"


def swedish(day: date) -> str:
    """Return a day as in `3 maj 2011`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


FORMS: dict[str, Callable[[date, str], str]] = {
    "sv": lambda d, _: swedish(d),
    "iso": lambda d, _: f"{d}",
    "isoclock": lambda d, t: f"{d} {t}",
    "slash": lambda d, _: f"{d.day}/{d.month} {d.year}",
    "dots": lambda d, _: f"{d.day}.{d.month}.{d.year}",
    "den": lambda d, _: f"den {swedish(d)}",
    "wd": lambda d, t: f"{WEEKDAYS[d.weekday()]} {swedish(d)} kl. {t}",
    "short": lambda d, _: f"{d.day} {MONTHS[d.month - 1][:3]}, {d.year}",
    "en": lambda d, _: f"{ENGLISH[d.month - 1]} {d.day}, {d.year}",
    "svus": lambda d, _: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
}


def slug(title: str) -> str:
    """Return a title as addresses have it."""
    title = title.lower().translate(str.maketrans("åäöé", "aaoe"))
    return "-".join(re.findall(r"[a-z0-9]+", title))


def posts(r: random.Random, count: int, level: int, path: str = "/nyheter/") -> list[Post]:
    """Return posts, the newest first, whose headings inside are of `level`."""
    day = date(2009, 3, 1) + timedelta(r.randrange(4500))
    made = []
    for _ in range(count):
        title = f"{r.choice(WHO)} {r.choice(DOES)} {r.choice(WHAT)} {r.choice(WHERE)}"
        kind = r.randrange(8)
        if kind == 0:
            title += f" {day.year}"
        elif kind == 1:
            title = f"{r.choice(WHAT).capitalize()} – {r.choice(THINGS)}"
        elif kind == 2:
            title = f"Välkommen till {r.choice(WHAT)} {r.randint(1, 28)} {r.choice(MONTHS)}!"
        elif kind == 3:
            title = f"{title.split()[0]} & {r.choice(NAMES)}"
        parts = [paragraph(r) for _ in range(r.randint(1, 3))]
        if r.random() < 0.6:
            parts.insert(r.randint(1, len(parts)), extra(r, level))
        teaser = sentence(r)
        if r.random() < 0.4:
            teaser += (
                " " + " ".join(sentence(r).split()[:5]) + r.choice((" …", "...", " [&hellip;]"))
            )
        made.append(
            Post(
                title,
                day,
                r.choice(NAMES),
                r.choice(TOPICS),
                teaser.replace("[&hellip;]", "[…]"),
                "\n".join(parts),
                f"{HOST}{path}{slug(title)}",
                f"{r.randint(7, 21):02}:{r.randint(0, 59):02}",
            )
        )
        day -= timedelta(r.randint(1, 40))
    return made


MENU = ("Start", "Om oss", "Nyheter", "Verksamhet", "Bli medlem", "Kalender", "Kontakt")
COOKIES = (
    '<div id="CybotCookiebotDialog" role="dialog"><h2>Denna webbplats använder cookies</h2><p>Vi '
    "använder enhetsidentifierare för att anpassa innehållet.</p><button>Tillåt alla</button>"
    "<button>Neka</button></div>",
    '<div id="onetrust-consent-sdk"><div class="ot-sdk-row"><h3>Vi värnar din integritet</h3><p>'
    'Klicka på Godkänn för att ge ditt samtycke. Uppdaterad 2021-03-04.</p><a href="/cookies">'
    "Läs mer</a><button>Godkänn</button></div></div>",
    '<div class="cmplz-cookiebanner" aria-live="polite"><div class="cmplz-title">Hantera samtycke'
    "</div><p>För att ge en bra upplevelse använder vi kakor.</p><button>Acceptera</button></div>",
    '<div class="cc-window cc-banner"><span class="cc-message">Genom att surfa vidare godkänner '
    'du att vi använder kakor.</span><a class="cc-btn">Jag förstår</a></div>',
)
SHARE = (
    '<div class="sharedaddy"><h3 class="sd-title">Dela det här:</h3><ul><li><a href="https://'
    'twitter.com/share">Twitter</a></li><li><a href="https://facebook.com/sharer">Facebook</a>'
    "</li></ul></div>",
    '<div class="share-buttons"><span>Dela</span> <a href="https://www.facebook.com/sharer.php">'
    'Facebook</a> <a href="https://www.linkedin.com/share">LinkedIn</a> <a href="mailto:?body=x">'
    "E-post</a></div>",
    '<div class="addtoany_share_save_container"><a href="https://www.addtoany.com/share">Dela</a>'
    "</div>",
)


def menu(r: random.Random, kind: int) -> str:
    """Return a menu: plain, a mega menu, or one without nav."""
    links = "".join(f'<li><a href="/{slug(w)}">{w}</a></li>' for w in MENU)
    if kind == 0:
        return f'<nav aria-label="Huvudmeny"><ul>{links}</ul></nav>'
    if kind == 1:
        below = "".join(
            f'<li><a href="/a{n}">{r.choice(WHAT)}</a><p>{sentence(r)}</p></li>' for n in range(4)
        )
        return f'<div class="mega-menu"><ul>{links}<li><ul class="sub-menu">{below}</ul></li></ul></div>'
    return (
        '<div id="topnav">' + " | ".join(f'<a href="/{slug(w)}">{w}</a>' for w in MENU) + "</div>"
    )


def sidebar(r: random.Random, kind: int, form: str) -> str:
    """Return what stands beside the posts, dated things among it."""
    days = [date(2013, 1, 1) + timedelta(r.randrange(3000)) for _ in range(4)]
    say = FORMS[form]
    if kind == 0:
        items = "".join(
            f'<li><a href="/nyheter/x{n}">{r.choice(WHO)} {r.choice(DOES)}</a> '
            f'<span class="post-date">{say(d, "10:00")}</span></li>'
            for n, d in enumerate(days)
        )
        return (
            f'<div class="widget widget_recent_entries"><h2>Senaste nytt</h2><ul>{items}</ul></div>'
        )
    if kind == 1:
        items = "".join(
            f'<div class="event"><time datetime="{d}">{say(d, "18:00")}</time>'
            f"<h4><a href='/kalender/{n}'>{r.choice(WHAT)}</a></h4><p>{r.choice(WHERE)}</p></div>"
            for n, d in enumerate(days)
        )
        return f'<div class="calendar-events"><h3>Kalender</h3>{items}<a href="/kalender">Alla händelser</a></div>'
    if kind == 2:
        items = "".join(
            f'<li><a href="/{d.year}/{d.month:02}/">{MONTHS[d.month - 1]} {d.year}</a> (3)</li>'
            for d in days
        )
        return f'<div class="widget widget_archive"><h3>Arkiv</h3><ul>{items}</ul></div>'
    return (
        '<div class="widget_search"><form role="search" action="/"><label><span class='
        '"screen-reader-text">Sök efter:</span><input name="s"></label><button>Sök</button></form>'
        f'</div><div class="widget widget_tag_cloud"><h3>Etiketter</h3>{"".join(f"<a href=/t/{n}>{t}</a> " for n, t in enumerate(TOPICS))}</div>'
    )


def comments(r: random.Random) -> str:
    """Return comments with dates."""
    items = "".join(
        f'<li class="comment" id="comment-{n}"><article class="comment-body"><footer class='
        f'"comment-meta"><b class="fn">{r.choice(NAMES)}</b> <span class="says">skriver:</span>'
        f'<time datetime="2014-0{n + 1}-1{n}T10:00:00+02:00">1{n} {MONTHS[n]} 2014 kl. 10:00</time>'
        f'</footer><div class="comment-content"><p>{sentence(r)}</p></div></article></li>'
        for n in range(2)
    )
    return (
        f'<section id="comments" class="comments-area"><h2>2 reaktioner</h2><ol class="comment-list">{items}'
        '</ol><div id="respond"><h3>Lämna ett svar</h3><form><p>Din e-postadress kommer inte '
        "publiceras.</p><textarea></textarea></form></div></section>"
    )


def related(others: Sequence[Post], form: str) -> str:
    """Return what a page says of other posts."""
    cards = "".join(
        f'<article class="card"><h3><a href="{p.link}">{escape(p.title)}</a></h3>'
        f'<time datetime="{p.day}">{FORMS[form](p.day, p.clock)}</time><p>{p.teaser}</p></article>'
        for p in others
    )
    return f'<section class="related-posts"><h2>Fler nyheter</h2><div class="grid">{cards}</div></section>'


PAGER = (
    '<nav class="pagination"><span class="page-numbers current">1</span><a href="/page/2">2</a> '
    '<a href="/page/2">Nästa &raquo;</a></nav>'
)
FOOT = (
    '<footer id="footer"><p>Granby förening, Storgatan 3, 123 45 Granby. Tel 0123-45 67 89</p>'
    "<p>info@granbyn.example</p><p>&copy; 2024 Granby förening. Sidan uppdaterad 2024-02-03</p></footer>"
)
CRUMBS = '<ol class="breadcrumb"><li><a href="/">Start</a></li><li><a href="/nyheter">Nyheter</a></li></ol>'


@dataclass
class System:
    """How a system writes: `item` of a list, `single` page's main part, in which form of day."""

    name: str
    item: Callable[[Post, str, str], str]
    single: Callable[[Post, str], str]
    forms: tuple[str, ...]
    whole: bool = False
    around: str = "<main>{}</main>"
    level: int = 3
    path: str = "/nyheter/"
    linked: bool = True
    old: bool = False
    head: Callable[[Post], str] = lambda p: ""


def t(p: Post) -> str:
    """Return a title as HTML."""
    return escape(p.title, quote=False)


def a(p: Post) -> str:
    """Return a linked title."""
    return f'<a href="{p.link}">{t(p)}</a>'


def iso(p: Post) -> str:
    """Return a time for machines."""
    return f"{p.day}T{p.clock}:00+01:00"


def json_ld(p: Post) -> str:
    """Return the data that many systems write for search engines."""
    facts = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": p.title,
        "datePublished": iso(p), "dateModified": f"{p.day + timedelta(9)}T08:00:00+01:00",
        "author": {"@type": "Person", "name": p.author},
    }  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(facts)}</script>'


def meta(p: Post) -> str:
    """Return Open Graph's facts."""
    return (
        f'<meta property="og:type" content="article"><meta property="og:title" content="{escape(p.title)}">'
        f'<meta property="article:published_time" content="{iso(p)}">'
        f'<meta property="article:modified_time" content="{p.day + timedelta(30)}T08:00:00+01:00">'
    )


SYSTEMS = [
    System(
        "wordpress-classic",
        lambda p, d, b: f'<div class="post type-post hentry"><h2 class="entry-title">{a(p)}</h2><div class="entry-meta"><span class="meta-prep">Publicerat</span> <a href="{p.link}"><span class="entry-date">{d}</span></a> <span class="meta-sep">av</span> <span class="author vcard"><a class="url fn n" href="/author/x">{p.author}</a></span></div><div class="entry-content">{b}</div><div class="entry-utility">Publicerat i <a href="/c" rel="category tag">{escape(p.topic)}</a> | <a href="{p.link}#respond">Lämna en kommentar</a></div></div>',
        lambda p, d: f'<div id="nav-above" class="navigation"><div class="nav-previous"><a href="/x">&larr; Äldre nyhet</a></div></div><div class="post hentry"><h1 class="entry-title">{t(p)}</h1><div class="entry-meta">Publicerat {d} av {p.author}</div><div class="entry-content">{p.whole}</div><div class="entry-utility">Detta inlägg publicerades i <a href="/c">{escape(p.topic)}</a>. Bokmärk <a href="{p.link}">permalänken</a>.</div></div>',
        ("sv", "svus", "en"), whole=True, around='<div id="container"><div id="content" role="main">{}</div></div>',
    ),
    System(
        "wordpress-block",
        lambda p, d, b: f'<li class="wp-block-post post type-post"><figure class="wp-block-post-featured-image"><a href="{p.link}"><img src="/x.jpg" alt=""></a></figure><h2 class="wp-block-post-title">{a(p)}</h2><div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{b}</p><p class="wp-block-post-excerpt__more-text"><a href="{p.link}">Läs mer<span class="screen-reader-text">: {t(p)}</span></a></p></div><div class="wp-block-post-date"><time datetime="{iso(p)}"><a href="{p.link}">{d}</a></time></div></li>',
        lambda p, d: f'<div class="wp-block-group"><h1 class="wp-block-post-title">{t(p)}</h1><div class="wp-block-group"><div class="wp-block-post-date"><time datetime="{iso(p)}">{d}</time></div><p>—</p><div class="wp-block-post-author-name">{p.author}</div><div class="wp-block-post-terms">i <a href="/c" rel="tag">{escape(p.topic)}</a></div></div></div><div class="entry-content wp-block-post-content">{p.whole}</div>',
        ("sv", "iso"), around='<main class="wp-block-group"><h1 class="wp-block-query-title">Nyheter</h1><ul class="wp-block-post-template">{}</ul></main>',
    ),
    System(
        "divi",
        lambda p, d, b: f'<article id="post-{len(p.title)}" class="et_pb_post clearfix post"><h2 class="entry-title">{a(p)}</h2><p class="post-meta">av <span class="author vcard"><a href="/author">{p.author}</a></span> | <span class="published">{d}</span> | <a href="/c" rel="category tag">{escape(p.topic)}</a></p><div class="post-content"><div class="post-content-inner"><p>{b}</p></div><a href="{p.link}" class="more-link">läs mer</a></div></article>',
        lambda p, d: f'<article class="et_pb_post post"><div class="et_post_meta_wrapper"><h1 class="entry-title">{t(p)}</h1><p class="post-meta">av <a href="/author">{p.author}</a> | <span class="published">{d}</span> | <a href="/c">{escape(p.topic)}</a> | <span class="comments-number"><a href="#respond">0 Kommentarer</a></span></p></div><div class="entry-content"><div class="et_pb_section"><div class="et_pb_row"><div class="et_pb_text_inner">{p.whole}</div></div></div></div></article>',
        ("short", "sv", "en"), around='<div id="main-content"><div class="container"><div id="left-area">{}</div></div></div>', head=meta,
    ),
    System(
        "elementor",
        lambda p, d, b: f'<article class="elementor-post elementor-grid-item"><a class="elementor-post__thumbnail__link" href="{p.link}"><div><img data-src="/i.jpg" src="data:image/svg+xml;base64,AA"></div></a><div class="elementor-post__text"><h3 class="elementor-post__title">{a(p)}</h3><div class="elementor-post__meta-data"><span class="elementor-post-date">{d}</span><span class="elementor-post-avatar">Inga kommentarer</span></div><div class="elementor-post__excerpt"><p>{b}</p></div><a class="elementor-post__read-more" href="{p.link}">Läs mer &raquo;</a></div></article>',
        lambda p, d: f'<div class="elementor-location-single"><div class="elementor-widget-theme-post-title"><h1 class="elementor-heading-title">{t(p)}</h1></div><div class="elementor-widget-post-info"><ul class="elementor-post-info"><li><span class="elementor-post-info__item--type-date"><time>{d}</time></span></li><li><span class="elementor-post-info__item--type-author">{p.author}</span></li></ul></div><div class="elementor-widget-theme-post-content"><div class="elementor-widget-container">{p.whole}</div></div></div>',
        ("sv", "iso"), around='<div class="elementor-widget-posts"><div class="elementor-posts-container elementor-grid">{}</div></div>', head=meta,
    ),
    System(
        "squarespace",
        lambda p, d, b: f'<article class="blog-basic-grid--container entry"><div class="blog-basic-grid--text"><div class="blog-meta-section"><span class="blog-categories-list"><a href="/c">{escape(p.topic)}</a></span><span class="blog-meta-delimiter"></span><span class="blog-meta-primary"><time class="blog-date" pubdate data-animation-role="date">{d}</time></span></div><h1 class="blog-title">{a(p)}</h1><div class="blog-excerpt"><div class="blog-excerpt-wrapper"><p>{b}</p></div></div><a class="blog-more-link" href="{p.link}">Read More</a></div></article>',
        lambda p, d: f'<article class="entry blog-item"><div class="blog-item-top-wrapper"><div class="blog-item-meta-wrapper"><time class="dt-published blog-meta-item--date" datetime="{p.day}" pubdate><span>{d}</span></time><span class="blog-item-author">Written By {p.author}</span></div><h1 class="entry-title" itemprop="headline">{t(p)}</h1></div><div class="blog-item-content e-content"><div class="sqs-layout"><div class="sqs-block html-block"><div class="sqs-html-content">{p.whole}</div></div></div></div></article><section class="item-pagination"><a href="/x"><span>Previous</span><h2>{p.topic} igen</h2></a></section>',
        ("sv", "en"), around='<main id="page"><section class="blog-basic-grid">{}</section></main>',
    ),
    System(
        "wix",
        lambda p, d, b: f'<div role="listitem"><article class="sdqMdM"><div class="JMCi2v"><div class="header"><span class="avatar">{p.author}</span><ul class="post-metadata"><li><span class="time-ago" title="{d}" data-hook="time-ago">{d}</span></li><li><span class="post-metadata__readTime" data-hook="time-to-read">2 min läsning</span></li></ul></div><a href="{p.link}"><h2 class="bD0vt9"><p>{t(p)}</p></h2></a><div class="post-excerpt"><div>{b}</div></div></div><div class="footer"><span>14 visningar</span><span>0 kommentarer</span><button aria-label="Gilla inlägget">Gilla</button></div></article></div>',
        lambda p, d: f'<article><div data-hook="post-page"><ul><li>{p.author}</li><li><span data-hook="time-ago" title="{d}">{d}</span></li><li><span data-hook="time-to-read">2 min läsning</span></li></ul><h1 data-hook="post-title"><span>{t(p)}</span></h1><p data-hook="post-update-date">Uppdaterat: {swedish(p.day + timedelta(20))}</p><section data-hook="post-description"><div>{p.whole}</div></section></div></article>',
        ("sv", "short"), around='<main id="PAGES_CONTAINER"><div role="list">{}</div></main>', head=json_ld,
    ),
    System(
        "drupal",
        lambda p, d, b: f'<div class="views-row"><article about="{p.link}" class="node node--type-article node--view-mode-teaser"><h2 class="node__title">{a(p)}</h2><footer class="node__meta"><div class="node__submitted">Skickat av <span>{p.author}</span> på <span>{d}</span></div></footer><div class="node__content"><div class="field field--name-body field__item"><p>{b}</p></div><div class="node__links"><ul class="links inline"><li class="node-readmore"><a href="{p.link}" title="{t(p)}">Läs mer<span class="visually-hidden"> om {t(p)}</span></a></li></ul></div></div></article></div>',
        lambda p, d: f'<h1 class="page-title"><span class="field--name-title">{t(p)}</span></h1><div data-drupal-messages-fallback class="hidden"></div><article class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted">Skickat av <span class="field--name-uid">{p.author}</span> den <span class="field--name-created">{d}</span></div></footer><div class="node__content"><div class="clearfix text-formatted field--name-body field__item">{p.whole}</div><div class="field field--name-field-tags"><div class="field__label">Taggar</div><div class="field__items"><a href="/t">{escape(p.topic)}</a></div></div></div></article>',
        ("isoclock", "wd", "sv"), around='<div class="region region-content"><div class="view-content">{}</div></div>',
    ),
    System(
        "joomla",
        lambda p, d, b: f'<div class="items-row" itemprop="blogPost" itemscope><div class="page-header"><h2 itemprop="name">{a(p)}</h2></div><dl class="article-info muted"><dt class="article-info-term">Detaljer</dt><dd class="createdby">Skriven av <span itemprop="name">{p.author}</span></dd><dd class="category-name">Kategori: <a href="/c">{escape(p.topic)}</a></dd><dd class="published"><span class="icon-calendar"></span><time datetime="{iso(p)}" itemprop="datePublished">Publicerad: {d}</time></dd><dd class="hits">Träffar: 231</dd></dl>{b}<p class="readmore"><a class="btn" href="{p.link}">Läs mer: {t(p)}</a></p></div>',
        lambda p, d: f'<div class="item-page" itemscope><div class="page-header"><h1 itemprop="headline">{t(p)}</h1></div><dl class="article-info"><dt>Detaljer</dt><dd class="published">Publicerad: {d}</dd><dd class="modified">Senast uppdaterad: {swedish(p.day + timedelta(12))}</dd><dd class="hits">Träffar: 99</dd></dl><div itemprop="articleBody">{p.whole}</div><ul class="pager pagenav"><li><a href="/x">Föreg</a></li><li><a href="/y">Nästa</a></li></ul></div>',
        ("sv", "isoclock", "den"), whole=True, around='<main id="content"><div class="blog">{}</div></main>',
    ),
    System(
        "sitevision",
        lambda p, d, b: f'<li class="sv-channel-item"><h2 class="subheading">{a(p)}</h2><p class="sv-channel-text"><span class="date">{d}</span> {b}</p></li>',
        lambda p, d: f'<div class="sv-layout"><div class="sv-text-portlet sv-use-margins"><div id="Rubrik"><!-- --></div><div class="sv-text-portlet-content"><h1 class="heading">{t(p)}</h1></div></div><div class="sv-text-portlet"><div class="sv-text-portlet-content"><p class="pubdate">Publicerad: {d}</p></div></div><div class="sv-text-portlet"><div class="sv-text-portlet-content">{p.whole}</div></div><div class="sv-custom-module"><p>Senast ändrad: {swedish(p.day + timedelta(40))}</p><p>Var informationen på sidan användbar?</p><button>Ja</button><button>Nej</button></div></div>',
        ("iso", "sv"), around='<div class="pagecontent sv-layout" role="main"><h1 class="heading">Nyheter</h1><ul class="sv-channel">{}</ul></div>', level=2,
    ),
    System(
        "episerver",
        lambda p, d, b: f'<a class="news-item" href="{p.link}"><div class="news-item__date">{d}</div><div class="news-item__heading">{t(p)}</div><div class="news-item__text">{b}</div></a>',
        lambda p, d: f'<div class="row"><div class="col-md-8"><h1>{t(p)}</h1><p class="preamble">{sentence(random.Random(p.title))}</p><div class="main-body">{p.whole}</div><div class="page-info"><span>Publicerad: {d}</span><span>Uppdaterad: {swedish(p.day + timedelta(2))}</span></div></div></div>',
        ("sv", "iso"), around='<div id="main" class="container"><h1>Nyhetsarkiv</h1><div class="news-list">{}</div></div>', level=2,
    ),
    System(
        "umbraco",
        lambda p, d, b: f'<div class="blogpost"><h2 class="blogpost-title">{a(p)}</h2><div class="blogpost-cat"><a href="/c">{escape(p.topic)}</a></div><div class="blogpost-excerpt">{b}</div><small class="blogpost-date">{d}</small></div>',
        lambda p, d: f'<section class="section"><div class="container"><article><h1>{t(p)}</h1><small class="blogpost-date">{d}</small><div class="blogpost-content">{p.whole}</div></article></div></section>',
        ("slash", "sv", "den"), around='<section class="section section--themed"><div class="blogposts">{}</div></section>', level=2,
    ),
    System(
        "blogspot",
        lambda p, d, b: f'<div class="date-outer"><h2 class="date-header"><span>{d}</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry"><a name="{len(b)}"></a><h3 class="post-title entry-title">{a(p)}</h3><div class="post-body entry-content">{b}<div style="clear: both;"></div></div><div class="post-footer"><div class="post-footer-line-1"><span class="post-author vcard">Upplagd av <span class="fn">{p.author}</span></span> <span class="post-timestamp">kl. <a class="timestamp-link" href="{p.link}"><abbr class="published" title="{iso(p)}">{p.clock}</abbr></a></span> <span class="post-comment-link"><a href="{p.link}#comments">2 kommentarer:</a></span></div><div class="post-footer-line-2"><span class="post-labels">Etiketter: <a href="/l" rel="tag">{escape(p.topic)}</a></span></div></div></div></div></div></div>',
        lambda p, d: f'<div class="date-outer"><h2 class="date-header"><span>{d}</span></h2><div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title">{t(p)}</h3><div class="post-body entry-content">{p.whole}</div><div class="post-footer"><span class="post-author">Upplagd av {p.author}</span> <span>kl. <a class="timestamp-link" href="{p.link}">{p.clock}</a></span></div></div></div></div>',
        ("wd", "sv", "iso"), whole=True, around='<div class="blog-posts hfeed">{}</div>', level=4, path="MONTH",
    ),
    System(
        "webnode",
        lambda p, d, b: f'<div class="b-e"><div class="b-e-c"><h2 class="b-e-t">{a(p)}</h2><div class="b-e-d">{d}</div><div class="b-e-x"><div class="b-text">{b}</div></div></div></div>',
        lambda p, d: f'<div class="s-c"><div class="b"><h1>{t(p)}</h1><div class="b-d"><span>{d}</span></div><div class="b-text cf">{p.whole}</div></div></div>',
        ("iso", "dots", "sv"), around='<main class="l-m"><section class="s"><div class="b-l">{}</div></section></main>',
    ),
    System(
        "ghost",
        lambda p, d, b: f'<article class="post-card post"><a class="post-card-image-link" href="{p.link}"><img class="post-card-image" src="/i.jpg" alt="{t(p)}" loading="lazy"></a><div class="post-card-content"><a class="post-card-content-link" href="{p.link}"><header class="post-card-header"><div class="post-card-tags"><span>{escape(p.topic)}</span></div><h2 class="post-card-title">{t(p)}</h2></header><div class="post-card-excerpt">{b}</div></a><footer class="post-card-meta"><time class="post-card-meta-date" datetime="{p.day}">{d}</time><span class="post-card-meta-length">3 min read</span></footer></div></article>',
        lambda p, d: f'<article class="article post"><header class="article-header gh-canvas"><div class="article-tag"><a href="/t">{escape(p.topic)}</a></div><h1 class="article-title">{t(p)}</h1><div class="article-byline"><section class="article-byline-content"><h4 class="author-name"><a href="/a">{p.author}</a></h4><div class="byline-meta-content"><time class="byline-meta-date" datetime="{p.day}">{d}</time><span class="byline-reading-time"><span class="bull">&bull;</span> 3 min read</span></div></section></div></header><section class="gh-content gh-canvas">{p.whole}</section></article>',
        ("en", "short"), around='<main id="site-main"><div class="post-feed">{}</div></main>', head=lambda p: meta(p) + json_ld(p),
    ),
    System(
        "pressroom",
        lambda p, d, b: f'<div class="panel hubpress-item"><div class="panel__date"><span class="type">Pressmeddelande</span> <span class="dot">&nbsp;•&nbsp;</span> <time datetime="{iso(p)}">{d}</time></div><h3 class="panel__heading">{a(p)}</h3><div class="panel__text"><p>{b}</p></div><div class="panel__links"><a href="{p.link}">Läs vidare &raquo;</a></div></div>',
        lambda p, d: f'<article class="pressrelease"><div class="type">Pressmeddelande</div><div class="meta">{d} {p.clock} CET</div><h1>{t(p)}</h1><div class="article-body">{p.whole}</div><div class="topics"><h4>Ämnen</h4><ul><li>{escape(p.topic)}</li></ul></div></article><section class="contacts"><h2>Kontakter</h2><div class="contact"><p>{p.author}</p><p>Presskontakt</p><p>070-123 45 67</p></div></section>',
        ("sv", "isoclock"), around='<div class="newsroom"><div class="panel-list">{}</div></div>', head=meta,
    ),
    System(
        "sitecore",
        lambda p, d, b: f'<li class="search-result-item"><div class="field-publishdate">{d}</div><div class="field-title">{a(p)}</div><div class="field-summary">{b}</div><div class="field-link"><a href="{p.link}" aria-label="Läs mer om {t(p)}">Läs artikeln</a></div></li>',
        lambda p, d: f'<div class="component page-title"><div class="field-title"><h1>{t(p)}</h1></div></div><div class="component pageinfo"><div class="field-publishdate">{d}</div><div class="field-author">Text: {p.author}</div></div><div class="component rich-text"><div class="component-content">{p.whole}</div></div>',
        ("sv", "iso", "den"), around='<div id="content"><div class="component search-results"><ul class="search-result-list">{}</ul></div></div>',
    ),
    System(
        "tables2003",
        lambda p, d, b: f'<TR><TD WIDTH=480 VALIGN=top><FONT FACE="Verdana" SIZE=3><B>{t(p)}</B></FONT><BR><FONT SIZE=1 COLOR="#666666">{d}</FONT></TD></TR><TR><TD><FONT FACE="Verdana" SIZE=2>{b}</FONT></TD></TR><TR><TD><HR></TD></TR>',
        lambda p, d: f'<TR><TD><FONT SIZE=4><B>{t(p)}</B></FONT><BR><FONT SIZE=1>Publicerad {d}</FONT></TD></TR><TR><TD>{p.whole}</TD></TR>',
        ("iso", "slash", "sv"), around="<TABLE WIDTH=600 BORDER=0 CELLPADDING=4>{}</TABLE>", linked=False, old=True, whole=True, level=4,
    ),
    System(
        "frontpage",
        lambda p, d, b: f'<p><b><font color="#000080">{d}</font></b></p>\n<h3>{t(p)}</h3>\n{b}\n<p align="right"><a href="#top">Till toppen</a></p><hr>\n',
        lambda p, d: f'<h2 align="center">{t(p)}</h2>\n<p align="center"><i>{d}</i></p>{p.whole}<p><a href="index.htm">Tillbaka</a></p>',
        ("sv", "dots", "iso"), around="<div>{}</div>", linked=False, old=True, whole=True, level=4,
    ),
    System(
        "react",
        lambda p, d, b: f'<div class="css-1x{len(b) % 7}"><a class="css-9k2" href="{p.link}"><div class="css-img"><span style="box-sizing:border-box"><img alt="" src="data:image/gif;base64,R0"><noscript><img alt="" src="/i.jpg"></noscript></span></div><div class="css-b1"><span class="css-tag">{escape(p.topic)}</span><span class="css-dt">{d}</span><h3 class="css-h">{t(p)}</h3><p class="css-p">{b}</p><span class="css-more">Läs mer<svg viewBox="0 0 9 9"><title>pil</title><path d="M0 0"></path></svg></span></div></a></div>',
        lambda p, d: f'<div class="css-wrap"><div class="css-hero"><span class="css-tag">{escape(p.topic)}</span><h1 class="css-h1">{t(p)}</h1><div class="css-meta"><span>{d}</span><span>·</span><span>{p.author}</span></div></div><div class="css-rt">{p.whole}</div></div>',
        ("sv", "iso", "short"), around='<div id="__next"><main class="css-main"><div class="css-grid">{}</div></main></div>',
    ),
    System(
        "amp",
        lambda p, d, b: f'<article class="amp-wp-article-list"><h2 class="amp-wp-title">{a(p)}</h2><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{iso(p)}">{d}</time></div><div class="amp-wp-excerpt">{b}</div></article>',
        lambda p, d: f'<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{t(p)}</h1><div class="amp-wp-meta amp-wp-byline"><span class="amp-wp-author author vcard">{p.author}</span></div><div class="amp-wp-meta amp-wp-posted-on"><time datetime="{iso(p)}">{d}</time></div></header><div class="amp-wp-article-content">{p.whole}</div><footer class="amp-wp-article-footer"><div class="amp-wp-meta amp-wp-tax-category">Kategori: <a href="/c">{escape(p.topic)}</a></div></footer></article>',
        ("sv", "en"), around='<div class="amp-wp-list">{}</div>', head=json_ld,
    ),
    System(
        "urldate",
        lambda p, d, b: f'<article><h2>{a(p)}</h2><p>{b}</p><p><a href="{p.link}">Läs hela inlägget</a></p></article>',
        lambda p, d: f'<article><h1>{t(p)}</h1><div class="text">{p.whole}</div></article>',
        ("sv",), around="<main>{}</main>", path="DATED",
    ),
]  # fmt: skip


def _dated(made: list[Post]) -> None:
    for p in made:
        p.link = f"{HOST}/{p.day:%Y/%m/%d}/{slug(p.title)}/"


def _monthly(made: list[Post]) -> None:
    for p in made:
        p.link = f"{HOST}/{p.day:%Y/%m}/{slug(p.title)[:39]}.html"


def _encoded(html: str, old: bool, r: random.Random) -> bytes:
    kind = r.randrange(3) if old else 3
    mark = {
        0: '<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">',
        1: '<meta http-equiv="content-type" content="text/html; charset=utf-8">',  # a lie
        2: "",
    }.get(kind, '<meta charset="utf-8">')
    html = html.replace("<!--charset-->", mark)
    return html.encode("utf-8" if kind == 3 else "cp1252", "xmlcharrefreplace")


def _page(s: System, r: random.Random, main: str, head: str, title: str, end: str) -> bytes:
    side_form = r.choice(("sv", "iso", "slash"))
    sides = "".join(sidebar(r, kind, side_form) for kind in r.sample(range(4), 2))
    if s.old:
        side = '<TD VALIGN=top WIDTH=120><A HREF="index.htm">Start</A><BR><A HREF="nytt.htm">Nytt</A><BR><A HREF="gast.htm">Gästbok</A></TD>'
        body = (
            f'<HTML><HEAD><TITLE>{title}</TITLE><!--charset--></HEAD><BODY BGCOLOR="#FFFFFF"><a name="top"></a>'
            f"<TABLE><TR>{side}<TD>{main}</TD></TR></TABLE><P><FONT SIZE=1>Sidan senast uppdaterad 2004-02-03 av "
            "webmaster</FONT></BODY></HTML>"
        )
        return _encoded(body.replace("</li>", "").replace("</LI>", ""), True, r)
    skip = '<a class="skip-link screen-reader-text" href="#c">Hoppa till innehåll</a>'
    aside = f'<aside class="sidebar" id="secondary">{sides}</aside>'
    if r.random() < 0.4:
        aside = f'<div id="right-col">{sides}</div>'
    banner = r.choice(COOKIES)
    crumbs = CRUMBS if r.random() < 0.5 else ""
    pop = ""
    if r.random() < 0.3:
        pop = '<div class="popup modal" aria-hidden="true" style="display:none"><h2>Få vårt nyhetsbrev</h2><p>Skriv in din adress.</p></div>'
    before, after = (banner, "") if r.random() < 0.5 else ("", banner)
    html = (
        f'<!DOCTYPE html><html lang="sv"><head><!--charset--><title>{title}</title>{head}'
        f"<style>.x{{color:red}}</style></head><body>{skip}{before}<header id='masthead'><a href='/' class='logo'>"
        f"Granby förening</a>{menu(r, r.randrange(3))}</header>{crumbs}{main}{end}{aside}{FOOT}{after}{pop}"
        "<script>var a = '<p>2011-01-01</p>';</script></body></html>"
    )
    return _encoded(html, False, r)


def list_page(s: System, r: random.Random, name: str) -> Page:
    """Return a page with a list of posts."""
    made = posts(r, r.randint(6, 9), s.level, s.path)
    if s.path == "DATED":
        _dated(made)
    elif s.path == "MONTH":
        _monthly(made)
    form = r.choice(s.forms)
    gold, items = [], []
    for p in made:
        b = p.whole if s.whole else p.teaser
        d = FORMS[form](p.day, p.clock)
        items.append(s.item(p, d, b))
        gold.append(Gold(p.title, p.day, words(b), p.link if s.linked else None))
    main = s.around.format("\n".join(items))
    end = "" if s.old else PAGER * (r.random() < 0.7)
    head = f'<link rel="canonical" href="{HOST}/nyheter/">' if r.random() < 0.6 else ""
    return Page(name, _page(s, r, main, head, "Nyheter – Granby förening", end), gold)


def single_page(s: System, r: random.Random, name: str) -> Page:
    """Return a page with one post, and others that it speaks of."""
    made = posts(r, 4, s.level, s.path)
    if s.path == "DATED":
        _dated(made)
    elif s.path == "MONTH":
        _monthly(made)
    p, others = made[0], made[1:]
    d = FORMS[r.choice(s.forms)](p.day, p.clock)
    main = s.single(p, d)
    around = s.around if s.old else '<div id="main-wrap">{}</div>'
    end = ""
    if not s.old:
        if r.random() < 0.5:
            end += r.choice(SHARE)
        if r.random() < 0.5:
            end += related(others, r.choice(s.forms))
        if r.random() < 0.4:
            end += comments(r)
        main += end
    head = f'<link rel="canonical" href="{p.link}">{s.head(p)}'
    text = p.whole
    if s.name == "episerver":
        text = sentence(random.Random(p.title)) + text
    content = _page(s, r, around.format(main), head, f"{t(p)} | Granby förening", "")
    link = None if s.old else p.link
    return Page(name, content, [Gold(p.title, p.day, words(text), link)])


def pages(seed: int = 1, each: int = 2) -> list[Page]:
    """Return `each` pages with a list and with one post, of every system."""
    made = []
    for s in SYSTEMS:
        for n in range(each):
            r = random.Random(f"{s.name} {seed} {n}")
            made.append(list_page(s, r, f"{s.name}-list-{n}"))
            made.append(single_page(s, r, f"{s.name}-single-{n}"))
    return made


def without_meaning(page: Page) -> Page:
    """Return a page whose classes are made by a program, as many sites have them."""

    def renamed(match: re.Match[bytes]) -> bytes:
        made = [
            "sc-" + "".join(random.Random(name).choices("abcdefghijklmnop", k=6))
            for name in match.group(1).decode("latin-1").split()
        ]
        return f' class="{" ".join(made)}"'.encode()

    return Page(page.name, re.sub(rb' class="([^"]*)"', renamed, page.content), page.gold)
