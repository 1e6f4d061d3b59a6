"""What numbers are converted from: C's ``float`` and ``double``, in the integers of their bits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """``float`` or ``double``: bits of the type and of its fraction, and the exponents' bias."""

    bits: int
    mantissa: int
    bias: int

    @property
    def name(self) -> str:
        """``f32`` or ``f64``."""
        return f"f{self.bits}"

    @property
    def real(self) -> str:
        """The C type."""
        return "float" if self.bits == 32 else "double"

    @property
    def u(self) -> str:
        """The unsigned integer of its bits."""
        return f"uint{self.bits}_t"

    @property
    def s(self) -> str:
        """The signed integer."""
        return f"int{self.bits}_t"

    @property
    def infinity(self) -> str:
        """The bits of infinity."""
        return f"{(1 << (self.bits - 1)) - (1 << self.mantissa):#x}u"

    @property
    def quiet(self) -> str:
        """The bits of NaN."""
        return f"{(1 << (self.bits - 1)) - (1 << (self.mantissa - 1)):#x}u"

    @property
    def suffix(self) -> str:
        """Of literals."""
        return "f" if self.bits == 32 else ""

    def lengthened(self, significand: str) -> str:
        """A significand with a double's digits, in C."""
        return significand if self.bits == 64 else f"(uint64_t){significand} << {52 - self.mantissa}"


SINGLE, DOUBLE = Source(32, 23, 127), Source(64, 52, 1023)
