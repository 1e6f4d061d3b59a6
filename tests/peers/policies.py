"""Where ours and theirs differ on purpose: each difference with the values that it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from specgen.model.types import FixedType, FloatType

Mask = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Policy:
    """A difference: of which peer, what we do, what they do, and of which values into which format and rounding."""

    name: str
    peer: str
    ours: str
    theirs: str
    about: Callable[[FloatType | FixedType, str, Values], Any]

    def covers(self, to: FloatType | FixedType, rounding: str, values: Values) -> Mask:
        """The values on which the two may differ."""
        return np.broadcast_to(np.asarray(self.about(to, rounding, values), bool), values.shape)


def _no_nan(to: FloatType | FixedType) -> bool:
    return isinstance(to, FixedType) or not to.has_nan


def _unsigned(to: FloatType | FixedType, values: Values) -> Any:
    return (not to.signed) & (np.signbit(values) & (values != 0))


def _no_zero(to: FloatType | FixedType) -> bool:
    return isinstance(to, FloatType) and not to.has_zero


POLICIES = (
    Policy(
        "nan-where-there-is-none",
        "ml_dtypes",
        "NaN becomes the greatest finite value, of either sign of NaN.",
        "NaN becomes a zero with the opposite of its sign.",
        lambda to, rounding, values: _no_nan(to) & np.isnan(values),
    ),
    Policy(
        "zero-into-e8m0",
        "ml_dtypes",
        "0 becomes the least scale, 2^-127.",
        "0 becomes NaN.",
        lambda to, rounding, values: _no_zero(to) & (values == 0),
    ),
    Policy(
        "least-of-e8m0",
        "ml_dtypes",
        "A value below 2^-126 is rounded to nearest like any other.",
        "A value above 2^-127 and below 2^-126, a subnormal f32, may become the greater neighbour.",
        lambda to, rounding, values: _no_zero(to) & (values > 2.0**-127) & (values < 2.0**-126),
    ),
    Policy(
        "nan-where-there-is-none",
        "gfloat",
        "NaN becomes the greatest finite value, in fixed point 0.",
        "NaN is refused.",
        lambda to, rounding, values: _no_nan(to) & np.isnan(values),
    ),
    Policy(
        "negative-into-unsigned",
        "gfloat",
        "A negative value becomes 0 where it saturates, else NaN, however near to 0 it is.",
        "A negative value is not treated: it is rounded downwards, and its code is not of the format. (P3109 rounds "
        "first: what becomes 0 is 0.)",
        lambda to, rounding, values: _unsigned(to, values),
    ),
    Policy(
        "ties-of-e8m0",
        "gfloat",
        "A tie between two scales goes to the greater (IEEE 754-2019, 4.3.1; so does ml_dtypes).",
        "A tie between two scales goes to the even code.",
        lambda to, rounding, values: (
            _no_zero(to) & (rounding == "nearest_even") & (np.frexp(np.abs(values))[0] == 0.75)
        ),
    ),
    Policy(
        "below-the-least-of-e8m0",
        "gfloat",
        "0 and what lies below 2^-127 become the least scale.",
        "0 and what lies below 2^-127 get a code that is not of the format.",
        lambda to, rounding, values: _no_zero(to) & (np.abs(values) < 2.0**-127),
    ),
    Policy(
        "least-of-mxint8",
        "gfloat",
        "Conversions end at -127/64, as far from 0 as at the other end.",
        "Conversions end at -2.",
        lambda to, rounding, values: isinstance(to, FixedType) & (values < -127 / 64),
    ),
)
