"""From numbers to codes: by a table where one carries out the whole conversion, else by exact arithmetic."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.kernels.decoding import CHUNK, TABLE_BITS, decode, values
from specgen.generators.numerics.numpy.kernels.formats import Array, Fixed, Number, code_dtype
from specgen.generators.numerics.numpy.kernels.rounding import (
    OVERFLOWS,
    RANDOM_BITS,
    ROUNDINGS,
    Mode,
    encode_exactly,
)
from specgen.generators.numerics.numpy.kernels.shifting import encode_shifted, shift_of
from specgen.generators.numerics.numpy.kernels.tables import SOURCES, table


def encode(
    to: Number,
    numbers: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return codes, rounded once, in the modes of the format where none are given: an array of the same shape.

    ``numbers`` are floats of up to 64 bits or integers. ``random``: integers of ``random_bits`` (0 to 63) bits, one a
    number or one for all, which stochastic roundings need. Raises ValueError for unknown modes, TypeError for
    what is no number.
    """
    given = np.asarray(numbers)
    mode = chosen_mode(to, rounding, overflow, random_bits)
    flat = np.ascontiguousarray(given).reshape(-1)
    draws = _draws(mode, given, random)
    return encode_flat(to, flat, mode, draws).reshape(given.shape)


def chosen_mode(to: Number, rounding: str | None, overflow: str | None, random_bits: int = 0) -> Mode:
    """Return the modes asked for, or those of the format. Raises ValueError for what there is not."""
    rounding = rounding or to.rounding
    overflow = overflow or ("saturate" if isinstance(to, Fixed) else to.overflow)
    if isinstance(to, Fixed) and overflow != "saturate":
        raise ValueError(f"{to.name} has no overflow but saturate")
    if rounding not in ROUNDINGS or overflow not in OVERFLOWS:
        raise ValueError(f"no rounding {rounding!r} or overflow {overflow!r}")
    if not 0 <= random_bits <= RANDOM_BITS:
        raise ValueError(f"0 to {RANDOM_BITS} random bits, not {random_bits}")
    return Mode(rounding, overflow, random_bits if rounding.startswith("stochastic") else 0)


def _draws(mode: Mode, given: Array, random: npt.ArrayLike | None) -> Array | None:
    """Return the random integers of a stochastic rounding, one a number."""
    if not mode.stochastic:
        return None
    if random is None:
        raise ValueError(f"{mode.rounding} needs random bits")
    draws = np.asarray(random)
    if draws.dtype.kind not in "iu" or (
        draws.size and (draws.min() < 0 or int(draws.max()) >> mode.random_bits)
    ):
        raise ValueError(f"random numbers are integers of {mode.random_bits} bits")
    return np.broadcast_to(draws, given.shape).reshape(-1)


def encode_flat(to: Number, flat: Array, mode: Mode, draws: Array | None = None) -> Array:
    """Return codes of a flat, contiguous array; ``draws`` has its length."""
    if flat.dtype.kind in "iu" and flat.dtype.itemsize <= 2:
        flat = flat.astype(np.float32)
    known = None if draws is not None or flat.dtype not in SOURCES else table(to, flat.dtype, mode)
    if known is not None:
        return known.look_up(flat)
    out = np.empty(flat.size, code_dtype(to))
    shift = shift_of(to, flat.dtype)
    for start in range(0, flat.size, CHUNK):
        part = slice(start, start + CHUNK)
        random = None if draws is None else draws[part].astype(np.uint64)
        if shift is None:
            out[part] = encode_exactly(to, flat[part], mode, random)
        else:
            out[part] = encode_shifted(shift, flat[part], mode, random)
    return out


def convert(
    source: Number,
    to: Number,
    codes: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return codes of one format as codes of another: as `encode` has it, from what float64 holds of ``source``."""
    mode = chosen_mode(to, rounding, overflow, random_bits)
    if source.width > TABLE_BITS or mode.stochastic:
        return encode(to, decode(source, codes), rounding, overflow, random, random_bits)
    given = np.asarray(codes)
    try:
        return np.take(_every(source, to, mode), given)
    except IndexError:
        raise ValueError(f"{source.name} has {source.width} bits: there are codes beyond") from None


@lru_cache(maxsize=64)
def _every(source: Number, to: Number, mode: Mode) -> Array:
    return encode_exactly(to, values(source, np.dtype(np.float64)), mode)


def round_to(
    to: Number,
    numbers: npt.ArrayLike,
    rounding: str | None = None,
    overflow: str | None = None,
    random: npt.ArrayLike | None = None,
    random_bits: int = 0,
) -> Array:
    """Return the values that numbers have in a format: what `decode` gives of the codes that `encode` gives."""
    return decode(to, encode(to, numbers, rounding, overflow, random, random_bits))
