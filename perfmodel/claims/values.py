"""What claims compute with: amounts with a dimension, words, and things that have members or can be called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from specgen.model.quantity import Dimension
from specgen.model.units import BY_EXPONENTS, DIMENSIONS, NUMBER, Exponents, said

SECONDS, BYTES = DIMENSIONS[Dimension.TIME], DIMENSIONS[Dimension.BYTES]
OPERATIONS, JOULES = DIMENSIONS[Dimension.OPERATIONS], DIMENSIONS[Dimension.ENERGY]
CYCLES, HERTZ = DIMENSIONS[Dimension.CYCLES], DIMENSIONS[Dimension.FREQUENCY]
BYTES_PER_SECOND, WATTS = DIMENSIONS[Dimension.BANDWIDTH], DIMENSIONS[Dimension.POWER]
OPERATIONS_PER_SECOND = DIMENSIONS[Dimension.OPERATIONS_PER_SECOND]
PLAIN = NUMBER


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in base units."""

    value: int | float
    exponents: Exponents = NUMBER


@dataclass(frozen=True, slots=True)
class Word:
    """A value that is one of several words, such as what bounds an operator."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """An argument of a function: ``whole``, ``number`` or ``word``; of what dimension, and whether it may be left out."""

    kind: str = "whole"
    exponents: Exponents = NUMBER
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """What can be called: the arguments that it takes, by name and in order, and what makes the value of them.

    ``make`` may raise ValueError, in words, for arguments that do not go together.
    """

    takes: Mapping[str, Take]
    make: Callable[[dict[str, Any]], Value]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something named: ``what`` it is in words, its members (made when asked for), and what a call of it gives.

    ``amount`` is its own value, where it stands for a number as well.
    """

    what: str
    members: Mapping[str, Callable[[], Value]] = field(default_factory=dict)
    call: Function | None = None
    amount: Callable[[], Amount] | None = None


Value = Amount | Word | Thing
Members = dict[str, Callable[[], Value]]
"""Values by name, made when they are asked for."""
Scope = Mapping[str, Callable[[], Value]]
"""What the names of a claim mean."""


def plain(value: int | float) -> Callable[[], Amount]:
    """Return what makes a plain number."""
    return lambda: Amount(value)


def in_bytes(value: int | float) -> Callable[[], Amount]:
    """Return what makes so many bytes."""
    return lambda: Amount(value, BYTES)


_SCALES = {
    Dimension.BYTES: (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10), ("B", 1)),
    Dimension.TIME: (("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("ps", 1e-12)),
    Dimension.FREQUENCY: (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3), ("Hz", 1)),
    Dimension.BANDWIDTH: (("TB/s", 1e12), ("GB/s", 1e9), ("MB/s", 1e6), ("B/s", 1)),
    Dimension.OPERATIONS: (("Pop", 1e15), ("Top", 1e12), ("Gop", 1e9), ("Mop", 1e6), ("op", 1)),
    Dimension.OPERATIONS_PER_SECOND: (("POPS", 1e15), ("TOPS", 1e12), ("GOPS", 1e9), ("op/s", 1)),
    Dimension.POWER: (("kW", 1e3), ("W", 1), ("mW", 1e-3), ("uW", 1e-6)),
    Dimension.ENERGY: (("kJ", 1e3), ("J", 1), ("mJ", 1e-3), ("uJ", 1e-6), ("nJ", 1e-9), ("pJ", 1e-12)),
    Dimension.CYCLES: (("cycles", 1),),
}


def shown(value: Amount | Word) -> str:
    """Return a value as people read it: four digits, in a unit of its size."""
    if isinstance(value, Word):
        return value.text
    scales = _SCALES.get(BY_EXPONENTS.get(value.exponents, Dimension.NUMBER))
    number = float(value.value)
    if scales is None:
        return _digits(number) + ("" if value.exponents == NUMBER else f" {said(value.exponents)}")
    name, factor = next((s for s in scales if abs(number) >= s[1]), scales[-1])
    return f"{_digits(number / factor)} {name}"


def _digits(number: float) -> str:
    if number == int(number) and abs(number) < 1e9:
        return f"{int(number):,}"
    if 100 <= abs(number) < 1e9:
        return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.1f}"
    return f"{number:.4g}"
