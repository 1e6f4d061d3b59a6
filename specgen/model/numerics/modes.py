"""The rounding modes: which way each goes."""

from __future__ import annotations

from fractions import Fraction


def goes_away(
    rounding: str, rest: Fraction, odd: bool, negative: bool, random: int = 0, random_bits: int = 0
) -> bool:
    """Whether a value is rounded away from zero: ``rest``, in [0, 1), is cut off after a digit that is ``odd`` or not.

    Stochastic roundings are those of ``encode``.
    """
    match rounding:
        case "nearest_even":
            return rest > _HALF or (rest == _HALF and odd)
        case "nearest_away":
            return rest >= _HALF
        case "toward_zero":
            return False
        case "away":
            return rest != 0
        case "odd":
            return rest != 0 and not odd
        case "up" | "down":
            return rest != 0 and negative == (rounding == "down")
    scaled = rest * (1 << random_bits)
    if rounding == "stochastic_centred":
        return scaled + random + _HALF >= 1 << random_bits
    draw = scaled.numerator // scaled.denominator
    if rounding != "stochastic":
        tie_goes_up = (draw % 2 == 1) == (rounding == "stochastic_even")
        draw += scaled - draw > _HALF or (scaled - draw == _HALF and tie_goes_up)
    return draw + random >= 1 << random_bits


_HALF = Fraction(1, 2)
