"""A saved page gives the posts that a reader sees on it, and nothing else."""

import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.saved.dom import clean, parse, text_of
from kb.importers.saved.page import read_html
from tests.saved_pages import STORIES, Page, first_pages, later_pages, shell
from tests.saved_pages_last import last_pages
from tests.saved_pages_more import odd_pages
from tests.saved_pages_new import new_pages
from tests.saved_pages_other import other_pages

PAGES = [*first_pages(), *later_pages(), *odd_pages(), *other_pages(), *last_pages(), *new_pages()]

# These show whole paragraphs, with links to the rest.
LINKED = ("drupal-list", "paragraphs-with-breaks", "umbraco-list", "php-list")


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def shown(markdown: str) -> list[str]:
    return tokens(" ".join(paragraph.text for paragraph in render(markdown).paragraphs))


def read(page: Page) -> Extraction:
    return read_html(page.html.encode(), f"{page.name}.html", page.address)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_post_is_read_as_it_stands_and_none_is_made_up(page: Page) -> None:
    found = read(page)
    assert [(p.title, p.published) for p in found.posts] == [(g.title, g.day) for g in page.gold]
    for post, gold in zip(found.posts, page.gold, strict=True):
        assert shown(post.body) == tokens(gold.text)
        assert post.link == gold.link
        assert post.key == post.link
    assert [item.title for item in found.quarantined] == list(page.doubtful)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_word_of_a_page_is_in_a_post_or_told_of(page: Page) -> None:
    soup = parse(page.html)
    clean(soup)
    found = read(page)
    told = " ".join(
        [
            *(f"{post.title} {' '.join(shown(post.body))}" for post in found.posts),
            *(item.text for item in found.quarantined),
            *(item.text for item in found.left_out),
        ]
    )
    words = sorted(re.findall(r"\w{2,}", text_of(soup)))
    assert set(words) <= set(re.findall(r"\w{2,}", told))
    assert all(item.text and item.reason and item.where for item in found.left_out)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_only_pages_of_beginnings_are_said_to_be(page: Page) -> None:
    begun = [note for note in read(page).notes if note.startswith("beginnings only")]
    assert len(begun) == (page.teasers or page.name in LINKED)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_one_posts_page_is_never_all_of_its_site(page: Page) -> None:
    assert not (page.single and read(page).complete)


# --- what a page tells of itself ------------------------------------------------------------


def one(main: str, head: str = "", body: str = "", address: str | None = None) -> Extraction:
    return read_html(shell("Sida", main, head, body).encode(), "sida.html", address)


ARTICLE = (
    "<article><h2><a href='/a'>Räkor</a></h2><time datetime='2011-05-03'>3 maj</time>"
    "<p>Nu är det dags igen.</p></article>"
)


@pytest.mark.parametrize(
    ("head", "address", "source"),
    [
        ("", None, None),
        ("", "https://x.example/nytt", "https://x.example"),
        ('<link rel="canonical" href="https://y.example/nytt">', None, "https://y.example"),
        (
            '<meta property="og:url" content="http://y.example:8080/">',
            None,
            "http://y.example:8080",
        ),
        ('<base href="https://z.example/">', None, "https://z.example"),
        ('<link rel="canonical" href="/nytt">', None, None),
        ("<!-- saved from url=(0025)https://q.example/nytt -->", None, "https://q.example"),
    ],
)
def test_the_site_that_a_page_is_of(head: str, address: str | None, source: str | None) -> None:
    found = one(f"<main><h1>Nytt</h1>{ARTICLE}</main>", head, address=address)
    assert found.source == source
    assert found.posts[0].link == (f"{source}/a" if source else None)


@pytest.mark.parametrize(
    "more",
    [
        '<a rel="next" href="/page/2">2</a>',
        '<a href="/nytt?page=2">2</a>',
        "<button>Visa fler</button>",
        '<a href="/arkiv">Nyhetsarkiv</a>',
        '<a href="/2010">2010</a>',
        "<p>Visar 1–10 av 200 träffar</p>",
    ],
)
def test_a_list_that_is_not_all(more: str) -> None:
    assert one(f"<main><h1>Nytt</h1>{ARTICLE}{ARTICLE.replace('Räkor', 'Krabba')}</main>").complete
    assert not one(f"<main><h1>Nytt</h1>{ARTICLE}{more}</main>").complete


def test_terms_are_told_apart() -> None:
    terms = (
        '<p class="meta"><a rel="category tag" href="/c">Mat &amp; dryck</a>'
        '<span class="tags-links"><a rel="tag" href="/t">räkor</a></span></p>'
    )
    (post,) = one(ARTICLE.replace("</article>", terms + "</article>")).posts
    assert (post.categories, post.tags) == (("Mat & dryck",), ("räkor",))
    assert post.body == "Nu är det dags igen."


