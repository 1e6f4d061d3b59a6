"""What quantising does to data: signal to noise, and the shares of values that are lost at either end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from specgen.generators.numerics.numpy.functions import decode, dequantise, encode, quantise
from specgen.generators.numerics.numpy.kernels.formats import Array
from specgen.model.numerics import greatest
from specgen.model.types import BlockType, DataType, ElementType, FloatType

if TYPE_CHECKING:
    import numpy.typing as npt

#: Data that `samples` draws, and what it is.
SAMPLES = {
    "normal": "standard normal",
    "laplace": "Laplace, of variance 1",
    "student_t": "Student's t with 3 degrees of freedom: heavy tails",
    "outliers": "standard normal, one value in 256 of them 32 times as large",
    "uniform": "from -1 to 1, all alike",
}


@dataclass(frozen=True, slots=True)
class Study:
    """What became of data in a format.

    ``sqnr_db``: 10 log10 of the sum of the squares over that of the errors, infinite without errors. ``max_error`` is the
    greatest absolute one. ``underflow`` is the share of values other than zero that became zero, ``overflow`` the share that lay
    beyond the range and was clamped. ``bits`` a value, its share of the scale included; ``block`` None: no scales.
    """

    format: str
    data: str
    block: int | None
    count: int
    bits: float
    sqnr_db: float
    max_error: float
    underflow: float
    overflow: float


def samples(kind: str, count: int, seed: int = 0) -> npt.NDArray[np.float32]:
    """Return drawn data of shape ``(count,)``, the same for the same seed with every NumPy.

    Raises ValueError for a kind that is not in `SAMPLES`.
    """
    dice = np.random.RandomState(seed)  # whose numbers NumPy promised never to change, as those of newer ones
    if kind == "normal":
        found = dice.standard_normal(count)
    elif kind == "laplace":
        found = dice.laplace(0, 0.5**0.5, count)
    elif kind == "student_t":
        found = dice.standard_t(3, count)
    elif kind == "outliers":
        found = dice.standard_normal(count)
        found *= np.where(dice.randint(0, 256, count) == 0, 32, 1)
    elif kind == "uniform":
        found = dice.uniform(-1, 1, count)
    else:
        raise ValueError(f"no data are called {kind!r}; there are {', '.join(SAMPLES)}")
    return found.astype(np.float32)


def study(of: DataType, data: npt.NDArray[Any], block: int | None = None, name: str = "data") -> Study:
    """Return what quantising does to data of any shape; saturating, and by the format's own rounding.

    ``block`` replaces the size of a block-scaled format's blocks. Values that are not finite are left out. Raises
    ValueError where nothing is left, TypeError for what is no number.
    """
    given = np.asarray(data).reshape(-1)
    given = given[np.isfinite(given)]
    if not given.size:
        raise ValueError("there are no finite values to study")
    if isinstance(of, BlockType):
        of = replace(of, block=block or of.block)
        values, clamped = _through_blocks(of, given)
        bits = of.element.width + of.scale.width / of.block
    else:
        values, clamped = _through_codes(of, given)
        bits = float(of.width)
    signal = given.astype(np.float64)
    error = values - signal
    return Study(
        format=of.name,
        data=name,
        block=of.block if isinstance(of, BlockType) else None,
        count=given.size,
        bits=bits,
        sqnr_db=_decibels(float(np.square(signal).sum()), float(np.square(error).sum())),
        max_error=float(np.abs(error).max()),
        underflow=float(np.mean((values == 0) & (signal != 0))),
        overflow=float(np.mean(clamped)),
    )


def _decibels(signal: float, noise: float) -> float:
    if not noise:
        return inf
    return 10 * log10(signal / noise) if signal else -inf


def _through_codes(of: ElementType, given: Array) -> tuple[Array, Array]:
    values = decode(of, encode(of, given, overflow="saturate"), np.float64)
    return values, _beyond(of, given.astype(np.float64))


def _through_blocks(of: BlockType, given: Array) -> tuple[Array, Array]:
    got = quantise(of, given, 0)
    values = dequantise(of, got, np.float64)
    scale = (
        np.repeat(decode(of.scale, got.scales, np.float64), min(of.block, given.size))[: given.size]
        * got.tensor_scale
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return values, _beyond(of.element, given / scale)


def _beyond(of: ElementType, values: Array) -> Array:
    """Return where values lie beyond the finite ones of a format."""
    most = float(greatest(of))
    ratio = -int(of.signed) if isinstance(of, FloatType) else of.low / of.high
    least = most * ratio
    found: Array = (values > most) | (values < least)
    return found
