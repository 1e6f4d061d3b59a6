"""A change: one place of the model where two specs differ."""

from __future__ import annotations

from dataclasses import field
from enum import Enum
from typing import Any

from specgen.data import frozen
from specgen.model.item import Item
from specgen.model.origin import Origin


class Kind(Enum):
    """What happened to the thing at the path of a change."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"
    REORDERED = "reordered"
    REWRITTEN = "rewritten"
    """Written otherwise, and resolved to the same in every variant: the path is that of the YAML."""


@frozen(eq=False)
class Change:
    """Where two specs differ.

    ``path`` leads there by names of fields of the model, of items and of their parts: ``("instructions", "add", "encoding",
    "opcode")``; names are the new ones. What is missing on a side is None. ``old`` and ``new`` are the items of the
    section that hold the place. A change of several variants is told once, with the values of the first of ``variants``.
    """

    kind: Kind
    path: tuple[str, ...]
    before: Any
    after: Any
    old: Any = None
    new: Any = None
    old_origin: Origin | None = None
    new_origin: Origin | None = None
    variants: tuple[str, ...] = field(default=())

    @property
    def section(self) -> str:
        """The section, or the attribute of the spec as a whole."""
        return self.path[0]

    @property
    def name(self) -> str:
        """The name of the item, empty where the change is of the spec as a whole."""
        return self.path[1] if len(self.path) > 1 else ""

    @property
    def subject(self) -> str:
        """The path as users see it."""
        return ".".join(self.path)

    @property
    def status(self) -> str:
        """How far one could rely on the item: what it was on the old side, else what it is."""
        item = self.old if isinstance(self.old, Item) else self.new
        return item.status if isinstance(item, Item) else "stable"
