"""The figures of paths and links in timing, and what a window is to semantics."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api import check
from specgen.checks.examples import write_example
from specgen.semantics import analyse
from specgen.semantics.printer import show
from specgen.source import Diagnostics
from tests.model.specs import resolved

TILES = """
instances: {{tile: {{count: 4}}}}
engines: {{dma: {{clock: 2 GHz}}}}
memories:
  ram: {{size: 4 KiB, address: u32, out_of_range: bad_address}}
  peers: {{window: ram, stride: 8 KiB, address: u32}}
  named: {{size: 64, address: u32}}
  door: {{window: named, stride: 128, address: u32}}
links: {{noc: {{between: tile, topology: ring, latency: 3 cycles, clock: 1 GHz, bandwidth: 32 GB/s}}}}
paths:
  put: {{from: ram, to: peers, by: dma, bandwidth: 16 B/cycle, latency: 10 ns, over: noc, burst: 64}}
  copy: {{from: ram, to: ram, by: dma}}
formats: {{tiny: {{width: 32, fields: {{opcode: "6:0", n: "11:7", reserved: "31:12"}}}}}}
instructions:
  one:
    format: tiny
    encoding: {{opcode: 0x70}}
    engine: dma
    assembly: "one {{n}}"
    summary: One.
    semantics: |
      {semantics}
    timing: {{issue: 1, occupancy: "{occupancy}", latency: 1}}
"""
READ = "ram.write(u8, n, peers.read(u8, 8192 * n))"


def _rules(folder: Path, semantics: str = READ, occupancy: str = "1") -> list[str]:
    fragment = TILES.format(semantics=semantics.replace("\n", "\n      "), occupancy=occupancy)
    return [
        one.rule for one in check(write_example(fragment, folder)).sorted() if one.rule.startswith("sem-")
    ]


@pytest.mark.parametrize(
    ("text", "cycles"),
    [
        ("put.bandwidth", "16"),
        ("put.latency", "20"),
        ("put.hops * noc.latency", "12"),
        ("put.burst + noc.count + noc.diameter", "70"),
        ("noc.bandwidth", "16"),
        ("peers.granule + ram.granule", "2"),
    ],
)
def test_figures_are_of_the_clock_of_who_runs_it(tmp_path: Path, text: str, cycles: str) -> None:
    architecture = resolved(tmp_path, TILES.format(semantics=READ, occupancy=text))
    costs = analyse(architecture, Diagnostics()).programs["one"].costs[0]
    assert costs is not None
    assert show(costs.occupancy) == cycles


@pytest.mark.parametrize(
    ("occupancy", "rule"),
    [
        ("copy.bandwidth", "sem-timing"),
        ("put.speed", "sem-unknown-name"),
        ("put", "sem-not-a-value"),
        ("noc + 1", "sem-not-a-value"),
    ],
)
def test_figures_that_are_not_there(tmp_path: Path, occupancy: str, rule: str) -> None:
    assert _rules(tmp_path, occupancy=occupancy) == [rule]


@pytest.mark.parametrize(
    ("semantics", "rules"),
    [
        (READ, []),
        ("ram.write(u8, 0, put.hops)", ["sem-unsupported"]),
        ("for i in grid(4):\n    ram.write(u8, i, 1)\n    peers.write(u8, 8 + i, 2)", ["sem-grid-conflict"]),
        ("for i in grid(4, conflict=\"last\"):\n    ram.write(u8, i, 1)\n    peers.write(u8, 8 + i, 2)", ["sem-grid-conflict"]),
        ("for i in grid(4):\n    ram.write(u8, i, 1)\n    v = peers.read(u8, i)", ["sem-grid-reread"]),
        ("for i in grid(4):\n    v = peers.read(u8, 2 * i)\n    ram.write(u8, i, v)", []),
        ("ram.write(u8, 0, named.read(u8, n))", []),
        ("ram.write(u8, 0, door.read(u8, 128 * (n & 3)))", ["sem-address"]),
    ],
)  # fmt: skip
def test_a_window_shows_the_bytes_of_a_memory(tmp_path: Path, semantics: str, rules: list[str]) -> None:
    assert [rule for rule in _rules(tmp_path, semantics) if rule != "sem-unused-local"] == rules
