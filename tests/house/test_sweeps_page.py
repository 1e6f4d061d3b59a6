"""The page on design spaces and bands is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specgen.perfmodel.sweeps import METRICS
from specgen.perfmodel.sweeps.axes import SCALES
from specgen.perfmodel.sweeps.uses import NUMBERS
from specgen.perfmodel.uncertainty import DEFAULT_RANGES, SAMPLES
from tests.house.test_readme import BLOCK, _run


@pytest.fixture(name="page")
def _page(root: Path) -> str:
    return (root / "site/pages/sweeps.md").read_text(encoding="utf-8")


def test_the_console_shows_what_happens(page: str, tmp_path: Path) -> None:
    (space,) = (text for language, text in BLOCK.findall(page) if language == "yaml")
    (tmp_path / "space.yaml").write_text(space, encoding="utf-8")
    consoles = [text for language, text in BLOCK.findall(page) if language == "console"]
    for console in consoles:
        line, _, shown = console.partition("\n")
        assert _run("sh", "-c", line.removeprefix("$ "), cwd=tmp_path) == shown
    assert len(consoles) == 2


def test_python_runs(page: str, tmp_path: Path) -> None:
    (code,) = (text for language, text in BLOCK.findall(page) if language == "python")
    shown = re.search(r"[\d.]+ \([\d.]+ to [\d.]+\)", page)
    assert shown is not None
    assert _run("python", "-c", f"{code}print(found)\n", cwd=tmp_path).strip() == shown.group()


def test_the_page_names_what_there_is(page: str) -> None:
    for name in (*METRICS, *NUMBERS, *SCALES):
        assert f"`{name}`" in page
    for confidence, part in DEFAULT_RANGES.items():
        assert f"| {confidence.value} | ±{100 * part:.0f} % |" in page
    assert f"{SAMPLES:,} times" in page
