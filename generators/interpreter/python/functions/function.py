"""One Python function per instruction and body, and what makes it callable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import lcm
from typing import Any

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import hazards, memories, statements
from specgen.generators.interpreter.python.functions.emitter import Emitter
from specgen.generators.interpreter.python.functions.lower import condition, integer, value
from specgen.generators.interpreter.python.storage import Storage
from specgen.model.architecture import Architecture
from specgen.semantics import ir
from specgen.semantics.walk import expressions
from specgen.semantics.walk import statements as all_statements

Function = Callable[..., Any]

# NumPy imports some of its parts late, by the import of whoever calls it.
_BUILTINS = {f.__name__: f for f in (__import__, abs, all, any, bool, int, max, min, object, range)}


@dataclass(frozen=True)
class FunctionSource:
    """The text of a function and the constants that it names.

    ``run_<name>(m, pc, next_pc, word, f, c)`` executes the instruction; where ``issues``, ``issue_<name>(m, f)`` gives
    the tuple ``c`` of what is read when an engine's instruction is issued. ``hits``, where asked for, is set by runs: two bytes
    for each of ``branches``: whether its condition was ever true, and ever false.
    """

    name: str
    text: str
    constants: dict[str, Any] = field(repr=False)
    issues: bool = False
    hits: bytearray | None = None
    branches: tuple[ir.If, ...] = field(default=(), repr=False)


def emit_function(
    architecture: Architecture,
    program: ir.Program,
    body: ir.Body,
    storage: Mapping[str, Storage],
    *,
    covered: bool = False,
    checked: bool = False,
) -> FunctionSource:
    """The function of one body of an instruction's semantics.

    ``covered``: one that notes which branches it takes; ``checked``: one that reads no byte that was never written.
    """
    mapped = frozenset(device.memory.name for device in architecture.devices.values())
    e = Emitter(storage, hits=bytearray() if covered else None, mapped=mapped, checked=checked)
    e.program_counter = program.instruction.processor.program_counter.type
    e.assigned_twice = assigned_twice(body)
    e.journal = checked or hazards.needs_journal(body.statements)
    e.pc_written = body.writes_pc and any(isinstance(x, ir.Pc) for x in expressions(body.statements))
    name = _name(program, body)
    e.depth = 2 if e.journal else 1
    with e.aside() as tiles:
        for tile in body.tiles:
            _tile(e, tile)
    _commented(e, architecture, program, body)
    main, e.lines = e.lines, []
    text = "\n".join(
        [
            *_head(e, program, body, name),
            *_prologue(e, program, body, tiles),
            *_guarded(e, main, writes_pc=body.writes_pc),
            "",
        ]
    )
    issue = _issue(e, program, name)
    e.constants.setdefault("np", runtime.np)
    return FunctionSource(name, issue + text, e.constants, bool(issue), e.hits, tuple(e.branches))


def load_function(source: FunctionSource) -> dict[str, Function]:
    """``run`` and, where something is read at issue, ``issue``, compiled; nothing but emitted text ever is."""
    space: dict[str, Any] = {"__builtins__": _BUILTINS, **source.constants}
    exec(compile(source.text, f"<{source.name}>", "exec"), space)  # noqa: S102 - made from the IR, names mangled
    return {kind: space[f"{kind}_{source.name}"] for kind in ("run", "issue")[: 1 + source.issues]}


def _name(program: ir.Program, body: ir.Body) -> str:
    choice = "".join(f"_{field_name}_{raw}" for field_name, raw in body.when.items())
    return re.sub(r"\W", "_", program.instruction.name + choice)


def assigned_twice(body: ir.Body) -> set[ir.Local]:
    """The locals that more than one statement assigns."""
    seen: set[ir.Local] = set()
    twice: set[ir.Local] = set()
    for s in all_statements(body.statements):
        if isinstance(s, ir.SetLocal):
            (twice if s.local in seen else seen).add(s.local)
    return twice


def _head(e: Emitter, program: ir.Program, body: ir.Body, name: str) -> list[str]:
    quiet = [] if not uses_numpy(body) else [f"@{e.constant('quiet', runtime.quiet)}"]
    instruction = program.instruction
    chosen = ", ".join(f"{n} = {raw}" for n, raw in body.when.items())
    summary = (instruction.summary or instruction.name).rstrip(".")
    doc = " ".join(summary.replace("\\", "\\\\").replace('"""', "'''").split())
    return [
        *quiet,
        f"def run_{name}(m, pc, next_pc, word, f, c):",
        f'    """{doc}{f"; {chosen}" if chosen else ""}."""',
    ]


def uses_numpy(body: ir.Body) -> bool:
    """Whether a body computes with NumPy, whose warnings are not wanted."""
    return any(isinstance(s, ir.Grid) for s in all_statements(body.statements)) or any(
        isinstance(x.type, ir.FloatValue) for x in expressions(body.statements)
    )


