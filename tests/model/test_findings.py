"""Findings: all at once, at the right place, one per mistake."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from specgen.checks.examples import write_example
from specgen.model import load
from specgen.source import render
from tests.model.specs import findings, refused, write_files


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("state:\n  v: {type: f33, count: 4}\n", [("ref-unknown", 2)]),
        ("state:\n  v: {type: u0}\n", [("ref-unknown", 2)]),
        ("state:\n  v: {type: u32, shape: []}\n", [("spec-empty", 2)]),
        ("state:\n  v: {type: u32, count: 0}\n", [("spec-number-range", 2)]),
        ("state:\n  v: {type: u32, count: 4, shape: [4]}\n", [("spec-shape", 2)]),
        ("state:\n  v: {type: u32, count: [4]}\n", [("schema-type", 2)]),
        ("state:\n  v: {type: u32, count: {value: 4, sauce: me}}\n", [("schema-unknown-key", 2)]),
        ("state:\n  v: {type: u32, count: {source: me}}\n", [("schema-missing-key", 2)]),
        ("state:\n  v: {type: u32, count: 2, names: [a, b, c]}\n", [("spec-entry-name", 2)]),
        ("state:\n  v: {type: u32, count: 2, names: [a, a]}\n", [("spec-entry-name", 2)]),
        ("state:\n  v: {type: u32, count: 99999999, names: 'v{i}'}\n", [("spec-entry-name", 2)]),
        ("state:\n  v: {type: u32, count: 2, aliases: {last: 2}}\n", [("spec-number-range", 2)]),
        (
            "state:\n  a: {type: u32, view_of: b}\n  b: {type: u32, view_of: a}\n",
            [("spec-view", 2), ("spec-view", 3)],
        ),
        ("state:\n  a: {type: u32, count: 4}\n  b: {type: u16, view_of: a, count: 4}\n", [("spec-view", 3)]),
        ("state:\n  a: {type: u24, count: 4}\n  b: {type: u8, view_of: a}\n", [("spec-view", 3)]),
        ("state:\n  a: {type: u16, count: 3}\n  b: {type: u32, view_of: a}\n", [("spec-view", 3)]),
        ("state:\n  a: {type: u16}\n  b: {type: u8, view_of: a}\n", [("spec-view", 3)]),
        (
            "state:\n  a: {type: u32, count: 4, constant: {0: 0}}\n  b: {type: u64, view_of: a}\n",
            [("spec-view", 3)],
        ),
        ("formats:\n  f: {width: 8, fields: {a: '1+1:0+x', b: '7:3'}}\n", [("expr-unknown-name", 2)]),
        ("formats:\n  f: {width: 8, fields: {a: '(0):3', b: '7:4'}}\n", [("spec-bits", 2)]),
        ("state:\n  a: {type: u32, min: 4, max: 3}\n", [("spec-range", 2)]),
        ("memories:\n  m:\n    size: 3 B / 2\n    address: u32\n", [("expr-not-whole", 3)]),
        ("memories:\n  m: {size: 3, address: u8, writes: {misaligned: never}}\n", [("ref-unknown", 2)]),
        ("types:\n  word: {kind: integer, width: 129}\n", [("spec-number-range", 2)]),
        ("types:\n  word: {kind: integer}\nstate:\n  a: {type: word}\n", [("schema-missing-key", 2)]),
        (
            "aliases:\n  a: {assembly: a, expands: b, option: sort}\noptions:\n  short:\n",
            [("ref-unknown", 2)],
        ),
        ("modifiers:\n  hi: {value: 'value >> there'}\n", [("expr-unknown-name", 2)]),
        ("modifiers:\n  lo: {value: value, of: ho}\n  hi: {value: value}\n", [("ref-unknown", 2)]),
        ("memories:\n  m: {size: 3, address: f32}\n", [("type-integer", 2)]),
        ("memories:\n  m: {size: true, address: u32}\n", [("unit-mismatch", 2)]),
        ("memories:\n  m: {size: 3, address: u32, reachable_by: [kontrol]}\n", [("ref-unknown", 2)]),
        ("memories:\n  m: {size: 3, address: u32, latency: 1 < 2}\n", [("expr-type", 2)]),
        (
            "memories:\n  m: {size: 3, address: u32, latency: {value: 1 ns, confidence: sure}}\n",
            [("schema-choice", 2)],
        ),
        (
            "processors:\n  control: {program_counter: x, memory: imem, illegal: illegal, fetch: fetch}\n",
            [("spec-role", 2)],
        ),
        (
            (
                "processors:\n  cpu: {program_counter: pc, memory: imem, illegal: a, fetch: b, elf: {machine: 65536, bits: 48}}\n"
                "faults:\n  a: {code: 98}\n  b: {code: 99}\n"
            ),
            [("spec-number-range", 2), ("spec-number-range", 2)],
        ),
        ("enums:\n  e: {values: {a: {value: 0, type: f23}}}\n", [("ref-unknown", 2)]),
        ("enums:\n  e: {values: {2nd: 0}}\n", [("name-invalid", 2)]),
        ("enums:\n  e: {values: {a: 0}, open: yes}\n", [("schema-type", 2)]),
        ("formats:\n  r: {width: 32, fields: {opcode: true}}\n", [("schema-type", 2)]),
        ("formats:\n  r: {width: 32, fields: {opcode: '5:3 3'}}\n", [("spec-bits", 2)]),
        ("formats:\n  r: {width: 9999, fields: {opcode: '5:3'}}\n", [("spec-number-range", 2)]),
        ("functions:\n  g: {host: true, body: 'return 1'}\n", [("spec-function", 2)]),
        ("functions:\n  g: {host: true, arguments: {x: u32}}\n", [("name-clash", 2)]),
        ("types:\n  f32: {kind: float, exponent: 8, mantissa: 23}\n", [("name-reserved", 2)]),
        ("types:\n  u9: {kind: float, exponent: 8, mantissa: 23}\n", [("name-reserved", 2)]),
        ("types:\n  big: {kind: float, exponent: 99, mantissa: 23}\n", [("spec-number-range", 2)]),
        ("tables:\n  t: {type: f16, values: [70000.0]}\n", [("spec-number-range", 2)]),
        (
            "tables:\n  t: {type: u8, shape: [1, 1, 1, 1, 1, 1, 1, 1, 1], values: [1]}\n",
            [("spec-shape", 2)] * 1,
        ),
        ("extensions:\n  a: {requires: [b]}\n", [("ref-unknown", 2)]),
        ("variants:\n  v: {extensions: [none]}\n", [("ref-unknown", 2)]),
        ("variants:\n  v: {parameters: {NONE: 1}}\n", [("ref-unknown", 2)]),
        ("parameters:\n  P: {type: integer, default: 1 KiB}\n", [("expr-not-whole", 2)]),
        ("parameters:\n  P: {type: boolean, default: 1}\n", [("expr-type", 2)]),
        ("semaphores:\n  s: {max: 3, producers: [any], consumer: nobody}\n", [("ref-unknown", 2)]),
    ],
)
def test_one_mistake(tmp_path: Path, fragment: str, expected: list[tuple[str, int]]) -> None:
    assert refused(tmp_path, fragment) == expected


INSTRUCTION = """
instructions:
  one:
    format: r
    encoding: {{opcode: {opcode}}}
    assembly: "one {{rd:x}}, {{rs1:x}}, {{rs2:x}}"
    constraints: ["{constraint}"]
    semantics: ""
