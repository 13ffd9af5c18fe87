"""What the one script adds to a page, in a real browser: completions, and buttons that copy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from kb.web.assets import FOLDER
from tests.browsing import chromium, running_site

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (360, 640), (1280, 900)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(shipped_index: Path) -> Iterator[str]:
    with running_site(shipped_index) as address:
        yield address


def context_of(
    browser: Browser, site: str, size: tuple[int, int] = DESKTOP, *, touch: bool = False
) -> BrowserContext:
    """Open the site with its policy in force, as a Swedish visitor."""
    return browser.new_context(
        base_url=site,
        viewport={"width": size[0], "height": size[1]},
        has_touch=touch,
        locale="sv-SE",
    )


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = context_of(browser, site, request.param)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/")
    yield page
    context.close()
    assert errors == []


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("Vad söker du|Sök i arkivet"))


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def chosen(page: Page) -> Locator:
    return page.get_by_role("option", selected=True)


def type_in(page: Page, text: str) -> None:
    """Type as a person does, and wait for what completes it."""
    box(page).press_sequentially(text)
    expect(options(page).first).to_be_visible()


def said(page: Page) -> Locator:
    return page.locator("body > p[role=status]")


# --- by keyboard ------------------------------------------------------------------------------


def test_completions_are_a_list_of_the_search_box(page: Page) -> None:
    field = box(page)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_have_count(0)
    type_in(page, "handk")
    expect(field).to_have_attribute("aria-expanded", "true")
    listed = page.get_by_role("listbox", name="Förslag")
    expect(listed).to_have_id(field.get_attribute("aria-controls") or "")
    expect(options(page).first).to_have_text(re.compile("Handkraft Syd.*Projekt"))
    expect(chosen(page)).to_have_count(0)
    expect(said(page)).to_have_text(re.compile(r"\d+ förslag; välj (det )?med piltangenterna"))


def test_arrows_walk_the_list_and_the_box(page: Page) -> None:
    type_in(page, "ko")
    field, count = box(page), options(page).count()
    assert count > 2
    for number in range(count):
        page.keyboard.press("ArrowDown")
        here = options(page).nth(number)
        expect(here).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", here.get_attribute("id") or "")
        expect(chosen(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")  # from the last to the box itself
    expect(chosen(page)).to_have_count(0)
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    for key in ("Home", "End", "ArrowLeft"):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(chosen(page)).to_have_count(1)
        page.keyboard.press(key)
        expect(chosen(page)).to_have_count(0)
    expect(field).to_have_value("ko")
    expect(field).to_be_focused()


def test_an_entry_leads_to_its_page(page: Page) -> None:
    type_in(page, "handk")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/projekt/handkraft-syd$"))


def test_a_word_completes_the_search(page: Page) -> None:
    type_in(page, "arbetsint")
    word = options(page).filter(has_text=re.compile("Sök$")).first
    text = word.locator("span").inner_text()
    page.keyboard.press("ArrowDown")
    while chosen(page).locator("span").inner_text() != text:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/sok\?q={text}$"))
    expect(box(page)).to_have_value(text)


def test_enter_searches_for_what_was_typed_where_nothing_is_chosen(page: Page) -> None:
    type_in(page, "handk")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sok\?q=handk$"))


def test_what_is_typed_on_is_searched_for_not_what_was_chosen(page: Page) -> None:
    type_in(page, "handk")
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_count(1)
    page.keyboard.type("r")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sok\?q=handkr$"))


def test_escape_closes_the_list_and_keeps_the_words(page: Page) -> None:
    type_in(page, "handk")
    page.keyboard.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(box(page)).to_have_value("handk")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")  # and an arrow opens it again
    expect(options(page).first).to_be_visible()


def test_tab_goes_on_and_closes_the_list(page: Page) -> None:
    type_in(page, "handk")
    page.keyboard.press("Tab")
    expect(options(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Sök")).to_be_focused()


def test_the_language_stays_on_the_way(browser: Browser, site: str) -> None:
    context = context_of(browser, site)
    page = context.new_page()
    page.goto("/?lang=en")
    page.get_by_role("combobox").press_sequentially("handk")
    option = page.get_by_role("option", name="Handkraft Syd Project", exact=True)
    expect(option.locator("span")).to_have_attribute("lang", "sv")
    expect(said(page)).to_contain_text("arrow keys")
    option.click()
    expect(page).to_have_url(re.compile(r"/projekt/handkraft-syd\?lang=en$"))
    context.close()


def test_a_letter_that_is_composed_is_waited_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field = box(page)
    field.focus()
    compose = "(e, name) => e.dispatchEvent(new CompositionEvent(`composition${name}`))"
    typed = """(e, [text, composing]) => {
      e.value = text;
      e.dispatchEvent(new InputEvent('input', { isComposing: composing, bubbles: true }));
    }"""
    field.evaluate(compose, "start")
    field.evaluate(typed, ["han", True])
    entered = field.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'Enter', isComposing: true, cancelable: true }))"
    )
    assert entered, "Enter ends the composition, and is left alone"
    page.wait_for_timeout(400)
    assert not [url for url in asked if "/forslag" in url]
    field.evaluate(compose, "end")
    expect(options(page).first).to_be_visible()


# --- by touch and mouse -----------------------------------------------------------------------


def test_a_touch_chooses(browser: Browser, site: str) -> None:
    context = context_of(browser, site, PHONE, touch=True)
    page = context.new_page()
    page.goto("/")
    box(page).tap()
    type_in(page, "handk")
    for option in options(page).all():
        place = option.bounding_box()
        assert place is not None
        assert place["height"] >= 24
        assert place["x"] + place["width"] <= PHONE[0]
    options(page).first.tap()
    expect(page).to_have_url(re.compile(r"/projekt/handkraft-syd$"))
    context.close()


def test_a_click_elsewhere_closes_the_list(page: Page) -> None:
    type_in(page, "handk")
    page.mouse.click(5, 600)
    expect(options(page)).to_have_count(0)


def test_the_list_moves_nothing(page: Page) -> None:
    heading = page.locator("main h2").first
    before = heading.bounding_box()
    type_in(page, "handk")
    assert heading.bounding_box() == before
    shifts = page.evaluate(
        "new Promise(done => new PerformanceObserver(list => done(list.getEntries().length))"
        ".observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done(0), 300))"
    )
    assert shifts == 0


def test_colours_of_the_visitor_show_what_is_chosen(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, forced_colors="active", locale="sv-SE")
    page = context.new_page()
    page.goto("/")
    type_in(page, "ko")
    page.keyboard.press("ArrowDown")
    ground = "e => getComputedStyle(e).backgroundColor"
    assert options(page).first.evaluate(ground) != options(page).nth(1).evaluate(ground)
    context.close()


# --- without it -------------------------------------------------------------------------------


def test_without_javascript_the_box_is_a_search_box(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox", name="Vad söker du?").fill("handkraft")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sok\?q=handkraft$"))
    context.close()


def test_where_completions_fail_the_search_works(page: Page) -> None:
    page.route("**/forslag?*", lambda route: route.fulfill(status=500))
    box(page).press_sequentially("handk")
    page.wait_for_timeout(400)
    expect(options(page)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/sok\?q=handk$"))


def test_a_network_that_is_gone_is_no_error(page: Page) -> None:
    page.route("**/forslag?*", lambda route: route.abort())
    box(page).press_sequentially("handk")
    page.wait_for_timeout(400)
    expect(options(page)).to_have_count(0)


def test_a_late_answer_to_an_older_question_is_dropped(page: Page) -> None:
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(r"/forslag\?q=ko$"), wait)
    box(page).press_sequentially("ko")
    page.wait_for_timeout(400)
    assert len(waiting) == 1
    box(page).fill("")
    type_in(page, "handk")
    shown = options(page).all_inner_texts()
    waiting[0].continue_()
    page.wait_for_timeout(400)
    assert options(page).all_inner_texts() == shown


def test_a_word_typed_fast_asks_once(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    type_in(page, "handkraft")
    assert len([url for url in asked if "/forslag" in url]) == 1


def test_what_a_post_is_called_is_text(page: Page) -> None:
    nasty = '<img src=x onerror="document.title = 1">'
    answer = [{"kind": "post", "text": nasty, "id": "x", "url": "/inlagg/x"}]
    page.route("**/forslag?*", lambda route: route.fulfill(json=answer))
    type_in(page, "handk")
    expect(options(page).locator("span")).to_have_text(nasty)
    assert page.locator("img").count() == 0


# --- copying ----------------------------------------------------------------------------------

FIELD = (
    '<p><label for="a">Adress</label> <input id="a" data-copyable readonly value="/sok?q=x"></p>'
)


def with_field(page: Page) -> None:
    """Serve a page that has something to copy."""

    def answer(route: Route) -> None:
        found = route.fetch()
        body = found.text().replace('<main id="innehall" tabindex="-1">', f"<main>{FIELD}")
        route.fulfill(response=found, body=body)

    page.route("**/om", answer)
    page.goto("/om")


def test_a_field_can_be_copied(browser: Browser, site: str) -> None:
    context = context_of(browser, site)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = context.new_page()
    with_field(page)
    button = page.get_by_role("button", name="Kopiera")
    expect(button).to_have_accessible_description("Adress")
    button.click()
    expect(page.get_by_role("button", name="Kopierad")).to_be_visible()
    expect(said(page)).to_have_text("Kopierad")
    expect(page.get_by_role("button", name="Kopiera", exact=True)).to_be_visible()
    box(page).focus()
    page.keyboard.press("Control+V")
    expect(box(page)).to_have_value("/sok?q=x")
    context.close()


def test_without_a_clipboard_the_field_is_copied_by_selection(browser: Browser, site: str) -> None:
    context = context_of(browser, site)
    page = context.new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    with_field(page)
    page.get_by_role("button", name="Kopiera").click()
    expect(said(page)).to_have_text("Kopierad")
    assert page.evaluate("document.getSelection().toString()") == "/sok?q=x"
    context.close()


# --- the file ---------------------------------------------------------------------------------


def test_the_script_is_small_and_says_nothing_itself() -> None:
    source = (FOLDER / "kb.js").read_bytes()
    assert len(source) <= 6_000
    assert source.isascii()  # no Swedish
    for word in (b"localStorage", b"sessionStorage", b"cookie", b"indexedDB", b"http:", b"https:"):
        assert word not in source
