"""Kernels by name: the spec, the variant, and what loads each. Some are the examples', some are written for this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from specgen.machine import Simulator, assemble
from tests.machine.timing import test_kernels
from tests.machine.timing.timed import METRONOME, ROOT
from tests.perfmodel.timelines.foreign import Machine, foreign
from tests.perfmodel.timelines.replaying import Prepare, texts

SPEC = ROOT / "spec"
EXAMPLES = ROOT / "examples"
_MAILBOX = 0x4000_0000
_PLACES = [0x10_0000 * number for number in range(1, 5)]
_SCALAR = 64  # a limit of indices, or bits of a number that only results depend on


class Kernel(NamedTuple):
    """A program, and the machine that runs it."""

    machine: Machine
    prepare: Prepare


def program(text: str, *scalars: int) -> Prepare:
    """Loads assembly for every instance; a mailbox, where there is one, holds four addresses of the outer memory, and words."""

    def prepare(simulator: Simulator) -> None:
        if "mmio" in simulator.memory:
            words = [word for place in _PLACES for word in (place >> 32, place & 0xFFFFFFFF)]
            simulator.memory["mmio"].write(
                _MAILBOX, np.array([*words, *(scalars or [_SCALAR] * 4)], np.uint32)
            )
        simulator.load(assemble(simulator.architecture, text))

    return prepare


#: A product whose inner dimension comes in steps, each into one of two buffers while the array works on the other.
_BUFFERED = """
    li      s0, {dim} * 2
    li      s1, {rows} * {dim} * 2
    li      s2, {dim} * {dim} * 2
    li      s3, 0x8000
    li      a0, 0
    li      a1, 0x4000
    li      t0, {steps}
    li      t1, 0
    control.signal dma, 0, {buffers}
step:
    dma.wait 0, 1
    dma.load [a0 + 0], [w0 + t1 + 0], {rows} * {dim} * 2
    dma.load [a1 + 0], [w1 + t2 + 0], {dim} * {dim} * 2
    dma.signal matrix, 0, 1
    matrix.wait 0, 1
    preload.bf16 0, [a1 + 0, s0], {dim}, {dim}
    matmul.bf16 acc0, [a0 + 0, s0], 0, {rows}, {dim}, {dim}, {accumulate}
    matrix.signal dma, 0, 1
    add     t1, t1, s1
    add     t2, t2, s2
    xor     a0, a0, s3
    xor     a1, a1, s3
    loop    t0, step
    li      a2, 0x18000
    tile    t3
    mul     t3, t3, s1
    li      t4, 0x400000
    add     t3, t3, t4
    acc.store.bf16.rne.inf.none [a2 + 0, s0], acc0, x0, {rows}, {dim}
    matrix.signal dma, 1, 1
    dma.wait 1, 1
    dma.store [w2 + t3 + 0], [a2 + 0], {rows} * {dim} * 2
    halt    zero
"""

#: Rows that are loaded, added to, reduced and stored by two engines that hand blocks to each other.
_STREAM = """
    li      s0, {cols} * 4
    li      t0, {blocks}
    li      a0, 0
    li      a1, 0x10000
    li      t1, 0
    li      s1, {rows} * {cols} * 4
    control.signal dma, 0, {ahead}
block:
    dma.wait 0, 1
    dma.load [a0 + 0], [w0 + t1 + 0], {rows} * {cols} * 4
    dma.signal vector, 0, 1
    vector.wait 0, 1
    tadd.f32 [a1 + 0, s0], [a0 + 0, s0], [a0 + 0, s0], {rows}, {cols}
    trsum.f32 v1, [a1 + 0, s0], {rows}, {cols}
    vmax    v2, v1, v1
    vector.signal dma, 1, 1
    vector.signal dma, 0, 1
    dma.wait 1, 1
    dma.store [w1 + t1 + 0], [a1 + 0], {rows} * {cols} * 4
    add     t1, t1, s1
    add     a0, a0, s1
    add     a1, a1, s1
    loop    t0, block
    drain.dma
    drain.vector
    halt    zero
"""

#: Nothing overlaps: everything is drained before the next begins.
_DRAINED = """
    li      s0, 64
    li      s1, 128
    li      a0, 8192
    li      t0, 3
again:
    dma.load [x0 + 0], [w0 + x0 + 0], 2048
    drain.dma
    preload.bf16 0, [x0 + 0, s0], 32, 32
    matmul.bf16 acc0, [x0 + 0, s0], 0, 32, 32, 32, 0
    drain.matrix
    acc.store.f32.rne.inf.none [a0 + 0, s1], acc0, x0, 32, 32
    fence
    loop    t0, again
    halt    zero
"""

#: More instructions than a queue holds, which hold the processor.
_QUEUED = """
    li      t1, 64
    li      t0, {count}
fill:
    dma.fill.b8 [x0 + 0, t1], t0, 4, 64
    dma.copy.b8 [t1 + 960, t1], [x0 + 0, t1], 4, 64
    vsplat  v1, t0
    vadd    v2, v1, v1
    loop    t0, fill
    halt    zero
