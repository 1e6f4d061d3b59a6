"""Names of the spec as identifiers of C that clash with nothing."""

from __future__ import annotations

import re

from specgen.generators.interpreter.c.functions.machine_types import SIGNED, UNSIGNED, CType, storage
from specgen.model.execution import State
from specgen.model.isa import Field
from specgen.semantics import ir

_TAKEN = """
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
bool true false asm typeof linux unix errno stdin stdout stderr memcpy memset
"""
_KEYWORDS = frozenset(_TAKEN.split())


def mangled(name: str) -> str:
    """A name of the spec as part of an identifier."""
    return re.sub(r"\W", "_", name)


def local_name(name: str) -> str:
    """A local's name, with an underscore where C or the engine has another use for it."""
    plain = mangled(name)
    taken = plain in _KEYWORDS or plain.isupper() or plain.endswith("_t") or plain.startswith(("_", "N_"))
    return f"{plain}_" if taken or re.match(r"u?int\d", plain) else plain


def body_name(program: ir.Program, body: ir.Body) -> str:
    """What the functions of a body are called after: its instruction and the choice of types."""
    choice = "".join(f"_{field}_{raw}" for field, raw in body.when.items())
    return mangled(program.instruction.name + choice)


def field_type(field: Field) -> CType:
    """The type of an operand's member: the smallest that holds its values, or ``int32_t``, which needs no extension."""
    types = {b: t for b, t in SIGNED.items() if b >= 32} if field.low < 0 else UNSIGNED
    return next(
        types[b] for b in (8, 16, 32, 64, 128) if b in types and types[b].holds(field.low, field.high)
    )


def state_type(state: State) -> CType:
    """The type of a state's member."""
    return storage(state.type)
