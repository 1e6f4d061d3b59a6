"""No page, and no list that every page waits for, is too large."""

from __future__ import annotations

import json
from pathlib import Path

from tests.site.kinds import heavy, pages


def test_no_page_is_over_60_kb_without_its_drawings(site: Path) -> None:
    assert not list(heavy(site, 60_000))


def test_the_index_of_the_search_is_under_2_5_mb_for_a_thousand_pages(site: Path) -> None:
    size = (site / "search" / "search_index.json").stat().st_size
    assert size <= 2_500 * len(pages(site))


def test_every_entry_of_the_search_leads_to_a_page(site: Path) -> None:
    entries = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    there = {*pages(site), ""}
    assert not [entry["location"] for entry in entries if entry["location"].split("#")[0] not in there]


def test_the_navigation_is_a_small_part_of_a_page(site: Path) -> None:
    text = (site / "instructions.html").read_text(encoding="utf-8")
    begins = text.index('<nav class="md-nav md-nav--primary')
    assert text.index("</nav>", begins) - begins < 5_000
