"""Templates of C text: files with ``@name@`` places; and the prefix that all names of an engine get."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLACE = re.compile(r"@(\w+)@")
_MACRO = re.compile(r"\bN_(?=[A-Z])")
_NAME = re.compile(r"\bN_")


def fill(template: str, **parts: str) -> str:
    """A template with its places filled; a line that is one place vanishes where the part is empty."""
    lines = []
    for line in _template(template).splitlines():
        alone = _PLACE.fullmatch(line)
        if alone is None:
            lines.append(_PLACE.sub(lambda found: parts[found[1]], line))
        elif parts[alone[1]]:
            lines.append(parts[alone[1]])
    return "\n".join(lines) + "\n"


@cache
def _template(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text(encoding="utf-8")


def indented(lines: Iterable[str], depth: int = 1) -> str:
    """Lines one level deeper, joined."""
    return "\n".join(f"{'    ' * depth}{line}" if line else "" for line in lines)


def prefixed(text: str, name: str) -> str:
    """``N_``, which stands for the architecture's name, as its prefix: ``chip_run``, ``CHIP_LANES``."""
    lower = name.replace("-", "_").lower()
    return _NAME.sub(f"{lower}_", _MACRO.sub(f"{lower.upper()}_", text))


def array(head: str, items: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an array of these items."""
    yield f"{head} = {{"
    yield from (f"    {item}," for item in items)
    yield from ("};", "")


def quoted(text: str) -> str:
    """Return a string literal."""
    return f'"{text}"'
