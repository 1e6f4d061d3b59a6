"""Bands of times that a physical model gives: of its parameters, beside those of the chip's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chips import varied
from specgen.perfmodel.uncertainty.bands import SAMPLES, SEED, Banded, propagated
from specgen.perfmodel.uncertainty.inputs import Input, range_of, tied_inputs, why

if TYPE_CHECKING:
    from specgen.model.quantity import Quantity
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.counting import Count
    from specgen.perfmodel.physical import Dims, Model


def parameter_inputs(model: Model, calibrated: Mapping[str, Quantity] | None = None) -> tuple[Input, ...]:
    """Return the parameters of a model as inputs, called ``model.<name>``.

    One that was ``calibrated`` has its own range, or is exact: the calibration's error is that of the whole model. One
    that was not lies anywhere that is plausible for it.
    """
    found = []
    for one in model.parameters:
        known = (calibrated or {}).get(one.name)
        if known is None:
            found.append(Input(f"model.{one.name}", one.start, one.low, one.high, "plausible"))
            continue
        value, (low, high) = float(known), range_of(known) or (1.0, 1.0)
        found.append(Input(f"model.{one.name}", value, value * low, value * high, why(known)))
    return tuple(found)


def banded_seconds(
    model: Model,
    dims: Dims,
    form: str,
    chip: Chip,
    calibrated: Mapping[str, Quantity] | None = None,
    *,
    error: float = 0.0,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Banded:
    """Return the time of an operator by a physical model, with its band.

    ``error`` is the mean absolute error of the model beside measurements, as a fraction: the true time is drawn from a
    triangle around the model's that is off by that much in the mean.
    """
    tied, own = tied_inputs(chip), parameter_inputs(model, calibrated)
    exact = {one.name: one.value for one in own if one.low == one.high}
    moving = [one for one in own if one.name not in exact]
    off = [Input("model", 1.0, 1 - 3 * error, 1 + 3 * error, "its error")] if error else []

    def seconds(values: Mapping[str, Count]) -> Count:
        changed: dict[str, Count] = {}
        for one in tied:
            changed |= one.numbers(chip, values[one.input.name])
        parameters = {one.name.removeprefix("model."): values.get(one.name, one.value) for one in own}
        found: Any = model.seconds(dims, form, varied(chip, changed), parameters)
        within: Count = found * values.get("model", 1.0)
        return within

    return propagated(seconds, [*(one.input for one in tied), *moving, *off], samples=samples, seed=seed)
