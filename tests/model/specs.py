"""Small specs for tests: a fragment laid over a base that is complete without it."""

from __future__ import annotations

from pathlib import Path

from specgen.checks.examples import write_example
from specgen.model import Architecture, load
from specgen.source import Diagnostic


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write a spec of several files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def findings(folder: Path) -> list[Diagnostic]:
    """Everything that loading and resolving all variants reports, in the order of the files."""
    return load(folder).check()[1].sorted()


def refused(tmp_path: Path, fragment: str) -> list[tuple[str, int]]:
    """The rules that a fragment breaks, and on which lines."""
    return [(one.rule, one.at.line) for one in findings(write_example(fragment, tmp_path))]


def resolved(tmp_path: Path, fragment: str) -> Architecture:
    """The default variant of a sound fragment."""
    return load(write_example(fragment, tmp_path)).architecture()
