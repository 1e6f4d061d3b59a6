"""What is said of the control processor and of how units meet: jumps, divisions, queues, tokens."""

from __future__ import annotations

import numpy as np
import pytest

from specgen.machine.result import Result
from tests.examples.conftest import Bench

LOW = 0x8000_0000
ORDERS = [("program", 0), *(("adversarial", seed) for seed in range(6))]


def run(bench: Bench, text: str, order: str = "program", seed: int = 0, **registers: int) -> Result:
    """Run lines in an order of the units."""
    for name, value in registers.items():
        bench.machine.state[name] = value
    bench.machine.load(bench.accelerator.assemble(text + "\nhalt x0\n"))
    return bench.machine.run(max_steps=1000, order=order, seed=seed)


@pytest.mark.requirement("R-JALR-1")
def test_a_jump_takes_its_target_from_the_register_that_it_writes(bench: Bench) -> None:
    bench.run("jalr x5, 4(x5)\nhalt x5\nhalt x5\naddi x6, x0, 9", x5=8)
    assert (bench.machine.state["x5"], bench.machine.state["x6"]) == (4, 9)


@pytest.mark.requirement("R-DIV-1")
@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        (7, 0, -1),
        (-7, 0, -1),
        (0, 0, -1),
        (-LOW, -1, -LOW),
        (-LOW, 0, -1),
        (-7, 2, -3),
        (7, -2, -3),
        (-LOW, 1, -LOW),
    ],
)
def test_divisions_that_have_no_quotient(bench: Bench, a: int, b: int, wanted: int) -> None:
    bench.run("div x7, x5, x6", x5=a & 0xFFFFFFFF, x6=b & 0xFFFFFFFF)
    assert bench.machine.state["x7"] == wanted & 0xFFFFFFFF


@pytest.mark.requirement("R-REM-1")
@pytest.mark.parametrize(
    ("a", "b", "wanted"), [(7, 0, 7), (-7, 0, -7), (0, 0, 0), (-LOW, 0, -LOW), (-7, 2, -1), (-LOW, -1, 0)]
)
def test_remainders_of_divisions_by_zero(bench: Bench, a: int, b: int, wanted: int) -> None:
    bench.run("rem x7, x5, x6", x5=a & 0xFFFFFFFF, x6=b & 0xFFFFFFFF)
    assert bench.machine.state["x7"] == wanted & 0xFFFFFFFF


@pytest.mark.requirement("R-ISSUE-1")
@pytest.mark.parametrize(("order", "seed"), ORDERS)
def test_an_instruction_of_an_engine_keeps_the_registers_that_it_was_issued_with(
    bench: Bench, order: str, seed: int
) -> None:
    """The DMA engine is held by a wait while registers and the window change behind what is queued."""
    bench.put(0x1000, np.arange(32, dtype=np.uint8), memory="hbm")
    bench.put(0x2000, np.full(32, 255, np.uint8), memory="hbm")
    lines = """
        window.set w1, x8, x0
        dma.wait 0, 1
        dma.load [x5 + 0], [w1 + x6 + 0], 32
        addi x5, x5, 256
        addi x6, x6, 64
        window.set w1, x9, x0
        control.signal dma, 0, 1
        fence
    """
    text = lines.replace("window.set w1, x8, x0", "window.set w1, x0, x8").replace("w1, x9, x0", "w1, x0, x9")
    assert run(bench, text, order, seed, x5=0x400, x8=0x1000, x9=0x2000).reason == "exited"
    assert bench.get(0x400, "u8", 32).tolist() == list(range(32))
    assert not bench.get(0x500, "u8", 32).any()


@pytest.mark.requirement("R-ISSUE-2")
def test_the_processor_waits_only_where_a_queue_is_full(bench: Bench) -> None:
    """An engine that is held takes as much as its queue holds; the processor goes on, and frees it. One more is too much."""
    size = bench.accelerator.architecture.engines["matrix"].queue
    assert size == 8

    def held(more: int) -> Result:
        bench.machine.reset()
        busy = "\n".join(["matrix.wait 0, 1", *["acc.zero acc1, 1, 1"] * more])
        return run(bench, f"{busy}\naddi x6, x0, 5\ncontrol.signal matrix, 0, 1\nfence")

    assert held(size - 1).reason == "exited"
    assert bench.machine.state["x6"] == 5
    assert held(size).reason == "deadlock"
    assert bench.machine.state["x6"] == 0


@pytest.mark.requirement("R-ISSUE-2")
@pytest.mark.parametrize(
    ("line", "waits"),
    [("control.wait 0, 1", True), ("drain.matrix", True), ("fence", True), ("drain.dma", False)],
)
def test_the_processor_waits_where_an_instruction_says_so(bench: Bench, line: str, waits: bool) -> None:
    """What holds the matrix engine holds no other unit, unless it asks for that engine."""
    result = run(bench, f"matrix.wait 0, 1\n{line}\ncontrol.signal matrix, 0, 1\nfence")
    assert result.reason == ("deadlock" if waits else "exited")


@pytest.mark.requirement("R-WAIT-1")
@pytest.mark.parametrize(("order", "seed"), ORDERS)
def test_a_wait_passes_with_enough_and_takes_its_amount(bench: Bench, order: str, seed: int) -> None:
    given = "dma.signal control, 3, 4\ndma.signal control, 3, 3"
    taken = "control.wait 3, 5\naddi x5, x0, 1\ncontrol.wait 3, 2\naddi x5, x0, 2\ncontrol.wait 3, 1\naddi x5, x0, 3"
    result = run(bench, f"{given}\n{taken}", order, seed)
    assert result.reason == "deadlock"
    assert bench.machine.state["x5"] == 2


@pytest.mark.requirement("R-SIGNAL-1")
@pytest.mark.parametrize(("order", "seed"), ORDERS)
def test_who_takes_a_token_sees_what_was_done_before_it(bench: Bench, order: str, seed: int) -> None:
    """From HBM through the DMA, matrix and vector engines to the processor, in one way whatever the order of units."""
    a = np.arange(64, dtype=np.float32).reshape(4, 16)
    bench.put(0x1000, a, memory="hbm")
    lines = """
        dma.load [x5 + 0], [w0 + x6 + 0], 256
        dma.signal matrix, 1, 1
        matrix.wait 1, 1
        acc.load acc1, [x5 + 0, x8], 4, 16
        acc.store.f32.rne.inf.none [x7 + 0, x8], acc1, x0, 4, 16
        matrix.signal vector, 2, 1
        vector.wait 2, 1
        tadd.f32 [x9 + 0, x8], [x7 + 0, x8], [x7 + 0, x8], 4, 16
        vector.signal control, 3, 1
        control.wait 3, 1
    """
    assert run(bench, lines, order, seed, x5=0x400, x6=0x1000, x7=0x800, x8=64, x9=0xC00).reason == "exited"
    assert np.array_equal(bench.get(0xC00, "f32", 4, 16), a + a)
