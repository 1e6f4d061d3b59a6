"""What must be quick imports nothing slow: helps, a check whose claims are known, single points without NumPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "scipy", "pyarrow", "dask", "onnx", "plotly", "jinja2", "rich", "mkdocs"}
RUN = "import sys; from specgen.cli.main import cli\ntry: cli.main({words})\nexcept SystemExit: pass\n"
SAY = "print(*sorted(m for m in sys.modules if m in {heavy} or m.startswith({rooms})), file=sys.stderr)"


def _imported(code: str, folder: Path, *rooms: str) -> list[str]:
    """The modules that code imports, of those that are slow and of some rooms."""
    program = code + SAY.format(heavy=sorted(HEAVY), rooms=rooms)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stderr.split()


@pytest.mark.parametrize("words", [["--help"], ["perf", "--help"], ["perf", "sweep", "--help"]])
def test_helps_import_commands_alone(words: list[str], tmp_path: Path) -> None:
    rooms = [f"specgen.{room}" for room in ("api", "checks", "generators", "model", "perfmodel", "semantics")]
    assert _imported(RUN.format(words=words), tmp_path, *rooms) == []


def test_single_points_need_no_numpy(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from specgen.perfmodel import bounds, chips, claims, coverage, parallel, physical, timelines, workloads\n"
        "step = workloads.build(workloads.library_model('llama_3_1_8b'), 'decode', batch=4, context=512)\n"
        "part = parallel.divided(step, parallel.ranks({'tensor': 2}))\n"
        "assert bounds.bounds_of(part, chips.library_chip('h100_sxm')).time > 0\n"
    )
    assert _imported(code, tmp_path) == []


def test_a_check_whose_claims_are_known_computes_none(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    code = RUN.format(words=["check", "--spec", str(root / "spec")])
    rooms = [
        f"specgen.perfmodel.{room}" for room in ("bounds", "chips", "parallel", "timelines", "uncertainty")
    ]
    first = _imported(code, tmp_path, *rooms)
    assert "specgen.perfmodel.bounds" in first
    assert not HEAVY & {*first}
    assert _imported(code, tmp_path, *rooms) == []
