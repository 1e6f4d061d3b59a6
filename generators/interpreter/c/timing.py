"""``timing.c``: what each instruction costs and which registers it uses, the registers' files, the units' cycles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.ctype import unsigned
from specgen.generators.interpreter.c.functions.code import operand
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.function import unused
from specgen.generators.interpreter.c.functions.homes import Homes
from specgen.generators.interpreter.c.functions.lower import integer
from specgen.generators.interpreter.c.functions.machine_types import U64
from specgen.generators.interpreter.c.functions.names import field_type, mangled
from specgen.generators.interpreter.c.text import array
from specgen.generators.numerics import Numerics
from specgen.model.clocks import cycles_in_ticks
from specgen.semantics import ir
from specgen.semantics.effects import StateAccess, effects_of
from specgen.semantics.facts import root
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.interpreter.c.plan import Plan, Routine
    from specgen.model.execution import State

_HEAD = """\
/* What instructions cost, in cycles, and the registers that they use. */
#include "machine.h"
"""
_MOST_CYCLES = (1 << 32) - 1
_MOST_REGISTERS = 8  # of one state, by one instruction, that are told apart
_KNOWN = (ir.Const, ir.FieldValue, ir.Arith, ir.Negate, ir.Cut, ir.Slice, ir.Cat)


@dataclass(frozen=True, slots=True)
class _Use:
    """Registers of a state: ``count`` from ``first`` on, all where that is 0; ``issue``: read when it is issued."""

    state: State
    issue: bool
    first: str = "0"
    count: int = 0


def emit_timing(plan: Plan) -> tuple[str, int]:
    """The file, and how many uses an instruction has at most. Nothing costs anything where the spec gives no timing."""
    costs = _costs_of(plan)
    files = _files(plan) if costs is not None else {}
    functions: dict[tuple[str, ...], str] = {}
    lines, pointers, most = [_HEAD], ["NULL"], 1
    for routine in plan.routines:
        if costs is None:
            pointers.append("NULL")
            continue
        uses = _uses(plan, routine, files)
        most = max(most, len(uses))
        body = _timing(plan, routine, costs[routine.name], uses, files)
        name = functions.setdefault(_shape(routine, body), f"N_timing_{routine.name}")
        if name == f"N_timing_{routine.name}":
            lines += [f"static void {name}(const N_decoded *d, N_timing *t)", "{", *body, "}", ""]
        pointers.append(name)
    cycles = cycles_in_ticks(plan.architecture).values() if costs is not None else ()
    lines += array("void (*const N_timings[])(const N_decoded *d, N_timing *t)", pointers)
    lines += _registers(files)
    lines += array("const uint64_t N_periods[]", [*map(unsigned, cycles), "0"])
    return "\n".join(lines), most


def _costs_of(plan: Plan) -> dict[str, ir.Costs] | None:
    """The costs of every routine; None where one has none."""
    found: dict[str, ir.Costs] = {}
    for program in plan.semantics.programs.values():
        for body, cost in zip(program.bodies, program.costs, strict=True):
            if cost is None:
                return None
            found[plan.of(body).name] = cost
    return found


def _shape(routine: Routine, body: list[str]) -> tuple[str, ...]:
    """What tells a function from that of another instruction whose operands lie likewise."""
    instruction = routine.program.instruction
    operands = (f"{field_type(f).name} {f.name}" for f in instruction.operands)
    place = f"d->i_{mangled(instruction.name)}."
    return (*operands, *(line.replace(place, "d->") for line in body))


# -- registers ---------------------------------------------------------------------------------------------------------


def _files(plan: Plan) -> dict[State, int]:
    """Every state that instructions write, by a number."""
    written = {root(a.state) for r in plan.routines for a in effects_of(r.body).writes}
    return {s: n for n, s in enumerate(s for s in plan.architecture.state.values() if s in written)}


def _entries(state: State) -> int:
    return state.shape[0] if state.shape else 1


def _registers(files: dict[State, int]) -> Iterator[str]:
    items, place = [], 0
    for state, number in files.items():
        constant = "NULL"
        if state.constant:
            constant = f"N_constant_{number}"
            values = ", ".join(unsigned(n) for n in state.constant)
            yield f"static const uint64_t {constant}[] = {{{values}}};"
        items.append(f"{{{_entries(state)}, {place}, {len(state.constant)}, {constant}}}")
        place += _entries(state) + 2
    yield from array("const N_file N_files[]", [*items, "{0}"])
    yield f"const uint64_t N_registers = {place};"
    yield ""


def _uses(plan: Plan, routine: Routine, files: dict[State, int]) -> dict[_Use, bool]:
    """The registers of an instruction, and whether it writes them."""
    effects = effects_of(routine.body)
    found: dict[_Use, bool] = {}
    for access, writes in [*((a, True) for a in effects.writes), *((a, False) for a in effects.reads)]:
        if root(access.state) in files and not _is_constant(access):
            use = _use(plan, routine, access)
            found[use] = found.get(use, False) or writes
    for state in {use.state: None for use in found}:
        many = [use for use in found if use.state is state]
        if len(many) > _MOST_REGISTERS:
            for use in many:
                whole = _Use(state, use.issue)
                writes = found.pop(use)
                found[whole] = found.get(whole, False) or writes
    return found


def _is_constant(access: StateAccess) -> bool:
    state = root(access.state)
    return (
        len(access.index) == 1
        and isinstance(access.index[0], ir.Const)
        and access.index[0].value in state.constant
    )


def _use(plan: Plan, routine: Routine, access: StateAccess) -> _Use:
    state = root(access.state)
    if not access.index:
        return _Use(state, access.at_issue, "0", 1)
    index = access.index[0]
    if not all(isinstance(part, _KNOWN) for part in every(index)):
        return _Use(state, access.at_issue)
    e = _emitter(plan, routine)
    first = operand(integer(e, index), U64).text
    if e.lines:
        return _Use(state, access.at_issue)
    entries, viewed = _entries(state), _entries(access.state)
    if viewed > entries:
        return _Use(state, access.at_issue, f"({first}) / {viewed // entries}", 1)
    if viewed < entries:
        return _Use(state, access.at_issue, f"({first}) * {entries // viewed}", entries // viewed)
    return _Use(state, access.at_issue, first, 1)


# -- costs -------------------------------------------------------------------------------------------------------------


def _emitter(plan: Plan, routine: Routine) -> Emitter:
    context = Context(
        architecture=plan.architecture, instruction=routine.program.instruction, routine=routine.name
    )
    e = Emitter(context, Numerics(), Homes(()), gridded=True)
    e.taken |= {"d", "t"}
    return e


def _timing(
    plan: Plan, routine: Routine, costs: ir.Costs, uses: dict[_Use, bool], files: dict[State, int]
) -> list[str]:
    """The lines of the function of one instruction."""
    e = _emitter(plan, routine)
    for name in ("issue", "occupancy", "latency"):
        code = integer(e, getattr(costs, name))
        if code.high <= _MOST_CYCLES:
            e.line(f"t->{name} = {operand(code, U64).text};")
        else:
            text = e.named(code, name).text
            e.line(f"t->{name} = {text} < UINT32_MAX ? (uint64_t){text} : UINT32_MAX;")
    e.line(f"t->uses = {len(uses)};")
    for number, (use, writes) in enumerate(uses.items()):
        flags = ", ".join("true" if flag else "false" for flag in (writes, use.issue))
        e.line(f"t->use[{number}] = (N_use){{{files[use.state]}, {flags}, {use.first}, {use.count}}};")
    return [*unused(("d",), e.lines), *e.lines]
