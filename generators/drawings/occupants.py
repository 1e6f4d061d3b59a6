"""Who lies where: from addresses back to elements, for as many addresses as are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.model.layouts import ADDRESS, Bound
from specgen.model.layouts.bound import exchanged

Index = tuple[int, ...]
_MOST = 1 << 14


def occupants(bound: Bound, limit: int) -> dict[int, Index | None]:
    """Return which element begins at each address (in units) below ``limit``, on the first place of all other axes.

    None: padding, to which digits lead that go on beyond the shape. Where several elements share an address it is the
    first of them.
    """
    places = sorted(bound.places[ADDRESS], key=lambda place: -place[1])
    block = max((1 << (xor.dst[0] + 1) for xor in bound.layout.xors if xor.axis == ADDRESS), default=1)
    end = -(-limit // block) * block
    found: dict[int, Index | None] = {}
    for number, (address, digits) in enumerate(_combined(bound, places, bound.layout.offset, end, {})):
        if number > _MOST:
            break
        for xor in bound.layout.xors:
            if xor.axis == ADDRESS:
                address = exchanged(address, xor.dst, xor.src)
        if address < limit:
            index = _index(bound, digits)
            if found.get(address) is None:
                found[address] = index
    return found


def _combined(
    bound: Bound, places: list[tuple[str, int]], address: int, end: int, digits: dict[str, int]
) -> Iterator[tuple[int, dict[str, int]]]:
    """All values of the digits on the address, with the address below ``end`` that they add up to."""
    if not places:
        yield address, digits
        return
    (name, stride), *others = places
    count = bound.sizes[name]
    if stride > 0:
        count = min(count, max(-(-(end - address) // stride), 0))
    for value in range(count):
        yield from _combined(bound, others, address + value * stride, end, digits | {name: value})


def _index(bound: Bound, digits: dict[str, int]) -> Index | None:
    """The index of the element whose digits these are, all others 0; None beyond the shape."""
    layout, values = bound.layout, dict(digits)
    totals: dict[str, int] = {}
    for digit in reversed(layout.digits.values()):
        if digit.name in layout.fused:
            values[digit.name] = values.get(digit.name, totals.get(digit.name, 0))
            _divide(bound, digit.name, values)
        at = values.get(digit.name, 0)
        totals[digit.source] = totals.get(digit.source, 0) + at * digit.divisor
        if digit.source in layout.fused and digit.source not in layout.digits:
            values[digit.source] = totals[digit.source]
            _divide(bound, digit.source, values)
    index = tuple(totals.get(dim.name, 0) for dim in layout.dims)
    return index if all(at < size for at, size in zip(index, bound.shape, strict=True)) else None


def _divide(bound: Bound, name: str, values: dict[str, int]) -> None:
    """Give the digits that were merged into ``name`` their values."""
    total = values[name]
    for n, (merged, weight) in enumerate(bound.layout.fused[name].digits):
        step = weight.value(bound.names)
        values[merged] = total // step if n == 0 else total // step % bound.sizes[merged]
