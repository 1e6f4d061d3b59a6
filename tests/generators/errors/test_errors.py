"""The generated header and module say of every code what the spec says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.generators import Request
from specgen.generators.errors import generate
from specgen.model import Architecture
from tests.generators.c.compiling import COMPILERS, SANITIZERS, WARNINGS

HURTFUL = r"""
errors:
  ok: {code: 0, when: [success]}
  "while": {code: -2147483648, when: [busy], summary: 'a "quoted" \path, what??/ and */ é ', retry: true, blame: driver}
  None: {code: 2147483647, faults: [illegal, fetch], cause: "many\nlines", remedy: "'''", blame: compiler}
  of_fault: {code: -1, when: [program_fault, bad_file]}
"""


@pytest.fixture(scope="module", params=["reference", "hurtful"])
def architecture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    if request.param == "reference":
        given: Request = request.getfixturevalue("reference")
        return given.default
    return api.request(write_example(HURTFUL, tmp_path_factory.mktemp("spec"))).default


def _written(architecture: Architecture, folder: Path) -> Path:
    for path, text in generate(Request((architecture,), {})).items():
        (folder / Path(path).name).write_text(str(text), encoding="utf-8")
    return folder


def _expected(architecture: Architecture) -> list[list[object]]:
    def flat(text: str) -> str:
        return " ".join(text.split())

    return [
        [e.code, e.name, flat(e.summary), flat(e.cause), flat(e.remedy), e.blame, e.retry]
        for e in architecture.errors.values()
    ]


def _faults(architecture: Architecture) -> dict[int, int]:
    by_fault = {f.name: e.code for e in architecture.errors.values() for f in e.faults}
    other = next((e.code for e in architecture.errors.values() if "program_fault" in e.conditions), None)
    found = {f.code: by_fault.get(name, other) for name, f in architecture.faults.items()}
    return {fault: code for fault, code in found.items() if code is not None}


@pytest.mark.parametrize("compiler", COMPILERS)
def test_header(architecture: Architecture, compiler: str, tmp_path: Path) -> None:
    folder = _written(architecture, tmp_path)
    p = architecture.name
    codes = [*(e.code for e in architecture.errors.values()), 12345]
    program = f"""
#include <stdio.h>
#include "{p}_errors.h"
int main(void)
{{
    static const int64_t codes[] = {{{", ".join(f"INT64_C({code})" for code in codes)}}};
    for (unsigned i = 0; i < sizeof codes / sizeof *codes; i++) {{
        int32_t c = (int32_t)codes[i];
        printf("%d|%s|%s|%s|%s|%s|%d\\n", (int)c, {p}_error_name(c), {p}_error_summary(c), {p}_error_cause(c),
               {p}_error_remedy(c), {p}_blame_name({p}_error_blame(c)), (int){p}_error_retry(c));
    }}
    for (unsigned fault = 0; fault < 20; fault++)
        printf("%u %d\\n", fault, (int){p}_error_of_fault(fault));
    return {p.upper()}_ON_SUCCESS;
}}
"""
    (folder / "program.c").write_text(program)
    options = [*COMPILERS[compiler], *WARNINGS, *SANITIZERS]
    done = subprocess.run(
        [*options, "-o", str(folder / "program"), str(folder / "program.c")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[:4000]
    said = subprocess.run(
        [folder / "program"], capture_output=True, encoding="utf-8", check=True
    ).stdout.splitlines()
    expected = [*_expected(architecture), [12345, "unknown", "", "", "", "nobody", False]]
    for line, (code, *texts, retry) in zip(said, expected, strict=False):
        assert line == "|".join([str(code), *map(str, texts), str(int(bool(retry)))])
    faults = _faults(architecture)
    assert said[len(codes) :] == [f"{fault} {faults.get(fault, 0)}" for fault in range(20)]


def _module(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"generated_{name}", folder / f"{name}_errors.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_module(architecture: Architecture, tmp_path: Path) -> None:
    module = _module(_written(architecture, tmp_path), architecture.name)
    found = [[int(e), e.summary, e.cause, e.remedy, e.blame, e.retry] for e in module.Error]
    assert found == [[code, *rest] for code, _, *rest in _expected(architecture)]
    assert {fault: int(e) for fault, e in module.OF_FAULT.items()} == _faults(architecture)
    assert module.ON["success"] == 0


def test_module_imports_nothing_of_specgen(architecture: Architecture, tmp_path: Path) -> None:
    _written(architecture, tmp_path)
    program = f"import {architecture.name}_errors, json, sys; print(json.dumps([m for m in sys.modules if 'specgen' in m]))"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_nothing_of_a_spec_without_errors(hostile: Request) -> None:
    assert not hostile.default.errors
    assert generate(hostile) == {}
