"""What a sweep found, told: the points of the front and the best, each with all that is computed of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.sweeps.axes import Setting
from specgen.perfmodel.sweeps.store import Folder
from specgen.perfmodel.sweeps.summary import bin_edges
from specgen.perfmodel.sweeps.sweep import ABSENT, Sweep
from specgen.perfmodel.sweeps.tables import Words, encoded

if TYPE_CHECKING:
    from specgen.perfmodel.sweeps.space import Chunk
    from specgen.perfmodel.sweeps.summary import Summary

#: Points more than which are worth a whole chunk's evaluation.
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Row:
    """A point: its number, the values of the axes, its metrics, and what bounds each of its operators."""

    number: int
    values: dict[str, Setting]
    metrics: dict[str, float]
    bounds: dict[str, str]


def rows_of(sweep: Sweep, numbers: Sequence[int]) -> list[Row]:
    """Return all that is computed of some points, in their order; many of one chunk are computed together."""
    chunks: dict[int, list[int]] = {}
    for number in numbers:
        chunks.setdefault(sweep.model.space.chunk_of(number), []).append(number)
    found: dict[int, Row] = {}
    for chunk, inside in chunks.items():
        together = len(inside) > _TOGETHER
        for number in inside[: 1 if together else None]:
            space = sweep.model.space
            found |= _computed(sweep, space.chunk(chunk) if together else space.at(number), inside)
    return [found[number] for number in numbers]


def _computed(sweep: Sweep, chunk: Chunk, numbers: Sequence[int]) -> dict[int, Row]:
    """Those of the points that are in a chunk."""
    import numpy as np

    model, points = sweep.model, sweep.model.evaluate(chunk)
    metrics = {name: np.broadcast_to(points.metrics[name], chunk.shape).reshape(-1) for name in model.metrics}
    bounds = points.bounds.reshape(len(model.operators), -1)
    found = {}
    for number in numbers:
        place = number - chunk.start
        if 0 <= place < len(chunk):
            own = zip(model.operators, bounds[:, place].tolist(), strict=True)
            found[number] = Row(
                number,
                model.space.values(number),
                {name: values[place].item() for name, values in metrics.items()},
                {name: model.resources[one] for name, one in own if one != ABSENT},
            )
    return found


def front_rows(sweep: Sweep, summary: Summary, most: int | None = None) -> list[Row]:
    """Return the points of the front, or ``most`` of them, the best in the first objective first."""
    found = zip(summary.front.costs[:, 0].tolist(), summary.front.numbers.tolist(), strict=True)
    return rows_of(sweep, [number for _, number in sorted(found)[:most]])


def best_rows(sweep: Sweep, summary: Summary) -> dict[str, list[Row]]:
    """Return the best points of each objective, the best first."""
    return {
        str(one): rows_of(sweep, [number for _, number in found])
        for one, found in zip(sweep.objectives, summary.best, strict=True)
    }


def bound_shares(sweep: Sweep, summary: Summary) -> dict[str, dict[str, float]]:
    """Return for each operator in which part of the points each resource bounds it."""
    return {
        name: {
            resource: count / summary.points
            for resource, count in zip(sweep.model.resources, counts, strict=True)
            if count
        }
        for name, counts in zip(sweep.model.operators, summary.bounds.tolist(), strict=True)
    }


def as_data(sweep: Sweep, summary: Summary) -> dict[str, Any]:
    """Return a sweep's results as data: counts, the front, the best, histograms, what bounds operators."""
    return {
        "points": summary.points,
        "fitting": summary.fitting,
        "objectives": [str(one) for one in sweep.objectives],
        "front": [_data(one) for one in front_rows(sweep, summary)],
        "best": {name: [_data(one) for one in rows] for name, rows in best_rows(sweep, summary).items()},
        "spread": {
            name: [[*bin_edges(number), count] for number, count in sorted(counts.items())]
            for name, counts in summary.spread.items()
        },
        "bounds": bound_shares(sweep, summary),
    }


def write_results(sweep: Sweep, summary: Summary, folder: Path) -> None:
    """Write ``summary.json`` and the front as a table into a sweep's folder. Raises SweepError."""
    store = Folder(folder)
    store.write("summary.json", (json.dumps(as_data(sweep, summary), indent=1) + "\n").encode())
    store.write(f"front.{sweep.form}", encoded(_columns(sweep, front_rows(sweep, summary)), sweep.form))


def _data(row: Row) -> dict[str, Any]:
    return {"point": row.number, **row.values, **row.metrics, "bounds": row.bounds}


def _columns(sweep: Sweep, rows: list[Row]) -> dict[str, Any]:
    import numpy as np

    columns: dict[str, Any] = {"point": np.array([one.number for one in rows], np.int64)}
    for axis in sweep.model.space.axes:
        values = [one.values[axis.name] for one in rows]
        columns[axis.name] = _words(map(str, values)) if axis.named else np.array(values, np.float64)
    columns |= {name: np.array([one.metrics[name] for one in rows]) for name in sweep.model.metrics}
    columns |= {name: _words(one.bounds.get(name, "") for one in rows) for name in sweep.model.operators}
    return columns


def _words(values: Iterable[str]) -> Words:
    import numpy as np

    listed = list(values)
    words = list(dict.fromkeys(listed))
    return Words(np.array([words.index(one) for one in listed], np.int32), words)
