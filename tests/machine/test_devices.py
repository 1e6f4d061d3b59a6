"""Devices beside a memory: registers at exactly their places, in order with all else, from hot loops too."""

from __future__ import annotations

from functools import partial

import pytest

from specgen.machine import AccessError, Tracer
from tests.machine import test_hosts
from tests.machine.simulated import NEVER

machine = partial(test_hosts.machine, variant="trapping")
bare = partial(test_hosts.machine, variant="bare")
HOT = pytest.mark.parametrize("hot", [1, NEVER])

PRINT = """
        lui x2, 1
        addi x3, x0, text
wait:   lb x4, 5(x2)
        addi x4, x4, -0x60
        bne x4, x0, wait
        lb x1, 0(x3)
        bne x1, x0, out
        lui x2, 0x10
        sw x7, 0(x2)
out:    sb x1, 0(x2)
        addi x3, x3, 1
        bne x2, x0, wait
text:   .asciz "hello, world"
"""


@HOT
def test_a_program_writes_to_a_register_and_ends_by_one(hot: int) -> None:
    made = bare(PRINT, hot=hot)
    made.state["x7"] = 3
    assert made.run(1000).exit_code == 3
    assert made.output == b"hello, world"


@HOT
@pytest.mark.parametrize(
    ("text", "address", "value"),
    [
        ("lb x1, 5(x2)", 0x10000, 0x60),
        ("lb x1, 0(x2)", 0x10000, ord("a")),
        ("lb x1, 1(x2)", 0x10000, 0),
        ("lw x1, 0(x2)", 0x10000, 0),
        ("lw x1, 4(x2)", 0x10000, 0),
        ("lw x1, 0(x2)", 0x20000, 0),
        ("addi x3, x0, 1\nlw x1, 0(x2)", 0x20000, 1),
        ("sw x2, 4(x2)\nlw x1, 4(x2)", 0x20000, 0x20000),
        ("sw x2, 4(x2)\naddi x1, x5, 0", 0x20000, 0x20000),
        ("sw x2, 0(x2)\nlw x1, 0(x2)", 0x20000, 1),
        ("lw x1, 12(x2)", 0x20000, 0),
    ],
)
def test_what_accesses_reach(text: str, address: int, value: int, hot: int) -> None:
    made = bare(f"{text}\nexit x0", stdin=b"abc", hot=hot)
    made.state["x2"] = address
    assert made.run(100).exit_code == 0
    assert made.state["x1"] == value


@HOT
@pytest.mark.parametrize(
    ("text", "address", "fault"),
    [
        ("lw x1, 13(x2)", 0x20000, ("range", 0x2000D)),
        ("lw x1, -1(x2)", 0x20000, ("range", 0x1FFFF)),
        ("lw x1, -2(x2)", 0x10000, ("range", 0xFFFE)),  # half of it in the memory
        ("lb x1, 0(x2)", 0x10100, ("range", 0x10100)),
        ("grid x2, x3", 0x10000, ("range", 0x10000)),
        ("lh x1, 3(x2)", 0x2000, ("crooked", 0x2003)),
        ("lh x1, 7(x2)", 0x2000, ("range", 0x2007)),
        ("sh x1, 1(x2)", 0x2000, ("crooked", 0x2001)),
        ("sh x1, -1(x2)", 0x2000, ("range", 0x1FFF)),
    ],
)
def test_what_lies_in_neither_faults(text: str, address: int, fault: tuple[str, int], hot: int) -> None:
    made = machine(text, hot=hot)
    made.state["x2"], made.state["x3"] = address, 0x100
    made.state["vector"] = 0x400
    lines: list[str] = []
    made.run(1, tracer=Tracer(lines.append) if hot == NEVER else None)
    names = {3: "range", 10: "crooked"}
    assert (names[made.state["cause"]], made.state["value"]) == fault


@HOT
def test_signed_registers_and_devices_of_extensions(hot: int) -> None:
    made = machine("lh x1, 2(x2)\nsh x1, 0(x2)\nlh x3, 0(x2)\nexit x0", hot=hot)
    made.state["x2"] = 0x2000
    made.run(10)
    assert (made.state["x1"], made.state["x3"]) == (0xFFFFFFFE, 0)
    fault = bare("addi x2, x0, 0x2000\nlh x1, 2(x2)", hot=hot).run(10).fault
    assert fault is not None
    assert (fault.name, fault.value) == ("range", 0x2002)


@HOT
def test_a_write_waits_until_no_fault_can_follow(hot: int) -> None:
    made = bare("late x1, 2(x2)\nlate x1, 3(x2)", hot=hot)
    made.state["x2"] = 0x10000
    fault = made.run(10).fault
    assert fault is not None
    assert (fault.name, made.output, made.state["x1"]) == ("call", b"!", 1)
    made = bare("swap x1, 0(x2)\nswap x1, 0x7fff(x2)", hot=hot)
    made.state["x1"], made.state["x2"] = 0x41, 0x10000
    fault = made.run(10).fault
    assert fault is not None
    assert (fault.name, made.output) == ("range", b"AA")


def test_floats_pass_by_their_bits() -> None:
    made = bare("float x1, x2\nexit x0")
    made.state["x2"], made.state["compare"] = 0x20004, 0x3FC00000
    made.run(10)
    assert (made.state["x1"], made.state["x5"]) == (0x3FC00000, 0x3FC00000)


@HOT
def test_hot_loops_see_what_devices_write(hot: int) -> None:
    text = "addi x1, x0, 40\nloop: addi x5, x5, 3\nsw x1, 4(x2)\naddi x6, x5, 0\naddi x1, x1, -1\nbne x1, x0, loop\nexit x0"
    made = bare(text, hot=hot)
    made.state["x2"] = 0x20000
    result = made.run(1000)
    assert (result.steps, made.state["x6"], made.state["x5"]) == (1 + 5 * 40 + 1, 1, 1)


def test_traces_tell_of_registers() -> None:
    made = bare("addi x1, x0, 0x41\nsb x1, 0(x2)\nlb x3, 5(x2)\nexit x0")
    made.state["x2"] = 0x10000
    lines: list[str] = []
    made.run(10, tracer=Tracer(lines.append))
    assert lines[1].endswith("uart.data <- 0x41")
    assert lines[2].endswith("x3: 0x0 -> 0x60, uart.status -> 0x60")


def test_a_memory_itself_has_no_bytes_there() -> None:
    made = bare("exit x0")
    with pytest.raises(AccessError, match="0x10000"):
        made.memory["ram"].read(0x10000)
