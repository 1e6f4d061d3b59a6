"""The examples' RISC-V assembler and disassembler, beside GNU's."""

from __future__ import annotations

from random import Random

import pytest

import specgen
from tests.gnu import (
    TARGETS,
    Target,
    compare_lines,
    compare_words,
    linked,
    short_words,
    some_lines,
    some_words,
)
from tests.gnu.tools import BASE, EXAMPLES

COMPRESSED = TARGETS[0]


@pytest.mark.parametrize(
    ("target", "compressed"),
    [(TARGETS[0], False), (TARGETS[0], True), (TARGETS[1], False)],
    ids=["32", "32c", "64"],
)
def test_lines_become_the_same_bytes(target: Target, compressed: bool) -> None:
    found = compare_lines(some_lines(target, Random(1), 1500), target, compressed=compressed)
    assert not found.wrongs
    assert found.counts["same bytes"] > 700


@pytest.mark.parametrize("aliases", [True, False])
@pytest.mark.parametrize("target", TARGETS, ids=["32", "64"])
def test_words_have_the_same_text(target: Target, aliases: bool) -> None:
    found = compare_words(some_words(target, Random(2), 4000), target, aliases=aliases)
    assert not found.wrongs
    assert found.counts["same text"] > 1500
    assert found.counts["illegal"] > 500


@pytest.mark.parametrize("aliases", [True, False])
def test_all_short_words_have_the_same_text(aliases: bool) -> None:
    found = compare_words(short_words(), COMPRESSED, aliases=aliases)
    assert not found.wrongs
    assert found.counts["objdump shows c.addi16sp of 0, which is reserved"] == 1
    assert found.counts["objdump shows shifts by more than 31, which RV32 reserves"] == 1536


PROGRAM = """
        .option norelax
        .text
        .globl  _start
        .type   _start, @function
_start: la      sp, stack_end
        lla     a0, table
        lui     a1, %hi(words)
        addi    a1, a1, %lo(words)
1:      auipc   a2, %pcrel_hi(count)
        lw      a2, %pcrel_lo(1b)(a2)
        beqz    a2, 2f
        call    work
        j       1b
        .align  3
2:      lw      a3, count
        sw      a3, words, t0
        .option push
        .option norvc
        addi    a0, a0, 1
        nop
        .option pop
        addi    a0, a0, 1
        ret
        .word   1
        .p2align 3
        .word   work - _start, . - _start, 'a'
        .balign 16
work:   bne     a0, a1, far
        tail    _start
        .section .rodata.text, "a"
text:   .string "a \\"text\\"\\n"
        .asciz  "more"
        .ascii  "bytes"
        .text
        .space  5000
far:    li      a0, 0x12345678
        jr      ra
        .size   far, . - far
        .section .rodata
        .balign 4
table:  .word   text, far, table
        .half   1, 2, -3
        .data
        .p2align 3
words:  .word   0x12345678, count
        .dword  0x1122334455667788
        .zero   6
        .short  7
        .balign 8
count:  .long   3
        .2byte  1
        .8byte  _start
        .skip   10, 0xff
        .set    size, . - words
        .equ    twice, size * 2
        .word   size, twice
stack:  .space  64
stack_end:
        .size   stack, . - stack
        .byte   0
"""


@pytest.mark.parametrize(
    ("target", "option"),
    [(TARGETS[0], "rvc"), (TARGETS[0], "norvc"), (TARGETS[1], "norvc")],
    ids=["32c", "32", "64"],
)
def test_a_program_becomes_the_same_image(target: Target, option: str) -> None:
    text = f".option {option}\n{PROGRAM}" if target is COMPRESSED else PROGRAM
    ours = target.accelerator.assembler.assemble(text, BASE).image
    assert ours.hex(" ", -4) == linked(text, target).hex(" ", -4)


def test_code_is_aligned_by_instructions() -> None:
    lines = [
        "nop",
        ".align 3",
        "nop",
        ".align 4",
        ".byte 1",
        ".align 3",
        "c.nop",
        ".p2align 4, , 3",
        "nop",
        ".balign 8, 5",
        "nop",
    ]
    text = ".option norelax\n.option rvc\n" + "\n".join(lines) + "\n"
    ours = COMPRESSED.accelerator.assembler.assemble(text, BASE).image
    theirs = linked(text, COMPRESSED)
    assert theirs.startswith(ours)


@pytest.mark.parametrize(
    ("target", "name", "variant", "output", "code"),
    [
        (
            TARGETS[0],
            "primes.s",
            "user",
            "".join(f"{n}\n" for n in range(2, 100) if all(n % k for k in range(2, n))),
            25,
        ),
        (TARGETS[0], "trap.s", "machine", "*" * (11 + 3 + 2 + 5 + 5), 0),
        (TARGETS[1], "collatz.s", "user", "", 118),
    ],
    ids=["primes", "trap", "collatz"],
)
def test_the_examples_own_programs(target: Target, name: str, variant: str, output: str, code: int) -> None:
    accelerator = specgen.load(EXAMPLES / target.spec, variant)
    program = accelerator.assembler.assemble_file(EXAMPLES / target.spec / name)
    text = (EXAMPLES / target.spec / name).read_text(encoding="utf-8")
    theirs = linked(text, target, program.base)  # without zeros at the end, and with code aligned at its end
    assert theirs[: len(program.image)] == program.image[: len(theirs)]
    sim = accelerator.simulator()
    sim.load(program)
    result = sim.run(max_steps=10_000)
    assert (sim.output.decode(), result.exit_code) == (output, code)
