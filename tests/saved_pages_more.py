# ruff: noqa: E501  # markup as systems write it
"""More made-up pages: older systems, pages without names for their parts, odd ways of dating."""

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


def kubrick_single() -> Page:
    s = STORIES[4]
    main = f"""<div id="page"><div id="header"><div id="headerimg"><h1><a href="https://kub.example/">Ekbackens blogg</a></h1><div class="description">Om skolan</div></div></div><hr>
<div id="content" class="widecolumn"><div class="navigation"><div class="alignleft">&laquo; <a href="/a">Förra inlägget</a></div></div><div class="post" id="post-8"><h2>{s.heading}</h2><div class="entry">{s.html}
<p class="postmetadata alt"><small>Detta inlägg publicerades onsdag, {s.d()} klockan 14:02 och är arkiverat under <a href="/c" rel="category tag">Odling</a>. Du kan följa kommentarer till detta inlägg via <a href="/f">RSS 2.0</a>-flödet. Du kan <a href="#r">lämna en kommentar</a>, eller göra en trackback från din egen webbplats.</small></p></div></div>
<h3 id="comments">2 kommentarer till ”{s.heading}”</h3><ol class="commentlist"><li class="alt" id="comment-1"><cite>Berit</cite> skriver:<br><small class="commentmetadata"><a href="#c">september 6th, 2018 at 08:10</a></small><p>Vilken fin trädgård ni har fått till!</p></li></ol><h3 id="respond">Lämna ett svar</h3></div><div id="footer"><p>Ekbackens blogg drivs stolt med WordPress</p></div></div>"""
    return Page(
        "kubrick-single",
        shell(f"Ekbackens blogg » Blog Archive » {s.heading}", main),
        golds([s], "https://kub.example/tradgard/"),
        single=True,
        address="https://kub.example/tradgard/",
    )


def astra_list() -> Page:
    items = "".join(
        f"""<article class="post-{n} post type-post status-publish hentry ast-col-sm-12 ast-article-post" id="post-{n}"><div class="ast-post-format- ast-no-thumb blog-layout-1"><div class="post-content ast-col-md-12"><header class="entry-header"><h2 class="entry-title"><a href="https://astra.example/{s.slug}/" rel="bookmark">{s.heading}</a></h2><div class="entry-meta"><span class="comments-link"><a href="#respond">Lämna en kommentar</a></span> / <span class="cat-links"><a href="/c" rel="category tag">Nyheter</a></span> / Av <span class="posts-author vcard author"><a class="url fn n" href="/a"><span class="author-name">Siv</span></a></span> / <span class="posted-on"><span class="published">{s.d()}</span></span></div></header><div class="entry-content clear"><p>{s.teaser}</p><p class="read-more"><a class="" href="https://astra.example/{s.slug}/"><span class="screen-reader-text">{s.heading}</span> Läs mer »</a></p></div></div></div></article>"""
        for n, s in enumerate(STORIES[:4])
    )
    main = f"""<div class="hfeed site" id="page"><header class="site-header" id="masthead"><nav>{MENU}</nav></header><div id="content" class="site-content"><div class="ast-container"><div id="primary" class="content-area primary"><section class="ast-archive-description"><h1 class="page-title ast-archive-title">Nyheter</h1></section><main id="main" class="site-main"><div class="ast-row">{items}</div></main><div class="ast-pagination"><nav class="navigation pagination"><span class="page-numbers current">1</span> <a class="page-numbers" href="/page/2/">2</a></nav></div></div><div class="widget-area secondary" id="secondary"><div class="sidebar-main">{recent(STORIES[:4])}</div></div></div></div><footer class="site-footer">Copyright © 2024 Astra</footer></div>"""
    return Page(
        "astra-list",
        shell("Nyheter – Astra", main, body="archive category ast-right-sidebar"),
        teaser_golds(STORIES[:4], "https://astra.example/{s.slug}/"),
        teasers=True,
    )


