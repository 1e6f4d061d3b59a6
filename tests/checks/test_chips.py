"""Lints on chips: what real tools and pages got wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.checks.examples import write_example

CHIP = """
    chips:
      {name}:
        peaks:
          - {{unit: matrix, format: bf16, rate: {bf16}}}
          - {{unit: matrix, format: e4m3, rate: {e4m3}}}
        levels:
          hbm: {{size: {size}, bandwidth: {bandwidth}}}
        networks:
          nvlink: {{bandwidth: {network}, topology: switch, ranks: 8}}
"""
H100 = {
    "name": "h100_sxm", "bf16": "989.4 TFLOPS", "e4m3": "1978.9 TFLOPS", "size": "80 GiB", "bandwidth": "3.35 TB/s",
    "network": "450 GB/s",
}  # fmt: skip


def _found(folder: Path, **other: str) -> list[tuple[str, str]]:
    findings = api.check(write_example(CHIP.format(**(H100 | other)), folder / "spec"))
    return [(one.rule, one.message) for one in findings]


def test_the_numbers_of_the_library_are_as_they_should_be(tmp_path: Path) -> None:
    assert _found(tmp_path) == []


@pytest.mark.parametrize(
    ("other", "rule", "says"),
    [
        ({"bandwidth": "3400 GiB/s"}, "chip-binary-units", "3400 GiB/s: a bandwidth in powers of 1024"),
        ({"bandwidth": "3597.05 GB/s"}, "chip-binary-units", "3.35 TB/s of the library with GB and GiB"),
        ({"size": "80 GB"}, "chip-binary-units", "80 GiB of the library with GB and GiB exchanged"),
        ({"network": "450 GiB/s"}, "chip-binary-units", "450 GiB/s"),
        ({"bf16": "1978.9 TFLOPS"}, "chip-sparse-peak", "1978.9 TFLOPS in bf16 is the rate with structured"),
        ({"e4m3": "3957.8 TFLOPS"}, "chip-sparse-peak", "3957.8 TFLOPS in e4m3 is the rate with structured"),
        (
            {"name": "b200", "bf16": "2250 TFLOPS", "e4m3": "9000 TFLOPS"},
            "chip-sparse-peak",
            "9000 TFLOPS in e4m3 is twice what 2250 TFLOPS in bf16 lets expect",
        ),
    ],
)
def test_what_is_off_by_a_factor(tmp_path: Path, other: dict[str, str], rule: str, says: str) -> None:
    found = _found(tmp_path, **other)
    assert any(one == rule and says in message for one, message in found), found


def test_every_chip_of_the_library_passes(tmp_path: Path) -> None:
    assert list(api.check(write_example("\n    include: [std:chips/*.yaml]\n", tmp_path / "spec"))) == []
