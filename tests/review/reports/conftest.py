"""Two small specs and what reports say of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from specgen.api import review
from specgen.review import Search
from specgen.review.examples import FOLDER
from specgen.review.reports import Report

SMALL = (FOLDER / "bases" / "small.yaml").read_text(encoding="utf-8")
OPCODE = ("encoding: {opcode: 0x13}", "encoding: {opcode: 0x15}")
MEMORY = ("sram: {size: 4 KiB", "sram: {size: 2 KiB")
SUMMARY = ("summary: A machine for examples.", "summary: A small machine.")
VERSION = ("version: 1.0.0", "version: 2.0.0")
DAY = date(2026, 6, 1)

Reviewed = Callable[..., Report]


def edited(text: str, *edits: tuple[str, str]) -> str:
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def put(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewed:
    """Reviews edits of a small spec, in a folder of its own; ``policy`` is the text of review.yaml."""
    monkeypatch.chdir(tmp_path)

    def make(*edits: tuple[str, str], base: str = SMALL, policy: str = "", **options: Any) -> Report:
        put(tmp_path / "old", base)
        put(tmp_path / "new", edited(base, *edits))
        (tmp_path / "new" / "review.yaml").unlink(missing_ok=True)
        if policy:
            (tmp_path / "new" / "review.yaml").write_text(policy, encoding="utf-8")
        return review("old", "new", today=DAY, search=Search(trials=0, solver=0), **options)

    return make
