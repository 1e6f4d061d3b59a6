"""Findings as text for people, JSON for scripts, SARIF for code scanning, annotations for CI."""

from __future__ import annotations

from importlib import import_module

from specgen.source.diagnostics import Diagnostics
from specgen.source.renderers.text import summary

__all__ = ["FORMATS", "render", "summary"]

FORMATS = ("text", "json", "sarif", "github")


def render(diagnostics: Diagnostics, format: str = "text", *, colour: bool = False) -> str:  # noqa: A002
    """Return all findings, sorted, in one of `FORMATS`, ending in a newline.

    `colour` is for text on a terminal. Raises ValueError for a format that does not exist.
    """
    if format not in FORMATS:
        raise ValueError(f"no such format: {format!r}")
    if format == "text":
        from specgen.source.renderers.text import render_text

        return render_text(diagnostics, colour=colour)
    made: str = import_module(f"specgen.source.renderers.{format}").render(diagnostics)
    return made
