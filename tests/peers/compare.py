"""Comparing exact conversions with those of ``gfloat`` and ``ml_dtypes``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from gfloat import encode_ndarray, round_ndarray

from specgen.model import numerics
from specgen.model.numerics import Real, Special
from specgen.model.types import STOCHASTIC, FixedType, FloatType
from tests.peers.formats import GFLOAT_ROUNDINGS, gfloat_formats, ml_dtypes_formats, standard
from tests.peers.policies import POLICIES, Values

#: Random bits of stochastic comparisons: few, so that every draw comes up.
RANDOM_BITS = 5


@dataclass(frozen=True)
class Comparison:
    """Conversions into one format, in one mode, with one peer."""

    peer: str
    to: FloatType | FixedType
    rounding: str
    overflow: str

    @property
    def random_bits(self) -> int:
        """Bits of the random numbers that it takes."""
        return RANDOM_BITS if self.rounding in STOCHASTIC else 0


@dataclass
class Difference:
    """What came of a comparison: differences that no policy explains, and how often each policy did."""

    wrong: list[str] = field(default_factory=list)
    explained: Counter[str] = field(default_factory=Counter)


@cache
def comparisons() -> tuple[Comparison, ...]:
    """All that can be compared, with either peer."""
    found = []
    for name in ml_dtypes_formats():
        to = standard()[name]
        assert isinstance(to, FloatType)
        found.append(Comparison("ml_dtypes", to, "nearest_even", to.overflow))
    for name in gfloat_formats():
        to = standard()[name]
        assert isinstance(to, FloatType | FixedType)
        overflows = ["saturate"]
        if isinstance(to, FloatType) and (to.infinities or to.has_nan):
            overflows.append("infinity" if to.infinities else "nan")
        found += [Comparison("gfloat", to, r, o) for r in GFLOAT_ROUNDINGS for o in overflows]
    return tuple(found)


def exact(value: float) -> Real:
    """A float64 as the exact number that it is."""
    if value != value:
        return Special.NAN
    if value in (float("inf"), float("-inf")):
        return Special.INFINITY if value > 0 else Special.NEGATIVE_INFINITY
    return Special.NEGATIVE_ZERO if value == 0 and np.signbit(value) else Fraction(value)


def difference(of: Comparison, values: Values, draws: Any = None, ours: Any = None) -> Difference:
    """Compare conversions of float64 values (exactly ``f32`` ones); ``ours``: codes, by default the exact ones.

    ``draws``: as many random integers of ``of.random_bits`` bits, where the rounding is stochastic.
    """
    draws = np.zeros(values.shape, np.int64) if draws is None else draws
    if ours is None:
        pairs = zip(values.tolist(), draws.tolist(), strict=True)
        ours = [
            numerics.encode(of.to, exact(v), of.rounding, of.overflow, r, of.random_bits) for v, r in pairs
        ]
    mine = np.asarray(ours, np.uint64)
    theirs = _ml_dtypes(of, values) if of.peer == "ml_dtypes" else _gfloat(of, values, draws)
    differ = np.flatnonzero((mine != theirs) & ~(_nan(of.to, mine) & _nan(of.to, theirs)))
    found = Difference()
    unexplained = np.ones(differ.shape, bool)
    for policy in POLICIES:
        if policy.peer == of.peer:
            covered = policy.covers(of.to, of.rounding, values[differ])
            found.explained[f"{of.peer}/{policy.name}"] += int((covered & unexplained).sum())
            unexplained &= ~covered
    for at in differ[unexplained].tolist():
        found.wrong.append(
            f"{values[at]} to {of.to.name}, {of.rounding}, {of.overflow}, drawing {draws[at]}: "
            f"{mine[at]:#x}, by {of.peer} {theirs[at]:#x}"
        )
    return found


def _nan(of: FloatType | FixedType, codes: Any) -> Any:
    if isinstance(of, FixedType) or not of.has_nan:
        return np.zeros(codes.shape, bool)
    sign = 1 << (of.exponent + of.mantissa)
    if of.nans == "negative_zero":
        return codes == sign
    return (codes & np.uint64(sign - 1)) > of.max_code + int(of.infinities)


def _ml_dtypes(of: Comparison, values: Values) -> Any:
    with np.errstate(all="ignore"):
        codes = values.astype(np.float32).astype(ml_dtypes_formats()[of.to.name])
    return codes.view(np.uint8 if codes.itemsize == 1 else np.uint16).astype(np.uint64)


def _gfloat(of: Comparison, values: Values, draws: Any) -> Any:
    """The codes; what it refuses becomes the code of 0."""
    info = gfloat_formats()[of.to.name]
    refused = np.isnan(values) if info.num_nans == 0 else np.zeros(values.shape, bool)
    given = np.where(refused, 0.0, values)
    random = (draws, of.random_bits) if of.random_bits else ()
    with np.errstate(all="ignore"):
        rounded = round_ndarray(
            info, given, GFLOAT_ROUNDINGS[of.rounding], of.overflow == "saturate", *random
        )
        return encode_ndarray(info, rounded).astype(np.uint64)
