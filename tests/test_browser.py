"""The site in a real browser: without JavaScript, by keyboard, on any screen, in both schemes.

The tests need Debian's chromium. Where it is missing they are skipped; where KB_REQUIRE_BROWSER
is set they fail.
"""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.indexing import build_index
from tests.browsing import chromium, no_browser, running_site
from tests.corpora import ORGANISATIONS, PROJECTS, news, post, write_corpus

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
POST = "/inlagg/2017-06-28-samverkan-som-alla-tjanar-pa"
# One of every kind of page.
PAGES = (
    *(
        "/",
        "/sok",
        "/sok?sida=2",
        "/sok?sida=9",
        "/sok?q=kooperativ",
        "/sok?q=xyzzy+kooperativ",
        "/sok?q=titel:xyzzy",
        "/sok?q=Lärkonferens+2017",
    ),
    "/sok?q=kooperativ&organisation=coompanion-skane&projekt=initiativet-lund&fran=2016&till=2017",
    *("/sok?organisation=none", "/sok?fran=x&till=y&sida=0", POST, "/om", "/none"),
    *("/organisationer", "/organisationer/coompanion-skane", "/projekt"),
    *("/projekt/social-innovation-skane", "/projekt/larkonferens-2017"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(shipped_index: Path) -> Iterator[str]:
    with running_site(shipped_index) as address:
        yield address


def new_page(
    browser: Browser,
    site: str,
    *,
    size: tuple[int, int] = (1280, 900),
    scheme: Scheme = "light",
    javascript: bool = True,
    locale: str = "sv-SE",
) -> Page:
    context = browser.new_context(
        base_url=site,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=locale,
        java_script_enabled=javascript,
        bypass_csp=javascript,  # what the tests themselves put into a page
    )
    return context.new_page()


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    page = new_page(browser, site, javascript=False)
    yield page
    page.context.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    page = new_page(browser, site)
    yield page
    page.context.close()


def total(page: Page) -> int:
    """Return the number of hits that the heading tells, and that JSON agrees to."""
    heading = page.get_by_role("heading", level=1).inner_text()
    found = re.search(r"(?:: |^Alla )(\d+) inlägg\b", heading)
    shown = int(found[1]) if found else 0
    address = urlsplit(page.url)
    answer = page.request.get(f"/sok.json?{address.query}")
    assert json.loads(answer.text())["total"] == shown
    return shown


def facet(page: Page, name: str) -> Locator:
    return page.get_by_role("complementary").get_by_role("region", name=name)


def choose(page: Page, facet_name: str, value: Locator) -> int:
    """Follow a facet's value, and see that its count is the total it leads to."""
    count = int(value.locator(".count").inner_text())
    # Of a year without what sets it apart from its number.
    label = value.locator(".value, .year").inner_text().split("\n")[0]
    value.click()
    chosen = facet(page, facet_name).locator(".chosen").get_by_role("link")
    expect(chosen).to_contain_text(label)
    assert total(page) == count
    return count


# --- searching without JavaScript -------------------------------------------------------------


def test_a_search_from_word_to_post_and_back(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox", name="Vad söker du?").fill("arbetsintegrerande")
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(re.compile(r"/sok\?q=arbetsintegrerande$"))
    everything = total(plain)
    assert everything > 1
    marks = plain.locator(".hits mark")
    expect(marks.first).to_have_text(re.compile("arbetsintegrer", re.IGNORECASE))

    organisation = facet(plain, "Organisation").get_by_role("link").first
    in_organisation = choose(plain, "Organisation", organisation)
    assert 0 < in_organisation <= everything
    in_year = choose(plain, "År", facet(plain, "År").get_by_role("link").first)
    assert 0 < in_year <= in_organisation

    chosen = plain.get_by_role("region", name="Valda avgränsningar")
    chosen.get_by_role("link", name=re.compile("Ta bort Tid")).click()
    assert total(plain) == in_organisation

    search, heading = plain.url, plain.get_by_role("heading", level=1).inner_text()
    title = plain.locator(".hits h2 a").first
    name = title.inner_text()
    title.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(name)
    plain.go_back()
    expect(plain).to_have_url(search)
    expect(plain.get_by_role("heading", level=1)).to_have_text(heading)
    expect(plain.get_by_role("searchbox")).to_have_value("arbetsintegrerande")


def test_a_hit_shows_why_it_was_found(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("searchbox").fill("Förenta nationerna")
    plain.keyboard.press("Enter")
    hit = plain.locator(".hits li")
    expect(hit).to_have_count(1)
    expect(hit.get_by_text("Nämner Förenta nationerna")).to_be_visible()
    expect(hit.locator("mark, .snippet")).to_have_count(0)
    plain.get_by_role("searchbox").fill("(seminarium OCH Malmö) –kaffe 2017")
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(re.compile("seminarium"))
    hits = plain.locator(".hits li")
    assert total(plain) > 1
    expect(hits.filter(has=plain.locator("mark, .reason"))).to_have_count(hits.count())
    expect(plain.get_by_text("Parenteser")).to_have_count(0)


def test_a_search_written_for_another_engine_is_explained(plain: Page) -> None:
    plain.goto("/sok?q=titel:xyzzy~2")
    expect(plain.get_by_role("status").first).to_contain_text("Skriv skola ELLER förskola")
    assert total(plain) == 0


def test_a_new_query_keeps_what_was_chosen(plain: Page) -> None:
    plain.goto("/sok?q=kooperativ&fran=2017&till=2017")
    plain.get_by_role("searchbox").fill("malmö")
    plain.get_by_role("button", name="Sök").click()
    expect(plain).to_have_url(re.compile(r"/sok\?q=malm%C3%B6&fran=2017&till=2017$"))


def test_turning_the_page(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="nyast först").click()
    assert total(plain) > 10
    first = plain.locator(".hits h2").all_inner_texts()
    pages = plain.get_by_role("navigation", name="Sidor")
    pages.get_by_role("link", name="Nästa").click()
    expect(plain).to_have_url(re.compile(r"/sok\?sida=2$"))
    expect(pages.get_by_role("link", name="Sida 2")).to_have_attribute("aria-current", "page")
    second = plain.locator(".hits h2").all_inner_texts()
    assert len(first) == 10
    assert second
    assert not set(first) & set(second)
    plain.locator(".hits h2 a").first.click()
    plain.go_back()
    assert plain.locator(".hits h2").all_inner_texts() == second


def test_choosing_dates_and_mending_them(plain: Page) -> None:
    plain.goto("/sok")
    plain.get_by_label("Från").fill("2018")
    plain.get_by_label("Till", exact=True).fill("2017")
    plain.get_by_role("button", name="Visa").click()
    expect(plain.get_by_role("alert")).to_contain_text("Från")
    plain.get_by_label("Från").fill("2016-01-01")
    plain.get_by_role("button", name="Sök igen").click()
    expect(plain).to_have_url(re.compile(r"/sok\?fran=2016&till=2017$"))
    expect(plain.get_by_role("link", name="Ta bort Tid: 2016–2017")).to_be_visible()
    assert total(plain) > 0


def test_a_facet_shows_the_rest_of_its_values(plain: Page) -> None:
    plain.goto("/sok")
    organisations = facet(plain, "Organisation")
    assert organisations.locator("li").count() == 8
    organisations.get_by_role("combobox").select_option("manpower")
    organisations.get_by_role("button").click()
    expect(plain).to_have_url(re.compile(r"/sok\?organisation=manpower#facet-organisation$"))
    assert total(plain) == 1


def test_on_a_phone_the_facets_are_one_step_away(browser: Browser, site: str) -> None:
    page = new_page(browser, site, size=(360, 740), javascript=False)
    page.goto("/sok?q=kooperativ")
    value = facet(page, "Organisation").get_by_role("link").first
    expect(value).to_be_hidden()
    page.locator("summary").first.click()
    expect(value).to_be_in_viewport()
    page.context.close()


def test_no_page_asks_anyone_else_or_is_refused_anything(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)  # with the policy in force
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).netloc))
    page.on("console", lambda message: said.append(message.text))
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None
        # The browser itself remarks on a status that is no success.
        assert len(said) == {200: 0, 404: 1, 422: 1}[answer.status], said
        said.clear()
    assert set(asked) == {urlsplit(site).netloc}
    assert context.cookies() == []
    context.close()


# --- by keyboard ------------------------------------------------------------------------------


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/sok?q=kooperativ")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("Hoppa till innehållet")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    page.goto("/sok?q=kooperativ")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Hoppa till sökningen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Sök i arkivet")).to_be_focused()


