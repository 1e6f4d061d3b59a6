"""Register files as registers and classes of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.generators.naming import Scope
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State

#: The most elements of a vector of LLVM's, a power of two, by element.
_VECTORS = {
    "i1": 1024, "i8": 1024, "i16": 512, "i32": 2048, "i64": 256, "f16": 512, "bf16": 128, "f32": 2048, "f64": 256,
}  # fmt: skip
_INTEGERS = (1, 8, 16, 32, 64, 128)
_FLOATS = ("f16", "bf16", "f32", "f64")
#: The most bits that a class says its registers have: LLVM counts them in 16 bits.
_MOST_BITS = 1 << 15


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its record, its name in assembly, other names, and its number."""

    record: str
    name: str
    others: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A register file as a class; ``size`` is its bits, as far as LLVM counts, where it has no type of the elements, else 0."""

    state: State
    record: str
    type: str
    size: int
    alignment: int
    registers: tuple[Register, ...]


def register_files(architecture: Architecture, used: set[str], scope: Scope) -> dict[str, RegisterFile]:
    """Return the files that operands choose registers of, and scalars, by name; of views those that are used."""
    found = {}
    for state in architecture.state.values():
        if state.name in used or (not state.shape and state.view_of is None):
            found[state.name] = _file(state, scope)
    return found


def _file(state: State, scope: Scope) -> RegisterFile:
    count = state.shape[0] if state.shape else 1
    upper = state.name.upper()
    records = [
        scope.give(("register", state.name, i), f"{upper}{i}" if state.shape else upper) for i in range(count)
    ]
    registers = tuple(
        Register(records[i], _name(state, i), tuple(n for n, at in state.aliases.items() if at == i), i)
        for i in range(count)
    )
    bits = state.type.width * prod(state.shape[1:])
    kind = _type(state)
    record = scope.give(("class", state.name), f"{upper}Registers")
    size = min(bits, _MOST_BITS) if kind == "untyped" else 0
    return RegisterFile(
        state, record, kind, size, max(8, 1 << (state.type.width - 1).bit_length()), registers
    )


def _name(state: State, index: int) -> str:
    if not state.shape:
        return state.name
    return state.names[index] if index < len(state.names) else f"{state.name}[{index}]"


def _type(state: State) -> str:
    """The type that a register has in LLVM."""
    if isinstance(state.type, IntegerType):
        element = next((f"i{size}" for size in _INTEGERS if state.type.width <= size), "")
    else:
        element = state.type.name if state.type.name in _FLOATS else ""
    count = prod(state.shape[1:])
    if not element or count == 1:
        return element or "untyped"
    fits = count & (count - 1) == 0 and count <= _VECTORS.get(element, 0)
    return f"v{count}{element}" if fits else "untyped"
