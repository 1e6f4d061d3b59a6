"""The page of the runtime shows the programs as they are, and its example of a mock does what it says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.generators.runtime.building import WARNINGS, Made
from tests.pages import page_of

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_programs_and_mock(basalt: Made, root: Path, tmp_path: Path) -> None:
    blocks = BLOCK.findall(page_of(root, "runtime"))
    first, mock = (text for language, text in blocks if language == "c")
    (second,) = (text for language, text in blocks if language == "python")
    assert first == (root / "examples/runtime/attention.c").read_text(encoding="utf-8")
    assert second == (root / "examples/runtime/attention.py").read_text(encoding="utf-8")
    (tmp_path / "mock.c").write_text(mock, encoding="utf-8")
    paths = [f"-I{basalt.folder / name}" for name in ("include", "mock")]
    sources = [tmp_path / "mock.c", basalt.folder / "mock" / "basalt_mock.c"]
    subprocess.run(["gcc", "-std=c11", *WARNINGS, *paths, "-o", tmp_path / "mock", *sources], check=True)
    assert subprocess.run([tmp_path / "mock"], check=False).returncode == 0
