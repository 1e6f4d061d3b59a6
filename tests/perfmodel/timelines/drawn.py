"""Random kernels of the reference accelerator: engines that work on regions of their own and wait for each other."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_TARGETS = ("control", "dma", "matrix", "vector")
_HEAD = """
    li      s0, 64
    li      s1, 128
    li      a0, 0x00000
    li      a1, 0x10000
    li      a2, 0x20000
    li      a3, 0x30000
    preload.bf16 0, [a1 + 0, s0], 32, 32
"""


def kernel(draw: Random, most: int = 25) -> str:
    """Assembly of up to so many pieces. A signal comes before its wait, so nothing is stuck; engines share no bytes."""
    lines = [piece(draw) for piece in draw.choices(_PIECES, k=draw.randint(1, most))]
    turns = draw.randint(1, 3)
    return f"{_HEAD}    li t0, {turns}\nagain:\n" + "\n".join(lines) + "\n    loop t0, again\n    halt zero\n"


def _load(draw: Random) -> str:
    return f"    dma.load [a0 + {64 * draw.randrange(8)}], [w0 + x0 + 0], {64 * draw.randint(1, 64)}"


def _store(draw: Random) -> str:
    return f"    dma.store [w1 + x0 + 0x8000], [a0 + {64 * draw.randrange(8)}], {64 * draw.randint(1, 64)}"


def _rows(draw: Random) -> str:
    return f"    dma.load.rows [a0 + 0, s0], [w0 + x0 + 0, s1], {draw.randint(1, 32)}, {draw.randint(1, 64)}"


def _preload(draw: Random) -> str:
    return f"    preload.bf16 {draw.randrange(2)}, [a1 + 0, s0], 32, 32"


def _product(draw: Random) -> str:
    m, c = draw.randint(1, 128), draw.randrange(2)
    return f"    matmul.bf16 acc{c}, [a1 + 0, s0], 0, {m}, 32, 32, {draw.randrange(2)}"


def _result(draw: Random) -> str:
    return (
        f"    acc.store.f32.rne.inf.none [a2 + 0, s1], acc{draw.randrange(2)}, x0, {draw.randint(1, 32)}, 32"
    )


def _vector(draw: Random) -> str:
    rows, cols = draw.randint(1, 32), draw.randint(1, 32)
    name = draw.choice(["tadd.f32", "tmul.f32", "tmax.f32"])
    return f"    {name} [a3 + 0, s1], [a3 + 0, s1], [a3 + 0, s1], {rows}, {cols}"


def _lanes(draw: Random) -> str:
    a, b, c = (draw.randrange(6) for _ in range(3))
    name = draw.choice(["vadd", "vmul", "vmax"])
    return draw.choice([f"    {name} v{a}, v{b}, v{c}", f"    vsplat v{a}, s0", f"    vexp v{a}, v{b}"])


def _reduce(draw: Random) -> str:
    return f"    trsum.f32 v{draw.randrange(6)}, [a3 + 0, s1], {draw.randint(1, 32)}, {draw.randint(1, 32)}"


def _scalar(draw: Random) -> str:
    a, b = draw.randint(5, 7) - 4, draw.randint(5, 7) - 4
    return draw.choice([f"    mul t{a}, t{b}, s0", f"    div t{a}, t{b}, s0", f"    add t{a}, t{b}, s1"])


def _token(draw: Random) -> str:
    giver, taker = draw.sample(_TARGETS, 2)
    index, amount = draw.randrange(16), draw.randint(1, 3)
    waits = (
        [f"    {taker}.wait {index}, 1"] * amount
        if draw.random() < 0.5
        else [f"    {taker}.wait {index}, {amount}"]
    )
    return "\n".join([f"    {giver}.signal {taker}, {index}, {amount}", *waits])


def _drain(draw: Random) -> str:
    return "    " + draw.choice(["drain.dma", "drain.matrix", "drain.vector", "fence"])


_PIECES: tuple[Callable[[Random], str], ...] = (
    _load, _load, _store, _rows, _preload, _product, _product, _result, _vector, _vector, _lanes, _lanes, _reduce,
    _scalar, _scalar, _token, _token, _token, _drain,
)  # fmt: skip
