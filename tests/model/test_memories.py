"""Memories beside each other: windows, what backs what, links and paths, and what is wrong with them."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from specgen.api import check
from specgen.checks.examples import write_example
from specgen.model import BUILTIN, Instances, Links
from tests.model.specs import refused, resolved

TILES = """
instances: {tile: {count: 4}}
engines: {dma: {clock: 2 GHz}}
faults: {crooked: {code: 30}, beyond: {code: 31}}
"""


def test_a_window_shows_every_instance(tmp_path: Path) -> None:
    memories = resolved(
        tmp_path,
        f"""{TILES}
memories:
  peers: {{window: ram, stride: 8 KiB, base: 0x10000, address: u40}}
  near: {{window: box, address: u32, out_of_range: beyond}}
  box: {{size: 4 KiB, address: u32, out_of_range: bad_address, writes: {{out_of_range: crooked}}}}
  ram: {{size: 4 KiB, base: 64, address: u32, endianness: big, out_of_range: bad_address, misaligned: crooked,
         writes: {{out_of_range: crooked}}, width: 16, banks: 4, granule: 8}}
""",
    ).memories
    ram, peers, near = memories["ram"], memories["peers"], memories["near"]
    assert list(memories)[-4:] == ["peers", "near", "box", "ram"]
    assert (peers.window, peers.home, peers.stride, peers.size, peers.base) == (ram, ram, 8192, 32768, 65536)
    assert (peers.kind, peers.endianness, peers.shared, peers.space) == ("window", "big", True, "peers")
    assert (peers.width, peers.banks, peers.granule) == (16, 4, 8)
    assert peers.faults(writes=False) == ram.faults(writes=False)
    assert peers.faults(writes=True) == ram.faults(writes=True)
    assert (near.stride, near.size, near.has_gaps, peers.has_gaps) == (4096, 16384, False, True)
    assert near.faults(writes=True)[0].name == near.faults(writes=False)[0].name == "beyond"  # type: ignore[union-attr]
    assert ram.home is ram and not ram.has_gaps


@pytest.mark.parametrize(
    ("memories", "expected"),
    [
        ("ram: {size: 64, address: u8, stride: 64}", ("memory-window", 2)),
        ("w: {window: imem, size: 64, address: u8}", ("memory-window", 2)),
        ("w: {window: imem, backing: mem, address: u8}", ("memory-window", 2)),
        ("w: {window: imem, endianness: big, address: u16}", ("memory-window", 2)),
        ("w: {window: imem, uninitialised: fetch, address: u16}", ("memory-window", 2)),
        (
            "v: {window: imem, address: u16}\n  w: {window: imem, stride: 2 KiB, address: u16}",
            ("memory-window", 3),
        ),
        ("v: {window: imem, address: u16}\n  w: {window: v, address: u16}", ("memory-window", 3)),
        ("w: {window: nothing, address: u16}", ("ref-unknown", 2)),
        ("a: {size: 64, address: u8, backing: a}", ("memory-backing", 2)),
        ("a: {size: 64, address: u8, backing: b}\n  b: {window: a, address: u8}", ("memory-backing", 2)),
    ],
)
def test_what_is_no_memory(tmp_path: Path, memories: str, expected: tuple[str, int]) -> None:
    assert refused(tmp_path, f"memories:\n  {memories}\n") == [expected]


def test_overlaps_name_both_and_the_bytes(tmp_path: Path) -> None:
    fragment = """
memories:
  a: {size: 0x1000, address: u32, space: bus, out_of_range: bad_address}
  b: {size: 0x100, address: u32, space: bus, base: 0x800, out_of_range: bad_address}
  c: {size: 0x100, address: u32, space: bus, base: 0xfff, out_of_range: bad_address}
  d: {size: 0x100, address: u32, space: bus, base: 0x10ff, out_of_range: bad_address}
  e: {size: 0x100, address: u32, base: 0x1000, out_of_range: bad_address}
