"""How many products of INT8 tiles (16 by 64 bytes times 64 by 16) an engine executes a second, beside NumPy's of int32.

The instruction is ``tdpbssd`` of examples/amx, with its checks and on operands as tiles hold them. NumPy multiplies the same
matrices, converted to int32 before.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from specgen.api import load
from specgen.machine.simulator import ENGINES

SPEC = Path(__file__).resolve().parents[1] / "examples" / "amx"
UNROLLED = 8
CONFIGURATION = bytes([1, 0, *[0] * 14, *[64, 0] * 8, *[0] * 16, *[16] * 8, *[0] * 8])
PRODUCTS = "tdpbssd tmm0, tmm1, tmm2\n" * UNROLLED
PROGRAM = f"""
        li x1, 0x1000
        ldtilecfg 0(x1)
        li x2, 0x2000
        li x6, 64
        tileloadd tmm1, 0(x2, x6)
        tileloadd tmm2, 1024(x2, x6)
next:
{PRODUCTS}
        addi x3, x3, -1
        bne x3, x0, next
        halt x0
"""


def on_engine(engine: str) -> Callable[[int], None]:
    """Executes that many products."""
    accelerator = load(SPEC)
    machine = accelerator.simulator(engine=engine)
    tiles = np.random.default_rng(1).integers(0, 256, 2048, np.uint8)

    def run(count: int) -> None:
        machine.reset()
        machine.load(accelerator.assemble(PROGRAM))
        machine.memory["ram"].write(0x1000, CONFIGURATION)
        machine.memory["ram"].write(0x2000, tiles.tobytes())
        machine.state["x3"] = count // UNROLLED
        result = machine.run()
        assert result.exit_code == 0, str(result)

    return run


def in_numpy() -> Callable[[int], None]:
    """Multiplies and adds that many times."""
    dice = np.random.default_rng(1)
    a, b = (dice.integers(-128, 128, shape).astype(np.int32) for shape in [(16, 64), (64, 16)])
    c = np.zeros((16, 16), np.int32)

    def run(count: int) -> None:
        for _ in range(count):
            np.add(c, a @ b, out=c)

    return run


def rate(run: Callable[[int], None]) -> float:
    """Products a second of CPU time: the best of three runs of at least a quarter of a second, after one that warms up."""
    run(UNROLLED)
    count = 64 * UNROLLED
    while seconds(run, count) < 0.25:
        count *= 4
    return count / min(seconds(run, count) for _ in range(3))


def seconds(run: Callable[[int], None], count: int) -> float:
    """CPU time of one run."""
    start = time.process_time()
    run(count)
    return time.process_time() - start


def main() -> None:
    """Prints a row of the table in README.md per engine, and NumPy's."""
    rows = {f"the {engine} engine": on_engine(engine) for engine in ENGINES} | {"NumPy, int32": in_numpy()}
    for name, run in rows.items():
        each = rate(run)
        print(f"| {name:<24} | {each:12,.0f} | {each * 2 * 16 * 16 * 64 / 1e9:8.2f} |")


if __name__ == "__main__":
    main()
