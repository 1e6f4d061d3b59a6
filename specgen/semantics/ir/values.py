"""Where IR was written, and the types of its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.types import FloatType


@frozen(sealed=False)
class Span:
    """A place in the text of the semantics: 1-based line and column, end column exclusive."""

    line: int
    column: int
    end_column: int


@frozen(sealed=False)
class IntValue:
    """A mathematical integer known to lie in [low, high]."""

    low: int
    high: int

    @property
    def bits(self) -> int:
        """Width of the smallest machine type that holds it (two's complement where it may be negative)."""
        if self.low >= 0:
            return max(self.high.bit_length(), 1)
        return max((-self.low - 1).bit_length(), self.high.bit_length()) + 1


@frozen(sealed=False)
class BoolValue:
    """A condition."""


@frozen(sealed=False)
class FloatValue:
    """A value of ``format`` with at most ``significant`` significant bits (fewer than the format's where exactness is known)."""

    format: FloatType
    significant: int


Value = IntValue | BoolValue | FloatValue
