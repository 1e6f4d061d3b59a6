"""What the tests of this folder share."""

from __future__ import annotations

from specgen.source import Diagnostics, Limits, SourceFile, Tree, load_yaml


def load(text: str, limits: Limits = Limits()) -> tuple[Tree | None, Diagnostics]:  # noqa: B008
    diagnostics = Diagnostics()
    return load_yaml(SourceFile("spec/a.yaml", text), diagnostics, limits), diagnostics


def tree_of(text: str) -> Tree:
    """Load text in which nothing is wrong."""
    tree, diagnostics = load(text)
    assert tree is not None
    assert list(diagnostics) == []
    return tree


def findings(text: str) -> list[tuple[str, int, int]]:
    """Return rule, line and column of what is found in a text."""
    return [(found.rule, found.at.line, found.at.column) for found in load(text)[1].sorted()]
