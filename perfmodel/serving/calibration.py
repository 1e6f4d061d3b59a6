"""Servers calibrated on measured runs, judged on runs that were held out, and written as a spec writes calibrations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from specgen.model import load_fragment
from specgen.perfmodel.chips import library_chip
from specgen.perfmodel.measured import Dataset, Entry, Errors, errors, fit, is_held_out
from specgen.perfmodel.serving.readings import Reading
from specgen.perfmodel.serving.step import MODEL
from specgen.perfmodel.serving.tables import columns
from specgen.perfmodel.serving.work import Served
from specgen.source import SourceFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PROTOCOL = "serving"
BAND = (0.05, 0.95)
"""The quantiles of measured over predicted, on the runs fitted on, between which a prediction's band reaches."""


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A server on a chip: parameters of the step by name, and factors from a prediction to the ends of its band."""

    chip: str
    backend: str
    values: dict[str, float]
    low: float
    high: float
    rows: int

    @property
    def name(self) -> str:
        """What it is called in a spec."""
        return f"{self.chip}_serving_{self.backend}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A calibrated server beside measurements: predictions of all its runs, and which of them were held out."""

    calibrated: Calibrated
    readings: tuple[Reading, ...]
    predicted: NDArray[np.float64]
    held: NDArray[np.bool_]


def judge(readings: Sequence[Reading]) -> tuple[Judged, ...]:
    """Calibrate each server on each chip on the runs that are not held out. Raises MissingExtraError without SciPy."""
    groups: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for one in readings:
        groups[one.run.chip, one.run.backend].append(one)
    return tuple(_judged(*key, tuple(groups[key])) for key in sorted(groups))


def _judged(chip: str, backend: str, readings: tuple[Reading, ...]) -> Judged:
    import numpy as np

    measured = np.array([one.run.seconds for one in readings])
    table = columns([one.served for one in readings])
    data = Dataset(PROTOCOL, chip, backend, MODEL.operator, "", PROTOCOL, "", table, measured)
    held = np.array([is_held_out(one.run.key) for one in readings])
    found = fit(MODEL, data.rows(~held), library_chip(chip))
    predicted = np.asarray(MODEL.seconds(table, "", library_chip(chip), found.values))
    low, high = np.quantile((measured / predicted)[~held], BAND)
    made = Calibrated(chip, backend, found.values, float(low), float(high), int((~held).sum()))
    return Judged(made, readings, predicted, held)


@dataclass(frozen=True, slots=True)
class Line:
    """Errors of the runs of one ``group``: those fitted on, those held out, and how many of the latter lie in the band."""

    chip: str
    backend: str
    group: str
    fitted: Errors
    held: Errors
    within: float


def by_model(judged: Iterable[Judged]) -> Iterator[Line]:
    """Yield the errors of every model on every chip by every server."""
    for one in judged:
        yield from _lines(one, [reading.run.model for reading in one.readings])


def by_concurrency(judged: Iterable[Judged]) -> Iterator[Line]:
    """Yield the errors by how many requests were in flight, in powers of two from which on."""
    for one in judged:
        names = [f"{1 << (reading.run.concurrency.bit_length() - 1):4d} and on" for reading in one.readings]
        yield from _lines(one, names)


def overall(judged: Iterable[Judged]) -> Iterator[Line]:
    """Yield the errors of every server on every chip."""
    for one in judged:
        yield from _lines(one, ["all"] * len(one.readings))


def _lines(one: Judged, names: list[str]) -> Iterator[Line]:
    import numpy as np

    measured = np.array([reading.run.seconds for reading in one.readings])
    groups = np.array(names)
    ratio = measured / one.predicted
    inside = (ratio >= one.calibrated.low) & (ratio <= one.calibrated.high)
    for group in sorted(set(names)):
        of = groups == group
        fitted, held = of & ~one.held, of & one.held
        within = float(inside[held].mean()) if held.any() else 0.0
        yield Line(
            one.calibrated.chip,
            one.calibrated.backend,
            group,
            errors(one.predicted[fitted], measured[fitted]),
            errors(one.predicted[held], measured[held]),
            within,
        )


def entries(judged: Iterable[Judged], source: str) -> Iterator[Entry]:
    """Yield the calibrations as entries of a file of a spec; ``source`` as YAML has it."""
    for one in judged:
        own, error = one.calibrated, errors(one.predicted[one.held], _measured(one)[one.held])
        yield Entry(
            name=own.name,
            summary=f"Time per output token of {own.backend} on {own.chip}.",
            model=MODEL,
            error=error.mape,
            judged=f"{error.count} runs held out",
            labels={"chip": own.chip, "operator": "serving", "backend": own.backend, "protocol": PROTOCOL},
            rows=own.rows,
            source=source,
            values={**own.values, "band_low": own.low, "band_high": own.high},
        )


def _measured(one: Judged) -> NDArray[np.float64]:
    import numpy as np

    return np.array([reading.run.seconds for reading in one.readings])


@cache
def calibrated_servers() -> dict[tuple[str, str], Calibrated]:
    """Return the servers of `std:calibrations`, by chip and server."""
    fragment = load_fragment(SourceFile("serving.yaml", "include: [std:calibrations/serving.yaml]\n"))
    made = {}
    for one in fragment.architecture().calibrations.values():
        values = {name: float(value) for name, value in one.parameters.items()}
        low, high = values.pop("band_low"), values.pop("band_high")
        made[one.chip, one.backend] = Calibrated(one.chip, one.backend, values, low, high, one.rows)
    return made


@dataclass(frozen=True, slots=True)
class Prediction:
    """Seconds per output token with a band, and the parts that add up to it."""

    seconds: float
    low: float
    high: float
    parts: dict[str, float]


def predict(work: Served, server: Calibrated) -> Prediction:
    """Return the time per output token of a service by a calibrated server."""
    import numpy as np

    found = MODEL.causes(columns([work]), "", library_chip(server.chip), server.values)
    parts = {name: float(np.asarray(part)[0]) for name, part in found.items()}
    seconds = sum(parts.values())
    return Prediction(seconds, seconds * server.low, seconds * server.high, parts)
