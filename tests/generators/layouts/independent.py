"""The storages of the standard layouts, each built by hand: pad, reshape, transpose.

Nothing here knows the notation. A function takes the bits of a tensor and returns its storage: bytes in the order of
addresses, behind the axes that are no addresses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]


def octets(values: Array) -> Array:
    """The bytes of an array in C order."""
    return np.ascontiguousarray(values).reshape(-1).view(np.uint8)


def filled(values: Array, *multiples: int) -> Array:
    """Zeros behind each dimension up to a multiple."""
    wanted = [-(-n // m) * m for n, m in zip(values.shape, multiples, strict=True)]
    return np.pad(values, [(0, w - n) for n, w in zip(values.shape, wanted, strict=True)])


def row_major(x: Array) -> Array:
    return octets(x)


def column_major(x: Array) -> Array:
    return octets(x.T)


def pitch_33(x: Array) -> Array:
    return octets(np.concatenate([x, np.zeros((32, 1), x.dtype)], axis=1))[:-4]


def morton_8x8(x: Array) -> Array:
    order = [(r, c) for n in range(64) for r, c in [(_even_bits(n >> 1), _even_bits(n))]]
    return octets(np.array([x[r, c] for r, c in order], x.dtype))


def _even_bits(n: int) -> int:
    return (n & 1) | (n >> 1 & 2) | (n >> 2 & 4)


def nchw(x: Array) -> Array:
    return octets(x)


def nhwc(x: Array) -> Array:
    return octets(np.moveaxis(x, 1, -1))


def _channels(x: Array, block: int) -> Array:
    full = filled(x, 1, block, 1, 1)
    n, c, h, w = full.shape
    return octets(full.reshape(n, c // block, block, h, w).transpose(0, 1, 3, 4, 2))


def channels_8(x: Array) -> Array:
    return _channels(x, 8)


def channels_16(x: Array) -> Array:
    return _channels(x, 16)


def weights_16i16o(x: Array) -> Array:
    full = filled(x, 16, 16, 1, 1)
    o, i, h, w = full.shape
    return octets(full.reshape(o // 16, 16, i // 16, 16, h, w).transpose(0, 2, 4, 5, 3, 1))


def weights_4i16o4i(x: Array) -> Array:
    full = filled(x, 16, 16, 1, 1)
    o, i, h, w = full.shape
    return octets(full.reshape(o // 16, 16, i // 16, 4, 4, h, w).transpose(0, 2, 5, 6, 3, 1, 4))


def _interleaved(x: Array, rows: int) -> Array:
    full = filled(x, rows, 1)
    k, n = full.shape
    return octets(full.reshape(k // rows, rows, n).swapaxes(1, 2))


def _amx(x: Array, rows: int) -> Array:
    full = filled(x, 16 * rows, 16)
    tiles = [
        full[k : k + 16 * rows, n : n + 16]
        for n in range(0, full.shape[1], 16)
        for k in range(0, full.shape[0], 16 * rows)
    ]
    return np.concatenate([_interleaved(tile, rows) for tile in tiles])


def _swizzled(x: Array, chunks: int, shift: int) -> Array:
    """Rows of chunks of 16 bytes; the chunk in place p of row r is p ^ (some bits of r)."""
    rows = octets(x).reshape(x.shape[0], chunks, 16)
    places = np.arange(chunks)[None, :] ^ ((np.arange(x.shape[0]) >> shift) & (chunks - 1))[:, None]
    return octets(np.take_along_axis(rows, places[:, :, None], axis=1))


def mma_a(x: Array) -> Array:
    lane, item = np.arange(32)[:, None], np.arange(8)[None, :]
    row = lane // 4 + np.where((item % 4) >= 2, 8, 0)
    column = (lane % 4) * 2 + item % 2 + np.where(item >= 4, 8, 0)
    return octets(x[row, column]).reshape(32, 4, 4)


def mma_b(x: Array) -> Array:
    lane, item = np.arange(32)[:, None], np.arange(4)[None, :]
    row = (lane % 4) * 2 + item % 2 + np.where(item >= 2, 8, 0)
    return octets(x[row, np.broadcast_to(lane // 4, row.shape)]).reshape(32, 2, 4)


def mma_c(x: Array) -> Array:
    lane, item = np.arange(32)[:, None], np.arange(4)[None, :]
    found: Array = x[lane // 4 + np.where(item >= 2, 8, 0), (lane % 4) * 2 + item % 2]
    return found


def col32(x: Array) -> Array:
    full = filled(x, 1, 32)
    return np.concatenate([octets(full[:, c : c + 32]) for c in range(0, full.shape[1], 32)])


def col4_4r2_8c(x: Array) -> Array:
    full = filled(x, 8, 32)
    rows, columns = full.shape
    r, c = np.indices(full.shape)
    within = (
        ((r // 8 * 8 + r % 2 * 4 + c % 32 // 8) * 32) + (np.where(c % 8 >= 4, 4, 0) + r % 8 // 2) * 4 + c % 4
    )
    made = np.zeros(rows * columns, x.dtype)
    made[c // 32 * 32 * rows + within] = full
    return octets(made)


def col32_2r_4r4(x: Array) -> Array:
    full = filled(x, 32, 32)
    rows, columns = full.shape
    r, c = np.indices(full.shape)
    within = r // 32 * 1024 + ((r % 8 // 2 * 4 + r % 32 // 8) * 2 + r % 2) * 32 + c % 32
    made = np.zeros(rows * columns, x.dtype)
    made[c // 32 * 32 * rows + within] = full
    return octets(made)


def scales_128x4(x: Array) -> Array:
    full = filled(x, 128, 4)
    m, s = full.shape
    return octets(full.reshape(m // 128, 4, 32, s // 4, 4).transpose(0, 3, 2, 1, 4))


def scales_by_element(x: Array) -> Array:
    return scales_128x4(x[:, ::32])


def _tiles(x: Array, rows: int) -> Array:
    """Tiles of 8 by 128, within which ``rows`` rows make one word."""
    full = filled(x, 8, 128)
    r, c = full.shape
    tiles = full.reshape(r // 8, 8, c // 128, 128).swapaxes(1, 2)
    return octets(tiles.reshape(r // 8, c // 128, 8 // rows, rows, 128).swapaxes(3, 4))


def _faces(tile: Array) -> Array:
    return np.stack([tile[:16, :16], tile[:16, 16:], tile[16:, :16], tile[16:, 16:]])


def _pages(x: Array) -> list[Array]:
    full = filled(x, 32, 32)
    rows, columns = range(0, full.shape[0], 32), range(0, full.shape[1], 32)
    return [full[r : r + 32, c : c + 32] for r in rows for c in columns]


def tt_tile(x: Array) -> Array:
    return np.concatenate([octets(_faces(tile)) for tile in _pages(x)])


def tt_tile_transposed(x: Array) -> Array:
    return np.concatenate([octets(_faces(tile.T)) for tile in _pages(x)])


def tt_interleaved(x: Array) -> Array:
    pages = _pages(x)
    slots = -(-len(pages) // 12)
    made = np.zeros((12, slots, 2048), np.uint8)
    for number, page in enumerate(pages):
        made[number % 12, number // 12] = octets(_faces(page))
    return made


def nvdla_feature(x: Array) -> Array:
    full = filled(x, 32, 1, 1)
    return np.concatenate([octets(np.moveaxis(full[c : c + 32], 0, -1)) for c in range(0, full.shape[0], 32)])


def nvdla_weight(x: Array) -> Array:
    k, c, h, w = x.shape
    cubes = [
        x[group + kernel, channel : channel + 64, row, column]
        for group in range(0, k, 32)
        for channel in range(0, c, 64)
        for row in range(h)
        for column in range(w)
        for kernel in range(32)
    ]
    return octets(np.concatenate(cubes))


def nhcwb16(x: Array) -> Array:
    full = filled(x, 1, 1, 1, 16)
    n, h, w, c = full.shape
    return octets(full.reshape(n, h, w, c // 16, 16).swapaxes(2, 3))


def fractal_nz(x: Array) -> Array:
    full = filled(x, 16, 16)
    r, c = full.shape
    return octets(full.reshape(r // 16, 16, c // 16, 16).transpose(2, 0, 1, 3))


def fractal_z(x: Array) -> Array:
    full = filled(x, 16, 16, 1, 1)
    n, c, h, w = full.shape
    return octets(full.reshape(n // 16, 16, c // 16, 16, h, w).transpose(2, 4, 5, 0, 1, 3))


def _words(nibbles: Array) -> Array:
    """Words of eight nibbles, the first lowest; nibbles are the last dimension."""
    shifts = np.arange(0, 32, 4, dtype=np.uint32)
    return octets(np.bitwise_or.reduce(nibbles.astype(np.uint32) << shifts, axis=-1))


def gptq_int4(x: Array) -> Array:
    k, n = x.shape
    return _words(x.reshape(k // 8, 8, n).swapaxes(1, 2))


def awq_int4(x: Array) -> Array:
    k, n = x.shape
    return _words(x.reshape(k, n // 8, 8)[:, :, [0, 2, 4, 6, 1, 3, 5, 7]])


STORAGES: dict[str, Callable[[Array], Array]] = {
    "row_major": row_major,
    "column_major": column_major,
    "pitch_33": pitch_33,
    "morton_8x8": morton_8x8,
    "nchw": nchw,
    "nhwc": nhwc,
    "nChw8c": channels_8,
    "nChw16c": channels_16,
    "OIhw16i16o": weights_16i16o,
    "OIhw4i16o4i": weights_4i16o4i,
    "vnni_bf16": lambda x: _interleaved(x, 2),
    "vnni_int8": lambda x: _interleaved(x, 4),
    "amx_b_bf16": lambda x: _amx(x, 2),
    "amx_b_int8": lambda x: _amx(x, 4),
    "swizzle_32b": lambda x: _swizzled(x, 2, 2),
    "swizzle_64b": lambda x: _swizzled(x, 4, 1),
    "swizzle_128b": lambda x: _swizzled(x, 8, 0),
    "mma_m16n8k16_a": mma_a,
    "mma_m16n8k16_b": mma_b,
    "mma_m16n8_c": mma_c,
    "col32": col32,
    "col4_4r2_8c": col4_4r2_8c,
    "col32_2r_4r4": col32_2r_4r4,
    "mx_scales_128x4": scales_128x4,
    "mx_scales_by_element": scales_by_element,
    "nvfp4_scales_128x4": scales_128x4,
    "dense_rows": octets,
    "dense_list": octets,
    "square_16x16": octets,
    "lone_element": octets,
    "tpu_f32": lambda x: _tiles(x, 1),
    "tpu_bf16": lambda x: _tiles(x, 2),
    "tpu_int8": lambda x: _tiles(x, 4),
    "tt_tile": tt_tile,
    "tt_tile_transposed": tt_tile_transposed,
    "tt_interleaved": tt_interleaved,
    "nvdla_feature": nvdla_feature,
    "nvdla_weight": nvdla_weight,
    "nhcwb16": nhcwb16,
    "nc1hwc0": channels_16,
    "fractal_nz": fractal_nz,
    "fractal_z": fractal_z,
    "gptq_int4": gptq_int4,
    "awq_int4": awq_int4,
}
