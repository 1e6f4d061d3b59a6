"""What algebra does not decide: all elements of a tensor, or some."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, product
from operator import sub
from random import Random
from typing import TYPE_CHECKING

from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.flat import Flat, Index
    from specgen.model.layouts.layout import Fused

MOST_LISTED = 1 << 20
MOST_SAMPLED = 1 << 12

Key = tuple[int, int]
"""Where an element lies, all axes flattened, and which one it is, broadcast digits aside."""


def listed(flat: Flat) -> tuple[Index, Index] | None:
    """Return two elements that share a place, of all; None where no two do."""
    if _apart(flat):
        return None
    keys = keys_of(flat)
    pair = _meeting(keys, flat.width)
    if pair is None:
        return None
    first, second = sorted(map(keys.index, pair))
    return _unravel(first, flat.bound.shape), _unravel(second, flat.bound.shape)


def _apart(flat: Flat) -> bool:
    """Whether places alone show that all elements lie apart, where these are quickly told."""
    if flat.bound.layout.fused or flat.bound.layout.broadcast:
        return False
    reader = _Reader(flat, identified=False)
    places = sorted(reader.exchanged(reader.totals()))
    return min(map(sub, places[1:], places), default=flat.width) >= flat.width


def keys_of(flat: Flat) -> list[Key]:
    """Return the keys of all elements, the last dimension fastest."""
    reader = _Reader(flat)
    return list(map(reader.key, reader.totals()))


def sampled(flat: Flat) -> tuple[Index, Index] | None:
    """Return two elements that share a place, of some that are drawn with a fixed seed."""
    reader = _Reader(flat)
    dims = [d.name for d in flat.bound.layout.dims]
    found: dict[Key, Index] = {}
    for index in samples(flat.bound):
        total = sum(reader.column(name, at + 1, at)[0] for name, at in zip(dims, index, strict=True))
        found.setdefault(reader.key(total), index)
    pair = _meeting(list(found), flat.width)
    if pair is None:
        return None
    first, second = sorted(found[key] for key in pair)
    return first, second


def samples(bound: Bound, count: int = MOST_SAMPLED) -> Iterator[Index]:
    """Yield corners of a tensor, and indices drawn with a fixed seed, not all of them distinct."""
    ends = (sorted({0, 1, size // 2, size - 1} - {size}) for size in bound.shape)
    draw = Random(0)
    yield from (corner for _, corner in zip(range(count // 2), product(*ends), strict=False))
    for _ in range(count // 2):
        yield tuple(draw.randrange(size) for size in bound.shape)


def _meeting(keys: Sequence[Key], width: int) -> tuple[Key, Key] | None:
    """Two keys of different elements that share a unit; None where there are none."""
    if width == 1 and len({place for place, _ in keys}) == len(keys):
        return None
    order = sorted(set(keys))
    for one, other in pairwise(order):
        if other[0] - one[0] < width:
            return one, other
    return None


def _unravel(position: int, shape: Index) -> Index:
    found = []
    for size in reversed(shape):
        position, at = divmod(position, size)
        found.append(at)
    return tuple(reversed(found))


class _Reader:
    """Adds up the digits of an index in one number, of which merged digits are a part, and reads its key from that."""

    def __init__(self, flat: Flat, *, identified: bool = True) -> None:
        self.bound, self.radices = flat.bound, flat.radices
        self.merged: list[tuple[int, list[tuple[int, int, int]]]] = []
        self.span = 1 + sum((t.size - 1) * t.weight for t in flat.terms)
        *identities, top = accumulate((t.size for t in flat.terms), int.__mul__, initial=self.span)
        self.coefficients = {
            t.digit: t.weight + own * identified for t, own in zip(flat.terms, identities, strict=True)
        }
        for fused in reversed(flat.bound.layout.fused.values()):
            top = self._merge(fused, top)
        self.merged.reverse()
        highest = max((xor.dst[0] for xor in flat.bound.layout.xors), default=0)
        self.shift = top.bit_length() + highest

    def _merge(self, fused: Fused, top: int) -> int:
        """Count a merged digit from ``top`` on, which its parts add up to; return what is beyond it."""
        bound, coefficients = self.bound, self.coefficients
        whole = coefficients.pop(fused.name, 0)
        if not whole:
            digits = [d for d in bound.layout.digits.values() if d.source == fused.name]
            parts = [
                (d.divisor, bound.sizes[d.name], coefficients.pop(d.name))
                for d in digits
                if d.name in coefficients
            ]
            self.merged.append((top, parts))
            whole = top
        for name, weight in fused.digits:
            coefficients[name] = whole * weight.value(bound.names)
        return max(top, whole * fused.size.value(bound.names))

    def totals(self) -> list[int]:
        """What the digits of all elements add up to, the last dimension fastest."""
        found = [0]
        for dim, size in zip(self.bound.layout.dims, self.bound.shape, strict=True):
            column = self.column(dim.name, size)
            found = [before + own for before in found for own in column]
        return found

    def exchanged(self, places: list[int]) -> list[int]:
        """Return places whose bits are exchanged."""
        xors = self.bound.layout.xors
        if not xors or len(self.radices) > 1:
            return list(map(self.exchange, places)) if xors else places
        start = self.bound.layout.offset if self.radices[0][0] == ADDRESS else 0
        found = [place + start for place in places]
        for xor in xors:
            mask, by, to = (2 << xor.src[0] - xor.src[1]) - 1, xor.src[1], xor.dst[1]
            found = [place ^ (place >> by & mask) << to for place in found]
        return found

    def column(self, dim: str, stop: int, start: int = 0) -> list[int]:
        """What each number of a dimension adds."""
        digits = [
            (d.divisor, self.bound.sizes[d.name], self.coefficients[d.name])
            for d in self.bound.layout.digits.values()
            if d.source == dim and d.name in self.coefficients
        ]
        return [sum(at // divisor % size * c for divisor, size, c in digits) for at in range(start, stop)]

    def key(self, total: int) -> Key:
        """Return the key of the element whose digits add up to ``total``."""
        rest = 0
        for top, parts in self.merged:
            number, total = divmod(total, top)
            rest += sum(number // divisor % size * c for divisor, size, c in parts)
        whose, place = divmod(total + rest, self.span)
        return (self.exchange(place) if self.bound.layout.xors else place), whose

    def exchange(self, place: int) -> int:
        """Return a place whose bits are exchanged on every axis."""
        found = 0
        for number, (axis, radix, _) in enumerate(reversed(self.radices), 1):
            at, place = divmod(place, radix)
            at = self.bound.exchange(axis, at + (self.bound.layout.offset if axis == ADDRESS else 0))
            found += at << self.shift * (len(self.radices) - number)
        return found
