# ruff: noqa: E501  # markup as systems write it
"""Made-up pages that were only read once all the others were right."""

from __future__ import annotations

from collections.abc import Iterator

from tests.saved_pages import (
    MENU,
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


def firsts(stories: tuple[Story, ...], link: str | None = None) -> tuple[Gold, ...]:
    return tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), link.format(s=s) if link else None)
        for s in stories
    )


def heritage_list() -> Page:
    items = "".join(
        f'<div class="newsListItem"><div class="row"><div class="col-xs-4"><img class="img-responsive" src="b.jpg" alt="{s.heading}"></div><div class="col-xs-8"><h4><a href="/nyhet/{n}">{s.heading}</a></h4><span class="glyphicon glyphicon-time"></span> {s.d("iso")}<p>{plain(s.paragraphs[0])}</p></div></div></div>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<div class="navbar-header">{MENU}</div><div class="container"><div class="row"><div class="col-md-9"><h1>Nyheter</h1>{items}</div><div class="col-md-3"><div class="panel panel-default"><div class="panel-heading">Kommande arrangemang</div><div class="panel-body"><p>2019-09-01 Höstmarknad</p><p>2019-09-15 Slåtter</p><p>2019-10-02 Föredrag</p></div></div></div></div></div>'
    gold = tuple(
        Gold(g.title, g.day, g.text, f"https://hembygd.example/nyhet/{n}")
        for n, g in enumerate(firsts(STORIES[:5]))
    )
    return Page(
        "heritage-list", shell("Nyheter", main), gold, address="https://hembygd.example/nyheter"
    )


def release_table() -> Page:
    rows = "".join(
        f'<tr class="{"odd" if n % 2 else "even"}"><td class="views-field views-field-created">{s.d("iso")}</td><td class="views-field views-field-title"><a href="/pm/{s.slug}">{s.heading}</a><div class="summary">{plain(s.paragraphs[0])}</div></td></tr>'
        for n, s in enumerate(STORIES[:6])
    )
    main = f'<nav>{MENU}</nav><div class="content-wrapper"><h1>Pressmeddelanden</h1><table class="views-table"><thead><tr><th>Datum</th><th>Rubrik</th></tr></thead><tbody>{rows}</tbody></table></div>'
    return Page(
        "release-table",
        shell("Press", main),
        firsts(STORIES[:6], "https://pm.example/pm/{s.slug}"),
        address="https://pm.example/pm",
    )


def full_text_cms() -> Page:
    posts = "".join(
        f'<div class="news-item" id="n{n}"><h2 class="news-item__title">{s.heading}</h2><div class="news-item__meta"><i class="fa fa-calendar"></i> {s.d()} <i class="fa fa-user"></i> Kansliet <i class="fa fa-folder"></i> <a href="/kat/1">Nyheter</a></div><div class="news-item__body">{s.html}</div><div class="news-item__share"><a href="#"><i class="fa fa-facebook"></i> Dela</a></div></div>'
        for n, s in enumerate(STORIES[:4])
    )
    main = f'<div class="topbar"><p>Ring oss: 08-000 00 00</p></div><header class="main">{MENU}</header><section class="content">{posts}</section><section class="newsletter"><h3>Nyhetsbrev</h3><p>Anmäl dig så får du vårt brev varje månad.</p></section>'
    return Page("full-text-cms", shell("Nyheter", main), golds(STORIES[:4]))


def school_single() -> Page:
    s = STORIES[4]
    main = f'<div id="top"><a href="/">Skolan</a></div><div id="menu">{MENU}</div><div id="content"><div class="published">Publicerad: {s.d("iso")}</div><div class="pagetitle"><h1>{s.heading}</h1></div><div class="intro"><p><strong>{s.paragraphs[0]}</strong></p></div><div class="pagetext"><p>{s.paragraphs[1]}</p></div><div class="pageinfo"><p>Sidansvarig: Rektor Ek</p><p>Senast ändrad: 2018-09-07</p></div></div><div id="right"><h3>Nyheter</h3><ul><li>2018-09-03 <a href="/1">Friluftsdag</a></li><li>2018-08-28 <a href="/2">Skolstart</a></li><li>2018-08-20 <a href="/3">Nya lärare</a></li></ul></div>'
    return Page(
        "school-single",
        shell(f"{s.heading} - Skolan", main),
        golds([s], "https://skolan.example/tradgard"),
        single=True,
        address="https://skolan.example/tradgard",
    )


def generate_press_list() -> Page:
    items = "".join(
        f'<article id="post-{n}" class="post-{n} post type-post status-publish format-standard hentry category-nytt" itemtype="https://schema.org/CreativeWork" itemscope><div class="inside-article"><header class="entry-header" aria-label="Innehåll"><h2 class="entry-title" itemprop="headline"><a href="https://gp.example/{s.slug}/" rel="bookmark">{s.heading}</a></h2><div class="entry-meta"><span class="posted-on"><time class="updated" datetime="2021-01-01T10:00:00+01:00" itemprop="dateModified">1 januari 2021</time><time class="entry-date published" datetime="{s.day}T10:00:00+02:00" itemprop="datePublished">{s.d()}</time></span> <span class="byline">av <span class="author vcard" itemprop="author"><a class="url fn n" href="/a" rel="author" itemprop="url"><span class="author-name" itemprop="name">red</span></a></span></span></div></header><div class="entry-summary" itemprop="text"><p>{s.teaser} <a title="{s.heading}" class="read-more" href="https://gp.example/{s.slug}/" aria-label="Mer om {s.heading}">Läs mer</a></p></div><footer class="entry-meta" aria-label="Inläggsmeta"><span class="cat-links"><span class="gp-icon"></span><span class="screen-reader-text">Kategorier </span><a href="/c" rel="category tag">Nytt</a></span> <span class="comments-link"><a href="#r">Lämna en kommentar</a></span></footer></div></article>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<header class="site-header" id="masthead"><div class="inside-header">Generat</div></header><nav class="main-navigation">{MENU}</nav><div class="site grid-container container hfeed" id="page"><div class="site-content" id="content"><div class="content-area" id="primary"><main class="site-main" id="main">{items}<nav id="nav-below" class="paging-navigation" aria-label="Arkivsida"><div class="nav-links"><a class="page-numbers" href="/page/2/">2</a></div></nav></main></div><div class="widget-area sidebar is-right-sidebar" id="right-sidebar"><div class="inside-right-sidebar">{recent(STORIES[:4])}</div></div></div></div>'
    return Page(
        "generatepress-list",
        shell("Generat", main, body="home blog right-sidebar nav-below-header"),
        teaser_golds(STORIES[:5], "https://gp.example/{s.slug}/"),
        teasers=True,
    )


def tidy_div_list() -> Page:
    items = "".join(
        f'<div class="item-container"><div class="item-date">{s.d("short")}</div><div class="item-head"><a href="/art.php?id={n}">{s.heading}</a></div><div class="item-intro">{plain(s.paragraphs[0])} <a href="/art.php?id={n}">Läs mer...</a></div></div>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f'<div id="wrapper"><div id="leftmenu">{MENU}</div><div id="maincol"><div class="rubrik1">Aktuellt</div>{items}</div></div>'
    gold = tuple(
        Gold(g.title, g.day, g.text, f"https://php.example/art.php?id={n}")
        for n, g in enumerate(firsts(STORIES[:5]))
    )
    return Page(
        "php-list",
        shell("Aktuellt", main),
        gold,
        address="https://php.example/",
        extra={"linked": "1"},
    )


def heading_date_sub() -> Page:
    posts = "".join(
        f"<h2>{s.heading}</h2><h4>{s.d('week')}</h4>{s.html.replace('h3>', 'h5>')}"
        for s in STORIES[:5]
    )
    main = f'<div class="menu">{MENU}</div><div id="blog"><h1>Resdagbok</h1>{posts}</div>'
    return Page("date-as-heading", shell("Resdagbok", main), golds(STORIES[:5]))


def news_and_press_columns() -> Page:
    def column(name: str, stories: tuple[Story, ...]) -> str:
        return (
            f"<section><h2>{name}</h2>"
            + "".join(
                f'<div class="puff"><h3><a href="/{s.slug}">{s.heading}</a></h3><p class="puff-date">{s.d("iso")}</p><p>{plain(s.paragraphs[0])}</p></div>'
                for s in stories
            )
            + "</section>"
        )

    main = f"<header>{MENU}</header><main><h1>Pressrum</h1>{column('Nyheter', STORIES[:3])}{column('Pressmeddelanden', STORIES[3:6])}</main>"
    return Page(
        "two-columns",
        shell("Pressrum", main),
        firsts(STORIES[:6], "https://rum.example/{s.slug}"),
        address="https://rum.example/",
    )


def cision_single() -> Page:
    s = STORIES[3]
    main = f'<div class="header">{MENU}</div><div class="press-release"><div class="release-type">Pressmeddelande</div><h1>{s.heading}</h1><div class="release-date">{s.d("iso")} 08:00:00 CET</div><div class="release-body">{s.html}<p><strong>För mer information:</strong><br>Eva Ros, presschef, 070-000 00 00</p></div><div class="attachments"><h3>Bifogade filer</h3><p><a href="/a.pdf">Pressmeddelandet (PDF)</a></p></div></div>'
    gold = (
        Gold(
            s.title,
            s.day,
            plain(s.html) + " För mer information: Eva Ros, presschef, 070-000 00 00",
            "https://cis.example/r/1",
        ),
    )
    return Page(
        "release-single",
        shell(f"{s.heading} - Bolaget", main),
        gold,
        single=True,
        address="https://cis.example/r/1",
        extra={"attachments": "1"},
    )


def new_pages() -> Iterator[Page]:
    for make in (
        heritage_list,
        release_table,
        full_text_cms,
        school_single,
        generate_press_list,
        tidy_div_list,
        heading_date_sub,
        news_and_press_columns,
        cision_single,
    ):
        yield make()
