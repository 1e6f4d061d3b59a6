"""The numerics that generated C uses: whoever needs a function asks for its name, and at the end for the text."""

from __future__ import annotations

from collections.abc import Callable

from specgen.generators.numerics.c import arithmetic, converting, integers, parts, selecting
from specgen.generators.numerics.c.formats import (
    Mode,
    as_code,
    as_value,
    container_of,
    integer_container,
)
from specgen.model.types import F32, F64, FloatType, IntegerType

_HEAD = """\
/* Numbers of every format: each operation rounds once, and a NaN that it gives is the format's canonical one. */
#ifndef N_NUMERICS_H
#define N_NUMERICS_H

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0, "float and double have to round as they are written");

__extension__ typedef __int128 N_s128;
__extension__ typedef unsigned __int128 N_u128;

static inline uint32_t N_float_bits(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline float N_float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t N_double_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double N_double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
"""


class Numerics:
    """Names of the functions of ``numerics.h``; only those that were asked for are in its text.

    Values are ``float`` for f32, ``double`` for f64, else codes in the least of
    ``uint8_t`` to ``uint64_t`` (`c_type`). Every method that returns a name remembers it.
    """

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    # -- what is asked for

    def convert(
        self,
        source: FloatType,
        to: FloatType,
        rounding: str | None = None,
        overflow: str | None = None,
        random_bits: int = 0,
    ) -> str:
        """``to f(source x)``; ``to f(source x, uint64_t random)`` where stochastic."""
        mode = Mode(rounding or to.rounding, overflow or to.overflow, random_bits)
        name = f"N_{to.name}_from_{source.name}{mode.suffix(to)}"
        return self._made(name, lambda: converting.conversion(self, source, to, mode, name))

    def from_int(
        self,
        low: int,
        high: int,
        to: FloatType,
        rounding: str | None = None,
        overflow: str | None = None,
        random_bits: int = 0,
    ) -> str:
        """``to f(x)`` for an integer in [low, high], which is handed over in `integer_type`."""
        source = integer_container(low, high)
        mode = Mode(rounding or to.rounding, overflow or to.overflow, random_bits)
        name = f"N_{to.name}_from_{source}{mode.suffix(to)}"
        return self._made(name, lambda: integers.from_integer(self, source, to, mode, name))

    def to_int(self, source: FloatType, to: IntegerType, rounding: str, nan: int = 0) -> str:
        """``int f(source x)``, clamped to ``to`` and handed over in `integer_type` of its range."""
        special = f"_nan{nan}".replace("-", "_minus_") if nan else ""
        name = f"N_{to.name}_from_{source.name}_{rounding}{special}"
        return self._made(name, lambda: integers.to_integer(self, source, to, rounding, nan, name))

    def binary(self, op: str, of: FloatType, daz: bool = False, ftz: bool = False) -> str:
        """``add sub mul div`` of two values."""
        return self._operation(op, of, daz, ftz)

    def fma(self, of: FloatType, daz: bool = False, ftz: bool = False) -> str:
        """Fused: a * b + c with one rounding."""
        return self._operation("fma", of, daz, ftz)

    def unary(self, op: str, of: FloatType, daz: bool = False, ftz: bool = False) -> str:
        """``neg abs sqrt`` of one value."""
        if op == "sqrt":
            return self._operation(op, of, daz, ftz)
        name = f"N_{of.name}_{op}"
        return self._made(name, lambda: arithmetic.sign(op, of, name))

    def _operation(self, op: str, of: FloatType, daz: bool, ftz: bool) -> str:
        name = f"N_{of.name}_{op}{'_daz' * daz}{'_ftz' * ftz}"
        return self._made(name, lambda: arithmetic.operation(self, op, of, name, daz=daz, ftz=ftz))

    def minmax(self, op: str, of: FloatType) -> str:
        """``minimum maximum minimum_number maximum_number`` of two values."""
        name = f"N_{of.name}_{op}"
        return self._made(name, lambda: selecting.minmax(self, op, of, name))

    def compare(self, op: str, of: FloatType) -> str:
        """``bool f(a, b)``: ``eq ne lt le gt ge``."""
        name = f"N_{of.name}_{op}"
        return self._made(name, lambda: selecting.comparison(self, op, of, name))

    def test(self, op: str, of: FloatType) -> str:
        """``bool f(x)``: ``nan`` or ``infinite``."""
        name = f"N_{of.name}_is_{op}"
        return self._made(name, lambda: selecting.test(op, of, name))

    def scale(self, of: FloatType) -> str:
        """``of f(of x, int64_t power)``: x * 2^power, for a power already clamped to 64 bits."""
        name = f"N_{of.name}_ldexp"
        return self._made(name, lambda: selecting.scaling(self, of, name))

    def bits(self, of: FloatType, value: str) -> str:
        """The raw bits of a value, as C."""
        return as_code(of, value)

    def from_bits(self, of: FloatType, code: str) -> str:
        """The value with these raw bits (no more than the format's width), as C."""
        return as_value(of, code)

    def constant(self, of: FloatType, code: int) -> str:
        """The value with these raw bits, as C."""
        return as_value(of, f"UINT64_C({code:#x})" if of.width > 32 else f"{code:#x}u")

    @staticmethod
    def integer_type(low: int, high: int) -> str:
        """``s32 u32 s64 u64 s128 u128``: how integers of a range are handed over."""
        return integer_container(low, high)

    @staticmethod
    def integer_type_of(of: IntegerType) -> str:
        """The same for a type."""
        return container_of(of)

    def text(self) -> str:
        """``numerics.h``."""
        body = "\n".join(self._texts.values())
        middle = f"\n{parts.PARTS}" if "N_parts" in body else ""
        return f"{_HEAD}{middle}\n{body}\n#endif\n" if body else f"{_HEAD}\n#endif\n"

    # -- what the texts ask for

    def need(self, name: str, text: str) -> str:
        """Has a fixed text in the header."""
        return self._made(name, lambda: text)

    def unpack(self, of: FloatType) -> str:
        """``N_parts f(value)``."""
        return self._made(f"N_{of.name}_unpack", lambda: parts.unpack(of))

    def pack(self, to: FloatType, mode: Mode) -> str:
        """``code f(N_parts[, uint64_t random])``."""
        name = f"N_{to.name}_pack{mode.suffix(to)}"
        return self._made(name, lambda: parts.pack(to, mode, name))

    def parts_of(self) -> str:
        """``N_parts f(negative, significand, exponent, more)``."""
        return "N_parts_of"

    def parts_tiny(self) -> str:
        """``bool f(N_parts, least, precision)``."""
        return self.need("N_parts_tiny", parts.TINY)

    def parts_operation(self, op: str) -> str:
        """An operation on numbers taken apart."""
        self.need("N_parts_nan", parts.NAN)
        if op in ("add", "sub", "fma"):
            self.need("N_parts_sum", parts.SUM)
            self.need("N_parts_add", parts.ADD)
        if op == "fma":
            self.need("N_parts_mul", parts.MUL)
        return self.need(f"N_parts_{op}", getattr(parts, op.upper()))

    def order(self, of: FloatType) -> str:
        """``int f(value)`` in the order of values."""
        name = f"N_{of.name}_order"
        return self._made(name, lambda: selecting.order(of, name))

    def flush_input(self, of: FloatType) -> str:
        """Subnormal values made zeros of their sign."""
        name = f"N_{of.name}_flushed"
        return self._made(name, lambda: arithmetic.flush_input(of, name))

    def widen(self, of: FloatType, real: str) -> str:
        """``float f(x)`` or ``double f(x)``: exact."""
        return self.convert(of, F32 if real == "float" else F64)

    def _made(self, name: str, make: Callable[[], str]) -> str:
        if name not in self._texts:
            self._texts[name] = make()
        return name
