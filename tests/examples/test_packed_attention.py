"""The attention kernel as an executable: packed from its manifest, run with its arguments, every bit of the result."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.kernels import inputs, oracle
from tests.cli.running import specgen

TILES = 8


def test_packed_attention(root: Path, tmp_path: Path) -> None:
    data = inputs.case("bf16", TILES)
    packed = tmp_path / "attention.bex"
    spec = ("--spec", root / "spec")
    assert specgen("pack", root / "examples/kernels/attention_bf16.yaml", "-o", packed, *spec).exit_code == 0
    given: list[str] = []
    for name, codes in data.items():
        np.save(tmp_path / f"{name}.npy", codes)
        given += ["--arg", f"{name}={tmp_path}/{name}.npy"]
    done = specgen(
        "run",
        packed,
        *spec,
        *given,
        "--result",
        f"o={tmp_path}/o.npy",
        "--entry",
        "attention",
        "--engine",
        "native",
    )
    assert done.exit_code == 0, done.output
    o = np.load(tmp_path / "o.npy")
    for tile in range(TILES):
        expected = oracle.attention_bf16(*(data[m][tile] for m in "qkv"))
        assert np.array_equal(o[tile], expected.o)
