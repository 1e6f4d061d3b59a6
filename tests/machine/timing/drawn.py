"""Random programs of the metronome, as text and as what they cost."""

from __future__ import annotations

from random import Random

from specgen.machine.native import NativeSimulator
from specgen.model.clocks import cycles_in_ticks
from tests.machine.timing.model import ADDER, CORE, MOVER, Model, Op
from tests.machine.timing.timed import load, run


def program(draw: Random, most: int = 30) -> tuple[Op, ...]:
    """Up to so many instructions and an end. Forward branches are taken or not; semaphores may well deadlock."""
    ops: list[Op] = []
    wanted = draw.randint(1, most)
    while len(ops) < wanted:
        ops += draw.choice(_KINDS)(draw)
    return (*ops, Op(CORE, "halt x0", (1, 1, 1), halts=True))


def programs(draw: Random) -> list[tuple[Op, ...]]:
    """A program for each tile, or for the first alone."""
    first = program(draw)
    return [first, draw.choice([(), first, program(draw)])]


def wrongs(simulator: NativeSimulator, seed: int) -> list[str]:
    """Where the machine and the model disagree about the programs of a seed: what is told, how they end, and when."""
    ops = programs(Random(seed))
    cycles = cycles_in_ticks(simulator.architecture)
    model = Model(ops, cycles, 2)
    reason = model.run()
    load(simulator, *map(text, ops))
    result, events = run(simulator)
    told = sorted((e.instance, e.unit, e.begin, e.busy_until, e.finish) for e in events)
    expected = sorted((t.tile, t.unit, t.begin, t.busy_until, t.finish) for t in model.told)
    found = [f"seed {seed}: the machine tells {one}" for one in told if one not in expected]
    found += [f"seed {seed}: the model tells {one}" for one in expected if one not in told]
    if (result.reason, result.cycles) != (reason, -(-model.ended // cycles[CORE])):
        found.append(
            f"seed {seed}: {result.reason}, {result.cycles} cycles, not {reason}, {model.ended} ticks"
        )
    return found


def text(ops: tuple[Op, ...]) -> str:
    """A program as assembly."""
    return "\n".join(op.text for op in ops)


def _registers(*numbers: int) -> frozenset[str]:
    return frozenset(f"x{n}" for n in numbers if n)


def _li(a: int, n: int) -> Op:
    return Op(CORE, f"li x{a}, {n}", (1, 1, 1), _registers(a), writes=f"x{a}" if a else "")


def _number(draw: Random) -> list[Op]:
    return [_li(draw.randrange(8), draw.randint(-9, 9))]


def _scalar(draw: Random) -> list[Op]:
    name, costs = draw.choice([("add", (1, 1, 1)), ("mul", (1, 1, 4)), ("div", (1, 6, 8))])
    a, b, c = (draw.randrange(8) for _ in range(3))
    return [Op(CORE, f"{name} x{a}, x{b}, x{c}", costs, _registers(a, b, c), writes=f"x{a}" if a else "")]


def _memory(draw: Random) -> list[Op]:
    a = draw.randrange(8)
    name = draw.choice(["load", "store"])
    return [
        Op(
            CORE,
            f"{name} x{a}, x0",
            (1, 1, 3),
            _registers(a),
            writes=f"x{a}" if a and name == "load" else "",
        )
    ]


def _branch(draw: Random) -> list[Op]:
    """A branch over a number, or not."""
    value = draw.randint(0, 1)
    branch = Op(CORE, "bnz x6, . + 8", (1, 1, 3), _registers(6), skips=value)
    return [_li(6, value), branch, _li(draw.randrange(6), 5)]


def _fill(draw: Random) -> list[Op]:
    a, n = draw.randrange(8), draw.randint(1, 20)
    size = -(-n // 2)
    return [Op(MOVER, f"fill x{a}, x0, {n}", (1, size, 10 + size), _registers(a))]


def _fetch(draw: Random) -> list[Op]:
    slot, a, n = draw.randrange(2), draw.randrange(8), draw.randint(1, 20)
    size = -(-n // 2)
    op = Op(
        MOVER,
        f"fetch {slot}, x{a}, x0, {n}",
        (1, size, 10 + size),
        _registers(a),
        wait=(("free", slot), 1),
        signal=(("full", slot), 1),
    )
    return draw.choice([[_give(slot), op, _adds(draw, slot)]] * 12 + [[_give(slot), op], [op]])


def _give(slot: int) -> Op:
    return Op(CORE, f"give {slot}", (1, 1, 2), signal=(("free", slot), 1))


def _given(draw: Random) -> list[Op]:
    return [_give(draw.randrange(2))] if draw.random() < 0.1 else []


def _told(draw: Random) -> list[Op]:
    slot, amount = draw.randrange(2), draw.randrange(4)
    told = Op(MOVER, f"told {slot}, {amount}", (2, 1, 1), signal=(("done", slot), amount))
    return [told, _await(slot, amount)] if draw.random() < 0.9 else [told]


def _await(slot: int, amount: int) -> Op:
    return Op(CORE, f"await {slot}, {amount}", (1, 1, 2), wait=(("done", slot), amount))


def _adds(draw: Random, slot: int) -> Op:
    a, n = draw.randrange(4), draw.randint(1, 12)
    return Op(
        ADDER,
        f"sum {slot}, y{a}, x0, {n}",
        (1, n, n + 2),
        uses=frozenset({f"y{a}"}),
        writes=f"y{a}",
        wait=(("full", slot), 1),
        signal=(("free", slot), 1),
    )


def _sum(draw: Random) -> list[Op]:
    return [_adds(draw, draw.randrange(2))] if draw.random() < 0.05 else []


def _scale(draw: Random) -> list[Op]:
    a, b, n = draw.randrange(4), draw.randrange(4), draw.randint(1, 12)
    uses = frozenset({f"y{a}", f"y{b}"})
    return [Op(ADDER, f"scale y{a}, y{b}, {n}", (1, 1, n), uses=uses, writes=f"y{a}")]


def _tell(draw: Random) -> list[Op]:
    slot, a, amount = draw.randrange(2), draw.randrange(4), draw.randrange(4)
    told = Op(
        ADDER,
        f"tell {slot}, y{a}, x0, {amount}",
        (1, 2, 6),
        uses=frozenset({f"y{a}"}),
        signal=(("done", slot), amount),
    )
    return [told, _await(slot, amount)] if draw.random() < 0.9 else [told]


def _drain(draw: Random) -> list[Op]:
    name, engines = draw.choice([("drain.mover", (MOVER,)), ("drain", (MOVER, ADDER))])
    return [Op(CORE, name, (1, 1, 1), drain=engines)]


def _meet(draw: Random) -> list[Op]:
    slot = draw.randrange(2)
    return [Op(CORE, f"meet {slot}", (1, 1, 5), meet=slot)] if draw.random() < 0.1 else []


_KINDS = (
    _number, _scalar, _scalar, _memory, _branch, _fill, _fetch, _fetch, _given, _told, _sum, _sum, _scale, _scale,
    _tell, _drain, _meet,
)  # fmt: skip
