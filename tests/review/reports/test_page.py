"""The page of a review in a browser: it needs nothing, and shows what hits whom."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from specgen.review.reports import render
from tests.review.reports.conftest import MEMORY, OPCODE, SUMMARY, Reviewed

_INK = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def page(reviewed: Reviewed, tmp_path: Path) -> Path:
    path = tmp_path / "review.html"
    path.write_text(render(reviewed(OPCODE, MEMORY, SUMMARY), "html"), encoding="utf-8")
    return path


def test_the_page_needs_nothing_and_filters_by_consumer(page: Path) -> None:
    path = shutil.which("chromium")
    assert path is not None, "chromium is missing: scripts/setup installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        colours = {
            _shown(browser.new_context(color_scheme=scheme).new_page(), page) for scheme in ("light", "dark")
        }
        browser.close()
    assert len(colours) == 2


def _shown(tab: Page, page: Path) -> str:
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(page.as_uri())
    opcode, memory, words = (
        tab.locator("article", has_text=text)
        for text in ("opcode of addi", "sram has 2 KiB", "summary of the spec")
    )
    expect(opcode).to_be_visible()
    expect(opcode.locator("svg")).to_have_count(2)
    tab.check("#only-compiler")
    expect(memory).to_be_visible()
    expect(words).to_be_hidden()
    tab.check("#only-everyone")
    expect(words).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert not said
    assert asked == [page.as_uri()]
    return str(tab.evaluate(_INK))
