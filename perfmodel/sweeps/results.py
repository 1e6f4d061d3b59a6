"""What a sweep found, told: the points of the front and the best, each with all that is computed of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.sweeps.axes import Setting
from specgen.perfmodel.sweeps.store import Folder
from specgen.perfmodel.sweeps.summary import bin_edges
from specgen.perfmodel.sweeps.sweep import ABSENT, Sweep
from specgen.perfmodel.sweeps.tables import Words, encoded

if TYPE_CHECKING:
    from specgen.perfmodel.sweeps.summary import Summary


@dataclass(frozen=True, slots=True)
class Row:
    """A point: its number, the values of the axes, its metrics, and what bounds each of its operators."""

    number: int
    values: dict[str, Setting]
    metrics: dict[str, float]
    bounds: dict[str, str]


def row_of(sweep: Sweep, number: int) -> Row:
    """Return all that is computed of a point."""
    model = sweep.model
    found = model.evaluate(model.space.at(number))
    bounds = zip(model.operators, found.bounds.reshape(-1).tolist(), strict=True)
    return Row(
        number,
        model.space.values(number),
        {name: found.metrics[name].item() for name in model.metrics},
        {name: model.resources[place] for name, place in bounds if place != ABSENT},
    )


def front_rows(sweep: Sweep, summary: Summary) -> list[Row]:
    """Return the points of the front, the best in the first objective first."""
    found = zip(summary.front.costs[:, 0].tolist(), summary.front.numbers.tolist(), strict=True)
    return [row_of(sweep, number) for _, number in sorted(found)]


def best_rows(sweep: Sweep, summary: Summary) -> dict[str, list[Row]]:
    """Return the best points of each objective, the best first."""
    return {
        str(one): [row_of(sweep, number) for _, number in found]
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
