"""What the kernels know of a format: its parameters as numbers, and the codes that stand for no finite number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Float:
    """A floating-point format: value = (-1)^s * 2^(e - bias) * 1.m, subnormals 2^(1 - bias) * 0.m.

    ``max_code`` is the greatest finite value's code; greater magnitudes that are not ``infinity`` are NaNs, and so is
    the code of -0 where there is a zero and ``negative_zero`` is false. ``nan`` is the code that results have, if any.
    """

    name: str
    exponent: int
    mantissa: int
    bias: int
    signed: bool
    subnormals: bool
    max_code: int
    infinity: int | None
    nan: int | None
    negative_zero: bool
    overflow: str
    rounding: str

    @property
    def width(self) -> int:
        """Bits of a code."""
        return int(self.signed) + self.exponent + self.mantissa

    @property
    def has_zero(self) -> bool:
        """Whether the code 0 is zero rather than the least power of two."""
        return self.subnormals or self.mantissa > 0

    @property
    def min_exponent(self) -> int:
        """Least exponent of a normal number."""
        return int(self.subnormals) - self.bias

    @property
    def max_exponent(self) -> int:
        """Exponent of the greatest finite value."""
        return max(self.max_code >> self.mantissa, int(self.subnormals)) - self.bias

    @property
    def sign(self) -> int:
        """The sign's bit; 0 without one."""
        return 1 << (self.width - 1) if self.signed else 0


@dataclass(frozen=True, slots=True)
class Fixed:
    """Two's complement or unsigned integers of ``width`` bits over 2^fraction, from ``low`` to ``high``."""

    name: str
    width: int
    fraction: int
    signed: bool
    low: int
    high: int
    rounding: str


Number = Float | Fixed


@dataclass(frozen=True, slots=True)
class Block:
    """``block`` elements along ``axis`` share a scale, found by ``scale_rule``: value = tensor scale * scale * element."""

    name: str
    element: Number
    scale: Float
    block: int
    axis: int
    scale_rule: str
    scale_rounding: str
    tensor_scale: Float | None


def code_dtype(of: Number) -> np.dtype[Any]:
    """Return the unsigned integers that hold a code. Raises ValueError beyond 64 bits."""
    for width in (8, 16, 32, 64):
        if of.width <= width:
            return np.dtype(f"u{width // 8}")
    raise ValueError(f"{of.name} has {of.width} bits; NumPy's integers end at 64")