"""


@pytest.mark.parametrize(
    ("opcode", "constraint", "rule", "line", "column"),
    [
        ("128", "rs1 != rs2", "spec-constant-wide", 5, 24),
        ("-1", "rs1 != rs2", "spec-constant-wide", 5, 24),
        ("OP", "rs1 != rs2", "expr-unknown-name", 5, 24),
        ("9, opcod: 1", "rs1 != rs2", "ref-unknown", 5, 27),
        ("9", "rs1 ~ rs2", "spec-constraint", 7, 19),
        ("9", "rs1 < rs2", "spec-constraint", 7, 24),
        ("9", "rs3 != 1", "ref-unknown", 7, 20),
        ("9", "rs1 != rs3", "ref-unknown", 7, 27),
        ("9", "opcode != 1", "spec-constraint", 7, 20),
        ("9", "rs1 in 1", "spec-constraint", 7, 27),
        ("9", "rs1 in [1, 1 +]", "expr-syntax", 7, 34),
        ("9", "rs1 == 1 KiB", "spec-constraint", 7, 27),
    ],
)
def test_instructions(
    tmp_path: Path, opcode: str, constraint: str, rule: str, line: int, column: int
) -> None:
    fragment = INSTRUCTION.format(opcode=opcode, constraint=constraint)
    (one,) = findings(write_example(fragment, tmp_path))
    assert (one.rule, one.at.line, one.at.column) == (rule, line, column)


@pytest.mark.parametrize(
    ("expands", "rule", "wrong"),
    [
        ('"addi {rd}, {rs2}, 0"', "expr-unknown-name", "rs2"),
        ('"addi {rd}, {(1}, 0"', "expr-syntax", "}, 0"),
        ('"addi {rd}, x0, 0}"', "spec-template", '"addi'),
        ('[{when: "rs3 > 1", lines: [nop]}]', "expr-unknown-name", "rs3"),
        ('["nop", {lines: [nop]}]', "spec-alias", '["nop"'),
        ("[]", "spec-empty", "[]"),
    ],
)
def test_aliases(tmp_path: Path, expands: str, rule: str, wrong: str) -> None:
    line = f'  mv: {{assembly: "mv {{rd:x}}, {{rs1:x}}", expands: {expands}}}'
    (one,) = findings(write_example(f"aliases:\n{line}\n", tmp_path))
    assert (one.rule, one.at.line, one.at.column) == (rule, 2, line.index(wrong) + 1)


CASCADE = """
parameters:
  N: {type: integer, default: 1 +}
