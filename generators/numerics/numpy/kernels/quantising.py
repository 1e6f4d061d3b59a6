"""Scales and elements of blocks that lie along the middle of three axes."""

from __future__ import annotations

import numpy as np

from specgen.generators.numerics.numpy.kernels.decoding import decode
from specgen.generators.numerics.numpy.kernels.division import digits, is_settled, quotients
from specgen.generators.numerics.numpy.kernels.encoding import encode_flat
from specgen.generators.numerics.numpy.kernels.formats import Array, Block, Fixed, Float, Number
from specgen.generators.numerics.numpy.kernels.rounding import Mode, encode_parts
from specgen.generators.numerics.numpy.kernels.scales import scale_codes
from specgen.generators.numerics.numpy.kernels.tables import SOURCES


def quantise_blocks(of: Block, blocks: Array, tensor: float) -> tuple[Array, Array]:
    """Return the codes of scales, shape ``(n, m)``, and of elements, of blocks of shape ``(n, block, m)``."""
    amax, nan = greatest_magnitudes(blocks)
    short = blocks.dtype == np.float32
    codes = scale_codes(of, amax.reshape(-1), tensor, short).reshape(amax.shape)
    scale = decode(of.scale, codes, np.float64)
    zero = scale == 0
    scale[zero] = 1
    elements = _elements(of, blocks, scale[:, None], tensor)
    if zero.any():
        elements[np.broadcast_to(zero[:, None], elements.shape)] = 0
    if of.scale.nan is not None and nan.any():
        codes[nan] = of.scale.nan
        code = (of.element.nan if isinstance(of.element, Float) else None) or 0
        elements[np.broadcast_to(nan[:, None], elements.shape)] = code
    return codes, elements


def greatest_magnitudes(blocks: Array) -> tuple[Array, Array]:
    """Return the greatest finite magnitude of every block as float64, and which blocks have a NaN."""
    word = np.dtype(f"u{blocks.dtype.itemsize}")
    endless = np.array(np.inf, blocks.dtype).view(word)
    bits = blocks.view(word) & word.type((1 << (8 * word.itemsize - 1)) - 1)
    found = np.maximum.reduce(bits, axis=1)
    nan = found > endless
    if (found >= endless).any():
        bits[bits >= endless] = 0
        found = np.maximum.reduce(bits, axis=1)
    return found.view(blocks.dtype).astype(np.float64), nan


def _elements(of: Block, blocks: Array, scale: Array, tensor: float) -> Array:
    """Return elements' codes: values over factors, rounded once as if quotients had no end."""
    mode = Mode(of.element.rounding, "saturate")
    if _by_product(of, blocks, tensor):
        flat = (blocks * (1 / scale).astype(blocks.dtype)).reshape(-1)
    elif _by_quotient(of, blocks, tensor):
        flat = (blocks / (scale * tensor)).reshape(-1)
    else:
        factors = np.broadcast_to(scale * tensor, blocks.shape).reshape(-1)
        found = quotients(blocks.reshape(-1).astype(np.float64), factors)
        return encode_parts(of.element, found, mode).reshape(blocks.shape)
    return encode_flat(of.element, flat, mode).reshape(blocks.shape)


_NOTHING_FROM_LITTLE = ("nearest_even", "nearest_away", "toward_zero")


def _by_product(of: Block, blocks: Array, tensor: float) -> bool:
    """Whether scales are powers of two whose reciprocals leave every digit of what does not round to zero."""
    if of.scale_rule == "amax" or tensor != 1 or of.element.rounding not in _NOTHING_FROM_LITTLE:
        return False
    source = SOURCES[blocks.dtype]
    (lowest, highest), (last, most) = _range(of.scale), _range(of.element)
    reciprocals = -lowest < 2 - source.least and -highest >= source.least - source.mantissa
    return reciprocals and last >= source.least + 2 and most <= -source.least


def _by_quotient(of: Block, blocks: Array, tensor: float) -> bool:
    """Whether float64's quotients of float32 numbers are rounded as exact ones are, and have none too great or small."""
    (lowest, highest), (last, most) = _range(of.scale), _range(of.element)
    moderate = min(lowest, last) > -300 and max(highest, most) < 300 and 2.0**-300 < tensor < 2.0**300
    factor = of.scale.mantissa + 1 + digits(tensor)
    return blocks.dtype == np.float32 and moderate and is_settled(24, factor, of.element)


def _range(of: Number) -> tuple[int, int]:
    """Return the exponents of the least step and of the greatest value."""
    if isinstance(of, Fixed):
        return -of.fraction, of.width - of.fraction
    return of.min_exponent - of.mantissa, of.max_exponent
