"""How many numbers a second are converted and quantised, beside ``ml_dtypes``, ``gfloat`` and NumPy in the same run.

4 million drawn f32 values on one core; each row takes turns with what stands beside it, and tells the best of several.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import gfloat
import ml_dtypes
import numpy as np
from gfloat import RoundMode, formats
from gfloat.block import compute_scale_amax

from benchmarks._numerics_c import compiled
from specgen import api
from specgen.generators import numerics

COUNT = 1 << 22
#: Of what takes gfloat a Python call a block.
SLOW = 1 << 13
TWINS = {
    "e4m3": "float8_e4m3fn",
    "e5m2": "float8_e5m2",
    "e2m1": "float4_e2m1fn",
    "e8m0": "float8_e8m0fnu",
    "bf16": "bfloat16",
}
Run = Callable[[], object]


def rates(ours: Run, theirs: Run | None, count: int, their_count: int, times: int = 7) -> tuple[float, float]:
    """Million numbers a second of both, in turns; the best CPU time of each counts."""
    best = [float("inf")] * 2
    for _ in range(times + 1):  # the first makes tables
        for at, run in enumerate((ours, theirs)):
            if run is not None:
                start = time.process_time()
                run()
                best[at] = min(best[at], time.process_time() - start)
    return count / best[0] / 1e6, their_count / best[1] / 1e6


def show(what: str, ours: Run, peer: str = "", theirs: Run | None = None, their_count: int = COUNT) -> None:
    """Prints a row of the table in README.md."""
    mine, other = rates(ours, theirs, COUNT, their_count)
    beside = f"{peer}: {other:,.{0 if other > 10 else 2}f}" if theirs else ""
    ratio = f"{mine / other:,.{0 if mine > 20 * other else 2}f} times" if theirs else ""
    print(f"| {what:<44} | {mine:7,.0f} | {beside:<28} | {ratio:>12} |", flush=True)


def conversions(known: dict[str, Any], given: np.ndarray) -> None:
    """From f32 to codes."""
    for name, twin in TWINS.items():
        theirs = partial(given.astype, getattr(ml_dtypes, twin))
        show(f"f32 to {name}", partial(numerics.encode, known[name], given), "ml_dtypes", theirs)
    show(
        "f32 to f16",
        partial(numerics.encode, known["f16"], given),
        "NumPy",
        partial(given.astype, np.float16),
    )
    show("f32 to tf32", partial(numerics.encode, known["tf32"], given))
    some = given[: COUNT // 16].astype(np.float64)
    draws = np.random.default_rng(1).integers(0, 256, COUNT).astype(np.uint8)
    few = draws[: some.size].astype(np.int64)
    show(
        "f32 to e4m3, toward zero, saturating",
        partial(numerics.encode, known["e4m3"], given, "toward_zero", "saturate"),
        "gfloat",
        partial(_by_gfloat, some, RoundMode.TowardZero),
        some.size,
    )
    show(
        "f32 to e4m3, stochastic, 8 random bits",
        partial(numerics.encode, known["e4m3"], given, "stochastic", "saturate", draws, 8),
        "gfloat",
        partial(_by_gfloat, some, RoundMode.StochasticFastest, few, 8),
        some.size,
    )


def _by_gfloat(given: np.ndarray, rounding: RoundMode, *random: Any) -> np.ndarray:
    info = formats.format_info_ocp_e4m3
    codes: np.ndarray = gfloat.encode_ndarray(
        info, gfloat.round_ndarray(info, given, rounding, True, *random)
    )
    return codes


def decoding(known: dict[str, Any], given: np.ndarray) -> None:
    """From codes to f32."""
    table = np.arange(256, dtype=np.float32)
    for name in ("e4m3", "e2m1"):
        codes = numerics.encode(known[name], given)
        show(
            f"{name} to f32",
            partial(numerics.decode, known[name], codes),
            "np.take of 256",
            partial(np.take, table, codes),
        )
    four = numerics.encode(known["e2m1"], given)
    show("packing codes of 4 bits", partial(numerics.pack_bits, four, 4))
    show("unpacking them", partial(numerics.unpack_bits, numerics.pack_bits(four, 4), 4))


def blocks(known: dict[str, Any], given: np.ndarray) -> None:
    """Scales and elements, and back."""
    theirs = {
        "mxfp8_e4m3": formats.format_info_mxfp8_e4m3,
        "mxfp4": formats.format_info_mxfp4_e2m1,
        "mxint8": formats.format_info_mxint8,
    }
    some = given[:SLOW].astype(np.float64).reshape(-1, 32)
    for name, info in theirs.items():
        show(
            f"quantising to {name}",
            partial(numerics.quantise, known[name], given),
            "gfloat",
            partial(_blocks_by_gfloat, info, some),
            SLOW,
        )
    show("quantising to nvfp4", partial(numerics.quantise, known["nvfp4"], given))
    for name in ("mxfp8_e4m3", "nvfp4"):
        got = numerics.quantise(known[name], given)
        show(f"dequantising {name}", partial(numerics.dequantise, known[name], got))


def _blocks_by_gfloat(info: Any, rows: np.ndarray) -> None:
    for row in rows:
        gfloat.quantize_block(info, row, compute_scale_amax)


def in_c(given: np.ndarray, *compiler: str) -> None:
    """The loops of the generated header."""
    call, title = compiled(*compiler), f"C, {' '.join(compiler)}"
    codes, scales, halves = (
        np.zeros(COUNT, np.uint8),
        np.zeros(COUNT // 16, np.uint8),
        np.zeros(COUNT, np.uint16),
    )
    for name, twin in TWINS.items():
        out = halves if name == "bf16" else codes
        theirs = partial(given.astype, getattr(ml_dtypes, twin))
        show(f"f32 to {name} ({title})", call(name, given, out), "ml_dtypes", theirs)
    draws = np.random.default_rng(1).integers(0, 256, COUNT).astype(np.uint32)
    show(f"f32 to e4m3, stochastic ({title})", call("stochastic", given, draws, codes))
    for name in ("mxfp8_e4m3", "mxfp4", "mxint8", "nvfp4"):
        show(f"quantising to {name} ({title})", call(name, given, codes, scales))
    values = np.zeros(COUNT, np.float32)
    theirs = partial(np.take, np.arange(256, dtype=np.float32), codes)
    show(f"e4m3 to f32 ({title})", call("decode", codes, values), "np.take of 256", theirs)


def main() -> None:
    """Prints the rows of the table in README.md."""
    known = api.formats(None)
    given = np.random.default_rng(0).normal(size=COUNT).astype(np.float32)
    conversions(known, given)
    decoding(known, given)
    blocks(known, given)
    for compiler in ("gcc", "clang"):
        in_c(given, compiler, "-O3", "-march=native")


if __name__ == "__main__":
    main()
