"""Units, and how quantities of several dimensions combine and are written."""

from __future__ import annotations

from fractions import Fraction

from specgen.model.quantity import Dimension

Exponents = tuple[int, int, int, int, int]
"""Powers of byte, second, cycle, operation and joule. A frequency is cycles per second."""

NUMBER: Exponents = (0, 0, 0, 0, 0)
DIMENSIONS: dict[Dimension, Exponents] = {
    Dimension.NUMBER: NUMBER,
    Dimension.BYTES: (1, 0, 0, 0, 0),
    Dimension.TIME: (0, 1, 0, 0, 0),
    Dimension.CYCLES: (0, 0, 1, 0, 0),
    Dimension.FREQUENCY: (0, -1, 1, 0, 0),
    Dimension.BANDWIDTH: (1, -1, 0, 0, 0),
    Dimension.BYTES_PER_CYCLE: (1, 0, -1, 0, 0),
    Dimension.OPERATIONS: (0, 0, 0, 1, 0),
    Dimension.OPERATIONS_PER_SECOND: (0, -1, 0, 1, 0),
    Dimension.POWER: (0, -1, 0, 0, 1),
    Dimension.ENERGY: (0, 0, 0, 0, 1),
}
BY_EXPONENTS = {exponents: dimension for dimension, exponents in DIMENSIONS.items()}
WORDS = {
    Dimension.NUMBER: "a plain number",
    Dimension.BYTES: "bytes",
    Dimension.TIME: "a time",
    Dimension.CYCLES: "cycles",
    Dimension.FREQUENCY: "a frequency",
    Dimension.BANDWIDTH: "a bandwidth",
    Dimension.BYTES_PER_CYCLE: "bytes per cycle",
    Dimension.OPERATIONS: "operations",
    Dimension.OPERATIONS_PER_SECOND: "operations per second",
    Dimension.POWER: "a power",
    Dimension.ENERGY: "an energy",
}

_METRIC = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "P": 10**15, "E": 10**18}
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60}
_SMALL = {"m": 10**3, "u": 10**6, "µ": 10**6, "μ": 10**6, "n": 10**9, "p": 10**12, "f": 10**15}
_PER = {"s": (0, -1, 0, 0, 0), "cycle": (0, 0, -1, 0, 0)}


def _family(base: str, exponents: Exponents, *prefixes: dict[str, int], names: tuple[str, ...] = ()) -> None:
    for name in (base, *names):
        UNITS[name] = (Fraction(1), exponents)
    for group in prefixes:
        for prefix, factor in group.items():
            value = Fraction(1, factor) if group is _SMALL else Fraction(factor)
            UNITS[prefix + base] = (value, exponents)


UNITS: dict[str, tuple[Fraction, Exponents]] = {}
_family("B", DIMENSIONS[Dimension.BYTES], _METRIC, _BINARY)
_family("s", DIMENSIONS[Dimension.TIME], _SMALL)
_family("Hz", DIMENSIONS[Dimension.FREQUENCY], _METRIC)
_family("cycle", DIMENSIONS[Dimension.CYCLES], names=("cycles",))
_family("op", DIMENSIONS[Dimension.OPERATIONS], _METRIC, names=("ops",))
_family("W", DIMENSIONS[Dimension.POWER], {"k": 10**3, "M": 10**6}, _SMALL)
_family("J", DIMENSIONS[Dimension.ENERGY], {"k": 10**3, "M": 10**6}, _SMALL)
_family("OPS", DIMENSIONS[Dimension.OPERATIONS_PER_SECOND], _METRIC)
_family("FLOPS", DIMENSIONS[Dimension.OPERATIONS_PER_SECOND], _METRIC)


def unit(text: str) -> tuple[Fraction, Exponents] | None:
    """Return what one ``KiB`` or ``B/cycle`` is in base units, or None where there is no such unit."""
    name, slash, per = text.partition("/")
    found = UNITS.get(name)
    if found is None or not slash:
        return found
    if per not in _PER:
        return None
    return found[0], combined(found[1], _PER[per], 1)


def unit_names() -> tuple[str, ...]:
    """Return the names of all units, for hints."""
    return (*UNITS, "B/s", "GB/s", "TB/s", "GiB/s", "B/cycle", "KiB/cycle", "op/s")


def combined(left: Exponents, right: Exponents, sign: int) -> Exponents:
    """Return the exponents of a product (``sign`` 1) or a quotient (-1)."""
    a, b, c, d, e = (x + sign * y for x, y in zip(left, right, strict=True))
    return a, b, c, d, e


def said(exponents: Exponents) -> str:
    """Return what something measures, in words."""
    dimension = BY_EXPONENTS.get(exponents)
    if dimension is not None:
        return WORDS[dimension]
    parts = [
        name if power == 1 else f"{name}^{power}"
        for name, power in zip(("B", "s", "cycle", "op", "J"), exponents, strict=True)
        if power
    ]
    return " ".join(parts)


_SHOWN = {
    Dimension.BYTES: ("EiB", "PiB", "TiB", "GiB", "MiB", "KiB", "B"),
    Dimension.TIME: ("s", "ms", "us", "ns", "ps", "fs"),
    Dimension.FREQUENCY: ("THz", "GHz", "MHz", "kHz", "Hz"),
    Dimension.BANDWIDTH: ("PB/s", "TB/s", "GB/s", "MB/s", "kB/s", "B/s"),
    Dimension.OPERATIONS_PER_SECOND: ("PFLOPS", "TFLOPS", "GFLOPS", "MFLOPS", "op/s"),
    Dimension.POWER: ("W", "mW", "uW", "nW", "pW"),
    Dimension.ENERGY: ("J", "mJ", "uJ", "nJ", "pJ", "fJ"),
}


def written(value: Fraction, dimension: Dimension) -> str:
    """Return a quantity as text: in the largest unit in which it is a short decimal of at least one."""
    if dimension is Dimension.NUMBER:
        return _decimal(value) or str(value)
    for name in _SHOWN.get(dimension, (dimension.value,)):
        found = unit(name)
        assert found is not None
        scaled = value / found[0]
        text = _decimal(scaled)
        if text is not None and (abs(scaled) >= 1 or (not value and found[0] == 1)):
            plural = "s" if name == "cycle" and scaled != 1 else ""
            return f"{text} {name}{plural}"
    return f"{float(value):.6g} {dimension.value}"


def _decimal(value: Fraction) -> str | None:
    """Return a number with at most three decimals, exactly, or None where it needs more."""
    if (value * 1000).denominator != 1:
        return None
    whole, rest = divmod(abs(int(value * 1000)), 1000)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}" if not rest else f"{sign}{whole}.{rest:03d}".rstrip("0")
