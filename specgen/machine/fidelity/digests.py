"""A digest of one aspect of an instruction, which changes when what was checked would have to be checked again."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.walk import expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.isa import Field, Instruction
    from specgen.semantics import Semantics

#: What of an instruction can be checked: its bits, its text, what it does, and what it raises.
ASPECTS = ("encoding", "assembly", "behaviour", "faults")


def digest(semantics: Semantics, instruction: Instruction, aspect: str) -> str:
    """Return 12 hexadecimal digits of SHA-256 over everything that ``aspect`` of the instruction depends on.

    Raises:
        KeyError: behaviour of an instruction whose semantics have errors.
    """
    lines = _encoding(instruction) if aspect == "encoding" else _assembly(instruction)
    if aspect in ("behaviour", "faults"):
        lines = _behaviour(semantics, instruction)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _encoding(instruction: Instruction) -> Iterator[str]:
    yield f"{instruction.format.width} {instruction.mask:x} {instruction.match:x}"
    yield from (_field(f) for f in instruction.operands)
    yield from sorted(c.text for c in instruction.constraints)


def _field(field: Field) -> str:
    pieces = " ".join(f"{p.high}:{p.low}" for p in field.pieces)
    codes = "" if field.enum is None else " ".join(f"{m.name}={m.value}" for m in field.enum.members)
    return f"{field.name} {pieces} {field.signed} {field.scale} {field.bias} {codes}"


def _assembly(instruction: Instruction) -> Iterator[str]:
    yield from _encoding(instruction)
    yield instruction.assembly


def _behaviour(semantics: Semantics, instruction: Instruction) -> Iterator[str]:
    """The typed program, and the declarations of what it touches."""
    from specgen.semantics import print_program

    program = semantics.programs[instruction.name]
    yield print_program(program)
    states = {
        access.state.name: access.state
        for effects in semantics.effects(instruction)
        for access in (*effects.reads, *effects.writes)
    }
    for name, state in sorted(states.items()):
        yield f"{name} {state.type.name} {state.shape} {state.low} {state.high} {sorted(state.constant.items())}"
    formats = {
        e.type.format.name: e.type.format
        for body in program.bodies
        for e in expressions(body.statements)
        if isinstance(e.type, ir.FloatValue)
    }
    for _, kind in sorted(formats.items()):
        bits = f"{kind.exponent} {kind.mantissa} {kind.bias} {kind.signed} {kind.infinities} {kind.nans}"
        yield f"{kind.name} {bits} {kind.subnormals} {kind.canonical_nan} {kind.overflow} {kind.rounding}"
