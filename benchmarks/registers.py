"""A large register map from its files to a C header: ours, and PeakRDL's from the SystemRDL that we export."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import _registers
from benchmarks._measure import PYTHON

_OURS = """
from specgen.checks import check_spec
from specgen.generators.registers.header import header
from specgen.model import load
import gc, os, sys
gc.disable()
spec = load(sys.argv[1])
assert not list(check_spec(spec))
with open(sys.argv[2], "w") as out:
    out.write(header(spec.architecture()))
os._exit(0)  # as the command line does: nothing is taken apart that the system takes back at once
"""
_THEIRS = """
from systemrdl.compiler import RDLCompiler
from peakrdl_cheader.exporter import CHeaderExporter
import sys
compiler = RDLCompiler()
compiler.compile_file(sys.argv[1])
CHeaderExporter().export(compiler.elaborate(), path=sys.argv[2])
"""
_EXPORT = """
from specgen.generators.systemrdl.document import document
from specgen.model import load
import sys
open(sys.argv[2], "w").write(document(load(sys.argv[1]).architecture()))
"""


def main() -> None:
    """Times a fresh process of each, files in a folder of their own; theirs once, as it takes long."""
    with tempfile.TemporaryDirectory() as folder:
        spec, rdl = _registers.write(Path(folder) / "spec"), f"{folder}/large.rdl"
        for _ in range(3):
            _show("ours: load, check, C header", _OURS, str(spec), f"{folder}/ours.h")
        _show("ours: load, SystemRDL", _EXPORT, str(spec), rdl)
        _show("PeakRDL: compile, C header", _THEIRS, rdl, f"{folder}/theirs.h")


def _show(what: str, program: str, *arguments: str) -> None:
    start = time.perf_counter()
    process = subprocess.Popen([PYTHON, "-c", program, *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{what}: status {status}")
    cpu = usage.ru_utime + usage.ru_stime
    print(
        f"| {what:<32} | {wall:6.2f} s | {cpu:6.2f} s of CPU | {usage.ru_maxrss // 1024:6} MiB |", flush=True
    )


if __name__ == "__main__":
    main()