def split_dates() -> Page:
    items = "".join(
        f"""<div class="blogitem"><div class="datebox"><div class="day">{s.day.day:02}</div><div class="month">{MONTHS[s.day.month - 1][:3]}</div><div class="year">{s.day.year}</div></div><div class="blogtext"><h3><a href="/b/{s.slug}">{s.heading}</a></h3><p>{plain(s.paragraphs[0])}</p></div></div>"""
        for s in STORIES[:5]
    )
    main = f"""<div class="topbar">{MENU}</div><div class="wrapper"><h1>Bloggen</h1>{items}</div>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://delad.example/b/{s.slug}")
        for s in STORIES[:5]
    )
    return Page("split-dates", shell("Bloggen", main), gold, address="https://delad.example/b")


def year_in_address() -> Page:
    items = "".join(
        f"""<article class="post"><div class="post-date"><span class="month">{MONTHS[s.day.month - 1][:3]}</span> <span class="day">{s.day.day}</span></div><h2 class="post-title"><a href="https://ar.example/{s.day:%Y/%m}/{s.slug}/">{s.heading}</a></h2><div class="post-excerpt"><p>{s.teaser}</p></div></article>"""
        for s in STORIES[:5]
    )
    main = f"""<header>{MENU}</header><section class="posts">{items}</section><footer>© Året</footer>"""
    return Page(
        "year-in-address",
        shell("Året", main),
        teaser_golds(STORIES[:5], "https://ar.example/{s.day:%Y/%m}/{s.slug}/"),
        teasers=True,
    )


def small_in_heading() -> Page:
    items = "".join(
        f"<div><h3>{s.heading} <small>{s.d('iso')}</small></h3>{s.html.replace('h3>', 'h4>')}</div>"
        for s in STORIES[:4]
    )
    main = f"""<div class="container"><div class="row">{MENU}</div><div class="row"><h2>Nyheter</h2>{items}</div></div>"""
    return Page("small-in-heading", shell("Nyheter", main), golds(STORIES[:4]))


def link_lines() -> Page:
    rows = "<br>\n".join(
        f'<a href="nyhet.asp?id={n}">{s.d("iso")} - {s.heading}</a>' for n, s in enumerate(STORIES)
    )
    html = f"""<html><head><title>Arkiv</title></head><body><table><tr><td><a href="default.asp">Hem</a><br><a href="om.asp">Om</a></td><td><h2>Nyhetsarkiv</h2><p>{rows}</p></td></tr></table></body></html>"""
    gold = tuple(
        Gold(s.title, s.day, "", f"http://asp.example/nyhet.asp?id={n}")
        for n, s in enumerate(STORIES)
    )
    return Page("link-lines", html, gold, address="http://asp.example/arkiv.asp")


def office_page() -> Page:
    posts = "".join(
        f"""<p class=MsoNormal><b><span style='font-size:14.0pt'>{s.heading}<o:p></o:p></span></b></p><p class=MsoNormal><i><span>{s.d()}<o:p></o:p></span></i></p>"""
        + "".join(
            f"<p class=MsoNormal><span>{p}<o:p></o:p></span></p>"
            for p in s.paragraphs
            if not p.startswith("<")
        )
        + "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
        for s in STORIES[3:7]
    )
    html = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Nyhetsblad</title></head><body lang=SV><div class=Section1><p class=MsoTitle>Nyhetsblad</p>{posts}</div></body></html>"""
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:7]
    )
    return Page("office-page", html, gold)


