"""Rules of a spec's files and of its head: includes, versions, variants, parameters."""

from specgen.source import Severity, define

define(
    "spec-header",
    Severity.ERROR,
    "`spec.yaml`, and only it, has the name and the version.",
    """
    Everything that is generated is stamped with both. Two files that disagree about them would stamp it with
    whichever was read last.
    """,
    wrong="""
    version: 2.0.0
    enums: {mode: {values: {slow: 0}}}
    """,
    right="""
    enums: {mode: {values: {slow: 0}}}
    """,
)
define(
    "spec-version",
    Severity.ERROR,
    "A version is one to three numbers and, after a hyphen, a word.",
    "Tools order versions, and readers compare them: `1.10` is later than `1.9` only for those who know the form.",
    wrong="""
    name: demo
    version: next
    """,
    right="""
    name: demo
    version: 0.2.0-rc.1
    """,
)
define(
    "spec-include-unmatched",
    Severity.ERROR,
    "Every entry of `include` names at least one file.",
    "A glob that matches nothing is a folder that was renamed, and its contents would silently be missing.",
    wrong="include: [engines/*.yaml]",
    right="include: [std:types/ofp8.yaml]",
)
define(
    "spec-include-outside",
    Severity.ERROR,
    "A spec includes only files in its own folder, `std:` ones, and the `library.yaml` of a folder beside it.",
    """
    What lies outside is not there for others who are handed the folder. A spec that somebody sends must not be
    able to read the files of the machine that checks it, through links either. A folder that holds a `library.yaml`
    offers itself to the specs beside it, and to no others.
    """,
    wrong="include: [../shared/types.yaml]",
    right="include: [std:types/bf16.yaml]",
)
define(
    "spec-include-cycle",
    Severity.ERROR,
    "No file includes itself, directly or through others.",
    "Order is the order in which files are included, and a circle has none.",
    wrong="include: [example.yaml]",
    right="include: [std:types/mx.yaml]",
)
define(
    "spec-not-allowed",
    Severity.ERROR,
    "A parameter has one of its allowed values.",
    """
    The allowed values are what the design was checked for. A variant that binds another is a machine that nobody
    meant to build.
    """,
    wrong="""
    parameters: {LANES: {type: integer, default: 8, allowed: [4, 8]}}
    variants: {large: {parameters: {LANES: 16}}}
    """,
    right="""
    parameters: {LANES: {type: integer, default: 8, allowed: [4, 8, 16]}}
    variants: {large: {parameters: {LANES: 16}}}
    """,
)
define(
    "spec-range",
    Severity.ERROR,
    "A range is two numbers, the least one first, and a number lies in its own range.",
    "An estimate outside of its own error bars is a slip of the pen, and figures made of it would be wrong.",
    wrong="""
    parameters:
      LATENCY: {type: time, default: 80 ns, range: [90 ns, 120 ns], confidence: estimated}
    """,
    right="""
    parameters:
      LATENCY: {type: time, default: 100 ns, range: [90 ns, 120 ns], confidence: estimated}
    """,
)
define(
    "spec-target",
    Severity.ERROR,
    "A target has one limit: a number to reach, or one to stay under.",
    "Without a limit nobody can say whether it is met; two limits are two targets, each with a status of its own.",
    wrong="targets: {data: {summary: Room for data., perf: memories.mem.size}}",
    right="targets: {data: {summary: Room for data., perf: memories.mem.size, at_least: 4 KiB}}",
)
define(
    "spec-extension",
    Severity.ERROR,
    "A variant that enables an extension enables what that requires.",
    "Instructions of the one rely on state or on instructions of the other.",
    wrong="""
    extensions: {base: , vector: {requires: [base]}}
    variants: {small: {extensions: [vector]}}
    """,
    right="""
    extensions: {base: , vector: {requires: [base]}}
    variants: {small: {extensions: [base, vector]}}
    """,
)
define(
    "spec-empty",
    Severity.ERROR,
    "Enums, tables, shapes, formats and aliases are not empty.",
    "An empty one has no meaning: nothing could ever be encoded, indexed or written by it.",
    wrong="enums: {mode: {values: {}}}",
    right="enums: {mode: {values: {slow: 0}}}",
)
define(
    "spec-number-range",
    Severity.ERROR,
    "A number is within what its place allows.",
    "Counts are positive, codes are not negative, a table's elements fit its type: nothing is cut silently.",
    wrong="tables: {seed: {type: u8, values: [255, 256]}}",
    right="tables: {seed: {type: u8, values: [255, 254]}}",
)
define(
    "spec-shape",
    Severity.ERROR,
    "A shape says how many elements there are, and there are that many.",
    "A table whose values do not fill its shape has an element that nobody wrote down.",
    wrong="tables: {seed: {type: u8, shape: [2, 2], values: [1, 2, 3]}}",
    right="tables: {seed: {type: u8, shape: [2, 2], values: [1, 2, 3, 4]}}",
)
