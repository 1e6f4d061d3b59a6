"""What numbers of a chip may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load
from tests.model.performance.test_sections import written

CHIP = {
    "units": "16", "clock": "1 GHz", "rate": "100 TFLOPS", "size": "16 GB", "bandwidth": "1 TB/s", "latency": "0 ns",
    "network": "10 GB/s", "power": "100 W", "idle": "0 W", "cost": "0", "energy": "0 pJ", "more": "",
}  # fmt: skip
TEXT = """
chips:
  one:
    units: {units}
    clock: {clock}
    peaks:
      - {{format: bf16, rate: {rate}}}{more}
    levels: {{hbm: {{size: {size}, bandwidth: {bandwidth}, latency: {latency}}}}}
    networks: {{link: {{bandwidth: {network}}}}}
    power: {power}
    idle: {idle}
    energy: {{bytes: {{hbm: {energy}}}}}
    cost: {cost}
"""


def _rules(folder: Path, text: str) -> list[str]:
    return [one.rule for one in load(written(folder, text)).check()[1]]


def test_idle_chips_may_be_free(tmp_path: Path) -> None:
    assert _rules(tmp_path, TEXT.format(**CHIP)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"units": "0"},
        {"units": "1e400"},
        {"clock": "1e-400 GHz"},
        {"rate": "1e400 TFLOPS"},
        {"power": "1e400 W"},
        {"cost": "1e400"},
        {"clock": "0 Hz"},
        {"rate": "-1 TFLOPS"},
        {"rate": "{value: 5 TFLOPS, range: [0 TFLOPS, 9 TFLOPS]}"},
        {"size": "0 B"},
        {"bandwidth": "0 GB/s"},
        {"latency": "-1 ns"},
        {"network": "0 GB/s"},
        {"power": "0 W"},
        {"idle": "-1 W"},
        {"energy": "-1 pJ"},
        {"cost": "-0.5"},
    ],
)
def test_numbers_that_nothing_can_be_divided_by(tmp_path: Path, other: dict[str, str]) -> None:
    assert _rules(tmp_path, TEXT.format(**(CHIP | other))) == ["chip-number"]


def test_cycles_need_a_clock(tmp_path: Path) -> None:
    text = TEXT.format(**(CHIP | {"bandwidth": "64 B/cycle", "latency": "20 cycles"}))
    assert _rules(tmp_path / "with", text) == []
    assert _rules(tmp_path / "without", text.replace("    clock: 1 GHz\n", "")) == ["chip-number"] * 2


def test_a_format_has_one_rate(tmp_path: Path) -> None:
    for kind, found in (("", ["chip-parts"]), ("density: sparse, ", []), ("kind: achievable, ", [])):
        more = f"\n      - {{format: bf16, {kind}rate: 50 TFLOPS}}"
        assert _rules(tmp_path / (kind[:4] or "none"), TEXT.format(**(CHIP | {"more": more}))) == found


def test_a_chip_has_a_memory(tmp_path: Path) -> None:
    assert _rules(tmp_path, "chips: {one: {peaks: [{format: f32, rate: 1 TFLOPS}], levels: {}}}\n") == [
        "chip-parts"
    ]


def test_energies_are_of_memories_that_there_are(tmp_path: Path) -> None:
    text = TEXT.format(**CHIP).replace("bytes: {hbm:", "bytes: {hbn:")
    (found,) = load(written(tmp_path, text)).check()[1]
    assert (found.rule, found.message) == ("chip-parts", "no memory of the chip is called 'hbn'")
    assert found.hint == "did you mean 'hbm'?"
