"""What was written otherwise although it resolves to the same: so that no edit of a spec goes without a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specgen.model.merge import SECTIONS, Merged
from specgen.review.changes import Change, Kind
from specgen.review.comparing import renames
from specgen.review.slices import written_of


def rewritten(old: Merged, new: Merged, known: set[tuple[str, str]]) -> Iterator[Change]:
    """Yield the places of the YAML that differ in items of which no change is ``known`` by section and name."""
    for section in SECTIONS:
        mine, theirs = getattr(old.sections, section), getattr(new.sections, section)
        came = {now: was for was, now in renames(_documents(mine), _documents(theirs)).items()}
        for name, entry in theirs.items():
            was = mine.get(came.get(name, name))
            if was is None or (section, name) in known:
                continue
            a, b = written_of(was.origin), written_of(entry.origin)
            for path, before, after in differences(a, b, ()):
                where = (section, name, *path)
                yield Change(
                    Kind.REWRITTEN,
                    where,
                    before,
                    after,
                    was.document,
                    entry.document,
                    was.origin,
                    entry.origin,
                )


def differences(a: Any, b: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield (path, before, after) of the leaves in which two trees of YAML differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in [*a, *(key for key in b if key not in a)]:
            if key not in a or key not in b:
                yield (*path, str(key)), a.get(key), b.get(key)
            elif a[key] != b[key]:
                yield from differences(a[key], b[key], (*path, str(key)))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for number, (x, y) in enumerate(zip(a, b, strict=True)):
            yield from differences(x, y, (*path, str(number)))
    elif a != b or (type(a) is not type(b) and bool in (type(a), type(b))):
        yield path, a, b


def _documents(entries: Any) -> dict[str, Any]:
    return {name: entry.document for name, entry in entries.items()}
