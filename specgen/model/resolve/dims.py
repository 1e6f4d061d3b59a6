"""Dimensions of tensors and their sizes."""

from __future__ import annotations

from itertools import islice
from math import lcm, prod
from typing import TYPE_CHECKING, Any

from specgen.model.expressions import ExpressionError, parse_expression
from specgen.model.layouts import MAX_DIMS, Digit, Dim, Size, named
from specgen.model.resolve.notation import MAX_SIZE, Notation
from specgen.model.resolve.numbers import whole

if TYPE_CHECKING:
    from specgen.model.documents.layouts import LayoutDocument

ANY = "any"


def read_dims(n: Notation, document: LayoutDocument) -> None:
    """Read the dimensions."""
    given = document.dims or {}
    if not given:
        n.report("layout-dims", "a layout has at least one dimension", "dims", hint="dims: {i: 64, j: any}")
    if len(given) > MAX_DIMS:
        n.report("layout-dims", f"a layout has at most {MAX_DIMS} dimensions", "dims")
    for name, size in islice(given.items(), MAX_DIMS):
        if n.new(name, "dims", name):
            dim = _dim(n, name, size, (document.split or {}).get(name, [1])[1:])
            n.dims.append(dim)
            n.add(Digit(name, name, 1, dim.size))


def _dim(n: Notation, name: str, given: Any, inner: list[object]) -> Dim:
    path: tuple[str, ...] = ("dims", name)
    stated = given if isinstance(given, dict) and "value" not in given else {"size": given}
    for key in sorted(map(str, stated.keys() - {"size", "example", "multiple", "max"})):
        hint = "keys: size, example, multiple, max"
        message = f"unknown key {key!r} of a dimension"
        n.ctx.report("schema-unknown-key", message, n.origin.key(*path, key), hint=hint)
    if stated.get("size", ANY) == ANY:
        return _any(n, name, stated, inner)
    where = (*path, "size") if stated is given else path
    for key in sorted(stated.keys() & {"example", "multiple", "max"}):
        message = f"{name} has its size, and {key} is of one that is given at use"
        n.report("layout-size", message, *path, key, hint="size: any")
    number = whole(n.ctx, stated["size"], n.origin, *where, low=1, high=MAX_SIZE)
    return Dim(name, Size(number), number)


def _any(n: Notation, name: str, stated: dict[str, Any], inner: list[object]) -> Dim:
    """A dimension whose size is given at use."""
    path = ("dims", name)
    numbers = {
        key: whole(n.ctx, stated[key], n.origin, *path, key, low=1, high=MAX_SIZE)
        for key in ("multiple", "max", "example")
        if stated.get(key) is not None
    }
    multiple, most = numbers.get("multiple", 1), numbers.get("max")
    step = lcm(multiple, prod(_number(n, part) for part in inner))
    usual = step * (2 if step > multiple else max(-(-8 // step), 1))
    if most is not None and usual > most:
        usual = most // step * step or most // multiple * multiple
    example = numbers.get("example", usual)
    if most is not None and most < multiple:
        n.report("layout-size", f"no multiple of {multiple} is at most {most}", *path, "max")
    elif example % multiple:
        n.report("layout-size", f"the example is no multiple of {multiple}", *path, "example")
    elif most is not None and example > most:
        n.report("layout-size", f"the example is {example}, more than {most}", *path, "example")
    return Dim(name, named(name), example, multiple, most)


def _number(n: Notation, part: object) -> int:
    """A part of a split, 1 where it is none: that is reported where digits are read."""
    try:
        return max(parse_expression(str(part)).whole(n.ctx.values), 1)
    except ExpressionError:
        return 1
