"""Rooflines in a browser: sliders recompute what Python computes, by keyboard too; without scripts the page stands."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from specgen.api import Accelerator, load_spec
from specgen.perfmodel.chips import derived_chip, library_chip
from specgen.perfmodel.figures import figure_text
from specgen.perfmodel.formulas import Use, bound
from tests.site.axe import violations
from tests.site.visiting import Visit

PAGE = "rooflines.html"


def _said(page: Page) -> str:
    return page.locator(".sg-said").inner_text()


def _control(page: Page, label: str) -> Locator:
    return page.locator(".sg-controls").get_by_label(label, exact=True)


def _output(page: Page, label: str) -> str | None:
    return _control(page, label).get_attribute("aria-valuetext")


@pytest.fixture(scope="module")
def large(root: Path) -> Accelerator:
    return Accelerator(load_spec(root / "spec"), "large")


def test_sliders_recompute_what_python_computes(visit: Visit, large: Accelerator) -> None:
    use = Use.of(large.architecture.workloads["chat_answer"], large.architecture.models)
    chip = derived_chip(large.architecture, large.semantics)
    visit.open(PAGE)
    for batch, presses in ((16, 0), (64, 2), (32, -1)):
        for _ in range(abs(presses)):
            _control(visit.page, "Batch").press("ArrowRight" if presses > 0 else "ArrowLeft")
        words = figure_text(bound(use, chip, batch=batch, context=2048).time, "s")
        expect(visit.page.locator(".sg-said")).to_contain_text(
            f"chat_answer on {chip.name}: {words} per step"
        )
        assert _output(visit.page, "Batch") == str(batch)
    assert "batch=32" in visit.page.url


def test_an_address_brings_back_what_was_set(visit: Visit, large: Accelerator) -> None:
    use = Use.of(large.architecture.workloads["large_answer"], large.architecture.models)
    visit.open(f"{PAGE}#workload=large_answer&chip=h100_sxm&weights=e4m3&batch=12&levels.0.bandwidth=5e12")
    page = visit.page
    expect(_control(page, "Chip")).to_have_value("h100_sxm")
    assert [_output(page, "Batch"), _output(page, "Bandwidth of hbm")] == ["12", "5 TB/s"]
    assert _control(page, "Weights").input_value() == "e4m3"
    expect(page.locator(".sg-said")).to_contain_text("large_answer on h100_sxm")
    slow = bound(use, library_chip("h100_sxm"), "e4m3", batch=12, context=8192).time
    assert figure_text(slow, "s") not in _said(page)
    page.get_by_role("button", name="As stated").click()
    expect(page.locator(".sg-said")).to_contain_text(
        figure_text(bound(use, library_chip("h100_sxm")).time, "s")
    )
    visit.open(f"{PAGE}#workload=no&chip=such&batch=-1&ARRAY_DIM=7")
    expect(_control(page, "Workload")).to_have_value("chat_answer")


def test_another_array_is_another_design(visit: Visit) -> None:
    visit.open(f"{PAGE}#workload=chat_prompt")
    expect(visit.page.locator(".sg-facts")).to_contain_text("Target chat_wait")
    before = _said(visit.page)
    _control(visit.page, "ARRAY_DIM").press("Home")
    expect(visit.page.locator(".sg-facts")).to_contain_text("missed: at most 50 ms")
    assert _said(visit.page) != before
    assert _output(visit.page, "ARRAY_DIM") == "8"
    _control(visit.page, "Chip").select_option("h100_sxm")
    expect(_control(visit.page, "ARRAY_DIM")).to_have_count(0)


def test_everything_is_reached_by_keyboard_and_nothing_moves_the_focus(visit: Visit) -> None:
    visit.open(PAGE)
    page = visit.page
    expect(page.locator(".sg-explore svg").nth(1)).to_be_visible()
    _control(page, "Workload").focus()
    reached = []
    for _ in range(12):
        reached.append(
            page.evaluate(
                "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent"
            )
        )
        page.keyboard.press("Tab")
    wanted = [
        "Workload",
        "Weights",
        "Chip",
        "ARRAY_DIM",
        "LANE_WIDTH",
        "Clock",
        "Units",
        "Bandwidth of hbm",
        "Batch",
    ]
    assert reached[:11] == [*wanted, "Sequence length", "As stated"]
    _control(page, "Weights").select_option("bf16")
    expect(page.locator(".sg-explore td", has_text="matrix bf16").first).to_be_visible()
    _control(page, "Chip").focus()
    _control(page, "Chip").select_option("mi300x")
    expect(_control(page, "Chip")).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_nothing_is_inaccessible(
    browser: Browser, served: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(served + PAGE)
    expect(page.locator(".sg-explore svg").nth(1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not [one for one in violations(page) if "md-tabs" not in one]
    context.close()


def test_the_page_stands_without_scripts_and_without_data(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + PAGE)
    expect(page.locator("figure.sg-chart > svg")).to_be_visible()
    expect(page.locator("table", has_text="experts_answer")).to_be_visible()
    expect(page.locator(".sg-explore")).to_be_hidden()
    context.close()
    context = browser.new_context()
    page = context.new_page()
    page.route("**/rooflines/*.json", lambda route: route.abort())
    page.goto(served + PAGE)
    expect(page.locator("figure.sg-chart > svg")).to_be_visible()
    context.close()
