"""The page on layouts: its examples hold what they are shown for, and its console is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from specgen.generators.docs.layouts.illustrations import described, drawn
from specgen.generators.drawings import facts
from tests.house.test_readme import BLOCK, _run

WRONG = "layouts:\n  overlapping: {dims: {r: 4, c: 8}, place: {addr: [[r, 7], [c, 1]]}}\n"


@pytest.fixture(name="page")
def _page(root: Path) -> str:
    return (root / "site/pages/layouts.md").read_text(encoding="utf-8")


def test_the_examples_hold_and_are_all_drawn(page: str) -> None:
    examples = described("page", page).layouts
    assert len(examples) > 9
    assert not [fact for one in examples.values() for fact in facts(one) if not fact.holds]
    shown = set(re.findall(r"^<!-- drawing: \w+ (\w+) -->$", page, re.MULTILINE))
    assert shown == examples.keys() - {"dense"}
    assert drawn("page", page).count("<figure") == page.count("<!-- drawing:")


def test_the_console_shows_what_happens(page: str, tmp_path: Path, root: Path) -> None:
    (tmp_path / "spec").symlink_to(root / "spec")
    blocks = [text.partition("layouts:\n")[2] for language, text in BLOCK.findall(page) if language == "yaml"]
    text = "include: ['std:types/bf16.yaml']\nlayouts:\n" + "".join(blocks)
    (tmp_path / "tiles.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    np.save(tmp_path / "numbers.npy", np.arange(96, dtype=np.uint8).reshape(8, 12))
    happened: list[str] = []
    for language, console in BLOCK.findall(page):
        for line in console.splitlines() if language == "console" else ():
            if line.startswith("$ "):
                command = f"{line.removeprefix('$ ')} || true"
                happened += [line, *_run("sh", "-c", command, cwd=tmp_path).splitlines()]
    shown = "".join(console for language, console in BLOCK.findall(page) if language == "console")
    assert "\n".join(happened) + "\n" == shown
