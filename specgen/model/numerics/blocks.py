"""Block-scaled formats in exact arithmetic: what every vectorised quantiser must give, bit for bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from specgen.model.numerics.modes import goes_away
from specgen.model.numerics.rounding import encode
from specgen.model.numerics.values import (
    Real,
    Special,
    canonical_nan,
    decode,
    floor_log2,
    magnitude_value,
    negate,
    power_of_two,
)
from specgen.model.types import BlockType, ElementType, FloatType


def greatest(of: ElementType) -> Fraction:
    """Return the greatest finite value of a format."""
    code = of.max_code if isinstance(of, FloatType) else of.high
    found = decode(of, code)
    assert isinstance(found, Fraction)
    return found


def tensor_scale(of: BlockType, values: Iterable[Real]) -> Fraction:
    """Return the second scale of a tensor: its greatest magnitude over that of a block, in the format of the scale.

    It is 1 where the format has none and for a tensor without finite values other than zero, and never less than
    the least value of its format.
    """
    most = _greatest_magnitude(values)
    if of.tensor_scale is None or not most:
        return Fraction(1)
    code = encode(of.tensor_scale, most / greatest(of.element) / greatest(of.scale), None, "saturate")
    scale = decode(of.tensor_scale, code)
    return scale if isinstance(scale, Fraction) and scale else _least(of.tensor_scale)


def quantise_block(
    of: BlockType, values: Sequence[Real], tensor: Fraction = Fraction(1)
) -> tuple[int, list[int]]:
    """Return the code of the scale and those of the elements of one block (the last may be short).

    With ``amax`` the greatest finite magnitude of the block over ``tensor``, the scale is, by ``scale_rule``:

    - ``floor``: 2^(floor(log2 amax) - e) where 2^e <= the element's greatest value < 2^(e + 1) (OCP MX v1.0, 6.3);
    - ``ceil``: the least power of two that leaves amax / scale within the element's greatest value;
    - ``nearest``: as floor, after amax was rounded to the element's precision (ties to even);
    - ``amax``: amax over the element's greatest value, rounded to the scale's format by ``scale_rounding``.

    Powers of two are clamped to those of the scale's format, other scales saturate; a block of zeros has the least
    scale, with ``amax`` the scale's code of 0. Elements are values / (tensor * scale), rounded once by the element's
    own rounding, and saturate: so do infinities. Where the scale is 0, elements are the code 0. A NaN makes the
    scale NaN where its format has one, and then all elements NaN where theirs has one, else the code 0; where the
    scale has no NaN, that element alone is converted from NaN.

    Raises:
        ValueError: no values, or more than a block holds.
    """
    if not 1 <= len(values) <= of.block:
        raise ValueError(f"a block of {of.name} has 1 to {of.block} values, not {len(values)}")
    if Special.NAN in values and (nan := canonical_nan(of.scale)) is not None:
        return nan, [_nan_element(of.element)] * len(values)
    code = _scale(of, _greatest_magnitude(values) / tensor)
    scale = decode(of.scale, code)
    assert isinstance(scale, Fraction)
    if not scale:
        return code, [0] * len(values)
    factor = scale * tensor
    return code, [
        encode(of.element, v / factor if isinstance(v, Fraction) else v, None, "saturate") for v in values
    ]


def dequantise_block(
    of: BlockType, scale: int, elements: Sequence[int], tensor: Fraction = Fraction(1)
) -> list[Real]:
    """Return the values of a block's codes: tensor * scale * element, exactly."""
    factor = decode(of.scale, scale)
    factor = factor * tensor if isinstance(factor, Fraction) else factor
    return [_product(factor, decode(of.element, code)) for code in elements]


def _product(a: Real, b: Real) -> Real:
    infinite = Special.INFINITY in (a, b) or Special.NEGATIVE_INFINITY in (a, b)
    zero = 0 in (a, b) or Special.NEGATIVE_ZERO in (a, b)
    if Special.NAN in (a, b) or (infinite and zero):
        return Special.NAN
    if isinstance(a, Fraction) and isinstance(b, Fraction) and not zero:
        return a * b
    size = Special.INFINITY if infinite else Fraction(0)
    return negate(size) if _negative(a) != _negative(b) else size


def _negative(value: Real) -> bool:
    if isinstance(value, Fraction):
        return value < 0
    return value in (Special.NEGATIVE_ZERO, Special.NEGATIVE_INFINITY)


def _greatest_magnitude(values: Iterable[Real]) -> Fraction:
    return max((abs(v) for v in values if isinstance(v, Fraction)), default=Fraction(0))


def _nan_element(of: ElementType) -> int:
    return (canonical_nan(of) or 0) if isinstance(of, FloatType) else 0


def _scale(of: BlockType, amax: Fraction) -> int:
    most = greatest(of.element)
    if of.scale_rule == "amax":
        return encode(of.scale, amax / most, of.scale_rounding, "saturate")
    low, high = _ceil_log2(_least(of.scale)), floor_log2(greatest(of.scale))
    power = low
    if amax:
        match of.scale_rule:
            case "ceil":
                power = _ceil_log2(amax / most)
            case "nearest":
                power = floor_log2(_shortened(amax, _precision(of.element))) - floor_log2(most)
            case _:
                power = floor_log2(amax) - floor_log2(most)
    return encode(of.scale, power_of_two(min(max(power, low), high)))


def _least(of: FloatType) -> Fraction:
    return magnitude_value(of, int(of.has_zero))


def _ceil_log2(value: Fraction) -> int:
    floor = floor_log2(value)
    return floor + int(value > power_of_two(floor))


def _precision(of: ElementType) -> int:
    """Significant bits of the greatest value's binade."""
    return of.precision if isinstance(of, FloatType) else of.width - int(of.signed)


def _shortened(value: Fraction, bits: int) -> Fraction:
    """A positive value rounded to some significant bits, ties to even, with an unbounded exponent."""
    unit = power_of_two(floor_log2(value) - bits + 1)
    whole = value // unit
    whole += goes_away("nearest_even", value / unit - whole, whole % 2 == 1, negative=False)
    return whole * unit
