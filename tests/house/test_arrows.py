"""Which room may import which: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

#: Packages that the rest of the code knows by their roots alone, and roots below them.
ROOTS = (
    "specgen.review",
    "specgen.review.reports",
    "specgen.bundles",
    "specgen.hosting",
    "specgen.lsp",
    "specgen.releases",
)
#: Releases keep what the actions of reviews say: they ask the same modules.
BESIDE = {"specgen.releases": "specgen.review"}
LINT = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, '.'); {LINT}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_arrows_point_down(root: Path) -> None:
    done = _lint(root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_arrow_that_points_up_is_found(root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "pyproject.toml", tmp_path)
    for room in ("", "source", "model", "generators", "perfmodel"):
        package = tmp_path / "specgen" / room
        package.mkdir()
        (package / "__init__.py").touch()
    assert _lint(tmp_path).returncode == 0
    (tmp_path / "specgen" / "source" / "__init__.py").write_text("import specgen.model\n")
    assert "specgen.source -> specgen.model" in _lint(tmp_path).stdout


def test_no_generator_reaches_into_another() -> None:
    graph = grimp.build_graph("specgen", cache_dir=None)
    targets = {name for name in graph.find_children("specgen.generators") if graph.find_children(name)}
    reaching = [
        f"{importer} -> {imported}"
        for target in targets
        for importer in graph.find_descendants(target) | {target}
        for imported in graph.find_modules_directly_imported_by(importer)
        if any(imported.startswith(f"{other}.") for other in targets - {target})
    ]
    assert not reaching


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _beyond_roots(source: str, package: str) -> list[str]:
    """The modules imported that lie behind the root of a package of the performance model other than ``package``."""
    parts = [name.split(".") for name in _imported(source)]
    return [
        ".".join(name)
        for name in parts
        if name[:2] == ["specgen", "perfmodel"] and len(name) > 3 and name[2] != package
    ]


def test_packages_of_the_performance_model_are_known_by_their_roots_alone(root: Path) -> None:
    folders = ["perfmodel", "generators", "specgen/api", "specgen/cli"]
    files = [path.relative_to(root) for folder in folders for path in (root / folder).rglob("*.py")]
    assert len(files) > 300
    found = [
        f"{path}: {name}"
        for path in files
        for name in _beyond_roots((root / path).read_text("utf-8"), path.parts[1])
    ]
    assert not found


def _inside(source: str, packages: tuple[str, ...]) -> list[str]:
    """The modules imported that lie behind the root of one of the packages."""
    return [
        name
        for name in _imported(source)
        if name not in packages and any(name.startswith(f"{package}.") for package in packages)
    ]


def test_packages_of_reviews_bundles_and_editors_are_known_by_their_roots_alone(root: Path) -> None:
    files = [
        path for folder in ("perfmodel", "generators", "specgen") for path in (root / folder).rglob("*.py")
    ]
    assert len(files) > 800
    found = []
    for path in files:
        own = ".".join(path.relative_to(root).parts[:2])
        known = (own, BESIDE.get(own, own))
        others = tuple(one for one in ROOTS if not f"{one}.".startswith(tuple(f"{each}." for each in known)))
        found += [f"{path}: {name}" for name in _inside(path.read_text("utf-8"), others)]
    assert not found


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("from specgen.review.policy import Policy", ["specgen.review.policy"]),
        ("from specgen.review.reports.report import Report", ["specgen.review.reports.report"]),
        ("import specgen.lsp.protocol.server", ["specgen.lsp.protocol.server"]),
        ("from specgen.review.reports import Report", []),
        ("from specgen.review import Policy", []),
    ],
)
def test_an_import_from_inside_a_package_is_found(line: str, inside: list[str]) -> None:
    assert _inside(line, ROOTS) == inside


@pytest.mark.parametrize(
    ("line", "beyond"),
    [
        ("from specgen.perfmodel.chips.chip import Chip", ["specgen.perfmodel.chips.chip"]),
        ("import specgen.perfmodel.chips.chip", ["specgen.perfmodel.chips.chip"]),
        ("from specgen.perfmodel.chips import Chip", []),
        ("from specgen.perfmodel.bounds.bound import Bound", []),
    ],
)
def test_an_import_from_behind_a_root_is_found(line: str, beyond: list[str]) -> None:
    assert _beyond_roots(line, "bounds") == beyond
