"""Templates of C text: files with ``@name@`` places; and the prefix that all names of an engine get."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.templating import filled
from specgen.generators.templating import prefixed as by_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def fill(template: str, **parts: str) -> str:
    """A template of the engine with its places filled."""
    return filled(Path(__file__).parent / "templates" / template, parts)


def indented(lines: Iterable[str], depth: int = 1) -> str:
    """Lines one level deeper, joined."""
    return "\n".join(f"{'    ' * depth}{line}" if line else "" for line in lines)


def prefixed(text: str, name: str) -> str:
    """``N_``, which stands for the architecture's name, as its prefix: ``chip_run``, ``CHIP_LANES``."""
    return by_prefix(text, name.replace("-", "_").lower())


def array(head: str, items: Iterable[str]) -> Iterator[str]:
    """Yield the lines of an array of these items."""
    yield f"{head} = {{"
    yield from (f"    {item}," for item in items)
    yield from ("};", "")


def quoted(text: str) -> str:
    """Return a string literal."""
    return f'"{text}"'
