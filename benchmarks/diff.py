"""How long a comparison of two specs takes: of large ones without search, and of a pull request with witnesses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import _registers, _synthetic
from benchmarks._measure import ENVIRONMENT, PYTHON, ROOT, SPECGEN

#: Which of the large specs' registers and instructions are changed.
EVERY = 37
_WITHOUT_SEARCH = """
import gc, os, sys
gc.disable()
from contextlib import ExitStack
from pathlib import Path
from specgen.review import Search, conclude, judge, load_side, prepare
with ExitStack() as stack:
    sides = [load_side(folder, Path(folder), stack) for folder in sys.argv[1:3]]
    review = prepare(*sides, Search(trials=0))
    outcome = conclude(review, judge(review))
print(len(outcome.findings), "findings", flush=True)
os._exit(0)
"""


def main() -> None:
    """Times a fresh process of each, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        old, new = _maps(there)
        _show("two of 10,000 registers", PYTHON, "-c", _WITHOUT_SEARCH, str(old), str(new))
        old, new = _instruction_sets(there)
        _show("two of 1,300 instructions", PYTHON, "-c", _WITHOUT_SEARCH, str(old), str(new))
        old, new = _pull_request(there)
        _show("one instruction, with witnesses", SPECGEN, "diff", str(old), str(new), "--fail-on", "never")


def _maps(folder: Path) -> tuple[Path, Path]:
    """Two maps that differ in a few dozen registers: reset values, access kinds, bits, offsets."""
    old, new = _registers.write(folder / "map"), folder / "map_changed"
    shutil.copytree(old, new)
    text = (new / "spec.yaml").read_text()
    blocks = text.split("\n  block_")
    for number in range(1, len(blocks), 2):
        before, after = _EDITS[number // 2 % len(_EDITS)]
        blocks[number] = re.sub(before, after, blocks[number], count=1)
    (new / "spec.yaml").write_text("\n  block_".join(blocks))
    return old, new


_EDITS = (
    (r"access: ro", "access: rw"),
    (r"access: w1c", "access: rw"),
    (r"reset: 0x\w+", "reset: 0x0"),
    (r"offset: 0x18c", "offset: 0x190"),
    (r"bits: \"4:0\"", 'bits: "3:0"'),
)


def _instruction_sets(folder: Path) -> tuple[Path, Path]:
    """Two instruction sets that differ in a few dozen opcodes, latencies and texts of semantics."""
    old, new = folder / "set", folder / "set_changed"
    _synthetic.write(old)
    shutil.copytree(old, new)
    for number in range(0, 1300, EVERY):
        path = new / "instructions" / f"op{number}.yaml"
        text = path.read_text(encoding="utf-8")
        edits = (
            (f"opcode: {number}}}", f"opcode: {2047 - number // EVERY}}}"),
            ("latency: ", "latency: 1"),
            ("x[rd] = ", "x[rd] = 1 + "),
        )
        path.write_text(text.replace(*edits[number // EVERY % len(edits)]), encoding="utf-8")
    return old, new


def _pull_request(folder: Path) -> tuple[Path, Path]:
    """The reference spec, and what a change of one instruction makes of it."""
    old, new = ROOT / "spec", folder / "spec"
    shutil.copytree(old, new)
    path = new / "isa" / "scalar.yaml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("x[rd] = x[rs1] + x[rs2]", "x[rd] = x[rs1] + x[rs2] + 1", 1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    return old, new


def _show(what: str, *command: str) -> None:
    """Prints wall seconds, CPU seconds and the most memory of the best of three, and the last line that was printed."""
    taken = min((_once(*command) for _ in range(3)), key=lambda one: one[1])
    wall, cpu, memory, said = taken
    print(f"| {what:<34} | {wall:6.2f} s | {cpu:6.2f} s of CPU | {memory:6} MiB | {said}", flush=True)


def _once(*command: str) -> tuple[float, float, int, str]:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE)
    assert process.stdout
    said = process.stdout.read().decode().strip().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{command[:3]}: status {status}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, said[-1] if said else ""


if __name__ == "__main__":
    main()
