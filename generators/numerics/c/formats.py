"""What the emitted C needs to know of a number format: how its values are handed about, and constants of it."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.model import numerics
from specgen.model.types import F32, F64, STOCHASTIC, FloatType, IntegerType

#: What the emitted integer arithmetic keeps exact while it rounds.
MAX_MANTISSA = 60
MAX_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Mode:
    """How a value is brought into a format; ``random_bits`` bits of an integer decide a stochastic rounding."""

    rounding: str
    overflow: str
    random_bits: int = 0

    @property
    def stochastic(self) -> bool:
        """Whether a random integer decides."""
        return self.rounding in STOCHASTIC

    def suffix(self, to: FloatType) -> str:
        """What a function's name says of the mode: nothing where it is the format's own."""
        if (self.rounding, self.overflow) == (to.rounding, to.overflow) and not self.random_bits:
            return ""
        bits = f"_{self.random_bits}" if self.random_bits else ""
        return f"_{self.rounding}_{self.overflow}{bits}"


def arithmetic_mode(of: FloatType) -> Mode:
    """How results of arithmetic are rounded."""
    return Mode("nearest_even", of.overflow)


def native(of: FloatType) -> str | None:
    """``float`` or ``double`` where that C type has the format's values, canonical NaN and overflow."""
    for twin, name in ((F32, "float"), (F64, "double")):
        if _shape(of) == _shape(twin):
            return name
    return None


def _shape(of: FloatType) -> tuple[object, ...]:
    parameters = (of.exponent, of.mantissa, of.bias, of.signed, of.infinities, of.nans, of.subnormals)
    return (*parameters, numerics.canonical_nan(of), of.overflow)


def code_type(of: FloatType) -> str:
    """The unsigned C type of a code.

    Raises:
        ValueError: the format is wider than the emitted C can round.
    """
    if of.width > MAX_WIDTH or of.mantissa > MAX_MANTISSA:
        raise ValueError(
            f"{of.name}: formats of more than {MAX_WIDTH} bits, or of mantissas of more than {MAX_MANTISSA}"
        )
    return f"uint{_container(of.width)}_t"


def c_type(of: FloatType) -> str:
    """The C type in which values are handed about: ``float``, ``double``, or that of a code."""
    return native(of) or code_type(of)


def as_value(of: FloatType, code: str) -> str:
    """The value of a code, as it is handed about."""
    kind = native(of)
    return f"N_{kind}_of({code})" if kind else code


def as_code(of: FloatType, value: str) -> str:
    """The code of a value."""
    kind = native(of)
    return f"N_{kind}_bits({value})" if kind else value


def function(kind: str, name: str, parameters: str, result: str) -> str:
    """The text of a function of one expression."""
    return f"static inline {kind} {name}({parameters})\n{{\n    return {result};\n}}\n"


def _container(width: int) -> int:
    return max(8, 1 << (width - 1).bit_length())


def integer_container(low: int, high: int) -> str:
    """The least of ``s32 u32 s64 u64 s128 u128`` that holds a range."""
    for bits in (32, 64, 128):
        if -(1 << (bits - 1)) <= low and high < 1 << (bits - 1):
            return f"s{bits}"
        if low >= 0 and high < 1 << bits:
            return f"u{bits}"
    raise ValueError(f"no machine integer holds {low} to {high}")


def container_of(of: IntegerType) -> str:
    """The machine integer in which values of a type are handed about."""
    return integer_container(of.low, of.high)


INTEGER_TYPES = {
    "s32": "int32_t",
    "u32": "uint32_t",
    "s64": "int64_t",
    "u64": "uint64_t",
    "s128": "N_s128",
    "u128": "N_u128",
}


def carrier(of: FloatType) -> str | None:
    """The least of ``float`` and ``double`` that holds every value exactly."""
    low, high = quantum(of), of.max_exponent
    if of.mantissa <= 23 and low >= -149 and high <= 127:
        return "float"
    return "double" if of.mantissa <= 52 and low >= -1074 and high <= 1023 else None


def quantum(of: FloatType) -> int:
    """Exponent of the least distance between two values."""
    return of.min_exponent - of.mantissa


def is_short_binary32(of: FloatType) -> bool:
    """Whether codes are the upper bits of float's, as BF16's and TF32's are."""
    same = (of.exponent, of.bias, of.signed, of.nans, of.subnormals) == (8, 127, True, "ieee", True)
    return same and of.mantissa < 23 and of.infinities


def sign_bit(of: FloatType) -> int:
    """The bit that makes a code negative; 0 in unsigned formats."""
    return 1 << (of.exponent + of.mantissa) if of.signed else 0


def magnitude_mask(of: FloatType) -> int:
    """All bits but the sign."""
    return (1 << (of.exponent + of.mantissa)) - 1


def nan_code(of: FloatType) -> int:
    """The code of NaN results: the greatest finite value where there is no NaN."""
    code = numerics.canonical_nan(of)
    return of.max_code if code is None else code


def infinity_code(of: FloatType, overflow: str) -> tuple[int, bool]:
    """What a number's overflow to ``overflow`` gives: the code of its magnitude, or of NaN and True."""
    if overflow == "infinity" and of.infinities:
        return of.max_code + 1, False
    if overflow in ("infinity", "nan") and of.has_nan:
        return nan_code(of), True
    return of.max_code, False


def infinite_code(of: FloatType, overflow: str) -> tuple[int, bool]:
    """The same for an infinity: only ``saturate`` takes it from a format that has it."""
    if overflow != "saturate" and of.infinities:
        return of.max_code + 1, False
    return infinity_code(of, overflow)


def refuses_negative(of: FloatType, overflow: str) -> bool:
    """Whether a negative number becomes NaN, in an unsigned format, rather than 0."""
    return not of.signed and of.has_nan and overflow in ("infinity", "nan")


def unsigned(value: int, bits: int = 32) -> str:
    """An unsigned literal of 32, 64 or 128 bits."""
    if bits == 128:
        return f"((N_u128)UINT64_C({value >> 64:#x}) << 64 | UINT64_C({value & ((1 << 64) - 1):#x}))"
    return f"UINT64_C({value:#x})" if bits == 64 else f"{value:#x}u"


def literal(value: int, container: str) -> str:
    """A machine integer (``s32`` to ``u128``) as C."""
    bits = int(container[1:])
    if container[0] == "u":
        return unsigned(value, bits)
    if bits < 128:
        return f"(-{-value - 1} - 1)" if value == -(1 << 31) else _int64(value) if bits == 64 else str(value)
    return f"(-(N_s128){unsigned(-value - 1, 128)} - 1)" if value < 0 else f"(N_s128){unsigned(value, 128)}"


def _int64(value: int) -> str:
    return "INT64_MIN" if value == -(1 << 63) else f"INT64_C({value})"
