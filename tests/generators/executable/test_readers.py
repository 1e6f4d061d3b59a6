"""Generated readers compile cleanly, say what Python says of any file, and survive all of them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest

import tests.generators.executable.agreement as agreement
from tests.generators.executable.compiled import SANITIZERS, WARNINGS, fuzzer, program, read
from tests.machine.executables.making import architecture, executable


@pytest.mark.parametrize(
    ("name", "compiler"), [("petrel", "gcc"), ("petrel", "clang++"), ("basalt", "clang")]
)
def test_compiles_without_warnings(name: str, compiler: str, tmp_path: Path) -> None:
    made = program(architecture(name), tmp_path, *WARNINGS, compiler=compiler)
    assert isinstance(read(made, [executable(Random(1), name)])[0], dict)


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
