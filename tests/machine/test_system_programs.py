"""Random programs full of traps, control registers and devices: compiled regions do what single instructions do."""

from __future__ import annotations

from random import Random

from specgen.machine import Result, Simulator
from tests.machine import test_hosts
from tests.machine.simulated import NEVER

REGISTERS = (
    "status",
    "isa",
    "vector",
    "scratch",
    "epc",
    "cause",
    "value",
    "user_status",
    "cycle",
    "and",
    "0x7c0",
)
SETUP = """
        addi x1, x0, 0x40
        csrrw x0, vector, x1
        lui x2, {page}
        addi x3, x0, 0x400
        bne x3, x0, start
        .org 0x40
        addi x6, x6, 1
        {back}
        return
        .org 0x80
start:
"""


def program(dice: Random) -> str:
    lines = []
    for number in range(dice.randrange(6, 14)):
        a, b, c = (f"x{dice.randrange(1, 8)}" for _ in range(3))
        offset = dice.choice([0, 1, 4, 5, 8, -4, 0x100, 0x7FFF])
        lines.append(
            dice.choice(
                [
                    f"addi {a}, {b}, {dice.randrange(-40, 40)}",
                    f"lw {a}, {offset}(x2)",
                    f"sw {a}, {offset}(x2)",
                    f"lb {a}, {offset}(x2)",
                    f"sb {a}, {offset}(x3)",
                    f"pop {a}, {offset}({b})",
                    f"late {a}, {dice.randrange(4)}(x2)",
                    f"csrrw {a}, {dice.choice(REGISTERS)}, {b}",
                    f"csrrs {a}, {dice.choice(REGISTERS)}, x0",
                    f"swap {a}, 4(x3)",
                    f"grid {a}, {b}",
                    f"named {a}, {b}",
                    "call",
                    f"fail {c}",
                    f"take {a}",
                    f".word {dice.getrandbits(32):#x}",
                    f"bne {a}, {b}, back{dice.randrange(number + 1)}",
                ]
            )
        )
    body = "\n".join(f"back{number}: {line}" for number, line in enumerate(lines))
    page, back = dice.choice([1, 2, 0]), dice.choice(["skip", "csrrs x7, scratch, x0\n csrrw x0, epc, x7"])
    return SETUP.format(page=page, back=back) + body + "\nbne x3, x0, start\n exit x0"


def ran(text: str, hot: int, steps: int) -> tuple[Result, dict[str, list[int]], bytes, bytes, object]:
    made: Simulator = test_hosts.machine(text, variant="trapping", hot=hot, stdin=b"some input")
    result = made.run(steps)
    core = made.cores[0]
    state = {name: list(core.state[name]) for name in made.architecture.state}
    return result, state, bytes(core.memory["ram"].view), made.output, core.semaphores


def test_regions_agree_with_single_instructions() -> None:
    dice = Random(7)
    reasons, traps = set(), 0
    for _ in range(24):
        text, steps = program(dice), dice.choice([97, 400, 401])
        cold = ran(text, NEVER, steps)
        assert cold == ran(text, 1, steps), text
        reasons.add(cold[0].reason)
        traps += cold[1]["traps"][0]
    assert reasons >= {"limit"}
    assert traps > 100
