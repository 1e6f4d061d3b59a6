"""How long the generated C takes to pack and unpack tensors, beside memcpy of as many bytes, and NumPy.

Tensors of about 256 KiB, which stay in the cache, and of 64 MiB, which do not. Needs gcc and clang.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

import specgen
import specgen.api
from specgen.generators.layouts import generate, pack, unpack

SPEC = """
include: ['std:layouts/*.yaml']
name: bench
version: 1.0.0
layouts:
  faces_f32:
    dims: {r: any, c: any}
    split: {r: [any, 2, 16], c: [any, 2, 16]}
    place: {addr: r0 c0 r1 c1 r2 c2}
    element: f32
    pad: zero
"""
COMPILERS = {"gcc": ("gcc", "-O3", "-march=native"), "clang": ("clang", "-O3", "-march=native")}

HARNESS = r"""
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "bench_layouts.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#define BEST(best, call) do { \
    const double start = now(); \
    for (int i = 0; i < times; i++) { call; __asm__ volatile("" ::: "memory"); } \
    const double taken = (now() - start) / times; \
    if (taken < best) best = taken; \
} while (0)

#define MEASURE(type, pack, unpack, stored, ...) do { \
    const size_t bytes = stored; \
    const int times = bytes > (1 << 22) ? 1 : 40, rounds = 12; \
    double plain = 1, packing = 1, unpacking = 1; \
    for (int round = 0; round < rounds; round++) { \
        BEST(plain, memcpy(b, a, bytes)); \
        BEST(packing, pack((const type *)a, b, __VA_ARGS__)); \
        BEST(plain, memcpy(a, b, bytes)); \
        BEST(unpacking, unpack(b, (type *)a, __VA_ARGS__)); \
    } \
    printf("%g %g %g\n", plain, packing, unpacking); \
} while (0)

int main(void)
{
    unsigned char *a = (unsigned char *)malloc(80 << 20), *b = (unsigned char *)malloc(80 << 20);
    memset(a, 1, 80 << 20);
    memset(b, 2, 80 << 20);
    CASES
    return 0;
}
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A layout and two shapes; ``run`` is what of it is contiguous in both tensors, in bytes."""

    layout: str
    type: str
    bits: int
    run: int
    shapes: tuple[tuple[int, ...], tuple[int, ...]]

    def pitch(self, shape: tuple[int, ...]) -> dict[str, int]:
        """What a layout takes beside its sizes."""
        return {"pitch": shape[1] * self.bits // 8 + 64} if self.layout == "row_major" else {}


CASES = (
    Case("row_major", "uint32_t", 32, 1024, ((256, 256), (4096, 4096))),
    Case("tpu_f32", "float", 32, 512, ((256, 256), (4096, 4096))),
    Case("faces_f32", "float", 32, 64, ((256, 256), (4096, 4096))),
    Case("tt_tile", "uint16_t", 16, 32, ((256, 512), (4096, 8192))),
    Case("fractal_nz", "uint16_t", 16, 32, ((256, 512), (4096, 8192))),
    Case("nhcwb16", "int8_t", 8, 16, ((1, 32, 64, 128), (8, 256, 256, 128))),
    Case("nChw16c", "uint32_t", 32, 4, ((1, 32, 46, 46), (4, 256, 126, 126))),
    Case("nhwc", "uint32_t", 32, 4, ((1, 32, 46, 46), (4, 256, 126, 126))),
    Case("OIhw16i16o", "uint32_t", 32, 4, ((64, 128, 3, 3), (1024, 1792, 3, 3))),
    Case("tpu_bf16", "uint16_t", 16, 2, ((256, 512), (4096, 8192))),
    Case("vnni_bf16", "uint16_t", 16, 2, ((256, 512), (4096, 8192))),
    Case("nvdla_feature", "int8_t", 8, 1, ((64, 62, 66), (256, 510, 518))),
    Case("gptq_int4", "uint8_t", 4, 0, ((512, 1024), (8192, 8192))),
)


def _call(case: Case, shape: tuple[int, ...]) -> str:
    """The line of the program that measures a case; sizes are not known to the compiler."""
    given = [*shape, *case.pitch(shape).values()]
    name = f"bench_{case.layout}"
    words = [
        case.type,
        f"{name}_pack_u{case.bits}",
        f"{name}_unpack_u{case.bits}",
        f"{prod(shape) * case.bits // 8}u",
    ]
    words += [f"n[{i}]" for i in range(len(given))]
    return f"    {{ volatile size_t n[] = {{{', '.join(map(str, given))}}}; MEASURE({', '.join(words)}); }}"


def _numpy(spec: specgen.Accelerator, case: Case, shape: tuple[int, ...]) -> tuple[float, float]:
    """Seconds to pack and to unpack an array."""
    element = None if spec.layouts[case.layout].element else f"u{case.bits}"
    bound = spec.bind(case.layout, shape, element=element, **case.pitch(shape))
    array = np.ones(shape, f"u{max(case.bits // 8, 1)}")
    image = pack(bound, array)
    return _best(lambda: pack(bound, array)), _best(lambda: unpack(bound, image))


def _best(call: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _measured(folder: Path, command: tuple[str, ...], which: int) -> list[tuple[float, ...]]:
    """Seconds of memcpy, of packing and of unpacking for every case."""
    calls = "\n".join(_call(case, case.shapes[which]) for case in CASES)
    (folder / "bench.c").write_text(HARNESS.replace("CASES", calls))
    subprocess.run([*command, "-o", folder / "bench", folder / "bench.c"], check=True)
    done = subprocess.run([folder / "bench"], check=True, capture_output=True, text=True)
    return [tuple(map(float, line.split())) for line in done.stdout.splitlines()]


def main() -> int:
    """Prints the tables of README.md: times as multiples of memcpy's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spec.yaml").write_text(SPEC)
        spec = specgen.load(folder)
        header = generate(specgen.api.request(folder))["default/bench_layouts.h"]
        (folder / "bench_layouts.h").write_text(str(header))
        for which, size in enumerate(("256 KiB", "64 MiB")):
            print(f"| {size:<14} | run, bytes | memcpy GB/s | gcc | | clang | | NumPy | |", flush=True)
            found = [_measured(folder, command, which) for command in COMPILERS.values()]
            for case, gcc, clang in zip(CASES, *found, strict=True):
                shape = case.shapes[which]
                rate = prod(shape) * case.bits / 8 / gcc[0] / 1e9
                times = [seconds / plain for plain, *two in (gcc, clang) for seconds in two]
                times += [seconds / gcc[0] for seconds in _numpy(spec, case, shape)]
                shown = " | ".join(f"{t:6.2f}" for t in times)
                print(f"| {case.layout:<14} | {case.run:>4} | {rate:5.1f} | {shown} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
