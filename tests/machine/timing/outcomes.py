"""Small programs of engines in time, against all the orders in which they can run."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from specgen.machine import Result, Simulator, assemble
from specgen.model.spec import load_architecture
from tests.machine.races import orders
from tests.machine.races.orders import FAULT, FILES, UNITS, Model, Program
from tests.machine.timing.timed import quickly

COSTS = "{issue: 1 + place, occupancy: 2, latency: 1 + 3 * value}"


@cache
def machine(folder: Path) -> Simulator:
    """The native machine, its spec written to ``folder``."""
    (folder / "spec.yaml").write_text(orders.spec(COSTS), encoding="utf-8")
    architecture = load_architecture(folder)
    with quickly():
        return Simulator(architecture, orders.semantics_of(architecture), "native")


def ended(machine: Simulator, program: Program) -> tuple[Result, Any]:
    """How a program ends in time, and what all holds then, as the model tells it."""
    machine.reset()
    text = "\n".join([*(op.text for op in program), "control.exit 0, 0"])
    machine.load(assemble(machine.architecture, text))
    result = machine.run(1000, timed=True)
    held = tuple(machine.cores[0].semaphores[f][0] for f in FILES)
    values = tuple(int(machine.memory["data"].read(place, "u8")) for place in range(orders.PLACES))
    sums = tuple(int(machine.state["x" if u == "control" else f"x_{u}"]) for u in UNITS)
    return result, (held, (values, sums))


def wrongs(machine: Simulator, program: Program) -> tuple[list[str], str]:
    """What is wrong with how a program of one outcome ends in time, and how it is to end; nothing is asked of others."""
    outcomes: set[Any] = Model(program).outcomes()
    if len(outcomes) > 1:
        return [], "several outcomes"
    (outcome,) = outcomes
    expected = "fault"
    whole = len(program), tuple(sum(op.unit == e for op in program) for e in orders.ENGINES)
    if outcome != FAULT:
        expected = "exited" if outcome[0][:2] == whole else "deadlock"
    result, found = ended(machine, program)
    told = " | ".join(op.text for op in program)
    wrong = [f"ends by {result.reason}, not {expected}: {told}"] if result.reason != expected else []
    if expected == "exited" and found != (outcome[0][2], outcome[1]):
        wrong.append(f"{found}, not {outcome}: {told}")
    return wrong, expected
