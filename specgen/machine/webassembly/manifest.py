"""What a page has to know of an engine: its parts in the order of their numbers, and how their bytes are read."""

from __future__ import annotations

import json
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.model.types import FixedType, FloatType, IntegerType

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.execution import Processor, State
    from specgen.model.memory import Memory
    from specgen.model.types import DataType


def manifest(architecture: Architecture) -> str:
    """The manifest of an architecture's engine as JSON. Numbers that may have more than 53 bits are texts."""
    return json.dumps(_manifest(architecture), ensure_ascii=True, separators=(",", ":"))


def _manifest(architecture: Architecture) -> dict[str, Any]:
    words = max(-(-architecture.max_width // 8), 1)
    return {
        "name": architecture.name,
        "version": architecture.version,
        "variant": architecture.variant,
        "hash": architecture.content_hash,
        "instances": architecture.instances.count if architecture.instances is not None else 1,
        "word_bytes": words,
        "types": {name: _type(kind) for name, kind in _types(architecture).items()},
        "processors": [_processor(architecture, one) for one in architecture.processors.values()],
        "engines": [{"name": name, "depth": one.queue} for name, one in architecture.engines.items()],
        "states": [_state(one) for one in architecture.state.values()],
        "memories": [_memory(one) for one in architecture.memories.values()],
        "semaphores": [
            {"name": name, "count": one.count, "most": str(one.max)}
            for name, one in architecture.semaphores.items()
        ],
        "barriers": list(architecture.barriers),
        "faults": [
            {
                "name": name,
                "code": one.code,
                "summary": one.summary,
                **({"width": one.value.width, "signed": one.value.signed} if one.value is not None else {}),
            }
            for name, one in architecture.faults.items()
        ],
        "functions": [
            {"name": name, "arguments": len(one.arguments)} for name, one in architecture.functions.items()
        ],
        "tiles": {
            name: [tile.name for tile in one.tiles]
            for name, one in architecture.instructions.items()
            if one.tiles
        },
    }


def _types(architecture: Architecture) -> dict[str, DataType]:
    """The types whose values a page shows: those of states, and all formats but block-scaled ones."""
    found: dict[str, DataType] = {one.type.name: one.type for one in architecture.state.values()}
    for width in (8, 16, 32, 64):
        for signed in (False, True):
            kind = IntegerType(width, signed=signed)
            found.setdefault(kind.name, kind)
    return found | architecture.types | architecture.fixed_types


def _type(kind: DataType) -> dict[str, Any]:
    match kind:
        case IntegerType():
            return {"kind": "integer", "width": kind.width, "signed": kind.signed}
        case FixedType():
            return {
                "kind": "fixed",
                "width": kind.width,
                "signed": kind.signed,
                "fraction": kind.fraction,
            }
        case FloatType():
            return {
                "kind": "float",
                "width": kind.width,
                "signed": kind.signed,
                "exponent": kind.exponent,
                "mantissa": kind.mantissa,
                "bias": kind.bias,
                "nans": kind.nans,
                "infinities": kind.infinities,
                "subnormals": kind.subnormals,
            }
        case _:
            raise TypeError(f"{kind.name} has no values of its own")


def _processor(architecture: Architecture, one: Processor) -> dict[str, Any]:
    return {
        "name": one.name,
        "memory": list(architecture.memories).index(one.memory.name),
        "counter": one.program_counter.name,
        "width": one.program_counter.type.width,
        "unit": one.unit,
        "reset": str(one.reset),
        "granule": one.granule // 8,
        "endianness": one.endianness,
    }


def _state(state: State) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": state.name,
        "type": state.type.name,
        "shape": list(state.shape),
        "count": prod(state.shape),
        "summary": state.summary,
    }
    if state.role:
        made["role"] = state.role
    if state.view_of is not None:
        made["view_of"] = state.view_of.name
    if state.constant:
        made["constant"] = sorted(state.constant)
    names = dict(enumerate(state.names)) | {r.index: name for name, r in state.entries.items()}
    for alias, index in state.aliases.items():
        names[index] = f"{names[index]} {alias}" if index in names else alias
    if names:
        made["names"] = {str(index): name for index, name in sorted(names.items())}
    return made


def _memory(memory: Memory) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": memory.name,
        "base": str(memory.base),
        "size": str(memory.size),
        "endianness": memory.endianness,
        "summary": memory.summary,
    }
    if memory.window is not None:
        made["window"] = memory.window.name
    return made
