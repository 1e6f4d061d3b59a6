"""Functions of ``numerics.h`` over arrays, each with what it has to give: the Python runtime, and exact rationals."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from specgen.generators.interpreter.python import runtime
from specgen.generators.numerics.c import Numerics, c_type
from specgen.generators.numerics.c.formats import INTEGER_TYPES, container_of
from specgen.model import numerics
from specgen.model.types import (
    DETERMINISTIC,
    F16,
    F32,
    F64,
    OVERFLOWS,
    ROUNDINGS,
    STOCHASTIC,
    FloatType,
    IntegerType,
)
from tests.generators.interpreter import formats
from tests.generators.interpreter.formats import E4M3, E4M3_FNUZ, E8M0, P3109_P1, TF32, raw, values
from tests.semantics import reals

RANDOM_BITS = (3, 11, 63)
POWERS = IntegerType(64, signed=True)
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-Werror"]
FLAGS = ["-std=c11", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", *WARNINGS]
SANITIZED = ["-O1", "-fsanitize=undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-lubsan"]

WIDE = FloatType(name="wide", exponent=11, mantissa=28, bias=1023)
FAR = FloatType(name="far", exponent=13, mantissa=10, bias=4095)
NO_ZERO = FloatType(
    name="no_zero", exponent=4, mantissa=0, bias=7, infinities=False, nans="none", subnormals=False,
    overflow="saturate",
)  # fmt: skip
TRUNCATED = FloatType(name="truncated", exponent=8, mantissa=23, bias=127, canonical_nan=0xFFFFFFFF)
#: Formats of which the Python runtime does not know all; exact rationals do.
ODD = (WIDE, FAR, NO_ZERO, TRUNCATED)


@dataclass(frozen=True)
class Probe:
    """One function: its operands (numbers, or ``int``: how many random bits), its result (None: a condition)."""

    title: str
    request: Callable[[Numerics], str]
    operands: tuple[FloatType | IntegerType | int, ...]
    result: FloatType | IntegerType | None
    expected: Callable[..., Any] | None
    exact: Callable[..., int]


def conversions(
    sources: Sequence[FloatType], targets: Sequence[FloatType], *, all_modes: bool = True
) -> list[Probe]:
    """Every rounding of every pair; the overflows take turns unless ``all_modes``."""
    found = []
    for number, source in enumerate(sources):
        for to in targets:
            for turn, rounding in enumerate(ROUNDINGS):
                for overflow in (
                    OVERFLOWS if all_modes else (OVERFLOWS[(turn + number + to.mantissa) % len(OVERFLOWS)],)
                ):
                    found.append(_conversion(source, to, rounding, overflow))
    return found


def _conversion(source: FloatType, to: FloatType, rounding: str, overflow: str) -> Probe:
    bits = RANDOM_BITS[to.mantissa % 3] if rounding in STOCHASTIC else 0

    def exact(code: int, draw: int = 0) -> int:
        return numerics.encode(to, numerics.decode(source, code), rounding, overflow, draw, bits)

    def expected(codes: Any, *draws: Any) -> Any:
        return raw(runtime.converter(source, to, rounding, overflow, bits)(values(codes, source), *draws), to)

    known = source not in ODD and to not in ODD
    return Probe(
        f"{to.name} of {source.name} {rounding} {overflow}",
        lambda n: n.convert(source, to, rounding, overflow, bits),
        (source, bits) if bits else (source,),
        to,
        expected if known else None,
        exact,
    )


def arithmetic(of: FloatType) -> list[Probe]:
    """All operations, subnormals kept and flushed; signs."""
    counts = {"add": 2, "sub": 2, "mul": 2, "div": 2, "sqrt": 1, "fma": 3}
    found = [
        _operation(op, of, count, daz, ftz)
        for op, count in counts.items()
        for daz in (False, True)
        for ftz in (False, True)
    ]
    if of.signed:
        found += [_operation(op, of, 1, False, False) for op in ("neg", "abs")]
    return found


def _operation(op: str, of: FloatType, count: int, daz: bool, ftz: bool) -> Probe:
    def request(n: Numerics) -> str:
        if op == "fma":
            return n.fma(of, daz, ftz)
        return n.binary(op, of, daz, ftz) if count == 2 else n.unary(op, of, daz, ftz)

    def expected(*codes: Any) -> Any:
        given = [values(c, of) for c in codes]
        if op in ("neg", "abs"):
            return raw(runtime.sign(op, of)(*given), of)
        return raw(runtime.operation(op, of, daz=daz, ftz=ftz)(*given), of)

    return Probe(
        f"{op} of {of.name}{' daz' * daz}{' ftz' * ftz}",
        request,
        (of,) * count,
        of,
        None if of in ODD else expected,
        lambda *codes: reals.operate(of, op, list(codes), daz, ftz),
    )


def selections(of: FloatType) -> list[Probe]:
    """Minimum, maximum, comparisons, tests, powers of two."""
    extremes = ("minimum", "maximum", "minimum_number", "maximum_number")
    return [
        *(_extreme(op, of) for op in extremes),
        *(_comparison(op, of) for op in ("eq", "ne", "lt", "le", "gt", "ge")),
        *(_test(op, of) for op in ("nan", "infinite")),
        _scaling(of),
    ]


def _extreme(op: str, of: FloatType) -> Probe:
    def expected(a: Any, b: Any) -> Any:
        return raw(runtime.minmax(op, of)(values(a, of), values(b, of)), of)

    return Probe(
        f"{op} of {of.name}",
        lambda n: n.minmax(op, of),
        (of, of),
        of,
        None if of in ODD else expected,
        lambda a, b: reals.extreme(of, op, a, b),
    )


def _comparison(op: str, of: FloatType) -> Probe:
    def expected(a: Any, b: Any) -> Any:
        return runtime.comparison(op, of)(values(a, of), values(b, of))

    return Probe(
        f"{op} of {of.name}",
        lambda n: n.compare(op, of),
        (of, of),
        None,
        None if of in ODD else expected,
        lambda a, b: int(reals.compare(of, op, a, b)),
    )


def _scaling(of: FloatType) -> Probe:
    def expected(codes: Any, powers: Any) -> Any:
        return raw(runtime.scaling(of)(values(codes, of), powers), of)

    return Probe(
        f"ldexp of {of.name}",
        lambda n: n.scale(of),
        (of, POWERS),
        of,
        None if of in ODD else expected,
        lambda code, power: reals.scale(of, code, power),
    )


def _test(op: str, of: FloatType) -> Probe:
    specials = {"nan": (reals.NAN,), "infinite": (reals.INFINITY, reals.MINUS_INFINITY)}[op]
    return Probe(
        f"{op} of {of.name}",
        lambda n: n.test(op, of),
        (of,),
        None,
        None,
        lambda code: int(numerics.decode(of, code) in specials),
    )


def to_integers(of: FloatType, integers: Sequence[IntegerType]) -> list[Probe]:
    """Every rounding to some integer types."""
    found = []
    for to in integers:
        for rounding in DETERMINISTIC:
            nan = {8: -7 if to.signed else 3, 64: to.low}.get(to.width, 0)
            found.append(_to_integer(of, to, rounding, nan))
    return found


def _to_integer(of: FloatType, to: IntegerType, rounding: str, nan: int) -> Probe:
    known = of not in ODD and to.width <= 64
    return Probe(
        f"{to.name} of {of.name} {rounding}",
        lambda n: n.to_int(of, to, rounding, nan),
        (of,),
        _container(to),
        (lambda codes: runtime.to_integer(of, to, rounding, nan)(values(codes, of))) if known else None,
        lambda code: reals.to_integer(of, code, rounding, to.low, to.high, nan),
    )


def _container(of: IntegerType) -> IntegerType:
    name = container_of(of)
    return IntegerType(int(name[1:]), name.startswith("s"))


def from_integers(to: FloatType, integers: Sequence[IntegerType]) -> list[Probe]:
    """Every rounding of some integer types."""
    return [
        _from_integer(source, to, rounding, OVERFLOWS[(turn + source.width) % len(OVERFLOWS)])
        for source in integers
        for turn, rounding in enumerate(ROUNDINGS)
    ]


def _from_integer(source: IntegerType, to: FloatType, rounding: str, overflow: str) -> Probe:
    bits = RANDOM_BITS[to.mantissa % 3] if rounding in STOCHASTIC else 0
    known = to not in ODD and source.width <= 64
    return Probe(
        f"{to.name} of {source.name} {rounding} {overflow}",
        lambda n: n.from_int(source.low, source.high, to, rounding, overflow, bits),
        (source, bits) if bits else (source,),
        to,
        (lambda x, *d: raw(runtime.from_integer(to, rounding, overflow, bits)(x, *d), to)) if known else None,
        lambda x, draw=0: numerics.encode(to, Fraction(x), rounding, overflow, draw, bits),
    )


CONTAINERS = tuple(IntegerType(bits, signed) for bits in (32, 64, 128) for signed in (True, False))
RESULTS = (
    IntegerType(8, True),
    IntegerType(5, False),
    IntegerType(22, True),
    *CONTAINERS,
    IntegerType(100, True),
)


@cache
def classes() -> dict[str, tuple[Probe, ...]]:
    """All probes by the kind of function."""
    every = (*formats.ALL, *ODD)
    return {
        "conversions": (
            *conversions((E4M3, E4M3_FNUZ, E8M0, P3109_P1, TF32, F16, F32, F64), formats.ALL),
            *conversions(formats.ALL, (F32, formats.BF16, E4M3), all_modes=False),
            *conversions(ODD, every, all_modes=False),
            *conversions(every, ODD, all_modes=False),
        ),
        "arithmetic": tuple(p for of in every for p in arithmetic(of)),
        "selections": tuple(p for of in every for p in selections(of)),
        "to integers": tuple(p for of in every for p in to_integers(of, RESULTS)),
        "from integers": tuple(p for of in every for p in from_integers(of, CONTAINERS)),
    }


# -- operands ----------------------------------------------------------------------------------------------------------


def operands(probe: Probe, count: int, dice: np.random.Generator) -> list[Any]:
    """Arrays of operands: all codes where there are no more than ``count`` of them, else near and far ones."""
    floats = [o for o in probe.operands if isinstance(o, FloatType)]
    bits = sum(o.width for o in floats)
    if len(floats) == len(probe.operands) and 1 << bits <= count:
        every = np.arange(1 << bits, dtype=np.uint64)
        parts = []
        for of in floats:
            parts.append((every & np.uint64((1 << of.width) - 1)).astype(f"u{_bytes(of.width)}"))
            every = every >> np.uint64(of.width)
        return parts
    return [_operand(o, count, dice) for o in probe.operands]


def _operand(kind: FloatType | IntegerType | int, count: int, dice: np.random.Generator) -> Any:
    if isinstance(kind, int):
        return dice.integers(0, 1 << kind, count, dtype=np.uint64)
    if isinstance(kind, FloatType):
        return formats.codes(kind, count, dice)
    if kind is POWERS:
        near = np.where(
            dice.random(count) < 0.5, dice.integers(-40, 40, count), dice.integers(-300, 300, count)
        )
        return np.where(dice.random(count) < 0.9, near, dice.integers(-(1 << 62), 1 << 62, count))
    return _integers(kind, count, dice)


def _integers(kind: IntegerType, count: int, dice: np.random.Generator) -> Any:
    """Integers of all sizes, some of few bits and some next to a power of two."""
    words = [dice.integers(0, 1 << 64, count, dtype=np.uint64, endpoint=False) for _ in range(2)]
    shifts = dice.integers(0, kind.width, count)
    found = []
    for low, high, shift, shape in zip(
        words[0].tolist(),
        words[1].tolist(),
        shifts.tolist(),
        dice.integers(0, 4, count).tolist(),
        strict=True,
    ):
        value = (high << 64 | low) & ((1 << kind.width) - 1)
        value = (value >> shift, 1 << shift, (1 << shift) - 1, (1 << shift) | (value & 3))[shape]
        value = value - (1 << kind.width) if kind.signed and value >> (kind.width - 1) else value
        found.append(-value if kind.signed and value > kind.low and low & 1 else value)
    return np.array(found, object if kind.width > 64 else f"{'i' if kind.signed else 'u'}{kind.width // 8}")


# -- compiled ----------------------------------------------------------------------------------------------------------


def _bytes(width: int) -> int:
    return max(8, 1 << (width - 1).bit_length()) // 8


def _held(kind: FloatType | IntegerType | int | None) -> tuple[str, int]:
    """The C type and bytes of an operand or a result."""
    if kind is None:
        return "bool", 1
    if isinstance(kind, int):
        return "uint64_t", 8
    if isinstance(kind, FloatType):
        return c_type(kind), _bytes(kind.width)
    return INTEGER_TYPES[container_of(kind)], max(4, _bytes(kind.width))


def _as_bytes(array: Any, kind: FloatType | IntegerType | int) -> bytes:
    size = _held(kind)[1]
    if array.dtype == object:
        return b"".join((int(x) & ((1 << 128) - 1)).to_bytes(16, "little") for x in array)
    if isinstance(kind, IntegerType):
        return bytes(array.astype(f"{'i' if kind.signed else 'u'}{size}").tobytes())
    return bytes(array.astype(f"u{size}").tobytes())


class Compiled:
    """Probes compiled by one compiler; ``run`` gives a function's results for arrays of operands."""

    def __init__(self, probes: Sequence[Probe], compiler: str, *flags: str) -> None:
        n = Numerics()
        loops = [_loop(number, probe, probe.request(n)) for number, probe in enumerate(probes)]
        self.probes = probes
        with tempfile.TemporaryDirectory() as folder:
            source, library = Path(folder, "probes.c"), Path(folder, "probes.so")
            Path(folder, "numerics.h").write_text(n.text(), encoding="utf-8")
            source.write_text(
                f'#include <stddef.h>\n#include "numerics.h"\n\n{"".join(loops)}', encoding="utf-8"
            )
            subprocess.run(
                [compiler, *FLAGS, *flags, "-shared", "-fPIC", "-o", library, source, "-lm"], check=True
            )
            self._library = ctypes.CDLL(str(library))

    def run(self, number: int, given: Sequence[Any]) -> Any:
        """The results: codes, integers or conditions."""
        probe = self.probes[number]
        count = len(given[0])
        buffers = [_as_bytes(array, kind) for array, kind in zip(given, probe.operands, strict=True)]
        size = _held(probe.result)[1]
        result = ctypes.create_string_buffer(max(count * size, 1))
        getattr(self._library, f"run{number}")(*buffers, result, ctypes.c_size_t(count))
        return _results(result.raw[: count * size], probe.result)


