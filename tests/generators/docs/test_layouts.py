"""Pages of layouts, and drawings in pages that are written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.layouts.illustrations import drawn, listed
from specgen.model import load_fragment
from specgen.source import SourceFile, SpecError
from tests.generators.docs.rendering import Found, rendered
from tests.generators.docs.small import small

LAYOUTS = """layouts:
  faces:
    summary: Pages of four faces, dealt out to four banks.
    dims: {r: 64, c: {multiple: 32, max: 128, example: 96}}
    split: {r: [2, 2, 16], c: [any, 2, 16]}
    fuse: {page: r0 c0}
    split2: {page: [any, 4]}
    place: {bank: page1, slot: page0, addr: r1 c1 r2 c2}
  overlapping: {dims: {r: 4, c: 8}, place: {addr: [[r, 7], [c, 1]]}, summary: <b>Wrong</b>.}
"""
PAGE = f"""# Page

```yaml
{LAYOUTS}```

<!-- drawing: heat faces -->
"""


@pytest.fixture(scope="module")
def pages() -> dict[str, Found]:
    architecture = small()
    more = load_fragment(SourceFile("spec/more.yaml", LAYOUTS)).architecture().layouts
    architecture = replace(architecture, layouts={**architecture.layouts, **more})
    files = generate(Request((architecture,), {}))
    return {path: rendered(str(text)) for path, text in files.items() if path.startswith("layouts")}


@pytest.mark.parametrize(
    "words",
    [
        "Pages of four faces, dealt out to four banks.",
        "place: {bank: page1, slot: page0, addr: r1 c1 r2 c2}",
        "page = ceil(|c| / 32)*r0 + c0",
        "addr = 512*r1 + 256*c1 + 16*r2 + c2",
        "|c| is the size of dimension c",
        "a multiple of 32 and at most 128",
        "no two elements share a place",
        "1,024 elements (1 KiB) one after another",
        "r 64 × c 96",
    ],
)
def test_a_page_says(pages: dict[str, Found], words: str) -> None:
    assert words in pages["layouts/faces.md"].text


def test_a_page_shows_all_that_can_be_drawn(pages: dict[str, Found]) -> None:
    kinds = [a["class"] for tag, a in pages["layouts/faces.md"].elements if tag == "svg"]
    assert kinds == [f"sg-layout {kind}" for kind in ("digits", "heat", "banks", "order", "memory")]
    kinds = [a["class"] for tag, a in pages["layouts/row_major.md"].elements if tag == "svg"]
    assert "sg-layout banks" not in kinds


def test_a_page_names_who_uses_the_layout(pages: dict[str, Found]) -> None:
    assert "../instructions/matmul.md" in pages["layouts/row_major.md"].links
    assert "Used by" not in pages["layouts/faces.md"].text


def test_what_does_not_hold_is_told_with_its_indices(pages: dict[str, Found]) -> None:
    text = pages["layouts/overlapping.md"].text
    assert "not injective" in text
    assert "r 0, c 7 and r 1, c 0 share address 7" in text


def test_the_index_leads_to_all(pages: dict[str, Found]) -> None:
    links = [one for one in pages["layouts.md"].links if one.startswith("layouts/")]
    assert links[:3] == ["layouts/row_major.md", "layouts/faces.md", "layouts/overlapping.md"]
    assert "<b>Wrong</b>" in pages["layouts.md"].text


IN_PARTS = """include: ['std:types/mx.yaml']
layouts:
  rows: {dims: {r: any, c: any}, place: {addr: r c}}
  scaled:
    {dims: {r: 8, k: 64}, of: mxfp8_e4m3, axis: k, parts: {elements: {layout: rows}, scales: {layout: rows}}}
  sparse:
    dims: {r: 8, k: 16}
    element: u8
    sparse: {axis: k, keep: 2, of: 4}
    parts: {values: {layout: rows}, index: {layout: rows}}
  blocks:
    {dims: {r: 8, k: 16}, element: u8, blocks: {r: 4, k: 4}, parts: {values: {layout: rows}, mask: {layout: rows}}}
