"""The page on order is run as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.test_readme import BLOCK, _run

FILE = re.compile(r"^In `([\w.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(name="page")
def _page(root: Path) -> str:
    return (root / "site/pages/order.md").read_text(encoding="utf-8")


@pytest.fixture(name="folder")
def _folder(root: Path, page: str, tmp_path: Path) -> Path:
    """The files that the page shows, beside the spec."""
    (tmp_path / "spec").symlink_to(root / "spec")
    for name, text in FILE.findall(page):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_console_shows_what_happens(page: str, folder: Path) -> None:
    happened: list[str] = []
    for language, console in BLOCK.findall(page):
        for line in console.splitlines() if language == "console" else ():
            if line.startswith("$ "):
                happened += [line, *_run("sh", "-c", line.removeprefix("$ "), cwd=folder).splitlines()]
    shown = "".join(console for language, console in BLOCK.findall(page) if language == "console")
    assert "\n".join(happened) + "\n" == shown


def test_python_runs(page: str, folder: Path) -> None:
    (code,) = [text for language, text in BLOCK.findall(page) if language == "python"]
    program = f"import specgen\n{code}print(result, result.races[0].name, result.deadlock)\n"
    assert (
        _run("python", "-c", program, cwd=folder)
        == "exited with 0 after 7 instructions\nraces: 1 sram None\n"
    )
