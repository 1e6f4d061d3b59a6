"""Axes of a design space: a name, and the values that it takes.

An axis is declared as text, ``hbm.bandwidth=1 TB/s:8 TB/s:log:64`` or ``batch=1,2,4``, or in a file as a list or as
``{from:, to:, steps:, scale:}``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from specgen.model.expressions import ExpressionError, parse_expression
from specgen.model.expressions.values import parts
from specgen.model.quantity import Dimension
from specgen.model.units import BY_EXPONENTS, NUMBER, WORDS, Exponents, said
from specgen.perfmodel.sweeps.errors import SweepError
from specgen.source import exact, spelling_of

Setting: TypeAlias = int | float | str
"""A value of an axis: a whole number, another number in its base unit, or a name."""

SCALES = ("lin", "log", "double")
MOST_VALUES = 1 << 20
_GREATEST = 10**30
_KEYS = ("from", "to", "steps", "scale")
_SPARSITY = re.compile(r"\d+:\d+")  # as in sparse: 2 of 4


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied, by name, and its values in order; numbers are in the base unit of ``exponents``."""

    name: str
    values: tuple[Setting, ...]
    exponents: Exponents = NUMBER

    def __len__(self) -> int:
        return len(self.values)

    @property
    def named(self) -> bool:
        """Whether its values are names and not numbers."""
        return isinstance(self.values[0], str)

    def written(self, value: Setting) -> Setting:
        """Return a value as a spec would write it, with its unit."""
        return f"{value} {self.unit}" if self.unit else value

    @property
    def unit(self) -> str:
        """The base unit of its values; nothing for plain numbers and names."""
        dimension = BY_EXPONENTS.get(self.exponents, Dimension.NUMBER)
        return "" if dimension is Dimension.NUMBER else dimension.value

    def measuring(self, *dimensions: Dimension) -> Axis:
        """Return it, whose values are of one of these dimensions. Raises SweepError where they are not."""
        wanted = " or ".join(WORDS[one] for one in dimensions)
        if self.named:
            raise SweepError(f"axis {self.name}: {wanted} is needed, not {self.values[0]!r}")
        found = BY_EXPONENTS.get(self.exponents)
        plain_bytes = found is Dimension.NUMBER and Dimension.BYTES in dimensions
        if found not in dimensions and not plain_bytes:
            raise SweepError(f"axis {self.name}: {wanted} is needed, not {said(self.exponents)}")
        return self

    def whole(self, least: int = 1) -> Axis:
        """Return it, whose values are whole numbers of at least ``least``. Raises SweepError where they are not."""
        self.measuring(Dimension.NUMBER)
        wrong = [one for one in self.values if not isinstance(one, int) or one < least]
        if wrong:
            hint = f"`{self.name}=1:64:double` and `{self.name}=1,2,3` give whole numbers"
            raise SweepError(f"axis {self.name}: {wrong[0]} is no whole number of at least {least}; {hint}")
        return self

    def words(self) -> Axis:
        """Return it, whose values are names. Raises SweepError where they are numbers."""
        if not self.named:
            raise SweepError(f"axis {self.name}: names are needed, not {self.values[0]}")
        return self

    def positive(self) -> Axis:
        """Return it, whose numbers are above zero. Raises SweepError where they are not."""
        wrong = [one for one in self.values if isinstance(one, str) or one <= 0]
        if wrong:
            raise SweepError(f"axis {self.name}: {wrong[0]} is not above zero")
        return self


def parse_axis(text: str) -> Axis:
    """Return the axis that ``NAME=VALUE,VALUE,...`` or ``NAME=FROM:TO:SCALE[:STEPS]`` declares. Raises SweepError."""
    name, equals, declared = text.partition("=")
    name, declared = name.strip(), declared.strip()
    if not (name and equals and declared):
        raise SweepError(f"--axis {text}: an axis is NAME=VALUE,VALUE,... or NAME=FROM:TO:SCALE:STEPS")
    if ":" not in declared or "," in declared:
        return axis_of(name, [one.strip() for one in declared.split(",")])
    first, last, *rest = (one.strip() for one in declared.split(":"))
    if not rest or len(rest) > 2:
        raise SweepError(
            f"axis {name}: a range is FROM:TO:SCALE:STEPS, such as {first}:{last}:log:16; the scales are "
            + ", ".join(SCALES)
        )
    found: dict[str, object] = {"from": first, "to": last, "scale": rest[0]}
    return axis_of(name, found | ({"steps": rest[1]} if len(rest) == 2 else {}))


