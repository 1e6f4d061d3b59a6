"""Operators that read rows, do little with them and write them: normalisations, softmax, conversions, elementwise ones.

Memory's bandwidth, reached only after a while and not by few rows; what fits the last cache stays there from one call to
the next. A row that a unit cannot keep at hand is read again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import maximum, where
from specgen.perfmodel.physical.attention import missing
from specgen.perfmodel.physical.model import Dims, Model, Parameter, Values
from specgen.perfmodel.workloads import bits

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

_QUICKER = 2.0  # bandwidth of the last cache over the memory's, for a stream of single reads

PARAMETERS = (
    Parameter("launch", "s", "from the launch to the first load, and the end of the call", 5e-7, 1e-4, 4e-6),
    Parameter(
        "memory_efficiency", "1", "sustained over peak bandwidth of the outermost memory", 0.1, 1.2, 0.85
    ),
    Parameter("ramp", "s", "until memory reaches its bandwidth", 1e-9, 5e-5, 1e-6),
    Parameter("row", "s", "starting and ending a row, of a unit", 1e-10, 2e-6, 2e-8),
    Parameter("longest", "B", "the longest row that is kept at hand", 1e3, 1e6, 3e4),
    Parameter("again", "1", "share of a longer row that is read again", 0, 2, 0.5),
)


def streaming(operator: str, writes: float = 1.0, result: str = "") -> Model:
    """Return the model of an operator that reads rows once and writes ``writes`` as many elements, in ``result``."""
    seconds = partial(_seconds, writes=writes, result=result)
    causes = partial(_causes, writes=writes, result=result)
    return Model(operator, operator, PARAMETERS, seconds, causes)


def _sizes(dims: Dims) -> tuple[Any, Any]:
    """Rows and columns: of a matrix m x k, or of so many elements in one column each."""
    if "elements" in dims:
        return dims["elements"] / 1024, 1024
    return dims.get("rows", dims.get("m", 1)), dims.get("columns", dims.get("k", 1))


def _parts(dims: Dims, form: str, chip: Chip, values: Values, writes: float, result: str) -> tuple[Any, ...]:
    """Time at the peak; at what is sustained; where part is resident; of reading again; the ramp; of rows."""
    rows, columns = _sizes(dims)
    read = rows * columns * bits(form) / 8
    moved = read + writes * rows * columns * bits(result or form) / 8
    peak = chip.levels[0].bandwidth
    away = missing(moved, chip)
    sustained = moved / (peak * values["memory_efficiency"])
    stream = sustained * away + moved / (peak * _QUICKER) * (1 - away)
    long = where(columns * bits(form) / 8 > values["longest"], values["again"], 0.0)
    again = long * stream * read / moved
    return moved / peak, sustained, stream, again, away * values["ramp"], rows / chip.units * values["row"]


def _seconds(dims: Dims, form: str, chip: Chip, values: Values, writes: float, result: str) -> Any:
    _, _, stream, again, ramp, rows = _parts(dims, form, chip, values, writes, result)
    return values["launch"] + maximum(stream + again + ramp, rows)


def _causes(dims: Dims, form: str, chip: Chip, values: Values, writes: float, result: str) -> dict[str, Any]:
    ideal, sustained, stream, again, ramp, rows = _parts(dims, form, chip, values, writes, result)
    return {
        "ideal": ideal,
        "sustained rates": sustained - ideal,
        "cache residency": stream - sustained,
        "long rows": again,
        "bandwidth ramp": ramp,
        "wave quantisation": maximum(rows - stream - again - ramp, 0),
        "launch overhead": values["launch"] + 0 * ideal,
    }