def test_a_change_after_publishing_is_kept() -> None:
    article = ARTICLE.replace(
        "</time>", "</time><time class='updated' datetime='2011-05-09'>9 maj</time>"
    )
    (post,) = one(article).posts
    assert (post.published, post.updated) == (date(2011, 5, 3), date(2011, 5, 9))


def test_machines_are_told_of_a_change_too() -> None:
    page = next(page for page in PAGES if page.name == "graph-single")
    (post,) = read(page).posts
    assert post.updated == date(2017, 12, 2)
    assert (post.categories, post.tags) == (("Jubileum",), ("hus", "fest"))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("R&auml;kor &amp; rom", "Räkor & rom"),
        ("R&amp;auml;kor", "Räkor"),
        ("<em>Räkor</em>&nbsp;i&shy;dag", "Räkor idag"),
        ("Ra\u0308kor", "Räkor"),
        ("Räkor <span>och</span><br>rom", "Räkor och rom"),
        ("<script>x()</script>Räkor", "Räkor"),
    ],
)
def test_a_title_is_text(written: str, title: str) -> None:
    assert one(ARTICLE.replace("Räkor", written)).posts[0].title == title


def test_a_date_in_a_title_is_what_the_post_is_about() -> None:
    main = (
        "<main><h1>Årsmöte 21 mars 2012</h1><p>Publicerad 3 maj 2011</p>"
        "<p>Kallelsen skickas ut i god tid före mötet.</p></main>"
    )
    (post,) = one(main).posts
    assert (post.title, post.published) == ("Årsmöte 21 mars 2012", date(2011, 5, 3))


def test_a_date_in_a_title_on_a_list_is_none_of_the_row() -> None:
    titles = ("Årsmöte 21 mars 2012", "Räkor", "Krabba 2012-01-01")
    items = "".join(
        f"<div class='n'><h3>{title}</h3><p class='d'>Publicerad {n} maj 2011</p>"
        f"<p>Nu är det dags för nummer {n} igen.</p></div>"
        for n, title in enumerate(titles, 1)
    )
    posts = one(f"<h1>Nytt</h1>{items}").posts
    assert [post.title for post in posts] == list(titles)
    assert [post.published for post in posts] == [date(2011, 5, n) for n in (1, 2, 3)]


def test_a_date_that_is_a_heading_takes_no_other_posts_title() -> None:
    items = "".join(
        f"<h2>Post {n}</h2><h4>{n} maj 2011</h4><p>Nu är det dags för {n} igen.</p>"
        for n in (4, 3, 2, 1)
    )
    posts = one(f"<div id='blogg'><h1>Nytt</h1>{items}</div>").posts
    assert [(post.title, post.published.day) for post in posts] == [
        (f"Post {n}", n) for n in (4, 3, 2, 1)
    ]


def test_what_a_part_is_called_is_read_to_the_end() -> None:
    article = ARTICLE.replace("<p>", "<div class='category-news views-field'><p>")
    assert one(article).posts[0].body == "Nu är det dags igen."


def test_dates_in_a_text_make_no_posts() -> None:
    plan = "<p>2 juni 2011</p><p>Städning</p><p>9 juni 2011</p><p>Avslutning</p>"
    items = "".join(
        f"<div><p>{n} maj 2011</p><h3>Post {n}</h3><p>Nu är det dags igen.</p>"
        f"{plan if n == 2 else ''}</div>"
        for n in (4, 3, 2, 1)
    )
    posts = one(f"<h1>Nytt</h1><div>{items}</div>").posts
    assert [post.title for post in posts] == ["Post 4", "Post 3", "Post 2", "Post 1"]
    assert "9 juni 2011" in posts[2].body


def test_the_longer_of_two_that_are_one_post_is_kept() -> None:
    short = ARTICLE.replace("Nu är det dags igen.", "Nu är …")
    found = one(f"<main><h1>Nytt</h1>{short}{ARTICLE}</main>", address="https://x.example/")
    assert [post.body for post in found.posts] == ["Nu är det dags igen."]
    assert "the same post once more" in [item.reason for item in found.left_out]


def test_words_that_the_posts_share_are_no_text() -> None:
    items = "".join(
        f"<article><h2>Post {n}</h2><time datetime='2011-05-0{n}'>{n} maj</time>"
        f"<p>Nu är det dags för {n} igen.</p><p>Spara nyhet</p></article>"
        for n in range(1, 5)
    )
    assert [post.body for post in one(f"<h1>Nytt</h1>{items}").posts] == [
        f"Nu är det dags för {n} igen." for n in range(1, 5)
    ]


