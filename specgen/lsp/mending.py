"""Trees of texts that are no YAML at the moment: the lines that stand in the way are left out."""

from __future__ import annotations

from specgen.source import Diagnostics, SourceFile, Tree, load_yaml

_TRIES = 6


def mended(source: SourceFile) -> Tree | None:
    """Return the tree of a text without a few of its lines, all else at its place; None where that does not help."""
    lines = source.text.split("\n")
    for _ in range(_TRIES):
        found = Diagnostics()
        tree = load_yaml(SourceFile(source.path, "\n".join(lines)), found)
        if tree is not None:
            return tree
        wrong = _line(found)
        while wrong > 0 and not lines[wrong - 1].strip():
            wrong -= 1
        if not wrong:
            return None
        lines[wrong - 1] = " " * len(lines[wrong - 1])
    return None


def _line(found: Diagnostics) -> int:
    """Return the last line that the finding is about."""
    errors = [one for one in found if one.rule == "yaml-syntax"]
    return max((place.line for one in errors for place in (one.at, *(r.at for r in one.related))), default=0)
