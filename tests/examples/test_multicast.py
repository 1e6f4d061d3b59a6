"""Tiles that exchange data: put, get, multicast, and a linear layer whose weights are loaded once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examples.kernels import inputs, oracle
from specgen.api import Accelerator, load
from specgen.machine import Result, Simulator

MAILBOX, PLACES = 0x4000_0000, {"x": 0x10_0000, "w": 0x2000_0000, "y": 0x4000_0000}
SIZES = {"large": (8, 256, 128), "edge": (1, 64, 32)}
MOVING = ("config", "control", "debug", "dma", "enums", "engine_formats", "formats", "state", "sync")
SRAM = 4 << 20
RUN, ROWS = bytes(range(1, 65)), [bytes([number] * 5) for number in range(1, 4)]

# -- one transfer ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mover(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Accelerator:
    """The large part without what computes, so that it is compiled quickly."""
    folder = tmp_path_factory.mktemp("mover")
    text = (root / "spec" / "spec.yaml").read_text(encoding="utf-8")
    for part in ("isa", "memory"):
        shutil.copytree(root / "spec" / part, folder / part)
    files = [f"isa/{name}.yaml" for name in MOVING] + ["memory/*.yaml"]
    text = re.sub(r"(?m)^include: .*$", f"include: [{', '.join(files)}]", text)
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return load(folder, "large")


@pytest.fixture(scope="module", params=["python", "native"])
def machine(mover: Accelerator, request: pytest.FixtureRequest) -> Simulator:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFLAGS", "-O1")
        made = mover.simulator(engine=request.param)
    assert made.engine == request.param
    return made


def _moved(machine: Simulator, mover: Accelerator, text: str, **registers: int) -> Result:
    """Run lines on tile 2, the others having nothing to do."""
    machine.reset()
    for number in range(8):
        machine.load(mover.assemble((text if number == 2 else "") + "\nhalt x0\n"), instance=number)
    for name, value in registers.items():
        machine.instances[2].state[name] = value
    machine.instances[2].memory["sram"].write(0x100, RUN)
    machine.instances[5].memory["sram"].write(0x200, b"".join(row + bytes(3) for row in ROWS))
    return machine.run(max_steps=100)


def _bytes(machine: Simulator, tile: int, address: int, count: int) -> bytes:
    read = machine.instances[tile].memory["sram"].read(address, "u8", count)
    return bytes(np.asarray(read))


def test_put_and_get(machine: Simulator, mover: Accelerator) -> None:
    text = "dma.put t0, [a0 + 4, s0], [a1 + 0, s1], 2, 16"
    result = _moved(machine, mover, text, t0=7, a0=0x1000, s0=64, a1=0x100, s1=32)
    assert result.reason == "exited"
    assert _bytes(machine, 7, 0x1004, 16) == RUN[:16]
    assert _bytes(machine, 7, 0x1044, 16) == RUN[32:48]
    assert not any(_bytes(machine, tile, 0x1004, 16) != bytes(16) for tile in range(7))
    text = "dma.get [a0 + 0, s0], t0, [a1 + 0, s1], 3, 5"
    assert _moved(machine, mover, text, t0=5, a0=0x40, s0=5, a1=0x200, s1=8).reason == "exited"
    assert _bytes(machine, 2, 0x40, 15) == b"".join(ROWS)


@pytest.mark.requirement("R-MULTICAST-1")
def test_multicast_reads_all_before_it_writes(machine: Simulator, mover: Accelerator) -> None:
    """The sender is one of the receivers, and what it receives lies over what it sends."""
    text = "dma.multicast t0, [a0 + 8], [a0 + 0], 64"
    assert _moved(machine, mover, text, t0=0b10101101, a0=0x100).reason == "exited"
    for tile in range(8):
        there = RUN if 0b10101101 >> tile & 1 else RUN[8:] + bytes(8) if tile == 2 else bytes(64)
        assert _bytes(machine, tile, 0x108, 64) == there


@pytest.mark.requirement("R-PEER-1", "R-MULTICAST-2")
@pytest.mark.parametrize(
    ("text", "registers", "fault", "value"),
    [
        ("dma.put t0, [a0 + 0, s0], [a1 + 0, s0], 2, 16", {"t0": 8}, "peer_fault", 8 << 32),
        ("dma.put t0, [a0 + 0, s0], [a1 + 0, s0], 2, 16", {"t0": 3, "a0": SRAM - 40}, "peer_fault", (3 << 32) + SRAM - 40),
        ("dma.put t0, [a0 + 0, s0], [a1 + 0, s0], 2, 16", {"t0": 3, "a1": SRAM}, "sram_fault", SRAM),
        ("dma.put t0, [a0 + 0, s0], [a1 + 0, s0], 2, 40", {"t0": 3}, "peer_fault", 3 << 32),
        ("dma.get [a0 + 0, s0], t0, [a1 + 0, s0], 2, 16", {"t0": 7, "a1": SRAM}, "peer_fault", (7 << 32) + SRAM),
        ("dma.multicast t0, [a0 + 0], [a1 + 0], 16", {"t0": 0x1FF}, "peer_fault", 0x1FF),
        ("dma.multicast t0, [a0 + 0], [a1 + 0], 16", {"t0": 1, "a0": SRAM - 8}, "peer_fault", SRAM - 8),
        ("dma.multicast t0, [a0 + 0], [a1 + 0], 16", {"t0": 1, "a1": SRAM - 8}, "sram_fault", SRAM - 8),
    ],
)  # fmt: skip
def test_what_leaves_an_sram_moves_nothing(
    machine: Simulator, mover: Accelerator, text: str, registers: dict[str, int], fault: str, value: int
) -> None:
    result = _moved(machine, mover, text, **{"s0": 32, **registers})
    assert result.fault is not None
    assert (result.fault.name, result.fault.value) == (fault, value)
    assert not any(any(_bytes(machine, tile, 0, 64)) for tile in range(8))


@pytest.mark.requirement("R-PEER-2", "R-BARRIER-1")
@pytest.mark.parametrize("seed", range(4))
def test_what_is_put_before_a_barrier_is_there_after_it(
    machine: Simulator, mover: Accelerator, seed: int
) -> None:
    """Each tile puts its number into all others' SRAM, in two rounds, in orders in which some tiles run ahead."""
    machine.reset()
    text = """
        dma.multicast t0, [a0 + 0], [a1 + 0], 8
        drain.dma
        barrier 3
        dma.copy.b8 [a2 + 0, s0], [a3 + 0, s0], 1, 64
        drain.dma
        barrier 3
        dma.multicast t0, [a0 + 0], [a1 + 8], 8
        drain.dma
        barrier 3
        dma.copy.b8 [a4 + 0, s0], [a3 + 0, s0], 1, 64
    """
    machine.load(mover.assemble(text + "\nfence\nhalt x0\n"))
    for number, tile in enumerate(machine.instances):
        places = {
            "t0": 0xFF,
            "a0": 0x1000 + 8 * number,
            "a1": 0x100,
            "a2": 0x2000,
            "a3": 0x1000,
            "a4": 0x3000,
        }
        for name, value in {**places, "s0": 64}.items():
            tile.state[name] = value
        tile.memory["sram"].write(0x100, bytes([number + 1] * 8 + [number + 101] * 8))
    assert machine.run(max_steps=10_000, order="adversarial", seed=seed).reason == "exited"
    for number in range(8):
        for place, first in ((0x2000, 1), (0x3000, 101)):
            sent = bytes(first + sender for sender in range(8) for _ in range(8))
            assert _bytes(machine, number, place, 64) == sent


