"""A sweep: the points of a space, what is computed of each, and what is kept of it.

A part is a run of chunks, large enough to be sent to another process. It is evaluated chunk by chunk in bounded memory,
and gives its summary, and its points as a table where they are asked for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from specgen.perfmodel.sweeps.errors import unknown
from specgen.perfmodel.sweeps.front import Objective
from specgen.perfmodel.sweeps.space import Chunk, Space
from specgen.perfmodel.sweeps.summary import Summary, empty_summary
from specgen.perfmodel.sweeps.tables import Words, encoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Chunks of a part: a quarter of a million points.
CHUNKS_OF_PART = 8
#: What bounds an operator that a point does not have.
ABSENT = 255


@dataclass(frozen=True, slots=True)
class Points:
    """What is computed of a chunk: ``metrics`` of its shape by name, which points fit into the chip's memory.

    ``bounds`` of shape (operators, ...) says which resource bounds each operator.
    """

    metrics: dict[str, Any]
    fits: Any
    bounds: NDArray[np.uint8]


class Model(Protocol):
    """What computes points: every array has the chunk's shape, or one that broadcasts to it."""

    @property
    def space(self) -> Space:
        """The points."""

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that any point has, by name."""

    @property
    def resources(self) -> tuple[str, ...]:
        """What may bound them."""

    @property
    def metrics(self) -> tuple[str, ...]:
        """What is computed of each point."""

    @property
    def identity(self) -> str:
        """All numbers that the metrics rest on, as text."""

    def evaluate(self, chunk: Chunk) -> Points:
        """Compute a chunk."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is asked of a space: a front over ``objectives``, the ``top`` best of each, all ``points`` as tables."""

    model: Model
    objectives: tuple[Objective, ...]
    top: int = 10
    points: bool = False
    form: str = "csv"
    chunks_of_part: int = CHUNKS_OF_PART

    @property
    def parts(self) -> int:
        """How many parts."""
        return -(-self.model.space.chunks // self.chunks_of_part)

    def require_objectives(self) -> Sweep:
        """Return it. Raises SweepError where an objective is neither a metric nor an axis of numbers."""
        known = [*self.model.metrics, *(one.name for one in self.model.space.axes if not one.named)]
        for one in self.objectives:
            if one.name not in known:
                raise unknown("metric or axis of numbers", one.name, known)
        return self

    def manifest(self) -> dict[str, Any]:
        """Return what tells this sweep from every other."""
        stated = {
            "axes": {one.name: list(one.values) for one in self.model.space.axes},
            "points": self.model.space.size,
            "objectives": [str(one) for one in self.objectives],
            "top": self.top,
            "tables": self.form if self.points else None,
            "parts": self.parts,
        }
        text = json.dumps(stated) + self.model.identity
        return {**stated, "digest": hashlib.sha256(text.encode()).hexdigest()}

    def empty(self) -> Summary:
        """Return the summary of no points."""
        model = self.model
        return empty_summary(
            self.objectives, self.top, model.metrics, len(model.operators), len(model.resources)
        )


def compute_part(sweep: Sweep, part: int) -> tuple[dict[str, Any], bytes | None]:
    """Return a part's summary as data, and its points as a file where they are kept."""
    import numpy as np

    space, summary = sweep.model.space, sweep.empty()
    kept: list[tuple[Chunk, Points]] = []
    first = part * sweep.chunks_of_part
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for number in range(first, min(first + sweep.chunks_of_part, space.chunks)):
            chunk = space.chunk(number)
            found = sweep.model.evaluate(chunk)
            _take(sweep, summary, chunk, found)
            if sweep.points:
                kept.append((chunk, found))
    return summary.as_data(), _table(sweep, kept) if sweep.points else None


def _take(sweep: Sweep, summary: Summary, chunk: Chunk, found: Points) -> None:
    import numpy as np

    values = {name: _flat(values, chunk) for name, values in found.metrics.items()}
    wanted = {one.name for one in sweep.objectives} - values.keys()
    if wanted:
        arrays = sweep.model.space.family(chunk.family) | sweep.model.space.arrays(chunk)
        values |= {name: _flat(arrays[name], chunk) for name in wanted}
    fits = _flat(np.asarray(found.fits), chunk)
    bounds = found.bounds.reshape(len(sweep.model.operators), len(chunk))
    summary.take(chunk.start, values, fits, bounds, sweep.model.metrics)


def _flat(values: Any, chunk: Chunk) -> Any:
    import numpy as np

    return np.broadcast_to(values, chunk.shape).reshape(-1)


def _table(sweep: Sweep, kept: Sequence[tuple[Chunk, Points]]) -> bytes:
    """The points of a part: number, axes, metrics, whether it fits, and what bounds each operator."""
    import numpy as np

    space = sweep.model.space
    chunks = [chunk for chunk, _ in kept]

    def joined(columns: Sequence[Any]) -> Any:
        return np.concatenate([_flat(one, chunk) for one, chunk in zip(columns, chunks, strict=True)])

    table: dict[str, Any] = {
        "point": joined([np.arange(one.start, one.start + len(one)).reshape(one.shape) for one in chunks])
    }
    families = [space.family(chunk.family) for chunk in chunks]
    for axis in space.outer:
        words = [str(one) for one in axis.values]
        table[axis.name] = Words(
            joined([np.int32(axis.values.index(one[axis.name])) for one in families]), words
        )
    numbers = [space.arrays(chunk) for chunk in chunks]
    table |= {axis.name: joined([one[axis.name] for one in numbers]) for axis in space.inner}
    table |= {name: joined([found.metrics[name] for _, found in kept]) for name in sweep.model.metrics}
    table["fits"] = joined([np.asarray(found.fits) for _, found in kept])
    for place, name in enumerate(sweep.model.operators):
        table[name] = _bound(joined([found.bounds[place] for _, found in kept]), sweep.model.resources)
    return encoded(table, sweep.form)


def _bound(places: Any, resources: Sequence[str]) -> Words:
    import numpy as np

    return Words(np.minimum(places, len(resources)).astype(np.int8), [*resources, ""])