def test_a_whole_search_by_keyboard(page: Page) -> None:
    """From the front page to a post and back, with filters, without a pointer."""

    def tab_to(text: str | re.Pattern[str]) -> None:
        wanted = page.locator(":focus").filter(has_text=text)
        for _ in range(200):
            page.keyboard.press("Tab")
            if wanted.count():
                return
        raise AssertionError(f"the focus never came to {text}")

    page.goto("/")
    tab_to("Hoppa till sökningen")
    page.keyboard.press("Enter")
    page.keyboard.type("arbetsintegrerande")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sok\?q=arbetsintegrerande$"))
    everything = total(page)
    tab_to("Medägarcentrum Syd")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("organisation=medagarcentrum-syd"))
    assert 0 < total(page) < everything
    tab_to("Hoppa till träffarna")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.locator("h2 a:focus").count() == 0:
        page.keyboard.press("Tab")
    name = page.locator(":focus").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    tab_to("Hoppa till sökningen")
    page.keyboard.press("Enter")
    page.keyboard.type("malmö")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=malm%C3%B6"))
    assert total(page) > 0


@pytest.mark.parametrize("address", ["/sok?q=kooperativ&fran=2017&till=2017", "/sok?sida=0"])
def test_focus_is_seen_wherever_it_goes(page: Page, address: str) -> None:
    page.goto(address)
    stops = page.locator("a:visible, button:visible, input:visible, summary:visible").count()
    reached = []
    # What is wrong with an address has the focus at once: the way round passes the browser itself.
    for _ in range(stops + 1):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML"))
        if reached[-1].startswith("<body"):
            continue
        style, width = page.evaluate(
            "(s => [s.outlineStyle, parseFloat(s.outlineWidth)])"
            "(getComputedStyle(document.activeElement))"
        )
        assert style != "none", reached[-1]
        assert width >= 2, reached[-1]
        expect(page.locator(":focus")).to_be_in_viewport()
    assert sum(html.startswith("<body") for html in reached) <= 1


