"""Rules of names."""

from specgen.source import Severity, define

define(
    "name-invalid",
    Severity.ERROR,
    "A name is a letter followed by letters, digits and underscores, at most 64 in all.",
    """
    Names become anchors, file names, and identifiers of C, Python and SystemVerilog; what is no identifier in one
    of these would have to be changed there, and would no longer be found by searching.
    """,
    wrong='enums: {"2d": {values: {off: 0}}}',
    right="enums: {two_d: {values: {off: 0}}}",
)
define(
    "name-reserved",
    Severity.ERROR,
    "No name is a word of the semantics language or a predefined type; fields may be called like its functions.",
    "State called `min` could not be told from the function, and `f32` means one thing everywhere.",
    wrong="state: {min: {type: u32}}",
    right="state: {minimum_seen: {type: u32}}",
)
define(
    "name-clash",
    Severity.ERROR,
    "Parameters, types, enums, tables, memories, state, semaphores, barriers, functions and operands differ in name.",
    """
    They share one name space, in which nothing shadows: whoever reads `scale` in an instruction must not have to
    ask which of two things it is.
    """,
    wrong="""
    state: {scale: {type: u32}}
    tables: {scale: {type: u8, values: [1, 2]}}
    """,
    right="""
    state: {scale: {type: u32}}
    tables: {scales: {type: u8, values: [1, 2]}}
    """,
)
define(
    "spec-duplicate-name",
    Severity.ERROR,
    "A name is given once in a section, in all files together.",
    "Of two things of one name, which one counts would depend on the order in which files are read.",
    wrong="""
    name: demo
    version: 0.1.0
    include: [std:types/bf16.yaml]
    types: {bf16: {kind: float, exponent: 8, mantissa: 7}}
    """,
    right="""
    name: demo
    version: 0.1.0
    include: [std:types/bf16.yaml]
    """,
)
define(
    "spec-entry-name",
    Severity.ERROR,
    "The names of a register file's entries are words, each given once, and not more than there are entries.",
    "Assembly tells registers by these names.",
    wrong='state: {a: {type: u32, count: 4, names: "a"}}',
    right='state: {a: {type: u32, count: 4, names: "a{i}"}}',
)
define(
    "spec-entry-index",
    Severity.ERROR,
    "A constant entry is one that there is.",
    "An entry beyond the end is one that no instruction can read.",
    wrong="state: {a: {type: u32, count: 4, constant: {4: 0}}}",
    right="state: {a: {type: u32, count: 4, constant: {3: 0}}}",
)
