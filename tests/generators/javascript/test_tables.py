"""The tables are small and say everything once; what the modules compute from them is what Python computes."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from specgen.generators import Request, javascript
from specgen.generators.javascript.expressions import tree
from specgen.machine import Codec
from specgen.machine.codec import EncodingError
from specgen.model import load_architecture
from specgen.model.expressions import ExpressionError, parse_expression
from tests.generators.javascript.agreement import pairs

_EVALUATE = """
import { readFileSync } from "node:fs";
import { holds, whole } from "./arithmetic.js";
const { names, trees } = JSON.parse(readFileSync(0, "utf8"));
const known = new Map(Object.entries(names).map(([name, value]) => [name, BigInt(value)]));
const tried = (make) => { try { return String(make()); } catch (error) { return null; } };
console.log(JSON.stringify(trees.map((tree) => tried(() => whole(tree, known)) ?? tried(() => holds(tree, known)))));
"""
_EXPRESSIONS = (
    "value",
    "value + here * 2 - 0x800",
    "(value + 0x800) >> 12",
    "value & 0xfff if value % 4096 < 2048 else value % 4096 - 4096",
    "-value // 3 + -value % 3",
    "value / 3 * 3",
    "value / 3",
    "1.5 * 2 + 2 ** 70 - 2 ** -1 * 2",
    "min(value, here, 7) + max(value, -here) - abs(-value / 2) * 2",
    "ceildiv(value, 7) + align(here, 64) + log2(4096)",
    "log2(value)",
    "-8 <= value - here < 4096 and not value == here or value != 9",
    "value == 5 or 1 // 0 == 1",
    "1 // 0",
    "nowhere + 1",
    "value << -1",
    "value + (here < 3)",
    "~value ^ here | 1",
    "(-1) ** 1000000001",
    "3 ** 100000",
    "true",
)


def test_the_tables_of_the_reference_spec_are_small(root: Path) -> None:
    files = javascript.generate(Request((load_architecture(root / "spec"),), {}))
    assert len(files["large/tables.json"]) < 50_000
    assert json.loads(files["large/tables.json"])["variant"] == "large"
    assert json.loads(files["large/package.json"])["exports"]["."]["default"] == "./codec.js"


@pytest.mark.parametrize(("value", "here"), [(5, 4096), (-4097, 12), (1 << 60, 3), (0, 0)])
def test_expressions_of_a_spec_are_worth_the_same(value: int, here: int, root: Path, tmp_path: Path) -> None:
    modules = root / "generators" / "javascript" / "modules"
    shutil.copy(modules / "arithmetic.js", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "evaluate.js").write_text(_EVALUATE)
    names = {"value": value, "here": here}
    asked = {
        "names": {name: str(number) for name, number in names.items()},
        "trees": [tree(parse_expression(text).tree) for text in _EXPRESSIONS],
    }
    done = subprocess.run(
        ["node", tmp_path / "evaluate.js"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [_worth(text, names) for text in _EXPRESSIONS]


def _worth(text: str, names: dict[str, int]) -> str | None:
    try:
        value = parse_expression(text).evaluate(names)
    except ExpressionError:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return None if isinstance(value, Fraction) else str(value)


def test_operands_are_refused_in_the_same_words(root: Path, tmp_path: Path) -> None:
    pair = next(pairs(root / "spec", tmp_path))
    some: list[tuple[str, dict[str, int]]] = [
        ("addi", {"rd": 1, "rs1": 2, "imm": 1 << 40}),
        ("addi", {"rd": 1, "rs1": 2}),
        ("addi", {"rd": 1, "rs1": 2, "imm": 0, "immm": 0}),
        ("beq", {"rs1": 1, "rs2": 2, "offset": 3}),
        (
            "matmul",
            dict.fromkeys((f.name for f in pair.codec.instructions["matmul"].operands), 1) | {"k": 129},
        ),
        ("matmul", dict.fromkeys((f.name for f in pair.codec.instructions["matmul"].operands), 1) | {"c": 8}),
    ]
    said = [
        one["error"]
        for one in pair.ask(operands=[(n, {k: str(v) for k, v in o.items()}) for n, o in some])["operands"]
    ]
    assert said == [_refused(pair.codec, name, operands) for name, operands in some]


def _refused(codec: Codec, name: str, operands: dict[str, int]) -> str:
    with pytest.raises(EncodingError) as caught:
        codec.encode(name, **operands)
    return str(caught.value)
