"""What parameters and expressions over them are worth in each variant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.lsp.hover.drawing import table
from specgen.model.expressions import ExpressionError, parse_expression
from specgen.model.expressions.values import Measure
from specgen.model.quantity import Dimension
from specgen.model.units import BY_EXPONENTS

if TYPE_CHECKING:
    from specgen.model import Architecture


def parameter(architectures: Mapping[str, Architecture], name: str) -> Iterator[str]:
    """Yield the type, the allowed values and, for each variant, the value of a parameter."""
    known = {
        variant: one.parameters[name] for variant, one in architectures.items() if name in one.parameters
    }
    first = next(iter(known.values()), None)
    if first is None:
        return
    allowed = f", one of {', '.join(map(str, first.allowed))}" if first.allowed else ""
    yield f"{first.kind}, by default {first.default}{allowed}"
    if len(known) > 1:
        yield table(("variant", "value"), ((variant, one.value) for variant, one in known.items()))
    rests = getattr(first.value, "source", None), getattr(first.value, "confidence", None)
    if any(rests):
        yield ", ".join(str(getattr(one, "value", one)) for one in reversed(rests) if one)


def shown_value(architectures: Mapping[str, Architecture], text: str) -> str:
    """Return what an expression over parameters is worth; empty where it is a plain number or none at all."""
    found: dict[str, list[str]] = {}
    try:
        expression = parse_expression(text)
        if not expression.names:
            return ""
        for variant, one in architectures.items():
            values = {name: parameter.value for name, parameter in one.parameters.items()}
            found.setdefault(_told(expression.evaluate(values)), []).append(variant)
    except ExpressionError:
        return ""
    told = (
        f"{value} ({', '.join(variants)})" if len(found) > 1 else value for value, variants in found.items()
    )
    return f"`{text}` = {', '.join(told)}"


def _told(value: object) -> str:
    """A number as people read it, with its unit."""
    if isinstance(value, Measure):
        return quantity(value.value, BY_EXPONENTS.get(value.exponents))
    return _number(value)


def quantity(value: Fraction, dimension: Dimension | None) -> str:
    """Return an exact value in base units with a prefix that leaves one to three digits before the point."""
    unit = dimension.value if dimension is not None else "of no unit"
    if dimension is Dimension.BYTES:
        return bytes_text(int(value))
    if dimension in (None, Dimension.NUMBER, Dimension.CYCLES) or not value:
        return f"{_number(value)} {unit}"
    power = max(min((len(str(int(abs(value)))) - 1) // 3, 6), 0) if abs(value) >= 1 else -_small(abs(value))
    return f"{float(value / Fraction(1000) ** power):g} {_PREFIXES[power]}{unit}"


_PREFIXES = {
    -5: "f",
    -4: "p",
    -3: "n",
    -2: "µ",
    -1: "m",
    0: "",
    1: "k",
    2: "M",
    3: "G",
    4: "T",
    5: "P",
    6: "E",
}


def _small(value: Fraction) -> int:
    """How often a value below one is multiplied by a thousand until it is not, five times at most."""
    return next((power for power in range(1, 5) if value * 1000**power >= 1), 5)


def bytes_text(count: int) -> str:
    """Return a number of bytes with the largest unit that divides it."""
    for unit, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes" if count != 1 else "1 byte"


def _number(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
