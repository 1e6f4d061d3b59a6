"""Structures: bytes that two sides agree on, member by member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces.errors import ErrorCode
    from specgen.model.isa import Enum
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin
    from specgen.model.types import FloatType, IntegerType

RESERVED = ("zero", "ignored", "preserve")
CHECKSUMS = ("crc32", "crc32c", "crc64", "sum32", "sha256")
GROWTHS = ("fixed", "append", "sized")


@frozen(eq=False, kw_only=True)
class BitField(Item):
    """Bits ``high`` to ``low`` of a member, bit 0 the least significant of its value.

    ``reserved`` is None for a real field; ``zero``: readers refuse other bits; ``ignored``: writers write zero and readers
    do not look; ``preserve``: who changes the member keeps them. ``valid_when``: else they are reserved, and zero.
    """

    high: int
    low: int
    signed: bool = False
    enum: Enum | None = None
    reserved: str | None = None
    valid_when: Expression | None = None

    @property
    def width(self) -> int:
        """Number of bits."""
        return self.high - self.low + 1

    @property
    def mask(self) -> int:
        """The bits of the member that it takes."""
        return ((1 << self.width) - 1) << self.low


@frozen(eq=False, kw_only=True)
class Checksum:
    """A member that covers the bytes from member ``first`` to the end of member ``last``; its own count as zero."""

    algorithm: str
    first: str
    last: str


@frozen(eq=False, kw_only=True)
class Value(Item):
    """What stands in the bytes of a member or of an arm of a union.

    ``type`` is an integer of 8, 16, 32 or 64 bits, f32 or f64, or another structure. ``count`` is None for one value; an
    array has as many, or, in a last member that is ``flexible``, as many as ``counted_by`` says (``count`` is then 0).
    With both, ``counted_by`` tells how many of the ``count`` are there, and the others are zero. ``text``: UTF-8, filled
    up with zeros. ``address_of``: it holds an address in that memory.
    """

    type: IntegerType | FloatType | Structure
    count: int | None = None
    counted_by: str | None = None
    flexible: bool = False
    text: bool = False
    enum: Enum | None = None
    low: int | None = None
    high: int | None = None
    address_of: Memory | None = None
    unit: str = ""
    valid_when: Expression | None = None

    @property
    def element_size(self) -> int:
        """Bytes of one value."""
        return self.type.size if isinstance(self.type, Structure) else (self.type.width + 7) // 8

    @property
    def size(self) -> int:
        """Bytes of the fixed part: none of a flexible array."""
        return self.element_size * (1 if self.count is None else self.count)

    @property
    def alignment(self) -> int:
        """What its offset is a multiple of, unless the structure is packed."""
        return self.type.align if isinstance(self.type, Structure) else self.element_size


@frozen(eq=False, kw_only=True)
class Member(Item):
    """A member at ``offset`` bytes: one value or array, or a union of ``arms`` that share its bytes.

    A union is as long as its longest arm, filled up to its alignment; the bytes after an arm are zero.
    ``constant``: the only value it may have. ``bits``: how an integer is divided, every bit of it named.
    A member with ``valid_when`` is zero where that does not hold.
    """

    offset: int
    size: int
    value: Value | None
    arms: tuple[Value, ...] = ()
    bits: tuple[BitField, ...] = ()
    constant: int | None = None
    reserved: str | None = None
    checksum: Checksum | None = None

    @property
    def union(self) -> bool:
        """Whether several arms share its bytes; each says by ``valid_when`` when it is the one."""
        return bool(self.arms)


@frozen(eq=False, kw_only=True)
class Constraint:
    """What holds between members; ``error`` is what a reader reports where it does not."""

    holds: Expression
    summary: str
    error: ErrorCode | None
    origin: Origin


@frozen(eq=False, kw_only=True, slots=False)
class Structure(Item):
    """Members at fixed offsets; ``size`` bytes, without what a flexible last member adds.

    ``endian`` is the order of bytes in every value (``little``, ``big``). ``growth``: ``fixed``, it never changes;
    ``append``, later versions add members at its end; ``sized``, besides, ``sized_by`` holds how many bytes the writer
    wrote: readers take what is missing for zero. ``least`` is the size that every reader needs (of the first version).
    """

    endian: str
    size: int
    align: int
    packed: bool = False
    members: tuple[Member, ...]
    constraints: tuple[Constraint, ...] = ()
    growth: str = "fixed"
    sized_by: str | None = None
    least: int

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """Members by name."""
        return {m.name: m for m in self.members}

    @cached_property
    def bit_fields(self) -> dict[str, tuple[Member, BitField]]:
        """Bit fields by name, with the member they are in: names are unique among members and bit fields."""
        return {b.name: (m, b) for m in self.members for b in m.bits}

    @property
    def flexible(self) -> Member | None:
        """The last member, where its length is told by another one."""
        last = self.members[-1] if self.members else None
        return last if last is not None and last.value is not None and last.value.flexible else None

    @cached_property
    def enum_values(self) -> dict[str, int]:
        """What conditions call the values of enums; see `enum_values`."""
        return enum_values(self.members)


def enum_values(members: Iterable[Member]) -> dict[str, int]:
    """Names for the values of all enums in some members and in what these hold: ``kind.copy``, and ``copy``.

    The short one is left out where it means several values.
    """
    short: dict[str, set[int]] = {}
    found: dict[str, int] = {}
    for enum in _enums(members):
        for one in enum.members:
            found[f"{enum.name}.{one.name}"] = one.value
            short.setdefault(one.name, set()).add(one.value)
    return found | {name: values.pop() for name, values in short.items() if len(values) == 1}


def _enums(members: Iterable[Member], seen: set[Structure] | None = None) -> Iterator[Enum]:
    """Enums of members, and of each structure that they hold once."""
    seen = set() if seen is None else seen
    for member in members:
        yield from (b.enum for b in member.bits if b.enum is not None)
        for one in (member.value, *member.arms):
            if one is not None and one.enum is not None:
                yield one.enum
            if one is not None and isinstance(one.type, Structure) and one.type not in seen:
                seen.add(one.type)
                yield from _enums(one.type.members, seen)
