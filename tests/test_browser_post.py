"""The page of a post in a real browser; see `tests.test_browser`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.indexing import build_index
from tests.browsing import running_site
from tests.corpora import ORGANISATIONS, PROJECTS, news, post, write_corpus
from tests.test_browser import (  # fixtures, too
    COLOURS,
    OVERLAPS,
    SCHEMES,
    axe,
    browser,
    contrast,
    new_page,
)

pytestmark = pytest.mark.browser
__all__ = ["axe", "browser"]

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
WIDE = " | ".join(f"spalt nummer {number}" for number in range(12))
BODY = f"""\
Ett första stycke om bron, som är så långt att det tar flera rader på en telefon och mer än en på
en bred skärm, och som sedan slutar.

## En rubrik om bron

- en punkt
  - en punkt i en punkt
- {LONG}

> Ett citat om bron.

| {WIDE} |
|{"---|" * 12}
| {WIDE} |

```
{"kod " * 60}
```

https://example.org/{"a" * 200}

{"Sista stycket handlar om något annat. " * 60}
"""
POSTS = [
    *news(),
    post(
        "2022-05-05",
        f"Allt om bron {LONG}",
        BODY,
        id="2022-05-05-allt",
        updated="2022-05-06",
        source=f"https://www.example.org/{LONG}",
        organisations=["akerbo-kommun", "angslunda-bygdelag", "osthamra-odlare", "zinkhyttan"],
        projects=["grannkraft", "odla-ihop"],
        tags=[LONG, *(f"etikett {number}" for number in range(12))],
    ),
]
POST = "/inlagg/2022-05-05-allt"
SIZES = ((1280, 900), (390, 844), (320, 640))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("post")
    build_index(write_corpus(folder / "corpus", POSTS, ORGANISATIONS, PROJECTS), folder / "index")
    with running_site(folder / "index") as address:
        yield address


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a Swedish browser that runs no JavaScript."""
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="sv-SE")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("size", SIZES[:2])
def test_from_a_hit_to_the_first_mark_and_back(plain: Page, size: tuple[int, int]) -> None:
    plain.set_viewport_size({"width": size[0], "height": size[1]})
    plain.goto("/sok?q=bron&ordning=nyast")
    plain.locator(".hits h2 a").first.click()
    plain.get_by_role("link", name="Till träff 1 av").click()
    mark = plain.locator("mark:target")
    expect(mark).to_have_text("bron")
    expect(mark).to_be_in_viewport()
    plain.get_by_role("link", name="Visa utan markeringar").click()
    expect(plain.locator("mark")).to_have_count(0)
    plain.go_back()
    back = plain.get_by_role("navigation", name="Din sökning")
    back.get_by_role("link", name="Tillbaka till sökningen").click()
    expect(plain).to_have_url(f"{plain.url.split('/sok')[0]}/sok?q=bron&ordning=nyast")


def test_whom_a_post_is_about_stands_beside_it_or_above_it(plain: Page) -> None:
    plain.goto(POST)
    about = plain.get_by_role("complementary", name="Om inlägget")
    text = plain.locator(".body")
    for width, height in SIZES:
        plain.set_viewport_size({"width": width, "height": height})
        beside, below = about.bounding_box(), text.bounding_box()
        title = plain.get_by_role("heading", level=1).bounding_box()
        assert beside
        assert below
        assert title
        if width > 900:
            assert beside["x"] >= below["x"] + below["width"]
            assert beside["y"] == title["y"]
            dated = plain.locator(".dated").bounding_box()
            assert dated
            assert below["y"] - dated["y"] - dated["height"] < 40  # the aside pushes nothing down
        else:
            assert title["y"] + title["height"] <= beside["y"]
            assert beside["y"] + beside["height"] <= below["y"]
    expect(about.get_by_role("link", name="etikett 11")).to_be_hidden()
    about.get_by_text("Visa 8 till").click()
    expect(about.get_by_role("link", name="etikett 11")).to_be_visible()