devices: {uart: {memory: d, base: 0x80, size: 0x10, registers: {data: {offset: 0, type: u8}}}}
"""
    found = [
        one.message
        for one in check(write_example(fragment, tmp_path)).sorted()
        if one.rule == "memory-overlap"
    ]
    assert found == [
        "a and b both have 0x800 to 0x8ff, 256 bytes",
        "a and c both have 0xfff to 0xfff, 1 bytes",
        "a and uart both have 0x80 to 0x8f, 16 bytes",
    ]


def test_paths_take_hops_from_links_and_the_clock_of_who_moves(tmp_path: Path) -> None:
    paths = resolved(
        tmp_path,
        f"""{TILES}
memories:
  far: {{size: 1 MiB, address: u32}}
  ram: {{size: 4 KiB, address: u32}}
  peers: {{window: ram, stride: 4 KiB, address: u32}}
links:
  noc: {{between: tile, topology: mesh, shape: [2, 2], bandwidth: 64 B/cycle, latency: 3 cycles, clock: 1 GHz}}
paths:
  load: {{from: far, to: ram, by: dma, bandwidth: 32 B/cycle, latency: 100 ns, burst: 64}}
  push: {{from: ram, to: peers, by: dma, over: noc}}
  long: {{from: ram, to: peers, by: dma, over: noc, hops: 5}}
""",
    ).paths
    load, push = paths["load"], paths["push"]
    assert (load.source.name, load.target.name, load.by, load.burst, load.hops) == (
        "far",
        "ram",
        "dma",
        64,
        0,
    )
    assert load.clock is not None and int(load.clock) == 2_000_000_000
    assert push.over is not None and push.over.name == "noc"
    assert (push.hops, paths["long"].hops) == (2, 5)


@pytest.mark.parametrize(
    ("rule", "sections"),
    [
        ("ref-unknown", "links: {noc: {between: tiles, topology: ring}}"),
        ("links-shape", "links: {noc: {between: tile, topology: ring, shape: [2, 2]}}"),
        ("links-shape", "links: {noc: {between: tile, topology: torus, shape: [3, 2]}}"),
        ("ref-unknown", "paths: {load: {from: nothing, to: mem, by: dma}}"),
        ("ref-unknown", "paths: {load: {from: mem, to: mem, by: dam}}"),
        ("ref-unknown", "paths: {load: {from: mem, to: mem, by: dma, over: noc}}"),
        (
            "memory-window",
            """
memories: {w: {window: imem, address: u32}}
processors: {control: {program_counter: pc, memory: w, illegal: illegal, fetch: fetch}}""",
        ),
        ("name-clash", "paths: {mem: {from: mem, to: mem, by: dma}}"),
    ],
)
def test_what_is_no_link_or_path(tmp_path: Path, rule: str, sections: str) -> None:
    found = check(write_example(f"{TILES}\n{sections}\n", tmp_path))
    assert rule in [one.rule for one in found]


def network(topology: str, *shape: int) -> Links:
    count = 1
    for extent in shape:
        count *= extent
    tiles = Instances(name="tile", origin=BUILTIN, count=count)
    return Links(name="noc", origin=BUILTIN, between=tiles, topology=topology, shape=shape)


@pytest.mark.parametrize("shape", [(1,), (2,), (7,), (8,), (1, 4), (3, 4), (2, 2, 3), (5, 5)])
@pytest.mark.parametrize("topology", ["ring", "mesh", "torus", "all"])
def test_hops_are_the_shortest_way_along_the_links(topology: str, shape: tuple[int, ...]) -> None:
    links = network(topology, *shape)
    beside: dict[int, set[int]] = {place: set() for place in range(links.count)}
    pairs = list(links.pairs())
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    farthest = 0
    for start in beside:
        away, waiting = {start: 0}, deque([start])
        while waiting:
            here = waiting.popleft()
            for other in beside[here] - away.keys():
                away[other] = away[here] + 1
                waiting.append(other)
        assert away == {place: links.hops(start, place) for place in beside}
        farthest = max(farthest, *away.values())
    assert links.diameter == farthest


def test_a_crossbar_is_two_links_wide() -> None:
    links = network("crossbar", 6)
    assert (links.hops(2, 2), links.hops(2, 5), links.diameter, list(links.pairs())) == (0, 2, 2, [])
    assert network("crossbar", 1).diameter == 0
