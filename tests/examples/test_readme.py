"""The examples' README is run as it stands, and leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site.test_commands import BLOCK, shell

LINK = re.compile(r"\]\(([^)#]+)\)")


@pytest.fixture(name="text")
def _text(root: Path) -> str:
    return (root / "examples" / "README.md").read_text(encoding="utf-8")


def test_every_command_shows_what_it_shows(text: str, root: Path, tmp_path: Path) -> None:
    for name in ("examples", "spec"):
        (tmp_path / name).symlink_to(root / name)
    (block,) = BLOCK.findall(text)
    made = []
    for line in block.splitlines():
        if line.startswith("$ "):
            made += [line, *shell(line.removeprefix("$ "), tmp_path)]
    assert made == block.splitlines()


def test_every_link_leads_somewhere(text: str, root: Path) -> None:
    assert not [link for link in LINK.findall(text) if not (root / "examples" / link).exists()]


def test_every_example_is_in_it(text: str, root: Path) -> None:
    folders = {path.name for path in (root / "examples").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert not {name for name in folders if f"({name}" not in text}
