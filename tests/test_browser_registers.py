"""Registers, entries and lists to print in a real browser, on a phone, a desktop and paper."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.indexing import build_index
from tests.browsing import running_site
from tests.corpora import post, write_corpus
from tests.test_browser import (
    COLOURS,
    RULES,
    Scheme,
    axe,
    browser,
    contrast,
    width_of,
)

__all__ = ["axe", "browser"]  # fixtures
pytestmark = pytest.mark.browser

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ORGANISATIONS = f"""\
- {{id: aldst, name: Äldst i byn, aliases: [Gammelgården, {LONG}en], url: "https://example.org"}}
- {{id: handkraft, name: Handkraft Syd, description: Ger handkraft åt alla som vill ha.}}
- {{id: lang, name: {LONG}}}
- {{id: tyst, name: Tystnaden}}
"""
PROJECTS = "- {id: spaden, name: Spaden, owner: aldst, from: 1990, to: 2021}\n"
ADDRESSES = (
    *("/organisationer", "/organisationer?q=hand", "/organisationer?q=xyzzy", "/projekt"),
    *("/organisationer/aldst", "/organisationer/lang", "/organisationer/tyst", "/projekt/spaden"),
    *("/sok?organisation=aldst&utskrift=1", "/sok?q=grävde&utskrift=1", "/sok?q=xyzzy&utskrift=1"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Thirty-two years of an organisation, every third without a post."""
    folder = tmp_path_factory.mktemp("registers")
    posts = [
        post(
            f"{year}-04-01",
            f"Året {year}",
            f"De grävde. Äldst i byn höll i Spaden {year}, och {LONG} såg på.",
        )
        for year in range(1990, 2022)
        if year % 3
    ]
    posts.append(post("1990-05-01", "Handkraft Syd gräver", "Handkraft Syd tog i."))
    corpus = write_corpus(folder / "corpus", posts, ORGANISATIONS, PROJECTS)
    build_index(corpus, folder / "index")
    with running_site(folder / "index") as address:
        yield address


