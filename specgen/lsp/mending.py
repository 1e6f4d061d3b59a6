"""Trees of texts that are no YAML at the moment: the lines that stand in the way are left out."""

from __future__ import annotations

from specgen.source import Diagnostics, SourceFile, Tree, load_yaml

_TRIES = 8


def mended(source: SourceFile) -> Tree | None:
    """Return the tree of a text without a few of its lines, all else at its place; None where that does not help."""
    lines = source.text.split("\n")
    for _ in range(_TRIES):
        found = Diagnostics()
        tree = load_yaml(SourceFile(source.path, "\n".join(lines)), found)
        if tree is not None:
            return tree
        wrong = next((number for number in _lines(found) if lines[number - 1].strip()), None)
        if wrong is None:
            return None
        lines[wrong - 1] = " " * len(lines[wrong - 1])
    return None


def _lines(found: Diagnostics) -> list[int]:
    """Return the lines that a syntax error is about, the likeliest first: what is not closed begins in its own."""
    places = [
        place
        for one in found
        if one.rule == "yaml-syntax"
        for place in (one.at, *(r.at for r in one.related))
    ]
    near = [place.line for place in places]
    return [*near, *(line - 1 for line in near if line > 1)]
