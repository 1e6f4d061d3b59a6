"""How long `specgen generate` takes for every target of the reference spec."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks._measure import SPECGEN, best, show


def main() -> None:
    """Times a first run, which writes every file, and one that finds all of them current."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        show("specgen generate, first", best(SPECGEN, "generate", "-o", out, times=1))
        show("specgen generate, again", best(SPECGEN, "generate", "-o", out, times=3))


if __name__ == "__main__":
    main()