def test_a_line_has_as_many_characters_as_are_read_at_ease(plain: Page) -> None:
    plain.goto(POST)
    paragraph = plain.locator(".body > p").last
    lines = paragraph.evaluate(
        """e => {
          const range = document.createRange(), lines = {};
          const text = e.firstChild;
          for (let i = 0; i < text.length; i++) {
            range.setStart(text, i); range.setEnd(text, i + 1);
            const top = Math.round(range.getBoundingClientRect().top);
            lines[top] = (lines[top] || 0) + 1;
          }
          return Object.values(lines);
        }"""
    )
    full = lines[:-1]
    assert 55 <= sum(full) / len(full) <= 72


def test_a_paragraph_link_is_seen_by_hovering_and_by_keyboard(plain: Page) -> None:
    plain.goto(POST)
    paragraph = plain.locator(".body > p").first
    link = paragraph.get_by_role("link", name="Länk till stycket")
    opacity = "e => getComputedStyle(e).opacity"
    assert link.evaluate(opacity) == "0"
    paragraph.hover()
    assert link.evaluate(opacity) == "1"
    box, around = link.bounding_box(), paragraph.bounding_box()
    assert box
    assert around
    assert min(box["width"], box["height"]) >= 24
    assert box["y"] + box["height"] <= around["y"] + around["height"] + 4  # on its last line
    plain.mouse.move(0, 0)
    assert link.evaluate(opacity) == "0"
    plain.get_by_role("link", name="Hoppa över texten").focus()
    plain.keyboard.press("Tab")
    expect(link).to_be_focused()
    assert link.evaluate(opacity) == "1"
    plain.keyboard.press("Enter")
    expect(paragraph).to_have_css("background-color", "rgb(255, 243, 214)")
    expect(plain).to_have_url(f"{plain.url.split('#')[0]}#{paragraph.get_attribute('id')}")


