"""Changes of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specgen.data import frozen


@frozen()
class Edit:
    """Characters of a file, from ``start`` to ``end``, that become another text. ``label``: why, where that is not plain."""

    start: int
    end: int
    text: str
    label: str = ""


Edits = Mapping[str, tuple[Edit, ...]]
"""Changes by the path of the file."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with changes that do not overlap."""
    for one in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text