def paragraphs_with_breaks() -> Page:
    items = "".join(
        f'<p><span class="datum">{s.d("slash")}</span><br><a class="rubrik" href="n{n}.html">{s.heading}</a><br>{plain(s.paragraphs[0])} <a href="n{n}.html">Läs mer</a></p>'
        for n, s in enumerate(STORIES[:5])
    )
    main = f"""<table><tr><td class="meny">{MENU}</td><td class="mitten"><h1>Nytt</h1>{items}</td><td class="hoger"><b>Kalender</b><br>3/9 2019 Möte<br>10/9 2019 Fika<br></td></tr></table>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://stycke.example/n{n}.html")
        for n, s in enumerate(STORIES[:5])
    )
    return Page(
        "paragraphs-with-breaks",
        shell("Nytt", main),
        gold,
        address="https://stycke.example/nytt.html",
    )


def post_tables() -> Page:
    items = "<br>".join(
        f"""<table width="100%" border="0" class="nyhet"><tr><td class="nyhetsrubrik">{s.heading}</td></tr><tr><td class="nyhetsdatum">Inlagd av Sune {s.d("iso")} 12:0{n}</td></tr><tr><td class="nyhetstext">{"<br><br>".join(p for p in s.paragraphs if not p.startswith("<"))}</td></tr></table>"""
        for n, s in enumerate(STORIES[3:7])
    )
    html = f"""<html><head><title>Klubben</title></head><body><table width="800"><tr><td colspan="2"><img src="logo.gif" alt="Klubben"></td></tr><tr><td width="140"><a href="a">Start</a><br><a href="b">Gästbok</a></td><td>{items}</td></tr></table></body></html>"""
    gold = tuple(
        Gold(s.title, s.day, " ".join(plain(p) for p in s.paragraphs if not p.startswith("<")))
        for s in STORIES[3:7]
    )
    return Page("post-tables", html, gold)


def register_table() -> Page:
    rows = "".join(
        f'<tr><td>{s.d("iso")}</td><td><a href="/p/{s.slug}">{s.heading}</a></td><td>Nyhet</td></tr>'
        for s in STORIES
    )
    main = f"""<nav>{MENU}</nav><main><h1>Pressmeddelanden</h1><table class="table"><thead><tr><th>Datum</th><th>Rubrik</th><th>Typ</th></tr></thead><tbody>{rows}</tbody></table></main>"""
    gold = tuple(Gold(s.title, s.day, "", f"https://reg.example/p/{s.slug}") for s in STORIES)
    return Page("register-table", shell("Press", main), gold, address="https://reg.example/p")


def front_page() -> Page:
    news = "".join(
        f'<li><a href="/n/{s.slug}"><span class="date">{s.d("short")}</span> <span class="title">{s.heading}</span></a><p>{plain(s.paragraphs[0])}</p></li>'
        for s in STORIES[:4]
    )
    events = "".join(
        f'<li><a href="/e/{n}"><span class="date">{n} okt 2019</span> <span class="title">{t}</span></a><p>Kom och var med klockan {n}, alla är välkomna dit.</p></li>'
        for n, t in ((4, "Konsert"), (11, "Marknad"), (18, "Filmkväll"))
    )
    main = f"""<header><nav>{MENU}</nav></header><main><h1>Välkommen till Storby</h1><div class="boxes"><section><h2>Nyheter</h2><ul>{news}</ul><a href="/n">Fler nyheter</a></section><section><h2>Evenemang i Storby</h2><ul>{events}</ul></section></div></main>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://stor.example/n/{s.slug}")
        for s in STORIES[:4]
    )
    return Page("front-page", shell("Storby", main), gold, address="https://stor.example/")


def signed_single() -> Page:
    s = STORIES[0]
    main = f"""<div class="nav-wrap">{MENU}</div><div class="page-content"><h1>{s.heading}</h1>{s.html}<p><em>Publicerad {s.d("iso")} av Stina Lund</em></p><p><a href="/nyheter">Tillbaka till nyheter</a></p></div><div class="bottom"><p>Föreningen, Box 1</p></div>"""
    return Page(
        "signed-single",
        shell(f"{s.heading}", main),
        golds([s], "https://sign.example/brygga"),
        single=True,
        address="https://sign.example/brygga",
    )


