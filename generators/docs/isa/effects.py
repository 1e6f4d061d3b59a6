"""What an instruction reads and writes, what it may raise, and what it costs, from its typed semantics."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import amount, table
from specgen.generators.docs.parts.text import code
from specgen.model.corners import greatest_operands
from specgen.semantics import ir
from specgen.semantics.counts import operation_counts
from specgen.semantics.walk import every, statements

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction
    from specgen.semantics.effects import Effects


def effects_section(one: Instruction, architecture: Architecture, links: Links) -> Iterator[str]:
    """Yield the tables of effects, faults and costs; nothing where the semantics were not handed in."""
    semantics = links.book.semantics(architecture)
    if semantics is None or one.name not in semantics.programs:
        return
    program, effects = semantics.programs[one.name], semantics.effects(one.name)
    rows = list(_rows(effects, links))
    if rows:
        yield "## Effects"
        yield table(("Effect", "On"), rows)
    faults = list(_faults(effects, links))
    if faults:
        yield "## Faults"
        yield table(("Fault", "Code", "Meaning"), faults)
    yield from _costs(one, program, links)


def _faults(effects: Iterable[Effects], links: Links) -> Iterator[tuple[str, str, str]]:
    """Each fault that some body may raise."""
    always = {fault.name: fault for e in effects for fault in e.faults}
    asked = {fault.name: fault for e in effects for fault in e.faults_if_checked}
    for name, fault in {**always, **asked}.items():
        meaning = links.inline(fault.summary)
        if name not in always:
            meaning = f"{meaning} Looked at where a run asks for it.".lstrip()
        yield links.md("faults", name), str(fault.code), meaning


def _rows(effects: Iterable[Effects], links: Links) -> Iterator[tuple[str, str]]:
    """Each kind of effect and the things concerned, over all bodies."""
    found = list(effects)
    issued = [a.state.name for e in found for a in e.reads if a.at_issue]
    read = [a.state.name for e in found for a in e.reads if not a.at_issue]
    read += ["pc" for e in found if e.reads_pc and "pc" in links.book.state]
    written = [a.state.name for e in found for a in e.writes]
    written += ["pc" for e in found if e.writes_pc and "pc" in links.book.state]
    loaded = [m.name for e in found for m in e.memories_read]
    stored = [m.name for e in found for m in e.memories_written]
    kinds = (
        ("Reads when issued", "state", issued),
        ("Reads", "state", read),
        ("Reads from", "memories", loaded),
        ("Writes", "state", written),
        ("Writes to", "memories", stored),
        ("Signals", "semaphores", [s.semaphore.name for e in found for s in e.signals]),
        ("Calls", "functions", [f.name for e in found for f in e.host]),
    )
    yield from ((head, links.mds(kind, dict.fromkeys(names))) for head, kind, names in kinds if names)
    waits = dict.fromkeys(_wait(p, links) for e in found for p in e.waits)
    if waits:
        yield "Waits for", ", ".join(waits)


def _wait(prelude: ir.Prelude, links: Links) -> str:
    match prelude:
        case ir.Wait():
            return links.md("semaphores", prelude.semaphore.name)
        case ir.Meet():
            return links.md("barriers", prelude.barrier.name)
    return "the queues of " + links.mds("engines", (engine.name for engine in prelude.engines))


def _costs(one: Instruction, program: ir.Program, links: Links) -> Iterator[str]:
    greatest = greatest_operands(one)
    rows, exact = [], True
    for body in program.bodies:
        chosen = {name: one.format.by_name[name].value(raw) for name, raw in body.when.items()}
        counts = operation_counts(body, greatest | chosen)
        done = ", ".join(f"{count:,} {kind} {form}" for (kind, form), count in counts.operations.items())
        moved = (_moved(by, links) for by in (counts.read, counts.written))
        rows.append((_choice(one, body), done, *moved))
        exact = exact and counts.exact
    if any(any(row[1:]) for row in rows):
        yield "## Work"
        yield _heading(one, program, greatest, exact)
        heads, first = ("Types", "Operations", "Read", "Written"), int(len(rows) == 1)
        yield table(heads[first:], (row[first:] for row in rows))


def _moved(bytes_by_memory: Mapping[str, int], links: Links) -> str:
    return ", ".join(
        f"{amount(count)} of {links.md('memories', name)}" for name, count in bytes_by_memory.items()
    )


def _choice(one: Instruction, body: ir.Body) -> str:
    names = []
    for name, raw in body.when.items():
        field = one.format.by_name[name]
        member = field.enum.by_value.get(field.value(raw)) if field.enum else None
        names.append(code(member.name if member else raw))
    return ", ".join(names)


def _heading(one: Instruction, program: ir.Program, greatest: Mapping[str, int], exact: bool) -> str:
    """For which operands the counts hold: those that bound a loop."""
    bounding = {f for body in program.bodies for f in _bounds(body)}
    shown = [f"{code(f.name)} = {greatest[f.name]:,}" for f in one.operands if f.name in bounding]
    words = f"With the greatest operands ({', '.join(shown)})" if shown else "Each time"
    most = "" if exact else ", at most, by the declared bounds of what is known only when it runs"
    return f"{words}{most}. A fused multiply-add is two operations."


def _bounds(body: ir.Body) -> Iterator[str]:
    for statement in statements(body.statements):
        extents: tuple[ir.Expr, ...] = ()
        if isinstance(statement, ir.Grid):
            extents = statement.extents
        elif isinstance(statement, ir.Loop):
            extents = (statement.start, statement.stop)
        yield from (e.field.name for x in extents for e in every(x) if isinstance(e, ir.FieldValue))