@pytest.mark.parametrize(("days", "right"), [((5, 4, 3), True), ((4, 5, 3), False)])
def test_years_of_two_figures_count_in_a_row_in_order(days: tuple[int, ...], right: bool) -> None:
    items = "".join(
        f"<div><h3>Post {day}</h3><p class='d'>11-05-0{day}</p><p>Nu är det dags igen.</p></div>"
        for day in days
    )
    found = one(f"<h1>Nytt</h1>{items}")
    assert [post.published.day for post in found.posts] == (list(days) if right else [])
    assert len(found.quarantined) == (0 if right else 3)


# --- what is no page of posts ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("Bara text, 3 maj 2011", "is no web page"),
        (
            '<html><body><div id="root"></div><script src="a.js"></script></body></html>',
            "a program",
        ),
        ("<html><frameset cols='20%,*'><frame src='a'><frame src='b'></frameset></html>", "frame"),
        ("<title>404</title><h1>Sidan kunde inte hittas</h1><p>Sök i stället.</p>", "error's page"),
        ("<title>Just a moment...</title><p>Checking your browser</p>", "error's page"),
        ("<title>Logga in</title><form><input type=password></form><p>Användare</p>", "log in"),
        ("<h1>Om oss</h1><p>Vi är en förening.</p>", "says when something was published"),
        ("<p>Hej</p>", "there is no heading"),
    ],
)
def test_a_page_without_posts_is_told_of(html: str, message: str) -> None:
    with pytest.raises(ImportFileError, match=message) as told:
        read_html(html.encode(), "sida.html")
    assert str(told.value).startswith("sida.html: ")
    assert "\n" not in str(told.value)


def test_the_lines_that_look_like_dates_are_shown() -> None:
    lines = "".join(f"<p>Möte {n} maj 2011 på torget, som vanligt</p>" for n in range(1, 9))
    with pytest.raises(ImportFileError) as told:
        read_html(f"<h1>Om oss</h1>{lines}".encode(), "sida.html")
    assert str(told.value).count("maj 2011") == 5
    assert "copy" in str(told.value)
    assert "feed" in str(told.value)


def test_a_list_whose_titles_nobody_can_tell_makes_no_posts() -> None:
    rows = "".join(f"<p>{s.d()}</p><p>{s.paragraphs[0]}</p>" for s in STORIES)
    with pytest.raises(ImportFileError):
        one(f"<h1>Nytt</h1><div>{rows}</div>")


@given(st.text(alphabet="<>/=\"' apdivh1time2011-05-03maj\n&;#", max_size=400))
def test_no_page_makes_it_fail_otherwise(html: str) -> None:
    with suppress(ImportFileError):
        read_html(f"<p>{html}".encode(), "sida.html")


def test_deep_nesting_is_no_matter() -> None:
    found = one("<div>" * 3000 + ARTICLE + "</div>" * 3000)
    assert [post.title for post in found.posts] == ["Räkor"]


TAGS = [
    *("div", "p", "h1", "h2", "h3", "ul", "li", "article", "span", "b", "table", "tr", "td"),
    *("dl", "dt", "dd", "br", "hr", "time", "a", "header", "aside"),
]
NAMES = ["", "entry-title", "entry-content", "post", "date", "meta", "sidebar", "updated", "rubrik"]
TEXTS = [
    "3 maj 2011",
    "2011-05-03",
    "Räkor",
    "Nu är det dags igen för alla som vill komma",
    "Läs mer",
    "…",
    "27",
    "maj",
    "Publicerad 3 maj 2011 av Anna",
    "Senast uppdaterad 2012-01-01",
    "05/03/2011",
    "Arkiv",
    "&nbsp;",
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> str:
    """A piece of a page, tags and names of parts at random."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(TEXTS))
    tag, name = draw(st.sampled_from(TAGS)), draw(st.sampled_from(NAMES))
    inner = "".join(draw(st.lists(trees(depth - 1), min_size=1, max_size=3)))
    extra = {"time": " datetime='2011-05-03'", "a": " href='/2011/05/03/x/'"}.get(tag, "")
    end = f"</{tag}>" if draw(st.integers(0, 9)) else ""
    return f"<{tag} class='{name}'{extra}>{inner}{end}"


@given(st.lists(trees(), min_size=1, max_size=4))
def test_pages_put_together_at_random_never_lose_a_word(parts: list[str]) -> None:
    html = "<h1>Nytt</h1>" + "".join(parts)
    soup = parse(html)
    clean(soup)
    try:
        found = read_html(html.encode(), "sida.html")
    except ImportFileError:
        return
    told = " ".join(
        [
            *(f"{post.title} {' '.join(shown(post.body))}" for post in found.posts),
            *(item.text for item in found.quarantined),
            *(item.text for item in found.left_out),
        ]
    )
    # Browsers show `Räkor<span>maj` as one word; a post may begin between the two.
    words = re.findall(r"[a-zåäö]{3,}", " ".join(soup.stripped_strings))
    assert [word for word in words if word not in told] == []