# --- on any screen ----------------------------------------------------------------------------


def test_no_page_scrolls_sideways(page: Page) -> None:
    for address in PAGES:
        page.goto(address)
        for width, height in ((1280, 900), (360, 740), (320, 640)):
            page.set_viewport_size({"width": width, "height": height})
            assert width_of(page) <= width, address


def test_a_wide_table_scrolls_by_itself(browser: Browser, tmp_path: Path) -> None:
    row = "| " + " | ".join(f"spalt nummer {number}" for number in range(12)) + " |"
    table = "\n".join([row, "|" + "---|" * 12, row])
    corpus = write_corpus(tmp_path / "corpus", [post("2024-05-01", "Tabell", table)])
    build_index(corpus, tmp_path / "index")
    with running_site(tmp_path / "index") as address:
        page = new_page(browser, address, size=(360, 740))
        page.goto("/inlagg/2024-05-01-tabell")
        assert width_of(page) <= 360
        cell = page.get_by_role("cell", name="spalt nummer 11").last
        cell.scroll_into_view_if_needed()
        expect(cell).to_be_in_viewport()


def test_at_twice_the_size_nothing_scrolls_sideways_or_overlaps(
    browser: Browser, site: str
) -> None:
    page = new_page(browser, site, size=(640, 900))
    for address in PAGES:
        page.goto(address)
        page.add_style_tag(content="html { font-size: 200% }")
        assert width_of(page) <= 640, address
        looked_at, overlapping = page.evaluate(OVERLAPS)
        assert looked_at > 10
        assert overlapping == [], address
    page.context.close()


