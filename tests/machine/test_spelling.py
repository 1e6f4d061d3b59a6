"""What a spec may say of its assembler files: options, order, functions, directives, sections, padding."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine.batch import ILLEGAL, LONGER
from specgen.machine.disassembler import Disassembler
from specgen.source import SpecError

SPEC = Path(__file__).parent / "spec" / "spelling"


@cache
def spelling(variant: str = "wide") -> Accelerator:
    return specgen.load(SPEC, variant)


def image(text: str, base: int = 0) -> bytes:
    return spelling().assembler.assemble(text, base).image


def texts(text: str, base: int = 0, *, aliases: bool = False) -> list[str]:
    shown = Disassembler(spelling().codec, aliases=aliases)
    return [line.text for line in shown.lines(image(text, base), base, labels=False)]


def test_options_choose_short_words() -> None:
    assert texts("add x1, x1, 3") == ["add x1, x1, 3"]
    assert texts(".option short\nadd x1, x1, 3\nadd x1, x3, 3\nadd x1, x1, 1000\nadd x1, x1, 0") == [
        "s.add x1, 3",
        "add x1, x3, 3",
        "add x1, x1, 1000",
        "add x1, x1, 0",
    ]
    assert texts(
        ".option push\n.option short\n.option push\n.option noshort\nadd x1, x1, 1\n.option pop\n"
        "add x1, x1, 1\n.option pop\nadd x1, x1, 1\n.option other\nadd x1, x1, 1"
    ) == ["add x1, x1, 1", "s.add x1, 1", "add x1, x1, 1", "add x1, x1, 1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".option", "there is no option ..."),
        (".option shrot", "there is no option shrot"),
        (".option noo", "there is no option noo"),
        (".option pop", "nothing was pushed before"),
    ],
)
def test_options_that_do_not_exist(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        image(text)


def test_a_register_that_a_template_names_may_be_written_by_any_of_its_names() -> None:
    assert texts("s.sp x2, 3\ns.sp sp, 3") == ["s.sp sp, 3"] * 2
    assert texts(".option short\nadd x2, sp, 1024\nadd sp, x2, 4") == ["s.sp sp, 128", "s.add sp, 4"]
    with pytest.raises(SpecError, match="'sp' is expected here, not 'x3'"):
        image("s.sp x3, 3")


def test_lines_of_aliases_are_subject_to_options_unless_they_are_exact() -> None:
    assert texts(".option short\ntwice x1, 5\nexactly x1, 5") == [
        "s.add x1, 5",
        "s.add x1, 5",
        "add x1, x1, 5",
    ]


def test_the_disassembler_shows_options_but_where_its_text_is_assembled_again() -> None:
    made = image(".option short\nadd x1, x1, 3\njump . + 2\nadd x1, x1, 500\n")
    shown = [line.text for line in spelling().disassembler.lines(made, labels=False)]
    assert shown == ["add x1, x1, 3", "jump 0x4", "add x1, x1, 500"]
    source = spelling().disassembler.source(made)
    assert "s.add x1, 3" in source
    assert image(source) == made


def test_what_comes_last_is_for_what_nothing_else_takes() -> None:
    assert texts("jump far\n.space 5000\nfar: rest")[0] == "jump 0x138c"
    assert texts(".option short\njump far\n.space 400\nfar: rest")[0] == "s.jump 0x192"
    assert texts(f".equ far, {1 << 20}\njump far")[:2] == ["upper x1, 256", "jump 0x1000"]


def test_functions_are_worth_what_the_spec_says() -> None:
    assert texts("upper x1, %up(0x12fff)\nadd x1, x1, %low(0x12fff) + 1") == ["upper x1, 19", "add x1, x1, 0"]
    text = "rest\n1: upper x1, %far_up(data)\nrest\nget x3, %far_low(1b)(x1)\n.org 0x2002\ndata: rest"
    assert texts(text)[:4] == ["rest", "upper x1, 2", "rest", "get x3, 0(x1)"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("upper x1, %lo(5)", "there is no function %lo"),
        ("get x1, %far_low(5)(x1)", "%far_low takes the label of a statement with %far_up"),
        ("get x1, %far_low(here)(x1)\nhere: rest", "the statement at here has no %far_up"),
        ("get x1, %far_low(nowhere)(x1)", "nowhere is not defined"),
        ("upper x1, %up 5", "a value is missing"),
        ("upper x1, %up(5", "not closed"),
    ],
)
def test_functions_that_cannot_be_worked_out(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message.replace("(", r"\(")):
        image(text)


def test_directives_have_the_names_that_the_spec_gives_them() -> None:
    assert image(".wide 1\n.byte 2\n.align 3\n.balign 2")[:8] == bytes([1, *[0] * 7])
    assert len(image(".byte 2\n.align 3")) == 8
    assert image(".short 1\n.hword 2\n.2byte 3") == bytes([1, 0, 2, 0, 3, 0])
    assert image(".long 1\n.4byte 2") + image(".dword 1\n.8byte 2") == bytes.fromhex(
        "0100000002000000" + "0100000000000000" + "0200000000000000"
    )
    assert image('.string "ab"\n.zero 1\n.skip 2, 7') == b"ab\0\0\7\7"
    assert (
        image(".globl a\n.type a, @function\na: .byte 1\n.size a, . - a\n.set b, 2\n.byte b\n.cfi_endproc")
        == b"\1\2"
    )


def test_sections_are_gathered_in_order() -> None:
    text = """
        .data
    d:  .byte 1
        .section .own, "a"
        .byte 2
        .text
    t:  .word d
        .section .rodata.text
    r:  .ascii "r"
        .bss
        .space 2
        .text
        .word r
    """
    assert image(text, 0x100) == bytes.fromhex("0a010000 08010000") + b"r\2\1\0\0"


def test_a_section_begins_where_its_greatest_alignment_allows() -> None:
    made = image(".byte 1\n.data\n.byte 2\n.align 3\n.byte 3\n.text\n.byte 4")
    assert made == bytes([1, 4, *[0] * 6, 2, *[0] * 7, 3])


def test_code_is_aligned_by_instructions() -> None:
    rest, wait = image("rest"), image("wait")
    assert image("rest\n.align 3\nrest") == rest + rest + wait + rest
    assert image(".byte 1\n.align 3\nrest") == b"\1\0" + rest + wait + rest
    assert image("rest\n.align 3, 0xff\nrest") == rest + b"\xff" * 6 + rest
    assert image("rest\n.align 3, , 5\nrest") == rest + rest
    assert image(".data\nrest\n.align 3\nrest") == rest + bytes(6) + rest


def test_a_dot_is_the_address_of_its_value() -> None:
    assert image(".half ., .\n.half .", 0x10) == bytes([0x10, 0, 0x12, 0, 0x14, 0])


def test_an_alias_is_worth_what_it_is_where_it_ends_up() -> None:
    text = ".option short\njump far\nwhere x1, far\n.space 600\nfar: rest"
    assert texts(text)[:2] == ["jump 0x260", "add x1, zero, 604"]


def test_words_that_go_on_are_whole_also_where_they_are_none() -> None:
    sim = spelling().simulator()
    sim.load(spelling().assembler.assemble(".word 0xfffff00b"))
    fault = sim.run(max_steps=5).fault
    assert fault is not None
    assert (fault.name, fault.value) == ("illegal", 0xFFFFF00B)
    assert texts(".word 0xfffff00b\nrest") == [".word 0xfffff00b", "rest"]
    sim = spelling().simulator()
    sim.load(spelling().assembler.assemble(".word 0xfffff00e"))
    fault = sim.run(max_steps=5).fault
    assert fault is not None
    assert fault.value == 0xF00E


def test_arrays_of_granules_go_on_like_words() -> None:
    codec = spelling().codec
    granules = np.arange(1 << 16, dtype=np.uint16)
    found = codec.decode_words(granules)
    assert ((found == LONGER) == [codec.needs_more(granule) for granule in range(1 << 16)]).all()
    assert (found[1::2] == LONGER).all()
    assert {codec.decode(granule) for granule in np.flatnonzero(found == ILLEGAL).tolist()} == {None}


def test_bits_that_are_ignored_are_shown_as_data() -> None:
    assert texts("loose x1, x3\n.word 0x800000cf") == ["loose x1, x3", ".word 0x800000cf"]
    assert spelling().decode(0x800000CF) is not None


@pytest.mark.parametrize(("variant", "bits"), [("wide", 32), ("narrow", 16)])
def test_integer_types_by_other_names(variant: str, bits: int) -> None:
    accelerator = spelling(variant)
    sim = accelerator.simulator()
    sim.load(
        accelerator.assemble("add x1, x0, -1\nadd x3, x0, 0\nless x3, x1\nless x1, x0\n.word 0xffffffff")
    )
    sim.run(max_steps=4)
    assert (sim.state["x1"], sim.state["x3"]) == (1, 0)
    assert accelerator.architecture.state["x"].type.width == bits


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("get x1, -2(x0)", "load"),
        ("put x1, -2(x0)", "store"),
        ("put x1, 1(x0)", "crooked"),
        ("get x1, 1(x0)", "illegal"),
    ],
)
@pytest.mark.parametrize("engine", ["python", "native"])
def test_writes_have_faults_of_their_own(text: str, fault: str, engine: str) -> None:
    sim = spelling().simulator(engine=engine)
    sim.load(spelling().assembler.assemble(text + "\n.word 0xffffffff", 0x100), 0x100)
    found = sim.run(max_steps=5).fault
    assert found is not None
    assert found.name == fault
