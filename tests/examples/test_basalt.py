"""The reference accelerator as a whole: every instruction runs, and the scalar ones against Python."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from specgen.api import Accelerator
from specgen.model.isa import Field, Instruction
from tests.examples.conftest import Bench

MASK = 0xFFFFFFFF
RAISE = {"trap", "breakpoint_here", "lw_mmio", "sw_mmio"}  # the last two: no address of the mailbox is drawn
SMALL = {"p_tile": 0, "length": 64, "rows": 8, "cols": 8, "blocks": 2, "m": 8, "k": 8, "n": 8}
REGISTERS = {f"x{i}": 1024 * i for i in range(1, 32)}
ENDINGS = {"exited", "fault", "deadlock", "limit"}


def _signed(value: int) -> int:
    return value - 2 * (value & 0x80000000)


def _choices(draw: random.Random, instruction: Instruction) -> Iterator[dict[str, int]]:
    """Every choice of number formats, four times or more, with any values of the other enums."""
    members = {f.name: [m.value for m in f.enum.members] for f in instruction.operands if f.enum is not None}
    typed = [f.name for f in instruction.operands if f.enum is not None and f.enum.chooses_type]
    every = list(product(*(members[name] for name in typed)))
    for choice in every * max(4, 8 // len(every)):
        drawn = {name: draw.choice(values) for name, values in members.items()}
        yield drawn | dict(zip(typed, choice, strict=True))


def _operands(draw: random.Random, instruction: Instruction, chosen: dict[str, int]) -> dict[str, int]:
    """Operands within the constraints, small where they are sizes, so that addresses stay inside the memories."""
    while True:
        values = dict(chosen)
        for field in instruction.operands:
            if field.name not in values:
                offset = field.name.endswith("_offset")
                low, high = field.low, min(field.high, SMALL.get(field.name, 4096 if offset else field.high))
                step = 64 if offset else 4 if field.name == "imm" else field.scale
                values[field.name] = draw.randrange(low - low % step if low < 0 else low, high + 1, step)
        if all(
            c.holds(values[c.left.name], values[c.right.name] if isinstance(c.right, Field) else None)
            for c in instruction.constraints
            if c.left.name in values
        ):
            return values


def test_it_is_large_enough_and_complete(large: Accelerator, bench: Bench) -> None:
    assert set(large.instructions) == set(bench.accelerator.instructions)
    assert len(large.instructions) >= 150
    widths = {i.format.width for i in large.instructions.values()}
    assert widths == {32, 128}
    for instruction in large.instructions.values():
        assert instruction.summary
        assert instruction.group
        assert instruction.timing is not None


def test_every_instruction_runs_in_every_choice_of_formats(bench: Bench) -> None:
    draw = random.Random(17)
    codec = bench.accelerator.codec
    finished = set()
    for name, instruction in bench.accelerator.instructions.items():
        for chosen in _choices(draw, instruction):
            if any(
                not c.holds(chosen[c.left.name], None)
                for c in instruction.constraints
                if c.left.name in chosen
            ):
                continue
            bench.machine.reset()
            word = codec.encode(name, **_operands(draw, instruction, chosen))
            for register, value in REGISTERS.items():
                bench.machine.state[register] = value
            held = (2 if chosen.get("dtype") == 3 else 1) + (2 if name == "matmul_sparse" else 0)
            bench.machine.state["weight_class"] = [held] * 2
            bench.machine.load(word.to_bytes(instruction.format.bytes, "little"))
            result = bench.machine.run(max_steps=1)
            assert result.reason in ENDINGS, name
            if result.fault is not None:
                assert result.fault.name in _declared(bench, name), name
            else:
                finished.add(name)
    assert set(bench.accelerator.instructions) - finished == RAISE


def _declared(bench: Bench, name: str) -> set[str]:
    return {fault.name for body in bench.accelerator.semantics.programs[name].bodies for fault in body.faults}


SCALAR: dict[str, Callable[[int, int], int]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "andn": lambda a, b: a & ~b,
    "sll": lambda a, b: a << (b & 31),
    "srl": lambda a, b: a >> (b & 31),
    "sra": lambda a, b: _signed(a) >> (b & 31),
    "slt": lambda a, b: _signed(a) < _signed(b),
    "sltu": lambda a, b: a < b,
    "mulh": lambda a, b: _signed(a) * _signed(b) >> 32,
    "mulhu": lambda a, b: a * b >> 32,
    "div": lambda a, b: int(abs(_signed(a)) // abs(_signed(b))) * (-1 if (a ^ b) >> 31 else 1) if b else -1,
    "rem": lambda a, b: abs(_signed(a)) % abs(_signed(b)) * (-1 if a >> 31 else 1) if b else a,
    "divu": lambda a, b: a // b if b else -1,
    "remu": lambda a, b: a % b if b else a,
    "min": lambda a, b: min(_signed(a), _signed(b)),
    "maxu": max,
    "rol": lambda a, b: (a << (b & 31)) | (a >> (32 - (b & 31))),
    "clz": lambda a, _: 32 - a.bit_length(),
    "popcount": lambda a, _: a.bit_count(),
}


@pytest.mark.parametrize("name", SCALAR)
def test_scalar_arithmetic(bench: Bench, name: str) -> None:
    draw = random.Random(name)
    corners = [0, 1, 2, 31, 0x7FFFFFFF, 0x80000000, MASK]
    pairs = [*product(corners, corners), *((draw.getrandbits(32), draw.getrandbits(32)) for _ in range(50))]
    lines = "\n".join(
        f"li x5, {a}\nli x6, {b}\n{name} x7, x5{'' if name in ('clz', 'popcount') else ', x6'}\nsw x7, {4 * i}(x0)"
        for i, (a, b) in enumerate(pairs)
    )
    bench.run(lines)
    got = bench.get(0, "u32", len(pairs), memory="scratch")
    assert [int(v) for v in got] == [SCALAR[name](a, b) & MASK for a, b in pairs]


def test_a_program_in_memory_order(bench: Bench) -> None:
    """A call, a counted loop, loads and stores of every width."""
    bench.run(
        """
        li   t0, 10
        li   a0, 0
again:  add  a0, a0, t0
        loop t0, again
        call store
        halt x0
store:  li   t1, -2
        sw   a0, 0(x0)
        sh   t1, 4(x0)
        sb   t1, 6(x0)
        lh   a1, 4(x0)
        lhu  a2, 4(x0)
        lb   a3, 6(x0)
        lbu  a4, 6(x0)
        ret
        """
    )
    state = bench.machine.state
    assert [state[r] for r in ("a0", "a1", "a2", "a3", "a4")] == [55, MASK - 1, 0xFFFE, MASK - 1, 0xFE]


def test_windows_hold_forty_bits(bench: Bench) -> None:
    bench.run(
        "window.set w3, x5, x6\nwindow.add w3, x7\nwindow.low x8, w3\nwindow.high x9, w3",
        x5=0xABC,
        x6=8,
        x7=MASK - 15,
    )
    assert (bench.machine.state["x8"], bench.machine.state["x9"]) == (0xFFFFFFF8, 0xBB)


def test_engines_meet_through_semaphores_only(bench: Bench) -> None:
    result = bench.attempt("matrix.wait 0, 1")
    assert result.reason == "deadlock"
    assert "matrix" in str(result)
    bench.machine.reset()
    bench.run(
        "vector.wait 2, 3\ndma.signal vector, 2, 2\ncontrol.signal vector, 2, 1\nvector.signal control, 1, 5\ncontrol.wait 1, 5"
    )
