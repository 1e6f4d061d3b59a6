"""What of a layout is touched at once, and the banks that serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.layouts import ADDRESS, Access, Axis, Banks
from specgen.model.resolve.numbers import size, whole
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.layouts import AccessDocument, LayoutDocument
    from specgen.model.resolve.notation import Notation

MAX_LANES = 1 << 12
MAX_REPEAT = 1 << 16
MAX_TOUCHED = 1 << 14


def banks(n: Notation, document: LayoutDocument, axes: dict[str, Axis]) -> Banks | None:
    """Resolve the banks of a layout."""
    given = document.banks
    if given is None:
        return None
    ctx, origin = n.ctx, n.origin
    counted = given.count is not None or given.width is not None
    if (given.memory is not None) + (given.axis is not None) + counted != 1:
        n.report("layout-banks", "banks have a count and a width, or are an axis, or a memory's", "banks")
        return None
    if given.axis is not None:
        if given.axis not in axes:
            n.no_axis(given.axis, axes, "banks", "axis")
        return Banks(0, 0, axis=given.axis)
    if ADDRESS not in axes:
        message = f"banks take turns on {ADDRESS}, where this layout places nothing"
        n.report("layout-banks", message, "banks", hint="banks: {axis: AXIS}")
    if given.memory is not None:
        memory = ctx.find(ctx.memories, given.memory, origin, "banks", "memory")
        return Banks(memory.banks, memory.width, memory=memory) if memory else None
    if given.count is None or given.width is None:
        n.report("layout-banks", "banks have a count and a width", "banks")
        return None
    return Banks(
        whole(ctx, given.count, origin, "banks", "count", low=1, high=1 << 20),
        size(ctx, given.width, origin, "banks", "width", low=1, high=1 << 20),
    )


def accesses(n: Notation, document: LayoutDocument) -> dict[str, Access]:
    """Resolve what is touched at once."""
    given = (document.accesses or {}).items()
    return {name: _access(n, name, one, banked=document.banks is not None) for name, one in given}


def _access(n: Notation, name: str, given: AccessDocument, *, banked: bool) -> Access:
    ctx, origin, path = n.ctx, n.origin, ("accesses", name)
    lanes = whole(ctx, given.lanes, origin, *path, "lanes", low=1, high=MAX_LANES)
    repeat = {
        k: whole(ctx, v, origin, *path, "repeat", k, low=1, high=MAX_REPEAT)
        for k, v in (given.repeat or {}).items()
    }
    vector = whole(ctx, given.vector, origin, *path, "vector", low=1, high=MAX_TOUCHED)
    _sensible(n, given, lanes * vector, *path, banked=banked)
    known = {"lane", *repeat}
    index = tuple(_expression(n, given.index.get(d.name, 0), known, *path, "index", d.name) for d in n.dims)
    used = {name for one in index for name in one.names} - known
    return Access(
        name,
        lanes,
        vector,
        index,
        {name: value for name in sorted(used) if isinstance(value := ctx.values[name], int)},
        tuple(repeat.items()),
        None
        if given.ways is None
        else whole(ctx, given.ways, origin, *path, "ways", low=1, high=MAX_TOUCHED),
        None if given.align is None else size(ctx, given.align, origin, *path, "align", low=1, high=1 << 20),
    )


def _sensible(n: Notation, given: AccessDocument, touched: int, *path: str, banked: bool) -> None:
    """Report names that mean nothing, and too many elements at once."""
    if touched > MAX_TOUCHED:
        n.report("layout-access", f"lanes read at most {MAX_TOUCHED} elements at once", *path, "vector")
    for counter in given.repeat or {}:
        if n.named(counter, *path, "repeat", counter) and (counter == "lane" or counter in n.ctx.values):
            n.report("layout-access", f"{counter} is the name of something else", *path, "repeat", counter)
    for dim in sorted(given.index.keys() - {d.name for d in n.dims}):
        hint = f"dimensions: {', '.join(d.name for d in n.dims)}"
        n.report("layout-access", f"there is no dimension {dim}", *path, "index", dim, hint=hint)
    if given.ways is not None and not banked:
        message = "ways are those of banks, and there are none"
        n.report("layout-access", message, *path, "ways", hint="banks: {count: 32, width: 4}")


def _expression(n: Notation, given: object, known: set[str], *path: str) -> Expression:
    try:
        made = parse_expression(str(given))
    except ExpressionError as error:
        at = n.origin.tree.scalar_location(n.origin.path + path, error.offset, error.length)
        n.ctx.report(error.rule, error.message, at, hint=error.hint)
        return parse_expression("0")
    for name in made.names:
        if name not in known and not isinstance(n.ctx.values.get(name), int):
            hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known))}, and parameters"
            n.report("layout-access", f"no number is called {name} here", *path, hint=hint)
            return parse_expression("0")
    return made