"""

#: Signals and waits of all units in a ring.
_RING = """
    li      t0, {rounds}
    control.signal dma, 2, 1
ring:
    dma.wait 2, 1
    dma.signal matrix, 2, 2
    matrix.wait 2, 2
    matrix.signal vector, 2, 3
    vector.wait 2, 1
    vector.wait 2, 2
    vector.signal control, 2, 1
    control.wait 2, 1
    control.signal dma, 2, 1
    loop    t0, ring
    halt    zero
"""


_SIZES = re.compile(r"(?m)^(\.equ (?:DIM|ROWS|COLS|KEYS), +)(128|256)(?=\s|$)")


def _example(name: str, dim: int) -> str:
    """A kernel, for an array of this size."""
    text = (EXAMPLES / "kernels" / f"{name}.s").read_text(encoding="utf-8")
    made = _SIZES.sub(lambda found: f"{found[1]}{int(found[2]) * dim // 128}", text)
    return made.replace("HEAD,   64\n", f"HEAD, {min(dim, 64)}\n")


def operators() -> list[str]:
    """The kernels of operators: what lowerings name."""
    return sorted(path.stem for path in (EXAMPLES / "kernels" / "operators").glob("*.s"))


def _buffered(rows: int, steps: int, buffers: int = 2, dim: int = 32) -> str:
    return _BUFFERED.format(dim=dim, rows=rows, steps=steps, buffers=buffers, accumulate=1)


def _small() -> Iterator[tuple[str, str]]:
    yield "scalar", test_kernels.SCALAR
    yield "load", test_kernels.LOAD
    for rows, steps in [(8, 6), (32, 6), (128, 6), (32, 1), (16, 2)]:
        yield f"product in {steps} steps of {rows} rows", _buffered(rows, steps)
    yield "product with one buffer", _buffered(64, 5, buffers=1)
    for blocks, ahead in [(1, 1), (6, 1), (6, 2), (6, 6)]:
        yield (
            f"stream of {blocks} blocks, {ahead} ahead",
            _STREAM.format(rows=8, cols=32, blocks=blocks, ahead=ahead),
        )
    yield "drained", _DRAINED
    yield "short queue", _QUEUED.format(count=3)
    yield "full queues", _QUEUED.format(count=30)
    for rounds in (1, 7):
        yield f"{rounds} rounds of a ring", _RING.format(rounds=rounds)
    for name in ("linear_mxfp4", "linear_sparse", "linear_multicast"):
        yield name, _example(name, 32)
    for name in operators():
        yield name, _example(f"operators/{name}", 32)


def _foreign() -> Iterator[tuple[str, Kernel]]:
    for folder, variant, names in [
        ("rv64im", None, ("collatz",)),
        ("rv32imc", "machine", ("trap",)),
        ("rv32imc", None, ("primes",)),
        ("amx", None, ("matmul_int8", "matmul_bf16")),
        ("avx512", None, ("dot_int8",)),
    ]:
        for name in names:
            text = (EXAMPLES / folder / f"{name}.s").read_text(encoding="utf-8")
            yield f"{folder}/{name}", Kernel(foreign(EXAMPLES / folder, variant), program(text))


@cache
def metronome() -> dict[str, Kernel]:
    """Kernels of two tiles with a mover and an adder."""
    pairs = {
        "loop": ("even", (test_kernels.LOOP, "")),
        "loops": ("odd", (test_kernels.LOOP, test_kernels.LOOP)),
        "full queue": ("even", (test_kernels.FULL, "")),
        "two buffers": ("even", (test_kernels.BUFFERS, "")),
        "two buffers, two clocks": ("odd", (test_kernels.BUFFERS, test_kernels.FULL)),
        "barrier": ("even", (test_kernels.EARLY, test_kernels.LATE)),
        "drain": ("odd", (test_kernels.DRAIN, "")),
        "registers": ("even", (test_kernels.REGISTERS, "")),
    }
    return {
        name: Kernel(Machine(METRONOME, variant), texts(*programs))
        for name, (variant, programs) in pairs.items()
    }


@cache
def small() -> dict[str, Kernel]:
    """Kernels of one tile of the reference accelerator."""
    return {name: Kernel(Machine(SPEC, "edge"), program(text)) for name, text in _small()}


@cache
def others() -> dict[str, Kernel]:
    """Programs of other specs, which are given timing."""
    return dict(_foreign())


@cache
def large() -> dict[str, Kernel]:
    """Kernels of eight tiles."""
    names = ("attention_bf16", "attention_fp8", "linear_multicast")
    made = {
        f"large {name}": Kernel(Machine(SPEC, "large"), program(_example(name, 128), 0, 0x50_0000, 0, 0))
        for name in names
    }
    for rows, steps in [(128, 4), (512, 3)]:
        text = _buffered(rows, steps, dim=128).replace("0x4000", "0x20000").replace("0x8000", "0x40000")
        made[f"large product of {rows} rows"] = Kernel(
            Machine(SPEC, "large"), program(text.replace("0x18000", "0x80000"))
        )
    return made


def every() -> dict[str, Kernel]:
    """All of them."""
    return {**metronome(), **small(), **others(), **large()}
