"""Which room may import which: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import grimp

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
