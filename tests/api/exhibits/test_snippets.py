"""The pieces of code on the pages of instructions are compiled and run, all of them."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from specgen import api
from specgen.generators import Request
from specgen.generators.c import generate as c_headers
from specgen.generators.c.snippets import snippets as in_c
from specgen.generators.docs.isa.samples import sample_operands
from specgen.generators.python import generate as python_bindings
from specgen.generators.python.snippets import snippets as in_python
from specgen.machine import Codec
from specgen.model import Architecture

SPECS = {
    "basalt": "spec",
    "rv32im": "examples/rv32imc",
    "wide": "tests/generators/wide",
    "hostile": "tests/generators/hostile",
}
FLAGS = ("-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror")
Line = tuple[str, int, dict[str, int]]


def lines(architecture: Architecture) -> dict[str, Line]:
    """A line of every instruction of which plain operands make a word."""
    found: dict[str, Line] = {}
    for processor in architecture.processors.values():
        for name, coder in Codec(architecture, processor).coders.items():
            operands = sample_operands(coder.instruction, architecture)
            if operands is not None:
                found[name] = coder.text(operands), coder.encode(operands), operands
    return found


def whole(texts: dict[str, str], architecture: Architecture) -> str:
    """All pieces of C in one file, and a main that calls every function in them."""
    includes = dict.fromkeys(text.splitlines()[0] for text in texts.values())
    bodies = [text.partition("\n")[2] for text in texts.values()]
    functions = [
        line.split("bool ")[1].split("(")[0]
        for body in bodies
        for line in body.splitlines()
        if line.startswith("static bool")
    ]
    calls = [f"{name}({'word' if name.startswith('encode') else ''})" for name in functions]
    lanes = f"{architecture.name.replace('-', '_').upper()}_LANES"
    checks = "\n".join(f'    if (!{call}) {{ puts("{call}"); failed = 1; }}' for call in calls)
    main = f"int main(void)\n{{\n    uint32_t word[{lanes}];\n    int failed = 0;\n\n{checks}\n    return failed;\n}}\n"
    return "\n".join([*includes, "#include <stdio.h>", *bodies, main])


@pytest.mark.parametrize(
    ("spec", "compiler"),
    [("basalt", "gcc"), ("rv32im", "clang"), *product(("wide", "hostile"), ("gcc", "clang"))],
)
def test_every_piece_of_c_compiles_and_is_true(spec: str, compiler: str, tmp_path: Path) -> None:
    asked = api.request(SPECS[spec])
    architecture = asked.default
    texts = in_c(architecture, lines(architecture))
    assert texts
    write(c_headers(only_default(asked)), tmp_path)
    source, binary = tmp_path / "all.c", tmp_path / "all"
    source.write_text(whole(texts, architecture))
    include = tmp_path / architecture.variant
    command = [compiler, *FLAGS, "-O0", "-I", str(include), "-o", str(binary), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:3000]
    ran = subprocess.run([binary], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[:3000]


@pytest.mark.parametrize("spec", SPECS)
def test_every_piece_of_python_runs(spec: str, tmp_path: Path) -> None:
    asked = api.request(SPECS[spec])
    texts = in_python(asked.default, lines(asked.default))
    assert texts
    write(python_bindings(only_default(asked)), tmp_path)
    script = tmp_path / "all.py"
    script.write_text("\n".join(texts.values()))
    folder = tmp_path / asked.default.variant
    done = subprocess.run(
        [sys.executable, str(script)],
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def only_default(asked: Request) -> Request:
    return Request((asked.default,), asked.semantics, asked.exhibits)


def write(files: object, folder: Path) -> None:
    assert isinstance(files, dict)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(text), encoding="utf-8")