def _results(given: bytes, kind: FloatType | IntegerType | None) -> Any:
    size = _held(kind)[1]
    if isinstance(kind, IntegerType) and size == 16:
        cells = (given[at : at + 16] for at in range(0, len(given), 16))
        return np.array([int.from_bytes(cell, "little", signed=kind.signed) for cell in cells], object)
    sign = "i" if isinstance(kind, IntegerType) and kind.signed else "u"
    return np.frombuffer(given, f"{sign}{size}")


def _loop(number: int, probe: Probe, name: str) -> str:
    letters = "abc"[: len(probe.operands)]
    parameters = ", ".join(f"const {_held(o)[0]} *{x}" for o, x in zip(probe.operands, letters, strict=True))
    result, called = _held(probe.result)[0], ", ".join(f"{x}[i]" for x in letters)
    head = f"void run{number}({parameters}, {result} *r, size_t n)"
    return f"{head};\n{head}\n{{\n    for (size_t i = 0; i < n; i++)\n        r[i] = {name}({called});\n}}\n"


def wrong(compiled: Compiled, number: int, given: Sequence[Any], *, exactly: int) -> list[str]:
    """What a function gets wrong: beside the Python runtime all, beside exact rationals the first ``exactly``."""
    probe, got = compiled.probes[number], compiled.run(number, given)
    found = []
    if probe.expected is not None:
        with np.errstate(all="ignore"):
            expected = np.asarray(probe.expected(*given))
        for at in np.flatnonzero(expected != got)[:5].tolist():
            found.append(_said(probe, given, at, got, expected[at]))
    for at in range(len(given[0]) if probe.expected is None else min(exactly, len(given[0]))):
        right = probe.exact(*(int(array[at]) for array in given))
        if right != int(got[at]):
            found.append(_said(probe, given, at, got, right))
    return found


def _said(probe: Probe, given: Sequence[Any], at: int, got: Any, right: Any) -> str:
    lane = ", ".join(hex(int(array[at])) for array in given)
    return f"{probe.title}: ({lane}) is {int(right):#x}, not {int(got[at]):#x}"