types:
  odd: {kind: float, exponent: 4, mantissa: 3, nans: sometimes}
state:
  v: {type: odd, count: N}
  w: {type: u32, count: N * 2, out_of_range: bad_adress}
tables:
  t: {type: odd, values: [1]}
formats:
  f: {width: 16, fields: {opcode: "6:0", d: "17:7"}}
instructions:
  one: {format: f, encoding: {opcode: 1}, assembly: "one {d:v}", semantics: "v[d] = 0"}
  two: {format: f, encoding: {opcode: 2}, assembly: "two {d:v}", semantics: "v[d] = 0", shadows: [one]}
"""


def test_a_broken_item_is_reported_once_and_not_again_by_its_users(tmp_path: Path) -> None:
    found = refused(tmp_path, CASCADE)
    assert found == [("expr-syntax", 3), ("schema-choice", 5), ("ref-unknown", 8), ("spec-bits-outside", 12)]
    made, _ = load(tmp_path).check()
    assert {"N", "odd", "v", "w", "t", "f", "one", "two"} <= made["default"].broken
    assert "x" not in made["default"].broken


def test_what_a_broken_processor_runs_is_looked_at_all_the_same(tmp_path: Path) -> None:
    fragment = """processors:
  control: {program_counter: pc, memory: imem, illegal: ilegal, fetch: fetch}
instructions:
  one: {format: r, encoding: {opcode: 999}, assembly: one, semantics: ""}
