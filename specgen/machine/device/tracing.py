"""Trace records of a device as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.model.interfaces import codec

if TYPE_CHECKING:
    from specgen.model.interfaces import Trace


def records(trace: Trace, data: bytes) -> list[dict[str, Any]]:
    """Return the values of whole records, each with its ``record``, the name of what it is, by role where it has one."""
    by_code = {record.code: record for record in trace.records.values()}
    found = []
    for at in range(0, len(data) - trace.size + 1, trace.size):
        piece = data[at : at + trace.size]
        code = _inside(codec.unpack(trace.header, piece, checked=False), trace.type)
        record = by_code[code]
        values = codec.unpack(record.structure, piece)
        found.append(
            {"record": record.name, **{role: _inside(values, path) for role, path in record.roles.items()}}
        )
    return found


def _inside(values: Any, path: str) -> Any:
    for name in path.split("."):
        values = values[name]
    return values
