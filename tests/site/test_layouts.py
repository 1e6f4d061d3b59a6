"""Maps of layouts in a browser: what the script says is where elements lie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from specgen.generators.drawings import heat_map, place_words, style, view
from specgen.model.layouts import Bound
from tests.generators.drawings.examples import NAMES, bound, parsed

SCRIPT = (files("specgen.generators.docs") / "assets" / "layouts.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Every example on one page."""
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    figures = "".join(f'<figure id="{name}">{heat_map(view(bound(name)))}</figure>' for name in NAMES)
    page.set_content(f"<!doctype html><style>{style()}</style>{figures}<script>{SCRIPT}</script>")
    yield page
    page.close()


def _map(of: Bound) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(parsed(heat_map(view(of))).attrib["data-map"])
    return found


def _words(of: Bound, index: list[int]) -> str:
    names = ", ".join(f"{d.name} {at}" for d, at in zip(of.layout.dims, index, strict=True))
    said = f"{names}: {place_words(of, of.locate(index))}"
    banks = of.layout.banks
    return said if banks is None else f"{said}, bank {of.address(index) // banks.width % banks.count}"


def _point(drawing: Locator, left: float, top: float) -> None:
    """Move the pointer to a place in the drawing's own units."""
    scale = drawing.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    drawing.hover(position={"x": left * scale, "y": top * scale})


@pytest.mark.parametrize("name", NAMES)
def test_the_element_under_the_pointer_is_named_with_its_place(page: Page, name: str) -> None:
    of, shown = bound(name), _map(bound(name))
    drawing, said = page.locator(f"#{name} svg"), page.locator(f"#{name} output")
    last = len(shown["panels"]) - 1
    for panel, y, x in (
        (0, 0, 0),
        (0, shown["height"] // 2, shown["width"] // 3),
        (last, shown["height"] - 1, shown["width"] - 1),
    ):
        left, top = shown["corners"][panel]
        _point(drawing, left + (x + 0.5) * shown["cell"], top + (y + 0.5) * shown["cell"])
        index = [*shown["panels"][panel]]
        if shown["rows"] >= 0:
            index[shown["rows"]] = y
        index[shown["columns"]] = x
        expect(said).to_have_text(_words(of, index))


def test_arrow_keys_move_from_element_to_element_and_stay_within(page: Page) -> None:
    of = bound("swizzled")
    drawing, said = page.locator("#swizzled svg"), page.locator("#swizzled output")
    drawing.evaluate("svg => svg.blur()")
    drawing.focus()
    for keys, index in (
        (("ArrowUp",) * 70 + ("ArrowLeft",) * 70, [0, 0]),
        (("ArrowDown", "ArrowRight", "ArrowRight"), [1, 2]),
        (("ArrowDown",) * 20, [15, 2]),
    ):
        for key in keys:
            drawing.press(key)
        expect(said).to_have_text(_words(of, index))


def test_without_scripts_parts_say_it_in_titles(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(heat_map(view(bound("tiles"))))
    assert page.locator("path.at[data-i='5,7'] > title").text_content() == "r 5, c 7: address 71"
    context.close()
