"""Generated readers compile cleanly, say what Python says of any file, and survive all of them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest

import specgen
import tests.generators.executable.agreement as agreement
from specgen import api
from specgen.checks.examples import write_example
from tests.generators.executable.compiled import (
    COMPILERS,
    SANITIZERS,
    WARNINGS,
    fuzzer,
    program,
    read,
    written,
)
from tests.generators.runtime.conftest import small_spec
from tests.machine.executables.making import architecture, executable


@pytest.mark.parametrize(
    ("name", "compiler"), [("petrel", "gcc"), ("petrel", "clang++"), ("basalt", "clang")]
)
def test_compiles_without_warnings(name: str, compiler: str, tmp_path: Path) -> None:
    made = program(architecture(name), tmp_path, *WARNINGS, compiler=compiler)
    assert isinstance(read(made, [executable(Random(1), name)])[0], dict)


def test_compiles_where_names_are_text(tmp_path: Path) -> None:
    _, sources = written(api.request(small_spec(tmp_path / "spec")).default, tmp_path)
    for source in sources:
        command = [
            "gcc",
            "-std=c11",
            *WARNINGS,
            "-fsyntax-only",
            "-I",
            str(tmp_path / "include"),
            str(source),
        ]
        subprocess.run(command, check=True)


@pytest.mark.parametrize("rule", ["exe-magic", "exe-kind", "exe-relocation", "exe-names"])
def test_small_formats_compile_without_warnings(rule: str, tmp_path: Path) -> None:
    spec = specgen.load(write_example(specgen.rules()[rule].right, tmp_path / "spec")).architecture
    _, sources = written(spec, tmp_path)
    for compiler in ("gcc", "clang"):
        command = [
            *COMPILERS[compiler],
            *WARNINGS,
            "-fsyntax-only",
            "-I",
            str(tmp_path / "include"),
            *map(str, sources),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:2000]


@pytest.mark.parametrize("name", ["petrel", "basalt"])
def test_says_what_python_says(name: str, tmp_path: Path) -> None:
    made = program(architecture(name), tmp_path, *SANITIZERS)
    given = agreement.files(Random(7), name, 40)
    for data, theirs in zip(given, read(made, given), strict=True):
        assert agreement.said(name, data) == theirs


def test_fuzzer_finds_nothing(tmp_path: Path) -> None:
    made = fuzzer(architecture("petrel"), tmp_path)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, data in enumerate(agreement.files(Random(3), "petrel", 20)):
        (corpus / str(number)).write_bytes(data)
    done = subprocess.run(
        [made, "-runs=20000", "-seed=1", "-max_len=2048", "-timeout=1", "-rss_limit_mb=512", corpus],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
