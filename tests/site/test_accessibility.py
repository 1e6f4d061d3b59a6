"""Everyone reaches everything: axe finds nothing, keys suffice, a phone is wide enough, scripts may be off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.axe import violations
from tests.site.kinds import of_each_kind
from tests.site.visiting import Visit


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing_on_a_page_of_each_kind_in_either_scheme(
    visit: Visit, site: Path, half: int
) -> None:
    """Everything in light colours, the colours in dark ones; and a phone is wide enough."""
    found = []
    for name in of_each_kind(site)[half::2]:
        visit.page.set_viewport_size({"width": 1280, "height": 900})
        visit.open(name)
        visit.page.add_style_tag(content="* { transition: none !important; animation: none !important }")
        found += [f"{name}: {one}" for one in violations(visit.page)]
        visit.page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
        found += [f"{name}, dark: {one}" for one in violations(visit.page, "color-contrast")]
        visit.page.set_viewport_size({"width": 390, "height": 800})
        if (width := visit.page.evaluate("document.documentElement.scrollWidth")) > 390:
            found.append(f"{name}: {width} px wide")
    assert not found, "\n".join(found)


@pytest.fixture
def phone(browser: Browser, served: str) -> Iterator[Visit]:
    """A visit on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    visit = Visit(context.new_page(), served)
    yield visit
    context.close()
    assert not visit.wrong


def test_a_phone_leads_from_tab_to_tab(phone: Visit) -> None:
    phone.open("instructions/matmul.html")
    phone.page.locator("label.md-header__button[for=__drawer]").click()
    drawer = phone.page.locator(".sg-nav")
    drawer.get_by_role("link", name="Performance", exact=True).click()
    expect(phone.page.locator("h1")).to_be_visible()
    assert "instructions" not in phone.page.url


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_without_scripts_pages_say_what_they_have_to_say(plain: Page, served: str, site: Path) -> None:
    for name in of_each_kind(site):
        plain.goto(served + name)
        expect(plain.locator("h1").first).to_be_visible()
        assert name == "404.html" or len(plain.locator("article").inner_text()) > 80, name


def test_without_scripts_pages_lead_on(plain: Page, served: str) -> None:
    plain.goto(f"{served}index.html")
    plain.locator(".md-tabs").get_by_role("link", name="Reference").click()
    plain.locator(".sg-nav").get_by_role("link", name="Instructions").click()
    plain.get_by_role("link", name="matmul", exact=True).first.click()
    expect(plain.locator("h1")).to_contain_text("matmul")
    expect(plain.locator("svg.sg-bits").first).to_be_visible()
    plain.locator(".md-path").get_by_role("link", name="Instructions").click()
    assert plain.url.endswith("/instructions.html")


def test_keys_reach_the_page_the_tabs_and_what_a_page_shows(visit: Visit) -> None:
    visit.open("instructions/matmul.html")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator("a.md-skip:focus")).to_be_visible()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**#matmul")
    reached = set()
    for _ in range(120):
        visit.page.keyboard.press("Tab")
        reached.add(visit.page.evaluate("document.activeElement.closest('[class]')?.classList[0] ?? ''"))
        seen = visit.page.evaluate(
            "(() => { const b = document.activeElement.getBoundingClientRect(); return b.width * b.height > 0; })()"
        )
        assert seen, visit.page.evaluate("document.activeElement.outerHTML")
        if "headerlink" in reached:
            break
    assert "headerlink" in reached
