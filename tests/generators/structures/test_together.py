"""All C headers of a spec stand in one program, whichever comes first."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from specgen.generators import Request, targets
from tests.generators.structures.compiled import COMPILERS

TARGETS = ("c", "structures", "registers", "errors")
WARNINGS = ("-Wall", "-Wextra", "-Wpedantic", "-Werror", "-Wno-unused-function")


@pytest.mark.parametrize("compiler", COMPILERS)
def test_headers_of_the_reference_spec(compiler: str, reference: Request, tmp_path: Path) -> None:
    request = Request((reference.default,), reference.semantics)
    found = [
        f"{name}/{path}"
        for name in TARGETS
        for path, text in targets()[name].load()(request).items()
        if path.endswith(".h")
        and "uapi" not in path
        and "src/" not in path
        and write(tmp_path / name / path, text)
    ]
    variant = reference.default.variant
    folders = [tmp_path, tmp_path / "c" / variant, tmp_path / "structures" / variant / "include"]
    include = [word for folder in folders for word in ("-I", str(folder))]
    for order in (found, found[::-1]):
        program = "".join(f'#include "{path}"\n' for path in order)
        command = [*COMPILERS[compiler], *WARNINGS, "-fsyntax-only", *include, "-"]
        done = subprocess.run(command, input=program, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:3000]


def write(path: Path, text: str | bytes) -> bool:
    """Write a file; true."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(text), encoding="utf-8")
    return True
