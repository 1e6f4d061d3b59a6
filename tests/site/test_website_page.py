"""The page on the website itself: its commands are run as they stand, its test is one."""

from __future__ import annotations

import re
from pathlib import Path

from tests.site.test_commands import BLOCK, shell

PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _page(root: Path) -> str:
    return (root / "site" / "pages" / "website.md").read_text(encoding="utf-8")


def test_every_command_shows_what_it_shows(root: Path, tmp_path: Path) -> None:
    for block in BLOCK.findall(_page(root)):
        lines = block.splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            shown = re.escape("\n".join(lines[start + 1 : end])).replace(re.escape("..."), ".*")
            made = "\n".join(shell(lines[start].removeprefix("$ "), tmp_path))
            assert re.fullmatch(shown, made, re.DOTALL), f"{lines[start]}\n{made}"


def test_the_test_says_what_it_covers(root: Path) -> None:
    (source,) = PYTHON.findall(_page(root))
    said: list[tuple[str, str]] = []
    names: dict[str, object] = {}
    exec(compile(source, "website.md", "exec"), names)  # noqa: S102
    (test,) = (one for name, one in names.items() if name.startswith("test_"))
    assert callable(test)
    test(lambda name, value: said.append((name, value)))
    assert said == [("requirement", "R-SHIFT-1")]
