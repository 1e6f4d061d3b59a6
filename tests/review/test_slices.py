from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.merge import SECTIONS
from specgen.review.slices import cut

ROOT = Path(__file__).resolve().parents[2]
SPECS = ("spec", "examples/rv32imc", "examples/avx512", "tests/specs/npu")


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_cut_down_to_any_item_loads_and_says_the_same_of_it(name: str, tmp_path: Path) -> None:
    spec = load(ROOT / name)
    assert spec.merged is not None
    draw = random.Random(name)
    for section in SECTIONS:
        items = list(getattr(spec.merged.sections, section))
        for item in (
            draw.sample(items, min(2, len(items))) if section not in ("variants", "directives") else ()
        ):
            folder = tmp_path / section / item.replace("/", "_")
            folder.mkdir(parents=True)
            (folder / "spec.yaml").write_text(json.dumps(cut(spec.merged, [item])), encoding="utf-8")
            load(folder).architecture()  # raises where anything that it needs is not there


def test_nothing_is_cut_for_nothing() -> None:
    spec = load(ROOT / "examples/rv32imc")
    assert spec.merged is not None
    assert cut(spec.merged, []).keys() <= {"name", "version", "summary", "variants"}
