"""Findings as text for people, JSON for scripts, SARIF for code scanning, annotations for CI."""

from __future__ import annotations

from specgen.source.diagnostics import Diagnostics

FORMATS = ("text", "json", "sarif", "github")


def render(diagnostics: Diagnostics, format: str = "text", *, colour: bool = False) -> str:  # noqa: A002
    """Return all findings, sorted, in one of `FORMATS`, ending in a newline. `colour` is for text on a terminal."""
    raise AssertionError


def summary(diagnostics: Diagnostics) -> str:
    """Return `2 errors, 1 warning`, or `no findings`."""
    raise AssertionError
