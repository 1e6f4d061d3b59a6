"""Make the attention kernels' inputs: `python inputs.py DIR` writes one .npy per matrix and case, and a mailbox per case."""

from __future__ import annotations

import sys
from pathlib import Path

import ml_dtypes
import numpy as np
from numpy.typing import NDArray

SEED = 20260
QUERIES, KEYS, HEAD = 128, 128, 64
OUTLIERS = 0.001
"""Share of elements that lie at 20 standard deviations, with a random sign."""

FP8_MAX = 448.0
CASES = ("fp8", "bf16", "overflow")
PLACES = {"q": 0x10_0000, "k": 0x20_0000, "v": 0x30_0000, "o": 0x40_0000, "o8": 0x50_0000}
"""Where in HBM the mailbox that `main` writes says that the matrices are."""


def normal(generator: np.random.Generator, shape: tuple[int, ...], sigma: float) -> NDArray[np.float64]:
    """Normal numbers of standard deviation `sigma`, some of them replaced by outliers of 20 sigma."""
    values = generator.normal(0.0, sigma, shape)
    where = generator.random(shape) < OUTLIERS
    signs = np.where(generator.random(shape) < 0.5, -1.0, 1.0)
    return np.where(where, 20.0 * sigma * signs, values)


def e4m3_codes(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Nearest e4m3 codes; beyond 448 saturated, as a quantiser of weights and activations does."""
    held = np.clip(values, -FP8_MAX, FP8_MAX).astype(np.float32)
    return held.astype(ml_dtypes.float8_e4m3fn).view(np.uint8)


def bf16_codes(values: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Nearest bf16 codes."""
    return values.astype(np.float32).astype(ml_dtypes.bfloat16).view(np.uint16)


def case(name: str, tiles: int) -> dict[str, NDArray[np.uint8] | NDArray[np.uint16]]:
    """Bit patterns of q, k and v, each [tiles, 128, 64], of the case `fp8`, `bf16` or `overflow`.

    In `overflow` (e4m3) the outliers of v exceed 448 and peaked scores let single rows of v through, so that results times a
    scale of 8 leave the format.
    """
    generator = np.random.default_rng([SEED, CASES.index(name)])
    sigmas = {"q": 4.0, "k": 1.0, "v": 24.0} if name == "overflow" else {"q": 1.0, "k": 1.0, "v": 1.0}
    rows = {"q": QUERIES, "k": KEYS, "v": KEYS}
    encode = bf16_codes if name == "bf16" else e4m3_codes
    return {m: encode(normal(generator, (tiles, rows[m], HEAD), sigma)) for m, sigma in sigmas.items()}


def mailbox(places: dict[str, int], scale: float, strict: bool = False) -> NDArray[np.uint32]:
    """The kernels' arguments, 12 words: addresses (high word first), the scale of O8, and whether overflow gives NaN."""
    pointers = [
        word for m in ("q", "k", "v", "o", "o8") for word in (places[m] >> 32, places[m] & 0xFFFFFFFF)
    ]
    return np.array([*pointers, int(np.float32(scale).view(np.uint32)), int(strict)], np.uint32)


def main(folder: Path, tiles: int = 8) -> None:
    """Write `CASE_MATRIX.npy` and `CASE_mailbox.npy` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CASES:
        for matrix, codes in case(name, tiles).items():
            np.save(folder / f"{name}_{matrix}.npy", codes)
        np.save(folder / f"{name}_mailbox.npy", mailbox(PLACES, 8.0 if name == "overflow" else 16.0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
