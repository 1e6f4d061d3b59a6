"""What one file may ask for."""

from __future__ import annotations

from specgen.data import frozen


@frozen()
class Limits:
    """What a file may ask for at most: bytes, nesting, values, and findings until its reading is given up."""

    size: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 1_000_000
    findings: int = 100


DEFAULT = Limits()
