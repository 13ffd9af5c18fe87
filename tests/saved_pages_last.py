# ruff: noqa: E501  # markup as systems write it
"""The last of the made-up pages: lists that are told apart by little."""

from __future__ import annotations

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

FIRST = tuple(plain(s.paragraphs[0]) for s in STORIES)


def firsts(stories: tuple[Story, ...], link: str | None = None) -> tuple[Gold, ...]:
    return tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), link.format(s=s) if link else None)
        for s in stories
    )


def sv_modern() -> Page:
    items = "".join(
        f'<li class="c-newslist__item"><div class="c-newslist__content"><a href="/arkiv/{s.slug}" class="c-newslist__link"><h2 class="c-newslist__heading env-ui-text-sectionheading">{s.heading}</h2></a><p class="c-newslist__meta"><time datetime="{s.day}">{s.d()}</time><span class="env-badge">Bygga och bo</span></p><p class="env-ui-text-body">{plain(s.paragraphs[0])}</p></div></li>'
        for s in STORIES[:5]
    )
    main = f'<div class="env-page"><header role="banner"><div class="c-top">{MENU}</div></header><main><div class="sv-layout"><h1>Nyheter</h1><div class="sv-custom-module"><form><label>Sök nyheter</label><input></form><p aria-live="polite">Visar 1-5 av 312</p><ul class="c-newslist">{items}</ul><div class="env-pagination"><a href="?p=2">Nästa</a></div></div></div></main><footer><p>Kommunen</p></footer></div>'
    return Page(
        "sv-modern",
        shell("Nyheter", main),
        firsts(STORIES[:5], "https://sv.example/arkiv/{s.slug}"),
        address="https://sv.example/arkiv",
    )


def church() -> Page:
    items = "".join(
        f'<div class="news-list-item"><a class="news-list-item-link" href="/n/{s.slug}"><div class="image"><img src="i.jpg" alt=""></div><div class="text"><p class="heading">{s.heading}</p><p class="date">Nyhet/Publicerad {s.d()} {9}:00</p><p class="preamble">{plain(s.paragraphs[0])}</p></div></a></div>'
        for s in STORIES[:4]
    )
    main = f'<div id="topnav">{MENU}</div><div id="maincontent"><h1>Nyheter</h1><div class="news-list">{items}</div></div><div id="footerarea">Församlingen</div>'
    return Page(
        "slashed-kind",
        shell("Nyheter", main),
        firsts(STORIES[:4], "https://kyrka.example/n/{s.slug}"),
        address="https://kyrka.example/n",
    )


def union() -> Page:
    items = "".join(
        f'<article><a href="/nyheter/{s.day.year}/{s.slug}"><header><p>{s.d("week")}</p><h2>{s.heading}</h2></header><p>{plain(s.paragraphs[0])}</p></a></article>'
        for s in STORIES[:5]
    )
    main = f"<nav>{MENU}</nav><main><section><h1>Nyhetsarkiv</h1><p>Sök bland förbundets nyheter och pressmeddelanden.</p>{items}</section><section><h2>Följ oss</h2><p>Vi finns i sociala medier.</p></section></main>"
    return Page(
        "union",
        shell("Nyhetsarkiv", main),
        firsts(STORIES[:5], "https://fack.example/nyheter/{s.day.year}/{s.slug}"),
        address="https://fack.example/nyheter",
    )


def brf_lines() -> Page:
    posts = "".join(
        f"<div><b><u>{s.heading}</u></b> {s.d('iso')}<br>{plain(s.paragraphs[0])}<br><br></div>"
        for s in STORIES[:5]
    )
    html = f'<html><head><title>Brf Eken</title></head><body><div id="menu"><a href="/">Hem</a><a href="/styrelse">Styrelsen</a></div><div id="page"><h2>Information till medlemmarna</h2>{posts}</div></body></html>'
    return Page("brf-lines", html, firsts(STORIES[:5]))


