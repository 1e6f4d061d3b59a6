"""What witnesses ask of a machine as it begins, of what it fetches, and of the time that an instruction takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from specgen.review.behaviour.bench import Bench, reduced
from specgen.review.behaviour.elements import Refused
from specgen.review.sides import Side
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.semantics import Program


@action("at_reset")
def at_reset(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The raw bits of an element of ``state`` (its indices as ``index``) at reset, in the ``instance`` named."""
    from specgen.semantics import Semantics

    architecture = reduced(side.architectures[variant], ())
    try:
        bench = Bench(Semantics(architecture, {}))
        return hex(bench.raw(given["state"], tuple(given["index"]), given.get("instance", 0)))
    except Refused as refused:
        return {"refused": str(refused)}


@action("fetch")
def fetch(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What a ``processor`` does at an address ``pc`` where ``bytes`` lie: how it ends. By default both are those of a reset."""
    architecture = side.architectures[variant]
    processor = architecture.processors.get(given["processor"])
    if processor is None:
        return {"refused": f"there is no processor {given['processor']}"}
    from specgen.machine import Simulator, SimulatorError
    from specgen.review.behaviour.bench import ended
    from specgen.semantics import analyse
    from specgen.source import Diagnostics

    small = reduced(architecture, ())
    machine = Simulator(small, analyse(small, Diagnostics()))
    core = machine.cores[0]
    try:
        if "bytes" in given:
            machine.load(bytes.fromhex(given["bytes"]), processor=processor.name, instance=0)
        stream = next(s for s in machine.streams if s.core is core and s.processor is processor)
        start = stream.pc = int(given["pc"], 16) if "pc" in given else processor.reset
        result = machine.run(1)
    except SimulatorError as error:
        return {"refused": str(error)}
    return {"from": hex(start), "ends": str(ended(result, core))}


@action("takes")
def takes(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The cycles of ``issue``, ``occupancy`` and ``latency`` of an ``instruction`` with these ``operands``."""
    from specgen.semantics.counts import known_value

    architecture = side.architectures[variant]
    name = given["instruction"] if given["instruction"] in architecture.instructions else given.get("was", "")
    if name not in architecture.instructions:
        return {"refused": f"there is no instruction {given['instruction']}"}
    program = _program(architecture, name)
    if program is None:
        return {"refused": f"the semantics of {name} have errors"}
    raw = {f.name: f.raw(given["operands"].get(f.name, 0)) for f in program.instruction.operands}
    if None in raw.values():
        return {"refused": "no word has these operands"}
    body = program.body_for({key: value for key, value in raw.items() if value is not None})
    costs = program.costs[program.bodies.index(body)] if program.costs else None
    if costs is None:
        return {"refused": "it has no timing"}
    parts = ("issue", "occupancy", "latency")
    return {part: known_value(getattr(costs, part), given["operands"]) for part in parts}


@lru_cache(maxsize=8)
def _program(architecture: Architecture, name: str) -> Program | None:
    """What an instruction does, typed; the same is asked for one operand after the other."""
    from specgen.semantics import analyse
    from specgen.source import Diagnostics

    return analyse(reduced(architecture, [name]), Diagnostics()).programs.get(name)
