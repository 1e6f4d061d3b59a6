"""From ranges of inputs to the band of a figure, and what widens it.

Each input is drawn from the triangular distribution over its range whose peak is the value taken for it, independently
of the others; its draws depend on the seed and its name alone, so that an input more moves no other. The band is the 5th
to the 95th percentile. Where a figure is monotone in every input, its extremes over all ranges are at two corners: the
exact interval in which every draw lies.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.chips import varied
from specgen.perfmodel.uncertainty.inputs import Input, tied_inputs

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.counting import Count

SAMPLES = 4096
SEED = 1
_PERCENT = (5.0, 95.0)
_PAIRS = 128
_BINS = 32
_ALL_CORNERS = 12
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Driver:
    """An input that widens a band: the figure with it ``at_low`` and ``at_high`` alone, and its ``share`` of the variance."""

    input: Input
    at_low: float
    at_high: float
    share: float

    @property
    def swing(self) -> float:
        """How far the figure moves over the input's range, all others as they are."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Banded:
    """A figure: its value, the band ``low`` to ``high`` with the value in it, and what widens it, the widest first.

    ``interval`` holds the figure for certain, given the ranges; None where it is not monotone in every input.
    """

    value: float
    low: float
    high: float
    drivers: tuple[Driver, ...]
    interval: tuple[float, float] | None

    @property
    def widest(self) -> tuple[str, ...]:
        """The names of the two inputs that widen it most."""
        return tuple(one.input.name for one in self.drivers[:2])

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def banded(
    metric: Callable[[Chip], Count],
    chip: Chip,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Banded:
    """Return a figure of a chip with its band; ``metric`` computes it of a chip whose numbers are arrays."""
    tied = tied_inputs(chip)

    def of(values: Mapping[str, Count]) -> Count:
        changed: dict[str, Count] = {}
        for one in tied:
            changed |= one.numbers(chip, values[one.input.name])
        return metric(varied(chip, changed))

    return propagated(of, [one.input for one in tied], samples=samples, seed=seed)


def propagated(
    metric: Callable[[Mapping[str, Count]], Count],
    inputs: Sequence[Input],
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
) -> Banded:
    """Return a figure with its band; ``metric`` computes it of the inputs by name, which are numbers or arrays."""
    import numpy as np

    taken = {one.name: one.value for one in inputs}
    value = float(metric(taken))
    if not inputs:
        return Banded(value, value, value, (), (value, value))
    draws = {one.name: _drawn(one, samples, seed) for one in inputs}
    found = _over(metric, draws, samples)
    low, high = np.percentile(found, _PERCENT)
    alone = _one_at_a_time(metric, inputs)
    drivers = [
        Driver(one, *ends, _share(draws[one.name], found)) for one, ends in zip(inputs, alone, strict=True)
    ]
    matter = [one for one in drivers if one.swing > _ROUNDING * abs(value) or one.share > 0]
    matter.sort(key=lambda one: (-one.swing, -one.share, one.input.name))
    low, high = min(float(low), value), max(float(high), value)  # a value may be at an end of its ranges
    return Banded(value, low, high, tuple(matter), _interval(metric, inputs, draws))


def _drawn(one: Input, samples: int, seed: int) -> Any:
    import numpy as np

    draw = np.random.default_rng([seed, zlib.crc32(one.name.encode())])
    return draw.triangular(one.low, one.value, one.high, samples)


def _over(metric: Callable[[Mapping[str, Count]], Count], values: Mapping[str, Any], length: int) -> Any:
    import numpy as np

    return np.broadcast_to(np.asarray(metric(values), np.float64), (length,))


def _one_at_a_time(
    metric: Callable[[Mapping[str, Count]], Count], inputs: Sequence[Input]
) -> list[tuple[float, float]]:
    """The figure with each input at its low and at its high end, all others as they are: one evaluation of arrays."""
    import numpy as np

    count = len(inputs)
    values = {one.name: np.full(2 * count, one.value) for one in inputs}
    for place, one in enumerate(inputs):
        values[one.name][2 * place : 2 * place + 2] = one.low, one.high
    found = _over(metric, values, 2 * count)
    return [(float(found[2 * n]), float(found[2 * n + 1])) for n in range(count)]


def _share(draws: Any, found: Any) -> float:
    """Return the first-order share of the variance: of the means of the figure in bins of the input's draws.

    What ``bins - 1`` means of noise would come to is taken off.
    """
    import numpy as np

    variance = float(found.var())
    if variance <= (_ROUNDING * float(abs(found).max())) ** 2:
        return 0.0
    bins = np.array_split(found[np.argsort(draws, kind="stable")], _BINS)
    means = np.array([one.mean() for one in bins])
    weights = np.array([len(one) for one in bins]) / len(found)
    between = float(weights @ (means - found.mean()) ** 2) / variance
    noise = (_BINS - 1) / len(found)
    corrected = (between - noise) / (1 - noise)
    return corrected if corrected > 4 * (2 * noise / len(found)) ** 0.5 else 0.0


def _interval(
    metric: Callable[[Mapping[str, Count]], Count], inputs: Sequence[Input], draws: Mapping[str, Any]
) -> tuple[float, float] | None:
    """The figure at the two corners where it is least and greatest; None where some input moves it both ways."""
    import numpy as np

    some = {name: values[:_PAIRS] for name, values in draws.items()}
    count = len(next(iter(some.values())))
    between = _over(metric, some, count)
    corner: dict[str, tuple[float, float]] = {}
    for one in inputs:
        low, high = (
            _over(metric, {**some, one.name: np.full(count, end)}, count) for end in (one.low, one.high)
        )
        changes = np.concatenate((between - low, high - between)) / np.abs(between).max(initial=1e-300)
        rises, falls = bool((changes > _ROUNDING).any()), bool((changes < -_ROUNDING).any())
        if rises and falls:
            return None
        corner[one.name] = (one.high, one.low) if falls else (one.low, one.high)
    values = {name: np.array(ends) for name, ends in corner.items()}
    ends = _over(metric, values, 2)
    if len(inputs) <= _ALL_CORNERS:  # a step near one of them is seen by no draw
        ends = np.concatenate((ends, _at_corners(metric, inputs)))
    return float(ends.min()), float(ends.max())


def _at_corners(metric: Callable[[Mapping[str, Count]], Count], inputs: Sequence[Input]) -> Any:
    """The figure with every input at one of its ends, in all combinations."""
    import numpy as np

    places = np.arange(1 << len(inputs))
    values = {one.name: np.where(places >> bit & 1, one.high, one.low) for bit, one in enumerate(inputs)}
    return _over(metric, values, len(places))