# What WCAG 2.2, 1.4.12 lets a reader ask for.
SPACING = """
  * { line-height: 1.5 !important }
  * { letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }
"""
# Boxes that hide a part of what stands in them.
CUT = """() => [...document.body.querySelectorAll('a, button, p, li, h1, h2, h3, label, td')]
  .filter(e => e.checkVisibility() && !e.closest('.hidden, .skip')
    && getComputedStyle(e).clipPath === 'none'
    && getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("width", [320, 1280])
def test_with_wide_spacing_nothing_is_lost(browser: Browser, site: str, width: int) -> None:
    page = new_page(browser, site, size=(width, 800))
    for address in PAGES:
        page.goto(address)
        page.add_style_tag(content=SPACING)
        assert width_of(page) <= width, address
        assert page.evaluate(CUT) == [], address
        _, overlapping = page.evaluate(OVERLAPS)
        assert overlapping == [], address
    page.context.close()


def test_a_long_name_of_a_site_widens_no_page(browser: Browser, shipped_index: Path) -> None:
    name = "Kunskapsbanken för kooperativ utveckling i Skåne och Blekinge"
    for site_name in (name, name.replace(" ", "")):
        with running_site(shipped_index, site_name=site_name) as site:
            for width in (320, 1280):
                page = new_page(browser, site, size=(width, 800))
                page.goto("/sok?q=kooperativ")
                assert width_of(page) <= width
                head = page.locator("header").bounding_box()
                assert head is not None
                assert head["height"] < 240
                page.context.close()


ENTRY = "/projekt/social-innovation-skane"


@pytest.mark.parametrize("address", ["/sok?q=kooperativ", POST, ENTRY, "/organisationer", "/om"])
def test_on_a_phone_the_head_leaves_room(browser: Browser, site: str, address: str) -> None:
    page = new_page(browser, site, size=(360, 640))
    page.goto(address)
    head = page.locator("header").bounding_box()
    assert head is not None
    assert head["height"] <= 130
    page.context.close()


@pytest.mark.parametrize("width", [360, 800, 1280, 1920])
def test_the_search_stands_in_one_place_on_every_page(
    browser: Browser, site: str, width: int
) -> None:
    page = new_page(browser, site, size=(width, 900))
    places = []
    for address in ("/sok?q=kooperativ", POST, ENTRY, "/organisationer", "/om"):
        page.goto(address)
        places.append(
            [page.locator(part).bounding_box() for part in ("header .search-row", ".site-name")]
        )
    assert places == places[:1] * len(places)
    page.context.close()


def test_the_head_and_what_is_below_share_their_edges(page: Page) -> None:
    edges = "e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]"
    page.goto("/sok?q=kooperativ")
    for above, below in ((".site-name", ".facets"), ("header .search", ".results")):
        assert page.locator(above).evaluate(edges) == page.locator(below).evaluate(edges)
    page.goto("/")
    front = page.locator(".welcome .search").evaluate(edges)
    assert front == page.locator(".newest").evaluate(edges)


def test_on_a_phone_no_example_on_the_help_page_is_broken(browser: Browser, site: str) -> None:
    page = new_page(browser, site, size=(320, 640))
    page.goto("/om")
    examples = page.locator("td:first-child kbd")
    assert examples.count() == 5
    for example in examples.all():
        assert example.evaluate("e => e.getClientRects().length") == 1
    page.context.close()


@pytest.mark.parametrize("size", [(360, 640), (1280, 900)])
def test_nothing_moves_while_a_page_comes(
    browser: Browser, site: str, size: tuple[int, int]
) -> None:
    page = new_page(browser, site, size=size)
    shifted = """new Promise(done => {
      let total = 0;
      new PerformanceObserver(list => { for (const e of list.getEntries()) total += e.value; })
        .observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => done(total), 200);
    })"""
    for address in PAGES:
        page.goto(address)
        assert page.evaluate(shifted) == 0, address
    page.context.close()


def test_colours_of_the_visitor_leave_the_name_and_what_is_current(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(base_url=site, forced_colors="active", locale="sv-SE")
    page = context.new_page()
    page.goto("/projekt")
    style = "(e, name) => getComputedStyle(e)[name]"
    name = page.locator(".site-name")
    edge = name.evaluate(style, "borderBottomColor")
    assert contrast(edge, name.evaluate(style, "backgroundColor")) >= 3
    here, other = page.get_by_role("navigation", name="Huvudmeny").get_by_role("link").all()[1::-1]
    thick = [each.evaluate(style, "textDecorationThickness") for each in (here, other)]
    assert len(set(thick)) == 2  # not told by colour
    context.close()


def test_less_motion_is_none(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, reduced_motion="reduce")
    page = context.new_page()
    for address in PAGES:
        page.goto(address)
        assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def width_of(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


# The boxes of every line of text and every field, and which of them lie on another. Lines may
# touch: a line's box is as high as its font wants, which is more than its letters need.
OVERLAPS = """() => {
  const boxes = [];
  const add = (rects, what) => {
    for (const box of rects) if (box.width > 1 && box.height > 1) boxes.push([box, what]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, parent = text.parentElement;
    if (!text.data.trim() || !parent.checkVisibility()) continue;
    if (parent.closest('.skip, .hidden')) continue;
    if (getComputedStyle(parent).clipPath !== 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    add(range.getClientRects(), text.data.trim().slice(0, 40));
  }
  for (const field of document.querySelectorAll('input:not([type=hidden])'))
    if (field.checkVisibility()) add(field.getClientRects(), field.name);
  const found = [];
  for (const [i, [a, one]] of boxes.entries())
    for (const [b, other] of boxes.slice(i + 1))
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 8)
        found.push(`${one} / ${other}`);
  return [boxes.length, found];
}"""


@pytest.mark.parametrize("address", ["/", "/sok?q=kooperativ", "/organisationer"])
def test_what_is_touched_is_large_enough(browser: Browser, site: str, address: str) -> None:
    page = new_page(browser, site, size=(360, 740))
    page.goto(address)
    for control in page.locator("nav a, .facet a, .chosen-filters a, .pager a, button").all():
        if control.is_visible():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 24, control.inner_text()  # WCAG 2.2, 2.5.8
    page.context.close()


# --- in both schemes --------------------------------------------------------------------------

# Every element with text of its own: its colour, the colour behind it, and what it is.
COLOURS = """() => {
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.checkVisibility() && (own(e) || e.tagName === 'INPUT'))
    .map(e => [getComputedStyle(e).color, behind(e),
               `${e.tagName.toLowerCase()}.${e.className} ${e.textContent.trim().slice(0, 40)}`]);
}"""


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(r, g, b)`, after WCAG 2.2."""
    match = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert match, f"{colour} is not opaque"
    shares = [int(part) / 255 for part in match.groups()]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(118, 118, 118)", "rgb(255, 255, 255)") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_stands_out(browser: Browser, site: str, scheme: Scheme) -> None:
    page = new_page(browser, site, scheme=scheme)
    seen = set()
    for address in PAGES:
        page.goto(address)
        for text, ground, what in page.evaluate(COLOURS):
            assert contrast(text, ground) >= 4.5, f"{address}: {text} on {ground}: {what}"
            seen.add(what.split(" ")[0])
    assert {"time.", "mark.", "button.", "a.", "p.snippet", "span.count", "p.notice"} <= seen
    page.context.close()


