"""Ten pages by hand, each odd in its own way: more of the examination of `saved`."""

# The pages are kept on their lines as systems write them.
# ruff: noqa: E501

from datetime import date

from tests.saved_exam import Gold, Page, words


def _page(
    name: str, html: str, *gold: tuple[str, date, str, str | None], charset: str = "utf-8"
) -> Page:
    return Page(
        name,
        html.encode(charset),
        [Gold(title, day, words(body), link) for title, day, body, link in gold],
    )


SITE = "https://www.ekudden.example"

HAND = [
    _page(
        "strong-titles-in-one-column",
        """<html><head><title>Nytt hos Ekuddens IF</title></head><body><div id=wrap><ul id=menu><li><a href=a>Hem</a>
<li><a href=b>Tabeller</a><li><a href=c>Kontakt</a></ul><div id=mitt><h1>Nytt i klubben</h1>
<p><strong>Isen ligger</strong><br>12 december 2010<br>Banan spolades i natt. Kom och prova från klockan tre.</p>
<p><strong>Årsmötet blev långt</strong><br>3 december 2010<br>Vi valde ny kassör och bytte tröjor. Protokollet hänger i stugan.</p>
<p><strong>Tack för i höst</strong><br>28 november 2010<br>Femtio barn sprang i skogen den 20 november 2010. Bilder kommer.</p>
<p><strong>Ny belysning</strong><br>14 november 2010<br>Elen drogs av Kjell. Spåret är tänt till tio.</p>
</div><div id=fot>Ekuddens IF, Box 3, Ekudden</div></div></body></html>""",
        ("Isen ligger", date(2010, 12, 12), "Banan spolades i natt. Kom och prova från klockan tre.", None),
        ("Årsmötet blev långt", date(2010, 12, 3), "Vi valde ny kassör och bytte tröjor. Protokollet hänger i stugan.", None),
        ("Tack för i höst", date(2010, 11, 28), "Femtio barn sprang i skogen den 20 november 2010. Bilder kommer.", None),
        ("Ny belysning", date(2010, 11, 14), "Elen drogs av Kjell. Spåret är tänt till tio.", None),
    ),
    _page(
        "definition-list",
        """<!doctype html><title>Nyheter</title><main><h1>Nyheter</h1><dl class=news>
<dt><time datetime=2019-06-04>4 juni 2019</time> <a href="/n/4">Bron är lagad</a></dt><dd>Plankorna är bytta och räcket målat.</dd>
<dt><time datetime=2019-05-21>21 maj 2019</time> <a href="/n/3">Skördefesten får datum</a></dt><dd>Festen hålls 7 september 2019 på ängen.</dd>
<dt><time datetime=2019-05-02>2 maj 2019</time> <a href="/n/2">Nya nycklar</a></dt><dd>Hämta din nyckel hos Berit.</dd>
</dl></main><footer>© Ekuddens byalag</footer>""",
        ("Bron är lagad", date(2019, 6, 4), "Plankorna är bytta och räcket målat.", None),
        ("Skördefesten får datum", date(2019, 5, 21), "Festen hålls 7 september 2019 på ängen.", None),
        ("Nya nycklar", date(2019, 5, 2), "Hämta din nyckel hos Berit.", None),
    ),
    _page(
        "date-badges",
        """<!doctype html><html lang=sv><head><title>Aktuellt</title></head><body><nav><a href=/>Hem</a> <a href=/om>Om</a></nav>
<main><h1>Aktuellt</h1>
<div class=item><div class=badge><span class=d>17</span><span class=m>okt</span><span class=y>2018</span></div><div class=t><h2><a href="https://www.ekudden.example/a/17">Höststädning av torget</a></h2><p>Ta med kratta och gott humör.</p></div></div>
<div class=item><div class=badge><span class=d>09</span><span class=m>okt</span><span class=y>2018</span></div><div class=t><h2><a href="https://www.ekudden.example/a/9">Vattnet stängs av</a></h2><p>Mellan nio och elva är kranarna torra.</p></div></div>
<div class=item><div class=badge><span class=d>28</span><span class=m>sep</span><span class=y>2018</span></div><div class=t><h2><a href="https://www.ekudden.example/a/28">Boken om bygden</a></h2><p>Nu är den tryckt och kan köpas i kiosken.</p></div></div>
</main></body></html>""",
        ("Höststädning av torget", date(2018, 10, 17), "Ta med kratta och gott humör.", f"{SITE}/a/17"),
        ("Vattnet stängs av", date(2018, 10, 9), "Mellan nio och elva är kranarna torra.", f"{SITE}/a/9"),
        ("Boken om bygden", date(2018, 9, 28), "Nu är den tryckt och kan köpas i kiosken.", f"{SITE}/a/28"),
    ),
    _page(
        "only-events-no-posts",
        """<!doctype html><title>Om oss</title><main><h1>Om byalaget</h1><p>Byalaget bildades 1923 av elva bönder.</p>
<p>Vi sköter vägen, bron och ängen.</p><h2>Styrelsen</h2><ul><li>Berit Lund, ordförande</li><li>Kjell Ås, kassör</li></ul></main>
<aside><h2>På gång</h2><ul><li>12 maj 2024 Vårstädning</li><li>6 juni 2024 Flaggning</li></ul></aside>""",
    ),
    _page(
        "changed-beside-published",
        """<!doctype html><html><head><title>Slussen öppnar i april - Kanalbolaget</title>
<link rel=canonical href="https://www.ekudden.example/nytt/slussen"></head><body><div class=top><a href=/>Kanalbolaget</a></div>
<div class=content><h1>Slussen öppnar i april</h1><div class=dates><span>Senast ändrad: 2022-05-20</span> <span>Publicerad: 2022-03-11</span></div>
<p class=ingress>Portarna är på plats igen.</p><p>Arbetet tog hela vintern och kostade mindre än väntat.</p><h2>Så bokar du</h2><p>Ring bryggvakten.</p></div>
<div class=bottom><p>Sidansvarig: Kansliet</p></div></body></html>""",
        ("Slussen öppnar i april", date(2022, 3, 11), "Portarna är på plats igen. Arbetet tog hela vintern och kostade mindre än väntat. Så bokar du Ring bryggvakten.", f"{SITE}/nytt/slussen"),
    ),
    _page(
        "one-table-a-row-a-post",
        """<HTML><HEAD><TITLE>Nyheter</TITLE></HEAD><BODY><H1>Nyheter</H1><TABLE BORDER=1>
<TR><TH>Datum</TH><TH>Rubrik</TH><TH>Text</TH></TR>
<TR><TD>2003-11-02<TD><B>Ny hemsida</B><TD>Nu har vi flyttat hit. Hälsa på ofta!
<TR><TD>2003-10-14<TD><B>Älgjakten klar</B><TD>Laget fällde tre djur och ingen blev blöt.
<TR><TD>2003-09-30<TD><B>Dansbanan såld</B><TD>Köparen hämtar den med lastbil.
</TABLE></BODY></HTML>""",
        ("Ny hemsida", date(2003, 11, 2), "Nu har vi flyttat hit. Hälsa på ofta!", None),
        ("Älgjakten klar", date(2003, 10, 14), "Laget fällde tre djur och ingen blev blöt.", None),
        ("Dansbanan såld", date(2003, 9, 30), "Köparen hämtar den med lastbil.", None),
        charset="cp1252",
    ),
    _page(
        "featured-first-and-the-rest",
        """<!doctype html><html lang=sv><title>Nyheter | Lillåns bryggeri</title><body><header><a href=/>Lillåns bryggeri</a></header>
<main><section class=hero><article class=hero-post><h2><a href="https://www.ekudden.example/b/5">Vi bygger ut</a></h2><time datetime=2023-08-15>15 augusti 2023</time><p>Två nya kar kommer i höst.</p></article></section>
<section class=list><article><h3><a href="https://www.ekudden.example/b/4">Julölet är bryggt</a></h3><time datetime=2023-08-01>1 augusti 2023</time><p>Smaken påminner om kåda.</p></article>
<article><h3><a href="https://www.ekudden.example/b/3">Stängt en vecka</a></h3><time datetime=2023-07-10>10 juli 2023</time><p>Vi vilar upp oss.</p></article>
<article><h3><a href="https://www.ekudden.example/b/2">Pris till humlen</a></h3><time datetime=2023-06-22>22 juni 2023</time><p>Juryn lovordade beskan.</p></article></section></main>
<footer><p>Öppet 11–17</p></footer></body></html>""",
        ("Vi bygger ut", date(2023, 8, 15), "Två nya kar kommer i höst.", f"{SITE}/b/5"),
        ("Julölet är bryggt", date(2023, 8, 1), "Smaken påminner om kåda.", f"{SITE}/b/4"),
        ("Stängt en vecka", date(2023, 7, 10), "Vi vilar upp oss.", f"{SITE}/b/3"),
        ("Pris till humlen", date(2023, 6, 22), "Juryn lovordade beskan.", f"{SITE}/b/2"),
    ),
    _page(
        "notices-without-a-year",
        """<!doctype html><title>Anslag</title><main><h1>Anslag</h1><div class=n><h3>Hittad vante</h3><p class=d>3 maj</p><p>Röd, vänster.</p></div>
<div class=n><h3>Borttappad katt</h3><p class=d>29 april</p><p>Svarar på Sotis.</p></div><div class=n><h3>Cykel säljes</h3><p class=d>11 april</p><p>Treväxlad och blå.</p></div></main>""",
    ),
    _page(
        "month-headings-around",
        """<!doctype html><html lang=sv><title>Dagbok</title><body><div id=page><h1>Dagbok från fyren</h1><h2>Augusti 2015</h2>
<div class=entry><h3>Dimma hela dagen</h3><div class=date>Lördag 22 augusti 2015</div><p>Luren gick var tionde minut.</p><p>Ingen båt syntes till.</p></div>
<div class=entry><h3>Besök från land</h3><div class=date>Tisdag 4 augusti 2015</div><p>De hade bullar med sig.</p></div>
<h2>Juli 2015</h2><div class=entry><h3>Målat trappan</h3><div class=date>Fredag 17 juli 2015</div><p>Hundra steg och två burkar färg.</p></div>
<div class=entry><h3>Lampan bytt</h3><div class=date>Onsdag 1 juli 2015</div><p>Den gamla höll i nitton år.</p></div></div></body></html>""",
        ("Dimma hela dagen", date(2015, 8, 22), "Luren gick var tionde minut. Ingen båt syntes till.", None),
        ("Besök från land", date(2015, 8, 4), "De hade bullar med sig.", None),
        ("Målat trappan", date(2015, 7, 17), "Hundra steg och två burkar färg.", None),
        ("Lampan bytt", date(2015, 7, 1), "Den gamla höll i nitton år.", None),
    ),
    _page(
        "titles-that-are-dates-and-bylines-under-the-text",
        """<!doctype html><html lang=sv><title>Bloggen</title><body><main>
<section class=b><h2><a href="https://www.ekudden.example/p/1">12 mars 1968 – dagen då bron föll</a></h2><p>Det var tyst efteråt. Min mormor såg allt.</p><p class=by>Skrivet av Alva Ros den 9 april 2020 i <a href=/k>Historia</a> · 4 kommentarer</p></section>
<section class=b><h2><a href="https://www.ekudden.example/p/2">2020 års kalender är slut</a></h2><p>Nytt tryck kommer inte.</p><p class=by>Skrivet av Alva Ros den 2 april 2020 i <a href=/k>Butiken</a> · 0 kommentarer</p></section>
<section class=b><h2><a href="https://www.ekudden.example/p/3">Tio frågor om tjära</a></h2><p>Vi svarar på dem alla. Den 1 maj 2020 kommer fler.</p><p class=by>Skrivet av Alva Ros den 21 mars 2020 i <a href=/k>Hantverk</a> · 1 kommentar</p></section></main></body></html>""",
        ("12 mars 1968 – dagen då bron föll", date(2020, 4, 9), "Det var tyst efteråt. Min mormor såg allt.", f"{SITE}/p/1"),
        ("2020 års kalender är slut", date(2020, 4, 2), "Nytt tryck kommer inte.", f"{SITE}/p/2"),
        ("Tio frågor om tjära", date(2020, 3, 21), "Vi svarar på dem alla. Den 1 maj 2020 kommer fler.", f"{SITE}/p/3"),
    ),
]  # fmt: skip