@pytest.mark.requirement("R-BARRIER-1")
def test_a_tile_that_does_not_come_holds_all_others(machine: Simulator, mover: Accelerator) -> None:
    machine.reset()
    machine.load(mover.assemble("barrier 3\nhalt x0\n"))
    machine.load(mover.assemble("halt x0\n"), instance=6)
    result = machine.run(max_steps=1000)
    assert result.reason == "deadlock"
    assert [tile.state["pc"] for tile in machine.instances if tile.state["tile_id"] != 6] == [0] * 7


# -- a linear layer ----------------------------------------------------------------------------------------------------


def _kernel(root: Path, rows: int, dim: int) -> str:
    """The kernel, for so many rows of a tile and an array of this size."""
    text = (root / "examples" / "kernels" / "linear_multicast.s").read_text(encoding="utf-8")
    made = text.replace("DIM,   128\n", f"DIM, {dim}\n").replace("ROWS,  256\n", f"ROWS, {rows}\n")
    assert made.count(f"DIM, {dim}\n") == made.count(f"ROWS, {rows}\n") == 1
    return made


def _linear(
    machine: Simulator, accelerator: Accelerator, text: str, size: tuple[int, int, int], **order: Any
) -> tuple[Result, bool]:
    """Run the kernel on all tiles; the end, and whether every bit of the result is right."""
    tiles, rows, dim = size
    generator = np.random.default_rng(31)
    x = inputs.bf16_codes(generator.normal(0.0, 1.0, (tiles, rows, dim)))
    w = inputs.bf16_codes(generator.normal(0.0, 1.0, (dim, dim)))
    machine.reset()
    machine.memory["hbm"].write(PLACES["x"], x)
    machine.memory["hbm"].write(PLACES["w"], w)
    words = [word for place in PLACES.values() for word in (place >> 32, place & 0xFFFFFFFF)]
    machine.memory["mmio"].write(MAILBOX, np.array(words, np.uint32))
    machine.load(accelerator.assemble(text))
    result = machine.run(max_steps=10_000, **order)
    assert (result.reason, result.exit_code) == ("exited", 0), str(result)
    y = machine.memory["hbm"].read(PLACES["y"], "u16", (tiles, rows, dim))
    return result, all(np.array_equal(y[t], oracle.linear_bf16(x[t], w)) for t in range(tiles))


@pytest.mark.parametrize("variant", SIZES)
def test_weights_that_are_loaded_once(root: Path, variant: str) -> None:
    part, text = load(root / "spec", variant), _kernel(root, *SIZES[variant][1:])
    assert _linear(part.simulator(), part, text, SIZES[variant])[1]


@pytest.mark.requirement("R-PEER-2")
def test_the_barrier_is_what_orders_the_tiles(large: Accelerator, root: Path) -> None:
    text, size = _kernel(root, 8, 128), (8, 8, 128)
    machine = large.simulator(race_check=True)
    for seed in range(2):
        order = {"order": "adversarial", "seed": seed}
        ended, right = _linear(machine, large, text, size, **order)
        assert ended.races == () and right
        ended, _ = _linear(machine, large, text.replace("barrier 0", ""), size, **order)
        assert ended.races is not None and len(ended.races) == 1
        told = str(ended.races[0])
        assert "nothing orders two accesses of sram[0x40000:0x48000] of instance 1" in told
        assert "instance 0, dma" in told and "dma.multicast t5" in told and "preload.bf16 0" in told
        assert "A barrier (everyone) after the first, its engine drained before" in told
        assert len(ended.races[0].also) == 6
