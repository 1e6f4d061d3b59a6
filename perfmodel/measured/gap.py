"""The gap between what was measured and what is modelled, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.perfmodel.measured.calibration import Calibration, calibrate
from specgen.perfmodel.measured.classes import model_of
from specgen.perfmodel.measured.errors import Errors, errors
from specgen.perfmodel.measured.holdout import held_out
from specgen.perfmodel.measured.power import calibrate_power, with_power
from specgen.perfmodel.physical import POWER

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.measured.table import Dataset
    from specgen.perfmodel.physical import Model, Parameter

ENDS = (
    (1e-5, "under 10 us"),
    (1e-4, "10 to 100 us"),
    (1e-3, "100 us to 1 ms"),
    (float("inf"), "1 ms and more"),
)
"""The sizes that errors are told by: measured times up to an end."""

UNEXPLAINED = "unexplained"
FEWEST = 40
"""Rows that a calibration needs: five for each of its parameters."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Errors of one way to predict the judged rows: all of them, and by size."""

    name: str
    errors: Errors
    by_size: tuple[tuple[str, Errors], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A table of measurements beside its model.

    ``stages`` are the plain roofline, the model before calibration, that of the library's calibration where there is
    one, and, where it was calibrated here, the model after it and with the table of utilisations. ``judged`` rows were
    not fitted on where ``fitted`` is above zero. ``causes`` are the mean shares of the measured time, by the last
    physical stage, that add up to one with what is unexplained. ``energy`` are stages of the energy of the rows that
    carry power, with the modelled time: by the parameters of power that follow those of time, and with a table on top.
    """

    name: str
    chip: str
    backend: str
    operator: str
    format: str
    scheme: str
    protocol: str
    source: str
    model: str
    judged: int
    fitted: int
    stages: tuple[Stage, ...]
    causes: dict[str, float]
    parameters: tuple[tuple[Parameter, float], ...]
    calibration: Calibration | None = field(compare=False, default=None)
    energy: tuple[Stage, ...] = ()


def gap(
    data: Dataset,
    chip: Chip,
    calibrated: bool = False,
    seed: int = 0,
    known: Mapping[str, float] | None = None,
    known_from: str = "library",
) -> Gap | None:
    """Compare a table with its model on ``chip``, or return None where there is no model of it.

    With ``calibrated`` the rows are split (see `holdout`): the model is fitted on one part, and everything is judged on
    the other; not where one of them has too few rows. ``known`` are parameters of an earlier calibration of the same
    protocol, ``known_from`` the ``library`` or the ``spec``. Raises MissingExtraError without SciPy.
    """
    model = model_of(data)
    if model is None:
        return None
    mask = held_out(data)
    fitting = calibrated and bool(mask.any()) and int((~mask).sum()) >= FEWEST
    train, judged = (data.rows(~mask), data.rows(mask)) if fitting else (data, data)
    found = calibrate(train, chip, seed) if fitting else None
    after = found.values if found else {**model.defaults, **(known or {})}
    parts = model.causes(judged.columns, judged.format, chip, after)
    earlier = {known_from: known} if known else {}
    predicted = {"roofline": next(iter(parts.values())), **_predicted(model, judged, chip, earlier, found)}
    stages = tuple(_stage(name, of, judged.seconds, judged.seconds) for name, of in predicted.items())
    energy, power = _energy(found, train, judged, chip) if found else ((), ())
    return Gap(
        data.name, data.chip, data.backend, data.operator, data.format, data.scheme, data.protocol, data.source,
        model.name, len(judged), len(train) if found else 0, stages, _shares(parts, judged.seconds),
        (*((one, float(after[one.name])) for one in model.parameters), *power), found, energy,
    )  # fmt: skip


def _predicted(
    model: Model,
    judged: Dataset,
    chip: Chip,
    earlier: Mapping[str, Mapping[str, float]],
    found: Calibration | None,
) -> dict[str, object]:
    """Times of the judged rows by stage."""
    dims, form = judged.columns, judged.format
    values = {"before": model.defaults}
    values |= {name: {**model.defaults, **known} for name, known in earlier.items()}
    times: dict[str, object] = {name: model.seconds(dims, form, chip, of) for name, of in values.items()}
    if found:
        times["calibrated"] = found.seconds(dims, form, chip)
        times["utilisation"] = found.tabled(dims, form, chip)
    return times


def _energy(
    found: Calibration, train: Dataset, judged: Dataset, chip: Chip
) -> tuple[tuple[Stage, ...], tuple[tuple[Parameter, float], ...]]:
    """Stages of the energy, in place of time, of the rows that carry power; the parameters of power."""
    train, judged = with_power(train), with_power(judged)
    if len(train) < FEWEST or not len(judged) or judged.watts is None:
        return (), ()
    power = calibrate_power(train, chip)
    dims, form = judged.columns, judged.format
    measured = judged.watts * judged.seconds
    plain = power.joules(judged, chip, found.seconds(dims, form, chip))
    tabled = power.tabled(judged, chip, found.tabled(dims, form, chip))
    stages = (
        _stage("energy", plain, measured, judged.seconds),
        _stage("energy_utilisation", tabled, measured, judged.seconds),
    )
    return stages, tuple((one, power.values[one.name]) for one in POWER)


def _stage(
    name: str, predicted: object, measured: NDArray[np.float64], seconds: NDArray[np.float64]
) -> Stage:
    import numpy as np

    values = np.broadcast_to(np.asarray(predicted, dtype=float), measured.shape)
    sizes = []
    start = 0.0
    for end, label in ENDS:
        mask = (seconds >= start) & (seconds < end)
        if mask.any():
            sizes.append((label, errors(values[mask], measured[mask])))
        start = end
    return Stage(name, errors(values, measured), tuple(sizes))


def _shares(parts: Mapping[str, object], measured: NDArray[np.float64]) -> dict[str, float]:
    """The mean share of each cause; the rest, which may be below zero, is unexplained."""
    import numpy as np

    shares = {name: float(np.mean(np.asarray(part) / measured)) for name, part in parts.items()}
    return {**shares, UNEXPLAINED: 1 - sum(shares.values())}
