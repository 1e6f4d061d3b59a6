"""Rules of expressions and units."""

from specgen.source import Severity, define

define(
    "expr-syntax",
    Severity.ERROR,
    "An expression follows the grammar of expressions.",
    "Numbers, names, operators, comparisons, `a if c else b` and a few functions: nothing of a spec is ever run.",
    wrong='tables: {t: {type: u8, values: ["2 +"]}}',
    right='tables: {t: {type: u8, values: ["2 + 1"]}}',
)
define(
    "expr-unknown-name",
    Severity.ERROR,
    "An expression names parameters; that of an alias also its places.",
    "Whatever else there is has no value while a spec is read.",
    wrong="""
    parameters: {LANES: {type: integer, default: 8}}
    state: {v: {type: u32, count: LANE * 2}}
    """,
    right="""
    parameters: {LANES: {type: integer, default: 8}}
    state: {v: {type: u32, count: LANES * 2}}
    """,
)
define(
    "expr-type",
    Severity.ERROR,
    "Numbers are calculated with, conditions are decided by.",
    "A condition that counts as 1 hides a comparison that was forgotten.",
    wrong='tables: {t: {type: u8, values: ["1 + (2 < 3)"]}}',
    right='tables: {t: {type: u8, values: ["2 if 2 < 3 else 1"]}}',
)
define(
    "expr-domain",
    Severity.ERROR,
    "An operation has a result: no division by zero, no negative shift, `log2` of powers of two only.",
    "`log2` of 12 would have to be rounded, and both directions are wrong somewhere.",
    wrong='tables: {t: {type: u8, values: ["log2(12)"]}}',
    right='tables: {t: {type: u8, values: ["log2(16)"]}}',
)
define(
    "expr-not-whole",
    Severity.ERROR,
    "Where things are counted, the number is whole and without a unit.",
    "Half an entry would have to be rounded, and each tool would do so in its own way.",
    wrong="""
    parameters: {N: {type: integer, default: 7}}
    state: {v: {type: u32, count: N / 2}}
    """,
    right="""
    parameters: {N: {type: integer, default: 7}}
    state: {v: {type: u32, count: "ceildiv(N, 2)"}}
    """,
)
define(
    "expr-limit",
    Severity.ERROR,
    "Expressions and their values are of a reasonable size.",
    "At most 2000 characters, 300 parts, 40 levels and 4096 bits: a slip of the pen must not stop the machine.",
    wrong='tables: {t: {type: u8, values: ["9 ** 9 ** 9 % 256"]}}',
    right='tables: {t: {type: u8, values: ["9 ** 9 % 256"]}}',
)
define(
    "expr-cycle",
    Severity.ERROR,
    "No parameter is made of itself.",
    "It would have no value.",
    wrong="""
    parameters:
      ROWS: {type: integer, default: LANES * 2}
      LANES: {type: integer, default: ROWS // 2}
    """,
    right="""
    parameters:
      ROWS: {type: integer, default: LANES * 2}
      LANES: {type: integer, default: 8}
    """,
)
define(
    "unit-unknown",
    Severity.ERROR,
    "A unit is one that there is: `KiB`, `TB/s`, `ns`, `GHz`, `cycles`, `B/cycle`, `TFLOPS` and their like.",
    "`KB` is 1000 bytes to some and 1024 to others: write `kB` or `KiB`.",
    wrong="memories: {mem: {size: 4 KB, address: u32, out_of_range: bad_address}}",
    right="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address}}",
)
define(
    "unit-mismatch",
    Severity.ERROR,
    "A number measures what its place asks for, and only like is added to or compared with like.",
    "A latency in bytes or a sum of bytes and cycles is a mistake in whatever is computed from it.",
    wrong="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address, latency: 4 KiB}}",
    right="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address, latency: 4 cycles}}",
)
define(
    "unit-missing",
    Severity.ERROR,
    "A number that measures something has a unit; bytes may go without.",
    "A latency of 4 may be cycles or nanoseconds.",
    wrong="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address, latency: 4}}",
    right="memories: {mem: {size: 4 KiB, address: u32, out_of_range: bad_address, latency: 4 cycles}}",
)
