"""A tensor layout: from a logical index, through digits, to coordinates on axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.model.item import Item
from specgen.model.layouts.sizes import ELEMENT, Size, named

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.layouts.bound import Bound
    from specgen.model.memory import Memory
    from specgen.model.types import NumberType

ADDRESS = "addr"
"""The axis that is an address in units; others are banks, lanes, registers, tiles of the chip."""
MAX_DIMS = 12


@frozen()
class Dim:
    """A dimension of the tensor: ``size`` is fixed, or ``any`` and then its own name.

    A size that is given at use is a multiple of ``multiple`` and at most ``most``; ``example`` is the size that
    drawings and sampled checks take.
    """

    name: str
    size: Size
    example: int
    multiple: int = 1
    most: int | None = None

    def check(self, owner: str, size: int) -> None:
        """Raise ValueError where a tensor of the layout ``owner`` cannot have this size."""
        fixed = self.size.known
        if fixed is not None and size != fixed:
            raise ValueError(f"{self.name} of {owner} is {fixed}, not {size}")
        if size < 0:
            raise ValueError(f"{self.name} of {owner} is negative: {size}")
        if self.most is not None and size > self.most:
            raise ValueError(f"{self.name} of {owner} is at most {self.most}, not {size}")
        if size % self.multiple:
            raise ValueError(f"{self.name} of {owner} is a multiple of {self.multiple}, not {size}")


@frozen()
class Digit:
    """A part of a dimension or of a fused digit: ``(source // divisor) % size``; no remainder where it is ``outermost``."""

    name: str
    source: str
    divisor: int
    size: Size
    outermost: bool = True


@frozen()
class Fused:
    """Digits merged into one number, from the outermost to the innermost, with the weight of each."""

    name: str
    digits: tuple[tuple[str, Size], ...]
    size: Size


@frozen()
class Place:
    """Where a digit goes on an axis: it adds ``digit * stride``."""

    digit: str
    stride: Size


@frozen()
class Axis:
    """An axis and what adds up on it; ``copies``: every element is there so many times, an extent apart."""

    name: str
    places: tuple[Place, ...]
    copies: int = 1


@frozen()
class Xor:
    """Bits ``dst`` of an axis are replaced by their exclusive or with bits ``src``; both (high, low), of one length."""

    axis: str
    dst: tuple[int, int]
    src: tuple[int, int]


@frozen()
class Argument:
    """A number given at use, such as a pitch: in units; dense by default where it says how much that is."""

    name: str
    example: int | None = None
    default: Size | None = None


@frozen()
class Banks:
    """What serves addresses in parallel: bank = (byte address // ``width``) % ``count``, or the coordinate on ``axis``."""

    count: int
    width: int
    axis: str = ""
    memory: Memory | None = None


@frozen()
class Access:
    """What ``lanes`` lanes touch at once: lane ``lane`` reads ``vector`` elements along the last dimension at ``index``.

    The expressions of ``index``, one a dimension, are over ``lane``, ``constants`` and the counters of ``repeat``, all of
    whose values are looked at. ``ways``: the most accesses that a bank may have to serve in turn (None: any). ``align``:
    what a lane's bytes are aligned to (None: to the vector, where that is several elements and a power of two bytes).
    """

    name: str
    lanes: int
    vector: int
    index: tuple[Expression, ...]
    constants: dict[str, int] = field(default_factory=dict)
    repeat: tuple[tuple[str, int], ...] = ()
    ways: int | None = None
    align: int | None = None


@frozen(eq=False, kw_only=True, slots=False)
class Layout(Item):
    """Where the elements of a tensor lie.

    An index has one number a dimension of ``dims``. Dimensions are split into ``digits``, some merged (``fused``) and
    split again; every digit that is left has a place on one of ``axes`` or is one of ``broadcast``. A coordinate is
    the sum on its axis (that of the axis ``addr`` plus ``offset``), its bits exchanged by ``xors`` in their order. Addresses
    count in units of ``unit`` bits (0: of one element; its ``packed`` bits, or else whole bytes). ``element`` is None where
    the layout is for any. ``pad``: what lies where digits go on beyond a dimension: ``zero``, ``any``, or it is ``forbidden``.
    ``capacity``: what there is on an axis, on ``addr`` in bytes. ``align``: bytes to which the tensor's first is aligned.
    ``order``: ``row_major`` or ``column_major`` where it was written as just that, with the argument ``pitch`` in bytes.
    """

    dims: tuple[Dim, ...]
    digits: dict[str, Digit]
    fused: dict[str, Fused] = field(default_factory=dict)
    axes: dict[str, Axis]
    broadcast: tuple[str, ...] = ()
    xors: tuple[Xor, ...] = ()
    arguments: dict[str, Argument] = field(default_factory=dict)
    offset: int = 0
    unit: int = 0
    packed: bool = False
    element: NumberType | None = None
    pad: str = "forbidden"
    capacity: dict[str, int] = field(default_factory=dict)
    align: int = 1
    banks: Banks | None = None
    accesses: dict[str, Access] = field(default_factory=dict)
    order: str = ""

    @property
    def placed(self) -> tuple[Digit, ...]:
        """The digits that nothing splits or merges any more, in the order of the dimensions."""
        gone = {d.source for d in self.digits.values()} - {d.name for d in self.dims}
        merged = {name for one in self.fused.values() for name, _ in one.digits}
        return tuple(d for d in self.digits.values() if d.name not in merged | gone)

    @cached_property
    def multiples(self) -> dict[str, int]:
        """What the sizes of each dimension are multiples of: where nothing may be padded, of its inner digits too."""
        found = {d.name: d.multiple for d in self.dims}
        for digit in self.digits.values() if self.pad == "forbidden" else ():
            if digit.source in found and digit.outermost:
                found[digit.source] = lcm(found[digit.source], digit.divisor)
        return found

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The sizes of the dimensions, where all are fixed."""
        sizes = [d.size.known for d in self.dims]
        return None if None in sizes else tuple(s for s in sizes if s is not None)

    def bind(
        self,
        shape: Sequence[int] | None = None,
        *,
        element: NumberType | None = None,
        arguments: Mapping[str, int] | None = None,
    ) -> Bound:
        """Return the layout of one tensor: of ``shape`` (None: the fixed one, or the example) and of ``element``.

        ``arguments`` are in units. Raises ValueError with what does not fit.
        """
        from specgen.model.layouts.bound import bind

        return bind(self, shape, element, arguments or {})

    def address(
        self,
        index: Sequence[int],
        *,
        shape: Sequence[int] | None = None,
        element: NumberType | None = None,
        size: int = 1,
        base: int = 0,
        **arguments: int,
    ) -> int:
        """Return the byte address of an element (of its first bit's byte) of a tensor at ``base``.

        Where the layout names no element it is ``element``, or has ``size`` bytes; ``shape`` may be left out where it is
        fixed, or where no stride depends on it. Raises ValueError for an index outside, or what does not fit.
        """
        from specgen.model.layouts.bound import unbounded
        from specgen.model.types import IntegerType

        if element is None and self.element is None:
            element = IntegerType(8 * size, signed=False)
        if shape is None and self.shape is None:
            shape = unbounded(self, index, arguments)
        return base + self.bind(shape, element=element, arguments=arguments).address(index)


def ordered(order: str, **item: Any) -> Layout:
    """Return (i, j) in the ``order`` ``row_major`` or ``column_major``, with a pitch in bytes; ``item``: its name and so on."""
    major, minor = ("i", "j") if order == "row_major" else ("j", "i")
    dims = tuple(Dim(d, named(d), 8) for d in ("i", "j"))
    places = (Place(major, named("pitch")), Place(minor, named(ELEMENT)))
    return Layout(
        **item,
        dims=dims,
        digits={d.name: Digit(d.name, d.name, 1, d.size) for d in dims},
        axes={ADDRESS: Axis(ADDRESS, places)},
        arguments={"pitch": Argument("pitch", None, named(minor) * named(ELEMENT))},
        unit=8,
        order=order,
    )