def new_page(
    browser: Browser,
    site: str,
    *,
    size: tuple[int, int] = (1280, 900),
    scheme: Scheme = "light",
    javascript: bool = True,
) -> Page:
    context = browser.new_context(
        base_url=site,
        locale="sv-SE",
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        java_script_enabled=javascript,
        bypass_csp=True,  # what the tests themselves put into a page
    )
    return context.new_page()


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a browser that runs no JavaScript."""
    page = new_page(browser, site, javascript=False)
    yield page
    page.context.close()


# --- as staff use them ------------------------------------------------------------------------


def test_from_a_register_to_every_post_of_an_entry_on_paper(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="Organisationer", exact=True).first.click()
    plain.get_by_label("Hitta ett namn i listan").fill("gammel")
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(re.compile(r"/organisationer\?q=gammel$"))
    expect(plain.get_by_label("Hitta ett namn i listan")).to_have_value("gammel")
    row = plain.locator(".register li")
    expect(row.locator("mark")).to_have_text("Gammel")
    row.get_by_role("link").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Äldst i byn")
    plain.get_by_role("link", name="Skriv ut alla").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Äldst i byn: 22 inlägg")
    expect(plain.locator(".printed li")).to_have_count(22)
    plain.get_by_role("link", name="Tillbaka till sökningen").click()
    expect(plain).to_have_url(re.compile(r"/sok\?organisation=aldst$"))


def test_a_letter_leads_to_its_names(browser: Browser, shipped_index: Path) -> None:
    with running_site(shipped_index) as address:
        page = new_page(browser, address, size=(390, 844), javascript=False)
        page.goto("/organisationer")
        heading = page.get_by_role("heading", level=2, name="T", exact=True)
        expect(heading).not_to_be_in_viewport()
        letters = page.get_by_role("navigation", name="Begynnelsebokstäver")
        letters.get_by_role("link", name="T").click()
        expect(heading).to_be_in_viewport()
        page.context.close()


def test_every_post_of_an_entry_since_a_year_on_paper(browser: Browser, site: str) -> None:
    for size in ((390, 844), (1280, 900)):
        page = new_page(browser, site, size=size, javascript=False)
        page.goto("/organisationer/aldst")
        page.get_by_role("link", name="Avgränsa på tid").click()
        expect(page.get_by_role("heading", name="År", exact=True)).to_be_in_viewport()
        page.get_by_label("Från", exact=True).fill("2016")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/sok\?organisation=aldst&fran=2016$"))
        page.get_by_role("link", name="Skriv ut alla").click()
        expect(page.get_by_role("heading", level=2)).to_have_text(
            [f"{year} 1 inlägg" for year in (2021, 2020, 2018, 2017)]
        )
        page.context.close()


def test_its_company_is_a_tap_away_on_a_phone(browser: Browser, site: str) -> None:
    page = new_page(browser, site, size=(390, 844))
    page.goto("/organisationer/aldst")
    page.get_by_role("link", name="Nämns tillsammans med").click()
    expect(page.get_by_role("heading", name="Nämns tillsammans med")).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_role("link", name="Nämns tillsammans med")).to_be_hidden()
    page.context.close()


def test_a_phone_has_eleven_years_in_a_row(browser: Browser, shipped_index: Path) -> None:
    with running_site(shipped_index) as address:
        page = new_page(browser, address, size=(390, 844))
        page.goto("/organisationer/medagarcentrum-syd")
        tops = page.locator(".years-row li").evaluate_all("all => all.map(e => e.offsetTop)")
        assert tops == [tops[0]] * 11
        page.context.close()


def test_a_button_prints_where_there_is_a_script_for_it(
    browser: Browser, site: str, plain: Page
) -> None:
    plain.goto("/sok?organisation=aldst&utskrift=1")
    expect(plain.get_by_role("button", name="Skriv ut")).to_have_count(0)
    page = new_page(browser, site)
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto("/sok?organisation=aldst&utskrift=1")
    page.get_by_role("button", name="Skriv ut").click()
    expect(page).to_have_title("printed")
    page.context.close()


def test_a_year_leads_to_its_posts(plain: Page) -> None:
    plain.goto("/organisationer/aldst")
    years = plain.get_by_role("region", name="År för år")
    expect(years.get_by_role("listitem")).to_have_count(32)
    expect(years.get_by_role("link", name="1992")).to_have_count(0)
    years.get_by_role("link", name="1994 (1 inlägg)").click()
    expect(plain).to_have_url(re.compile(r"/sok\?organisation=aldst&fran=1994&till=1994$"))


def test_a_search_from_an_entry_keeps_to_it_or_does_not(plain: Page) -> None:
    for only, address in ((True, "&organisation=aldst"), (False, "")):
        plain.goto("/organisationer/aldst")
        plain.get_by_role("searchbox").fill("spaden")
        plain.get_by_role("checkbox", name="Bara inlägg om Äldst i byn").set_checked(only)
        plain.get_by_role("button", name="Sök").click()
        expect(plain).to_have_url(re.compile(rf"/sok\?q=spaden{address}$"))


def test_the_timeline_by_keyboard(browser: Browser, site: str) -> None:
    page = new_page(browser, site)
    page.goto("/organisationer/aldst")
    page.get_by_role("link", name="1990 (1 inlägg)").focus()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text(re.compile("1991"))
    outline = focused.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)")
    assert outline >= 2
    page.context.close()


def test_a_column_begins_with_an_initial(browser: Browser, shipped_index: Path) -> None:
    with running_site(shipped_index) as address:
        page = new_page(browser, address)
        page.goto("/organisationer")
        groups = page.locator(".register section").evaluate_all(
            "all => all.map(e => [e.querySelector('h2'), ...e.querySelectorAll('li')]"
            ".map(each => each.getBoundingClientRect().left > innerWidth / 2))"
        )
        assert {any(group) for group in groups} == {True, False}  # there are two columns
        assert all(len(set(group)) == 1 for group in groups)
        page.context.close()


# --- for everyone -----------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "scheme"), [((320, 640), "dark"), ((1280, 900), "light")])
def test_they_are_good_on_any_screen(
    browser: Browser, site: str, axe: Any, size: tuple[int, int], scheme: Scheme
) -> None:
    page = new_page(browser, site, size=size, scheme=scheme)
    for address in ADDRESSES:
        page.goto(address)
        assert width_of(page) <= size[0], address
        for text, ground, what in page.evaluate(COLOURS):
            assert contrast(text, ground) >= 4.5, f"{address}: {text} on {ground}: {what}"
        found = axe.run(page, options=RULES)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
    page.context.close()


def test_what_is_touched_is_large_enough(browser: Browser, site: str) -> None:
    page = new_page(browser, site, size=(320, 640))
    controls = ".initials a, .register .value, .name-filter button, .years-row a, .forms a, aside a"
    for address in ("/organisationer", "/organisationer/aldst"):
        page.goto(address)
        for control in page.locator(controls).all():
            box = control.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24, control.inner_text()  # WCAG 2.2, 2.5.8
    page.context.close()


def test_the_bars_are_seen_where_colours_are_forced(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, forced_colors="active")
    page = context.new_page()
    page.goto("/organisationer/aldst")
    fill, ground = page.locator(".years-row a rect").first.evaluate(
        "e => [getComputedStyle(e).fill, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(fill, ground) >= 3
    context.close()


# --- on paper ---------------------------------------------------------------------------------


def test_paper_has_what_is_read_and_nothing_to_press(browser: Browser, site: str) -> None:
    page = new_page(browser, site)
    page.emulate_media(media="print")
    for address in ("/", "/om", "/sok?q=spaden", *ADDRESSES):
        page.goto(address)
        for control in page.locator("button, input, select, summary, nav").all():
            expect(control).to_be_hidden()
        foot = page.locator(".site-foot .on-paper")
        expect(foot).to_be_visible()
        expect(foot).to_contain_text("http://127.0.0.1:8000")
        expect(foot).to_contain_text(str(date.today().year))
        # After the text it would now and then have a sheet to itself.
        assert foot.evaluate("e => e.getBoundingClientRect().bottom") < page.locator(
            "main"
        ).evaluate("e => e.getBoundingClientRect().top + 1")
    page.goto("/organisationer/aldst")
    expect(page.locator(".years-row svg").first).to_be_visible()
    weight, line = page.locator(".hits mark").first.evaluate(
        "e => [getComputedStyle(e).fontWeight, getComputedStyle(e).textDecorationLine]"
    )
    assert int(weight) >= 700
    assert line == "underline"
    page.context.close()


def test_paper_is_white_whatever_the_screen_is(browser: Browser, site: str) -> None:
    page = new_page(browser, site, scheme="dark")
    page.emulate_media(media="print")
    for address in ("/", "/om", "/sok?q=spaden", *ADDRESSES):
        page.goto(address)
        for text, ground, what in page.evaluate(COLOURS):
            assert contrast(ground, "rgb(255, 255, 255)") == 1, f"{address}: {what}"
            assert contrast(text, "rgb(255, 255, 255)") >= 7, f"{address}: {text}: {what}"
    page.context.close()


def test_no_post_is_broken_across_sheets(browser: Browser, site: str) -> None:
    page = new_page(browser, site)
    page.emulate_media(media="print")
    page.goto("/sok?organisation=aldst&utskrift=1")
    for item in page.locator(".printed li").all():
        assert item.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    for heading in page.locator(".printed h2, .printed h3").all():
        assert heading.evaluate("e => getComputedStyle(e).breakAfter") == "avoid"
    page.context.close()