def elementor_single() -> Page:
    s = STORIES[1]
    main = f"""<header class="elementor-location-header"><nav>{MENU}</nav></header><div data-elementor-type="single-post" class="elementor elementor-location-single post type-post hentry"><section class="elementor-section"><div class="elementor-widget-theme-post-title"><div class="elementor-widget-container"><h1 class="elementor-heading-title elementor-size-default">{s.heading}</h1></div></div>
<div class="elementor-widget-post-info"><ul class="elementor-inline-items elementor-post-info"><li class="elementor-icon-list-item" itemprop="author"><a href="/a"><span>Kören</span></a></li><li itemprop="datePublished"><a href="/d"><span class="elementor-post-info__item--type-date"><time>{s.d()}</time></span></a></li><li><span>09:34</span></li></ul></div>
<div class="elementor-widget-theme-post-content"><div class="elementor-widget-container">{s.html}</div></div><div class="elementor-widget-share-buttons"><div class="elementor-share-btn"><span class="elementor-share-btn__title">Facebook</span></div></div>
<div class="elementor-widget-post-navigation"><a href="/p" rel="prev"><span>Föregående</span><span>Sommarens konsert</span></a></div>
<div class="elementor-widget-heading"><h3>Senaste nytt</h3></div><div class="elementor-posts-container">{"".join(f'<article class="elementor-post post hentry"><h4 class="elementor-post__title"><a href="/{r.slug}">{r.heading}</a></h4><div class="elementor-post__meta-data"><span class="elementor-post-date">{r.d()}</span></div></article>' for r in STORIES[2:5])}</div></section></div><footer>Kören</footer>"""
    return Page(
        "elementor-single",
        shell(
            f"{s.heading} - Kören",
            main,
            '<link rel="canonical" href="https://kor.example/basar/">',
            "post-template-default single single-post postid-1 elementor-page",
        ),
        golds([s], "https://kor.example/basar/"),
        single=True,
    )


def squarespace_single() -> Page:
    s = STORIES[7]
    main = f"""<header id="header"><nav>{MENU}</nav></header><main id="page"><article class="sections"><section class="content-collection"><div class="content-wrapper"><div class="content"><div class="blog-item-wrapper"><article class="blog-item h-entry entry hentry author-y post-type-text"><div class="blog-item-inner-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title entry-title--large p-name" data-content-field="title">{s.heading}</h1></div><div class="blog-item-meta-wrapper"><time class="dt-published blog-meta-item blog-meta-item--date" datetime="{s.day}" pubdate><span>{s.day.month}/{s.day.day}/{s.day:%y}</span></time> <a class="blog-author-name" href="/a">Skriven av Ylva</a></div></div><div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout"><div class="sqs-block html-block"><div class="sqs-block-content">{s.html}</div></div></div></div></div>
<div class="blog-item-comments"><h3>Kommentarer (0)</h3></div></div></article></div></div></div></section><section id="itemPagination" class="item-pagination"><a href="/n"><h2>Nästa: Kören</h2></a></section></article></main><footer>Ylva</footer>"""
    return Page(
        "squarespace-single",
        shell(
            f"{s.heading} — Ylva",
            main,
            '<link rel="canonical" href="https://ylva.example/blogg/hundra"><meta property="og:type" content="article">',
        ),
        golds([s], "https://ylva.example/blogg/hundra"),
        single=True,
    )


def blogspot_single() -> Page:
    s = STORIES[5]
    main = f"""<header><div class="widget Header"><h1 class="title"><a href="/">Lasses blogg</a></h1></div></header><div class="main section" id="main"><div class="widget Blog" id="Blog1"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>{s.d("week")}</span></h2><div class="date-posts"><div class="post-outer"><div class="post hentry"><h3 class="post-title entry-title">{s.heading}</h3><div class="post-body entry-content">{s.html}</div><div class="post-footer"><span class="post-author vcard">Upplagd av <span class="fn">Lasse</span></span> <span class="post-timestamp">kl. <a class="timestamp-link" href="http://blogg.example/b.html" rel="bookmark"><abbr class="published" title="{s.day}T09:34:00+02:00">09:34</abbr></a></span> <span class="post-labels">Etiketter: <a href="/l" rel="tag">bok</a></span></div></div><div class="comments" id="comments"><h4>1 kommentar:</h4><dl><dt>Anonym</dt><dd><p>Äntligen en bättre tid för oss i Norrby.</p></dd><dd><span class="comment-timestamp">15 maj 2018 kl. 10:00</span></dd></dl></div></div></div></div></div><div class="blog-pager"><a class="blog-pager-newer-link" href="/n">Senare inlägg</a></div></div></div>
<aside><div class="widget BlogArchive"><h2>Bloggarkiv</h2><ul><li><a href="/2018">maj (3)</a><ul class="posts"><li><a href="/b">{s.heading}</a></li></ul></li></ul></div></aside>"""
    return Page(
        "blogspot-single",
        shell(
            f"Lasses blogg: {s.heading}",
            main,
            '<link rel="canonical" href="http://blogg.example/b.html">',
        ),
        golds([s], "http://blogg.example/b.html"),
        single=True,
    )


