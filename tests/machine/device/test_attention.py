"""The attention kernel on the reference spec's device: launched from two queues, with the bits of the plain simulator."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from examples.kernels import inputs, oracle
from specgen.api import DeviceRun, load
from tests.machine.timing.timed import quickly

TILES = 8


def test_attention_has_its_bits_and_its_engines_overlap(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = inputs.case("bf16", TILES)
    accelerator = load(root / "spec", "large")
    with quickly():
        run = DeviceRun(accelerator, root / "examples/kernels/attention_bf16.yaml", trace=True)
    for name, codes in data.items():
        np.save(f"{name}.npy", codes)
        run.argument(f"{name}={name}.npy")
    run.go(queues=2)
    run.result("o=o.npy")
    found = np.load("o.npy")
    for tile in range(TILES):
        expected = oracle.attention_bf16(*(data[m][tile] for m in "qkv"))
        assert np.array_equal(found[tile].view(np.uint16), expected.o)
    run.save_trace(tmp_path / "trace.json")
    rows = _rows(json.loads((tmp_path / "trace.json").read_text()))
    assert _overlap(rows, "matrix", "vector")


def _rows(trace: dict[str, list[dict[str, object]]]) -> dict[str, list[tuple[float, float]]]:
    """When each row of the first process was busy."""
    events = trace["traceEvents"]
    names = {(e["pid"], e["tid"]): str(e["args"]["name"]) for e in events if e["name"] == "thread_name"}  # type: ignore[index]
    first = min(int(str(e["pid"])) for e in events if e["ph"] == "X")
    found: dict[str, list[tuple[float, float]]] = {}
    for e in events:
        if e["ph"] == "X" and e["pid"] == first:
            begin = float(str(e["ts"]))
            found.setdefault(names[e["pid"], e["tid"]], []).append((begin, begin + float(str(e["dur"]))))
    return found


def _overlap(rows: dict[str, list[tuple[float, float]]], one: str, other: str) -> bool:
    return any(a < d and c < b for a, b in rows[one] for c, d in rows[other])