# The signs of the links to paragraphs that lie on text: a sign is in the middle of its link.
COVERED = """() => {
  const lines = [], texts = document.createTreeWalker(
    document.querySelector('.body'), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || text.parentElement.closest('.scroll')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    lines.push(...range.getClientRects());
  }
  return [...document.querySelectorAll('.anchor')].filter(a => {
    const link = a.getBoundingClientRect(), x = link.x + link.width / 2, y = link.y + 12;
    return lines.some(l => l.left < x + 5 && l.right > x - 5 && l.top < y + 6 && l.bottom > y - 6);
  }).map(a => a.parentElement.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("width", [320, 390, 700, 900, 1000])
def test_the_sign_of_a_paragraph_link_covers_no_text(plain: Page, width: int) -> None:
    plain.set_viewport_size({"width": width, "height": 800})
    plain.goto(POST)
    assert plain.evaluate(COVERED) == []


def test_of_lists_in_lists_only_the_innermost_item_shows_its_link(plain: Page) -> None:
    plain.goto(POST)
    plain.get_by_text("en punkt i en punkt").hover()
    shown = plain.locator(".anchor").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).opacity === '1').map(e => e.parentElement.id)"
    )
    assert shown == [plain.get_by_text("en punkt i en punkt").get_attribute("id")]


def test_there_is_a_way_past_the_links_of_the_text(plain: Page) -> None:
    plain.goto(POST)
    past = plain.get_by_role("link", name="Hoppa över texten")
    past.focus()
    expect(past).to_be_in_viewport(ratio=1)
    plain.keyboard.press("Enter")
    plain.keyboard.press("Tab")
    expect(plain.locator(".source a")).to_be_focused()


def test_a_paragraph_link_is_neither_copied_nor_part_of_a_heading(plain: Page) -> None:
    plain.goto(POST)
    expect(plain.get_by_role("heading", name="En rubrik om bron", exact=True)).to_be_visible()
    assert "¶" not in plain.locator(".body").inner_text()
    expect(plain.get_by_role("link", name="Länk till rubriken")).to_have_count(1)


def test_paragraph_links_are_not_there_to_be_touched_by_mistake(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(base_url=site, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(POST)
    assert page.locator(".anchor").count() > 5
    expect(page.locator(".anchor:visible")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("forced", ["none", "active"])
def test_what_a_link_leads_to_stands_out(browser: Browser, site: str, forced: Any) -> None:
    context = browser.new_context(base_url=site, forced_colors=forced, locale="sv-SE")
    page = context.new_page()
    page.goto(POST)
    for element in (page.locator(".body > p").nth(1), page.locator(".body h2")):
        page.goto(f"{POST}#{element.get_attribute('id')}")
        expect(element).to_be_in_viewport()
        style = element.evaluate("e => (s => [s.outlineStyle, s.boxShadow])(getComputedStyle(e))")
        assert (style[0] == "solid") if forced == "active" else (style[1] != "none")
    context.close()


def test_a_wide_table_is_scrolled_by_keyboard(plain: Page) -> None:
    plain.goto(POST)
    table = plain.get_by_role("region", name="Tabell 1")
    expect(table.get_by_role("table")).to_be_visible()
    table.focus()
    for _ in range(40):
        plain.keyboard.press("ArrowRight")
    expect(table.get_by_role("cell", name="spalt nummer 11")).to_be_in_viewport()


# Of WCAG 2.2, 1.4.12.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""


# How far to the right anything reaches.
RIGHTMOST = """() => Math.max(
  ...[...document.querySelectorAll('main *')]
    .filter(e => !e.closest('.scroll table, .skip'))
    .map(e => e.getBoundingClientRect().right)
)"""


@pytest.mark.parametrize(
    ("size", "style"),
    [
        *((size, style) for size in SIZES for style in ("* {}", SPACING)),
        ((640, 900), "html { font-size: 200% }"),
        ((1280, 900), "html { font-size: 200% }"),
    ],
)
def test_nothing_widens_the_page_or_lies_on_anything_else(
    browser: Browser, site: str, size: tuple[int, int], style: str
) -> None:
    page = new_page(browser, site, size=size)
    page.goto(f"{POST}?q=bron")
    page.add_style_tag(content=style)
    for details in page.locator("summary").all():
        details.click()
    assert page.evaluate(RIGHTMOST) <= size[0]
    looked_at, overlapping = page.evaluate(OVERLAPS)
    assert looked_at > 50
    # What is beyond the edge of a table that scrolls is not seen.
    assert not [pair for pair in overlapping if "spalt" not in pair]
    page.context.close()


# Contrast is measured for every text and in less time.
RULES = {
    "resultTypes": ["violations"],
    "rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}},
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES[:2])
def test_axe_finds_nothing_and_every_text_stands_out(
    browser: Browser, site: str, axe: Any, size: tuple[int, int], scheme: Any
) -> None:
    page = new_page(browser, site, size=size, scheme=scheme)
    for address in (
        f"{POST}?q=bron#traff",
        f"{POST}?lang=en",
        "/inlagg/2017-01-15-grannkraft-f-r-st-d",
    ):
        page.goto(address)
        found = axe.run(page, options=RULES)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        for text, ground, what in page.evaluate(COLOURS):
            assert contrast(text, ground) >= 4.5, f"{address}: {text} on {ground}: {what}"
    page.context.close()


def test_what_is_touched_is_large_enough(browser: Browser, site: str) -> None:
    page = new_page(browser, site, size=(390, 844))
    page.goto(f"{POST}?q=bron")
    for control in page.locator(
        ".back a, .dated a, .to-marks a, .about-post summary, .beside li a, .similar a"
    ).all():
        box = control.bounding_box()
        assert box
        assert box["height"] >= 24, control.inner_text()
    page.context.close()


def test_on_paper_the_text_and_whom_it_is_about_are_all(browser: Browser, site: str) -> None:
    page = new_page(browser, site)
    page.emulate_media(media="print")
    page.goto(f"{POST}?q=bron")
    expect(page.get_by_text("etikett 11")).to_be_visible()
    expect(page.get_by_text("5 maj 2022 · ändrat 6 maj 2022 · Grannkraft")).to_be_visible()
    for hidden in (".back", ".to-marks", ".anchor", ".beside", ".similar", "summary"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    mark = page.locator(".body mark").first
    expect(mark).to_have_css("font-weight", "700")
    expect(mark).to_have_css("text-decoration-line", "underline")
    page.context.close()
