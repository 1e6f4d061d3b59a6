"""The rules of assembly files. Their examples are assembly, not YAML."""

from __future__ import annotations

from specgen.source import Severity, define

_ERROR = Severity.ERROR

define(
    "asm-unknown-mnemonic",
    _ERROR,
    "A statement begins with the mnemonic of an instruction or alias, or with a directive.",
    "A misspelt mnemonic would otherwise be lost in a failure of some operand.",
    wrong="addd a0, a1, a2",
    right="add a0, a1, a2",
)
define(
    "asm-operand",
    _ERROR,
    "Operands stand as the instruction's assembly template shows them.",
    "A register of another file or a missing comma means that another instruction was meant.",
    wrong="add a0, 5, a2",
    right="addi a0, a2, 5",
)
define(
    "asm-operand-count",
    _ERROR,
    "An instruction has as many operands as its template.",
    "What is left out is never guessed.",
    wrong="add a0, a1",
    right="add a0, a0, a1",
)
define(
    "asm-range",
    _ERROR,
    "An operand's value fits its field: range, multiple, enum and the instruction's constraints.",
    "A value that is cut silently is another program.",
    wrong="addi a0, a0, 5000",
    right="addi a0, a0, 500",
)
define(
    "asm-expression",
    _ERROR,
    "An operand is an expression of numbers, labels and symbols with the operators of C.",
    "Everything is exact up to 256 bits; what has no value (a division by zero) is refused.",
    wrong=".word (1 << 4",
    right=".word (1 << 4)",
)
define(
    "asm-undefined-symbol",
    _ERROR,
    "Every symbol is a label or defined by .equ.",
    "A misspelt label would otherwise be some address.",
    wrong="""
    loop: addi a0, a0, -1
          bne a0, zero, lop
    """,
    right="""
    loop: addi a0, a0, -1
          bne a0, zero, loop
    """,
)
define(
    "asm-symbol",
    _ERROR,
    "A name is defined once, not in terms of itself, and is not the name of a register.",
    "Which of two definitions is meant would depend on where one looks.",
    wrong="""
    loop: nop
    loop: nop
    """,
    right="""
    loop: nop
    done: nop
    """,
)
define(
    "asm-directive",
    _ERROR,
    "Directives are known (.word .asciz .space .align .org .equ .section .option .entry and their kind), with what they take.",
    "A directive that is not known may have been meant to make bytes.",
    wrong=".int 5",
    right=".word 5",
)
define(
    "asm-syntax",
    _ERROR,
    "A line is labels, then one statement, then a comment.",
    "What cannot be read is not skipped.",
    wrong='.ascii "no end',
    right='.ascii "an end"',
)
define(
    "asm-layout",
    _ERROR,
    "Addresses only grow, stay below 64 MiB of image, and settle.",
    "An image with overlapping parts has no meaning; one of gigabytes is a misprint.",
    wrong="""
    .space 16
    .org 4
    """,
    right="""
    .org 4
    .space 16
    """,
)
