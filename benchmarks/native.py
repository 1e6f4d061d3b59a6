"""What a native run costs that is cold: compiling the engine once, and then, in a fresh process, the first result.

``first`` is what a fresh process takes from the loaded spec to the end of a program of one instruction, the engine being in
the cache; ``again`` is the same on a machine that was reset.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SPECS = {"the reference spec": "spec", "rv32imc": "examples/rv32imc", "amx": "examples/amx"}

_RUN = """
import sys, time
start = time.process_time()
import specgen
accelerator = specgen.load(sys.argv[1])
processor = next(iter(accelerator.architecture.processors.values()))
accelerator.codec
loaded = time.process_time()
machine = accelerator.simulator("native")
machine.load(bytes(16))
machine.run(1)
machine.state[processor.program_counter.name]
first = time.process_time()
machine.reset()
machine.load(bytes(16))
machine.run(1)
again = time.process_time()
print(loaded - start, first - loaded, again - first)
"""


def once(spec: str) -> list[float]:
    """Seconds that a fresh process takes to load a spec, to the first result, and to the next."""
    command = [sys.executable, "-c", _RUN, str(ROOT / spec)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(part) for part in done.stdout.split()]


def compiled(spec: str) -> tuple[float, float]:
    """Wall and CPU seconds of the first run, which compiles the engine, without the loading of the spec."""
    before, start = os.times(), time.perf_counter()
    loading, _, _ = once(spec)
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return wall - loading, cpu - loading


def main() -> None:
    """Prints a row of the table in README.md per spec."""
    for name, spec in SPECS.items():
        with TemporaryDirectory() as cache:
            os.environ["XDG_CACHE_HOME"] = cache
            wall, cpu = compiled(spec)
            loading, first, again = map(min, zip(*(once(spec) for _ in range(5)), strict=True))
        figures = f"{wall:6.1f} | {cpu:6.1f} | {loading:6.2f} | {first * 1e3:6.0f} | {again * 1e3:6.2f}"
        print(f"| {name:<20} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
