"""Estimates of tiled operators beside kernels that the device runs in time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from specgen.model.performance.tiling import Share, Tiling, tiling
from specgen.perfmodel.timelines import Tiled, TimelineError, tiled
from tests.perfmodel.timelines import kernels
from tests.perfmodel.timelines.foreign import Machine
from tests.perfmodel.timelines.replaying import device

EDGE = Machine(kernels.SPEC, "edge")
FACTS = {"size": 2, "results": 1, "each": 1, "density": 1, "operands": 2}


def estimate(name: str, depth: int | None = None, variant: str = "edge", **sizes: int) -> Tiled:
    machine = Machine(kernels.SPEC, variant)
    cut = tiling(machine.spec[0].lowerings[name], {"groups": 1, **sizes}, FACTS, machine.spec[0])
    return tiled(cut, *machine.spec, depth)


def product(rows: int, steps: int, depth: int | None = None) -> Tiled:
    return estimate("gemm_bf16", depth, m=rows, n=32, k=32 * steps)


def taken(name: str) -> int:
    cycles = device(*kernels.small()[name])[0].cycles
    assert cycles is not None
    return cycles


@pytest.mark.parametrize(
    ("name", "rows", "steps", "depth", "within"),
    [
        ("product in 6 steps of 8 rows", 8, 6, 2, 0.07),
        ("product in 6 steps of 32 rows", 32, 6, 2, 0.08),
        ("product in 6 steps of 128 rows", 128, 6, 2, 0.10),
        ("product with one buffer", 64, 5, 1, 0.10),
    ],
)
def test_products_take_what_their_kernels_take(
    name: str, rows: int, steps: int, depth: int, within: float
) -> None:
    found = product(rows, steps, depth)
    assert found.ticks == pytest.approx(taken(name), rel=within)
    assert found.bound_by == "dma"


def test_stages_are_engines_with_what_an_instruction_costs() -> None:
    """Loads of 8 KiB and of 2 KiB at 25.6 bytes a cycle; weights, rows and sums of an array follow each other."""
    load, array, store = product(128, 1).stages
    assert [one.engine for one in (load, array, store)] == ["dma", "matrix", "dma"]
    assert (load.occupancy, load.latency) == (8 + 320 + 8 + 80, 8 + 320 + 150 + 80)
    assert (store.occupancy, store.latency) == (8 + 320, 150 + 320)
    assert array.latency > array.occupancy > 128


def test_there_are_as_many_buffers_as_the_memory_holds() -> None:
    """A megabyte holds eight tiles of 18 KiB, but four of 128 KiB with their results."""
    assert product(128, 6).depth == 8
    assert estimate("softmax_bf16", rows=4096, columns=2048).depth == 4
    assert product(128, 60).ticks <= product(128, 60, 2).ticks <= product(128, 60, 1).ticks


def test_a_bigger_part_is_faster_and_shares_its_tiles() -> None:
    sizes: dict[str, Any] = {"m": 4096, "n": 1024, "k": 1024}
    edge, large = (estimate("gemm_bf16", variant=name, **sizes) for name in ("edge", "large"))
    assert large.tiles == 8 * 8 * 8 // 8
    assert edge.tiles == 32 * 32 * 32
    assert edge.seconds is not None and large.seconds is not None
    assert edge.seconds > 20 * large.seconds
    assert large.ticks >= max(large.busy.values())


def test_every_lowering_has_a_time() -> None:
    architecture, semantics = EDGE.spec
    sizes = dict.fromkeys(
        (
            "groups", "batch", "heads", "kv_heads", "queries", "keys", "head_dim", "value_dim", "height", "width",
            "channels_in", "channels_out", "kernel_height", "kernel_width",
        ),
        1,
    ) | dict.fromkeys(("m", "n", "k", "rows", "columns", "elements", "bytes"), 32)  # fmt: skip
    sizes |= {
        "queries": 32,
        "keys": 32,
        "head_dim": 32,
        "value_dim": 32,
        "ranks": 2,
        "causal": 0,
        "width": 32,
    }
    for name, lowering in architecture.lowerings.items():
        found = tiled(tiling(lowering, sizes, FACTS, architecture), architecture, semantics)
        assert found.ticks > 0, name
        assert found.ticks >= max(found.busy.values()), name


def test_a_path_without_bandwidth_has_no_time() -> None:
    architecture, semantics = EDGE.spec
    slow = replace(architecture.paths["load"], bandwidth=None)
    cut = Tiling({}, 1, (Share("load", Fraction(64), None, {}, Fraction(1)),))
    with pytest.raises(TimelineError, match="path load has no bandwidth"):
        tiled(cut, replace(architecture, paths={"load": slow}), semantics)
