"""``core.h``: the state of an instance and pre-decoded instructions as C types."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.ctype import holder, size_of, sized
from specgen.generators.interpreter.c.functions.names import field_type, mangled
from specgen.generators.interpreter.c.text import fill, indented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.generators.interpreter.c.plan import Plan
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State
    from specgen.model.isa import Instruction

_SMALL = 4096  # bytes: larger arrays stand behind all else
_ALIGNMENT = 64


def emit_core(plan: Plan) -> str:
    """The header."""
    architecture = plan.architecture
    files = families(architecture)
    small = [s for s in files if _bytes(s) <= _SMALL]
    large = [s for s in files if _bytes(s) > _SMALL]
    return fill(
        "core.h",
        word=word_type(architecture),
        lanes=str(lanes(architecture)),
        decoded=indented(_decoded(plan)),
        state=indented([*_memories(plan), *(line for s in small for line in _member(s, files[s]))]),
        arrays=indented([line for s in large for line in _member(s, files[s])]),
    )


def lanes(architecture: Architecture) -> int:
    """64-bit parts of the longest instruction."""
    return max(-(-architecture.max_width // 64), 1)


def word_type(architecture: Architecture) -> str:
    """The integer that holds an instruction word, or the low 128 bits of longer ones."""
    return sized(min(max(architecture.max_width, 8), 128), signed=False)


def families(architecture: Architecture) -> dict[State, list[State]]:
    """Every state that is no view, with the views of its bits."""
    found: dict[State, list[State]] = {s: [] for s in architecture.state.values() if s.view_of is None}
    for state in architecture.state.values():
        base = state
        while base.view_of is not None:
            base = base.view_of
        if base is not state:
            found[base].append(state)
    return found


def _bytes(state: State) -> int:
    return size_of(state.type) * prod(state.shape)


def _member(state: State, views: list[State]) -> Iterator[str]:
    aligned = f"_Alignas({_ALIGNMENT}) " if state.shape and _bytes(state) >= _ALIGNMENT else ""
    if not views:
        yield f"{aligned}{_declared(state)};"
        return
    yield f"{aligned}union {{"
    yield from (f"    {_declared(one)};" for one in (state, *views))
    yield "};"


def _declared(state: State) -> str:
    return f"{holder(state.type)} s_{mangled(state.name)}" + "".join(f"[{n}]" for n in state.shape)


def _memories(plan: Plan) -> Iterator[str]:
    for name in plan.architecture.memories:
        yield f"N_bytes b_{mangled(name)};"
        yield f"N_memory *m_{mangled(name)};"


def _decoded(plan: Plan) -> Iterator[str]:
    structs = [
        line for instruction in plan.architecture.instructions.values() for line in _operands(instruction)
    ]
    if structs:
        yield "union {"
        yield from (f"    {line}" for line in structs)
        yield "};"


def _operands(instruction: Instruction) -> Iterator[str]:
    """The operands of an instruction, the largest first so that they pack."""
    fields = sorted(instruction.operands, key=lambda f: -field_type(f).bits)
    if fields:
        members = " ".join(f"{field_type(f).name} f_{mangled(f.name)};" for f in fields)
        yield f"struct {{ {members} }} i_{mangled(instruction.name)};"
