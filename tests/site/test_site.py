"""The site: it builds strictly, every link in it leads somewhere, and it works in a browser without the outside."""

from __future__ import annotations

from pathlib import Path
from string import ascii_lowercase
from urllib.parse import unquote, urldefrag

from playwright.sync_api import Browser, expect

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.assemble import pages, settings
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.rendering import Found, parsed
from tests.generators.docs.small import small
from tests.site.building import build, put
from tests.site.visiting import Visit

KINDS = [
    *("index.html", "tour.html", "native.html", "conformance.html", "language.html"),
    *("instructions.html", "encoding.html", "engines.html", "parameters.html", "performance.html"),
    *("instructions/matmul.html", "types/e4m3.html", "state/x.html", "layouts/row_major.html"),
    *("layouts.html", "std-layouts.html", "std-layouts/tt_interleaved.html"),
    *("workloads.html", "coverage.html", "chips.html", "targets.html"),
    *(
        "reviewing.html",
        "review.html",
        "review/ISA_OPCODE_CHANGED.html",
        "rules.html",
        "rules/isa-encoding-overlap.html",
    ),
]


def _dead(site: Path) -> list[str]:
    found: dict[Path, Found] = {
        path: parsed(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))
    }
    anchors = {path: set(page.anchors) for path, page in found.items()}
    dead = []
    for path, page in found.items():
        for link in page.links:
            address, anchor = urldefrag(link)
            address = address.partition("?")[0]  # what an index is asked for
            if address.startswith(("https://", "http://")) or path.name == "404.html":
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            target = target / "index.html" if target.is_dir() else target
            if not target.exists() or (
                anchor
                and "=" not in anchor  # what a script is asked for
                and target in anchors
                and anchor not in anchors[target] | {"__codelineno"}
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    return dead


def test_every_link_of_the_site_leads_somewhere(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 100
    assert not _dead(site)


def test_any_spec_has_a_site(tmp_path: Path) -> None:
    architecture = small()
    files = generate(Request((architecture,), {"small": analyse(architecture, Diagnostics())}))
    put(tmp_path / "docs", pages(files, {}))
    put(tmp_path / "mkdocs", settings(architecture.name, architecture.summary, files, {}))
    status, said = build(tmp_path / "mkdocs" / "mkdocs.yml")
    assert status == 0, said
    assert not _dead(tmp_path / "site")
    (tmp_path / "docs" / "index.md").write_text("# x\n\n[no](types.md#such)\n")
    status, said = build(tmp_path / "mkdocs" / "mkdocs.yml")
    assert status == 1
    assert "does not contain an anchor '#such'" in said


def test_pages_need_nothing_from_outside_and_fit_a_phone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    for name in KINDS:
        visit.open(name)
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{name} is {width} px wide"


def test_charts_come_alive_and_follow_the_colours(visit: Visit) -> None:
    visit.open("performance.html")
    chart = visit.page.locator("figure[data-figure]").first
    expect(chart.locator(".main-svg").first).to_be_visible()
    expect(chart.locator("> svg")).to_be_hidden()
    before = chart.locator(".xtick text").first.evaluate("e => getComputedStyle(e).fill")
    visit.page.locator("label[title='Dark colours']").click()
    expect(visit.page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    visit.page.wait_for_function(
        "before => getComputedStyle(document.querySelector('.xtick text')).fill !== before", arg=before
    )


def test_bars_and_points_come_alive_in_the_colours_of_their_drawings(visit: Visit) -> None:
    visit.open("targets.html")
    figure = visit.page.locator("figure[data-figure]").first
    drawn = figure.locator("> svg rect").last.evaluate("e => getComputedStyle(e).fill")
    expect(figure.locator(".main-svg .bars path").first).to_be_visible()
    fills = figure.locator(".main-svg .bars path").evaluate_all(
        "all => all.map(e => getComputedStyle(e).fill)"
    )
    assert drawn in fills
    visit.open("workloads/chat_answer.html")
    chart = visit.page.locator("figure[data-figure]").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator(".main-svg .scatterlayer .point").first).to_be_visible()


def test_a_chart_stands_without_scripts(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}performance.html")
    expect(page.locator("figure[data-figure] > svg").first).to_be_visible()
    context.close()


def test_search_finds_a_mnemonic_and_a_part_of_one(visit: Visit) -> None:
    visit.open("index.html")
    box, found = visit.page.locator(".md-search__input"), visit.page.locator(".md-search-result__link")
    box.click()
    expect(visit.page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    for letter in ascii_lowercase:
        box.fill("")
        box.press_sequentially(letter)
    pages = {
        "bf16": "types/bf16.html",
        "matmul": "instructions/matmul.html",
        "window.low": "instructions/window_low.html",
        "low": "instructions/window_low.html",
    }
    for words, page in pages.items():
        box.fill("")
        box.press_sequentially(words)
        expect(found.locator(f"xpath=self::*[contains(@href, '{page}')]").first).to_be_visible()


def test_a_drawing_leads_to_its_operand(visit: Visit) -> None:
    visit.open("instructions/matmul.html")
    visit.page.locator("svg.sg-bits a[href='#k']").first.click()
    assert visit.page.url.endswith("#k")
    expect(visit.page.locator("#k")).to_be_in_viewport()


def test_a_map_says_what_is_pointed_at(visit: Visit) -> None:
    visit.open("layouts.html")
    figure = visit.page.locator("figure:has(svg.banks)").first
    figure.locator("svg").scroll_into_view_if_needed()
    figure.locator("path.at").first.hover()
    expect(figure.locator("output")).to_contain_text("bank")
