"""Rules about tile operands."""

from specgen.semantics.rules.examples import error, instruction


def _reading(layout: str, tile: str) -> str:
    return _with(layout, tile, "x[rd] = a[0]")


def _with(layout: str, tile: str, semantics: str) -> str:
    made = instruction(semantics, f"layouts: {{rows: {layout}}}")
    operand = f'a: {{kind: tile, memory: mem, base: "x[rs1]", layout: rows, {tile}}}'
    return made.replace("    semantics:", f"    operands: {{{operand}}}\n    semantics:")


error(
    "sem-tile-shape",
    "The extents and arguments of a tile are such as its layout takes.",
    "Where they depend on state, nobody could tell a size that the layout is not for from one that it is.",
    _reading(
        "{dims: {i: {multiple: 4}}, split: {i: [any, 4]}, place: {addr: i1 i0}}",
        'shape: ["8 + x[rs2][3:0]"], element: u8',
    ),
    _reading(
        "{dims: {i: {multiple: 4}}, split: {i: [any, 4]}, place: {addr: i1 i0}}",
        'shape: ["8 + 4 * x[rs2][3:0]"], element: u8',
    ),
)
error(
    "sem-tile-element",
    "The elements of a tile are such as its layout holds.",
    "A layout that is drawn for one format would put others elsewhere.",
    _reading("{dims: {i: 8}, element: u16, place: {addr: i}}", "element: u8"),
    _reading("{dims: {i: 8}, element: u16, place: {addr: i}}", "element: u16"),
)
error(
    "sem-tile-write",
    "A tile that is written has a place of its own for each element.",
    "Of two elements in one place a later one would be lost, and which one is later is nobody's promise.",
    _with("{dims: {i: 4, j: 4}, place: {addr: i}, broadcast: j}", "element: u8", "a[0, 0] = x[rs2]"),
    _with("{dims: {i: 4, j: 4}, place: {addr: i j}}", "element: u8", "a[0, 0] = x[rs2]"),
)
