"""Templates of generated code, and what all of them say in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(
    folder: Path, filters: Mapping[str, Callable[..., Any]], names: Mapping[str, Any] | None = None
) -> Environment:
    """Return the templates of a folder: of code, so nothing is escaped; a name that nobody gives is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    made.filters.update(filters)
    made.globals.update(names or {})
    return made


def one_line(text: str) -> str:
    """Return a text as one line of printable ASCII, what is none of that as ``?``."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text.split())
    return "".join(c if " " <= c <= "~" else "?" for c in line)


def comment(text: str) -> str:
    """Return one line of text that can stand in a C comment."""
    return one_line(text).replace("*/", "* /").replace("/*", "/ *").replace("\\", "/")