def test_the_schemes_differ(browser: Browser, site: str) -> None:
    grounds = []
    for scheme in SCHEMES:
        page = new_page(browser, site, scheme=scheme)
        page.goto("/")
        grounds.append(luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")))
        page.context.close()
    light, dark = grounds
    assert light > 0.8
    assert dark < 0.05


# Every link in running text: the colour of its underline, and the colour behind it.
UNDERLINES = COLOURS.replace(
    "getComputedStyle(e).color,", "getComputedStyle(e).textDecorationColor,"
).replace(
    "e.checkVisibility() &&",
    "e.checkVisibility() && e.matches('a') "
    "&& getComputedStyle(e).textDecorationLine === 'underline' &&",
)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_underlines_stand_out(browser: Browser, site: str, scheme: Scheme) -> None:
    page = new_page(browser, site, scheme=scheme)
    seen = 0
    for address in PAGES:
        page.goto(address)
        for line, ground, what in page.evaluate(UNDERLINES):
            assert contrast(line, ground) >= 3, f"{address}: {line} on {ground}: {what}"
            seen += 1
    assert seen > 100
    page.context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edges_of_fields_stand_out(browser: Browser, site: str, scheme: Scheme) -> None:
    page = new_page(browser, site, scheme=scheme)
    page.goto("/sok?fran=x")
    for field in page.locator("input:not([type=hidden])").all():
        edge, ground = field.evaluate(
            "e => [getComputedStyle(e).borderTopColor,"
            " getComputedStyle(document.body).backgroundColor]"
        )
        assert contrast(edge, ground) >= 3
    page.context.close()


# --- what a checker finds ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def axe() -> Any:
    """Deque's axe-core, which a package from PyPI carries; nothing is downloaded."""
    try:
        return import_module("axe_playwright_python.sync_playwright").Axe()
    except ImportError:
        no_browser("axe-playwright-python is not installed; it comes with the extra `dev`")


# Contrast is measured above, for every text and in less time.
RULES = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}


