"""Assembly files: statements, directives, labels, aliases, layout."""

from __future__ import annotations

import pytest

from specgen.machine.assembler import Assembler, assemble
from specgen.machine.codec import Codec
from specgen.source import SourceFile
from tests.hand import architecture, field, form, instruction, processor
from tests.machine.specs import mixed, with_aliases

ASSEMBLER = Assembler(Codec(with_aliases()))


def _texts(source: str, base: int = 0) -> list[str]:
    """What each instruction of the image decodes to, without aliases."""
    program, codec, found, at = ASSEMBLER.assemble(source, base), ASSEMBLER.codec, [], 0
    while at < len(program.image):
        one = codec.decode_bytes(program.image, at)
        assert one is not None
        found.append(str(one))
        at += one.length_bytes
    return found


@pytest.mark.parametrize(
    "text",
    [
        "lw x3, 8(sp)",
        "  lw   x3 ,8 ( x2 )  ",
        "lw x3,0x8(sp)",
        "lw x3, 0b1000(sp) # comment",
        "lw x3, 4+4(sp) // comment",
        "lw x3, (1 << 3)(sp) ; comment",
        "lw x3, /* a */ 8(sp) /* several\nlines */",
        "/* a */ lw x3, 8(sp) // /* no end",
        "lw x[3], -8 + 0o20(x[1 + 1])",
        "lw x3, ' ' / 4(sp)",
        "lw x3, 1 ? 8 : 1/0 (sp)",
        "lw x3, K(sp)\n.equ K, 2 * J\n.equ J, 4",
        "lw\tx3, end - start(sp)\n.org 4\nstart: .org 12\nend:",
    ],
)
def test_ways_to_write_one_instruction(text: str) -> None:
    one = ASSEMBLER.codec.decode_bytes(ASSEMBLER.assemble(text).image)
    assert str(one) == "lw x3, 8(sp)"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("7 / -2", -3),
        ("1 + 2 * 3 - 4", 3),
        ("10 - 3 - 2", 5),
        ("1 << 2 + 1", 8),
        ("6 & 3 == 3", 0),
        ("6 | 1 ^ 3 & 2", 7),
        ("!5 + !0 * 4", 4),
        ("~0 & 0xff", 255),
        ("2 > 1 && 0 || 3", 1),
        ("0 && 1 / 0", 0),
        ("0 ? 1 : 0 ? 2 : 3", 3),
        ("-(-(3))", 3),
        ("'A' + '\\n' + '\\''", 65 + 10 + 39),
        ("1_000", 1000),
        ("(1 << 200) >> 199", 2),
        ("-9 >> 1", -5),
        ("1 != 2 <= 3", 0),
        (". + 4", 0x104),
    ],
)
def test_expressions_are_those_of_c(expression: str, value: int) -> None:
    image = ASSEMBLER.assemble(f".quad {expression}", 0x100).image
    assert int.from_bytes(image, "little", signed=True) == value


def test_labels_name_addresses() -> None:
    assert _texts(
        "top: beq x1, x2, top\n add x1, x2, x3\nnext:\n beq x1, x2, top\n beq x1,x2,end\nend:", 64
    ) == [
        "beq x1, sp, .+0",
        "add x1, sp, x3",
        "beq x1, sp, .-8",
        "beq x1, sp, .+4",
    ]


def test_local_labels_are_the_nearest() -> None:
    assert _texts("1: beq x1,x2,1b\n beq x1,x2,1f\n1: beq x1,x2,1b\n2: 1: beq x1,x2,2b\n") == [
        "beq x1, sp, .+0",
        "beq x1, sp, .+4",
        "beq x1, sp, .+0",
        "beq x1, sp, .+0",
    ]


def test_directives_make_bytes() -> None:
    program = ASSEMBLER.assemble(
        ".byte -1, 255, 'a'\n.align 4\n.half 0x1234\n.word end\n.quad -2\n.space 3, 0xEE\n"
        '.ascii "a\\n\\x41#;//é"\n.asciz "b"\n.align 1\nend:\n'
    )
    text = b"a\nA#;//\xc3\xa9b\0"
    data = (
        b"\xff\xffa\0\x34\x12" + (21 + len(text)).to_bytes(4, "little") + b"\xfe" + b"\xff" * 7 + b"\xee" * 3
    )
    assert program.image == data + text
    assert program.symbols == {"end": len(data + text)}


def test_org_entry_and_listing() -> None:
    program = ASSEMBLER.assemble("# first\n.org 0x80\n.entry main\n.word 1\n.org 0x88\nmain: nop\n")
    assert (program.base, program.entry, len(program.image)) == (0x80, 0x88, 12)
    assert [(line.address, line.line, line.text) for line in program.lines] == [
        (0x80, 4, ".word 1"),
        (0x84, 5, ".org 0x88"),
        (0x88, 6, "nop"),
    ]
    assert program.listing().splitlines()[2].split() == ["00000088", "13000000", "nop"]
    assert assemble(mixed(), SourceFile("a.s", "nop\n")).entry == 0


