"""Numbers on the command line."""

from __future__ import annotations

from specgen.cli._options import wrong_use


def number(text: str) -> int:
    """Return a number written as in the spec: 64, 0x40, 0b100_0000. Leaves with code 2 where it is none."""
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        wrong_use(f"{text!r} is no number")
