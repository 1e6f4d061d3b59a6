"""From a place in a file to the path of what stands there."""

from __future__ import annotations

from bisect import bisect_right

from specgen.data import frozen
from specgen.source import Tree

Path = tuple[str | int, ...]


@frozen()
class Spot:
    """What stands at a place: the key of ``path``, or (a part of) its value, which begins at ``start``."""

    path: Path
    start: int
    key: bool


def spot_at(tree: Tree, offset: int) -> Spot:
    """Return the innermost key or value that begins at or before a character of the file."""
    here, start = tree.data, tree.start
    path: Path = ()
    while isinstance(here, dict | list) and id(here) in tree.places:
        places = tree.places[id(here)]
        if isinstance(here, dict):
            rank = bisect_right(places, offset) - 1
            if rank < 0:
                break
            name = list(here)[rank // 2]
            path, start = (*path, name), places[rank]
            if rank % 2 == 0:
                return Spot(path, start, key=True)
            here = here[name]
        else:
            rank = bisect_right(places, offset) - 1
            if rank < 0:
                break
            path, start, here = (*path, rank), places[rank], here[rank]
    return Spot(path, start, key=False)
