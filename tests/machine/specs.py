"""Architectures that the tests of this room share."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from specgen.model.architecture import Architecture, Parameter
from specgen.model.expressions import parse_expression
from specgen.model.isa import Alias, Expansion, Instruction
from tests.hand import ORIGIN, architecture, enum, field, form, instruction, processor, registers

ROUND = enum("round_mode", nearest=0, zero=1, down=2, odd=5)
SIZE = enum("size", open=True, byte=0, half=1)


@cache
def mixed() -> Architecture:
    """16-, 32-, 64- and 128-bit words in one stream, with everything that a field may be."""
    on = processor(granule=16)
    op = field("op", "1:0")
    short = form(
        "short", 16, op, field("f3", "15:13"), field("imm", "12 6:2", signed=True), field("rd", "11:7")
    )
    pair = form(
        "pair",
        16,
        op,
        field("f3", "15:13"),
        field("a", "4:2", bias=8),
        field("b", "7:5", bias=8),
        field("reserved", "12:8"),
    )
    r = form(
        "r",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("f7", "31:25"),
        field("rd", "11:7"),
        field("rs1", "19:15"),
        field("rs2", "24:20"),
    )
    i = form(
        "i",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("rd", "11:7"),
        field("rs1", "19:15"),
        field("imm", "31:20", signed=True),
    )
    b = form(
        "b",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("rs1", "19:15"),
        field("rs2", "24:20"),
        field("offset", "31 7 30:25 11:8", signed=True, scale=2),
    )
    f = form(
        "f",
        32,
        field("op", "6:0"),
        field("rd", "11:7"),
        field("mode", "14:12", enum=ROUND),
        field("size", "17:15", enum=SIZE),
        field("n", "23:18", scale=-4, bias=100),
        field("hint", "27:24", reserved="ignored"),
        field("reserved", "31:28"),
    )
    wide = form(
        "wide",
        64,
        field("op", "6:0"),
        field("rd", "11:7"),
        field("mode", "16:14", enum=ROUND),
        field("reserved", "13:12"),
        field("reserved_1", "31:17"),
        field("value", "63:32"),
    )
    tile = form(
        "tile",
        128,
        field("op", "7:0"),
        field("mode", "11:9", enum=ROUND),
        field("far", "127:100 8", signed=True),
        field("a", "43:12"),
        field("b", "75:44"),
        field("k", "95:76"),
        field("reserved", "99:96"),
    )

    def made() -> list[Instruction]:
        return [
            instruction("li_s", short, {"op": 1, "f3": 2}, "c.li {rd:x}, {imm}", on, constraints=["rd != 0"]),
            instruction(
                "hint_s",
                short,
                {"op": 1, "f3": 2, "rd": 0},
                "c.hint {imm}",
                on,
                constraints=["imm >= -3", "imm < 30"],
            ),
            instruction(
                "addi_s",
                short,
                {"op": 1, "f3": 0},
                "c.addi {rd:x}, {imm}",
                on,
                constraints=["rd != 2", "imm != 0"],
            ),
            instruction(
                "sp_s", short, {"op": 1, "f3": 0, "rd": 2}, "c.sp {imm}", on, constraints=["imm in 1,2,-4"]
            ),
            instruction("nop_s", short, {"op": 1, "f3": 0, "rd": 0, "imm": 0}, "c.nop", on),
            instruction("mv_s", pair, {"op": 0, "f3": 1}, "c.mv {a:x}, {b:x}", on, constraints=["a != b"]),
            instruction("clr_s", pair, {"op": 0, "f3": 2}, "c.clr {a:x}, {b:x}", on, constraints=["a == b"]),
            instruction("add", r, {"op": 0x33, "f3": 0, "f7": 0}, "add {rd:x}, {rs1:x}, {rs2:x}", on),
            instruction("sub", r, {"op": 0x33, "f3": 0, "f7": 0x20}, "sub {rd:x}, {rs1:x}, {rs2:x}", on),
            instruction("and", r, {"op": 0x33, "f3": 7, "f7": 0}, "and {rd:x}, {rs1:x}, {rs2:x}", on),
            instruction("addi", i, {"op": 0x13, "f3": 0}, "addi {rd:x}, {rs1:x}, {imm}", on),
            instruction(
                "nop", i, {"op": 0x13, "f3": 0, "rd": 0, "rs1": 0, "imm": 0}, "nop", on, shadows=["addi"]
            ),
            instruction("lw", i, {"op": 0x03, "f3": 2}, "lw {rd:x}, {imm}({rs1:x})", on),
            instruction("beq", b, {"op": 0x63, "f3": 0}, "beq {rs1:x}, {rs2:x}, {offset:label}", on),
            instruction(
                "blt",
                b,
                {"op": 0x63, "f3": 4},
                "blt {rs1:x}, {rs2:x}, {offset:label}",
                on,
                constraints=["rs1 != rs2"],
            ),
            instruction("cvt", f, {"op": 0x0B}, "cvt.{mode}.{size} {rd:x}, @{n:hex}", on),
            instruction(
                "ldi",
                wide,
                {"op": 0x1F},
                "ldi.{mode} {rd:x}, {value:address}",
                on,
                constraints=["value <= 4000000000"],
            ),
            instruction("mm", tile, {"op": 0x7F}, "mm [{a:hex} + {k}], [{b:hex}], {far}, {mode}", on),
        ]

    return architecture(on, made(), [registers("x", 32, zero=0, sp=2, s0=8)])


def fixed(count: int = 1300) -> Architecture:
    """Many 32-bit instructions, as large real sets have them: opcodes, function codes, some reserved bits."""
    on = processor()
    r = form(
        "r",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("f7", "31:25"),
        field("rd", "11:7"),
        field("rs1", "19:15"),
        field("rs2", "24:20"),
    )
    i = form(
        "i",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("rd", "11:7"),
        field("rs1", "19:15"),
        field("imm", "31:20", signed=True),
    )
    u = form(
        "u",
        32,
        field("op", "6:0"),
        field("f3", "14:12"),
        field("f7", "31:25"),
        field("rd", "11:7"),
        field("mode", "17:15", enum=ROUND),
        field("reserved", "24:18"),
    )
    made = []
    for n in range(count):
        if n < 40:
            made.append(
                instruction(
                    f"i{n}",
                    i,
                    {"op": 3 + 4 * (n // 8), "f3": n % 8},
                    f"i{n} {{rd:x}}, {{rs1:x}}, {{imm}}",
                    on,
                )
            )
        else:
            op, f3, f7 = 0x23 + 4 * (n % 3), n // 3 % 8, n // 24
            shape, text = (u, "{rd:x}, {mode}") if n % 10 == 0 else (r, "{rd:x}, {rs1:x}, {rs2:x}")
            made.append(instruction(f"r{n}", shape, {"op": op, "f3": f3, "f7": f7}, f"r{n} {text}", on))
    return architecture(on, made, [registers("x", 32, zero=0)])


def _alias(name: str, assembly: str, *lines: str, preferred: bool = True) -> Alias:
    return Alias(
        name=name, assembly=assembly, expansions=(Expansion(None, lines),), preferred=preferred, origin=ORIGIN
    )


@cache
def with_aliases() -> Architecture:
    """`mixed` with other spellings of single instructions, expansions that depend on values, and on distances."""
    short = parse_expression("-32 <= imm and imm < 32")
    middle = parse_expression("-2048 <= imm and imm < LIMIT")
    near = parse_expression("-4096 <= to and to < 4096")
    aliases = [
        _alias("ret", "ret", "addi x0, x1, 0"),
        _alias("mv", "mv {rd:x}, {rs:x}", "addi {rd}, {rs}, 0"),
        _alias("beqz", "beqz {rs:x}, {to:label}", "beq {rs}, zero, {to}"),
        _alias("b", "b {to:label}", "beqz zero, {to}"),
        _alias("dup", "dup {rd:x}", "add {rd}, {rd}, {rd}"),
        _alias("cvtn", "cvtn {rd:x}", "cvt.nearest.byte {rd}, @0", preferred=False),
        _alias("neg", "subi {rd:x}, {rs:x}, {n}", "addi {rd}, {rs}, {-n}"),
        _alias("twice", "twice {rd:x}", "dup {rd}", "dup {rd}"),
        _alias("set", "set.{n} {rd:x}", "addi {rd}, x0, {n}", preferred=False),
        Alias(
            name="li",
            assembly="li {rd:x}, {imm}",
            expansions=(
                Expansion(short, ("c.li {rd}, {imm}",)),
                Expansion(middle, ("addi {rd}, x0, {imm}",)),
                Expansion(None, ("ldi.nearest {rd}, {imm & 0xffffffff}",)),
            ),
            origin=ORIGIN,
        ),
        Alias(
            name="jump",
            assembly="jump {to:label}",
            expansions=(
                Expansion(near, ("beq x0, x0, {to}",)),
                Expansion(None, ("ldi.nearest x5, {to}", "addi x0, x5, 0")),
            ),
            origin=ORIGIN,
        ),
    ]
    base = mixed()
    limit = Parameter("LIMIT", "", "integer", 2048, (), 2048, ORIGIN)
    made = architecture(base.processors["control"], base.instructions.values(), base.state.values(), aliases)
    return replace(made, parameters={"LIMIT": limit})
