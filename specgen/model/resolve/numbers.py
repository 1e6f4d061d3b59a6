"""Numbers as slots want them: evaluated, whole, within a range."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.model.expressions import ExpressionError, Measure, Value, parse_expression
from specgen.model.quantity import Dimension
from specgen.model.units import BY_EXPONENTS, DIMENSIONS, said, written
from specgen.source import SpelledFloat, exact

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

Path = tuple[str | int, ...]
_PROVENANCE = frozenset({"value", "source", "confidence", "range"})


def whole(
    ctx: Context, number: object, origin: Origin, *path: str | int, low: int = 0, high: int | None = None
) -> int:
    """Return a whole number in [low, high]; what is wrong is reported, and ``low`` stands in."""
    if type(number) is int and number >= low and (high is None or number <= high):
        return number
    found = value(ctx, number, origin, path)
    if found is None:
        return low
    if isinstance(found, bool) or not isinstance(found, int):
        ctx.report("expr-not-whole", f"a whole number is needed here, not {named(found)}", origin.at(*path))
        return low
    return _within(ctx, found, origin, path, low, high)


def _within(ctx: Context, found: int, origin: Origin, path: Path, low: int, high: int | None) -> int:
    if found < low:
        ctx.report("spec-number-range", f"must be at least {low}, not {found}", origin.at(*path))
        return low
    if high is not None and found > high:
        ctx.report("spec-number-range", f"must be at most {high}, not {found}", origin.at(*path))
        return low
    return found


def size(
    ctx: Context, number: object, origin: Origin, *path: str | int, low: int = 0, high: int | None = None
) -> int:
    """Return a whole number of bytes, written with a unit or plainly."""
    found = value(ctx, number, origin, path)
    if isinstance(found, Measure) and found.exponents == DIMENSIONS[Dimension.BYTES]:
        if found.value.denominator != 1:
            message = f"a whole number of bytes is needed here, not {named(found)}"
            ctx.report("expr-not-whole", message, origin.at(*path))
            return low
        return _within(ctx, found.value.numerator, origin, path, low, high)
    if found is None:
        return low
    if isinstance(found, bool) or not isinstance(found, int):
        ctx.report(
            "unit-mismatch",
            f"bytes are needed here, not {named(found)}",
            origin.at(*path),
            hint="such as 256 KiB",
        )
        return low
    return _within(ctx, found, origin, path, low, high)


def value(ctx: Context, number: object, origin: Origin, path: Path) -> Value | None:
    """Return what a number, an expression or a number with provenance is; what is wrong is reported."""
    if isinstance(number, bool | int):
        return number if isinstance(number, bool) else int(number)
    if isinstance(number, SpelledFloat | float):
        return exact(number)
    if isinstance(number, str):
        return evaluated(ctx, number, ctx.values, origin, path)
    if isinstance(number, dict):
        return _sourced(ctx, number, origin, path)
    ctx.failures += 1
    if not origin.tree.refused(origin.path + path):
        found = "nothing" if number is None else "a list"
        ctx.report("schema-type", f"a number or an expression is needed here, not {found}", origin.at(*path))
    return None


def _sourced(ctx: Context, number: dict[str, Any], origin: Origin, path: Path) -> Value | None:
    for key in number:
        if key not in _PROVENANCE:
            at = origin.key(*path, key)
            hint = f"keys that could stand here: {', '.join(sorted(_PROVENANCE))}"
            ctx.report("schema-unknown-key", f"unknown key {key!r} beside a number", at, hint=hint)
            return None
    inner = number.get("value")
    if "value" not in number or isinstance(inner, dict):
        ctx.report("schema-missing-key", "a number with what it rests on needs a 'value'", origin.key(*path))
        return None
    return value(ctx, inner, origin, (*path, "value"))


def evaluated(
    ctx: Context, text: str, names: Mapping[str, Value], origin: Origin, path: Path, offset: int = 0
) -> Value | None:
    """Return the value of an expression, ``offset`` characters into the text at ``path``; errors are reported."""
    try:
        return parse_expression(text).evaluate(names)
    except ExpressionError as error:
        ctx.failures += 1
        if not _excused(ctx, text, error):
            at = origin.tree.scalar_location(origin.path + path, offset + error.offset, error.length)
            ctx.report(error.rule, error.message, at, hint=error.hint)
        return None


def _excused(ctx: Context, text: str, error: ExpressionError) -> bool:
    if error.rule != "expr-unknown-name":
        return False
    name = text[error.offset : error.offset + error.length]
    broken = ctx.parameters_broken
    return name in broken or "*" in broken or not ctx.merged.complete


def named(found: Value) -> str:
    """Return a value in words."""
    if isinstance(found, bool):
        return "a condition"
    if isinstance(found, Measure):
        dimension = BY_EXPONENTS.get(found.exponents)
        return written(found.value, dimension) if dimension else said(found.exponents)
    return str(found)
