"""`specgen perf coverage`, and graphs of files."""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import onnx.parser
import pytest

from tests.cli.running import specgen

GRAPH = """
<ir_version: 8, opset_import: ["" : 17]>
small (float[batch, 8] x, float[8, 4] w) => (float[batch, 4] y) { p = MatMul(x, w)  q = Relu(p)  y = Sin(q) }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.onnx"
    onnx.save(onnx.parser.parse_model(GRAPH), path)
    return path


def test_a_file_against_the_lowerings(root: Path, file: Path) -> None:
    result = specgen("perf", "coverage", file, "--spec", root / "spec", "--dim", "batch=4", "--as", "bf16")
    assert result.exit_code == 0, result.output
    head, _, columns, *rows = result.output.splitlines()
    assert head == "small: 2 of 3 operators are lowered, 94.4 % of the operations"
    assert columns.split()[:3] == ["operator", "kind", "sizes"]
    assert "256 op" in rows[0] and "gemm_bf16" in rows[0] and "activation_bf16" in rows[1]
    assert "no lowering of elementwise does sin" in rows[2]


def test_the_same_as_json(root: Path, file: Path) -> None:
    line = ("perf", "coverage", file, "--spec", root / "spec", "--dim", "batch=4", "--format", "json")
    found = json.loads(specgen(*line).output)
    assert (found["lowered"], found["operators"], found["share"]) == (0, 3, 0.0)
    assert found["rows"][0]["why not"] == "no lowering of p takes f32"


def test_the_lowerings_themselves(root: Path) -> None:
    text = specgen("perf", "coverage", "--spec", root / "spec").output
    assert "gemm_fp8" in text and "linear_fp8.s" in text and "density <= 0.5" in text
    rows = json.loads(specgen("perf", "coverage", "--spec", root / "spec", "--format", "json").output)
    assert {"lowering", "kernel", "tile"} <= set(rows[0])
    bare = specgen("perf", "coverage", "--spec", root / "examples" / "rv32imc")
    assert bare.output.strip() == "the spec has no lowerings"


def test_a_file_as_a_workload(file: Path) -> None:
    result = specgen("perf", "workload", file, "--dim", "x:0=2")
    assert result.exit_code == 0, result.output
    assert "2 x 8 x 4" in result.output
    closed = specgen("perf", "workload", file)
    assert "not analysed: p (MatMul): the shape of 'x' is not known" in closed.output


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--dim", "batch"), "--dim is NAME=NUMBER, such as batch=1, not 'batch'"),
        (("--dim", "batch=-1"), "--dim is NAME=NUMBER, such as batch=1, not 'batch=-1'"),
        (("--dim", "bach=1"), "'bach' is no open extent of an input; did you mean 'batch'?"),
        (("--as", "bf61"), "there is no format 'bf61': did you mean 'bf16'?"),
        (("--batch", "4"), "batch is nothing of a file; --dim gives extents that it leaves open"),
    ],
)
def test_wrong_use(file: Path, more: tuple[str, str], said: str) -> None:
    result = specgen("perf", "workload", file, *more)
    assert result.exit_code == 2 and said in result.output


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no graph at all")
    result = specgen("perf", "workload", tmp_path / "bad.onnx")
    assert result.exit_code == 2 and "bad.onnx is no ONNX file" in result.output
    missing = specgen("perf", "coverage", tmp_path / "none.onnx")
    assert missing.exit_code == 2
