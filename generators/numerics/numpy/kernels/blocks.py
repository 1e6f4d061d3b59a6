"""Block-scaled formats: from arrays to scales and elements, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from specgen.generators.numerics.numpy.kernels.decoding import CHUNK, decode, value_dtype
from specgen.generators.numerics.numpy.kernels.division import quotients
from specgen.generators.numerics.numpy.kernels.encoding import encode_flat
from specgen.generators.numerics.numpy.kernels.formats import Array, Block, Fixed, Float, Number, code_dtype
from specgen.generators.numerics.numpy.kernels.rounding import Mode, encode_parts
from specgen.generators.numerics.numpy.kernels.scales import digits, scale_codes, tensor_scale_of
from specgen.generators.numerics.numpy.kernels.tables import SOURCES


@dataclass(frozen=True, slots=True, eq=False)
class Quantised:
    """A tensor in a block-scaled format: codes of ``elements`` in its shape, and codes of ``scales``.

    ``scales`` has the tensor's shape with the length along ``axis`` divided by that of a block, rounded up.
    """

    elements: Array
    scales: Array
    tensor_scale: float
    axis: int


def quantise(
    of: Block, numbers: npt.ArrayLike, axis: int | None = None, tensor_scale: float | None = None
) -> Quantised:
    """Return a tensor in a block-scaled format; the last block along ``axis`` (default: the format's) may be short.

    ``tensor_scale`` None is found from the tensor where the format has one, else it is 1. Raises TypeError for what is
    no number, ValueError for integers beyond 2^53 and for a tensor scale that is not positive or too long.
    """
    given = _floats(numbers)
    along = _axis(of, given, axis)
    tensor = _tensor_scale(of, given) if tensor_scale is None else float(tensor_scale)
    _check(of, tensor)
    rows, length = _rows(given, along, of.block)
    scales = np.empty(len(rows), code_dtype(of.scale))
    elements = np.empty(rows.shape, code_dtype(of.element))
    step = max(CHUNK // of.block, 1)
    with np.errstate(all="ignore"):
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            scales[part], elements[part] = _quantised(of, rows[part], tensor)
    return Quantised(
        _tensor(elements, given, along, length),
        _scales(scales, given, along, length // of.block),
        tensor,
        along,
    )


def dequantise(of: Block, given: Quantised, dtype: npt.DTypeLike = np.float32) -> Array:
    """Return the values of a tensor: tensor scale * scale * element, rounded once to ``dtype``.

    Raises ValueError for what is no code, and where shapes of elements and scales do not belong together.
    """
    elements = np.asarray(given.elements)
    along = _axis(of, elements, given.axis)
    codes, length = _rows(elements, along, of.block)
    scales = np.moveaxis(np.asarray(given.scales), along, -1).reshape(-1)
    if scales.size != len(codes):
        raise ValueError(f"{len(codes)} blocks of {of.name} have {scales.size} scales")
    _check(of, given.tensor_scale)
    wanted = np.dtype(dtype)
    with np.errstate(all="ignore"):
        if given.tensor_scale == 1 and wanted == np.float32 == value_dtype(of.element) == value_dtype(
            of.scale
        ):
            found = decode(of.element, codes, wanted)
            found *= decode(of.scale, scales, wanted)[:, None]
        else:
            factor = decode(of.scale, scales, np.float64) * given.tensor_scale
            found = (decode(of.element, codes, np.float64) * factor[:, None]).astype(wanted)
    return _tensor(found, elements, along, length)


def _floats(numbers: npt.ArrayLike) -> Array:
    given = np.asarray(numbers)
    kind, size = given.dtype.kind, given.dtype.itemsize
    if kind == "f" and size <= 8:
        return given.astype(np.float64 if size == 8 else np.float32, copy=False)
    if kind in "biu" and size <= 2:
        return given.astype(np.float32)
    if kind not in "iu":
        raise TypeError(f"no numbers that blocks are made of: {given.dtype}")
    if given.size and max(int(given.max()), -int(given.min())) > 1 << 53:
        raise ValueError("integers in blocks end at 2^53")
    return given.astype(np.float64)


def _axis(of: Block, given: Array, axis: int | None) -> int:
    along = of.axis if axis is None else axis
    if not -given.ndim <= along < given.ndim:
        raise ValueError(f"there is no axis {along} of {given.ndim}")
    return along % given.ndim


def _tensor_scale(of: Block, given: Array) -> float:
    if of.tensor_scale is None or not given.size:
        return 1.0
    return tensor_scale_of(of, float(_greatest(given.reshape(1, -1))[0][0]))


def _check(of: Block, tensor: float) -> None:
    if not 0 < tensor < np.inf:
        raise ValueError(f"a tensor scale is positive and finite, not {tensor}")
    if digits(tensor) + of.scale.mantissa + 1 > 53:
        raise ValueError(
            f"the tensor scale {tensor!r} has more digits than float64 holds beside those of a scale"
        )


def _rows(given: Array, axis: int, block: int) -> tuple[Array, int]:
    """Return blocks as rows, the last of each line filled with zeros, and how long a line is then."""
    last = np.moveaxis(given, axis, -1)
    length = last.shape[-1]
    missing = -length % block
    if missing:
        last = np.pad(last, [(0, 0)] * (last.ndim - 1) + [(0, missing)])
    return np.ascontiguousarray(last).reshape(-1, block), length + missing


def _tensor(rows: Array, like: Array, axis: int, length: int) -> Array:
    """Return rows in the shape of the tensor that they were made of."""
    shape = np.moveaxis(like, axis, -1).shape
    last = rows.reshape(*shape[:-1], length)[..., : shape[-1]]
    return np.ascontiguousarray(np.moveaxis(last, -1, axis))


def _scales(flat: Array, like: Array, axis: int, blocks: int) -> Array:
    """Return one scale a block in the shape of the tensor, ``blocks`` long along the axis."""
    shape = np.moveaxis(like, axis, -1).shape[:-1]
    return np.ascontiguousarray(np.moveaxis(flat.reshape(*shape, blocks), -1, axis))


def _quantised(of: Block, rows: Array, tensor: float) -> tuple[Array, Array]:
    amax, nan = _greatest(rows)
    codes = scale_codes(of, amax, tensor)
    scale = decode(of.scale, codes, np.float64)
    (zero,) = np.nonzero(scale == 0)
    scale[zero] = 1
    elements = _elements(of, rows, scale, tensor)
    elements[zero] = 0
    if of.scale.nan is not None and nan.any():
        codes[nan] = of.scale.nan
        elements[nan] = (of.element.nan if isinstance(of.element, Float) else None) or 0
    return codes, elements


def _greatest(rows: Array) -> tuple[Array, Array]:
    """Return the greatest finite magnitude of every row as float64, and which rows have a NaN."""
    word = np.dtype(f"u{rows.dtype.itemsize}")
    endless = np.array(np.inf, rows.dtype).view(word)
    bits = rows.view(word) & word.type((1 << (8 * word.itemsize - 1)) - 1)
    found = np.maximum.reduce(bits, axis=1)
    nan = found > endless
    (special,) = np.nonzero(found >= endless)
    if special.size:
        found[special] = np.maximum.reduce(np.where(bits[special] < endless, bits[special], 0), axis=1)
    return found.view(rows.dtype).astype(np.float64), nan


def _elements(of: Block, rows: Array, scale: Array, tensor: float) -> Array:
    """Return elements' codes: values over factors, rounded once as if quotients had no end."""
    mode = Mode(of.element.rounding, "saturate")
    if _by_product(of, rows, tensor):
        flat = (rows * (1 / scale).astype(rows.dtype)[:, None]).reshape(-1)
    elif _by_quotient(of, rows, tensor):
        flat = (rows / (scale * tensor)[:, None]).reshape(-1)
    else:
        factors = np.repeat(scale * tensor, rows.shape[1])
        found = quotients(rows.reshape(-1).astype(np.float64), factors)
        return encode_parts(of.element, found, mode).reshape(rows.shape)
    return encode_flat(of.element, flat, mode).reshape(rows.shape)


_NOTHING_FROM_LITTLE = ("nearest_even", "nearest_away", "toward_zero")


def _by_product(of: Block, rows: Array, tensor: float) -> bool:
    """Whether scales are powers of two whose reciprocals leave every digit of what does not round to zero."""
    if of.scale_rule == "amax" or tensor != 1 or of.element.rounding not in _NOTHING_FROM_LITTLE:
        return False
    source = SOURCES[rows.dtype]
    (lowest, highest), (last, most) = _range(of.scale), _range(of.element)
    reciprocals = -lowest < 2 - source.least and -highest >= source.least - source.mantissa
    return reciprocals and last >= source.least + 2 and most <= -source.least


def _by_quotient(of: Block, rows: Array, tensor: float) -> bool:
    """Whether float64's quotient of a float32 lies where the exact one does, on or between what rounding tells apart.

    Quotients of integers of m and n digits differ from a number of k digits by 2^-m or 2^-(n + k) of it, or not at all.
    """
    told_apart = (of.element.width if isinstance(of.element, Fixed) else of.element.mantissa + 1) + 2
    factor = of.scale.mantissa + 1 + digits(tensor)
    (lowest, highest), (last, most) = _range(of.scale), _range(of.element)
    moderate = min(lowest, last) > -300 and max(highest, most) < 300 and 2.0**-300 < tensor < 2.0**300
    return rows.dtype == np.float32 and max(24, factor + told_apart) < 52 and moderate


def _range(of: Number) -> tuple[int, int]:
    """Return the exponents of the least step and of the greatest value."""
    if isinstance(of, Fixed):
        return -of.fraction, of.width - of.fraction
    return of.min_exponent - of.mantissa, of.max_exponent
