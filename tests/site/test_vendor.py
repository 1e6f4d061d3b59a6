"""What comes from others is unchanged and says so."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest


def _folders(root: Path) -> list[Path]:
    return [path for path in sorted((root / "site/vendor").iterdir()) if path.is_dir()]


def test_digests_match(root: Path) -> None:
    assert _folders(root)
    for folder in _folders(root):
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        named = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
        assert named == {name: sha256((folder / name).read_bytes()).hexdigest() for name in named}
        assert {path.name for path in folder.iterdir()} == {*named, "README", "SHA256SUMS"}


def test_licences_are_beside(root: Path) -> None:
    for folder in _folders(root):
        assert "Permission is hereby granted" in (folder / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "generators/docs/assets/mkdocs.yml",
        "generators/docs/assets/charts.js",
        "generators/docs/assets/styles/base.css",
    ],
)
def test_nothing_is_fetched_from_elsewhere(root: Path, name: str) -> None:
    assert "://" not in (root / name).read_text(encoding="utf-8")
