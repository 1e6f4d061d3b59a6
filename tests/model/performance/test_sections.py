"""The page that describes what a spec says about performance, and what is refused."""

from __future__ import annotations

import re
import textwrap
from fractions import Fraction
from pathlib import Path

import pytest

from specgen.model import Architecture, load
from specgen.source import SpecError
from tests.model.specs import write_files
from tests.pages import page_of

REST = """
name: page
version: 0.1.0
include: ['block*.yaml']
parameters:
  CLOCK: {type: frequency, default: 1.5 GHz}
  SIZE: {type: bytes, default: 4 MiB}
"""


def written(tmp_path: Path, *blocks: str) -> Path:
    files = {"spec.yaml": REST} | {f"block{n}.yaml": block for n, block in enumerate(blocks)}
    return write_files(tmp_path, files)


@pytest.fixture(scope="module")
def page(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Architecture:
    text = page_of(root, "language-performance")
    blocks = [textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    made, found = load(written(tmp_path_factory.mktemp("page"), *blocks)).check()
    assert [f"{one.at}: {one.message}" for one in found] == []
    return made["default"]


def test_a_chip_keeps_every_number_with_what_it_rests_on(page: Architecture) -> None:
    chip = page.chips["rival"]
    assert [level.name for level in chip.levels] == ["hbm", "l2", "sram"]
    assert {(p.format, p.density, p.kind): p.rate.value for p in chip.peaks}[
        "bf16", "dense", "peak"
    ] == 4 * 10**14
    bandwidth = chip.levels[0].bandwidth
    assert bandwidth is not None
    assert bandwidth.low == Fraction("2.8e12")
    assert chip.energy_operations["bf16"].value == Fraction(7, 10**13)


def test_claims_know_where_they_were_written(page: Architecture) -> None:
    decision = page.decisions["clock"]
    (alternative,) = decision.alternatives
    assert alternative.parameters == {"CLOCK": "1 GHz"}
    assert decision.claims[0].origin.at("perf").line > 1


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("chips: {c: {peaks: [{format: bf16, rate: 4 TB/s}], levels: {m: {}}}}", "unit-mismatch"),
        ("chips: {c: {peaks: [], levels: {hbm: {size: 4 s}}}}", "unit-mismatch"),
        ("chips: {c: {peaks: [], levels: {m: {}}, power: 40}}", "unit-missing"),
        ("chips: {c: {peaks: [{format: bf16, rate: 1 TFLOPS, density: half}], levels: {m: {}}}}", "schema-choice"),
        ("targets: {t: {perf: x, variant: huge, at_most: 1}}", "ref-unknown"),
        ("targets: {t: {perf: x}}", "spec-target"),
        ("targets: {t: {perf: x, at_least: 1, at_most: 2}}", "spec-target"),
        ("decisions: {d: {claims: [{perf: x, variant: huge}]}}", "ref-unknown"),
        ("decisions: {d: {alternatives: {a: {summary: s, parameters: {SIZES: 1}}}}}", "ref-unknown"),
        ("chips: {c: {peaks: [{format: f32, rate: {value: 9 OPS, range: [1 OPS, 2 OPS]}}], levels: {m: {}}}}", "spec-range"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, rule: str) -> None:
    found = load(written(tmp_path, text)).check()[1]
    assert [one.rule for one in found] == [rule]


def test_a_variant_with_other_parameters(tmp_path: Path) -> None:
    chips = "chips: {c: {peaks: [], levels: {sram: {size: SIZE}}}}"
    spec = load(written(tmp_path, chips))

    def size(**parameters: object) -> int:
        found = spec.architecture(parameters=parameters).chips["c"].levels[0].size
        assert found is not None
        return int(found)

    assert size() == 4 << 20
    assert size(SIZE="2 MiB") == 2 << 20
    assert size() == 4 << 20
    with pytest.raises(SpecError, match="no parameter is called 'SIZES'"):
        spec.architecture(parameters={"SIZES": 1})
    with pytest.raises(SpecError, match="bytes"):
        spec.architecture(parameters={"SIZE": "2 s"})
