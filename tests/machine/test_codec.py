"""Words to instructions and back."""

from __future__ import annotations

import random

import pytest

from specgen.machine import Codec, EncodingError
from specgen.model.decoding import partition
from tests.hand import architecture, field, form, instruction, processor
from tests.machine.specs import fixed, mixed

CODEC = Codec(mixed())


def test_a_word_becomes_operands_and_text() -> None:
    one = CODEC.decode(0xFE0F_8CE3)
    assert one is not None
    assert one.instruction.name == "beq"
    assert one.operands == {"rs1": 31, "rs2": 0, "offset": -8}
    assert (one.length_bytes, one.word, str(one)) == (4, 0xFE0F_8CE3, "beq x31, zero, .-8")


def test_values_are_scaled_biased_signed_and_joined() -> None:
    word = CODEC.encode("cvt", rd=3, mode="odd", size=6, n=-152)
    one = CODEC.decode(word)
    assert one is not None
    assert one.operands == {"rd": 3, "mode": 5, "size": 6, "n": -152}
    assert str(one) == "cvt.odd.6 x3, @-0x98"
    far = CODEC.encode("mm", mode=2, far=-(1 << 28), a=0xFFFF_FFFF, b=1, k=0xFFFFF)
    assert far >> 127 == 1
    assert CODEC.encode("mv_s", a=8, b=15) == 0b001_00000_111_000_00


def test_what_follows_a_word_is_not_its_own() -> None:
    short, long = CODEC.encode("nop_s"), CODEC.encode("ldi", rd=1, mode=0, value=7)
    stream = short.to_bytes(2, "little") + long.to_bytes(8, "little")
    window = int.from_bytes(stream, "little")
    assert CODEC.decode(window) is None
    first = CODEC.decode(window, 80)
    assert first is not None
    assert first.instruction.name == "nop_s"
    assert str(CODEC.decode_bytes(stream, 2)) == "ldi.nearest x1, 0x7"
    assert CODEC.decode_bytes(stream[:-1], 2) is None
    assert CODEC.decode(long, 56) is None
    assert CODEC.needs_more(long)
    assert not CODEC.needs_more(short)


@pytest.mark.parametrize(
    "word",
    [
        0x0000_0053,
        0x0000_340B,
        0x1000_000B,
        0x0000_0000_0000_101F,
        0xF000_0000_0000_0000_0000_0000_0000_007F >> 4,
    ],
    ids=["opcode", "closed enum", "reserved", "reserved of a long one", "reserved of a wide one"],
)
def test_what_is_no_instruction(word: int) -> None:
    assert CODEC.decode(word) is None


def test_ignored_bits_decode_and_are_not_kept() -> None:
    word = CODEC.encode("cvt", rd=3, mode=0, size=0, n=100)
    one = CODEC.decode(word | 0x0F00_0000)
    assert one is not None
    assert CODEC.encode(one.instruction.name, **one.operands) == word


@pytest.mark.parametrize(
    ("name", "operands", "message", "operand"),
    [
        ("addx", {}, "there is no instruction addx", None),
        ("add", {"rd": 1, "rs1": 2}, "add lacks operand rs2", "rs2"),
        ("add", {"rd": 1, "rs1": 2, "rs2": 3, "rs3": 4}, "add has no operand rs3", "rs3"),
        ("add", {"rd": 32, "rs1": 2, "rs2": 3}, "rd: 32 is not within 0 to 31", "rd"),
        ("addi", {"rd": 0, "rs1": 1, "imm": -2049}, "imm: -2049 is not within -2048 to 2047", "imm"),
        ("beq", {"rs1": 0, "rs2": 1, "offset": 7}, "offset: 7 is not a multiple of 2", "offset"),
        ("cvt", {"rd": 0, "mode": 3, "size": 0, "n": 100}, "mode: 3 is not in round_mode: nearest", "mode"),
        ("cvt", {"rd": 0, "mode": "up", "size": 0, "n": 100}, "mode: 'up' is not in round_mode", "mode"),
        ("cvt", {"rd": "r", "mode": 0, "size": 0, "n": 100}, "rd: 'r' is no number", "rd"),
        ("cvt", {"rd": 0, "mode": 0, "size": 0, "n": 99}, "n: 99 is not a multiple of 4 plus 100", "n"),
        ("blt", {"rs1": 4, "rs2": 4, "offset": 0}, "rs1 != rs2 does not hold for 4, 4", "rs1"),
        ("sp_s", {"imm": 3}, "imm in 1,2,-4 does not hold for 3", "imm"),
    ],
)
def test_what_cannot_be_encoded_is_said(
    name: str, operands: dict[str, int | str], message: str, operand: str | None
) -> None:
    with pytest.raises(EncodingError) as caught:
        CODEC.encode(name, **operands)
    assert str(caught.value).startswith(message)
    assert caught.value.operand == operand


def test_operands_may_have_any_name() -> None:
    on = processor(granule=8)
    one = instruction(
        "one", form("f", 8, field("name", "3:0"), field("self", "7:4")), {}, "one {name}, {self}", on
    )
    assert Codec(architecture(on, [one])).encode("one", name=3, self=4) == 0x43


def test_the_scalar_decoder_agrees_with_every_cell() -> None:
    draw = random.Random(1)
    for spec in (mixed(), fixed(300)):
        codec = Codec(spec)
        width = codec.processor.granule
        for cell in partition(spec):
            free = ((1 << width) - 1) & ~cell.cube.mask
            for word in (
                cell.cube.value,
                cell.cube.value | free,
                cell.cube.value | draw.getrandbits(width) & free,
            ):
                one = codec.decode(word, width)
                assert (one.instruction if one else None) is cell.instruction
                assert codec.needs_more(word) == bool(cell.longer)
