"""What of a layout is touched at once, and the banks that serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.layouts import Access, Axis, Banks
from specgen.model.resolve.numbers import size, whole

if TYPE_CHECKING:
    from specgen.model.documents.layouts import AccessDocument, LayoutDocument
    from specgen.model.resolve.layouts import Notation

MAX_LANES = 1 << 12
MAX_REPEAT = 1 << 16


def banks(n: Notation, document: LayoutDocument, axes: dict[str, Axis]) -> Banks | None:
    """Resolve the banks of a layout."""
    given = document.banks
    if given is None:
        return None
    ctx, origin = n.ctx, n.origin
    if given.memory is not None:
        memory = ctx.find(ctx.memories, given.memory, origin, "banks", "memory")
        return Banks(memory.banks, max(memory.width // 8, 1), memory=memory) if memory else None
    if given.axis is not None:
        if given.axis not in axes:
            n.no_axis(given.axis, axes, "banks", "axis")
        return Banks(0, 0, axis=given.axis)
    if given.count is None or given.width is None:
        n.report("layout-banks", "banks have a count and a width, or an axis, or are a memory's", "banks")
        return None
    return Banks(
        whole(ctx, given.count, origin, "banks", "count", low=1, high=1 << 20),
        size(ctx, given.width, origin, "banks", "width", low=1, high=1 << 20),
    )


def accesses(n: Notation, document: LayoutDocument) -> dict[str, Access]:
    """Resolve what is touched at once."""
    return {name: _access(n, name, one) for name, one in (document.accesses or {}).items()}


def _access(n: Notation, name: str, given: AccessDocument) -> Access:
    ctx, origin, path = n.ctx, n.origin, ("accesses", name)
    lanes = whole(ctx, given.lanes, origin, *path, "lanes", low=1, high=MAX_LANES)
    repeat = {
        k: whole(ctx, v, origin, *path, "repeat", k, low=1, high=MAX_REPEAT)
        for k, v in (given.repeat or {}).items()
    }
    for dim in given.index.keys() - {d.name for d in n.dims}:
        n.report("layout-access", f"there is no dimension {dim}", *path, "index", dim)
    known = {"lane", *repeat}
    index = tuple(_expression(n, given.index.get(d.name, 0), known, *path, "index", d.name) for d in n.dims)
    used = {name for one in index for name in one.names} - known
    return Access(
        name,
        lanes,
        whole(ctx, given.vector, origin, *path, "vector", low=1, high=1 << 16),
        index,
        {name: value for name in sorted(used) if isinstance(value := ctx.values[name], int)},
        tuple(repeat.items()),
        None if given.ways is None else whole(ctx, given.ways, origin, *path, "ways", low=1, high=MAX_LANES),
        None if given.align is None else size(ctx, given.align, origin, *path, "align", low=1, high=1 << 20),
    )


def _expression(n: Notation, given: object, known: set[str], *path: str) -> Expression:
    try:
        made = parse_expression(str(given))
    except ExpressionError as error:
        at = n.origin.tree.scalar_location(n.origin.path + path, error.offset, error.length)
        n.ctx.report(error.rule, error.message, at, hint=error.hint)
        return parse_expression("0")
    for name in made.names:
        if name not in known and name not in n.ctx.values:
            n.report(
                "layout-access",
                f"nothing is called {name} here",
                *path,
                hint=f"known: {', '.join(sorted(known))}",
            )
            return parse_expression("0")
    return made
