"""The program that a runtime engineer would write, in C and in Python: the right bits, no leak, engines that overlap."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from specgen.generators import Request
from specgen.machine.records import Reader, perfetto
from tests.generators.runtime.building import ADDRESS, THREAD, Made, run
from tests.generators.runtime.conftest import Case
from tests.pages import page_of


def _check(case: Case, folder: Path) -> None:
    o, p = case.results(folder)
    assert np.array_equal(o, case.o)
    assert np.array_equal(p, case.p)


def _files(case: Case, folder: Path) -> list[str]:
    given = [case.executable, *(case.folder / f"{name}.bin" for name in "qkv")]
    return [*map(str, given), *(str(folder / name) for name in ("o.bin", "p.bin", "trace.bin"))]


@pytest.mark.parametrize(("compiler", "sanitize"), [("gcc", ""), ("clang", ADDRESS)])
def test_in_c(basalt: Made, case: Case, root: Path, tmp_path: Path, compiler: str, sanitize: str) -> None:
    program = basalt.link(compiler, root / "examples/runtime/attention.c", sanitize)
    out = run(program, *_files(case, tmp_path))
    shown = re.search(r"two layers in (\d+) ns", page_of(root, "runtime"))
    took = re.fullmatch(r"two layers in (\d+) ns\n", out)
    assert shown is not None
    assert took is not None
    assert abs(int(took[1]) - int(shown[1])) < 0.1 * int(shown[1])
    _check(case, tmp_path)


def test_in_python(basalt: Made, case: Case, root: Path, tmp_path: Path) -> None:
    program = tmp_path / "attention.py"
    shutil.copy(root / "examples/runtime/attention.py", program)  # away from specgen, which it must not need
    command = [sys.executable, str(program), str(basalt.folder / "python"), str(basalt.shared)]
    done = subprocess.run([*command, *_files(case, tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _check(case, tmp_path)


def test_trace(basalt: Made, case: Case, root: Path, tmp_path: Path, reference: Request) -> None:
    """The trace is a timeline that Perfetto opens, and shows engines of a tile at work at the same time."""
    run(basalt.link("gcc", root / "examples/runtime/attention.c"), *_files(case, tmp_path))
    large = next(a for a in reference.architectures if a.variant == "large")
    data = (tmp_path / "trace.bin").read_bytes()
    events = json.loads(perfetto(large, large.traces["events"], data))["traceEvents"]
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert {"dma", "matrix", "vector"} <= set(names.values())
    spans = sorted(
        (e["ts"], e["ts"] + e["dur"], names[e["pid"], e["tid"]])
        for e in events
        if e["ph"] == "X" and names[e["pid"], e["tid"]] in ("matrix", "vector") and e["pid"] == min(names)[0]
    )
    assert any(a[2] != b[2] and b[0] < a[1] for a, b in pairwise(spans))
    told = [one for one in Reader(large.traces["events"]).read(data) if one.record.does == "packet"]
    launches = sorted(
        (one.number("time") or 0, one.number("finish") or 0, one.number("queue"))
        for one in told
        if one.number("kind") == 1
    )
    assert [queue for *_, queue in launches] == [0, 1]
    assert launches[0][1] <= launches[1][0]


@pytest.mark.parametrize(("compiler", "sanitize"), [("gcc", ""), ("clang", THREAD)])
def test_two_threads(basalt: Made, root: Path, compiler: str, sanitize: str) -> None:
    program = basalt.link(compiler, root / "examples/runtime/pipeline.c", sanitize)
    assert run(program) == "200 rounds\n"
