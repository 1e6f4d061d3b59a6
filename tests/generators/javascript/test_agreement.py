"""Decoding, encoding and assembling in JavaScript, held against specgen's own, on every architecture that there is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.generators.javascript.agreement import pairs, some_words
from tests.machine.garbage import garbage

SPECS = (
    "spec",
    "examples/rv32imc",
    "examples/rv64im",
    "examples/amx",
    "examples/avx512",
    "examples/foreign",
    "tests/generators/hostile",
    "tests/generators/wide",
    "tests/machine/spec/pair",
    "tests/machine/spec/spelling",
    "tests/machine/spec/turned",
)
"""Architectures of all kinds: two processors, big-endian words, words of 128 bits, names that hurt."""
#: What the lines of one instruction do not hold: directives, labels, expressions, what is wrong with them.
PARTS = (
    "1: .word 1b, 1f - ., 'a', -2, 0x1_0, ~5 & 7 ? 3 : 4",
    "top: .half (1 << 3) * 4, -7 / 2, -7 % 2",
    '.ascii "a\\n\\x41é"',
    '.asciz "b" # a comment',
    ".equ a, top + 1",
    ".equ b, b + 1",
    ".balign 8, 0, 4",
    ".p2align 2",
    ".balign 8, , nowhere",
    ".org 0x40",
    ".space 3, 1",
    ".section .rodata.x",
    ".data",
    ".text",
    ".option rvc",
    ".entry top",
    "/* two",
    "lines */ 1:",
    ".quad 1 << 300, (1, nowhere, top",
    ".byte 256",
    "top: nothing a, b",
)


@pytest.mark.parametrize("spec", SPECS)
def test_words_and_texts_mean_the_same(spec: str, root: Path, tmp_path: Path) -> None:
    draw = random.Random(1)
    for pair in pairs(root / spec, tmp_path):
        words = list(some_words(pair.codec, draw, 0))
        some = draw.sample(words, min(len(words), 240))
        lines = [*PARTS, *(str(one) for word in some[:60] if (one := pair.codec.decode(word)))]
        sources = [garbage(draw, lines) for _ in range(16)]
        assert not list(pair.differences(some, sources))


@pytest.mark.parametrize("spec", ("spec", "examples/rv32imc", "examples/amx"))
def test_programs_become_the_same(spec: str, root: Path, tmp_path: Path) -> None:
    """Also those of other architectures: then what is wrong with them is the same."""
    sources = [path.read_text(encoding="utf-8") for path in sorted((root / "examples").rglob("*.s"))]
    assert len(sources) > 10
    for pair in pairs(root / spec, tmp_path):
        assert not list(pair.differences((), sources))
