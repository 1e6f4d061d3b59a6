"""The page on other repositories: its files are written, its commands run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from tests.site.test_commands import shows_what_it_shows

FILE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def test_every_file_and_command_does_what_is_shown(root: Path, tmp_path: Path) -> None:
    text = (root / "site" / "pages" / "other-repositories.md").read_text(encoding="utf-8")
    for name, contents in FILE.findall(text):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(contents, encoding="utf-8")
    shows_what_it_shows(text, tmp_path)
