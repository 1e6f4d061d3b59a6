"""Rules of tile operands."""

from specgen.source import Severity, define

_TILES = """
    layouts:
      rows: LAYOUT
    instructions:
      sum:
        format: r
        encoding: {opcode: 9}
        assembly: "sum {rd:x}, {rs1:x}, {rs2:x}"
        summary: Read an element.
        timing: {issue: 1, occupancy: 1, latency: 1}
        operands: {a: {kind: tile, memory: mem, base: "x[rs1]", layout: rows, element: u8MORE}}
        semantics: "x[rd] = a[0, 0] + x[rs2]"
    """


def _tile(layout: str, more: str = "") -> str:
    return _TILES.replace("LAYOUT", layout).replace("MORE", more)


define(
    "tile-layout",
    Severity.ERROR,
    "A tile's layout puts every element at an address.",
    "A tile is a window onto one memory; what lies in a bank, a lane or another tile of the chip has no address there.",
    wrong=_tile("{dims: {i: 8, j: 8}, place: {bank: i, addr: j}}"),
    right=_tile("{dims: {i: 8, j: 8}, place: {addr: [[i, 64], [j, 1]]}}"),
)
define(
    "tile-shape",
    Severity.ERROR,
    "A tile has an extent for each dimension of its layout.",
    "Those that the layout fixes may be left out; without the others nobody knows how much lies where.",
    wrong=_tile("{dims: {i: any, j: 8}, place: {addr: i j}}", ", shape: [4]"),
    right=_tile("{dims: {i: any, j: 8}, place: {addr: i j}}", ", shape: [4, 8]"),
)
define(
    "tile-argument",
    Severity.ERROR,
    "A tile gives its layout the arguments that it has.",
    "One that the layout does not know would change nothing, and one that is missing has no value.",
    wrong=_tile("{dims: {i: 8, j: 8}, place: {addr: i j}}", ", pitch: 16"),
    right=_tile(
        "{dims: {i: 8, j: 8}, arguments: {pitch: {example: 16}}, place: {addr: [[i, pitch], [j, 1]]}}",
        ", pitch: 16",
    ),
)
