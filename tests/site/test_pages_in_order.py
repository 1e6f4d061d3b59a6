"""The pages on engines, conformance, numbers, bounds and reviews are run as they stand, block after block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site.test_commands import shell

FILE = re.compile(r"in\s+`(\w+\.\w+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(
    r"^```console\n(?P<console>.*?)^```$|^```python\n(?P<python>.*?)^```\n\n```text\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def _happens(console: str, folder: Path) -> list[str]:
    lines = [line for line in console.splitlines() if line.startswith("$ ")]
    return [text for line in lines for text in (line, *shell(line.removeprefix("$ "), folder))]


@pytest.mark.parametrize("page", ["native", "conformance", "numerics", "bounds", "reviewing"])
def test_a_page_shows_what_happens(
    page: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CC", raising=False)
    text = (root / "site" / "pages" / f"{page}.md").read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        (tmp_path / name).write_text(content, encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) == text.count("```console") + text.count("```text")
    for block in blocks:
        if block["console"] is not None:
            assert _happens(block["console"], tmp_path) == block["console"].splitlines()
        else:
            (tmp_path / "shown.py").write_text(block["python"], encoding="utf-8")
            assert shell("python shown.py", tmp_path) == block["output"].splitlines()


def test_the_flags_named_are_those_given(root: Path) -> None:
    text = (root / "site" / "pages" / "native.md").read_text(encoding="utf-8")
    named = re.findall(r"`(-std=[^`]*)`", text)[0].split()
    compiler = (root / "specgen" / "machine" / "native" / "compiler.py").read_text(encoding="utf-8")
    assert [flag for flag in named if f'"{flag}"' not in compiler] == []
