"""The kinds of pages that a site has, seen from outside, so that a new kind is among them by itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_DRAWING = re.compile(r"<svg\b.*?</svg>|<script\b[^>]*type=.application/json.[^>]*>.*?</script>", re.DOTALL)


def pages(site: Path) -> list[str]:
    """Every page of a site, by its address below it."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def of_each_kind(site: Path) -> list[str]:
    """Of every folder the smallest page, and those at the top that are like no other; `SPECGEN_PAGES=all` asks for all."""
    if os.environ.get("SPECGEN_PAGES") == "all":
        return pages(site)
    least = (min(group, key=lambda one: _weight(site, one)) for group in _folders(site).values())
    return sorted({*_SHAPES & {*_top(site)}, *least})


#: Pages at the top that are built like no other.
_SHAPES = frozenset(
    f"{name}.html"
    for name in (
        *(
            "index",
            "instructions",
            "encoding",
            "engines",
            "parameters",
            "performance",
            "rooflines",
            "glossary",
        ),
        *("playground", "step", "status", "requirements", "releases", "language", "tour", "404"),
    )
)


def _top(site: Path) -> list[str]:
    return [page for page in pages(site) if "/" not in page]


def _folders(site: Path) -> dict[tuple[str, int], list[str]]:
    """The pages in folders, by the first folder and how deep they are; none that only leads to another."""
    found: dict[tuple[str, int], list[str]] = {}
    for page in pages(site):
        if "/" in page and 'http-equiv="refresh"' not in (site / page).read_text(encoding="utf-8")[:2000]:
            found.setdefault((page.split("/")[0], page.count("/")), []).append(page)
    return found


def _weight(site: Path, page: str) -> int:
    return (site / page).stat().st_size


def heavy(site: Path, most: int) -> Iterator[str]:
    """The pages whose HTML without drawings, and without data for charts, is over so many bytes, with that size."""
    for page in pages(site):
        text = _DRAWING.sub("", (site / page).read_text(encoding="utf-8"))
        if (size := len(text.encode())) > most:
            yield f"{page}: {size}"
