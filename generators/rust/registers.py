"""Register maps: a module a block, in it a type a register with its address, its reset value and its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope, camel
from specgen.generators.rust.bits import Bits, Whole
from specgen.generators.rust.text import WORDS, number

if TYPE_CHECKING:
    from specgen.generators.rust.enums import Enumeration
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField


@dataclass(frozen=True, slots=True)
class Register:
    """A register as a number of its own type; ``fields`` is empty where it is not divided."""

    register: HostRegister
    name: str
    type: str
    reset: str
    fields: tuple[tuple[RegisterField, Bits, str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of registers as a module."""

    block: RegisterBlock
    name: str
    registers: tuple[Register, ...]


class Registers:
    """Names what a crate says of registers."""

    def __init__(self, enums: Mapping[str, Enumeration]) -> None:
        self._enums = enums
        self._modules = Scope(WORDS)

    def blocks(self, blocks: Iterable[RegisterBlock]) -> list[Block]:
        """Return the blocks with their registers."""
        return [self._block(one) for one in blocks]

    def _block(self, one: RegisterBlock) -> Block:
        types = Scope(WORDS)
        registers = tuple(self._register(r, types.give(r.name, camel(r.name))) for r in one.registers)
        return Block(one, self._modules.give(one.name, one.name.lower()), registers)

    def _register(self, one: HostRegister, name: str) -> Register:
        methods = Scope(WORDS)
        constants = Scope((), ("ADDRESS", "COUNT", "STRIDE", "RESET"))
        whole = Whole("self.0", one.width)
        divided = len(one.fields) > 1 or any(f.width != one.width for f in one.fields)
        fields = tuple(
            (
                f,
                whole.bits(f, self._enums.get(f.enum.name) if f.enum else None, methods, "with"),
                constants.give(f.name, f"{f.name}_MASK".upper()),
                number(f.mask),
            )
            for f in one.fields
            if divided and f.reserved is None
        )
        return Register(one, name, f"u{one.width}", number(one.reset), fields)
