"""Products of tiles and whole attention kernels on the engines, beside NumPy's float32 product in one thread.

A product is the reference spec's ``matmul`` of 128 by 128 by 128, conversions to f32 and all checks included, on the spec's
eight tiles one after the other; the time is that of one. An attention kernel is examples/kernels on the same eight tiles,
reset and loading included. Times are CPU time of one core, the best of several. ``--cold`` compiles the native engine anew
and tells what that takes.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from specgen.api import Accelerator, load

ROOT = Path(__file__).resolve().parents[1]
KERNELS = ROOT / "examples" / "kernels"
SIZE = 128
TILES = 8
PRODUCT = """
        li      a0, 0
        li      a1, 0x10000
        li      s0, {pitch}
        preload.{kind} 0, [a1 + 0, s0], 128, 128
        li      t0, {count}
again:  matmul.{kind} acc0, [a0 + 0, s0], 0, 128, 128, 128, 1
        loop    t0, again
        halt    x0
"""


def products(accelerator: Accelerator, engine: str, kind: str, size: int) -> Callable[[int], None]:
    """Executes that many products of tiles of a type."""
    machine = accelerator.simulator(engine=engine)
    dice = np.random.default_rng(1)
    codes = dice.integers(
        0x38, 0x40, (2, SIZE * SIZE), np.uint8
    )  # near one, in e4m3 as in the upper halves of bf16

    def run(count: int) -> None:
        machine.reset()
        machine.load(accelerator.assemble(PRODUCT.format(kind=kind, pitch=SIZE * size, count=count)))
        for at, tile in zip((0, 0x10000), codes, strict=True):
            machine.memory["sram"].write(at, np.repeat(tile, size).tobytes())
        result = machine.run()
        assert result.exit_code == 0, str(result)

    return run


def seconds(run: Callable[[int], None], count: int, times: int = 5) -> float:
    """Seconds of one turn: the difference of two runs, which leaves out what they begin with."""
    run(1)
    best = [min(_time(run, n) for _ in range(times)) for n in (1, count + 1)]
    return (best[1] - best[0]) / count


def _time(run: Callable[[int], None], count: int) -> float:
    start = time.process_time()
    run(count)
    return time.process_time() - start


def attention(accelerator: Accelerator, engine: str, kind: str) -> Callable[[int], None]:
    """Executes an attention kernel on eight tiles that many times."""
    from examples.kernels import inputs

    machine = accelerator.simulator(engine=engine)
    places = {"q": 0x10_0000, "k": 0x20_0000, "v": 0x30_0000, "o": 0x40_0000, "o8": 0x50_0000}
    data = inputs.case(kind, TILES)
    program = accelerator.assemble_file(KERNELS / f"attention_{kind}.s")

    def run(count: int) -> None:
        for _ in range(count):
            machine.reset()
            for name, codes in data.items():
                machine.memory["hbm"].write(places[name], codes)
            machine.memory["mmio"].write(0x4000_0000, inputs.mailbox(places, 16.0, strict=False))
            machine.load(program)
            result = machine.run()
            assert (result.reason, result.exit_code) == ("exited", 0), str(result)

    return run


def in_numpy() -> Callable[[int], None]:
    """Multiplies float32 matrices that many times."""
    dice = np.random.default_rng(1)
    a, b = (dice.random((SIZE, SIZE), np.float32) for _ in range(2))
    c = np.zeros((SIZE, SIZE), np.float32)

    def run(count: int) -> None:
        for _ in range(count):
            np.matmul(a, b, out=c)

    return run


def cold(compiler: str) -> float:
    """CPU seconds, the compiler's included, until a simulator is there whose engine has not been compiled before."""
    folder = tempfile.mkdtemp()
    os.environ |= {"CC": compiler, "XDG_CACHE_HOME": folder}
    before = os.times()
    load(ROOT / "spec", "large").simulator(engine="native").reset()
    after = os.times()
    del os.environ["XDG_CACHE_HOME"]
    shutil.rmtree(folder)
    return sum(after[:4]) - sum(before[:4])


def show(name: str, taken: float, work: float = 0.0) -> None:
    """Prints a row of the table."""
    rate = f"{work / taken / 1e9:8.1f}" if work else " " * 8
    print(f"| {name:<44} | {taken * 1e6:12,.1f} | {rate} |", flush=True)


def main() -> None:
    """Prints the rows of the table in README.md."""
    sys.path.insert(0, str(ROOT))
    work = 2.0 * SIZE**3
    show("NumPy, float32 (OpenBLAS, one thread)", seconds(in_numpy(), 500), work)
    large = load(ROOT / "spec", "large")
    for compiler in ("gcc", "clang"):
        os.environ["CC"] = compiler
        for kind, size in (("e4m3", 1), ("bf16", 2)):
            taken = seconds(products(large, "native", kind, size), 200) / TILES
            show(f"matmul.{kind}, native ({compiler})", taken, work)
        for kind in ("fp8", "bf16"):
            show(f"attention_{kind}, native ({compiler})", seconds(attention(large, "native", kind), 5))
    for kind, size in (("e4m3", 1), ("bf16", 2)):
        show(f"matmul.{kind}, python", seconds(products(large, "python", kind, size), 5) / TILES, work)
    for kind in ("fp8", "bf16"):
        show(f"attention_{kind}, python", seconds(attention(large, "python", kind), 1, times=2))
    if "--cold" in sys.argv:
        for compiler in ("gcc", "clang"):
            show(f"compiling the engine, {compiler}", cold(compiler))


if __name__ == "__main__":
    main()
