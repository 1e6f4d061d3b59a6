"""The generated header compiled into a library, and its functions over arrays."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from specgen.generators.numerics.c.header import header_of
from specgen.generators.numerics.c.header.blocks import Block
from specgen.generators.numerics.c.header.numbers import Number
from specgen.model.types import F16, F32, OVERFLOWS, ROUNDINGS, BlockType, ElementType, FixedType, FloatType
from tests.generators.interpreter import formats
from tests.generators.interpreter.formats import BF16, E2M1, E4M3, E5M2, E8M0, FLUSHED, UNSIGNED
from tests.generators.numerics.numpy import numbers, test_blocks

WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wsign-conversion", "-Wshadow", "-pedantic", "-Werror"]

FIXED = (
    FixedType(name="q7", width=8, fraction=7),
    FixedType(name="q6", width=8, fraction=6, symmetric=True),
    FixedType(name="u3", width=3, fraction=1, signed=False, rounding="toward_zero"),
    FixedType(name="small", width=12, fraction=20),
    FixedType(name="q31", width=32, fraction=31, rounding="nearest_away"),
)
SCALED = FloatType(name="scaled", exponent=8, mantissa=2, bias=140)
DISTANT = FloatType(name="distant", exponent=10, mantissa=5, bias=511)
NUMBERS: tuple[ElementType, ...] = (
    *formats.NARROW,
    *(of for of in numbers.FORMATS if of not in formats.ALL),
    SCALED,
    DISTANT,
    *FIXED,
)
BLOCKS: tuple[BlockType, ...] = (
    *(
        test_blocks.block(of, rule=rule, size=32)
        for of in (E4M3, E5M2, E2M1, FIXED[1])
        for rule in test_blocks.RULES
    ),
    *(test_blocks.block(of, E4M3, rule) for of in (E2M1, FIXED[1]) for rule in test_blocks.RULES),
    *(test_blocks.block(E2M1, E4M3, rule, 16, tensor_scale=F32) for rule in test_blocks.RULES),
    test_blocks.block(FIXED[0], F16, "amax", 32),
    test_blocks.block(FIXED[0], F32, "amax", 32),
    test_blocks.block(E4M3, F32, "floor", 5),
    test_blocks.block(BF16, E8M0, "ceil", 7),
    test_blocks.block(FLUSHED, E8M0),
    test_blocks.block(E4M3, FLUSHED, "nearest"),
    test_blocks.block(UNSIGNED, UNSIGNED, "amax"),
)


class Compiled:
    """The header of formats, compiled by one compiler; arrays go in, arrays come out."""

    def __init__(
        self, formats_: Sequence[ElementType], blocks: Sequence[BlockType], compiler: str, *flags: str
    ) -> None:
        text = header_of("chip", "a test", formats_, blocks)
        calls = [_number_calls(of) for of in formats_] + [_block_calls(of) for of in blocks]
        calls += [_packing_calls(width) for width in {of.width for of in formats_ if of.width < 8}]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "chip_numerics.h").write_text(text, encoding="utf-8")
            source, library = Path(folder, "calls.c"), Path(folder, "calls.so")
            source.write_text("\n".join(['#include "chip_numerics.h"', *calls]), encoding="utf-8")
            command = [
                compiler,
                "-std=c11",
                *WARNINGS,
                *flags,
                "-shared",
                "-fPIC",
                "-o",
                library,
                source,
                "-lm",
            ]
            subprocess.run([str(part) for part in command], check=True)
            self._library = ctypes.CDLL(str(library))

    def encode(
        self,
        to: ElementType,
        given: np.ndarray,
        rounding: str,
        overflow: str,
        random: np.ndarray | None = None,
        random_bits: int = 0,
    ) -> np.ndarray:
        """Codes by the function of any mode."""
        given = np.ascontiguousarray(given)
        codes = np.zeros(given.size, Number(to).code.removesuffix("_t"))
        drawn = np.zeros(given.size, np.uint32) if random is None else random.astype(np.uint32)
        self._call(
            f"mode_f{given.itemsize * 8}_{to.name}",
            given,
            codes,
            given.size,
            ROUNDINGS.index(rounding),
            OVERFLOWS.index(overflow),
            drawn,
            random_bits,
        )
        return codes

    def variant(self, to: ElementType, given: np.ndarray, suffix: str) -> np.ndarray:
        """Codes by a function for arrays."""
        codes = np.zeros(given.size, Number(to).code.removesuffix("_t"))
        self._call(f"array_f{given.itemsize * 8}_{to.name}{suffix}", given, codes, given.size)
        return codes

    def decode(self, of: ElementType, codes: np.ndarray, dtype: Any) -> np.ndarray:
        """Values of codes."""
        values = np.zeros(codes.size, dtype)
        self._call(f"decode_{of.name}_f{values.itemsize * 8}", codes, values, codes.size)
        return values

    def quantise(self, of: BlockType, given: np.ndarray, tensor: float) -> tuple[np.ndarray, np.ndarray]:
        """Elements and scales."""
        block = Block(of)
        elements = np.zeros(given.size, block.element.code.removesuffix("_t"))
        scales = np.zeros(-(-given.size // of.block), block.scale.code.removesuffix("_t"))
        self._call(f"quantise_{of.name}", given, given.size, ctypes.c_float(tensor), elements, scales)
        return elements, scales

    def dequantise(
        self, of: BlockType, elements: np.ndarray, scales: np.ndarray, tensor: float
    ) -> np.ndarray:
        """Values."""
        values = np.zeros(elements.size, np.float32)
        self._call(f"dequantise_{of.name}", elements, scales, elements.size, ctypes.c_float(tensor), values)
        return values

    def tensor_scale(self, of: BlockType, given: np.ndarray) -> float:
        """The second scale of a tensor."""
        function = self._library[f"tensor_{of.name}"]
        function.restype = ctypes.c_float
        return float(function(given.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(given.size)))

    def pack(self, width: int, codes: np.ndarray) -> np.ndarray:
        """Bytes of short codes."""
        packed = np.zeros((codes.size * width + 7) // 8, np.uint8)
        self._call(f"pack_{width}", codes, codes.size, packed)
        return packed

    def unpack(self, width: int, packed: np.ndarray, count: int) -> np.ndarray:
        """Codes of bytes."""
        codes = np.zeros(count, np.uint8)
        self._call(f"unpack_{width}", packed, count, codes)
        return codes

    def _call(self, name: str, *given: Any) -> None:
        passed = [_argument(x) for x in given]
        self._library[name](*passed)


def _argument(given: Any) -> Any:
    if isinstance(given, np.ndarray):
        assert given.flags.c_contiguous
        return given.ctypes.data_as(ctypes.c_void_p)
    return ctypes.c_size_t(given) if isinstance(given, int) else given


def _exported(head: str, body: str) -> str:
    return f"{head};\n{head}\n{{\n    {body}\n}}\n"


def _number_calls(of: ElementType) -> str:
    number, texts = Number(of), []
    for source in number.sources:
        real, f = source.real, f"{source.name}_to_{of.name}"
        overflow = "(chip_fp_overflow)overflow, " if isinstance(of, FloatType) else ""
        texts.append(
            _exported(
                f"void mode_{source.name}_{of.name}(const {real} *x, {number.code} *codes, size_t n, size_t rounding, "
                "size_t overflow, const uint32_t *random, size_t bits)",
                f"(void)overflow;\n    for (size_t i = 0; i < n; i++)\n        codes[i] = chip_{f}_mode(x[i], "
                f"(chip_fp_rounding)rounding, {overflow}random[i], (int)bits);",
            )
        )
        for v in number.variants(source):
            if v.array and not v.stochastic:
                head = f"void array_{source.name}_{of.name}{v.suffix}(const {real} *x, {number.code} *codes, size_t n)"
                texts.append(_exported(head, f"chip_{f}{v.suffix}_n(x, codes, n);"))
    for to, _ in number.decoders:
        head = f"void decode_{of.name}_{to.name}(const {number.code} *codes, {to.real} *x, size_t n)"
        texts.append(_exported(head, f"chip_{of.name}_to_{to.name}_n(codes, x, n);"))
    return "\n".join(texts)


def _block_calls(of: BlockType) -> str:
    block = Block(of)
    tensor = "tensor, " if block.tensor else ""
    unused = "" if block.tensor else "(void)tensor;\n    "
    elements, scales = f"{block.element.code} *elements", f"{block.scale_type} *scales"
    texts = [
        _exported(
            f"void quantise_{of.name}(const float *x, size_t n, float tensor, {elements}, {scales})",
            f"{unused}chip_quantise_{of.name}(x, n, {tensor}elements, scales);",
        ),
        _exported(
            f"void dequantise_{of.name}(const {elements}, const {scales}, size_t n, float tensor, float *x)",
            f"{unused}chip_dequantise_{of.name}(elements, scales, n, {tensor}x);",
        ),
    ]
    if block.tensor:
        head = f"float tensor_{of.name}(const float *x, size_t n)"
        texts.append(_exported(head, f"return chip_tensor_scale_{of.name}(x, n);"))
    return "\n".join(texts)


def _packing_calls(width: int) -> str:
    return "\n".join(
        _exported(
            f"void {do}_{width}(const uint8_t *x, size_t n, uint8_t *y)", f"chip_{do}_{width}(x, n, y);"
        )
        for do in ("pack", "unpack")
    )
