"""Where a thing of the model was written; resolved to a line and column only when somebody asks."""

from __future__ import annotations

from specgen.data import frozen
from specgen.source.files import Location, SourceFile
from specgen.source.tree import Tree

Path = tuple[str | int, ...]


@frozen(eq=False, sealed=False)
class Origin:
    """A path into one positioned tree, e.g. ``("instructions", "matmul")``."""

    tree: Tree
    path: Path

    def at(self, *more: str | int) -> Location:
        """The place of the value at ``path + more``, or of the nearest enclosing thing that exists."""
        return self.tree.value_location(self.path + more)

    def key(self, *more: str | int) -> Location:
        """The place of the key (rather than the value) at ``path + more``."""
        return self.tree.key_location(self.path + more)

    def text(self, line: int, column: int, *more: str | int) -> Location:
        """The place of (``line``, ``column``), both from 1, in the text of the scalar at ``path + more``."""
        return self.tree.text_location(self.path + more, line, column)

    def child(self, *more: str | int) -> Origin:
        """The origin of a part of this thing."""
        return Origin(self.tree, self.path + more)


BUILTIN = Origin(Tree(SourceFile("builtin", ""), None), ())
"""The origin of what is predefined: the beginning of an empty file."""