def strong_paragraphs() -> Page:
    posts = "".join(
        f"<p><strong>{s.heading}</strong></p><p>{s.d('slash')}</p>"
        + "".join(f"<p>{p}</p>" for p in s.paragraphs if not p.startswith("<"))
        for s in STORIES[3:8]
    )
    main = f'<div class="nav">{MENU}</div><div class="entry"><h1>Nyheter</h1>{posts}</div>'
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:8]
    )
    return Page("strong-paragraphs", shell("Nyheter", main), gold)


def date_then_strong() -> Page:
    posts = "".join(
        f"<p>{s.d()}</p><p><strong>{s.heading}</strong></p>"
        + "".join(f"<p>{p}</p>" for p in s.paragraphs if not p.startswith("<"))
        for s in STORIES[3:8]
    )
    main = f'<div class="nav">{MENU}</div><div class="entry"><h1>Nyheter</h1>{posts}</div>'
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:8]
    )
    return Page("date-then-strong", shell("Nyheter", main), gold)


def run_in_dates() -> Page:
    posts = "".join(
        f"<p><strong>{s.d('iso')}: {s.heading}</strong><br>{plain(s.paragraphs[0])}</p>"
        for s in STORIES[:6]
    )
    main = f'<div class="nav">{MENU}</div><div class="entry"><h1>Nyheter</h1>{posts}</div>'
    return Page("run-in-dates", shell("Nyheter", main), firsts(STORIES[:6]))


