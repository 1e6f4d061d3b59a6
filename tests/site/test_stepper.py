"""The stepper in a browser: programs run by keys, what changed is marked, and what is shared opens as it was."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import specgen
from specgen.machine.vectors import Maker, as_json
from tests.site.axe import violations
from tests.site.visiting import Visit

_MODULE = Path(__file__).parents[1] / "machine" / "webassembly" / "replaying.mjs"

_REPLAY = """async ([variant, files]) => {
  const base = new URL("assets/", document.baseURI);
  const [{ instantiate }, { replay }] = await Promise.all([import(new URL("machine.js", base)), import("/replaying.mjs")]);
  const manifest = await (await fetch(new URL(`engine/${variant}.json`, base))).json();
  const module = await WebAssembly.compileStreaming(fetch(new URL(`engine/${variant}.wasm`, base)));
  const machine = await instantiate(module, manifest), said = [];
  for (const file of files) said.push(...await replay(machine, file));
  return said;
}"""


def _open(visit: Visit, address: str = "") -> Page:
    visit.open(f"step.html{address}")
    expect(visit.page.locator("#sg-step")).to_be_visible(timeout=30_000)
    return visit.page


def _press(page: Page, keys: str) -> None:
    page.locator(".sg-step-listing").focus()
    for key in keys.split():
        page.keyboard.press(key)


def _said(page: Page) -> str:
    expect(page.locator("#sg-step")).not_to_have_attribute("aria-busy", "true")
    return page.locator(".sg-step-said").inner_text()


def _assemble(page: Page, text: str) -> None:
    """Put a program of one's own into the editor."""
    if page.locator("#sg-step details").get_attribute("open") is None:
        page.locator("#sg-step summary").click()
    page.get_by_label("Assembly").fill(text)
    page.get_by_role("button", name="Assemble").click()


def test_steps_by_keys_and_marks_what_changed(visit: Visit) -> None:
    page = _open(visit, "#kernel=operators/softmax")
    assert page.get_by_label("Program", exact=True).input_value() == "operators/softmax"
    assert _said(page) == "At the start."
    _press(page, "s")
    assert _said(page).startswith("After 1 instruction: at 0x00000004, line ")
    changed = page.locator(".sg-cell.sg-step-changed")
    assert [one.inner_text().split() for one in changed.all()] == [["x12", "t0", "0x40000000"]]
    current = page.locator(".sg-step-line.sg-now")
    assert "lw.mmio a0, 0(t0)" in current.inner_text()
    assert "the processor is here" in (current.get_attribute("aria-label") or "")
    _press(page, "o o")
    assert _said(page).startswith("After 3 instructions: at 0x0000000c")
    _press(page, "x")
    assert _said(page) == "At the start."


def test_a_breakpoint_stops_tiles_are_seen_and_the_link_brings_it_back(
    visit: Visit, browser: Browser
) -> None:
    page = _open(visit, "#kernel=operators/softmax")
    page.locator(".sg-step-line", has_text="vrecip").click()
    _press(page, "b r")
    assert "breakpoint at" in _said(page)
    tile = page.locator(".sg-panel", has=page.locator("h2", has_text="lane")).first
    assert "have changed" in tile.locator(".sg-about").inner_text()
    page.locator(".sg-panel canvas:visible").first.focus()
    page.keyboard.press("ArrowRight")
    told = page.locator(".sg-told:visible").first.inner_text()
    assert "[0, 1] = " in told
    assert "(0x" in told
    assert page.locator(".sg-news button").count() > 0
    address = page.evaluate("location.hash")
    assert address.startswith("#kernel=operators%2Fsoftmax&breaks=")
    words = _said(page)
    other = _open(Visit(browser.new_context().new_page(), visit.base), address)
    assert _said(other) == words
    assert other.locator(".sg-stopped").count() == 1
    other.context.close()


def test_one_s_own_program_is_assembled_faults_and_is_shared(visit: Visit, browser: Browser) -> None:
    page = _open(visit)
    _assemble(page, "li a0, 5\nno such thing\n")
    assert "line 2" in page.locator(".sg-step-problems").inner_text()
    assert _said(page) == "This does not assemble."
    _assemble(page, "# set x[5] = 0x7fffffff\nli a0, 5\nlw a2, 0(a1)\nhalt a0\n")
    _press(page, "r")
    assert "fault scratch_fault (0x7fffffff) by lw a2, 0(a1) at 0x00000004, line 3, on control" in _said(page)
    assert page.locator(".sg-step-said a").get_attribute("href") == "faults.html#scratch_fault"
    address = page.evaluate("location.hash")
    assert address.startswith("#code=")
    other = _open(Visit(browser.new_context().new_page(), visit.base), address)
    assert other.get_by_label("Assembly").input_value().startswith("# set x[5]")
    assert _said(other) == _said(page)
    other.context.close()


