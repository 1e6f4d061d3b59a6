"""A graph as a table: what each operator does and moves, all its times together, and the totals."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from specgen.perfmodel.workloads.graph import Graph, Kind, Operator, Role

_SIZES: dict[Kind, str] = {
    Kind.GEMM: "{groups}{m} x {k} x {n}",
    Kind.ATTENTION: "{batch} x {heads}/{kv_heads} heads of {head_dim}, {queries} x {keys}",
    Kind.CONVOLUTION: "{batch} x {height} x {width}, {kernel_height} x {kernel_width}, {channels_in} to {channels_out}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An operator, all its ``times`` together: ``read`` by role of what is read, ``written`` in bytes."""

    name: str
    kind: str
    sizes: str
    times: Any
    format: str
    unit: str
    operations: Any
    read: dict[str, Any]
    written: Any

    @property
    def bytes(self) -> Any:
        """Bytes read and written."""
        return sum(self.read.values()) + self.written

    @property
    def intensity(self) -> Any:
        """Operations per byte."""
        return self.operations / self.bytes if self.bytes else inf


def table(graph: Graph) -> tuple[Line, ...]:
    """Return a line for each operator."""
    return tuple(_line(one) for one in graph.operators)


def totals(graph: Graph) -> dict[str, Any]:
    """Return the sums over all operators: operations of each unit, bytes read by role, bytes written, intensity."""
    lines = table(graph)
    read = {role.value: sum(one.read[role.value] for one in lines) for role in Role}
    found = {unit: sum(one.operations for one in lines if one.unit == unit) for unit in ("matrix", "vector")}
    moved = sum(read.values()) + sum(one.written for one in lines)
    return found | {
        "read": read,
        "written": sum(one.written for one in lines),
        "bytes": moved,
        "intensity": sum(found.values()) / moved if moved else inf,
    }


def _line(one: Operator) -> Line:
    return Line(
        name=one.name,
        kind=one.kind.value,
        sizes=sizes_of(one),
        times=one.times,
        format=one.format,
        unit=one.unit,
        operations=one.operations * one.times,
        read={
            role.value: sum(each.bytes for each in one.inputs if each.role is role) * one.times
            for role in Role
        },
        written=one.bytes_written * one.times,
    )


def sizes_of(one: Operator) -> str:
    """Return an operator's dims in short, as those of its kind are read: ``16 x 4096 x 28672`` is m x k x n."""
    shown = {name: _number(value) for name, value in one.dims.items()}
    if one.kind is Kind.GEMM:
        shown["groups"] = "" if shown["groups"] == "1" else f"{shown['groups']} of "
    pattern = _SIZES.get(one.kind)
    return pattern.format(**shown) if pattern else " x ".join(shown.values())


def _number(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):  # what is expected of a draw: 2.3 tokens for an expert
        return f"{value:.0f}" if value.is_integer() or value >= 10 else f"{value:.3g}"
    return f"{value.min():g} to {value.max():g}" if value.size else "none"
