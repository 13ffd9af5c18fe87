# ruff: noqa: E501  # markup as systems write it
"""Still more made-up pages, each with a trap of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from tests.saved_pages import (
    MENU,
    MONTHS,
    STORIES,
    Gold,
    Page,
    Story,
    golds,
    plain,
    recent,
    shell,
    teaser_golds,
)


def neve_list() -> Page:
    items = "".join(
        f'<article id="post-{n}" class="post-{n} post type-post hentry layout-grid"><div class="article-content-col"><div class="content"><div class="nv-post-thumbnail-wrap img-wrap"><a href="https://neve.example/{s.slug}/" rel="bookmark"><img alt="Bild" src="x.jpg"></a></div><h2 class="blog-entry-title entry-title"><a href="https://neve.example/{s.slug}/" rel="bookmark">{s.heading}</a></h2><ul class="nv-meta-list"><li class="meta author vcard"><span class="author-name fn">av <a href="/a">Kim</a></span></li><li class="meta date posted-on"><time class="entry-date published" datetime="{s.day}T08:00:00+02:00">{s.d()}</time><time class="updated" datetime="{date(2020, 1, 1)}T08:00:00+02:00">1 januari 2020</time></li></ul><div class="excerpt-wrap entry-summary"><p>{s.teaser}</p></div></div></div></article>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<div class="wrapper"><header class="header"><div class="nav-ul">{MENU}</div></header><main id="content" class="neve-main"><div class="container archive-container"><div class="row"><div class="nv-index-posts blog col"><div class="nv-page-title-wrap"><h1>Blogg</h1></div><div class="posts-wrapper">{items}</div></div><div class="nv-sidebar-wrap col-sm-12 nv-right blog-sidebar"><aside id="secondary">{recent(STORIES[:3])}</aside></div></div></div></main></div>'
    return Page(
        "neve-list",
        shell("Blogg", main, body="blog nv-blog-default nv-sidebar-right"),
        teaser_golds(STORIES[:5], "https://neve.example/{s.slug}/"),
        teasers=True,
    )


def press_room_list() -> Page:
    items = "".join(
        f'<div class="list-item"><div class="list-item__media"></div><div class="list-item__content"><div class="list-item__info"><span>Pressmeddelanden</span> <span>•</span> <span>{s.d("short")}, {8 + n:02}:30 CEST</span></div><h2 class="list-item__title"><a href="/se/bolaget/pressreleases/{s.slug}">{s.heading}</a></h2><p class="list-item__text">{s.teaser}</p></div></div>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<div class="header-bar">{MENU}</div><div id="main"><h1>Pressmeddelanden</h1><div class="filter"><a href="?y=2019">2019</a><a href="?y=2018">2018</a></div><div class="list">{items}</div><a class="load-more" href="?page=2">Visa mer</a></div><div class="bottom">Nyhetsrum</div>'
    return Page(
        "press-room-list",
        shell("Pressmeddelanden - Bolaget", main),
        teaser_golds(STORIES[:5], "https://press.example/se/bolaget/pressreleases/{s.slug}"),
        teasers=True,
        address="https://press.example/se/bolaget/latest_news",
    )


def sports_club_single() -> Page:
    s = STORIES[3]
    other = "".join(
        f'<a class="sidebar-news" href="/{r.slug}"><strong>{r.heading}</strong><span>{r.d("short")}</span></a>'
        for r in STORIES[:4]
    )
    main = f'<div class="site-top">{MENU}</div><div class="two-columns"><div class="primary-column"><h1 class="newsdetail-title">{s.heading}</h1><div class="newsdetail-info"><span class="i">{s.d("slash")}</span> <span class="i">Kansliet</span></div><div class="newsdetail-image"><img src="a.jpg" alt="Lagbild"></div><div class="newsdetail-text">{s.html}</div><div class="newsdetail-share"><a href="#">Dela</a></div></div><div class="secondary-column"><h3>Fler nyheter</h3>{other}</div></div><div class="partners"><h4>Våra partners</h4><p>Sparbanken</p></div>'
    return Page(
        "sports-club-single",
        shell(f"{s.heading} - Korpen", main),
        golds([s], "https://sport.example/n/1"),
        single=True,
        address="https://sport.example/n/1",
    )


def umbraco_list() -> Page:
    items = "".join(
        f'<div class="item news"><div class="inner"><div class="info"><h3 class="heading"><a href="/aktuellt/{s.slug}/">{s.heading}</a></h3><p class="meta"><span class="date">{s.d("dots")}</span> <span class="author">Redaktionen</span></p><p class="text">{plain(s.paragraphs[0])}</p><p class="link"><a href="/aktuellt/{s.slug}/">Läs hela artikeln</a></p></div></div></div>'
        for s in STORIES[:4]
    )
    main = f'<div id="site"><header id="top"><nav>{MENU}</nav></header><section id="content"><div class="content"><div class="container"><div class="page-header"><h1 class="heading">Aktuellt</h1></div><div class="listing">{items}</div></div></div></section><footer id="footer">Kontoret</footer></div>'
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://umb.example/aktuellt/{s.slug}/")
        for s in STORIES[:4]
    )
    return Page(
        "umbraco-list",
        shell("Aktuellt", main),
        gold,
        address="https://umb.example/aktuellt/",
        extra={"rest": "1"},
    )


def guestbook_style() -> Page:
    posts = "<hr>".join(
        f'<h4><font color="red">{s.heading}</font></h4>{"".join(p if p.startswith("<") else f"<p>{p}</p>" for p in s.paragraphs)}<p align="right"><font size="1">Publicerat {s.d()} av Webbmaster</font></p>'
        for s in STORIES[:4]
    )
    html = f'<html><head><title>Föreningsnytt</title></head><body><h1 align="center">Föreningsnytt</h1><p align="center"><a href="a.htm">Hem</a> | <a href="b.htm">Nytt</a></p><hr>{posts}<hr><p align="center">© Föreningen</p></body></html>'
    gold = tuple(
        Gold(s.title, s.day, plain("".join(s.paragraphs).replace("</p>", " "))) for s in STORIES[:4]
    )
    gold = tuple(Gold(s.title, s.day, plain(s.html)) for s in STORIES[:4])
    return Page("date-below-text", html, gold)


def english_dates_us() -> Page:
    items = "".join(
        f'<div class="post-preview"><h2><a href="/p/{s.slug}">{s.heading}</a></h2><div class="when">{s.day:%m/%d/%Y}</div><div class="sum">{plain(s.paragraphs[0])}</div></div>'
        for s in STORIES[:5]
    )
    main = f"<nav>{MENU}</nav><main><h1>Updates</h1>{items}</main>"
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://us.example/p/{s.slug}")
        for s in STORIES[:5]
    )
    return Page(
        "month-first", shell("Updates", main, lang="en"), gold, address="https://us.example/p"
    )


def same_story_twice() -> Page:
    s = STORIES[0]
    item = f'<article><h2><a href="/{s.slug}">{s.heading}</a></h2><time datetime="{s.day}">{s.d()}</time><p>{plain(s.paragraphs[0])}</p></article>'
    t = STORIES[1]
    item2 = f'<article><h2><a href="/{t.slug}">{t.heading}</a></h2><time datetime="{t.day}">{t.d()}</time><p>{plain(t.paragraphs[0])}</p></article>'
    gold = tuple(
        Gold(x.title, x.day, plain(x.paragraphs[0]), f"https://dub.example/{x.slug}")
        for x in (s, t)
    )
    return Page(
        "same-story-twice",
        shell("Nytt", f"<main><h1>Nytt</h1>{item}{item2}{item}</main>"),
        gold,
        address="https://dub.example/",
    )


def table_of_three() -> Page:
    rows = "".join(
        f'<tr class="r{n % 2}"><td class="c1">{s.d("iso")}</td><td class="c2"><strong>{s.heading}</strong></td></tr><tr class="r{n % 2}"><td></td><td class="c3">{"<br>".join(plain(p) for p in s.paragraphs if not p.startswith("<"))}</td></tr><tr><td colspan="2">&nbsp;</td></tr>'
        for n, s in enumerate(STORIES[3:7])
    )
    html = f'<html><head><title>Nyheter</title></head><body><table><tr><td><img src="x.gif"></td></tr><tr><td>{MENU}</td><td><table>{rows}</table></td></tr></table></body></html>'
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:7]
    )
    return Page("three-rows-each", html, gold)


def quoted_date_in_text() -> Page:
    own = Story(
        "Protokoll från möten",
        date(2019, 5, 2),
        (
            "Protokollen ligger nu på hemsidan:",
            '<ul><li><a href="/p1">2019-01-10 Styrelsemöte</a></li><li><a href="/p2">2019-02-14 Styrelsemöte</a></li><li><a href="/p3">2019-03-21 Årsmöte</a></li></ul>',
            "Fråga gärna sekreteraren om något är oklart i dem.",
        ),
    )
    main = f'<header><nav>{MENU}</nav></header><main><article><h1>{own.title}</h1><p class="published">Publicerad den {own.d()}</p>{own.html}</article></main>'
    return Page(
        "dated-links-in-text",
        shell(own.title, main),
        golds([own], "https://prot.example/p"),
        single=True,
        address="https://prot.example/p",
    )


def next_data_single() -> Page:
    s = STORIES[7]
    ld = json.dumps(
        {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebPage", "name": s.title},
                {
                    "@type": "Article",
                    "headline": s.title,
                    "datePublished": f"{s.day}T09:00:00+01:00",
                    "dateModified": "2017-12-02T09:00:00+01:00",
                    "author": {"@type": "Person", "name": "Ulla"},
                    "articleSection": ["Jubileum"],
                    "keywords": ["hus", "fest"],
                },
            ],
        }
    )
    main = f'<div id="app"><div class="l-header">{MENU}</div><div class="l-main"><div class="c-hero"><h1 class="c-hero__heading">{s.heading}</h1></div><div class="c-richtext">{s.html}</div></div><div class="l-footer">Huset</div></div>'
    return Page(
        "graph-single",
        shell(
            f"{s.heading} - Huset",
            main,
            f'<script type="application/ld+json">{ld}</script><link rel="canonical" href="https://hus.example/100">',
        ),
        golds([s], "https://hus.example/100"),
        single=True,
    )


def nested_frames_old() -> Page:
    posts = "".join(
        f"<p><b>{s.heading}</b> <i>({s.d('iso')})</i><br>{plain(s.paragraphs[0])}</p>"
        for s in STORIES[:5]
    )
    html = f'<html><head><title>Nytt</title><meta http-equiv="Content-Type" content="text/html; charset=windows-1252"></head><body><h2>Nytt från föreningen</h2>{posts}<p><a href="index.html">Till startsidan</a></p></body></html>'
    gold = tuple(Gold(s.title, s.day, plain(s.paragraphs[0])) for s in STORIES[:5])
    return Page("bold-and-bracketed-date", html, gold, extra={"encoding": "windows-1252"})


def list_with_images_and_captions() -> Page:
    items = "".join(
        f'<div class="newsblock"><div class="newsblock-img"><a href="/n{n}"><img src="b{n}.jpg" alt="Foto {n}"></a></div><div class="newsblock-body"><div class="newsblock-date">{s.d("week").capitalize()}</div><div class="newsblock-title"><a href="/n{n}">{s.heading}</a></div><div class="newsblock-text">{plain(s.paragraphs[0])}</div></div></div>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<div class="head">{MENU}</div><div class="page"><div class="title">Nyheter</div>{items}</div>'
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://bild.example/n{n}")
        for n, s in enumerate(STORIES[:5])
    )
    return Page(
        "divs-for-all", shell("Nyheter", main), gold, address="https://bild.example/nyheter"
    )


def kommun_list_events_same_markup() -> Page:
    news = "".join(
        f'<div class="teaser"><p class="teaser__date">{s.d()}</p><h3 class="teaser__title"><a href="/nyheter/{s.slug}">{s.heading}</a></h3><p>{plain(s.paragraphs[0])}</p></div>'
        for s in STORIES[:3]
    )
    events = "".join(
        f'<div class="teaser"><p class="teaser__date">{n} november 2019</p><h3 class="teaser__title"><a href="/kalender/{n}">{t}</a></h3><p>Plats: Torget, klockan {n}.</p></div>'
        for n, t in ((3, "Torgdag"), (9, "Öppet hus"), (15, "Musik i parken"))
    )
    main = f'<header><nav>{MENU}</nav></header><main><h1>Lillby</h1><div class="col"><h2>Aktuellt</h2>{news}<a href="/nyheter">Alla nyheter</a></div><div class="col"><h2>På gång</h2>{events}<a href="/kalender">Hela kalendern</a></div></main>'
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://lillby.example/nyheter/{s.slug}")
        for s in STORIES[:3]
    )
    return Page("news-and-events", shell("Lillby", main), gold, address="https://lillby.example/")


def weekday_first_en() -> Page:
    items = "".join(
        f"<li><h4>{s.heading}</h4><em>{s.day:%a}, {s.day.day} {s.day:%b} {s.day.year}</em><div>{s.html.replace('h3>', 'h5>')}</div></li>"
        for s in STORIES[:4]
    )
    main = f"<div>{MENU}</div><h1>Log</h1><ul>{items}</ul>"
    return Page("english-weekdays", shell("Log", main, lang="en"), golds(STORIES[:4]))


def single_two_dates() -> Page:
    s = STORIES[5]
    main = f'<nav>{MENU}</nav><div class="article-page"><p class="article-page__meta">Skapad: {s.d("iso")} 08:12 | Ändrad: 2018-05-20 11:00</p><h1>{s.heading}</h1><p class="article-page__lead">{s.paragraphs[0]}</p><div class="article-page__body"><p>{s.paragraphs[1]}</p><p>{s.paragraphs[2]}</p></div></div>'
    return Page(
        "created-and-changed",
        shell(s.heading, main),
        golds([s], "https://skap.example/b"),
        single=True,
        address="https://skap.example/b",
    )


def month_headings() -> Page:
    out, last = "", None
    for s in STORIES[:6]:
        head = f"{MONTHS[s.day.month - 1].capitalize()} {s.day.year}"
        if head != last:
            out += f"<h2>{head}</h2>"
            last = head
        out += f'<div class="n"><h3>{s.heading}</h3><p class="d">{s.d()}</p><p>{plain(s.paragraphs[0])}</p></div>'
    main = f'<div class="meny">{MENU}</div><div class="inneh"><h1>Nyheter</h1>{out}</div>'
    gold = tuple(Gold(s.title, s.day, plain(s.paragraphs[0])) for s in STORIES[:6])
    return Page("month-headings", shell("Nyheter", main), gold)


def other_pages() -> Iterator[Page]:
    for make in (
        neve_list,
        press_room_list,
        sports_club_single,
        umbraco_list,
        guestbook_style,
        english_dates_us,
        same_story_twice,
        table_of_three,
        quoted_date_in_text,
        next_data_single,
        nested_frames_old,
        list_with_images_and_captions,
        kommun_list_events_same_markup,
        weekday_first_en,
        single_two_dates,
        month_headings,
    ):
        yield make()