def joomla_single() -> Page:
    s = STORIES[3]
    main = f"""<nav>{MENU}</nav><main><div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="sv-SE"><div class="page-header"><h2 itemprop="headline">{s.heading}</h2></div><dl class="article-info muted"><dt class="article-info-term">Detaljer</dt><dd class="createdby">Skriven av: <span itemprop="name">Super User</span></dd><dd class="published"><time datetime="{s.day}T08:00:00+01:00" itemprop="datePublished">Publicerad: {s.d()}</time></dd><dd class="hits">Träffar: 55</dd></dl><div itemprop="articleBody">{s.html}</div><ul class="pager pagenav"><li class="previous"><a href="/p" rel="prev">Föregående</a></li></ul></div></main>"""
    return Page(
        "joomla-single",
        shell(s.heading, main, '<base href="https://klubb.example/index.php/3-korpen">'),
        golds([s], "https://klubb.example/index.php/3-korpen"),
        single=True,
        address="https://klubb.example/index.php/3-korpen",
    )


def archive_of_month() -> Page:
    items = "".join(
        f'<div class="entry"><h3 class="entrytitle" id="post-{n}"><a href="https://gam.example/archives/{n}" rel="bookmark">{s.heading}</a></h3><div class="entrybody">{s.html}</div><div class="entrymeta"><span class="postinfo">Postat av Gun den {s.d()} kl {9 + n}:15 i <a href="/c" rel="category tag">Blandat</a> | <a href="#c">Kommentarer (3)</a></span></div></div>'
        for n, s in enumerate(STORIES[:3])
    )
    main = f"""<div id="rap"><h1 id="header"><a href="/">Guns anteckningar</a></h1><div id="content">{items}</div><div id="menu"><ul><li id="categories">Kategorier:<ul><li><a href="/c">Blandat</a></li></ul></li><li id="archives">Arkiv:<ul><li><a href="/a">augusti 2019</a></li></ul></li></ul></div></div>"""
    return Page(
        "archive-of-month",
        shell("Guns anteckningar", main),
        golds(STORIES[:3], "https://gam.example/archives/{n}".replace("{n}", "{s.paragraphs}"))
        if False
        else tuple(
            Gold(s.title, s.day, plain(s.html), f"https://gam.example/archives/{n}")
            for n, s in enumerate(STORIES[:3])
        ),
    )


