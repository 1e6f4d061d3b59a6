"""Structures as ctypes has them, laid out by its own rules."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

from specgen.model.interfaces import Structure, Value
from specgen.model.types import FloatType

_NUMBERS = {
    (8, False): ctypes.c_uint8,
    (8, True): ctypes.c_int8,
    (16, False): ctypes.c_uint16,
    (16, True): ctypes.c_int16,
    (32, False): ctypes.c_uint32,
    (32, True): ctypes.c_int32,
    (64, False): ctypes.c_uint64,
    (64, True): ctypes.c_int64,
}


@lru_cache(maxsize=256)
def foreign(structure: Structure) -> Any:
    """Return the class of a structure, in its order of bytes."""
    base: Any = ctypes.BigEndianStructure if structure.endian == "big" else ctypes.LittleEndianStructure
    packed = {"_pack_": 1} if structure.packed else {}
    fields: list[tuple[str, Any]] = []
    for member in structure.members:
        if member.union:
            arms = [(arm.name, _type(arm)) for arm in member.arms]
            union: Any = ctypes.BigEndianUnion if structure.endian == "big" else ctypes.LittleEndianUnion
            shared = type(member.name, (union,), {**packed, "_fields_": arms})
            # A structure in the other order takes structures for members, but no unions.
            holder = type(member.name, (ctypes.Structure,), {**packed, "_fields_": [("arms", shared)]})
            fields.append((member.name, holder))
        elif member.value is not None:
            fields.append((member.name, _type(member.value)))
    return type(structure.name, (base,), {**packed, "_fields_": fields})


def _type(one: Value) -> Any:
    kind: Any
    if isinstance(one.type, Structure):
        kind = foreign(one.type)
    elif isinstance(one.type, FloatType):
        kind = ctypes.c_float if one.type.width == 32 else ctypes.c_double
    else:
        kind = _NUMBERS[one.type.width, one.type.signed]
    return kind if one.count is None else kind * one.count