def _prologue(e: Emitter, program: ir.Program, body: ir.Body, tiles: list[str]) -> list[str]:
    lines = []
    for number, operand in enumerate(program.instruction.operands):
        if operand.name in e.field_reads:
            lines.append(f"    field_{operand.name} = f[{number}]")
    lines += [f"    {name} = {text}" for name, text in e.bound.items()]
    if body.writes_pc:
        lines.append("    new_pc = None")
    indent = 1 if e.journal else 0
    return [*lines, *(line[4 * indent :] for line in tiles)]


def _guarded(e: Emitter, main: list[str], *, writes_pc: bool) -> list[str]:
    returned = ["    return new_pc"] if writes_pc else []
    if not e.journal:
        return [*main, *returned] if main or returned else ["    pass"]
    journal = e.constant("Journal", runtime.Journal)
    raised = e.constant("FaultRaised", runtime.FaultRaised)
    return [
        f"    journal = {journal}()",
        "    try:",
        *main,
        "        journal.commit()",
        f"    except {raised}:",
        "        journal.undo()",
        "        raise",
        *returned,
    ]


def _tile(e: Emitter, tile: ir.Tile) -> None:
    operand = tile.operand
    name = memories.tile_name(tile)
    how = memories.tile_access(e, tile, 0)
    align = lcm(operand.align, operand.layout.align)
    extent = runtime.Extent(operand.name, operand.layout.order == "column_major", align, tile.writes)
    e.line(f"{name}_base = {integer(e, tile.base).text}")
    if tile.placement is not None:
        _placed(e, tile, tile.placement, how, e.constant(f"extent_{operand.name}", extent))
        return
    assert tile.pitch is not None
    e.line(f"{name}_pitch = {integer(e, tile.pitch).text}")
    shape = ", ".join(integer(e, x).text for x in tile.shape)
    made = e.constant("tile", runtime.tile)
    what = e.constant(f"extent_{operand.name}", extent)
    e.line(
        f"{name} = {made}({e.memory(operand.memory)}, {how}, {what}, {name}_base, ({shape}), {name}_pitch)"
    )


def _placed(e: Emitter, tile: ir.Tile, placement: ir.Placement, how: str, extent: str) -> None:
    """A tile whose elements lie as its layout says: an array with strides, or a window that looks up each element's place."""
    name, memory = memories.tile_name(tile), e.memory(tile.operand.memory)
    for local, expr in placement.sizes:
        e.line(f"{e.local(local)} = {integer(e, expr).text}")
    shape = _tuple(integer(e, x).text for x in tile.shape)
    reach = e.constant("reach_of_tile", runtime.Reaching)
    overlap = condition(e, placement.overlap).text if tile.writes else "False"
    reached = f"{reach}({integer(e, placement.extent)}, {overlap}, {condition(e, placement.crooked)})"
    if placement.strides is not None:
        made = e.constant("strided", runtime.strided)
        where = f"{placement.start}, {_tuple(integer(e, x).text for x in placement.strides)}"
    else:
        made = e.constant("placed", runtime.placed)
        where = f"{e.constant(f'places_{tile.operand.name}', runtime.Places(placement))}, "
        where += _tuple(e.local(local) for local, _ in placement.sizes)
    e.line(f"{name} = {made}({memory}, {how}, {extent}, {name}_base, {shape}, {reached}, {where})")


def _tuple(texts: Iterable[str]) -> str:
    """A tuple of any length."""
    return f"({''.join(f'{text}, ' for text in texts)})"


def _commented(e: Emitter, architecture: Architecture, program: ir.Program, body: ir.Body) -> None:
    """The statements, each below the line of the spec that it comes from."""
    lines = program.instruction.semantics.splitlines()
    inlines = any(
        re.search(rf"\b{re.escape(f.name)}\s*\(", program.instruction.semantics)
        for f in architecture.functions.values()
        if not f.host
    )
    last = 0
    for s in body.statements:
        number = s.span.line
        if not inlines and number != last and 0 < number <= len(lines):
            e.line(f"# {number}: {lines[number - 1].strip()}")
        last = number
        statements.block(e, (s,))


def _issue(e: Emitter, program: ir.Program, name: str) -> str:
    if not e.captured:
        return ""
    own = Emitter(e.storage, issuing=True, constants=e.constants)
    values = [_at_issue(own, read) for read in e.captured]
    lines = [f"def issue_{name}(m, f):", '    """What is read when this is issued."""']
    for number, operand in enumerate(program.instruction.operands):
        if operand.name in own.field_reads:
            lines.append(f"    field_{operand.name} = f[{number}]")
    lines += [f"    {bound} = {text}" for bound, text in own.bound.items()]
    lines.append(f"    return ({', '.join(values)},)")
    return "\n".join([*lines, "", "", ""])


def _at_issue(e: Emitter, read: ir.StateRead) -> str:
    """One value; where its index may be out of range the fault waits until the instruction runs."""
    guards = [f"0 <= {integer(e, i.value)} < {i.extent}" for i in read.index if i.fault is not None]
    text = value(e, read).text
    return f"{text} if {' and '.join(guards)} else 0" if guards else text