"""
    assert refused(tmp_path, fragment) == [("ref-unknown", 2), ("spec-constant-wide", 4)]


def test_a_section_that_is_no_mapping_excuses_what_refers_to_it(tmp_path: Path) -> None:
    assert refused(tmp_path, "layouts: [row_major]\ninstanses: {}\n") == [
        ("schema-type", 1),
        ("schema-unknown-key", 2),
    ]


def test_a_finding_of_all_variants_is_reported_once(tmp_path: Path) -> None:
    fragment = """
    parameters: {N: {type: integer, default: 4}}
    variants: {a: , b: {parameters: {N: 300}}, c: {parameters: {N: 500}}}
    state: {v: {type: u32, count: M}, w: {type: u8, max: N}}
    """
    messages = [one.message for one in findings(write_example(fragment, tmp_path))]
    assert messages == [
        "nothing is called 'M' here",
        "must be at most 255, not 300 (in b, and alike in c)",
    ]


def test_both_places_are_shown(tmp_path: Path) -> None:
    fragment = "state:\n  scale: {type: u32}\nformats:\n  f: {width: 8, fields: {scale: '7:0'}}\n"
    (one,) = findings(write_example(fragment, tmp_path))
    assert (one.rule, one.at.line, one.related[0].at.line) == ("name-clash", 4, 2)


def test_hints_propose_what_was_meant(tmp_path: Path) -> None:
    fragment = "memories:\n  m: {size: 1 KiB, address: u32x, out_of_range: bad_adress}\n"
    hints = [one.hint for one in findings(write_example(fragment, tmp_path))]
    assert hints == ["did you mean 'u32'?", "did you mean 'bad_address'?"]


@pytest.mark.parametrize("text", ["", "[]", "name", "name: 3\nversion: x y\n", "name: 2d\nversion: 1.0\n"])
def test_files_that_are_hardly_specs(tmp_path: Path, text: str) -> None:
    found = load(write_files(tmp_path, {"spec.yaml": text})).check()[1]
    assert found.errors
    assert "Traceback" not in render(found, "text")


def test_many_wrong_references_are_refused_quickly(tmp_path: Path) -> None:
    lines = [f"  item{n}: {{type: u32, engine: engine_{n}, out_of_range: fault_{n}}}" for n in range(1500)]
    engines = [f"  engine_x{n}: {{queue: 4}}" for n in range(1500)]
    text = "\n".join(["state:", *lines, "engines:", *engines, ""])
    start = time.process_time()
    assert len(refused(tmp_path, text)) == 3000
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        'tables: {t: {type: f32, values: ["1e999999999"]}}',
        "tables: {t: {type: u8, values: [2 ** 9999999999]}}",
        "tables: {t: {type: u8, values: ['" + "(" * 5000 + "']}}",
        "state: {v: {type: u32, shape: [" + "4294967296, " * 3000 + "1]}}",
        "state: {v: {type: u32, count: 4000000000, names: 'v{i}'}}",
        "state: {v: {type: u32, count: 4, names: '" + "x" * 100_000 + "{i}'}}",
        "formats: {f: {width: 1024, fields: {opcode: '" + "99999:0 " * 10_000 + "'}}}",
        "instructions: {a: {format: r, assembly: a, semantics: '', constraints: ['rs1 == "
        + " " * 200_000
        + "']}}",
        "parameters: {"
        + ", ".join(f"P{n}: {{type: integer, default: P{n + 1} + 1}}" for n in range(3000))
        + "}",
        "state: {" + ", ".join(f"v{n}: {{type: u32, view_of: v{n + 1}}}" for n in range(3000)) + "}",
        "aliases: {a: {assembly: a, expands: '" + "{" * 100_000 + "'}}",
        "include: ['" + "**/" * 200 + "*.yaml']",
        "include: ['" + "?*" * 200 + ".yaml']",
    ],
)
def test_hostile_values_are_refused_quickly(tmp_path: Path, text: str) -> None:
    start = time.process_time()
    found = findings(write_example(text + "\n", tmp_path))
    assert found
    assert time.process_time() - start < 2
    assert max(len(one.message) for one in found) < 1000


BLOCK = "types:\n  e: {kind: float, exponent: 4, mantissa: 3}\n  s: {kind: float, exponent: 8, mantissa: 0, nans: all_ones}\n"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (
            "{kind: block, element: e, scale: s, block: 16, scale_rule: max}",
            "'scale_rule': 'max' is not one of",
        ),
        ("{kind: block, element: e, scale: s, block: [16]}", "a number or an expression is needed here"),
        ("{kind: block, element: e, block: 16}", "'b' lacks the key 'scale'"),
        ("{kind: block, element: e, scael: s, block: 16}", "unknown key 'scael' in 'b'"),
        ("{kind: block, element: e, scale: s}", "'b' lacks the key 'block'"),
    ],
)
def test_a_kind_that_is_called_like_a_key(tmp_path: Path, block: str, words: str) -> None:
    (found,) = findings(write_example(f"{BLOCK}  b: {block}\n", tmp_path))
    assert found.message.startswith(words)


@pytest.mark.parametrize(
    ("fragment", "words", "hint"),
    [
        (
            "memories:\n  w: {window: boxx, address: u40}\n  boxy: {size: 4, address: u8, backing: mem}\n",
            "no memory is called 'boxx'",
            "did you mean 'boxy'?",
        ),
        (
            "layouts:\n  a: {dims: {i: any}, split: {i: [2, any]}, place: {addr: i0 i1}}\n",
            "only the outermost part of a split may be `any`",
            None,
        ),
        (
            "layouts:\n  a: {dims: {i: any}, of: f32, axis: i, parts: {elements: {layout: a}}}\n",
            "f32 is a number format, and none that shares a scale between elements",
            "of: a block-scaled format, such as mxfp8_e4m3; else element",
        ),
    ],
)
def test_hints_of_layouts_and_memories(tmp_path: Path, fragment: str, words: str, hint: str | None) -> None:
    found = findings(write_example(fragment, tmp_path))
    assert [(one.message, one.hint) for one in found] == [(words, hint)]
