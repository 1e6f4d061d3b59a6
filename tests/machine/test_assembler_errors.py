"""What is wrong with an assembly file is said, all at once, at its place, and soon."""

from __future__ import annotations

import random
import time

import pytest

from specgen.machine.assembler import Assembler
from specgen.machine.codec import Codec
from specgen.source import Diagnostic, SourceFile, SpecError, all_rules
from tests.machine.garbage import garbage
from tests.machine.specs import with_aliases

ASSEMBLER = Assembler(Codec(with_aliases()))


def _findings(text: str) -> list[Diagnostic]:
    with pytest.raises(SpecError) as caught:
        ASSEMBLER.assemble(SourceFile("a.s", text))
    return caught.value.diagnostics.sorted()


@pytest.mark.parametrize(
    ("text", "rule", "place", "message", "hint"),
    [
        ("addd x1, x2, x3", "asm-unknown-mnemonic", "1:1-5", "there is no instruction addd", "'add'"),
        ("cvt.near.byte x1, @1", "asm-unknown-mnemonic", "1:1-14", "cvt.near.byte", "'cvt.nearest.byte'"),
        (" add x1, x2", "asm-operand-count", "1:2-12", "add takes 3 operands, not 2", "add rd, rs1, rs2"),
        (" nop x1", "asm-operand-count", "1:2-8", "nop takes 0 operands, not 1", "nop"),
        ("add x1, y2, x3", "asm-operand", "1:9-11", "a register of x is expected here, not 'y2'", "add rd"),
        ("add x1, x2; x3", "asm-operand-count", "1:1-11", "takes 3", "add rd"),
        ("add x1 x2, x3, x4", "asm-operand", "1:8-10", "',' is expected here, not 'x2'", "add rd"),
        ("add x1, x22x, x3", "asm-operand", "1:9-13", "'x22x'", "add rd"),
        ("add x[1, x2, x3", "asm-operand", "1:5-6", "a register of x", "add rd"),
        ("add x[40], x2, x3", "asm-range", "1:5-10", "rd: 40 is not within 0 to 31", None),
        ("addi x1, x2, 5000", "asm-range", "1:14-18", "imm: 5000 is not within -2048 to 2047", None),
        ("addi x1, x2, x3", "asm-operand", "1:14-16", "x3 is a register", None),
        ("addi x1, x2, 0_7", "asm-expression", "1:14-17", "does not begin with 0", "0o7 is octal, 7 decimal"),
        ("addi x1, x2, foo\nfop:", "asm-undefined-symbol", "1:14-17", "foo is not defined", "'fop'"),
        ("addi x1, x2, 3 4", "asm-operand", "1:16-17", "nothing is expected after this", None),
        ("mm [1 + 2], [3], 4, fast", "asm-operand", "1:21-25", "one of nearest, zero, down, odd", None),
        ("beq x1, x2, 1f", "asm-undefined-symbol", "1:13-15", "there is no label 1: after this", None),
        ("beq x1, x2, .+3", "asm-range", "1:13-16", "offset: 3 is not a multiple of 2", None),
        ("blt x1, x1, .", "asm-range", "1:5-7", "rs1 != rs2 does not hold", None),
        ("li x0, 1", "asm-range", "1:1-9", "in 'c.li {rd}, {imm}': rd != 0", None),
        ("subi x1, x2, 5000", "asm-range", "1:1-18", "imm: -5000 is not within", None),
        (".int 5", "asm-directive", "1:1-5", "there is no directive .int", None),
        (".wrod 5", "asm-directive", "1:1-6", "there is no directive .wrod", "'.word'"),
        (".word", "asm-directive", "1:1-6", ".word takes some values, not 0", None),
        (".org 4, 4", "asm-directive", "1:1-10", ".org takes 1 value, not 2", None),
        (".align 0", "asm-range", "1:8-9", ".align takes a number of bytes, not 0", None),
        (".align 8, 0, foo", "asm-undefined-symbol", "1:14-17", "foo is not defined", None),
        (".space -1", "asm-range", "1:8-10", ".space takes a number of bytes, not -1", None),
        (".byte 1, 256", "asm-range", "1:10-13", "256 does not fit 8 bits", None),
        (".space 4\n.org 2", "asm-layout", "2:6-7", "the address here is 0x4 already", None),
        (".space 1 << 40", "asm-layout", "1:1-15", "over 64 MiB", None),
        ('.ascii "a', "asm-syntax", "1:7-8", "takes a text", None),
        (".equ 5, 5", "asm-directive", "1:6-7", "a name is expected", None),
        (".equ a 5", "asm-directive", "1:1-9", "it is written .equ name, value", None),
        (".entry mian\nmain:", "asm-undefined-symbol", "1:8-12", "mian is not defined", "'main'"),
        ("a: nop\n a: nop", "asm-symbol", "2:2-3", "a is defined twice", None),
        ("x3: nop", "asm-symbol", "1:1-3", "x3 is the name of a register", None),
        (".equ a, a + 1", "asm-symbol", "1:9-10", "a is defined in terms of itself", None),
        (".word (1 << 4", "asm-expression", "1:7-8", "this ( is not closed", None),
        (".word 1 +", "asm-expression", "1:10-10", "a value is missing here", None),
        (".word * 2", "asm-expression", "1:7-8", "a value is missing before *", None),
        (".word 1,", "asm-expression", "1:8-9", "a value is missing after this", None),
        (".word 1 2", "asm-expression", "1:9-10", "',' is expected here, not '2'", None),
        (".word 1 / 0", "asm-expression", "1:9-10", "this divides by zero", None),
        (".word 1 << -1", "asm-expression", "1:9-11", "this shifts by -1", None),
        (".word 1 ? 2", "asm-expression", "1:12-12", "the : of ? : is missing", None),
        (".word 010", "asm-expression", "1:7-10", "does not begin with 0", "0o10"),
        (".word 12ab", "asm-expression", "1:7-11", "this is no number", None),
        (".word 0x", "asm-expression", "1:7-9", "this is no number", None),
        (".word {a}", "asm-expression", "1:7-8", "a value is missing here", None),
        (".word " + "9" * 300, "asm-expression", "1:7-307", "at most 256 bits", None),
        (".word " + "(" * 100, "asm-expression", "1:57-58", "parentheses are open", None),
    ],
)
def test_a_wrong_line(text: str, rule: str, place: str, message: str, hint: str | None) -> None:
    (found,) = _findings(text)
    assert found.rule == rule
    assert f"{found.at.line}:{found.at.column}-{found.at.end_column}" == place
    assert message in found.message
    if hint is None:
        assert "did you mean" not in (found.hint or "")
    else:
        assert hint in (found.hint or "")


