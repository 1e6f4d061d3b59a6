"""Float, fixed-point and integer formats as the templates show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from specgen.generators.numerics.c.formats import (
    carrier,
    infinite_code,
    infinity_code,
    nan_code,
    quantum,
    sign_bit,
)
from specgen.generators.numerics.c.header.decoding import fixed_decoder, float_decoder
from specgen.generators.numerics.c.header.sources import DOUBLE, SINGLE, Source
from specgen.model.types import ElementType, FixedType, FloatType, IntegerType


@dataclass(frozen=True, slots=True)
class Variant:
    """A function by the suffix of its name, rounding and overflow as arguments; whether there is one for arrays."""

    suffix: str
    rounding: str
    overflow: str | None
    array: bool = True

    @property
    def stochastic(self) -> bool:
        """Whether it takes random integers."""
        return self.rounding == "N_FP_ROUND_STOCHASTIC"

    @property
    def parameters(self) -> str:
        """Its parameters after the first."""
        return ", uint32_t random, int random_bits" if self.stochastic else ""

    @property
    def random(self) -> str:
        """What it draws."""
        return "random, random_bits" if self.stochastic else "0, 0"

    @property
    def array_parameters(self) -> str:
        """The parameters of the one for arrays between input and output."""
        return "const uint32_t *N_FP_RESTRICT random, int random_bits, " if self.stochastic else ""

    @property
    def array_arguments(self) -> str:
        """What that one passes on for element i."""
        return ", random[i], random_bits" if self.stochastic else ""


@dataclass(frozen=True)
class Number:
    """A format with conversions from and to ``float`` and ``double``."""

    of: ElementType

    @property
    def name(self) -> str:
        """Its name."""
        return self.of.name

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return getattr(self.of, "summary", "") or f"{self.of.width}-bit integers."

    @property
    def code(self) -> str:
        """The C type of codes."""
        return f"uint{max(8, 1 << (self.of.width - 1).bit_length())}_t"

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Bits of the mantissa and exponent of the least normal number; integers are subnormal, all of them."""
        if isinstance(self.of, FloatType):
            return self.of.mantissa, self.of.min_exponent
        mantissa = self.of.width - int(self.of.signed)
        return mantissa, mantissa - (self.of.fraction if isinstance(self.of, FixedType) else 0)

    @property
    def constant(self) -> str:
        """The members of ``N_fp_format``."""
        of, (mantissa, least) = self.of, self.shape
        if not isinstance(of, FloatType):
            return f"{mantissa}, {least}, {least}, true, false, false, 0, {of.high:#x}, 0, 0"
        flags = [str(flag).lower() for flag in (of.has_zero, of.has_nan, of.has_negative_zero)]
        codes = (sign_bit(of), of.max_code, of.max_code + 1 if of.infinities else 0, nan_code(of))
        members = [mantissa, least, least + int(not of.subnormals), *flags, *map(_code, codes)]
        return ", ".join(map(str, members))

    @property
    def rounding(self) -> str:
        """The default rounding, in C."""
        default = "nearest_even" if isinstance(self.of, IntegerType) else self.of.rounding
        return f"N_FP_ROUND_{default.upper()}"

    @property
    def overflow(self) -> str | None:
        """The default overflow, in C; None where numbers always saturate."""
        return f"N_FP_OVERFLOW_{self.of.overflow.upper()}" if isinstance(self.of, FloatType) else None

    @property
    def modes(self) -> str:
        """The default modes, in words."""
        rounding = self.rounding.removeprefix("N_FP_ROUND_").lower().replace("_", " ")
        overflow = (self.overflow or "saturate").removeprefix("N_FP_OVERFLOW_").lower()
        return f"{rounding}, overflow {overflow}"

    def variants(self, source: Source) -> list[Variant]:
        """The default function, and those of other modes that may give something else: of doubles only the first."""
        found = [Variant("", self.rounding, self.overflow)]
        if source is DOUBLE:
            return found
        if isinstance(self.of, FloatType) and _ends(self.of, self.of.overflow) != _ends(self.of, "saturate"):
            found.append(Variant("_saturate", self.rounding, "N_FP_OVERFLOW_SATURATE"))
        if self.rounding != "N_FP_ROUND_TOWARD_ZERO":
            found.append(Variant("_toward_zero", "N_FP_ROUND_TOWARD_ZERO", self.overflow, array=False))
        return [*found, Variant("_stochastic", "N_FP_ROUND_STOCHASTIC", self.overflow)]

    @property
    def sources(self) -> list[Source]:
        """What is converted into the format."""
        return [SINGLE, DOUBLE]

    @property
    def decoders(self) -> list[tuple[Source, list[str]]]:
        """To what it is converted exactly, and how."""
        of = self.of
        to, lines = float_decoder(of) if isinstance(of, FloatType) else fixed_decoder(of)
        if to is SINGLE:
            return [(SINGLE, lines), (DOUBLE, [f"return (double)N_{self.name}_to_f32(code);"])]
        found = [(DOUBLE, lines)]
        if carried_by_float(of):
            found.append((SINGLE, [f"return (float)N_{self.name}_to_f64(code);"]))
        return found

    def encoded(
        self,
        source: Source,
        value: str,
        power: str = "0",
        modes: tuple[str, str, str] = ("rounding", "overflow", "N_fp_chance(rounding, random, random_bits)"),
    ) -> str:
        """The code of a ``value`` of a source over 2^power; ``modes`` are rounding, overflow and chance, in C."""
        mantissa, least = self.shape
        if source is SINGLE and mantissa >= SINGLE.mantissa:
            source, value = DOUBLE, f"(double){value}"
        small = least >= -126 and power == "0" and getattr(self.of, "has_zero", True)
        last = f", {str(small).lower()}" if source is SINGLE else ""
        number = (
            f"N_fp_take{source.bits}(N_fp_{source.real}_bits({value}){last}), {power}, N_{self.name}_format"
        )
        rounding, overflow, chance = modes
        if isinstance(self.of, FloatType):
            return f"({self.code})N_fp_encode{source.bits}({number}, {rounding}, {overflow}, {chance})"
        fixed = f"N_fp_fix{source.bits}({number}, {_code(-self.of.low)}, {rounding}, {chance})"
        whole = self.of.width in (8, 16, 32)
        return (
            f"({self.code}){fixed}" if whole else f"({self.code})({fixed} & {(1 << self.of.width) - 1:#x}u)"
        )


def supported(of: ElementType) -> bool:
    """Whether a double holds the format, and the integers in which it is rounded do."""
    if isinstance(of, FloatType):
        return carrier(of) is not None and of.mantissa < DOUBLE.mantissa and quantum(of) > -1022
    return of.width <= 32 and abs(Number(of).shape[1]) < 900


def carried_by_float(of: ElementType) -> bool:
    """Whether ``float`` has all values."""
    if isinstance(of, FloatType):
        return carrier(of) == "float"
    fraction = of.fraction if isinstance(of, FixedType) else 0
    return of.width - int(of.signed) <= SINGLE.mantissa + 1 and -100 < fraction < 126


def _ends(of: FloatType, overflow: str) -> tuple[object, ...]:
    """What becomes of numbers that are too great, and of infinities."""
    return infinity_code(of, overflow), infinite_code(of, overflow)


def _code(code: int) -> str:
    return f"{code:#x}" if code > 9 else str(code)
