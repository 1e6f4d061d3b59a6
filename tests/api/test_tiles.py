"""Operators of workloads in tiles: never faster than their bounds, and slower with fewer buffers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specgen.api.tiles import tiled_workload
from specgen.perfmodel.workloads import Kind
from tests.cli.running import specgen

MODEL = "llama_3_1_8b"


@pytest.mark.parametrize("variant", ["large", "edge"])
@pytest.mark.parametrize(("phase", "batch"), [("prefill", 1), ("decode", 16)])
def test_products_and_attention_are_never_faster_than_bounds(
    root: Path, variant: str, phase: str, batch: int
) -> None:
    found = tiled_workload(MODEL, root / "spec", variant, phase, batch=batch, context=256)
    assert found.chip == f"basalt_{variant}"
    lowered = [one for one in found.operators if one.tiled is not None]
    assert len(lowered) >= 9
    for one in lowered:
        if one.operator.kind in (Kind.GEMM, Kind.ATTENTION):
            assert one.seconds >= one.bound * one.operator.times, one.operator.name
    assert found.seconds == pytest.approx(sum(one.seconds for one in found.operators))
    assert found.seconds > found.bound


def test_what_no_lowering_does_counts_with_its_bound(root: Path) -> None:
    found = tiled_workload(MODEL, root / "spec", "large", "decode", batch=16, context=1024)
    (other,) = (one for one in found.operators if one.tiled is None)
    assert other.operator.name == "sample"
    assert other.seconds == other.bound * other.operator.times > 0
    assert "no lowering" in other.reason


def test_the_command_tells_the_same(root: Path) -> None:
    step = ["--phase", "decode", "--batch", "16", "--context", "1024"]
    words: list[str | Path] = ["perf", "tiles", MODEL, "--spec", root / "spec", "--variant", "large", *step]
    told = json.loads(specgen(*words, "--depth", "1", "--format", "json").stdout)
    found = tiled_workload(MODEL, root / "spec", "large", "decode", depth=1, batch=16, context=1024)
    assert told["seconds"] == found.seconds
    assert [one.get("lowering", "") for one in told["operators"]] == [one.lowering for one in found.operators]
    shown = specgen(*words).stdout.splitlines()
    assert shown[0].startswith("llama_3_1_8b.decode on basalt_large: ")
    assert len(shown) == 3 + len(found.operators)
    wrong = specgen("perf", "tiles", "lama", "--spec", root / "spec")
    assert wrong.exit_code == 2
    assert "llama" in wrong.stderr
