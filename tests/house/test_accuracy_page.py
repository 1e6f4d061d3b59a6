"""The page on measurements is run as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.perfmodel.physical import GEMM, GEMM_BLOCKS, GEMM_CONVERTED, GEMM_DISPATCHED
from specgen.perfmodel.physical.gemm import CAUSES, LIBRARY
from specgen.perfmodel.physical.utilisation import NEAREST
from tests.house.test_readme import BLOCK, _run


@pytest.fixture(name="page")
def _page(root: Path) -> str:
    return (root / "site/pages/accuracy.md").read_text(encoding="utf-8")


def test_the_console_shows_what_happens(page: str, tmp_path: Path) -> None:
    (table,) = (text for language, text in BLOCK.findall(page) if language == "csv")
    (tmp_path / "latencies.csv").write_text(table, encoding="utf-8")
    (console,) = (text for language, text in BLOCK.findall(page) if language == "console")
    line, _, shown = console.partition("\n")
    assert _run("sh", "-c", line.removeprefix("$ "), cwd=tmp_path) == shown


def test_the_page_names_what_there_is(page: str) -> None:
    for one in GEMM.parameters:
        assert f"| `{one.name}` | {one.unit} | {one.meaning} |" in page
    for model in (GEMM_CONVERTED, GEMM_BLOCKS, GEMM_DISPATCHED):
        assert f"`{model.name}`" in page
        assert all(f"`{one.name}`" in page for one in model.parameters)
    assert all(f"*{cause}*" in page for cause in CAUSES)
    assert (len(LIBRARY.tiles), len(LIBRARY.parts), NEAREST) == (10, 9, 8)
