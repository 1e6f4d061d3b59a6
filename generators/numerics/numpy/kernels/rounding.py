"""The exact conversion, which every shortcut is made from and measured by: 64 bits of fraction and what lies below."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specgen.generators.numerics.numpy.kernels.formats import Array, Fixed, Float, Number, code_dtype
from specgen.generators.numerics.numpy.kernels.significands import Parts, parts

ROUNDINGS = (
    "nearest_even",
    "nearest_away",
    "toward_zero",
    "up",
    "down",
    "away",
    "odd",
    "stochastic",
    "stochastic_centred",
    "stochastic_even",
    "stochastic_odd",
)
OVERFLOWS = ("saturate", "infinity", "nan", "propagate")
#: At most so many random bits a number.
RANDOM_BITS = 63


@dataclass(frozen=True, slots=True)
class Mode:
    """How numbers are rounded, what becomes of those beyond the end, and the random bits of stochastic roundings."""

    rounding: str
    overflow: str = "saturate"
    random_bits: int = 0

    @property
    def stochastic(self) -> bool:
        """Whether random bits decide."""
        return self.rounding.startswith("stochastic")


@dataclass(frozen=True, slots=True)
class _Digits:
    """What rounding starts from: ``steps`` of the last place, the part cut off in 2^-64, and whether more follows."""

    steps: Array
    cut: Array
    more: Array
    last_odd: Array


def encode_exactly(to: Number, values: Array, mode: Mode, random: Array | None = None) -> Array:
    """Return codes of a flat array of floats or integers; ``random`` has its length, each of ``mode.random_bits``."""
    return encode_parts(to, parts(values), mode, random)


def encode_parts(to: Number, given: Parts, mode: Mode, random: Array | None = None) -> Array:
    """Return codes of numbers taken apart."""
    with np.errstate(all="ignore"):
        if isinstance(to, Fixed):
            return _fixed_codes(to, given, mode, random)
        return _float_codes(to, given, mode, random)


def _float_codes(to: Float, given: Parts, mode: Mode, random: Array | None) -> Array:
    digits = _float_digits(to, given)
    codes = digits.steps + _up(digits, given.negative, mode, random)
    nan = _nan(to)
    sign = np.where(given.negative, np.uint64(to.sign), np.uint64(0))
    over = codes > np.uint64(to.max_code)
    codes |= np.where((codes == 0) & (not to.negative_zero), np.uint64(0), sign)
    for negative in (False, True):
        side = given.negative == negative
        codes[over & side] = _end(to, _beyond(to, mode, negative), negative)
        codes[given.infinite & side] = _end(to, _infinity(to, mode), negative)
    if not to.signed:
        below = 0 if mode.overflow in ("saturate", "propagate") or to.nan is None else nan
        codes[given.negative & (given.infinite | (given.significand != 0))] = below
    codes[given.nan] = nan
    return codes.astype(code_dtype(to))


def _nan(to: Float) -> int:
    return to.max_code if to.nan is None else to.nan


def _end(to: Float, magnitude: int | None, negative: bool) -> int:
    """Return the code of a magnitude beyond the range, None being NaN."""
    if magnitude is None:
        return _nan(to)
    return magnitude | to.sign if negative else magnitude


def _beyond(to: Float, mode: Mode, negative: bool) -> int | None:
    """Return the magnitude that finite values beyond the range become."""
    inwards = "up" if negative else "down"
    if mode.rounding in ("toward_zero", "odd", inwards) or mode.overflow == "propagate":
        return to.max_code
    if mode.overflow == "infinity" and to.infinity is not None:
        return to.infinity
    return to.max_code if mode.overflow == "saturate" or to.nan is None else None


def _infinity(to: Float, mode: Mode) -> int | None:
    """Return the magnitude that infinities become."""
    if mode.overflow != "saturate" and to.infinity is not None:
        return to.infinity
    return to.max_code if mode.overflow in ("saturate", "propagate") or to.nan is None else None


def _float_digits(to: Float, given: Parts) -> _Digits:
    """Return codes as if they had no end, rounded toward zero."""
    ceiling = (to.max_code >> to.mantissa) - to.bias + 2  # beyond the range all exponents are alike
    exponent = np.minimum(given.exponent, ceiling)
    lost = np.maximum(to.min_exponent - exponent, 0)
    steps, cut, more = _split(given.significand, 63 - to.mantissa + lost)
    offset = np.maximum(exponent, to.min_exponent) - to.min_exponent - int(not to.subnormals)
    codes = (offset << np.int64(to.mantissa)).astype(np.uint64) + steps
    if not to.subnormals:
        _below_least(to, given, codes, cut, more)
    odd = (codes & np.uint64(1) != 0) | (not to.has_zero)
    return _Digits(codes, cut, more, odd)


def _split(significand: Array, shift: Array) -> tuple[Array, Array, Array]:
    """Return ``significand >> shift`` (0 to any), the 64 bits below, and whether anything lies below those."""
    by = np.minimum(shift, 200)
    steps = significand >> np.minimum(by, 64).astype(np.uint64)
    within = (64 - np.minimum(by, 64)).astype(np.uint64)
    beyond = np.maximum(by - 64, 0).astype(np.uint64)
    cut = significand << within >> beyond
    return steps, cut, cut << beyond != significand << within


def _below_least(to: Float, given: Parts, codes: Array, cut: Array, more: Array) -> None:
    """Without subnormals, what is cut off below the least value is counted in that value."""
    least = (1 << to.mantissa) + 1
    (small,) = np.nonzero((codes.view(np.int64) < int(to.has_zero)) | (given.significand == 0))
    codes[small], cut[small], more[small] = 0, 0, False
    if not to.has_zero:
        return
    for at in small[given.significand[small] != 0].tolist():
        power = int(given.exponent[at]) + 1 + to.bias + to.mantissa
        over, under = max(power, 0), max(-power, 0)
        cut[at], rest = divmod(int(given.significand[at]) << over, least << min(under, 200))
        more[at] = rest != 0


def _fixed_codes(to: Fixed, given: Parts, mode: Mode, random: Array | None) -> Array:
    exponent = np.minimum(given.exponent + to.fraction, to.width)
    steps, cut, more = _split(given.significand, np.maximum(63 - exponent, 0))
    digits = _Digits(steps, cut, more, steps & np.uint64(1) != 0)
    steps = digits.steps + _up(digits, given.negative, mode, random)
    over = given.infinite | (exponent == to.width)
    highest = np.where(given.negative, np.uint64(-to.low), np.uint64(to.high))
    steps = np.where(over, highest, np.minimum(steps, highest))
    codes = np.where(given.negative, ~steps + np.uint64(1), steps)
    codes[given.nan] = 0
    return (codes & np.uint64((1 << to.width) - 1)).astype(code_dtype(to))


_HALF = np.uint64(1 << 63)


def _up(digits: _Digits, negative: Array, mode: Mode, random: Array | None) -> Array:
    """Return where the magnitude grows by one step."""
    if mode.stochastic:
        return _by_chance(digits, mode, random)
    inexact: Array = (digits.cut != 0) | digits.more
    match mode.rounding:
        case "nearest_even":
            up: Array = (digits.cut > _HALF) | ((digits.cut == _HALF) & (digits.last_odd | digits.more))
        case "nearest_away":
            up = digits.cut >= _HALF
        case "away":
            up = inexact
        case "odd":
            up = inexact & ~digits.last_odd
        case "up":
            up = inexact & ~negative
        case "down":
            up = inexact & negative
        case _:
            up = np.zeros(inexact.shape, bool)
    return up


def _by_chance(digits: _Digits, mode: Mode, random: Array | None) -> Array:
    """Return where the part cut off, in ``random_bits`` bits, and the random number reach one."""
    bits = mode.random_bits
    share: Array = digits.cut >> np.uint64(64 - bits) if bits else np.zeros_like(digits.cut)
    rest = digits.cut << np.uint64(bits)
    match mode.rounding:
        case "stochastic_centred":
            share += rest >= _HALF
        case "stochastic_even" | "stochastic_odd":
            odd = share & np.uint64(1) != 0
            grows = odd if mode.rounding == "stochastic_even" else ~odd
            share += (rest > _HALF) | ((rest == _HALF) & (grows | digits.more))
    reached: Array = share + (np.uint64(0) if random is None else random) >= np.uint64(1 << bits)
    return reached
