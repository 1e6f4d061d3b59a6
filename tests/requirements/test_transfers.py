"""What is said of transfers: those that would leave a memory, and sums on the way."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.examples.conftest import Bench
from tests.requirements.exact import BF16, bf16, fractions, rounded, spread


@pytest.mark.requirement("R-DMA-1")
@pytest.mark.parametrize("side", ["sram", "hbm"])
@pytest.mark.parametrize(
    "line", ["dma.load [x5 + 0], [w0 + x6 + 0], 64", "dma.store [w0 + x6 + 0], [x5 + 0], 64"]
)
def test_a_transfer_that_would_leave_a_memory_moves_nothing(bench: Bench, side: str, line: str) -> None:
    ends = {name: bench.accelerator.memories[name].size for name in ("sram", "hbm")}
    at = {"sram": 0x100, "hbm": 0x200} | {side: ends[side] - 32}
    source, target = ("hbm", "sram") if "load" in line else ("sram", "hbm")
    room = {name: min(64, ends[name] - at[name]) for name in at}
    bench.put(at[source], np.full(room[source], 7, np.uint8), memory=source)
    bench.put(at[target], np.full(room[target], 9, np.uint8), memory=target)
    result = bench.attempt(line, x5=at["sram"], x6=at["hbm"])
    assert result.fault is not None
    assert result.fault.name == f"{side}_fault"
    assert (bench.get(at[target], "u8", room[target], memory=target) == 9).all()


@pytest.mark.requirement("R-DMA-ADD-1")
@pytest.mark.parametrize(("name", "kind", "stored"), [("f32", np.float32, rounded), ("bf16", BF16, bf16)])
def test_a_sum_is_rounded_once(bench: Bench, name: str, kind: Any, stored: Any) -> None:
    generator = np.random.default_rng(21)
    h, a = (spread(generator, 4, 32, bits=6).astype(kind) for _ in range(2))
    size = h.itemsize
    h[0, :3], a[0, :3] = (1, 3, 1), (2.0 ** -(8 * size - 8), 0.75, -1)  # ties, and a sum that is zero
    bench.put(0x1000, h.view(f"u{size}"), memory="hbm")
    bench.put(0x400, a.view(f"u{size}"))
    bench.run(
        f"dma.store.add.{name} [w0 + x6 + 0, x8], [x5 + 0, x8], 4, 32", x5=0x400, x6=0x1000, x8=32 * size
    )
    got = bench.get(0x1000, f"u{8 * size}", 4, 32, memory="hbm").view(kind).astype(np.float32)
    wanted = [stored(x + y) for x, y in zip(fractions(h).flat, fractions(a).flat, strict=True)]
    assert [Fraction(float(one)) for one in got.flat] == wanted
