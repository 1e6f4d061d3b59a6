"""Grids: all iterations of a statement at once where they are independent, else one iteration after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from specgen.generators.interpreter.python import runtime
from specgen.generators.interpreter.python.functions import hazards, statements
from specgen.generators.interpreter.python.functions.emitter import Emitter, Region, home_of
from specgen.generators.interpreter.python.functions.lower import integer, interval
from specgen.semantics import ir
from specgen.semantics.walk import every
from specgen.semantics.walk import statements as all_statements


def grid(e: Emitter, s: ir.Grid) -> None:
    """A grid statement."""
    extents = tuple(_extent(e, s, number) for number in range(len(s.extents)))
    e.in_grid = True
    if hazards.defers(s, loops=e.checked):
        e.deferred = e.fresh("writes")
    if e.checked or hazards.needs_loops(s):
        if e.deferred:
            _open_writes(e, s, ())
        _loops(e, s, extents)
        if e.deferred:
            _close_writes(e)
    else:
        _region(e, s, extents)
    e.deferred, e.defers, e.in_grid = "", False, False


def _extent(e: Emitter, s: ir.Grid, number: int) -> str:
    """The text of an extent: a number, or a name."""
    code = integer(e, s.extents[number])
    if code.text.isidentifier() or code.text.isdigit():
        return code.text
    name = e.fresh(f"{s.locals[number].name}_count")
    e.line(f"{name} = {code.text}")
    return name


def _open_writes(e: Emitter, s: ir.Grid, extents: tuple[str, ...]) -> None:
    shape = "".join(f", {x}" for x in extents)
    fault = "" if s.conflict_fault is None else f", fault={e.fault(s.conflict_fault)}, line={s.span.line}"
    made = e.constant("Writes", runtime.Writes)
    how = s.conflict if s.conflict in ("first", "add") else "last"
    e.line(f"{e.deferred} = {made}({how!r}{shape}{fault})")


def _close_writes(e: Emitter) -> None:
    e.line(f"{e.deferred}.apply({'journal' if e.journal else ''})")


def _loops(e: Emitter, s: ir.Grid, extents: tuple[str, ...]) -> None:
    depth = e.depth
    for local, extent in zip(s.locals, extents, strict=True):
        e.line(f"for {e.local(local)} in range({extent}):")
        e.depth += 1
    before = len(e.lines)
    statements.block(e, s.body)
    if len(e.lines) == before:
        e.line("pass")
    e.depth = depth


def _region(e: Emitter, s: ir.Grid, extents: tuple[str, ...]) -> None:
    private = {x.array for x in all_statements(s.body) if isinstance(x, ir.ClearArray)}
    axes = {local: axis for axis, local in enumerate(s.locals)}
    counts = Counter(_written(s))
    region = Region(s, axes, extents, _varying(s, private), private, written=frozenset(counts), writes=counts)
    dynamic = [x for x, extent in zip(extents, s.extents, strict=True) if interval(extent)[0] <= 0]
    if dynamic:
        e.line(f"if {' and '.join(dynamic)}:")
        e.depth += 1
    before = len(e.lines)
    _all_at_once(e, s, region)
    if dynamic:
        if len(e.lines) == before:
            e.line("pass")
        e.depth -= 1


def _all_at_once(e: Emitter, s: ir.Grid, region: Region) -> None:
    if hazards.may_fault(s):
        region.checks, region.settles = e.fresh("checks"), not hazards.is_dirty(s)
        e.line(f"{region.checks} = {e.constant('Checks', runtime.Checks)}({', '.join(region.extents)})")
    e.region, region.depth = region, e.depth
    with e.aside() as body:
        statements.block(e, s.body)
    e.region = None
    if e.defers:
        _open_writes(e, s, extents=region.extents)
    for local, axis in region.axes.items():
        if local in region.used:
            e.line(f"{e.local(local)} = {_indices(region, axis)}")
    for line in region.hoisted:
        e.line(line)
    e.lines += body
    if region.checks:
        e.line(f"{region.checks}.settle()")
    e.lines += region.after
    if e.defers:
        _close_writes(e)


def _indices(region: Region, axis: int) -> str:
    """0, 1, 2, ... along one axis."""
    behind = region.rank - 1 - axis
    return f"np.arange({region.extents[axis]})" + (
        f"[{', '.join([':', *['None'] * behind])}]" if behind else ""
    )


def _varying(s: ir.Grid, private: set[ir.LocalArray]) -> set[ir.Local]:
    """The locals that may have a value for each iteration, found by going round until no more are."""
    varying: set[ir.Local] = set(s.locals)
    while True:
        found = set(_assigned(s.body, varying, private, under=False))
        if found <= varying:
            return varying
        varying |= found


def _assigned(
    body: tuple[ir.Stmt, ...], varying: set[ir.Local], private: set[ir.LocalArray], *, under: bool
) -> Iterator[ir.Local]:
    for s in body:
        match s:
            case ir.SetLocal() if under or _varies(s.value, varying, private):
                yield s.local
            case ir.If():
                inner = under or _varies(s.condition, varying, private)
                yield from _assigned(s.then + s.otherwise, varying, private, under=inner)
            case ir.Loop():
                inner = under or any(_varies(x, varying, private) for x in (s.start, s.stop))
                yield from _assigned(s.body, varying, private, under=inner)
            case ir.While():
                inner = under or _varies(s.condition, varying, private)
                yield from _assigned(s.body, varying, private, under=inner)
            case _:
                pass


def _varies(expr: ir.Expr, varying: set[ir.Local], private: set[ir.LocalArray]) -> bool:
    return any(
        (isinstance(x, ir.LocalRead) and x.local in varying)
        or (isinstance(x, ir.ArrayRead) and x.array in private)
        for x in every(expr)
    )


def _written(s: ir.Grid) -> Iterator[object]:
    """What a grid writes: states, arrays, memories."""
    for x in all_statements(s.body):
        match x:
            case ir.SetState():
                yield home_of(x.state)
            case ir.SetArray():
                yield x.array
            case ir.Store():
                yield x.memory.home
            case ir.TileWrite():
                yield x.tile.operand.memory.home
            case _:
                pass
