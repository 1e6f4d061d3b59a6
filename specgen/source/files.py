"""Source files and places in them."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate, count
from operator import add

from specgen.data import frozen


@frozen(eq=False, slots=False)
class SourceFile:
    """The text of one file of a spec.

    `path` is the name that users see: `spec/isa/scalar.yaml`, `std:types/ofp8.yaml`.
    Two files are the same only if they are the same object.
    """

    path: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        """Offset of the first character of each line."""
        lengths = map(len, self.text.split("\n"))
        return list(map(add, accumulate(lengths, initial=0), count()))[:-1]

    @property
    def line_count(self) -> int:
        """Number of lines; a final newline begins one more, empty line."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """Return line `number` (from 1) without its line end; empty outside the file."""
        if not 1 <= number <= len(self._starts):
            return ""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self.text)
        return self.text[start:end].removesuffix("\r")

    def offset(self, line: int, column: int) -> int:
        """Return the index in `text` of a place given by 1-based line and column."""
        return self._starts[min(line, len(self._starts)) - 1] + column - 1

    def at(self, offset: int, length: int | None = None) -> Location:
        """Return the place at index `offset` of `text`; with `length`, its extent on that line."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        if length is None:
            return Location(self, line, column)
        end = min(column + length, len(self.line(line)) + 1)
        return Location(self, line, column, max(end, column))


@frozen()
class Location:
    """A place in a file: line and column count from 1, in characters; `end_column` is one past the last."""

    file: SourceFile
    line: int
    column: int
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.file.path}:{self.line}:{self.column}"
