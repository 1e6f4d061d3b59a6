"""Reports of a review: for terminals, scripts, code scanning, annotations, test reports, pull requests and browsers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from specgen.review.reports.report import Entry, Place, Report, report_of

if TYPE_CHECKING:
    from specgen.review.reports.beside import comparison

__all__ = ["FORMATS", "Entry", "Place", "Report", "comparison", "render", "report_of"]

FORMATS = ("text", "markdown", "json", "sarif", "github", "junit", "html")


def render(report: Report, style: str = "text", *, colour: bool = False) -> str:
    """Return a report in one of FORMATS, ending in a newline: the same review gives the same bytes anywhere.

    ``colour`` is for text on a terminal. Raises ValueError for a format that does not exist.
    """
    if style not in FORMATS:
        raise ValueError(f"no such format: {style!r}")
    if style == "text":
        from specgen.review.reports.text import render_text

        return render_text(report, colour=colour)
    made: str = import_module(f"specgen.review.reports.{style}").render(report)
    return made


def __getattr__(name: str) -> Any:
    """Import what pages of a site are made with where one is made."""
    if name != "comparison":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.beside").comparison
