"""The page of results in a real browser, without JavaScript: on a phone and on a desktop screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kb.indexing import build_index
from tests.browsing import chromium, running_site
from tests.corpora import post, write_corpus

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (360, 640), (1280, 900)
THREE = (
    "/sok?q=kooperativ&organisation=medagarcentrum-syd&projekt=handkraft-syd&fran=2016&till=2022"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(shipped_index: Path) -> Iterator[str]:
    with running_site(shipped_index) as address:
        yield address


def opened(browser: Browser, site: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=site,
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=False,
        locale="sv-SE",
    )
    return context.new_page()


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    page = opened(browser, site, PHONE)
    yield page
    page.context.close()


@pytest.fixture
def desktop(browser: Browser, site: str) -> Iterator[Page]:
    page = opened(browser, site, DESKTOP)
    yield page
    page.context.close()


@pytest.fixture(params=["phone", "desktop"])
def page(request: pytest.FixtureRequest) -> Page:
    chosen: Page = request.getfixturevalue(request.param)
    return chosen


def facet(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def open_filters(page: Page) -> None:
    """Tap where they are closed, as on a phone."""
    summary = page.locator(".facets summary")
    if summary.is_visible() and page.locator(".facets details:not([open])").count():
        summary.click()


def top_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["y"]


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


# --- where the filters are --------------------------------------------------------------------


def test_on_a_phone_hits_begin_at_once_and_filters_are_a_tap_away(phone: Page) -> None:
    phone.goto(THREE)
    assert top_of(phone.locator(".hits h2").first) < 400
    value = facet(phone, "Organisation").get_by_role("link").first
    expect(value).to_be_hidden()
    summary = phone.get_by_text("Avgränsa (3 valda)")
    assert top_of(summary) < top_of(phone.locator(".hits h2").first)
    summary.click()
    expect(value).to_be_visible()
    summary.click()
    # What is chosen is in sight, and a tap takes it away.
    removing = phone.get_by_role("link", name="Ta bort Projekt: Handkraft Syd")
    assert top_of(removing) < top_of(summary)
    removing.click()
    expect(heading(phone)).to_contain_text("Medägarcentrum Syd")
    expect(heading(phone)).not_to_contain_text("Handkraft Syd")
    expect(phone.get_by_text("Avgränsa (2 valda)")).to_be_visible()


def test_on_a_phone_one_choice_leads_to_the_next(phone: Page) -> None:
    phone.goto("/sok")
    open_filters(phone)
    facet(phone, "Projekt").get_by_role("link", name=re.compile("^Handkraft Syd")).click()
    values = facet(phone, "Projekt").get_by_role("link")
    expect(values.first).to_have_accessible_name(re.compile("^Handkraft Syd, .* vald. Ta bort.$"))
    expect(values.nth(1)).to_be_in_viewport(ratio=1)
    hits = phone.get_by_role("link", name=re.compile("^Visa [0-9]+ inlägg$"))
    expect(hits).to_be_in_viewport(ratio=1)
    hits.click()
    expect(phone.locator(".hits h2").first).to_be_in_viewport()


def test_where_there_is_room_a_choice_leaves_the_page_where_it_was(desktop: Page) -> None:
    desktop.goto("/sok")
    facet(desktop, "Organisation").get_by_role("link").first.click()
    expect(desktop).to_have_url(re.compile("#facet-organisation$"))
    assert desktop.evaluate("scrollY") == 0
    expect(desktop.get_by_role("link", name=re.compile("^Visa [0-9]+ inlägg$"))).to_be_hidden()


def test_where_there_is_room_the_filters_stand_beside_the_hits(desktop: Page) -> None:
    desktop.goto(THREE)
    expect(desktop.locator(".facets summary")).to_be_hidden()
    value = facet(desktop, "Organisation").get_by_role("link").first
    expect(value).to_be_in_viewport()
    top, filters = desktop.locator(".result-head"), desktop.locator(".facets h2")
    assert abs(top_of(top) - top_of(filters)) < 10


def test_the_keyboard_goes_past_the_filters_to_the_hits(desktop: Page) -> None:
    desktop.goto("/sok?q=kooperativ")
    for _ in range(30):
        desktop.keyboard.press("Tab")
        if desktop.locator(":focus").inner_text() == "Hoppa till träffarna":
            break
    expect(desktop.locator(":focus")).to_be_in_viewport(ratio=1)
    desktop.keyboard.press("Tab")  # what comes next without it: the filters
    expect(facet(desktop, "Organisation").get_by_role("link").first).to_be_focused()
    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="Skriv ut", exact=True)).to_be_focused()
    for _ in ("Dela", "Nyast först", "Äldst först"):
        desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="Äldst först")).to_be_focused()
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".hits h2 a").first).to_be_focused()


# --- narrowing down ---------------------------------------------------------------------------


def test_years_make_a_time_by_the_rule_that_the_page_tells(page: Page) -> None:
    def choose(year: str) -> None:
        open_filters(page)
        facet(page, "År").get_by_role("link", name=re.compile(f"^{year}\\b")).click()

    page.goto("/sok")
    choose("2016")
    expect(heading(page)).to_contain_text(re.compile("^2016: [0-9]+ inlägg"))
    choose("2018")
    expect(heading(page)).to_contain_text("2016–2018: ")
    open_filters(page)
    expect(facet(page, "År")).to_contain_text("utöka perioden")
    expect(facet(page, "År").locator(".chosen")).to_have_count(3)
    facet(page, "År").get_by_role("link", name=re.compile(r"^2016, .* Ta bort\.$")).click()
    expect(heading(page)).to_contain_text("2017–2018: ")
    open_filters(page)
    choose("2016")
    expect(heading(page)).to_contain_text("2016–2018: ")
    open_filters(page)
    facet(page, "År").get_by_role("link", name=re.compile(r"^2017\b")).click()
    expect(heading(page)).to_contain_text(re.compile("^2017: "))
    open_filters(page)
    facet(page, "År").get_by_role("link", name="Ta bort perioden 2017").click()
    expect(heading(page)).to_have_text(re.compile("^Alla [0-9]+ inlägg$"))


def test_a_long_facet_is_seen_whole(page: Page) -> None:
    page.goto("/sok")
    open_filters(page)
    projects = facet(page, "Projekt")
    further = projects.get_by_label("Fler projekt", exact=True)
    label = further.locator("option").nth(1).inner_text()
    name, count = re.fullmatch(r"(.*) \((\d+)\)", label).groups()  # type: ignore[union-attr]
    further.select_option(label=label)
    projects.get_by_role("button").click()
    expect(heading(page)).to_have_text(f"{name}: {count} inlägg")
    open_filters(page)
    chosen = facet(page, "Projekt").get_by_role("link", name=f"{name}, {count}, vald. Ta bort.")
    expect(chosen).to_be_visible()


def test_dates_are_read_as_people_write_them(page: Page) -> None:
    page.goto("/sok")
    open_filters(page)
    page.get_by_label("Från").fill("1/3 2016")
    page.get_by_label("Till", exact=True).fill("maj 2016")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page).to_have_url(re.compile(r"/sok\?fran=2016-03&till=2016-05$"))
    expect(heading(page)).to_contain_text(re.compile("^Mars 2016 – maj 2016: "))


# --- what goes wrong --------------------------------------------------------------------------


def test_no_hits_shows_no_filters_but_ways_on(page: Page) -> None:
    page.goto("/sok?q=kooperatvium+-bro")
    expect(heading(page)).to_contain_text("inga inlägg")
    expect(page.get_by_role("complementary")).to_have_count(0)
    page.locator(".alike a").first.click()
    expect(heading(page)).to_contain_text(re.compile(": [1-9][0-9]* inlägg"))


def test_what_is_wrong_has_the_focus_and_can_be_mended(page: Page) -> None:
    page.goto("/sok?organisation=medagarcentrum-syd&organisation=rotgront&fran=2016-02-30&till=x")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.get_by_label("Från")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("30 februari 2016 finns inte.")
    field.fill("2016")
    page.get_by_label("Till", exact=True).fill("2024")
    page.get_by_label("Rotgrönt").uncheck()
    page.get_by_role("button", name="Sök igen").click()
    expect(page).to_have_url(
        re.compile(r"/sok\?organisation=medagarcentrum-syd&fran=2016&till=2024$")
    )


def test_an_address_that_leads_nowhere_leads_on(page: Page) -> None:
    page.goto("/2016/05/kooperativ-i-skane.html")
    page.get_by_role("link", name="Sök efter ”kooperativ skane”").click()
    expect(heading(page)).to_contain_text(re.compile("”kooperativ skane”: [0-9]+ inlägg"))


# --- whatever an archive holds ----------------------------------------------------------------


def test_thirty_years_and_endless_words_fit_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    endless = "Ordutanslut" * 14
    posts = [
        post(f"{year}-05-01", f"{endless} {year}", endless, id=f"{year}-05-01-x")
        for year in range(1990, 2020)
    ]
    posts.append(post("2019-06-01", "Möte", "Inget.", organisations=["a" * 79]))
    build_index(write_corpus(tmp_path / "corpus", posts, "", ""), tmp_path / "index")
    with running_site(tmp_path / "index") as site:
        for size in ((320, 640), PHONE, (900, 700), DESKTOP):
            page = opened(browser, site, size)
            for address in (f"/sok?q={endless}", f"/sok?organisation={'a' * 79}", "/sok?fran=2000"):
                page.goto(address)
                open_filters(page)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= size[0], (address, size)
            years = page.locator(".year-bars a")
            expect(years).to_have_count(30)
            for box in (year.bounding_box() for year in years.all()):
                assert box is not None
                assert min(box["width"], box["height"]) >= 24  # WCAG 2.2, 2.5.8
            page.context.close()
