"""How often one bank is asked in turn where lanes read or write at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.layouts.aligning import alignment
from specgen.model.layouts.bits import places
from specgen.model.layouts.collisions import PROVED
from specgen.model.layouts.flat import Index
from specgen.model.layouts.lanes import Touch, bits_of, inside, repetitions, touches
from specgen.model.layouts.layout import ADDRESS

if TYPE_CHECKING:
    from specgen.model.layouts.bound import Bound
    from specgen.model.layouts.layout import Access, Banks

Word = tuple[int, ...]


@frozen()
class Conflict:
    """The most words that one ``bank`` serves in turn, and where: ``repeat`` has the counters' values.

    ``meeting`` are two lanes that want different words of the bank; None where no two do. ``how``: ``enumerated`` where
    all repetitions were looked at; ``proved`` where one stands for all, as addresses are affine over bits; ``sampled``.
    """

    ways: int
    bank: int
    repeat: dict[str, int]
    meeting: tuple[Touch, Touch] | None
    how: str


def conflicts(bound: Bound, access: Access) -> Conflict:
    """Return the worst conflict of an access, by the banks of the layout; lanes that want one word get it at once.

    The tensor's first byte is taken to lie in the first bank. Raises Outside for an index beyond a dimension, ValueError
    where the layout has no banks, ExpressionError for an index that is no whole number.
    """
    banks = bound.layout.banks
    if banks is None:
        raise ValueError(f"{bound.layout.name} has no banks")
    repeats, how = repetitions(access)
    if _affine(bound, access):
        repeats, how = [dict.fromkeys(repeats[0], 0)], PROVED
    worst = Conflict(0, 0, {}, None, how)
    for repeat in repeats:
        served: dict[int, dict[Word, Touch]] = {}
        for touch in touches(bound, access, repeat):
            for bank, word in words(bound, banks, touch.index):
                served.setdefault(bank, {}).setdefault(word, touch)
        bank, most = max(served.items(), key=lambda item: (len(item[1]), -item[0]))
        if len(most) > worst.ways:
            lanes = {touch.lane: touch for touch in most.values()}
            first, second = (*lanes.values(), None)[:2]
            meeting = None if first is None or second is None else (first, second)
            worst = Conflict(len(most), bank, repeat, meeting, how)
    return worst


def words(bound: Bound, banks: Banks, index: Index) -> Iterator[tuple[int, Word]]:
    """Yield the banks and words in which an element lies."""
    at = bound.locate(index)
    if banks.axis:
        others = tuple(at[axis] for axis in sorted(at) if axis != banks.axis)
        yield at[banks.axis], others
        return
    others = tuple(at[axis] for axis in sorted(at) if axis != ADDRESS)
    start, end = at[ADDRESS] * bound.unit, (at[ADDRESS] + bound.width) * bound.unit
    for word in range(start // (8 * banks.width), -(-end // (8 * banks.width))):
        yield word % banks.count, (word, *others)


def _affine(bound: Bound, access: Access) -> bool:
    """Whether bank and word are affine over the bits of lane, element of the vector and counters.

    What the counters add is then the same for all lanes, by exclusive or, and changes no conflict.
    """
    banks = bound.layout.banks
    if banks is None or not access.repeat or (not banks.axis and not _whole(bound, banks)):
        return False
    index = bits_of(access).index
    return inside(bound, index) and None not in places(bound, index).values()


def _whole(bound: Bound, banks: Banks) -> bool:
    """Whether elements are aligned to their size, and units, words and banks are powers of two."""
    size = bound.unit * bound.width
    sizes = (size, bound.unit, banks.count, banks.width)
    return all(one & one - 1 == 0 for one in sizes) and alignment(bound) % size == 0