def region_articles() -> Page:
    items = "".join(
        f'<article class="c-news"><a class="c-news__link" href="/nyhet/{s.slug}"><span class="c-tag">Nyhet</span><h2 class="c-news__title">{s.heading}</h2><p class="c-news__text">{plain(s.paragraphs[0])}</p><span class="c-news__meta">Publicerad: <time datetime="{s.day}T22:30:00.000Z">{s.d()}</time></span></a></article>'
        for s in STORIES[:5]
    )
    main = f"""<header class="c-header"><nav>{MENU}</nav></header><main id="main"><h1>Nyheter</h1><form class="c-filter"><label>År</label><select><option>2019</option></select><button>Filtrera</button></form><p>Visar 5 av 120 nyheter</p><div class="c-list">{items}</div><button class="c-more">Visa fler</button></main><footer class="c-footer"><p>Regionen</p></footer>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://reg.example/nyhet/{s.slug}")
        for s in STORIES[:5]
    )
    return Page(
        "region-articles", shell("Nyheter", main), gold, address="https://reg.example/nyheter"
    )


def other_clock() -> Page:
    items = "".join(
        f'<article><time datetime="{date.fromordinal(s.day.toordinal() - 1)}T22:30:00Z">{s.d()}</time><h2><a href="/p/{s.slug}">{s.heading}</a></h2><p>{plain(s.paragraphs[0])}</p></article>'
        for s in STORIES[:4]
    )
    main = f"""<nav>{MENU}</nav><main><h1>Nytt</h1>{items}</main>"""
    gold = tuple(
        Gold(s.title, s.day, plain(s.paragraphs[0]), f"https://klocka.example/p/{s.slug}")
        for s in STORIES[:4]
    )
    return Page("other-clock", shell("Nytt", main), gold, address="https://klocka.example/p")


def lone_post_list() -> Page:
    s = STORIES[6]
    main = f"""<div id="access">{MENU}</div><div id="main"><div id="content"><h1 class="page-title">Kategori: <span>Loppis</span></h1><div id="post-1" class="post-1 post type-post hentry"><h2 class="entry-title"><a href="https://en.example/loppis/" rel="bookmark">{s.heading}</a></h2><div class="entry-meta">Publicerat <span class="entry-date">{s.d()}</span></div><div class="entry-content">{s.html}</div></div></div></div>"""
    return Page(
        "lone-post-list",
        shell("Loppis | Byn", main, body="archive category category-loppis"),
        golds([s], "https://en.example/loppis/"),
    )


def unnamed_single() -> Page:
    s = STORIES[2]
    related = "".join(
        f'<div><a href="/{r.slug}">{r.heading}</a><div>{r.d()}</div></div>' for r in STORIES[3:6]
    )
    main = f"""<div><div><a href="/">Hem</a> <a href="/om">Om</a></div></div><div><div><div>{s.d()}</div><h1>{s.heading}</h1><div>{s.html}</div></div><div><h2>Läs mer</h2>{related}</div></div><div>Tidningen, Postgatan 3</div>"""
    return Page(
        "unnamed-single",
        shell(f"{s.heading} | Tidningen", main),
        golds([s], "https://tid.example/arsmote"),
        single=True,
        address="https://tid.example/arsmote",
    )


def uppercase_titles() -> Page:
    items = "".join(
        f'<section class="news"><h2>{s.heading.upper()}</h2><p class="info">{s.d("short").upper()} | AV STYRELSEN</p>{s.html}</section>'
        for s in STORIES[:4]
    )
    main = f"""<div class="hero"><h1>BRF EKEN</h1></div><div class="menu">{MENU}</div><div class="content">{items}</div>"""
    gold = tuple(Gold(s.title.upper(), s.day, plain(s.html)) for s in STORIES[:4])
    return Page("uppercase-titles", shell("Brf Eken", main), gold)


def accordion_list() -> Page:
    items = "".join(
        f'<div class="accordion-item"><h3 class="accordion-header"><button class="accordion-button">{s.d("iso")} {s.heading}</button></h3><div class="accordion-collapse collapse" style="display:none"><div class="accordion-body">{s.html}</div></div></div>'
        for s in STORIES[3:6]
    )
    main = f"""<nav>{MENU}</nav><main><h1>Driftinformation</h1><div class="accordion">{items}</div></main>"""
    return Page("accordion-list", shell("Drift", main), golds(STORIES[3:6]))


def odd_pages() -> Iterator[Page]:
    for make in (
        kubrick_single,
        astra_list,
        split_dates,
        year_in_address,
        small_in_heading,
        link_lines,
        office_page,
        paragraphs_with_breaks,
        post_tables,
        register_table,
        front_page,
        signed_single,
        elementor_single,
        squarespace_single,
        blogspot_single,
        joomla_single,
        archive_of_month,
        region_articles,
        other_clock,
        lone_post_list,
        unnamed_single,
        uppercase_titles,
        accordion_list,
    ):
        yield make()


__all__ = ["Story", "odd_pages"]
