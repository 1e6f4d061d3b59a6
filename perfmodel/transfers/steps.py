"""Two layouts of one tensor side by side: the loops of a copy from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from math import prod

from specgen.data import frozen
from specgen.model.layouts import ADDRESS, Bound

MOST_BOXES = 64


@frozen()
class Step:
    """A loop: so many turns, and the bits from one to the next in the source and in the target."""

    size: int
    source: int
    target: int


@frozen()
class Box:
    """A part of a tensor that loops, nested in any order, copy whole: it begins at these bits of the source and the target."""

    start: tuple[int, int]
    steps: tuple[Step, ...]

    @property
    def count(self) -> int:
        """Elements of it."""
        return prod(step.size for step in self.steps)


def boxes(source: Bound, target: Bound) -> list[Box] | None:
    """Return the loops that copy all elements, merged as far as both layouts allow; None where no loops of fixed strides do.

    That is where bits are exchanged, digits merged, an axis is no address, or digits of one layout cut across those of
    the other. Ragged ends of padded dimensions make boxes of their own.
    """
    cut = [_digits(bound) for bound in (source, target)]
    if cut[0] is None or cut[1] is None:
        return None
    dims = [_segments(size, cut[0][i], cut[1][i]) for i, size in enumerate(source.shape)]
    if any(one is None for one in dims) or prod(len(one or ()) for one in dims) > MOST_BOXES:
        return None
    choices = product(*(one for one in dims if one is not None))
    return [_box(choice, source, target, cut[0], cut[1]) for choice in choices]


Digits = list[tuple[int, int]]
Segment = tuple[int, list[Step]]


def _box(
    choice: tuple[Segment, ...], source: Bound, target: Bound, of: list[Digits], to: list[Digits]
) -> Box:
    first = [index for index, _ in choice]
    start = (
        source.layout.offset * source.unit + sum(map(_at, first, of)),
        target.layout.offset * target.unit + sum(map(_at, first, to)),
    )
    return Box(start, _merged([step for _, steps in choice for step in steps]))


def _at(index: int, digits: Digits) -> int:
    """The bits that an index of a dimension is away from the first."""
    bits = 0
    for divisor, stride in reversed(digits):
        digit, index = divmod(index, divisor)
        bits += digit * stride
    return bits


def _digits(bound: Bound) -> list[Digits] | None:
    """For each dimension its digits as (divisor, stride in bits), the innermost first."""
    layout = bound.layout
    if layout.fused or layout.xors or layout.broadcast or set(layout.axes) != {ADDRESS}:
        return None
    if layout.axes[ADDRESS].copies > 1:
        return None
    strides = {digit: stride * bound.unit for digit, stride in bound.places[ADDRESS]}
    found: list[Digits] = []
    for dim in layout.dims:
        own = [d for d in layout.digits.values() if d.source == dim.name]
        found.append(sorted((d.divisor, strides.get(d.name, 0)) for d in own if bound.sizes[d.name] > 1))
    return found


def _segments(size: int, source: Digits, target: Digits) -> list[Segment] | None:
    """The loops over one dimension with the index where they begin: over whole digits, and over what is left at its end."""
    cuts = sorted({divisor for divisor, _ in (*source, *target)} | {1})
    if any(high % low for low, high in pairwise(cuts)):
        return None
    return list(_parts(0, size, cuts, source, target))


def _parts(first: int, size: int, cuts: list[int], source: Digits, target: Digits) -> Iterator[Segment]:
    if size == 0:
        return
    inside = [cut for cut in cuts if cut <= size]
    outer = inside[-1]
    turns, rest = divmod(size, outer)
    steps = [_step(turns, outer, source, target)]
    ends = [*inside[1:], outer]
    steps += [
        _step(high // low, low, source, target) for low, high in zip(inside, ends, strict=True) if high > low
    ]
    yield first, [step for step in steps if step.size > 1]
    yield from _parts(first + turns * outer, rest, inside[:-1], source, target)


def _step(turns: int, cut: int, source: Digits, target: Digits) -> Step:
    return Step(turns, _stride(cut, source), _stride(cut, target))


def _stride(cut: int, digits: Digits) -> int:
    """The bits that ``cut`` elements of a dimension are apart, where no digit carries."""
    own = [(divisor, stride) for divisor, stride in digits if divisor <= cut]
    if not own:
        return 0
    divisor, stride = own[-1]
    return cut // divisor * stride


def _merged(steps: list[Step]) -> tuple[Step, ...]:
    """Loops, those made one that follow each other in both layouts; the greatest stride of the source first."""
    found = sorted(steps, key=lambda s: (s.source, s.target), reverse=True)
    changed = True
    while changed:
        changed = False
        for outer, inner in product(found, found):
            follows = outer.source == inner.source * inner.size and outer.target == inner.target * inner.size
            if outer is not inner and follows:
                found[found.index(outer)] = Step(outer.size * inner.size, inner.source, inner.target)
                found.remove(inner)
                changed = True
                break
    return tuple(found)
