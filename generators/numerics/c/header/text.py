"""The templates of the header, and what every one of them uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.templating import comment, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

_BREAK = re.compile(r", | (?=[?:|&] )")
_WIDTH = 120


def rule(name: str, title: str) -> str:
    """The line above what belongs to a format."""
    plain = comment(f"{name}: {title}")
    return f"/* -- {plain} {'-' * max(_WIDTH - len(plain) - 10, 2)} */"


def wrapped(text: str) -> str:
    """The same text with long lines broken after a comma, or before an operator."""
    return "\n".join(part for line in text.split("\n") for part in _broken(line))


def _broken(line: str) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    while len(line) > _WIDTH:
        places = [found.end() - 1 for found in _BREAK.finditer(line, len(indent), _WIDTH)]
        if not places:
            break
        yield line[: places[-1]].rstrip()
        line = indent + line[places[-1] :].lstrip()
    yield line


@cache
def templates() -> Environment:
    """The templates."""
    return environment(Path(__file__).parent / "templates", {"comment": comment}, {"rule": rule})
