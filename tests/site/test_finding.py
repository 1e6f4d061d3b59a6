"""Finding things in a browser: the jump box by keyboard and by mouse, facets whose state is in the address, no scripts."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, expect

from tests.site.axe import violations
from tests.site.visiting import Visit


def _jump(visit: Visit, words: str) -> Locator:
    """Ask the jump box; the links that it lists."""
    visit.page.keyboard.press("Control+k")
    box = visit.page.get_by_label("Name or word to jump to")
    expect(box).to_be_focused()
    box.fill(words)
    return visit.page.locator("dialog.sg-jump a")


FIRST = {
    "matmul": "instructions/matmul.html",
    "matmul.e4m3": "instructions/matmul.html",
    "TCAST.BF16": "instructions/tile_cast.html",
    "window.set": "instructions/window_set.html",
    "acc_int": "state/acc_int.html",
    "R-MATMUL-3": "instructions/matmul.html#R-MATMUL-3",
    "isa-encoding-overlap": "rules/isa-encoding-overlap.html",
    "chat_answer": "workloads/chat_answer.html",
    "0x2300_1008": "instructions/addi.html",
    "0b1000": "instructions/addi.html",
}


def test_the_first_that_is_found_is_what_is_meant(visit: Visit) -> None:
    visit.open("absent.html")
    for words, page in FIRST.items():
        expect(_jump(visit, words).first).to_have_attribute("href", visit.base + page)


def test_either_half_of_a_mnemonic_finds_it(visit: Visit) -> None:
    visit.open("instructions/add.html")
    for half in ("window", "low"):
        found = _jump(visit, half)
        expect(found.locator("xpath=self::*[contains(@href, 'window_low')]")).to_be_visible()


def test_the_keyboard_alone_leads_there(visit: Visit) -> None:
    visit.open("index.html")
    visit.page.keyboard.press("j")
    visit.page.keyboard.type("sram")
    found = visit.page.locator("dialog.sg-jump a")
    expect(found.first).to_have_attribute("href", f"{visit.base}memories/sram.html")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowDown")
    expect(found.nth(1)).to_be_focused()
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/memories/sram.html")


def test_the_button_opens_it_and_a_click_outside_or_escape_ends_it(visit: Visit) -> None:
    visit.open("types/bf16.html")
    button, dialog = visit.page.get_by_role("button", name="Jump"), visit.page.locator("dialog.sg-jump")
    button.click()
    expect(dialog).to_be_visible()
    visit.page.mouse.click(5, 5)
    expect(dialog).to_be_hidden()
    button.click()
    visit.page.get_by_label("Name or word to jump to").fill("no such thing")
    expect(dialog.locator("output")).to_have_text("0 found")
    assert violations(visit.page) == []
    visit.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    button.click()
    visit.page.get_by_label("Name or word to jump to").fill("dma_load")
    dialog.locator("a").first.click()
    visit.page.wait_for_url("**/instructions/dma_load.html")


def test_facets_narrow_and_are_in_the_address(visit: Visit) -> None:
    visit.open("instructions.html")
    count, rows = visit.page.locator(".sg-facets output"), visit.page.locator(".sg-results tbody tr")
    total = int(count.inner_text())
    visit.page.get_by_label("Engine").select_option("dma")
    visit.page.get_by_label("Words that are looked for").fill("transposed")
    found = rows.count()
    assert 0 < found < total
    expect(count).to_have_text(f"{found} of {total}")
    expect(visit.page.locator("article table").first).to_be_visible()
    expect(visit.page.locator("#dma")).to_be_hidden()
    address = visit.page.url
    assert "engine=dma" in address
    assert "words=transposed" in address
    visit.open("index.html")
    visit.page.goto(address)
    expect(rows).to_have_count(found)
    expect(visit.page.get_by_label("Engine")).to_have_value("dma")
    assert not [one for one in violations(visit.page) if "sg-" in one]
    visit.page.get_by_label("Engine").select_option("")
    visit.page.get_by_label("Words that are looked for").fill("")
    expect(visit.page.locator("#dma")).to_be_visible()
    assert "?" not in visit.page.url


def test_a_link_asks_for_what_writes_a_state(visit: Visit) -> None:
    visit.open("instructions.html?writes-state=acc_int&reads-state=no_such_state")
    names = visit.page.locator(".sg-results td:first-child")
    expect(names.filter(has_text="matmul").first).to_be_visible()
    expect(visit.page.get_by_label("Reads: state")).to_have_value("")


def test_of_many_users_the_index_lists_all(visit: Visit) -> None:
    visit.open("state/x.html")
    visit.page.locator("a[href*='?reads-state=x']").click()
    expect(visit.page.get_by_label("Reads: state")).to_have_value("x")
    assert visit.page.locator(".sg-results tbody tr").count() > 60


def test_other_indexes_have_facets(visit: Visit) -> None:
    for name in ("rules", "errors", "structures", "types", "state", "review"):
        visit.open(f"{name}.html")
        visit.page.locator(".sg-facets select").first.select_option(index=1)
        rows = visit.page.locator(".sg-results tbody tr")
        count, total = visit.page.locator(".sg-facets output").inner_text().split(" of ")
        assert 0 < int(count) < int(total)
        assert rows.count() == min(int(count), 300)
        assert visit.page.request.get(str(rows.first.locator("a").evaluate("a => a.href"))).ok


def test_without_scripts_indexes_and_backlinks_are_there(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}instructions.html")
    expect(page.locator(".sg-facets")).to_be_hidden()
    expect(page.locator("a[href='instructions/matmul.html']").first).to_be_visible()
    page.goto(f"{served}rules.html#isa-encoding-overlap")
    expect(page.locator("#isa-encoding-overlap")).to_be_in_viewport()
    page.locator("#isa-encoding-overlap").click()
    expect(page.get_by_role("heading", name="Wrong")).to_be_visible()
    page.goto(f"{served}state/acc.html")
    expect(page.get_by_text("Written by:").locator("a[href='../instructions/matmul.html']")).to_be_visible()
    context.close()
