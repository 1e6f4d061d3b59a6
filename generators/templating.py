"""Templates of generated code, and what all of them say in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
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


_PLACE = re.compile(r"@(\w+)@")
_MACRO = re.compile(r"\bN_(?=[A-Z])")
_NAME = re.compile(r"\bN_")


def filled(template: Path, parts: Mapping[str, str]) -> str:
    """Return a file of C with its ``@name@`` places filled; a line that is one place vanishes where the part is empty."""
    lines = []
    for line in _text(template).splitlines():
        alone = _PLACE.fullmatch(line)
        if alone is None:
            lines.append(_PLACE.sub(lambda found: parts[found[1]], line))
        elif parts[alone[1]]:
            lines.append(parts[alone[1]])
    return "\n".join(lines) + "\n"


@cache
def _text(template: Path) -> str:
    return template.read_text(encoding="utf-8")


def prefixed(text: str, prefix: str) -> str:
    """Return text with ``N_``, which stands for the architecture's name, as its prefix: ``chip_run``, ``CHIP_LANES``."""
    return _NAME.sub(f"{prefix}_", _MACRO.sub(f"{prefix.upper()}_", text))


def one_line(text: str) -> str:
    """Return a text as one line of printable ASCII, what is none of that as ``?``."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text.split())
    return "".join(c if " " <= c <= "~" else "?" for c in line)


def comment(text: str) -> str:
    """Return one line of text that can stand in a C comment."""
    return one_line(text).replace("*/", "* /").replace("/*", "/ *").replace("\\", "/")
