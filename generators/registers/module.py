"""A Python module of a register map: one dataclass a kind, and the map by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.target import stamp
from specgen.generators.templating import one_line
from specgen.model.identity import binary_hash

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField

_HEAD = '''\
"""{stamp}, variant {variant}: registers. Generated, do not edit."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """Bits ``high`` to ``low`` of a register; ``reset`` is None where it is unknown."""

    high: int
    low: int
    access: str
    reset: int | None
    signed: bool = False
    values: dict[str, int] | None = None

    @property
    def mask(self) -> int:
        """The bits of the register that it takes."""
        return ((1 << (self.high - self.low + 1)) - 1) << self.low

    def get(self, value: int) -> int:
        """Return the field of a register's value."""
        found = (value & self.mask) >> self.low
        sign = 1 << (self.high - self.low)
        return (found ^ sign) - sign if self.signed else found

    def set(self, value: int, to: int) -> int:
        """Return a register's value with the field replaced; bits that do not fit are cut off."""
        return (value & ~self.mask) | ((to << self.low) & self.mask)


class Register(NamedTuple):
    """A register of ``width`` bits; ``counts`` and ``strides`` are of its block and itself, where they are arrays."""

    first: int
    width: int
    fields: dict[str, Field]
    counts: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()

    def address(self, *indices: int) -> int:
        """Return where it is. Raises IndexError where there is no such element."""
        if len(indices) != len(self.counts) or not all(0 <= i < n for i, n in zip(indices, self.counts)):
            raise IndexError(f"there is no element {{indices}} of {{self.counts}}")
        return self.first + sum(i * stride for i, stride in zip(indices, self.strides))


BINARY_HASH = "{binary}"
SIZE = {size:#x}
INTERRUPTS = {{{interrupts}}}
REGISTERS = {{
'''


def module(architecture: Architecture) -> str:
    """Return the text of the module."""
    blocks = architecture.registers.values()
    head = _HEAD.format(
        stamp=one_line(stamp(architecture)),
        variant=architecture.variant,
        binary=binary_hash(architecture),
        size=max(b.base + ((b.count or 1) - 1) * b.stride + b.size for b in blocks),
        interrupts=", ".join(f'"{i.name}": {i.line}' for i in architecture.interrupts.values()),
    )
    return "".join([head, *(_row(b, r) for b in blocks for r in b.registers), "}\n"])


def _row(block: RegisterBlock, register: HostRegister) -> str:
    arrays = [(one.count, one.stride) for one in (block, register) if one.count is not None]
    shape = f", {tuple(n for n, _ in arrays)}, {tuple(s for _, s in arrays)}" if arrays else ""
    fields = ", ".join(f'"{f.name}": {_field(f)}' for f in register.fields if f.reserved is None)
    key, first = f"{block.name}.{register.name}", block.base + register.offset
    return f'    "{key}": Register({first:#x}, {register.width}, {{{fields}}}{shape}),\n'


def _field(field: RegisterField) -> str:
    more = ""
    if field.signed or field.enum:
        values = {m.name: m.value for m in field.enum.members} if field.enum else None
        more = f", {field.signed}, {values}"
    return f'Field({field.high}, {field.low}, "{field.access}", {field.reset}{more})'
