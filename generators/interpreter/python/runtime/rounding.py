"""Rounding to any float format, on arrays of integers: the general path that every fast one is tested against.

A finite value is (-1)^negative * significand * 2^exponent with an unsigned 64-bit significand.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from specgen.generators.interpreter.python.runtime.traits import Array, Traits
from specgen.model import numerics
from specgen.model.types import MAX_RANDOM_BITS, STOCHASTIC

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_ONE = np.uint64(1)
_HALF = np.uint64(1 << 63)
_BOUNDED = ("toward_zero", "odd")


@dataclass(frozen=True, slots=True)
class Mode:
    """How a value is brought into a format; ``random_bits`` bits of a random integer decide stochastic roundings."""

    rounding: str = "nearest_even"
    overflow: str = "infinity"
    random_bits: int = 0

    @property
    def stochastic(self) -> bool:
        """Whether random bits decide."""
        return self.rounding in STOCHASTIC


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Arrays of one shape: the parts of finite values, and masks of those that are not finite."""

    negative: Mask
    significand: U64
    exponent: I64
    nan: Mask
    infinite: Mask


@dataclass(frozen=True, slots=True)
class _Rest:
    """What lies below the kept bits: its leading 64 bits as a fraction of one, and whether there is still more."""

    fraction: U64
    more: Mask


def unpack(codes: Array, of: Traits) -> Unpacked:
    """Takes codes of a format apart."""
    bits = codes.astype(np.uint64)
    magnitude = bits & np.uint64(of.magnitude_mask)
    field = (magnitude >> np.uint64(of.mantissa)).astype(np.int64)
    fraction = magnitude & np.uint64((1 << of.mantissa) - 1)
    implicit = field > 0 if of.subnormals else (magnitude != 0) | (not of.format.has_zero)
    significand = fraction | (implicit.astype(np.uint64) << np.uint64(of.mantissa))
    exponent = np.maximum(field, int(of.subnormals)) - (of.bias + of.mantissa)
    negative = (bits & np.uint64(of.sign_bit)) != 0
    return Unpacked(negative, significand, exponent, is_nan(bits, of), is_infinite(bits, of))


def is_nan(codes: Array, of: Traits) -> Mask:
    """Which codes are NaN."""
    make = codes.dtype.type
    match of.nans:
        case "ieee" | "all_ones":
            least = of.max_code + 1 + (of.infinity is not None)
            return np.asarray((codes & make(of.magnitude_mask)) >= make(least))
        case "negative_zero":
            return np.asarray(codes == make(of.sign_bit))
        case _:
            return np.zeros(codes.shape, bool)


def is_infinite(codes: Array, of: Traits) -> Mask:
    """Which codes are infinities."""
    if of.infinity is None:
        return np.zeros(codes.shape, bool)
    make = codes.dtype.type
    return np.asarray((codes & make(of.magnitude_mask)) == make(of.infinity))


def bit_length(values: U64) -> I64:
    """Bits of each value; 0 for 0."""
    high = values >> np.uint64(32)
    part = np.where(high != 0, high, values & np.uint64(0xFFFFFFFF))
    length: I64 = np.frexp(part.astype(np.float64))[1].astype(np.int64) + 32 * (high != 0)
    return length


def pack(
    value: Unpacked, to: Traits, mode: Mode, random: Array | None = None, sticky: Mask | None = None
) -> Array:
    """The codes of values rounded once; ``sticky`` marks those with more below the significand's last bit."""
    top = value.exponent + bit_length(value.significand) - 1
    binade = np.maximum(top, to.min_exponent)
    kept, rest = _split(value.significand, binade - to.mantissa - value.exponent, sticky)
    steps = np.minimum(binade, to.max_exponent + 1) - (to.min_exponent + (not to.subnormals))
    # A kept significand of mantissa + 1 bits carries into the exponent field by itself.
    code = (steps << to.mantissa) + kept.astype(np.int64)
    # Without mantissa bits, ties look at the code; without a zero either, at the one digit that there is.
    last = code.astype(np.uint64) if to.subnormals else kept
    code += _goes_up(last & _ONE != 0, rest, value.negative, mode, random)
    if not to.format.has_zero:
        code = np.where(top < to.min_exponent, 0, code)
    too_big = (binade > to.max_exponent) | (code > to.max_code)
    code = np.where(value.significand == 0, 0, code).astype(np.uint64)
    too_big &= (value.significand != 0) & ~value.infinite
    code = _finish(code, too_big, value, to, mode)
    if not to.subnormals and to.mantissa:
        _below_the_least(code, value, to, mode, random)
    return code.astype(to.code_dtype)


def _split(significand: U64, shift: I64, sticky: Mask | None) -> tuple[U64, _Rest]:
    """The significand at its new last place, ``shift`` bits further up, and what is cut off."""
    left = np.clip(-shift, 0, 63).astype(np.uint64)
    right = np.clip(shift, 0, 63).astype(np.uint64)
    kept = np.where(shift > 63, np.uint64(0), (significand << left) >> right)
    # Up to 64 bits that are cut stand at the top of a word; of more, the last leave a trace.
    fraction = np.where(shift > 0, significand << np.clip(64 - shift, 0, 63).astype(np.uint64), np.uint64(0))
    far = np.clip(shift - 64, 0, 63).astype(np.uint64)
    gone = significand & ((_ONE << far) - _ONE) != 0
    fraction = np.where(shift > 64, significand >> far, fraction)
    fraction = np.where(shift > 127, np.uint64(0), fraction)
    more = np.where(shift > 127, significand != 0, gone)
    return kept, _Rest(fraction, more if sticky is None else more | sticky)


