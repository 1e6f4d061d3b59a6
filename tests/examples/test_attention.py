"""The attention kernels on the interpreter: every bit of every tile's result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from examples.kernels import inputs, oracle
from specgen.api import Accelerator
from specgen.machine.simulator import Simulator

TILES = 8
MAILBOX = 0x4000_0000
PLACES = {"q": 0x0010_0000, "k": 0x1_2000_0000, "v": 0x2000_0000, "o": 0x17_0000_0000, "o8": 0x5000_0000}
SHAPE = (TILES, 128, 64)

Results = tuple[NDArray[np.uint16], NDArray[np.uint8]]


def _run(
    machine: Simulator,
    accelerator: Accelerator,
    kernel: Path,
    data: dict[str, Any],
    scale: float,
    strict: bool,
) -> Results:
    """Run a kernel on all tiles; return its bf16 and its e4m3 result."""
    machine.reset()
    hbm, mailbox = machine.memory["hbm"], machine.memory["mmio"]
    for name, codes in data.items():
        hbm.write(PLACES[name], codes)
    mailbox.write(MAILBOX, inputs.mailbox(PLACES, scale, strict))
    machine.load(accelerator.assemble_file(kernel))
    result = machine.run(max_steps=10_000)
    assert (result.reason, result.exit_code) == ("exited", 0)
    return hbm.read(PLACES["o"], "u16", SHAPE), hbm.read(PLACES["o8"], "u8", SHAPE)


def _close_to_exact(data: dict[str, Any], o: NDArray[np.uint16]) -> None:
    for tile in range(TILES):
        q, k, v = (data[m][tile] for m in "qkv")
        assert (np.abs(oracle.wide(o[tile]) - oracle.exact(q, k, v)) <= oracle.bound(q, k, v)).all()


def test_bf16(large: Accelerator, large_machine: Simulator, root: Path) -> None:
    data = inputs.case("bf16", TILES)
    o, _ = _run(large_machine, large, root / "examples/kernels/attention_bf16.s", data, 0.0, strict=False)
    for tile in range(TILES):
        expected = oracle.attention_bf16(*(data[m][tile] for m in "qkv"))
        assert np.array_equal(o[tile], expected.o)
    _close_to_exact(data, o)


@pytest.mark.parametrize(
    ("case", "scale", "strict"), [("fp8", 16.0, False), ("overflow", 8.0, False), ("overflow", 8.0, True)]
)
def test_fp8(
    large: Accelerator, large_machine: Simulator, root: Path, case: str, scale: float, strict: bool
) -> None:
    data = inputs.case(case, TILES)
    o, o8 = _run(large_machine, large, root / "examples/kernels/attention_fp8.s", data, scale, strict)
    for tile in range(TILES):
        q, k, v = (data[m][tile] for m in "qkv")
        expected = oracle.attention_fp8(q, k, v, scale, saturate=not strict)
        assert expected.o8 is not None
        assert np.array_equal(o[tile], expected.o)
        assert np.array_equal(o8[tile], expected.o8)
    _close_to_exact(data, o)
    not_a_number = int((o8 & 0x7F == 0x7F).sum())
    assert not_a_number > 100 if case == "overflow" and strict else not_a_number == 0
