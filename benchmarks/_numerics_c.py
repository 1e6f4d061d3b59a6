"""The generated C header of all formats that come with specgen, compiled, its loops as functions to call."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from specgen.generators.numerics.c.header import emit_header
from specgen.model import load_fragment
from specgen.source import SourceFile

_SOURCE = """\
#include "{name}_numerics.h"

#define ENCODE(format, code) \\
    void format(const float *x, code *codes, size_t n); \\
    void format(const float *x, code *codes, size_t n) {{ {name}_f32_to_##format##_n(x, codes, n); }}
#define QUANTISE(format) \\
    void format(const float *x, uint8_t *elements, uint8_t *scales, size_t n); \\
    void format(const float *x, uint8_t *elements, uint8_t *scales, size_t n) \\
    {{ \\
        {name}_quantise_##format(x, n, elements, scales); \\
    }}
ENCODE(e4m3, uint8_t)
ENCODE(e5m2, uint8_t)
ENCODE(e2m1, uint8_t)
ENCODE(e8m0, uint8_t)
ENCODE(bf16, uint16_t)
ENCODE(f16, uint16_t)
QUANTISE(mxfp8_e4m3)
QUANTISE(mxfp4)
QUANTISE(mxint8)
void nvfp4(const float *x, uint8_t *elements, uint8_t *scales, size_t n);
void nvfp4(const float *x, uint8_t *elements, uint8_t *scales, size_t n)
{{
    {name}_quantise_nvfp4(x, n, {name}_tensor_scale_nvfp4(x, n), elements, scales);
}}
void stochastic(const float *x, const uint32_t *random, uint8_t *codes, size_t n);
void stochastic(const float *x, const uint32_t *random, uint8_t *codes, size_t n)
{{
    {name}_f32_to_e4m3_stochastic_n(x, random, 8, codes, n);
}}
void decode(const uint8_t *codes, float *x, size_t n);
void decode(const uint8_t *codes, float *x, size_t n)
{{
    {name}_e4m3_to_f32_n(codes, x, n);
}}
"""


def compiled(*command: str) -> Callable[..., Callable[[], object]]:
    """Compile with ``command``; what is returned takes a function's name and arrays, and gives its call.

    Raises:
        subprocess.CalledProcessError: the compiler failed.
    """
    one = load_fragment(SourceFile("formats.yaml", "include: ['std:types/*.yaml']\n")).architecture(None)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{one.name}_numerics.h").write_text(emit_header(one), encoding="utf-8")
        source, library = Path(folder, "loops.c"), Path(folder, "loops.so")
        source.write_text(_SOURCE.format(name=one.name), encoding="utf-8")
        subprocess.run([*command, "-std=c11", "-shared", "-fPIC", "-o", library, source], check=True)
        found = ctypes.CDLL(str(library))

    def call(name: str, *arrays: np.ndarray[Any, Any]) -> Callable[[], object]:
        passed = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]
        count = ctypes.c_size_t(arrays[0].size)
        return lambda: found[name](*passed, count)

    return call
