"""Where a walk through a graph is, and what it has found."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from specgen.perfmodel.importing.onnx.values import Value
from specgen.perfmodel.workloads import Operator


@dataclass(slots=True)
class Found:
    """What a walk has found: operators in order, and the nodes without one, with the reason."""

    operators: list[Operator] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)

    def extend(self, other: Found) -> None:
        """Add what another walk has found."""
        self.operators += other.operators
        self.unsupported += other.unsupported

    @property
    def operations(self) -> Any:
        """Operations of all operators."""
        return sum(one.operations * one.times for one in self.operators)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a walk is: the values in sight, the operator sets, the attributes of the function, how often it is done.

    An input that a call of a function leaves out is None in its scope.
    """

    scope: ChainMap[str, Value | None]
    versions: Mapping[str, int]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    declared: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    times: int = 1
    depth: int = 0

    def inside(self, name: str, scope: ChainMap[str, Value | None], times: int = 1) -> Frame:
        """Return the frame of a body inside, done so many times each time."""
        return replace(
            self, scope=scope, path=f"{self.path}{name}/", times=self.times * times, depth=self.depth + 1
        )
