"""More systems, and stranger ones, for the examination of saved pages."""

# The pages are kept on their lines as systems write them.
# ruff: noqa: E501

import json
import random
from datetime import date, timedelta
from html import escape

from tests.saved_exam import (
    MONTHS,
    Page,
    Post,
    System,
    a,
    iso,
    list_page,
    meta,
    single_page,
    swedish,
    t,
)


def later(p: Post) -> date:
    """Return a day on which a post was changed."""
    return p.day + timedelta(17)


def graph(p: Post) -> str:
    """Return what Yoast writes."""
    facts = [
        {"@type": "WebSite", "name": "Granby förening", "url": "https://www.granbyn.example/"},
        {"@type": "WebPage", "name": p.title, "datePublished": iso(p), "dateModified": f"{later(p)}T10:00:00+00:00"},
        {"@type": "Article", "headline": p.title, "datePublished": iso(p), "articleSection": [p.topic]},
        {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Hem"}]},
    ]  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", "@graph": facts})}</script>'


MORE = [
    System(
        "municipal",
        lambda p, d, b: f'<li class="lp-news__item env-list__item"><a class="lp-news__link" href="{p.link}"><h3 class="lp-news__title env-text">{t(p)}</h3></a><p class="lp-news__ingress">{b}</p><p class="lp-news__meta"><span class="lp-news__date">{d}</span> <span class="lp-news__category">{escape(p.topic)}</span></p></li>',
        lambda p, d: f'<div id="svid10_1" class="sv-row"><h1>{t(p)}</h1>{p.whole}<div class="lp-page-meta"><div class="env-text">Publicerad: <time>{d}</time></div><div>Senast uppdaterad: <time>{swedish(later(p))}</time></div><p>Sidansvarig: {p.author}</p></div></div>',
        ("sv", "iso"), around='<div class="sv-row"><h1>Nyheter</h1><ul class="lp-news env-list">{}</ul></div>',
    ),
    System(
        "bold-date-and-title",
        lambda p, d, b: f"<p><b>{d} {t(p)}</b><br>{b}</p>",
        lambda p, d: f'<h1>{t(p)}</h1><p class="small">{d}</p>{p.whole}',
        ("iso", "dots"), around='<div id="nyhetsspalt">{}</div>', linked=False,
    ),
    System(
        "details",
        lambda p, d, b: f"<details open><summary><h3>{t(p)}</h3><span>{d}</span></summary>{b}</details>",
        lambda p, d: f'<div class="post-wrap"><div class="date">{d}</div><h2>{t(p)}</h2><div>{p.whole}</div></div>',
        ("sv", "iso"), around="<main><h1>Notiser</h1>{}</main>", linked=False, whole=True, level=4,
    ),
    System(
        "typo3",
        lambda p, d, b: f'<div class="article articletype-0 topnews" itemscope itemtype="http://schema.org/Article"><div class="header"><h3><a title="{escape(p.title)}" href="{p.link}"><span itemprop="headline">{t(p)}</span></a></h3></div><div class="teaser-text"><div itemprop="description"><p>{b}</p></div><a class="more" href="{p.link}">Läs mer</a></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{p.day}">{d}</time></span> <span class="news-list-category">{escape(p.topic)}</span> <span class="news-list-author">Av <span itemprop="name">{p.author}</span></span></p></div></div>',
        lambda p, d: f'<div class="news news-single"><div class="article" itemscope itemtype="http://schema.org/Article"><div class="header"><h3 itemprop="headline">{t(p)}</h3></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="{p.day}">{d}</time></span></p></div><div class="news-text-wrap" itemprop="articleBody">{p.whole}</div><div class="news-backlink-wrap"><a href="/nyheter">Tillbaka</a></div></div></div>',
        ("dots", "iso", "sv"), around='<div class="news"><div class="news-list-view">{}</div></div>', level=4,
    ),
    System(
        "kubrick",
        lambda p, d, b: f'<div class="post" id="post-{len(b)}"><h2><a href="{p.link}" rel="bookmark" title="Permanent Link to {escape(p.title)}">{t(p)}</a></h2><small>{d} <!-- by admin --></small><div class="entry">{b}</div><p class="postmetadata">Publicerad i <a href="/c" rel="category tag">{escape(p.topic)}</a> | <a href="{p.link}#respond">Inga kommentarer &#187;</a></p></div>',
        lambda p, d: f'<div id="header"><h1><a href="/">Granby förening</a></h1><div class="description">En förening bland andra</div></div><div class="post"><h2>{t(p)}</h2><div class="entrytext">{p.whole}<p class="postmetadata alt"><small>Detta inlägg skrevs {d} och är arkiverat under <a href="/c">{escape(p.topic)}</a>. Du kan följa svaren via <a href="/feed">RSS 2.0</a>.</small></p></div></div>',
        ("sv", "den", "en"), around='<div id="content" class="narrowcolumn">{}</div>', whole=True, head=graph, level=4,
    ),
    System(
        "substack",
        lambda p, d, b: f'<div class="pencraft pc-display-flex"><div class="pencraft"><a data-testid="post-preview-title" href="{p.link}">{t(p)}</a><div class="pencraft subtle"><a href="{p.link}">{b}</a></div><div class="pencraft meta-row"><time datetime="{iso(p)}">{d}</time><span>•</span><a href="/@x">{p.author}</a></div></div></div>',
        lambda p, d: f'<article class="newsletter-post post"><div class="post-header"><h1 class="post-title published">{t(p)}</h1><div class="byline-wrapper"><div><a href="/@x">{p.author}</a></div><div class="pencraft">{d}</div></div><div class="post-ufi"><button>3</button><a href="#c">1</a><a>Dela</a></div></div><div class="available-content"><div class="body markup" dir="auto">{p.whole}</div></div></article>',
        ("short", "sv"), around='<div class="portable-archive-list">{}</div>', head=graph,
    ),
    System(
        "nested-divs",
        lambda p, d, b: f'<div><div><div><span style="font-weight:bold"><a href="{p.link}">{t(p)}</a></span></div><div><span>{d}</span></div></div><div><div><span>{b}</span></div></div></div>',
        lambda p, d: f'<div><div><div><h1><span>{t(p)}</span></h1></div></div><div><div><p><span>{d}</span></p></div></div><div><div>{p.whole}</div></div></div>',
        ("sv", "iso", "slash"), around="<div><div>{}</div></div>",
    ),
    System(
        "changed-first",
        lambda p, d, b: f'<div class="nyhet-puff"><h2>{a(p)}</h2><p class="tid">Uppdaterad {later(p)} | Publicerad {d}</p><p>{b}</p></div>',
        lambda p, d: f'<div class="nyhet"><h1>{t(p)}</h1><p class="tid">Uppdaterad {later(p)} | Publicerad {d}</p>{p.whole}</div>',
        ("iso", "isoclock"), around='<div id="innehall">{}</div>',
    ),
    System(
        "date-at-end-of-teaser",
        lambda p, d, b: f'<div class="puff"><h3>{a(p)}</h3><p>{b} <span class="stamp">({d})</span></p></div>',
        lambda p, d: f'<div class="sida"><h1>{t(p)}</h1>{p.whole}<p class="stamp">{d}<br>{p.author}</p></div>',
        ("iso", "sv"), around='<div class="puffar">{}</div>',
    ),
    System(
        "badge-with-year-in-address",
        lambda p, d, b: f'<article class="post"><div class="date-badge"><span class="day">{p.day.day}</span><span class="month">{MONTHS[p.day.month - 1][:3]}</span></div><header><h2 class="entry-title">{a(p)}</h2></header><div class="entry-summary"><p>{b}</p></div></article>',
        lambda p, d: f'<article class="post"><header><div class="date-badge"><span class="day">{p.day.day}</span><span class="month">{MONTHS[p.day.month - 1][:3]}</span></div><h1 class="entry-title">{t(p)}</h1></header><div class="entry-content">{p.whole}</div></article>',
        ("sv",), around="<main>{}</main>", path="MONTH", head=meta,
    ),
    System(
        "table-title-row-author-row",
        lambda p, d, b: f'<tr class="rubrik"><td colspan=2><a href="{p.link}"><b>{t(p)}</b></a></td></tr><tr class="info"><td>{d}</td><td>{p.author}</td></tr><tr class="brod"><td colspan=2>{b}</td></tr>',
        lambda p, d: f'<table class="artikel"><tr><td><h2>{t(p)}</h2></td></tr><tr><td class="datum">{d}</td></tr><tr><td>{p.whole}</td></tr></table>',
        ("iso", "sv"), around='<table class="nyheter" width="100%">{}</table>', whole=True, level=4,
    ),
    System(
        "press-with-place",
        lambda p, d, b: f'<div class="release"><p class="release-date">{d}</p><p class="release-title">{a(p)}</p><p class="release-lead">{b}</p></div>',
        lambda p, d: f'<section class="release"><p class="release-type">Pressmeddelande, {d}</p><h1>{t(p)}</h1><div class="release-body">{p.whole}</div></section>',
        ("sv", "iso", "den"), around='<section class="releases"><h1>Pressmeddelanden</h1>{}</section>',
    ),
    System(
        "cards-with-buttons",
        lambda p, d, b: f'<div class="col-md-4"><div class="card h-100"><img class="card-img-top" src="/b.jpg" alt="Bild"><div class="card-body"><h5 class="card-title">{t(p)}</h5><h6 class="card-subtitle text-muted">{d}</h6><p class="card-text">{b}</p><a href="{p.link}" class="btn btn-primary">Läs mer</a></div></div></div>',
        lambda p, d: f'<div class="jumbotron"><h1 class="display-4">{t(p)}</h1><p class="lead text-muted">{d} | {p.author}</p></div><div class="container"><div class="row"><div class="col-md-8">{p.whole}</div></div></div>',
        ("sv", "iso", "slash"), around='<div class="container"><div class="row">{}</div></div>',
    ),
    System(
        "microformats",
        lambda p, d, b: f'<div class="h-entry"><a class="u-url p-name" href="{p.link}">{t(p)}</a> <span class="p-author h-card">{p.author}</span> <time class="dt-published" datetime="{iso(p)}">{d}</time><div class="e-content">{b}</div><a class="p-category" href="/c">{escape(p.topic)}</a></div>',
        lambda p, d: f'<div class="h-entry"><h1 class="p-name">{t(p)}</h1><p>Skrivet <a class="u-url" href="{p.link}"><time class="dt-published" datetime="{iso(p)}">{d}</time></a> av <span class="p-author h-card">{p.author}</span></p><div class="e-content">{p.whole}</div></div>',
        ("sv", "iso"), around='<div class="h-feed">{}</div>', whole=True,
    ),
    System(
        "hr-between",
        lambda p, d, b: f"<h3>{t(p)}</h3>\n{b}\n<p><i>{p.author}, {d}</i></p>\n<hr>",
        lambda p, d: f'<h1>{t(p)}</h1>{p.whole}<p><i>{p.author}, {d}</i></p>',
        ("iso", "sv"), around="<div id='huvud'>{}</div>", linked=False, whole=True, level=4,
    ),
    System(
        "title-with-number-of-comments",
        lambda p, d, b: f'<div class="inlagg"><div class="inlagg-topp"><span class="kom">4 kommentarer</span><span class="dat">{d}</span></div><div class="inlagg-rubrik">{a(p)}</div><div class="inlagg-text">{b}</div><div class="inlagg-fot"><a href="{p.link}">Läs hela inlägget</a> | <a href="#">Dela på Facebook</a> | Kategori: {escape(p.topic)}</div></div>',
        lambda p, d: f'<div class="inlagg"><div class="inlagg-topp"><span class="dat">{d}</span></div><h2 class="inlagg-rubrik">{t(p)}</h2><div class="inlagg-text">{p.whole}</div><div class="inlagg-fot">Kategori: {escape(p.topic)} | 4 kommentarer</div></div>',
        ("sv", "isoclock", "wd"), around="<div id='blogg'>{}</div>",
    ),
]  # fmt: skip


def more_pages(seed: int = 1, each: int = 2) -> list[Page]:
    """Return `each` pages with a list and with one post, of every further system."""
    made = []
    for s in MORE:
        for n in range(each):
            r = random.Random(f"{s.name} {seed} {n}")
            made.append(list_page(s, r, f"{s.name}-list-{n}"))
            made.append(single_page(s, r, f"{s.name}-single-{n}"))
    return made
