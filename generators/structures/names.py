"""Identifiers of the C headers, one for each thing that a spec names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.naming import C_WORDS, Scope
from specgen.generators.structures.order import values_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Structure
    from specgen.model.isa import Enum, EnumMember

_KINDS = ("u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64")


class Names:
    """Names in C: ``chip_packet`` and its functions, ``CHIP_PACKET_SIZE``, members."""

    def __init__(self, architecture: Architecture) -> None:
        self.prefix = architecture.name.replace("-", "_").lower()
        self.upper = self.prefix.upper()
        taken = [f"{self.prefix}_{order}_{kind}" for order in ("le", "be") for kind in _KINDS]
        taken += [
            f"{self.prefix}_{name}" for name in ("rule", "refusal", "step", "refusal_path", "rule_name")
        ]
        taken += [
            f"{self.prefix}_{verb}_{o}{w}"
            for verb in ("load", "store")
            for o in ("le", "be")
            for w in (16, 32, 64)
        ]
        self._scope = Scope(C_WORDS, taken)
        self._members: dict[Structure, dict[str, str]] = {}
        for structure in architecture.structures.values():
            self.tag(structure)

    def tag(self, structure: Structure, *more: str) -> str:
        """Return the tag of its struct, or a name that begins with it."""
        parts = (self.prefix, structure.name, *more)
        return self._scope.give((structure, *more), "_".join(parts).lower())

    def macro(self, structure: Structure, *more: str) -> str:
        """Return a constant of a structure, such as ``CHIP_PACKET_SIZE``."""
        parts = (self.prefix, structure.name, *more)
        return self._scope.give(("macro", structure, *more), "_".join(parts).upper())

    def constant(self, enum: Enum, member: EnumMember) -> str:
        """Return a value of an enum, such as ``CHIP_KIND_COPY``."""
        return self._scope.give((enum, member), "_".join((self.prefix, enum.name, member.name)).upper())

    def member(self, structure: Structure, name: str) -> str:
        """Return a member's name in the struct."""
        if structure not in self._members:
            self._members[structure] = Scope(C_WORDS).all(m.name for m in structure.members)
        return self._members[structure][name]

    def arms(self, structure: Structure, name: str) -> dict[str, str]:
        """Return the names of a union's arms."""
        return Scope(C_WORDS).all(v.name for v in values_of(structure.by_name[name]))

    def guard(self, header: str) -> str:
        """Return the include guard of a header."""
        return f"{self.upper}_{header.upper()}_H"
