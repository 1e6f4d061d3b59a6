"""A YAML document as plain data, with the place of everything in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from specgen.source.files import Location, SourceFile

Path = Sequence[str | int]
"""Keys (as spelled) and list indices that lead from the root to a value."""


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """One document: `data` is dicts (keys are text, as spelled), lists and scalars.

    Paths are those of `data`. A path that is not in it is cut at the last part that is, so that every
    question has an answer.
    """

    file: SourceFile
    data: Any

    def key_location(self, path: Path) -> Location:
        """Return where the last key of `path` stands; for an item of a list, where the item begins."""
        raise AssertionError

    def value_location(self, path: Path) -> Location:
        """Return where the value at `path` stands; for a block scalar its `|` or `>`."""
        raise AssertionError

    def scalar_location(self, path: Path, offset: int = 0, length: int | None = None) -> Location:
        """Return where the characters `offset` to `offset + length` of the text at `path` stand."""
        raise AssertionError

    def text_location(self, path: Path, line: int, column: int, end_column: int | None = None) -> Location:
        """Return where 1-based `line` and `column` of the text at `path` (a block, quoted or plain scalar) stand."""
        raise AssertionError

    def locate(self, loc: Path) -> Location:
        """Return the place of a validation error; parts that are not in the data (union tags) are skipped."""
        raise AssertionError

    def resolve(self, loc: Path) -> tuple[str | int, ...]:
        """Return the path that `locate` uses: `loc` without the parts that are not in the data."""
        raise AssertionError

    def refused(self, path: Path) -> bool:
        """Whether the value at `path` was already reported as unusable (an alias, `010`): say no more about it."""
        raise AssertionError
