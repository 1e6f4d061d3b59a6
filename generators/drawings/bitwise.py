"""Which bit of which dimension each bit of an address is, where sizes and strides are powers of two."""

from __future__ import annotations

from specgen.data import frozen
from specgen.model.layouts import ADDRESS, Bound, Digit


@frozen()
class Bit:
    """A bit of a dimension; of an address that nothing moves: ``dim`` is empty."""

    dim: str = ""
    digit: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """Its name, as in ``c3``: bit 3 of c is ``c[3]``."""
        return f"{self.dim}[{self.number}]" if self.dim else ""


def bits_of(bound: Bound, axis: str) -> tuple[Bit, ...] | None:
    """Return what each bit of a coordinate is, from bit 0, before bits are exchanged.

    None where digits are not bits of it: a stride that is no power of two, or digits that add up with a carry. The
    outermost digit may have any size.
    """
    if axis == ADDRESS and bound.layout.offset:
        return None
    made: list[Bit] = []
    for name, stride in sorted(bound.places[axis], key=lambda place: place[1]):
        size = bound.sizes[name]
        if size == 1:
            continue
        low = stride.bit_length() - 1
        if stride != 1 << low or low < len(made) or (made and made[-1].number < 0):
            return None
        made += [Bit()] * (low - len(made))
        of = _bits(bound, bound.layout.digits[name], (size - 1).bit_length())
        if of is None:
            return None
        made += of
        if size & (size - 1):
            made.append(Bit(number=-1))
    if made and made[-1].number < 0:
        made.pop()
    return tuple(made)


def _bits(bound: Bound, digit: Digit, count: int) -> list[Bit] | None:
    """The bits of a digit as bits of dimensions."""
    low = digit.divisor.bit_length() - 1
    if digit.divisor != 1 << low:
        return None
    if digit.source not in bound.layout.fused:
        return [Bit(digit.source, digit.name, low + n) for n in range(count)]
    merged: list[Bit] = []
    for name, weight in reversed(bound.layout.fused[digit.source].digits):
        size = bound.sizes[name]
        if weight.value(bound.names) != 1 << len(merged):
            return None
        part = _bits(bound, bound.layout.digits[name], (size - 1).bit_length())
        if part is None:
            return None
        merged += part
    return merged[low : low + count] if low + count <= len(merged) else None
