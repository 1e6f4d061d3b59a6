"""Images as assembly that people read."""

from __future__ import annotations

import pytest

from specgen.machine.assembler import Assembler
from specgen.machine.codec import Codec
from specgen.machine.disassembler import Disassembler
from tests.hand import architecture, field, form, instruction, processor
from tests.machine.roundtrip import check_image
from tests.machine.specs import with_aliases

CODEC = Codec(with_aliases())
ASSEMBLER = Assembler(CODEC)


def _text(line: str, *, aliases: bool = True) -> str:
    one = CODEC.decode(ASSEMBLER.encode(line))
    assert one is not None
    return Disassembler(CODEC, aliases=aliases).text(one)


@pytest.mark.parametrize(
    ("line", "shown", "plain"),
    [
        ("addi x1, x2, 0", "mv x1, sp", "addi x1, sp, 0"),
        ("addi x0, x1, 0", "ret", "addi zero, x1, 0"),
        ("addi x0, x0, 0", "nop", "nop"),
        ("add x3, x3, x3", "dup x3", "add x3, x3, x3"),
        ("add x3, x3, x4", "add x3, x3, x4", "add x3, x3, x4"),
        ("beq x3, x0, .+8", "beqz x3, .+8", "beq x3, zero, .+8"),
        ("addi x1, x2, -5", "addi x1, sp, -5", "addi x1, sp, -5"),
        ("cvt.nearest.byte x3, @0", "cvt.nearest.byte x3, @0x0", "cvt.nearest.byte x3, @0x0"),
    ],
)
def test_the_most_special_preferred_alias_is_shown(line: str, shown: str, plain: str) -> None:
    assert _text(line) == shown
    assert _text(line, aliases=False) == plain
    assert ASSEMBLER.encode(shown) == ASSEMBLER.encode(plain) == ASSEMBLER.encode(line)


def test_an_image_with_labels_symbols_and_data() -> None:
    source = "main: beqz x3, near\n.half 0\nnear: beq x1, x2, main\nbeq x1, x2, . + 3 * 2\n.byte 7"
    program = ASSEMBLER.assemble(source, 0x100)
    shown = Disassembler(CODEC)
    lines = shown.lines(program.image, 0x100, {"main": 0x100, "elsewhere": 0x5000})
    assert [(line.address, line.label, line.text) for line in lines] == [
        (0x100, "main", "beqz x3, L_106"),
        (0x104, "", ".half 0x0000"),
        (0x106, "L_106", "beq x1, sp, main"),
        (0x10A, "", "beq x1, sp, 0x110"),
        (0x10E, "", ".byte 0x07"),
    ]
    assert shown.lines(program.image, 0x100, labels=False)[0].text == "beqz x3, 0x106"
    text = shown.source(program.image, 0x100)
    assert text.startswith(".org 0x100\nL_100:\n    beqz x3, L_106\n")
    assert ASSEMBLER.assemble(text).image == program.image


@pytest.mark.parametrize(
    ("granule", "data"), [(8, ".byte"), (32, ".word"), (64, ".quad"), (128, ".quad"), (24, ".byte")]
)
@pytest.mark.parametrize("order", ["little", "big"])
def test_what_is_no_instruction_is_data(granule: int, data: str, order: str) -> None:
    on = processor(granule=granule)
    object.__setattr__(on, "endianness", order)
    shape = form("f", granule, field("op", "1:0"), field("n", f"{granule - 1}:2"))
    codec = Codec(architecture(on, [instruction("one", shape, {"op": 1}, "one {n:hex}", on)]))
    image = codec.to_memory(codec.encode("one", n=5), granule // 8) + b"\xff" * (granule // 8)
    first, second = Disassembler(codec).lines(image)
    assert first.text == "one 0x5"
    assert second.text.split()[0] == data
    assert (image[0] == 21) == (order == "little" or granule == 8)
    assert list(check_image(codec, Assembler(codec), image)) == []