def headings_with_rules() -> Page:
    posts = "<hr>".join(
        f'<h3>{s.heading}</h3><p class="smalltext">Skrivet av {("Anna", "Bo", "Cia", "Dan", "Eva")[n]} den {s.d()} kl {10 + n}.30</p>{"".join(p if p.startswith("<ul") else f"<p>{p}</p>" for p in s.paragraphs if not p.startswith(("<h", "<b")))}'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<table><tr><td>{MENU}</td><td><h2>Nyheter</h2>{posts}<hr><p><a href="aldre.html">Äldre nyheter</a></p></td></tr></table>'
    gold = tuple(
        Gold(
            s.title,
            s.day,
            " ".join(plain(p) for p in s.paragraphs if not p.startswith(("<h", "<b"))),
        )
        for s in STORIES[:5]
    )
    return Page("headings-with-rules", shell("Nyheter", main), gold)


def medium_like() -> Page:
    items = "".join(
        f'<div class="postArticle"><div class="u-clearfix"><div class="postMetaInline"><a href="/@a">Alva</a><div><a href="/p/{s.slug}"><time datetime="{s.day}T10:01:02.000Z">{s.d("short")}</time></a><span class="middotDivider"></span><span class="readingTime" title="3 min read"></span></div></div></div><div class="postArticle-content"><a href="/p/{s.slug}"><section><h3 class="graf--title">{s.heading}</h3><p class="graf">{s.teaser}</p></section></a></div><div class="postArticle-readMore"><a href="/p/{s.slug}">Read more…</a></div></div>'
        for s in STORIES[:4]
    )
    main = f'<div class="metabar">{MENU}</div><main><div class="streamItems">{items}</div></main>'
    return Page(
        "medium-like",
        shell("Alva", main),
        teaser_golds(STORIES[:4], "https://medel.example/p/{s.slug}"),
        teasers=True,
        address="https://medel.example/",
    )


def theme_with_aside_widgets() -> Page:
    items = "".join(
        f'<article class="post"><header><h2><a href="https://as.example/{s.slug}">{s.heading}</a></h2></header><div class="content"><p>{plain(s.paragraphs[0])}</p><p>{plain(s.paragraphs[1])}</p></div><footer><span>Publicerad: {s.d("iso")}</span><span>Kategori: <a href="/k" rel="category">Allmänt</a></span></footer></article>'
        for s in STORIES[:2]
    )
    main = f'<header><nav>{MENU}</nav></header><div class="layout"><div class="left"><h3>Kalender</h3><ul><li>1 september 2019 Träff</li><li>8 september 2019 Träff</li><li>15 september 2019 Träff</li><li>22 september 2019 Träff</li></ul>{recent(STORIES)}</div><div class="mid">{items}</div></div>'
    gold = tuple(
        Gold(
            s.title,
            s.day,
            plain(s.paragraphs[0]) + " " + plain(s.paragraphs[1]),
            f"https://as.example/{s.slug}",
        )
        for s in STORIES[:2]
    )
    return Page("post-footers", shell("Allmänt", main), gold)


def long_single_with_fact_box() -> Page:
    s = STORIES[2]
    main = f'<nav>{MENU}</nav><main><article><p class="vignette">Föreningsliv</p><h1>{s.heading}</h1><p class="dateline">{s.d()} kl 08.15</p>{s.html}<div class="fact-box"><h3>Fakta</h3><p>Årsmötet hålls i mars varje år enligt stadgarna.</p></div><p><strong>Text:</strong> Rut Alm</p></article><section><h2>Mer från oss</h2><ul><li><a href="/1">Vårstädning</a></li></ul></section></main>'
    gold = (
        Gold(
            s.title,
            s.day,
            plain(s.html) + " Fakta Årsmötet hålls i mars varje år enligt stadgarna. Text: Rut Alm",
            "https://fakta.example/a",
        ),
    )
    return Page(
        "fact-box",
        shell(f"{s.heading} - Bladet", main),
        gold,
        single=True,
        address="https://fakta.example/a",
    )


def tracker_single() -> Page:
    s = STORIES[5]
    main = f'<div class="header"><div class="date-today">fredag 6 december 2024</div>{MENU}<p>Väder</p><p>Trafik</p><p>Lyssna</p><p>Translate</p><p>Lättläst</p></div><div class="main"><h1>{s.heading}</h1>{s.html}<p class="published">Publicerad {s.d()}</p></div>'
    return Page(
        "todays-date-above",
        shell(f"{s.heading} - Orten", main),
        golds([s], "https://dag.example/b"),
        single=True,
        address="https://dag.example/b",
    )


def cards_with_months() -> Page:
    items = "".join(
        f'<a class="card" href="/{s.slug}"><span class="card__date"><b>{s.day.day}</b><i>{MONTHS[s.day.month - 1][:3]}</i><u>{s.day.year}</u></span><span class="card__title">{s.heading}</span><span class="card__text">{plain(s.paragraphs[0])}</span></a>'
        for s in STORIES[:5]
    )
    main = f'<header>{MENU}</header><main><h1>Nytt</h1><div class="cards">{items}</div></main>'
    return Page(
        "cards-of-spans",
        shell("Nytt", main),
        firsts(STORIES[:5], "https://kort.example/{s.slug}"),
        address="https://kort.example/",
    )


def ordered_old_first() -> Page:
    posts = "".join(
        f'<li><p class="d">{s.day:%y%m%d}</p><p class="r"><b>{s.heading}</b></p><p>{plain(s.paragraphs[0])}</p></li>'
        for s in reversed(STORIES[:6])
    )
    main = f"<div>{MENU}</div><h1>Dagbok</h1><ul>{posts}</ul>"
    return Page("six-figures", shell("Dagbok", main), firsts(tuple(reversed(STORIES[:6]))))


def video_post() -> Page:
    s = Story(
        "Se filmen från invigningen",
        date(2019, 8, 28),
        (
            '<div class="video"><iframe src="https://www.youtube.com/embed/abc"></iframe></div>',
            "Här kan du se hur det gick till.",
        ),
    )
    main = f'<nav>{MENU}</nav><main><article class="post type-post hentry"><h1 class="entry-title">{s.heading}</h1><time class="entry-date" datetime="{s.day}">{s.d()}</time><div class="entry-content">{s.html}</div></article></main>'
    return Page(
        "film",
        shell(s.title, main, body="single"),
        (Gold(s.title, s.day, "Här kan du se hur det gick till.", "https://film.example/f"),),
        single=True,
        address="https://film.example/f",
    )


def last_pages() -> Iterator[Page]:
    for make in (
        sv_modern,
        church,
        union,
        brf_lines,
        strong_paragraphs,
        date_then_strong,
        run_in_dates,
        headings_with_rules,
        medium_like,
        theme_with_aside_widgets,
        long_single_with_fact_box,
        tracker_single,
        cards_with_months,
        ordered_old_first,
        video_post,
    ):
        yield make()
