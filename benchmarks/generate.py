"""How long `specgen generate` takes for every target of the reference spec."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks._measure import SPECGEN, best, once, show


def main() -> None:
    """Times a first run, which writes every file, and one that finds all of them current."""
    with tempfile.TemporaryDirectory() as folder:
        again = best(SPECGEN, "generate", "-o", str(Path(folder) / "again"), times=3)
        show("specgen generate, all files new", once(SPECGEN, "generate", "-o", str(Path(folder) / "new")))
        show("specgen generate, all files current", again)


if __name__ == "__main__":
    main()
