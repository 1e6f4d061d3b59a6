"""The coverage of a workload: operator by operator, and in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.perfmodel.coverage.matching import Fit, fit
from specgen.perfmodel.figures import rate
from specgen.perfmodel.workloads import Graph, Operator

if TYPE_CHECKING:
    from specgen.model import Architecture

COLUMNS = (
    "operator",
    "kind",
    "sizes",
    "formats",
    "operations",
    "lowering",
    "instructions",
    "kernel",
    "why not",
)


@dataclass(frozen=True, slots=True)
class Row:
    """An operator of a workload with the lowering that does it, or why there is none."""

    operator: Operator
    fit: Fit | None
    reason: str = ""

    @property
    def instructions(self) -> tuple[str, ...]:
        """The instructions that the lowering uses, in order."""
        if self.fit is None:
            return ()
        lowering = self.fit.lowering
        named = [one.instruction for one in lowering.steps if one.instruction is not None]
        return tuple(dict.fromkeys((*named, *lowering.instructions)))

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text, as `COLUMNS` names its cells."""
        one, lowering = self.operator, self.fit.lowering if self.fit else None
        return (
            one.name if one.times == 1 else f"{one.name} × {one.times}",
            one.algorithm or one.kind.value,
            ", ".join(f"{name} {size}" for name, size in one.dims.items()),
            " ".join(dict.fromkeys(tensor.format for tensor in one.inputs)),
            rate(float(one.operations * one.times), "op"),
            lowering.name if lowering else "",
            " ".join(self.instructions),
            (lowering.kernel or "").rpartition("/")[2] if lowering else "",
            self.reason,
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every operator of a workload, and the nodes that are no operators because nothing counts them."""

    name: str
    rows: tuple[Row, ...]
    unsupported: tuple[str, ...]

    @property
    def done(self) -> int:
        """How many operators a lowering does."""
        return sum(row.fit is not None for row in self.rows)

    @property
    def share(self) -> float:
        """The fraction of the operations that lowerings do; 1 where there are none."""
        every = sum(row.operator.operations * row.operator.times for row in self.rows)
        own = sum(row.operator.operations * row.operator.times for row in self.rows if row.fit)
        return float(own / every) if every else 1.0


def coverage(graph: Graph, architecture: Architecture) -> Coverage:
    """Find for each operator of a workload of plain numbers the first lowering that does it."""
    rows = []
    for operator in graph.operators:
        found = fit(operator, architecture)
        rows.append(Row(operator, found) if isinstance(found, Fit) else Row(operator, None, found))
    return Coverage(graph.name, tuple(rows), graph.unsupported)
