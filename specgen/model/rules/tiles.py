"""Rules of tile operands."""

from specgen.source import Severity, define

_TILES = """
    memories: {mem: {size: 4096, out_of_range: illegal}}
    formats: {r: {width: 32, fields: {opcode: "6:0", base: "31:7"}}}
    layouts: {rows: %s}
    instructions:
      sum:
        format: r
        encoding: {opcode: 9}
        assembly: "sum {base}"
        operands: {a: {kind: tile, memory: mem, base: base, layout: rows, element: u8%s}}
        semantics: "n: u8 = a[0, 0]"
    """

define(
    "tile-layout",
    Severity.ERROR,
    "A tile's layout puts every element at an address.",
    "A tile is a window onto one memory; what lies in a bank, a lane or another tile of the chip has no address there.",
    wrong=_TILES % ("{dims: {i: 8, j: 8}, place: {bank: i, addr: j}}", ""),
    right=_TILES % ("{dims: {i: 8, j: 8}, place: {addr: [[i, 64], [j, 1]]}}", ""),
)
define(
    "tile-shape",
    Severity.ERROR,
    "A tile has an extent for each dimension of its layout.",
    "Those that the layout fixes may be left out; without the others nobody knows how much lies where.",
    wrong=_TILES % ("{dims: {i: any, j: 8}, place: {addr: i j}}", ", shape: [4]"),
    right=_TILES % ("{dims: {i: any, j: 8}, place: {addr: i j}}", ", shape: [4, 8]"),
)
define(
    "tile-argument",
    Severity.ERROR,
    "A tile gives its layout the arguments that it has.",
    "One that the layout does not know would change nothing, and one that is missing has no value.",
    wrong=_TILES % ("{dims: {i: 8, j: 8}, place: {addr: i j}}", ", pitch: 16"),
    right=_TILES
    % (
        "{dims: {i: 8, j: 8}, arguments: {pitch: {example: 16}}, place: {addr: [[i, pitch], [j, 1]]}}",
        ", pitch: 16",
    ),
)