def _goes_up(odd: Mask, rest: _Rest, negative: Mask, mode: Mode, random: Array | None) -> Mask:
    """Where rounding goes away from zero; ``odd``: after an odd last digit."""
    inexact = (rest.fraction != 0) | rest.more
    match mode.rounding:
        case "nearest_even":
            up = (rest.fraction > _HALF) | ((rest.fraction == _HALF) & (rest.more | odd))
        case "nearest_away":
            up = rest.fraction >= _HALF
        case "toward_zero":
            up = np.zeros_like(odd)
        case "away":
            up = inexact
        case "up":
            up = inexact & ~negative
        case "down":
            up = inexact & negative
        case "odd":
            up = inexact & ~odd
        case _:
            up = _lottery(rest, mode, random)
    return np.asarray(up)


def _lottery(rest: _Rest, mode: Mode, random: Array | None) -> Mask:
    """Where what is cut off and the random integer, both as fractions of one, reach one: where their sum carries."""
    bits = mode.random_bits
    if random is None or not 1 <= bits <= MAX_RANDOM_BITS:
        raise ValueError(f"stochastic rounding needs 1 to {MAX_RANDOM_BITS} random bits")
    ticket = np.asarray(random).astype(np.uint64) << np.uint64(64 - bits)
    fraction, below = rest.fraction, np.uint64((1 << (64 - bits)) - 1)
    if mode.rounding == "stochastic_centred":
        ticket = ticket + np.uint64(1 << (63 - bits))
        return np.asarray(fraction + ticket < ticket)
    whole, left = fraction & ~below, fraction << np.uint64(bits)
    if mode.rounding == "stochastic":
        return np.asarray(whole + ticket < ticket)
    odd = (fraction >> np.uint64(64 - bits)) & _ONE != 0
    tie_goes_up = odd if mode.rounding == "stochastic_even" else ~odd
    next_one = (left > _HALF) | ((left == _HALF) & (rest.more | tie_goes_up))
    step = below + _ONE
    carried = next_one & (whole == ~below)  # the fraction itself is rounded to one
    whole = whole + np.where(next_one, step, np.uint64(0))
    return np.asarray(carried | (whole + ticket < ticket))


def _finish(code: U64, too_big: Mask, value: Unpacked, to: Traits, mode: Mode) -> U64:
    """Puts in what is no ordinary result: overflow, infinity, NaN; and the sign."""
    nan = value.nan.copy()
    if mode.rounding in _BOUNDED:
        bounded = too_big
    elif mode.rounding in ("up", "down"):
        bounded = too_big & (value.negative == (mode.rounding == "up"))
    else:
        bounded = np.zeros_like(too_big)
    code = np.where(bounded, np.uint64(to.max_code), code)
    _overflow(code, nan, too_big & ~bounded, to, mode.overflow)
    saturates = mode.overflow == "saturate" or (mode.overflow == "propagate" and to.infinity is None)
    _overflow(code, nan, value.infinite, to, "saturate" if saturates else "infinity")
    if to.signed:
        keeps_sign = value.negative if to.format.has_negative_zero else value.negative & (code != 0)
        code = np.where(keeps_sign, code | np.uint64(to.sign_bit), code)
    else:
        lost = value.negative & (value.infinite | (value.significand != 0))
        code = np.where(value.negative, np.uint64(0), code)
        if mode.overflow in ("infinity", "nan") and to.nan is not None:
            nan |= lost
    return np.where(nan, np.uint64(to.max_code if to.nan is None else to.nan), code)


def _overflow(code: U64, nan: Mask, where: Mask, to: Traits, overflow: str) -> None:
    if overflow == "infinity" and to.infinity is not None:
        code[where] = to.infinity
    elif overflow in ("infinity", "nan") and to.nan is not None:
        nan |= where
    else:
        code[where] = to.max_code


def _below_the_least(code: U64, value: Unpacked, to: Traits, mode: Mode, random: Array | None) -> None:
    """Mends what lies between zero and the least value of a format without subnormals: no power of two divides it."""
    top = value.exponent + bit_length(value.significand) - 1
    lanes = (top <= to.min_exponent) & (value.significand != 0) & ~value.nan & ~value.infinite
    draws = np.broadcast_to(np.asarray(0 if random is None else random), code.shape)
    for place in map(tuple, np.argwhere(lanes)):
        exact = Fraction(int(value.significand[place])) * Fraction(2) ** int(value.exponent[place])
        exact = -exact if value.negative[place] else exact
        draw = int(draws[place])
        code[place] = numerics.encode(to.format, exact, mode.rounding, mode.overflow, draw, mode.random_bits)
