"""What a codec needs to know of structures: the head of the module ``codec`` in generated packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class IntegerType:
    """An integer of 8, 16, 32 or 64 bits."""

    width: int
    signed: bool

    @property
    def low(self) -> int:
        """The least value."""
        return -(1 << (self.width - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """The greatest value."""
        return (1 << (self.width - int(self.signed))) - 1


@dataclass(frozen=True)
class FloatType:
    """A float of 32 or 64 bits."""

    width: int


@dataclass(frozen=True)
class EnumMember:
    """A named value."""

    name: str
    value: int


@dataclass(frozen=True)
class Enum:
    """Named values; a closed enum refuses all others."""

    name: str
    open: bool
    members: tuple[EnumMember, ...]

    @cached_property
    def by_name(self) -> dict[str, EnumMember]:
        """Members by name."""
        return {m.name: m for m in self.members}

    @cached_property
    def by_value(self) -> dict[int, EnumMember]:
        """Members by value."""
        return {m.value: m for m in self.members}


@dataclass(frozen=True)
class ErrorCode:
    """What a constraint reports."""

    name: str
    code: int


@dataclass(frozen=True, eq=False)
class Expression:
    """A condition over the integers of a structure."""

    text: str
    names: tuple[str, ...]
    holds: Callable[[Mapping[str, int]], bool]


@dataclass(frozen=True, eq=False)
class BitField:
    """Bits ``high`` to ``low`` of a member."""

    name: str
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


@dataclass(frozen=True)
class Checksum:
    """What a checksum covers."""

    algorithm: str
    first: str
    last: str


@dataclass(frozen=True, eq=False)
class Value:
    """What stands in the bytes of a member, or of an arm of a union."""

    name: str
    type: IntegerType | FloatType | Structure
    count: int | None = None
    counted_by: str | None = None
    flexible: bool = False
    text: bool = False
    enum: Enum | None = None
    low: int | None = None
    high: int | None = None
    valid_when: Expression | None = None

    @property
    def element_size(self) -> int:
        """Bytes of one value."""
        return self.type.size if isinstance(self.type, Structure) else self.type.width // 8

    @property
    def size(self) -> int:
        """Bytes of the fixed part."""
        return self.element_size * (1 if self.count is None else self.count)


@dataclass(frozen=True, eq=False)
class Member:
    """A member at ``offset``."""

    name: str
    offset: int
    size: int
    value: Value | None = None
    arms: tuple[Value, ...] = ()
    bits: tuple[BitField, ...] = ()
    constant: int | None = None
    reserved: str | None = None
    checksum: Checksum | None = None

    @property
    def union(self) -> bool:
        """Whether several arms share its bytes."""
        return bool(self.arms)


@dataclass(frozen=True, eq=False)
class Constraint:
    """What holds between members."""

    holds: Expression
    summary: str = ""
    error: ErrorCode | None = None


@dataclass(frozen=True, eq=False)
class Structure:
    """Members at fixed offsets."""

    name: str
    endian: str
    size: int
    least: int
    members: tuple[Member, ...]
    constraints: tuple[Constraint, ...] = ()
    growth: str = "fixed"
    sized_by: str | None = None

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """Members by name."""
        return {m.name: m for m in self.members}

    @cached_property
    def bit_fields(self) -> dict[str, tuple[Member, BitField]]:
        """Bit fields by name, with the member they are in."""
        return {b.name: (m, b) for m in self.members for b in m.bits}

    @property
    def flexible(self) -> Member | None:
        """The last member, where its length is told by another one."""
        last = self.members[-1]
        return last if last.value is not None and last.value.flexible else None
