"""Reads files and turns YAML into trees, within limits and in one pass over the parser's events."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from specgen.source.diagnostics import Diagnostics
from specgen.source.files import Location, SourceFile
from specgen.source.tree import Tree


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask for at most: bytes, nesting, values, and findings before its reading is given up."""

    size: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000
    findings: int = 100


def read_source(
    path: Path | str,
    diagnostics: Diagnostics,
    *,
    shown_as: str | None = None,
    at: Location | None = None,
    limits: Limits = Limits(),  # noqa: B008
) -> SourceFile | None:
    """Read a file as UTF-8; report and return None where it cannot be read, is a folder or is too large.

    `shown_as` is the path that users see. `at` is the place that asked for the file (an include), where a missing
    file is reported.
    """
    raise AssertionError


def load_yaml(file: SourceFile, diagnostics: Diagnostics, limits: Limits = Limits()) -> Tree | None:  # noqa: B008
    """Parse one file; None where it is not YAML at all.

    Values that are refused (an alias, a duplicate key, `010`) are reported, and the rest of the tree is there all
    the same, so that later stages report theirs in the same run: look at `diagnostics.errors`, not for None.
    """
    raise AssertionError


@contextmanager
def paused_gc() -> Iterator[None]:
    """Keep the cycle collector off while a tree is made: what is made is all alive. May be nested."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
