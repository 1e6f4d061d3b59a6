"""Rules of encodings: bits, constants and constraints."""

from specgen.source import Severity, define

define(
    "spec-bits",
    Severity.ERROR,
    "Bits are numbers and ranges from the most significant on, each bit named once.",
    "`6:0` are seven bits. `0:6` is somebody who counts from the other end, and would get them reversed.",
    wrong="""
    formats: {j: {width: 16, fields: {opcode: "0:6", target: "15:7"}}}
    """,
    right="""
    formats: {j: {width: 16, fields: {opcode: "6:0", target: "15:7"}}}
    """,
)
define(
    "spec-bits-outside",
    Severity.ERROR,
    "A field lies within its word.",
    "Bits beyond the word are encoded nowhere.",
    wrong="""
    formats: {j: {width: 16, fields: {opcode: "6:0", target: "16:7"}}}
    """,
    right="""
    formats: {j: {width: 16, fields: {opcode: "6:0", target: "15:7"}}}
    """,
)
define(
    "spec-constant-wide",
    Severity.ERROR,
    "A constant fits its field.",
    "What does not fit would be cut, and the instruction would have the encoding of another one.",
    wrong="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 0x81}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}",
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
    right="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 0x41}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}",
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
)
define(
    "spec-encoding",
    Severity.ERROR,
    "A fixed field is one that may have a value, and its value is one of its enum.",
    "Reserved bits are zero until a later version gives them a meaning, and a closed enum makes other codes illegal.",
    wrong="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9, reserved: 1}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}",
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
    right="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}",
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
)
define(
    "spec-constraint",
    Severity.ERROR,
    "A constraint compares an operand with constants, or two operands by `==` or `!=`.",
    """
    Constraints are rules of decoding: encoders, decoders and the checker all reason about them. What needs more
    than that is a condition of the semantics, which may raise a fault.
    """,
    wrong="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}", constraints: ["rs1 < rs2"],
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
    right="""
    instructions:
      sub:
        {format: r, encoding: {opcode: 9}, assembly: "sub {rd:x}, {rs1:x}, {rs2:x}", constraints: ["rs1 != rs2"],
         semantics: "x[rd] = x[rs1] - x[rs2]"}
    """,
)
