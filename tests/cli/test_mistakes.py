"""Mistakes that tired people make: each is one finding, at its line, in words that lead to its mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from specgen import api

ISA, STATE, SPEC = "isa/instructions.yaml", "isa/state.yaml", "spec.yaml"

MISTAKES = [
    # file, what stood there, what stands there now, the rule, words of the message or the hint
    (ISA, "encoding: {opcode: 0x02}", "encoding: {opcod: 0x02}", "ref-unknown", "'opcode'"),
    (
        ISA,
        "encoding: {opcode: 0x02}",
        "encoding: {opcode: 0x01}",
        "isa-encoding-overlap",
        "mul and add share words",
    ),
    (ISA, "encoding: {opcode: 0x02}", "encoding: {opcode: 0x102}", "spec-constant-wide", "8 bits"),
    (ISA, "encoding: {opcode: 0x02}", "encoding: {opcode: 02}", "yaml-leading-zero", "0o2"),
    (ISA, 'b: "19:16", reserved: "31:20"', 'b: "19:16", reserved: "31:19"', "isa-field-overlap", "bit 19"),
    (ISA, 'b: "19:16", reserved: "31:20"', 'b: "18:16", reserved: "31:20"', "isa-bits-uncovered", "bit 19"),
    (ISA, 'b: "19:16", reserved: "31:20"', 'b: "16:19", reserved: "31:20"', "spec-bits", "high to low"),
    (ISA, 'b: "19:16", reserved: "31:20"', 'b: "19:16", reserved: "32:20"', "spec-bits-outside", "bit 32"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul {d:x}, {a:x}, {c:x}", "template-broken", "'c' is no field"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul {d:x}, {a:x}", "template-operand-missing", "add {b}"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "add {d:x}, {a:x}, {b:x}", "template-ambiguous", "is both add and mul"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul {d:x}, {a:x}, {b:x", "template-broken", "{field}"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul {d:y}, {a:x}, {b:x}", "template-broken", "'y'"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul {d:x}, {a:x}; {b:x}", "template-unwritable", "; begins a comment"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", "mul: {d:x}, {a:x}, {b:x}", "template-unwritable", "is a label"),
    (ISA, "mul {d:x}, {a:x}, {b:x}", ".mul {d:x}, {a:x}, {b:x}", "template-unwritable", "is a directive"),
    (
        ISA,
        "blt {a:x}, {b:x}, {offset:label}",
        "blt {a:x}, {b}{offset:label}",
        "template-glued",
        "{b} and {offset}",
    ),
    (ISA, "x[d] = x[a] * x[b]", "x[d] = x[a * x[b]", "sem-syntax", "bracket"),
    (ISA, "x[d] = x[a] * x[b]", "x[d] = x[a] * y[b]", "sem-unknown-name", "'y'"),
    (ISA, "x[d] = x[a] * x[b]", "x[d] == x[a] * x[b]", "sem-no-effect", "one = assigns"),
    (ISA, "x[d] = x[a] * x[b]", "x[d] = x[a] << x[b]", "sem-shift", "no bound"),
    (ISA, "x[d] = x[a] * x[b]", "x[d] = x[a] * v[1, 0]", "sem-type-mix", "converts"),
    (ISA, "x[d] = x[a] * x[b]", "x[d] = quot(x[a], x[b])", "sem-zero-divisor", "zero="),
    (ISA, "x[d] = x[a] * x[b]", "raise bad_adress(x[a] * x[b] * d)", "sem-fault", "'bad_address'"),
    (ISA, "v[d, i] = v[a, i] * v[b, i]", "v[d, i + 1] = v[a, i] * v[b, i]", "sem-index", "v has"),
    (ISA, "sram.read(f32, u32(base + 4 * i))", "sram.read(f32, base + 4 * i)", "sem-address", "wraps"),
    (
        ISA,
        "sram.read(f32, u32(base + 4 * i))",
        "sram.reed(f32, u32(base + 4 * i))",
        "sem-unknown-name",
        "'read'",
    ),
    (ISA, "latency: sram.latency}", "latency: sram.latncy}", "sem-unknown-name", "sram has no 'latncy'"),
    (ISA, "  mul:\n    format: r\n", "  mul:\n", "schema-missing-key", "'format'"),
    (
        ISA,
        "  mul:\n    format: r\n",
        "  mul:\n    fromat: r\n",
        "schema-unknown-key",
        "'format'",
    ),
    (ISA, "  mul:\n    format: r\n", "  mul:\n    format: rr\n", "ref-unknown", "'rr'"),
    (ISA, "    summary: Multiply; the low 32 bits.\n", "", "words-summary-missing", "one sentence"),
    (
        ISA,
        "    summary: Multiply; the low 32 bits.\n",
        "    summary: Multiply: low.\n",
        "yaml-syntax",
        "second ':'",
    ),
    (ISA, "    summary: Multiply; the low 32 bits.\n", "   summary: Multiply.\n", "yaml-syntax", "alike"),
    (ISA, "    timing: {issue: 1, occupancy: 1, latency: 3}\n", "", "run-timing-missing", "timing:"),
    (
        ISA,
        'expands: "addi {d}, x0, {imm}"',
        'expands: "addo {d}, x0, {imm}"',
        "alias-unknown",
        "no instruction",
    ),
    (ISA, 'expands: "addi x0, x0, 0"', 'expands: "addi x0, 0"', "alias-operands", "addi {d:x}, {a:x}, {imm}"),
    (ISA, 'expands: "addi {d}, x0, {imm}"', 'expands: "addi {d}, y0, {imm}"', "alias-operands", "y0"),
    (ISA, 'expands: "addi x0, x0, 0"', 'expands: "nop"', "alias-cycle", "nop becomes nop"),
    (STATE, "shape: [8, LANES]", "shape: [8, LANE]", "expr-unknown-name", "'LANES'"),
    (STATE, "type: f32", "type: float32", "ref-unknown", "'float32'"),
    (SPEC, "bad_fetch: {code: 2", "bad_fetch: {code: 1", "fault-code-twice", "illegal_instruction"),
    (SPEC, "fetch: bad_fetch", "fetch: bad_fech", "ref-unknown", "'bad_fetch'"),
    (SPEC, "size: 16 KiB", "size: 16 MB/s", "unit-mismatch", "256 KiB"),
    (SPEC, "size: 16 KiB", "size: 16 kib", "unit-unknown", "'KiB'"),
    (SPEC, "latency: 2 cycles", "latency: 2", "unit-missing", "20 cycles"),
    (SPEC, "default: 1 GHz", "default: 1", "unit-missing", "1.5 GHz"),
    (SPEC, "parameters: {LANES: 16}", "parameters: {LANES: 12}", "spec-not-allowed", "(in large)"),
    (SPEC, "parameters: {LANES: 16}", "parameters: {LANE: 16}", "ref-unknown", "(in large)"),
    (
        SPEC,
        "include: [isa/*.yaml]",
        "include: [isa/*.yaml, sia/*.yaml]",
        "spec-include-unmatched",
        "sia/*.yaml",
    ),
    (SPEC, "reachable_by: [control]", "reachable_by: [contrl]", "ref-unknown", "'control'"),
]


@pytest.mark.parametrize(("file", "was", "now", "rule", "words"), MISTAKES, ids=lambda value: str(value)[:24])
def test_a_mistake_is_one_finding_where_it_was_made(
    slate: Path, tmp_path: Path, file: str, was: str, now: str, rule: str, words: str
) -> None:
    spec = tmp_path / "spec"
    shutil.copytree(slate, spec)
    text = (spec / file).read_text(encoding="utf-8")
    assert was in text
    (spec / file).write_text(text.replace(was, now, 1), encoding="utf-8")
    found = list(api.check(spec))
    assert [one.rule for one in found] == [rule], [f"{one.at}: {one.message}" for one in found]
    (one,) = found
    assert words in f"{one.message} {one.hint}"
    line = text[: text.index(was)].count("\n") + 1
    assert abs(one.at.line - line) <= 8, "a mistake is found in the item where it was made"