def test_aliases_expand_by_value() -> None:
    assert _texts("li x5, -32\nli x5, 2047\nli x5, 4000000000\nli x5, end - 2\nend:") == [
        "c.li x5, -32",
        "addi x5, zero, 2047",
        "ldi.nearest x5, 0xee6b2800",
        "c.li x5, 14",
    ]
    assert _texts("mv x1, sp\nret\nsubi x1, x2, 5\ntwice x3\nset.9 x1\nb .\n") == [
        "addi x1, sp, 0",
        "addi zero, x1, 0",
        "addi x1, sp, -5",
        "add x3, x3, x3",
        "add x3, x3, x3",
        "addi x1, zero, 9",
        "beq zero, zero, .+0",
    ]


def test_aliases_expand_by_distance() -> None:
    near = ASSEMBLER.assemble("jump end\n.space 4000\nend:\n")
    assert near.symbols["end"] == 4004
    far = ASSEMBLER.assemble("jump end\n.space 4096\nend:\n")
    assert far.symbols["end"] == 4096 + 12
    back = ASSEMBLER.assemble("top: .space 4096\njump top\njump top\nend:\n")
    assert back.symbols["end"] == 4096 + 4 + 12


def test_many_jumps_that_push_each_other_settle() -> None:
    lines = [f"l{n}: jump l{min(n + 900, 1999)}" for n in range(2000)]
    program = ASSEMBLER.assemble("\n".join(lines))
    for n in range(2000):
        at, target = program.symbols[f"l{n}"], program.symbols[f"l{min(n + 900, 1999)}"]
        one = ASSEMBLER.codec.decode_bytes(program.image, at)
        assert one is not None
        short = one.instruction.name == "beq"
        assert short == (target - at < 4096)
        assert one.operands["offset" if short else "value"] == (target - at if short else target)


def test_one_line() -> None:
    assert ASSEMBLER.encode("mv x1, x2") == ASSEMBLER.codec.encode("addi", rd=1, rs1=2, imm=0)
    double = ASSEMBLER.codec.encode("add", rd=1, rs1=1, rs2=1)
    assert ASSEMBLER.encode("twice x1") == double | double << 32
    assert ASSEMBLER.encode("beq x1, x2, 0x20", 0x18) == ASSEMBLER.codec.encode("beq", rs1=1, rs2=2, offset=8)


def test_a_program_counter_in_slots() -> None:
    on = processor(granule=64)
    shape = form("f", 64, field("op", "7:0"), field("to", "31:8", signed=True), field("at", "63:32"))
    jump = instruction("jump", shape, {"op": 1}, "jump {to:label}, {at:address}", on)
    spec = architecture(on, [jump])
    object.__setattr__(on, "unit", 8)
    codec = Codec(spec)
    program = Assembler(codec).assemble("a: jump b, a\njump a, b\nb: jump b, b\n")
    found = [codec.decode_bytes(program.image, at) for at in (0, 8, 16)]
    assert [one.operands for one in found if one] == [
        {"to": 2, "at": 0},
        {"to": -1, "at": 2},
        {"to": 0, "at": 2},
    ]
    assert found[1] is not None
    assert found[1].coder.text(found[1].operands, 8) == "jump 0x0, 0x10"


def test_the_special_template_goes_before_the_general() -> None:
    on = processor(granule=8)
    shape = form("f", 8, field("op", "1:0"), field("n", "7:2"))
    general = instruction("general", shape, {"op": 1}, "wait {n}", on)
    special = instruction("special", shape, {"op": 2, "n": 0}, "wait all", on)
    short = instruction(
        "short",
        form("s", 8, field("op", "1:0"), field("n", "3:2"), field("reserved", "7:4")),
        {"op": 3},
        "go {n}",
        on,
    )
    long = instruction("long", form("l", 16, field("op", "1:0"), field("n", "15:2")), {"op": 0}, "go {n}", on)
    made = Assembler(Codec(architecture(on, [general, special, short, long])))
    assert made.assemble("wait all\nwait 3\nwait a\n.equ a, 1\n").image == bytes([2, 0b1101, 0b101])
    assert made.assemble("go 3\ngo 4\ngo end\nend:").image == bytes([0b1111, 0b10000, 0, 5 << 2, 0])


def test_operands_with_nothing_but_spaces_or_signs_between() -> None:
    on = processor(granule=16)
    fields = (
        field("op", "1:0"),
        field("a", "5:2", signed=True),
        field("b", "9:6", signed=True),
        field("c", "15:10"),
    )
    shape = form("f", 16, *fields)
    spaced = instruction("spaced", shape, {"op": 1}, "go {a} {b} row {c}", on)
    signs = instruction("signs", shape, {"op": 2}, "at {a}-{b}<{c}", on)
    codec = Codec(architecture(on, [spaced, signs]))
    made = Assembler(codec)
    for text in ("go 1 -2 row 3", "go -1 - 2 +2 row 1+2", "at -1--2<3", "at (1 - 2) - 3<1 << 2"):
        one = codec.decode(made.encode(text))
        assert one is not None
        assert made.encode(str(one)) == one.word
    assert made.encode("go 1 -2 row 3") == codec.encode("spaced", a=1, b=-2, c=3)
    assert made.encode("at (1 - 2) - 3<1 << 2") == codec.encode("signs", a=-1, b=3, c=4)
