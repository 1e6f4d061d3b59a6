"""The machine types of C that values are held in, and which of them holds a range of integers."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.generators.numerics import native
from specgen.model.types import FloatType, IntegerType, NumberType


@dataclass(frozen=True, slots=True)
class CType:
    """A C type: its name, its width, and how it counts (``signed``, ``unsigned``, ``float`` or ``bool``)."""

    name: str
    bits: int
    kind: str

    @property
    def signed(self) -> bool:
        """Whether it holds negative integers."""
        return self.kind == "signed"

    @property
    def low(self) -> int:
        """The least integer it holds."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """The greatest integer it holds."""
        return (1 << (self.bits - 1)) - 1 if self.signed else (1 << self.bits) - 1

    def holds(self, low: int, high: int) -> bool:
        """Whether all of [low, high] fits."""
        return self.low <= low and high <= self.high


def _pair(bits: int) -> tuple[CType, CType]:
    return CType(f"int{bits}_t", bits, "signed"), CType(f"uint{bits}_t", bits, "unsigned")


I8, U8 = _pair(8)
I16, U16 = _pair(16)
I32, U32 = _pair(32)
I64, U64 = _pair(64)
I128, U128 = CType("N_s128", 128, "signed"), CType("N_u128", 128, "unsigned")
BOOL = CType("bool", 1, "bool")
FLOAT = CType("float", 32, "float")
DOUBLE = CType("double", 64, "float")

SIGNED = {t.bits: t for t in (I8, I16, I32, I64, I128)}
UNSIGNED = {t.bits: t for t in (U8, U16, U32, U64, U128)}


def promoted(t: CType) -> CType:
    """The type of an operand once C has promoted it: nothing computes in less than an ``int``."""
    return I32 if t.bits < 32 else t


def holder(low: int, high: int, least: int = 32) -> CType:
    """The smallest working type of at least ``least`` bits for integers in [low, high]; signed where both would do."""
    for bits in (32, 64, 128):
        if bits < least:
            continue
        for t in (SIGNED[bits], UNSIGNED[bits]):
            if t.holds(low, high):
                return t
    return I128 if low < 0 else U128


def unsigned_for(bits: int) -> CType:
    """The smallest unsigned working type of at least ``bits`` bits."""
    return UNSIGNED[32 if bits <= 32 else 64 if bits <= 64 else 128]


def storage(kind: NumberType) -> CType:
    """The type in which a place keeps a value: the smallest integer, ``float``, ``double``, or a float's raw code."""
    if isinstance(kind, FloatType) and (native := native_of(kind)) is not None:
        return native
    bits = max(8, 1 << (kind.width - 1).bit_length())
    return (SIGNED if isinstance(kind, IntegerType) and kind.signed else UNSIGNED)[bits]


def native_of(kind: FloatType) -> CType | None:
    """The C type whose values are those of a format, None where its codes are handed about."""
    return {"float": FLOAT, "double": DOUBLE}.get(native(kind) or "")
