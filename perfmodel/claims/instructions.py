"""What claims may say of an instruction: its bits, and its cycles and operations for given operands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.model.corners import greatest_operands
from specgen.perfmodel.claims.values import (
    CYCLES,
    OPERATIONS,
    SECONDS,
    Amount,
    Function,
    Members,
    Take,
    Thing,
    in_bytes,
    plain,
)
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.semantics import Semantics


def instruction(semantics: Callable[[], Semantics], one: Instruction) -> Thing:
    """An instruction: a call of it gives values to its operands; those not given have their greatest."""
    operands = {field.name: field for field in one.operands}
    takes = {name: Take("word" if f.enum else "whole", needed=False) for name, f in operands.items()}
    static = {"bits": plain(one.format.width), "bytes": in_bytes(one.format.bytes)}

    def given(values: dict[str, Any]) -> Thing:
        chosen = {name: _operand(one, operands[name], value) for name, value in values.items()}
        return Thing(f"the instruction {one.name}", static | _costs(one, chosen, semantics))

    return Thing(f"the instruction {one.name}", static | _costs(one, {}, semantics), Function(takes, given))


def _operand(one: Instruction, field: Any, value: int | str) -> int:
    if isinstance(value, str):
        member = field.enum.by_name.get(value)
        if member is None:
            hint = did_you_mean(value, field.enum.by_name) or ""
            raise ValueError(f"{field.enum.name} has no value {value!r}; {hint}".rstrip("; "))
        return int(member.value)
    most = greatest_operands(one)[field.name]
    if value > most:
        raise ValueError(f"{field.name} of {one.name} is at most {most}, not {value}")
    return value


def _costs(one: Instruction, chosen: dict[str, int], semantics: Callable[[], Semantics]) -> Members:
    def cycles(kind: str) -> Amount:
        return Amount(_cycles(one, chosen, semantics(), kind), CYCLES)

    def time() -> Amount:
        unit = one.engine or one.processor
        if unit.clock is None:
            raise ValueError(f"nothing says at which clock {one.name} runs")
        return Amount(_cycles(one, chosen, semantics(), "occupancy") / float(unit.clock.value), SECONDS)

    def operations() -> Amount:
        return Amount(_operations(one, chosen, semantics()), OPERATIONS)

    kinds = {kind: partial(cycles, kind) for kind in ("issue", "occupancy", "latency")}
    return {**kinds, "time": time, "operations": operations}


def _body(one: Instruction, chosen: dict[str, int], semantics: Semantics) -> tuple[int, dict[str, int]]:
    """The number of the body that these operands choose, and the values of all operands."""
    values = greatest_operands(one) | chosen
    for index, body in enumerate(semantics.programs[one.name].bodies):
        when = {name: one.format.by_name[name].value(raw) for name, raw in body.when.items()}
        if all(when[name] == chosen[name] for name in when.keys() & chosen.keys()):
            return index, values | when
    raise ValueError(f"no behaviour of {one.name} has these operands")


def _cycles(one: Instruction, chosen: dict[str, int], semantics: Semantics, kind: str) -> int:
    from specgen.semantics.counts import known_value

    index, values = _body(one, chosen, semantics)
    costs = semantics.programs[one.name].costs
    found = known_value(getattr(costs[index], kind), values) if costs else None
    if found is None:
        raise ValueError(f"the {kind} of {one.name} is not known")
    return found


def _operations(one: Instruction, chosen: dict[str, int], semantics: Semantics) -> int:
    from specgen.semantics.counts import operation_counts

    index, values = _body(one, chosen, semantics)
    counts = operation_counts(semantics.programs[one.name].bodies[index], values)
    if not counts.exact:
        raise ValueError(f"the operations of {one.name} depend on what only a run knows")
    return counts.float_operations or counts.work
