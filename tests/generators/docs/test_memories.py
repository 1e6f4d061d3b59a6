"""Pages of memories: levels, who reaches what, address spaces, links between instances."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.generators.docs.memories.addressmap import Part, spaces
from specgen.generators.docs.memories.linkdiagram import link_diagram
from specgen.model import Architecture, load_architecture
from tests.generators.docs.rendering import Found, rendered
from tests.machine.simulated import spec
from tests.model.specs import resolved
from tests.model.test_memories import network

TILES = """
instances: {tile: {count: 8}}
engines: {dma: {clock: 2 GHz}, matrix: {}}
memories:
  far: {size: 16 GiB, address: u64, shared: true, kind: dram, bandwidth: 1 TB/s, latency: 300 ns, reachable_by: [dma]}
  near: {size: 4 MiB, address: u32, backing: far, bandwidth: 256 B/cycle, reachable_by: [dma, matrix], granule: 64}
  others: {window: near, stride: 16 MiB, base: 0x10000000, space: bus, address: u32, reachable_by: [dma]}
  boot: {size: 32 KiB, address: u32, space: bus, reachable_by: [control]}
devices: {uart: {memory: boot, base: 0x20000, size: 0x100, registers: {data: {offset: 0, type: u8}}}}
links: {noc: {between: tile, topology: torus, shape: [2, 4], bandwidth: 64 B/cycle, latency: 3 cycles}}
paths:
  load:
    {from: far, to: near, by: dma, latency: 400 ns, burst: 64,
     bandwidth: {value: 125 GB/s, source: A share., confidence: estimated}}
  store: {from: near, to: far, by: dma, bandwidth: 125 GB/s}
  put: {from: near, to: others, by: dma, bandwidth: 64 B/cycle, over: noc, summary: To a neighbour.}
  copy: {from: near, to: near, by: dma}
"""


@pytest.fixture(scope="module")
def tiles(tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    return resolved(tmp_path_factory.mktemp("tiles"), TILES)


@pytest.fixture(scope="module")
def pages(tiles: Architecture) -> dict[str, Found]:
    files = generate(Request((tiles,), {}))
    return {path: rendered(str(text)) for path, text in files.items() if path.endswith(".md")}


def _drawings(page: Found) -> list[str]:
    return [given["aria-label"] for tag, given in page.elements if tag == "svg"]


def test_every_drawing_says_what_it_is(pages: dict[str, Found]) -> None:
    assert _drawings(pages["memories.md"]) == [
        "Memories of example (default), the outermost on top",
        "Address spaces of example (default)",
        "noc: torus of 2 x 4 tile, at most 3 hops",
    ]
    assert _drawings(pages["memories/boot.md"]) == ["Address space of bus (default)"]
    assert not _drawings(pages["memories/near.md"])


@pytest.mark.parametrize(
    "words",
    [
        "put: near to others by dma, 64 B/cycle, 3 hops",
        "load: far to near by dma, 125 GB/s; latency 400 ns; bursts of 64 bytes",
        "8 x 4 MiB, every 16 MiB",
        "16 GiB, shared",
        "others: near of 1: 0x11000000 to 0x113fffff, 4 MiB",
        "the same of 2 to 6: 0x12000000",
        "nothing: 0x8000 to 0x1ffff, 96 KiB",
        "uart: 0x20000 to 0x200ff, 256 B",
        "tile 6 at (1, 2)",
        "estimated: A share.",
        "put (3 hops)",
    ],
)
def test_drawings_and_tables_say(pages: dict[str, Found], words: str) -> None:
    assert words in pages["memories.md"].text


def test_a_memory_tells_its_neighbours(pages: dict[str, Found]) -> None:
    others, near = pages["memories/others.md"], pages["memories/near.md"]
    assert {"near.html", "../memories.md#put"} <= set(others.links)
    assert "Stride16 MiB" in others.text and "Address spacebus" in others.text
    assert "Granule64 B" in near.text and "Behind itfar" in near.text


def test_links_of_these_pages_lead_somewhere(pages: dict[str, Found]) -> None:
    for path in ("memories.md", "memories/near.md", "memories/others.md", "memories/boot.md"):
        for link in pages[path].links:
            page, _, anchor = link.partition("#")
            target = normpath(join(dirname(path), re.sub(r"\.html$", ".md", page))) if page else path
            assert target in pages, link
            assert not anchor or anchor in pages[target].anchors, link


def test_address_spaces_are_without_overlap_and_end_where_memories_end(tiles: Architecture) -> None:
    found = spaces(tiles)
    assert list(found) == ["imem", "mem", "far", "near", "bus"]
    for parts in found.values():
        assert parts[0].first == 0
        for one, other in pairwise(parts):
            assert one.first + one.size == other.first
            assert one.height >= 20
    last = found["bus"][-1]
    assert last == Part(0x17000000, 4 << 20, "memories", "others", "others: near of 7")


@pytest.mark.parametrize(
    ("topology", "shape", "lines"),
    [("ring", (5,), 5), ("mesh", (2, 3), 7), ("torus", (2, 4), 14), ("torus", (2, 2, 3), 28), ("crossbar", (4,), 4),
     ("all", (4,), 6)],
)  # fmt: skip
def test_links_are_drawn_once(topology: str, shape: tuple[int, ...], lines: int) -> None:
    drawn = link_diagram(network(topology, *shape))
    assert drawn.count("<path ") == lines  # one that wraps is drawn at both ends
    assert len(re.findall(r">tile \d+ at ", drawn)) == network(topology, *shape).count


def test_windows_alone_and_a_single_memory_have_pages(root: Path) -> None:
    for architecture in (spec("windows")[0], load_architecture(root / "examples" / "rv64im")):
        text = str(generate(Request((architecture,), {}))["memories.md"])
        assert "## Address spaces" in text
        assert ("## Levels" in text) == (len(architecture.memories) > 1)
