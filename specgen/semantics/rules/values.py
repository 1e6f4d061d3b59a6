"""Rules about values: integers without end, floats of one format, conditions."""

from specgen.semantics.rules.examples import error, instruction, warning

error(
    "sem-type-mix",
    "Integers, floats and floats of other formats never mix without a conversion.",
    "A conversion rounds. Where it happens is part of the result, so it is written.",
    "f[rd] = f[rs1] + x[rs2]",
    "f[rd] = f[rs1] + f32(x[rs2])",
)
error(
    "sem-condition",
    "Conditions are conditions, and integers are integers.",
    "What counts as true differs between languages; `!= 0` and `u1(...)` say it.",
    "x[rd] = x[rs1] < x[rs2]",
    "x[rd] = u1(x[rs1] < x[rs2])",
)
error(
    "sem-too-wide",
    "No value needs more than 128 bits.",
    """
    Integers are mathematical, and backends compute them in machine types. Of a sum, difference or product that is cut,
    only the bits kept are computed, so that cutting is the mend.
    """,
    """
    p = u64(x[rs1]) << 64
    x[rd] = (p * p) >> 130
    """,
    """
    p = u64(x[rs1])
    x[rd] = (p * p) >> 2
    """,
)
error(
    "sem-shift",
    "What is shifted by is not negative, and bounded where it shifts left.",
    "Machines take the amount modulo the width, or not; mathematically, a left shift by 2^32 does not fit anywhere.",
    "x[rd] = x[rs1] << x[rs2]",
    "x[rd] = x[rs1] << x[rs2][4:0]",
)
error(
    "sem-zero-divisor",
    "A division says what a zero divisor gives, unless that cannot be zero.",
    "Architectures differ: all ones, the dividend, a fault. Host machines trap.",
    "x[rd] = quot(x[rs1], x[rs2])",
    "x[rd] = quot(x[rs1], x[rs2], zero=-1)",
)
error(
    "sem-slice",
    "A slice goes from a high to a low bit, both inside of the value.",
    "Bits beyond a register's width are a mistake about its width.",
    "x[rd] = x[rs1][32:1]",
    "x[rd] = x[rs1][31:1]",
)
error(
    "sem-cat-width",
    "Every part that is joined has a known width.",
    "A sum has no width of its own, so that nothing says where the next part begins.",
    "x[rd] = cat(x[rs1][7:0] + 1, x[rs2][7:0])",
    "x[rd] = cat(u8(x[rs1][7:0] + 1), x[rs2][7:0])",
)
error(
    "sem-literal",
    "A literal is exact in the format of its place.",
    "0.1 is no binary number; where it should be rounded, a conversion says so.",
    "f[rd] = f[rs1] * 0.1",
    "f[rd] = f[rs1] * f32(0.1)",
)
warning(
    "sem-constant-condition",
    "A condition can be both true and false.",
    "A comparison that its operands' ranges decide is usually one with the wrong signedness.",
    """
    if x[rs1] < 0:
        x[rd] = 1
    """,
    """
    if s32(x[rs1]) < 0:
        x[rd] = 1
    """,
)
_TIMED = """instructions:
  example:
    format: r
    encoding: {opcode: 9}
    assembly: "example {rd:x}, {rs1:x}, {rs2:x}"
    summary: An example.
    semantics: "x[rd] = x[rs1] + x[rs2]"
    timing: {issue: 1, occupancy: "TIME", latency: 1}
"""
error(
    "sem-timing",
    "Cycles are not negative, and made of figures that the memories declare.",
    "An instruction that takes less than no time would run before it was issued.",
    _TIMED.replace("TIME", "4 - rs2"),
    _TIMED.replace("TIME", "max(1, 4 - rs2)"),
)
error(
    "sem-range",
    "State with a declared range is only given values inside of it.",
    "What loops and indices prove rests on that range.",
    instruction("rows = x[rs1]", "state:\n  rows: {type: u8, max: 16, summary: Rows of a tile.}"),
    instruction("rows = min(x[rs1], 16)", "state:\n  rows: {type: u8, max: 16, summary: Rows of a tile.}"),
)
