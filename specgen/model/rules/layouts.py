"""Rules of how a layout is written."""

from specgen.source import Severity, define

define(
    "layout-order",
    Severity.ERROR,
    "`order` is a whole layout.",
    "It stands for two dimensions with a pitch; anything beyond these is written with dims and place.",
    wrong="layouts: {rows: {order: row_major, offset: 4}}",
    right="layouts: {rows: {dims: {i: any, j: any}, place: {addr: i j}, offset: 4}}",
)
define(
    "layout-dims",
    Severity.ERROR,
    "A layout has 1 to 12 dimensions.",
    "An index of a tensor has one number for each of them.",
    wrong="layouts: {rows: {place: {addr: i}}}",
    right="layouts: {rows: {dims: {i: 16}, place: {addr: i}}}",
)
define(
    "layout-size",
    Severity.ERROR,
    "What is said of a size given at use holds for the example.",
    "Drawings and checks take the example: it is a multiple of `multiple`, and at most `max`. A size that is known has neither.",
    wrong="layouts: {rows: {dims: {i: {multiple: 16, example: 24}}, place: {addr: i}}}",
    right="layouts: {rows: {dims: {i: {multiple: 16, example: 32}}, place: {addr: i}}}",
)
define(
    "layout-argument",
    Severity.ERROR,
    "An argument is a stride, and has an example.",
    "Drawings and checks take the example. An argument that is no stride would be given in vain.",
    wrong="layouts: {rows: {dims: {i: 16, j: 8}, arguments: {pitch: {}}, place: {addr: [[i, pitch], [j, 1]]}}}",
    right="layouts: {rows: {dims: {i: 16, j: 8}, arguments: {pitch: {example: 8}}, place: {addr: [[i, pitch], [j, 1]]}}}",
)
define(
    "layout-unit",
    Severity.ERROR,
    "An element is a whole number of units.",
    "Addresses count in units: half of one has none.",
    wrong="layouts: {rows: {dims: {i: 16}, place: {addr: i}, element: u8, unit: 16}}",
    right="layouts: {rows: {dims: {i: 16}, place: {addr: i}, element: u8, unit: 4}}",
)
define(
    "layout-digit",
    Severity.ERROR,
    "Every digit is placed once, or broadcast.",
    """
    A digit that no axis counts would give several elements one address; one that is counted twice would leave gaps that
    nobody wrote. Names of digits and dimensions are free of each other.
    """,
    wrong="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: i}}}",
    right="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: i j}}}",
)
define(
    "layout-split",
    Severity.ERROR,
    "The digits of a split tell all indices of a dimension.",
    "A dimension of any size needs an outermost digit that grows with it.",
    wrong="layouts: {tiles: {dims: {i: 64}, split: {i: [3, 16]}, place: {addr: i0 i1}}}",
    right="layouts: {tiles: {dims: {i: 64}, split: {i: [4, 16]}, place: {addr: i0 i1}}}",
)
define(
    "layout-place",
    Severity.ERROR,
    "A place is a text of digits, or a list of digits and strides.",
    "The text lies densely, the list wherever its strides say.",
    wrong="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: [i, j]}}}",
    right="layouts: {rows: {dims: {i: 16, j: 8}, place: {addr: [[i, 10], [j, 1]]}}}",
)
define(
    "layout-axis",
    Severity.ERROR,
    "Axes are those that `place` names.",
    "What is said of another axis would be said of nothing.",
    wrong="layouts: {rows: {dims: {i: 16}, place: {addr: i}, replicate: {lane: 2}}}",
    right="layouts: {rows: {dims: {i: 16}, place: {addr: i}, replicate: {addr: 2}}}",
)
define(
    "layout-xor",
    Severity.ERROR,
    "An exchange combines two ranges of as many bits that do not overlap.",
    "Otherwise two addresses become one.",
    wrong="layouts: {rows: {dims: {i: 1024}, place: {addr: i}, xor: [{dst: [6, 4], src: [7, 5]}]}}",
    right="layouts: {rows: {dims: {i: 1024}, place: {addr: i}, xor: [{dst: [6, 4], src: [9, 7]}]}}",
)
define(
    "layout-banks",
    Severity.ERROR,
    "Banks have a count and a width, or are an axis, or a memory's.",
    "The bank of an address is `(address // width) % count`.",
    wrong="layouts: {rows: {dims: {i: 16}, place: {addr: i}, banks: {count: 4}}}",
    right="layouts: {rows: {dims: {i: 16}, place: {addr: i}, banks: {count: 4, width: 4}}}",
)
define(
    "layout-access",
    Severity.ERROR,
    "An access says where each lane reads, by expressions over `lane`, counters and parameters.",
    "Its conflicts are counted for every value of the counters.",
    wrong="layouts: {rows: {dims: {i: 16}, place: {addr: i}, accesses: {all: {lanes: 4, index: {k: lane}}}}}",
    right="layouts: {rows: {dims: {i: 16}, place: {addr: i}, accesses: {all: {lanes: 4, index: {i: lane}}}}}",
)
define(
    "layout-parts",
    Severity.ERROR,
    "A tensor in parts has the parts that its scheme needs, each with a layout of as many dimensions.",
    """
    `of` a block-scaled format needs elements and scales, `sparse` values and index, `blocks` values and mask, and may have
    offsets. Everything else about where they lie is for the layouts of the parts to say.
    """,
    wrong="""
    layouts:
      rows: {order: row_major}
      kept: {dims: {m: any, k: any}, sparse: {keep: 2, of: 4}, parts: {values: {layout: rows}}}
    """,
    right="""
    layouts:
      rows: {order: row_major}
      kept: {dims: {m: any, k: any}, sparse: {keep: 2, of: 4}, parts: {values: {layout: rows}, index: {layout: rows}}}
    """,
)
