"""Grids as plain nests of loops, in lexicographic order."""

from __future__ import annotations

from specgen.generators.interpreter.c.functions import statements
from specgen.generators.interpreter.c.functions.code import Binds, literal, operand
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.generators.interpreter.c.functions.lower import integer
from specgen.generators.interpreter.c.functions.machine_types import holder
from specgen.generators.interpreter.c.functions.pending import pending_of
from specgen.semantics import ir


def grid(e: Emitter, s: ir.Grid, path: tuple[int, ...]) -> None:
    """A grid; ``path`` leads to its body."""
    from specgen.generators.interpreter.c.grids import emit_grid

    if not e.context.checked and emit_grid(e, s, path):
        return
    extents = [
        e.named(integer(e, x), f"{local.name}_count") for x, local in zip(s.extents, s.locals, strict=True)
    ]
    e.pending = pending_of(s)
    scoped = e.pending is not None and (e.pending.grid.conflict is not None or e.pending.held)
    if scoped:
        e.line("{")
        e.depth += 1
    if e.pending is not None:
        e.pending.open(e)
    depth = e.depth
    for local, extent in zip(s.locals, extents, strict=True):
        t = holder(0, extent.high)
        e.counters[local] = t
        name = e.name_of(local)
        stop = operand(extent, t).at(Binds.SHIFT)
        e.line(f"for ({t.name} {name} = {literal(0).text}; {name} < {stop}; {name}++) {{")
        e.depth += 1
    e.gridded = True
    statements.block(e, s.body, path)
    e.gridded = False
    while e.depth > depth:
        e.depth -= 1
        e.line("}")
    if e.pending is not None:
        e.pending.close(e)
        e.pending = None
        e.before.clear()
    if scoped:
        e.depth -= 1
        e.line("}")
