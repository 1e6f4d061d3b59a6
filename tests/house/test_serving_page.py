"""The page on served models is run as it stands."""

from __future__ import annotations

from pathlib import Path

from specgen.perfmodel.serving import COLUMNS, STEP
from tests.house.test_readme import BLOCK, _run


def test_the_page_shows_what_happens_and_names_what_there_is(root: Path, tmp_path: Path) -> None:
    page = (root / "site/pages/serving.md").read_text(encoding="utf-8")
    ((_, console),) = BLOCK.findall(page)
    line, _, shown = console.partition("\n")
    assert _run("sh", "-c", line.removeprefix("$ "), cwd=tmp_path) == shown
    for one in STEP.parameters:
        assert f"| `{one.name}` | {one.unit} | {one.meaning} |" in page
    assert f"`{', '.join(COLUMNS)}`" in page
