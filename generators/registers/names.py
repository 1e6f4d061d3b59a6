"""Names of what a header defines.

Everything is called by a base, ``CHIP_REG_BLOCK_REGISTER_FIELD``, and one more word. No two bases are the same, and no such word
ends with another one, so that no two names are: a field called ``mask`` takes nobody's mask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import HostRegister, Interrupt, RegisterBlock, RegisterField
    from specgen.model.isa import Enum, EnumMember

_OWN = ("VALUE", "LINE", "INFO", "TABLE", "SIZE", "NOWHERE", "HOST_BIG")


@frozen(sealed=False)
class Named:
    """What a thing is called: ``upper`` is its base in macros, ``lower`` that in functions and types."""

    upper: str
    lower: str


class Names:
    """The bases of blocks, registers and fields; where two would be the same, the later one gets an underscore."""

    def __init__(self, architecture: Architecture) -> None:
        self.prefix = Named(f"{architecture.name.upper()}_REG", f"{architecture.name.lower()}_reg")
        self._taken = {f"{self.prefix.upper}_{word}" for word in _OWN}

    def block(self, block: RegisterBlock) -> Named:
        """Return the base of a block: ask for each once."""
        return self._give(self.prefix, block.name)

    def register(self, block: Named, register: HostRegister) -> Named:
        """Return the base of a register of the block that is called ``block``."""
        return self._give(block, register.name)

    def field(self, register: Named, field: RegisterField) -> Named:
        """Return the base of a field of the register that is called ``register``."""
        return self._give(register, field.name)

    def enum(self, enum: Enum) -> Named:
        """Return what the values of an enum begin with."""
        return self._give(Named(f"{self.prefix.upper}_VALUE", f"{self.prefix.lower}_value"), enum.name)

    def value(self, enum: Named, member: EnumMember) -> str:
        """Return the macro of a value of the enum that is called ``enum``."""
        return self._give(enum, member.name).upper

    def line(self, interrupt: Interrupt) -> str:
        """Return the macro of an interrupt's line."""
        return self._give(Named(f"{self.prefix.upper}_LINE", ""), interrupt.name).upper

    def _give(self, outer: Named, name: str) -> Named:
        upper = f"{outer.upper}_{name.upper()}"
        extra = ""
        while upper in self._taken:
            upper += "_"
            extra += "_"
        self._taken.add(upper)
        return Named(upper, f"{outer.lower}_{name.lower()}{extra}")
