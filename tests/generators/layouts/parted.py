"""Specs of tensors in several parts, and tensors that are pruned."""

from __future__ import annotations

import numpy as np

LAYOUTS = """
name: parted
version: 1.0.0
include: ["std:types/mx.yaml", "std:types/nvfp4.yaml"]
layouts:
  rows: {dims: {i: any, j: any}, place: {addr: i j}, packed: true}
  cube: {dims: {h: any, i: any, j: any}, place: {addr: h i j}, packed: true}
  columns: {dims: {i: any, j: any}, place: {addr: j i}}
  list: {dims: {i: any}, place: {addr: i}}
  block: {dims: {i: 4, j: 8}, place: {addr: j i}}
  swizzled: {dims: {m: any, k: any}, split: {m: [any, 4, 32], k: [any, 4]}, place: {addr: m0 k0 m2 m1 k1}, pad: zero}
  mx: {dims: {m: any, k: any}, of: mxfp4, parts: {elements: {layout: rows}, scales: {layout: swizzled}}}
  integers: {dims: {m: any, k: any}, of: mxint8, axis: m, parts: {elements: {layout: rows}, scales: {layout: columns}}}
  nv: {dims: {m: any, k: any}, of: nvfp4, parts: {elements: {layout: rows}, scales: {layout: rows}}}
  kept:
    dims: {m: any, k: any}
    sparse: {keep: 2, of: 4}
    element: f32
    parts: {values: {layout: columns}, index: {layout: rows}}
  middle:
    dims: {h: any, m: any, k: any}
    sparse: {axis: m, keep: 1, of: 2}
    element: f16
    parts: {values: {layout: cube}, index: {layout: cube}}
  blocks:
    dims: {m: any, k: any}
    blocks: {m: 4, k: 8}
    element: f32
    parts: {values: {layout: block}, mask: {layout: rows}, offsets: {layout: list}}
"""

PITCHED = """
  pitched: {dims: {i: any, j: any}, arguments: {pitch: {example: 64}}, place: {addr: [[i, pitch], [j, 1]]}}
  wide:
    dims: {m: any, k: any}
    of: mxfp8_e4m3
    parts: {elements: {layout: pitched}, scales: {layout: pitched}}
"""

MORE = """
  shelves:
    dims: {i: any, j: any}
    split: {i: [any, 4], j: [any, 16]}
    place: {tile: i0, addr: j0 i1 j1}
    replicate: {tile: 2, addr: 2}
    pad: zero
  twisted:
    dims: {i: any, j: any}
    split: {i: [any, 8], j: [any, 64]}
    place: {addr: i0 j0 i1 j1}
    xor: [{axis: addr, dst: [5, 4], src: [7, 6]}]
    pad: zero
  triples: {dims: {i: any, j: any}, place: {addr: i j}, offset: 3, packed: true}
  tile: {dims: {i: any, j: any}, split: {i: [any, 2], j: [any, 2]}, place: {addr: j0 i0 i1 j1}, pad: zero, packed: true}
  six: {dims: {m: any, k: any}, of: mxfp6_e2m3, parts: {elements: {layout: rows}, scales: {layout: shelves}}}
  copied:
    dims: {m: any, k: any}
    sparse: {keep: 2, of: 3}
    element: s16
    parts: {values: {layout: shelves}, index: {layout: triples}}
  turned:
    dims: {group: 6, full: any}
    sparse: {axis: group, keep: 3, of: 8}
    element: e2m1
    parts: {values: {layout: triples}, index: {layout: twisted}}
  lone:
    dims: {m: any}
    blocks: {m: 5}
    element: u12
    parts: {values: {layout: list}, mask: {layout: list}}
  cubes:
    dims: {h: any, m: any, values: any}
    blocks: {m: 3, values: 4}
    element: f64
    parts: {values: {layout: cube}, mask: {layout: cube}, offsets: {layout: twisted}}
  banked:
    dims: {m: any, k: any}
    blocks: {m: 5, k: 20}
    element: s16
    parts: {values: {layout: shelves}, mask: {layout: twisted}}
  nibbles:
    dims: {m: any, k: any}
    blocks: {m: 3, k: 3}
    element: e2m1
    parts: {values: {layout: tile}, mask: {layout: triples}, offsets: {layout: list}}
"""


def pruned(shape: tuple[int, ...], axis: int, of: int, keep: int, seed: int = 5) -> np.ndarray:
    """Return numbers of which each whole group has at most ``keep``, some fewer."""
    draw = np.random.default_rng(seed)
    moved = np.moveaxis(draw.standard_normal(shape).astype(np.float32), axis, -1).copy()
    for row in moved.reshape(-1, moved.shape[-1]):
        for start in range(0, len(row), of):
            group = row[start : start + of]
            count = int(draw.integers(0, keep + 1))
            group[draw.permutation(len(group))[min(count, len(group)) :]] = 0
    return np.ascontiguousarray(np.moveaxis(moved, -1, axis))
