"""How many designs a second are evaluated, with what bounds every operator of each, beside a bare sketch in NumPy.

A design is a chip and a Llama 3.1 8B on it, a prefill and a decode: 22 operators, the work and the bytes of each at every
memory level, its energy, which of compute, memory levels and network bounds it, and the time of all. The sketch is the least
that one could write by hand: one roofline of each operator against one memory, totals alone.

    python benchmarks/sweeps.py             designs a second of one core
    python benchmarks/sweeps.py --long      ten million designs into a folder: CPU seconds, the memory and the space that takes
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from specgen.perfmodel.sweeps import (
    Designs,
    Here,
    Objective,
    Request,
    SpecShelf,
    Sweep,
    Use,
    compute_part,
    designs_of,
    parse_axis,
    run,
)

MODEL, CHIP = "llama_3_1_8b", "h100_sxm"
AXES = (
    "hbm.bandwidth=1 TB/s:8 TB/s:log:64",
    "matrix.bf16=400 TFLOPS:2.4 PFLOPS:lin:32",
    "l2.bandwidth=4 TB/s:12 TB/s:lin:8",
    "batch=1:256:double",
    "context=1024:131072:double",
)
#: The same with the size of a memory among the axes, on which the bytes of products depend.
SIZES = (*AXES[:2], "l2.size=16 MiB:2 GiB:double", *AXES[3:])
OBJECTIVES = (Objective("decode.tokens_per_s", maximise=True), Objective("hbm.bandwidth"))


def designs(axes: tuple[str, ...]) -> Designs:
    """The space of these axes."""
    uses = tuple(Use(phase, MODEL, phase) for phase in ("prefill", "decode"))
    request = Request(tuple(map(parse_axis, axes)), uses, CHIP, OBJECTIVES)
    return designs_of(request, SpecShelf(), 10**9)


def best(work: Callable[[], int], times: int = 5) -> float:
    """Designs a second of CPU time, the best of several."""
    rates = []
    for _ in range(times):
        begun = time.process_time()
        count = work()
        rates.append(count / (time.process_time() - begun))
    return max(rates)


def evaluated(model: Designs, chunks: int = 8) -> int:
    """Designs of a few chunks, evaluated and dropped."""
    count = 0
    with np.errstate(all="ignore"):
        for number in range(chunks):
            chunk = model.space.chunk(number)
            model.evaluate(chunk)
            count += len(chunk)
    return count


def swept(sweep: Sweep) -> int:
    """Designs of a part, evaluated and reduced to the front, the best, histograms and counts of bounds."""
    return int(compute_part(sweep, 1)[0]["points"])


def one_by_one(model: Designs, count: int = 100) -> int:
    """Designs evaluated one at a time, as one asks for a single one."""
    for number in range(count):
        model.evaluate(model.space.at(number * 7919))
    return count


def sketch(count: int = 1 << 15) -> int:
    """Ten products and attention of both phases against one memory, written out: totals of time alone."""
    draw = np.random.default_rng(1)
    peak, bandwidth, batch = draw.uniform(4e14, 2e15, count), draw.uniform(1e12, 8e12, count), 16.0
    weights = (4096 * 6144, 4096 * 4096, 4096 * 28672, 14336 * 4096)
    total: Any = 0.0
    for tokens, context in ((batch * 2048, 2048.0), (batch, 2048.0)):
        for weight in weights:
            total = total + 32 * np.maximum(2 * weight * tokens / peak, 2 * weight / bandwidth)
        work, moved = 4 * tokens * context * 4096, 2 * batch * context * 2048
        total = total + 32 * np.maximum(work / peak, moved / bandwidth)
    return len(total)


def short() -> None:
    """Prints the table of README.md."""
    model, sized = designs(AXES), designs(SIZES)
    rows = {
        "evaluated, what bounds each of 22 operators kept": lambda: evaluated(model),
        "the same, memory sizes among the axes": lambda: evaluated(sized),
        "swept: front, best, histograms, counts of bounds": lambda: swept(Sweep(model, OBJECTIVES)),
        "swept into Parquet, every point": lambda: swept(
            Sweep(model, OBJECTIVES, points=True, form="parquet")
        ),
        "one at a time": lambda: one_by_one(model),
        "a bare sketch in NumPy, totals of 10 operators": sketch,
    }
    for name, work in rows.items():
        print(f"| {name:<52} | {best(work):12,.0f} |", flush=True)


def long() -> None:
    """Prints what ten million designs take, kept as Parquet in a folder and not kept."""
    axes = (AXES[0].replace("64", "140"), AXES[1].replace(":32", ":130"), *AXES[2:])
    model = designs(axes)
    for points in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.process_time()
            found = run(Sweep(model, OBJECTIVES, points=points, form="parquet"), Here(), Path(folder) / "out")
            seconds = time.process_time() - begun
            size = sum(one.stat().st_size for one in Path(folder).rglob("*.*"))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        what = "every point kept" if points else "reduced"
        print(
            f"| {found.points:,} designs, {what} | {seconds:.1f} s | {peak:.0f} MiB | {size / 1e6:.1f} MB |"
        )


if __name__ == "__main__":
    long() if "--long" in sys.argv else short()
