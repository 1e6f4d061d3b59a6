"""What the code of the three packages looks like."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

PACKAGES = ("specgen", "generators", "perfmodel")

#: Names of the reference spec: no package may know it.
REFERENCE = re.compile(r"basalt", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
EXCUSED = re.compile(r"\b(TODO|FIXME|XXX)\b|mark\.xfail|pytest\.xfail|mark\.skip\b|importorskip")


def _files(root: Path, *folders: str, suffix: str = "") -> list[Path]:
    """The files of the folders themselves, not of those that links in them point to."""
    return [
        path
        for folder in folders
        for path in sorted((root / folder).rglob(f"*{suffix}"))
        if path.is_file() and "__pycache__" not in path.parts and not _linked(root, path)
    ]


def _linked(root: Path, path: Path) -> bool:
    return any(parent.is_symlink() for parent in path.parents if parent.is_relative_to(root))


def _lengths(paths: list[Path]) -> dict[str, int]:
    return {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}


def test_modules_are_small(root: Path) -> None:
    lengths = _lengths(_files(root, *PACKAGES, "tests", "benchmarks", suffix=".py"))
    assert not {path: lines for path, lines in lengths.items() if lines > 600}
    written = [lines for path, lines in lengths.items() if not path.endswith("__init__.py")]
    assert statistics.median(written) < 150


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_can_be_seen_whole(root: Path) -> None:
    functions = [found for path in _files(root, *PACKAGES, suffix=".py") for found in _functions(path)]
    long = [(name, lines) for name, lines in functions if lines > 35]
    assert len(long) <= 0.05 * len(functions), sorted(long, key=lambda found: -found[1])


def test_no_package_knows_the_reference_spec(root: Path) -> None:
    knowing = [
        str(path)
        for path in _files(root, *PACKAGES)
        if REFERENCE.search(path.name) or REFERENCE.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not knowing


def test_nothing_is_left_for_later(root: Path) -> None:
    unfinished = [
        f"{path}: {found.group()}"
        for folders, pattern in ((PACKAGES, UNFINISHED), (("tests", "benchmarks"), EXCUSED))
        for path in _files(root, *folders, suffix=".py")
        if path != Path(__file__).resolve()
        for found in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not unfinished


def test_every_public_module_says_what_it_is(root: Path) -> None:
    modules = _files(root, *PACKAGES, suffix=".py")
    assert not [
        path for path in modules if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
