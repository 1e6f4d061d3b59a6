"""CSV files as columns of text."""

from __future__ import annotations

import csv
from pathlib import Path


def columns_of(path: Path) -> dict[str, list[str]]:
    """Return the cells of each column by the name in the first line."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        names = next(reader)
        columns = [list(column) for column in zip(*reader, strict=True)]
    return dict(zip(names, columns or [[] for _ in names], strict=True))
