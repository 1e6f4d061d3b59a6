"""What the examples do with a program."""

from __future__ import annotations

from pathlib import Path

from tests.programs.building import Target
from tests.programs.qemu import Outcome

MOST_STEPS = 50_000_000


def on_user(program: Path, target: Target, engine: str = "python") -> Outcome:
    """Run a program on the variant ``user``; pc is that of the call that ended it."""
    sim = target.accelerator("user").simulator(engine)
    sim.load(program)
    result = sim.run(MOST_STEPS)
    assert result.reason == "exited", str(result)
    assert result.exit_code is not None
    registers = tuple(int(value) for value in sim.state["x"])
    return Outcome(sim.output, result.exit_code & 0xFF, int(sim.state["pc"]) - 4, registers)


def on_machine(program: Path, target: Target, engine: str = "python") -> Outcome:
    """Run a program on the variant ``machine``."""
    sim = target.accelerator("machine").simulator(engine)
    sim.load(program)
    result = sim.run(MOST_STEPS)
    assert result.reason == "exited", str(result)
    assert result.exit_code is not None
    return Outcome(sim.output, result.exit_code & 0xFF)
