"""How long `specgen check` takes, beside a bare libyaml load of the same files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import _synthetic
from benchmarks._measure import PYTHON, ROOT, SPECGEN, Seconds, best, show

LOAD = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


def _check(what: str, spec: Path, times: int) -> None:
    bare = best(PYTHON, "-c", LOAD, str(spec), times=times)
    show(f"libyaml, {what}", bare)
    checked = best(SPECGEN, "check", "--spec", str(spec), times=times)
    show(f"specgen check, {what}", checked, _ratio(checked, bare))


def _ratio(checked: Seconds, bare: Seconds) -> str:
    return f"{checked.cpu / bare.cpu:.1f} times libyaml's CPU"


def _claims(spec: Path, folder: str) -> None:
    """What claims add where the last check's results were kept, and where none were."""
    command = (SPECGEN, "check", "--spec", str(spec))
    show("specgen check --no-claims, the reference spec", best(*command, "--no-claims"))
    anew = ("bash", "-c", 'XDG_CACHE_HOME=$(mktemp -d -p "$0") exec "$@"', folder)
    show("specgen check, all claims computed anew", best(*anew, *command, times=3))


def main() -> None:
    """Times the start, the reference spec and a synthetic one."""
    show("specgen --help", best(SPECGEN, "--help"))
    _check("the reference spec", ROOT / "spec", times=5)
    with tempfile.TemporaryDirectory() as folder:
        _claims(ROOT / "spec", folder)
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "synthetic"
        _synthetic.write(spec)
        _check("1,300 instructions in 2,000 files", spec, times=3)


if __name__ == "__main__":
    main()