"""


def test_layouts_in_several_parts_have_pages_of_them() -> None:
    found = load_fragment(SourceFile("spec/parts.yaml", IN_PARTS)).architecture()
    architecture = replace(
        small(),
        layouts=found.layouts,
        composites=found.composites,
        types=found.types,
        block_types=found.block_types,
    )
    files = generate(Request((replace(architecture, instructions={}),), {}))
    pages = {path: rendered(str(text)) for path, text in files.items() if path.startswith("layouts")}
    links = [one for one in pages["layouts.md"].links if one.startswith("layouts/")]
    assert links == [
        *("layouts/rows.md", "layouts/scaled.md", "layouts/rows.md", "layouts/rows.md"),
        *("layouts/sparse.md", "layouts/rows.md", "layouts/rows.md"),
        *("layouts/blocks.md", "layouts/rows.md", "layouts/rows.md"),
    ]
    scaled = pages["layouts/scaled.md"]
    assert "32 elements along k share a scale." in scaled.text
    assert {"../types/mxfp8_e4m3.html", "../types/e8m0.md", "rows.md"} <= set(scaled.links)
    assert "8 × 2" in scaled.text
    assert [a["class"] for tag, a in scaled.elements if tag == "svg"] == [
        "sg-layout heat",
        "sg-layout memory",
    ] * 2
    assert "Of every 4 elements along k, 2 are there" in pages["layouts/sparse.md"].text
    assert "Blocks of r 4 × k 4 that hold zeros alone are left out" in pages["layouts/blocks.md"].text
    assert {"scaled.md", "sparse.md", "blocks.md"} <= set(pages["layouts/rows.md"].links)


def test_a_hand_written_page_lists_a_file_of_std() -> None:
    page, more = listed("site/pages/page.md", "# Page\n\n<!-- layouts: std:layouts/tpu.yaml -->\n")
    names = [path for path in more if path.endswith("/tpu_bf16.md")]
    assert names == ["std-layouts/tpu_bf16.md"]
    assert set(rendered(page).links) == set(more)
    found = rendered(str(more["std-layouts/tpu_bf16.md"]))
    assert not found.links
    assert "XLA" in found.text
    with pytest.raises(SpecError) as refused:
        listed("site/pages/page.md", "# Page\n\n<!-- layouts: std:layouts/tpx.yaml -->\n")
    first = refused.value.diagnostics.sorted()[0]
    assert (first.at.file.path, first.at.line) == ("site/pages/page.md", 3)


def test_a_hand_written_page_lists_what_lies_in_several_parts() -> None:
    page, more = listed("site/pages/page.md", "# Page\n\n<!-- layouts: std:layouts/parts.yaml -->\n")
    names = {path.removeprefix("std-layouts/").removesuffix(".md") for path in more if path.endswith(".md")}
    assert {"dense_rows", "mxfp4_128x4", "sparse_2_4", "bsr_16x16"} <= names
    assert "mx_scales_128x4" not in names
    assert set(rendered(page).links) == {path for path in more if path.endswith(".md")}
    assert "Of every 4 elements along k, 2 are there" in rendered(str(more["std-layouts/sparse_2_4.md"])).text


def test_a_hand_written_page_has_drawings_of_its_examples() -> None:
    page = drawn("site/pages/page.md", PAGE)
    assert "<!-- drawing" not in page
    assert [a["class"] for tag, a in rendered(page).elements if tag == "svg"] == ["sg-layout heat"]
    assert drawn("page.md", "# Nothing to draw\n") == "# Nothing to draw\n"


@pytest.mark.parametrize(
    ("before", "now", "line", "says"),
    [
        ("heat faces", "heta faces", 15, "'heta'"),
        ("heat faces", "heat face", 15, "'face'"),
        ("split2: {page", "split2: {pge", 10, "'pge'"),
    ],
)
def test_what_cannot_be_drawn_is_found_where_it_stands(before: str, now: str, line: int, says: str) -> None:
    with pytest.raises(SpecError) as refused:
        drawn("site/pages/page.md", PAGE.replace(before, now))
    first = refused.value.diagnostics.sorted()[0]
    assert (first.at.file.path, first.at.line) == ("site/pages/page.md", line)
    assert says in first.message