def axis_of(name: str, declared: object) -> Axis:
    """Return an axis of a list of values, of a range, or of one value. Raises SweepError."""
    if isinstance(declared, Mapping):
        values, exponents = _range(name, declared)
    else:
        several = declared if isinstance(declared, Sequence) and not isinstance(declared, str) else [declared]
        values, exponents = _listed(name, several)
    if not values:
        raise SweepError(f"axis {name} has no values")
    if len(values) > MOST_VALUES:
        raise SweepError(f"axis {name} has {len(values):,} values; at most {MOST_VALUES:,} are allowed")
    if len(set(values)) < len(values):
        again = next(one for n, one in enumerate(values) if one in values[:n])
        raise SweepError(f"axis {name} has the value {again} twice")
    return Axis(name, tuple(values), exponents)


def _listed(name: str, declared: Sequence[object]) -> tuple[list[Setting], Exponents]:
    found = [_value(name, one) for one in declared]
    kinds = {exponents for _, exponents in found}
    if len(kinds) > 1 or len({isinstance(one, str) for one, _ in found}) > 1:
        raise SweepError(f"axis {name}: the values are not all of one kind")
    return [one for one, _ in found], next(iter(kinds), NUMBER)


def _range(name: str, declared: Mapping[str, object]) -> tuple[list[Setting], Exponents]:
    _known_keys(name, declared)
    (first, exponents), (last, others) = (_value(name, declared[key]) for key in ("from", "to"))
    if isinstance(first, str) or isinstance(last, str) or exponents != others:
        raise SweepError(f"axis {name}: a range goes from one number to another of the same unit")
    scale = str(declared.get("scale", "lin"))
    if scale not in SCALES:
        raise SweepError(f"axis {name}: there is no scale {scale!r}; the scales are {', '.join(SCALES)}")
    if last < first:
        raise SweepError(f"axis {name}: the range is empty, it goes from {first} down to {last}")
    if scale != "lin" and first <= 0:
        raise SweepError(f"axis {name}: a range of scale {scale} begins above zero")
    steps = _steps(name, scale, declared.get("steps"))
    return list(_spread(first, last, scale, steps)), exponents


def _known_keys(name: str, declared: Mapping[str, object]) -> None:
    strange = [key for key in declared if key not in _KEYS]
    missing = [key for key in ("from", "to") if key not in declared]
    if strange or missing:
        what = f"has no {missing[0]!r}" if missing else f"knows no {strange[0]!r}"
        raise SweepError(f"axis {name}: a range {what}; its keys are {', '.join(_KEYS)}")


def _steps(name: str, scale: str, declared: object) -> int:
    if scale == "double":
        if declared is not None:
            raise SweepError(f"axis {name}: a range that doubles has no steps to count")
        return 0
    found, _ = _value(name, declared) if declared is not None else (0, NUMBER)
    if not isinstance(found, int) or found < 1:
        raise SweepError(f"axis {name}: steps are a whole number of at least one")
    if found > MOST_VALUES:
        raise SweepError(f"axis {name} has {found:,} values; at most {MOST_VALUES:,} are allowed")
    return found


def _spread(first: int | float, last: int | float, scale: str, steps: int) -> Iterator[Setting]:
    """The values of a range; those within rounding of a whole number are whole."""
    if scale == "double":
        while first <= last:
            yield first
            first *= 2
        return
    for step in range(steps):
        part = step / max(steps - 1, 1)
        value = first + (last - first) * part if scale == "lin" else first * (last / first) ** part
        nearest = round(value)
        yield nearest if math.isclose(value, nearest, rel_tol=1e-12) else value


def _value(name: str, declared: object) -> tuple[Setting, Exponents]:
    """A number in its base unit with its dimension, or a name."""
    if isinstance(declared, bool) or not isinstance(declared, str | int | float):
        raise SweepError(f"axis {name}: {declared!r} is neither a number nor a name")
    if not isinstance(declared, str):
        return _plain(name, exact(declared)), NUMBER
    if _SPARSITY.fullmatch(declared):
        return declared, NUMBER
    try:
        expression = parse_expression(declared)
        found = declared if expression.names else expression.evaluate({})
    except ExpressionError as error:
        raise SweepError(f"axis {name}: {spelling(declared)} is no value: {error}") from None
    if isinstance(found, bool):
        raise SweepError(f"axis {name}: {spelling(declared)} is no value: it is a condition")
    if isinstance(found, str):
        return found, NUMBER
    amount, exponents = parts(found)
    return _plain(name, Fraction(amount)), exponents


def spelling(declared: object) -> str:
    """Return a value as it was written."""
    return repr(declared) if isinstance(declared, str) else spelling_of(declared)  # type: ignore[arg-type]


def _plain(name: str, amount: Fraction | int) -> int | float:
    if not -_GREATEST <= amount <= _GREATEST:
        raise SweepError(f"axis {name}: a value is beyond {_GREATEST:.0e}")
    return amount.numerator if amount.denominator == 1 else float(amount)
