"""Runs LLVM's and MLIR's TableGen on generated records."""

import json
import subprocess
from pathlib import Path
from typing import Any

from specgen.generators import Request
from specgen.generators.naming import camel
from specgen.generators.tablegen import generate

INCLUDE = "/usr/lib/llvm-14/include"
Records = dict[str, Any]


def write_records(request: Request, folder: Path) -> list[Path]:
    """Write the records of all variants; the folders of the variants."""
    for path, contents in generate(request).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(str(contents), encoding="utf-8")
    return [folder / one.variant for one in request.architectures]


def llvm(folder: Path, name: str, backend: str) -> str:
    """What a backend of llvm-tblgen makes of a target's records."""
    return _tblgen("llvm-tblgen-14", folder / "llvm", f"{camel(name)}.td", backend)


def mlir(folder: Path, name: str, backend: str) -> str:
    """What a backend of mlir-tblgen makes of a dialect's records."""
    return _tblgen("mlir-tblgen-14", folder / "mlir", f"{camel(name)}Ops.td", backend)


def llvm_records(folder: Path, name: str) -> Records:
    """The records of a target."""
    found: Records = json.loads(llvm(folder, name, "--dump-json"))
    return found


def mlir_records(folder: Path, name: str) -> Records:
    """The records of a dialect."""
    found: Records = json.loads(
        _tblgen("llvm-tblgen-14", folder / "mlir", f"{camel(name)}Ops.td", "--dump-json")
    )
    return found


def _tblgen(tool: str, folder: Path, file: str, backend: str) -> str:
    command = [tool, "-I", INCLUDE, "-I", str(folder), backend, str(folder / file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:4000]
    assert not done.stderr, done.stderr[:4000]
    return done.stdout