def test_all_findings_come_in_one_run() -> None:
    found = _findings("nop\nadd x1\n.word 1/0\nfoo\na:\na:\naddi x1, x2, 9999\n.word b\n")
    assert [(one.at.line, one.rule) for one in found] == [
        (2, "asm-operand-count"),
        (3, "asm-expression"),
        (4, "asm-unknown-mnemonic"),
        (6, "asm-symbol"),
        (7, "asm-range"),
        (8, "asm-undefined-symbol"),
    ]
    assert found[3].related[0].at.line == 5


def test_every_rule_is_explained() -> None:
    rules = [rule for rule in all_rules() if rule.id.startswith("asm-") and rule.id in _USED]
    assert {rule.id for rule in rules} == _USED


_USED = {
    "asm-directive",
    "asm-expression",
    "asm-layout",
    "asm-operand",
    "asm-operand-count",
    "asm-range",
    "asm-symbol",
    "asm-syntax",
    "asm-undefined-symbol",
    "asm-unknown-mnemonic",
}

_LINES = (
    "top: add x1, x2, x3",
    "lw x1, 8(sp) # c",
    "cvt.odd.6 x5, @0x10",
    "mm [0x10 + 5], [top], -3, odd",
    "li x5, top - 4 * (1 << 3)",
    "jump top",
    "1: beq x1, x2, 1b",
    '.ascii "a\\n"',
    ".word 1, 'a', -2",
    ".equ a, 5",
    ".align 8",
    "set.9 x1",
)


def test_garbage_is_refused_or_assembled() -> None:
    draw, refused = random.Random(1), 0
    for _ in range(600):
        try:
            ASSEMBLER.assemble(garbage(draw, _LINES))
        except SpecError as error:
            assert error.diagnostics.errors
            refused += 1
    assert 300 < refused < 600


@pytest.mark.parametrize(
    "text",
    [
        ".word " + "-" * 100_000 + "1",
        ".word " + "1 + " * 100_000 + "1",
        ".word " + "1 ? " * 10_000 + "1" + ": 1" * 10_000,
        ".word " + "1*1+1<<(" * 3000,
        ".space 0x7fffffffffffffff\n" * 1000,
        "a: .space b - a + 1\nb:",
        ".space 1 - end\nend:",
        "add" * 100_000,
        "add x1, " + "x" * 100_000,
        "\n".join(f".equ a{n}, a{n + 1}" for n in range(2000)),
        "\n".join(f".equ a{n}, a{n + 1} + a{n + 1}" for n in range(45)) + "\n.equ a45, 1\n.word a0",
        ".quad " + "1 << 200 << 200",
        "foo\n" * 20_000,
        '.ascii "' + "\\" * 100_001,
        ":" * 1000 + "\n" + "a:" * 1000,
        "lw x1, " + "(" * 1000 + "sp" + ")" * 1000,
    ],
)
def test_hostile_text_is_answered_soon(text: str) -> None:
    before = time.process_time()
    with pytest.raises(SpecError):
        ASSEMBLER.assemble(text)
    assert time.process_time() - before < 1
