"""Layouts of every kind that is drawn, and what is in a drawing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from xml.etree import ElementTree as ET

from specgen.model import load_fragment
from specgen.model.layouts import Bound, Layout
from specgen.source import SourceFile

LAYOUTS = """
layouts:
  rows: {order: row_major}
  columns: {dims: {r: 6, c: 10}, place: {addr: c r}}
  pitched: {dims: {r: 6, c: 10}, arguments: {pitch: {example: 16}}, place: {addr: [[r, pitch], [c, 1]]}}
  tiles: {dims: {r: 8, c: 12}, split: {r: [2, 4], c: [3, 4]}, place: {addr: r0 c0 r1 c1}}
  padded: {dims: {r: 7, c: 10}, split: {r: [2, 4], c: [3, 4]}, place: {addr: r0 c0 r1 c1}, pad: zero}
  pairs: {dims: {r: any, c: {multiple: 128, example: 256}}, split: {r: [any, 4, 2], c: [any, 128]},
          place: {addr: r0 c0 r1 c1 r2}, element: u16}
  faces: {dims: {r: 64, c: 96}, split: {r: [2, 2, 16], c: [3, 2, 16]}, fuse: {page: r0 c0}, split2: {page: [any, 4]},
          place: {bank: page1, slot: page0, addr: r1 c1 r2 c2}}
  swizzled: {dims: {r: 16, c: 64}, unit: 8, element: u16, place: {addr: r c}, xor: [{dst: [6, 4], src: [9, 7]}],
             banks: {count: 32, width: 4}}
  scales: {dims: {m: 128, k: 64}, split: {m: [4, 32], k: [4, 16]}, place: {addr: [[m1, 16], [m0, 4], [k0, 1]]}, broadcast: [k1]}
  fragment: {dims: {m: 16, n: 8}, split: {m: [2, 8], n: [4, 2]}, place: {lane: m1 n0, reg: m0 n1}}
  nibbles: {dims: {r: 4, c: 10}, element: u4, packed: true, place: {addr: [[r, 12], [c, 1]]}}
  bytes: {dims: {r: 4, c: 6}, element: u32, unit: 8, offset: 64, place: {addr: [[r, 32], [c, 4]]}}
  blocked: {dims: {o: 32, i: 32, h: 3, w: 3}, split: {o: [2, 16], i: [2, 4, 4]}, place: {addr: o0 i0 h w i1 o1 i2}}
  merged: {dims: {a: 6, b: 4}, split: {a: [3, 2]}, fuse: {all: a1 b a0}, split2: {all: [any, 4]}, place: {addr: all1 all0}}
  vector: {dims: {n: any}, split: {n: [any, 32]}, place: {addr: n0 n1}}
  one: {dims: {n: 1}, place: {addr: n}}
"""


@cache
def layouts() -> dict[str, Layout]:
    """All of them by name."""
    return load_fragment(SourceFile("examples.yaml", LAYOUTS)).architecture().layouts


NAMES = tuple(layouts())


def bound(name: str, *shape: int, **arguments: int) -> Bound:
    """One of them, bound to a shape or to its example."""
    return layouts()[name].bind(shape or None, arguments=arguments)


def indices(of: Bound) -> Iterator[tuple[int, ...]]:
    """Every index."""
    return product(*map(range, of.shape))


def parsed(svg: str) -> ET.Element:
    """A drawing as a tree; it is well-formed, and nothing in it acts."""
    root = ET.fromstring(svg)
    for element in root.iter():
        assert element.tag not in ("script", "foreignObject", "a", "image", "use")
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    return root


def words(element: ET.Element) -> list[str]:
    """The texts of a drawing, titles left out."""
    return ["".join(one.itertext()) for one in element.iter("text")]