def test_a_deadlock_is_told_in_words(visit: Visit) -> None:
    page = _open(visit)
    _assemble(page, "control.wait 2, 1\nhalt x0\n")
    _press(page, "r")
    assert "a deadlock: nothing can go on." in _said(page)
    assert "control of instance 0, at 0x00000000: waits for control_tokens[2] >= 1, which is 0" in _said(page)


def test_what_never_ends_is_stopped_and_goes_on(visit: Visit) -> None:
    page = _open(visit)
    _assemble(page, "again: jal x0, again\nhalt x0\n")
    run = page.locator(".sg-bar button", has=page.locator("kbd", has_text="r"))
    expect(run).to_have_text("Run r")
    for _ in range(2):
        _press(page, "r")
        expect(run).to_have_text("Stop r")
        _press(page, "s r")
        expect(run).to_have_text("Run r")
        assert _said(page).endswith("instructions: at 0x00000000, line 1.")
    _press(page, "r")
    expect(run).to_have_text("Stop r")
    _assemble(page, "halt x0\n")
    expect(page.locator(".sg-step-said")).to_have_text("At the start.")
    expect(run).to_have_text("Run r")


def test_what_cannot_be_loaded_or_is_not_said_in_the_address_is_told(visit: Visit, browser: Browser) -> None:
    page = _open(visit)
    _assemble(page, ".org 0xfffffff0\nhalt x0\n")
    expect(page.locator(".sg-step-said")).to_have_text("This cannot be loaded.")
    assert "not all of these bytes are inside" in page.locator(".sg-step-problems").inner_text()
    _assemble(page, "# set sram@0x0:hasOwnProperty[1] = 1\nhalt x0\n")
    expect(page.locator(".sg-step-said")).to_have_text("At the start.")
    assert "no type is called hasOwnProperty" in page.locator(".sg-step-problems").inner_text()
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = base64.urlsafe_b64encode(squeezer.compress(bytes(5 << 20)) + squeezer.flush()).decode().rstrip("=")
    for address, said in ((f"#code={bomb}", "At the start."), ("#steps=1.5", "After 1 instruction: ")):
        other = _open(Visit(browser.new_context().new_page(), visit.base), address)
        assert _said(other).startswith(said)
        other.context.close()


def test_a_link_of_the_page_loads_its_program(visit: Visit) -> None:
    page = _open(visit)
    page.locator("a[href='#kernel=operators/embedding']").click()
    expect(page.get_by_label("Program", exact=True)).to_have_value("operators/embedding")
    expect(page.locator(".sg-step-said")).to_have_text("At the start.")


def test_memory_is_read_by_type(visit: Visit) -> None:
    page = _open(visit)
    _assemble(page, "# set sram@0x40:bf16[3] = 1 -2.5 0.125\nhalt x0\n")
    page.get_by_label("Memory", exact=True).select_option("sram")
    page.get_by_label("Address").fill("0x40")
    page.get_by_label("Type").select_option("bf16")
    cells = page.locator(".sg-step-bytes tr").first.locator("td")
    assert [one.inner_text() for one in cells.all()[:4]] == ["1", "-2.5", "0.125", "0"]
    page.get_by_label("Address").fill("0xffffffffff")
    page.get_by_label("Address").press("Tab")
    assert "sram has no bytes there" in page.locator(".sg-step-bytes").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_violations(scheme: Any, browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    visit = Visit(context.new_page(), served)
    page = _open(visit, "#kernel=operators/softmax&steps=40")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not violations(page)
    assert not visit.wrong
    context.close()


def test_without_scripts_it_says_what_runs_programs(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}step.html")
    assert page.locator("#sg-step").is_hidden()
    assert "specgen run FILE --trace" in page.locator("#sg-step-static").inner_text()
    assert page.locator("a[href^='#kernel=operators']").count() > 10
    context.close()


def test_conformance_vectors_hold_in_a_browser(visit: Visit, root: Path) -> None:
    accelerator = specgen.load(root / "spec", variant="edge")
    maker = Maker(accelerator.semantics, count=1)
    names = ("mulh", "dma_signal", "lane_mac", "loop", "acc_scale")
    files = [json.loads(as_json(maker.file(accelerator.instructions[name]))) for name in names]
    script = _MODULE.read_text(encoding="utf-8")
    visit.page.route(
        "**/replaying.mjs", lambda route: route.fulfill(content_type="text/javascript", body=script)
    )
    visit.open("step.html")
    assert visit.page.evaluate(_REPLAY, ["edge", files]) == []
    files[0]["vectors"][0]["next_pc"] = "0x123"
    assert len(visit.page.evaluate(_REPLAY, ["edge", files[:1]])) == 1
