"""Quantities as slots want them: of a dimension, with what they rest on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.model.expressions import Value, parse_expression
from specgen.model.expressions.values import parts
from specgen.model.quantity import Confidence, Dimension, Quantity
from specgen.model.resolve.numbers import Path, named, value
from specgen.model.units import BY_EXPONENTS, WORDS, written
from specgen.source import spelling_of

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_EXAMPLES = {
    Dimension.BYTES: "256 KiB",
    Dimension.TIME: "1.2 ns",
    Dimension.CYCLES: "20 cycles",
    Dimension.FREQUENCY: "1.5 GHz",
    Dimension.BANDWIDTH: "4.8 TB/s",
    Dimension.BYTES_PER_CYCLE: "64 B/cycle",
}


def quantity(
    ctx: Context, number: object, origin: Origin, *path: str | int, dimensions: tuple[Dimension, ...]
) -> Quantity | None:
    """Return a quantity of one of the ``dimensions``, with what it rests on; None where it is absent or wrong."""
    if number is None:
        return None
    found = value(ctx, number, origin, path)
    if found is None:
        return None
    inner = (*path, "value") if isinstance(number, dict) else path
    if isinstance(found, bool):
        ctx.report("expr-type", "a number is needed here, not a condition", origin.at(*inner))
        return None
    amount, exponents = parts(found)
    dimension = BY_EXPONENTS.get(exponents)
    if dimension is Dimension.NUMBER and Dimension.BYTES in dimensions and dimension not in dimensions:
        return Quantity(Fraction(amount), Dimension.BYTES, written(Fraction(amount), Dimension.BYTES))
    if dimension is None or dimension not in dimensions:
        _refuse_dimension(ctx, found, origin, inner, dimensions)
        return None
    return _with_provenance(ctx, Fraction(amount), dimension, number, origin, path)


def _refuse_dimension(
    ctx: Context, found: Value, origin: Origin, path: Path, dimensions: tuple[Dimension, ...]
) -> None:
    wanted = " or ".join(WORDS[d] for d in dimensions)
    example = _EXAMPLES.get(dimensions[0])
    hint = f"such as {example}" if example else None
    rule, message = "unit-mismatch", f"{wanted} is needed here, not {named(found)}"
    if isinstance(found, int | Fraction):
        rule, message = "unit-missing", f"{wanted} is needed here: this number has no unit"
    ctx.report(rule, message, origin.at(*path), hint=hint)


def _with_provenance(
    ctx: Context, amount: Fraction, dimension: Dimension, number: object, origin: Origin, path: Path
) -> Quantity:
    """Return a quantity with what it rests on: said beside it, or of the parameters that it is made of."""
    if isinstance(number, dict):
        inner, confidence = number["value"], number.get("confidence")
        text = inner if isinstance(inner, str) else spelling_of(inner)
        plain = Quantity(amount, dimension, text, number.get("source"))
        return sourced(ctx, plain, confidence, number.get("range"), origin, path)
    if not isinstance(number, str):
        return Quantity(amount, dimension, spelling_of(number) if isinstance(number, int | float) else "")
    names = parse_expression(number).names
    if not names:
        return Quantity(amount, dimension, number.strip())
    known = [ctx.quantities[name] for name in names if name in ctx.quantities]
    if len(known) == 1 and number.strip() == names[0]:
        return known[0]
    sources = list(dict.fromkeys(q.source for q in known if q.source))
    levels = [q.confidence for q in known if q.confidence]
    worst = max(levels, key=list(Confidence).index, default=None)
    return Quantity(amount, dimension, written(amount, dimension), "; ".join(sources) or None, worst)


def sourced(
    ctx: Context, plain: Quantity, confidence: object, limits: object, origin: Origin, path: Path
) -> Quantity:
    """Return a quantity with a confidence and the range within which the true value lies."""
    level = next((c for c in Confidence if c.value == confidence), None)
    if confidence is not None and level is None:
        choices = ", ".join(c.value for c in Confidence)
        message = f"{confidence} is no confidence"
        ctx.report("schema-choice", message, origin.at(*path, "confidence"), hint=f"one of {choices}")
    low = high = None
    if isinstance(limits, list) and len(limits) == 2:
        ends = [
            quantity(ctx, end, origin, *path, "range", index, dimensions=(plain.dimension,))
            for index, end in enumerate(limits)
        ]
        low, high = (None if end is None else end.value for end in ends)
        if low is not None and high is not None and not low <= plain.value <= high:
            message = f"{plain.text} does not lie in its range"
            ctx.report("spec-range", message, origin.at(*path, "range"))
    elif limits is not None:
        ctx.report("spec-range", "a range is a list of two numbers", origin.at(*path, "range"))
    return replace(plain, confidence=level, low=low, high=high)
