"""What the examples do with a program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from specgen.machine import Simulator
from tests.programs.building import Target
from tests.programs.qemu import Outcome

MOST_STEPS = 50_000_000


def on_user(program: Path, target: Target, engine: str = "python") -> Outcome:
    """Run a program on the variant ``user``; pc is that of the call that ended it."""
    sim, code = _run(program, target, "user", engine)
    registers = tuple(int(value) for value in sim.state["x"])
    return Outcome(sim.output, code, int(sim.state["pc"]) - 4, registers)


def on_machine(program: Path, target: Target, engine: str = "python") -> Outcome:
    """Run a program on the variant ``machine``."""
    sim, code = _run(program, target, "machine", engine)
    return Outcome(sim.output, code)


def _run(program: Path, target: Target, variant: str, engine: str) -> tuple[Simulator, int]:
    sim = _simulator(target, variant, engine)
    sim.reset()
    sim.load(program)
    result = sim.run(MOST_STEPS)
    assert result.reason == "exited", str(result)
    assert result.exit_code is not None
    return sim, result.exit_code & 0xFF


@cache
def _simulator(target: Target, variant: str, engine: str) -> Simulator:
    sim = target.accelerator(variant).simulator(engine)
    assert sim.engine == engine
    return sim