@pytest.mark.parametrize(
    ("size", "scheme", "locale"),
    [((360, 740), "dark", "en-GB"), ((1280, 900), "light", "sv-SE")],
)
def test_axe_finds_nothing(
    browser: Browser, site: str, axe: Any, size: tuple[int, int], scheme: Scheme, locale: str
) -> None:
    page = new_page(browser, site, scheme=scheme, size=size, locale=locale)
    for address in PAGES:
        page.goto(address)
        found = axe.run(page, options=RULES)
        assert found.response["passes"], "axe looked at nothing"
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    page.context.close()


# --- other corpora than the shipped one -------------------------------------------------------

TAGS = ["Integration", "lokal demokrati", "x" * 90, *(f"etikett nummer {n}" for n in range(40))]
FOUND = "- id: fyra-grannar\n  name: Fyra grannar\n  suggested: true\n"
# What a corpus holds, and the pages that show it.
CORPORA = {
    "tags": (
        [*news(), post("2022-01-01", "Etiketter", "Inget.", tags=TAGS)],
        (ORGANISATIONS, PROJECTS),
        ("/inlagg/2022-01-01-etiketter", "/sok?q=integration"),
    ),
    "some names found by machine": (
        news(),
        (ORGANISATIONS + FOUND, PROJECTS),
        ("/", "/organisationer", "/organisationer/fyra-grannar", "/om"),
    ),
    "all names found by machine": (news(), (FOUND, ""), ("/", "/organisationer", "/om")),
    "no registers": (news(), ("", ""), ("/", "/sok?q=bron", "/organisationer", "/om")),
    "no posts": ([], ("", ""), ("/", "/sok?q=bron", "/organisationer", "/om")),
}


@pytest.mark.parametrize("name", CORPORA)
def test_a_page_is_as_good_over_any_corpus(
    browser: Browser, axe: Any, tmp_path: Path, name: str
) -> None:
    posts, registers, addresses = CORPORA[name]
    build_index(write_corpus(tmp_path / "corpus", posts, *registers), tmp_path / "index")
    with running_site(tmp_path / "index") as site:
        for size, scheme in (((320, 640), SCHEMES[0]), ((1280, 900), SCHEMES[1])):
            page = new_page(browser, site, size=size, scheme=scheme)
            for address in addresses:
                page.goto(address)
                for details in page.locator("summary").all():
                    if details.is_visible():
                        details.click()
                assert width_of(page) <= size[0], address
                for text, ground, what in page.evaluate(COLOURS):
                    assert contrast(text, ground) >= 4.5, f"{address}: {what}"
                found = axe.run(page, options=RULES)
                assert found.violations_count == 0, f"{address}: {found.generate_report()}"
            page.context.close()


def test_tags_are_printed(browser: Browser, tmp_path: Path) -> None:
    posts, registers, _ = CORPORA["tags"]
    build_index(write_corpus(tmp_path / "corpus", posts, *registers), tmp_path / "index")
    with running_site(tmp_path / "index") as site:
        page = new_page(browser, site)
        page.emulate_media(media="print")
        page.goto("/inlagg/2022-01-01-etiketter")
        expect(page.get_by_text("lokal demokrati")).to_be_visible()
        expect(page.get_by_role("navigation", name="Huvudmeny")).to_be_hidden()
