"""How long the checks of layouts take, by how many elements they are about."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from specgen import api
from specgen.checks import Subject, run
from specgen.checks.examples import write_example
from specgen.model import load
from specgen.model.layouts import injectivity_of_all
from specgen.semantics import analyse
from specgen.source import Diagnostics

Notation = dict[str, Any]
ROUNDS = 5


def layouts(half: int) -> Iterator[tuple[str, Notation]]:
    """Yields layouts of 4 ** half elements."""
    size = 1 << half
    dims = {"r": size, "c": size}
    tiles = {"dims": dims, "split": {"r": ["any", 4, 2], "c": ["any", 8]}, "pad": "zero"}
    yield "rows with a pitch", {"dims": dims, "place": {"addr": [["r", size + 8], ["c", 1]]}}
    yield "tiles of tiles", {**tiles, "place": {"addr": "r0 c0 r1 c1 r2"}, "element": "u16"}
    yield (
        "pages over 12 banks, padded",
        {
            **tiles,
            "fuse": {"page": "r0 c0"},
            "split2": {"page": ["any", 12]},
            "place": {"bank": "page1", "addr": "page0 r1 c1 r2"},
        },
    )
    yield (
        "swizzled, an access of 32 lanes",
        {
            "dims": dims,
            "place": {"addr": "r c"},
            "element": "f32",
            "unit": 8,
            "xor": [{"dst": [6, 4], "src": [half + 4, half + 2]}] if half >= 5 else [],
            "banks": {"count": 32, "width": 4},
            "accesses": {
                "column": {
                    "lanes": min(32, size),
                    "index": {"r": "lane", "c": "k"},
                    "repeat": {"k": min(size, 65536)},
                    "ways": 32,
                }
            },
        },
    )
    torn = {
        "element": "u16",
        "unit": 8,
        "xor": [{"dst": [0, 0], "src": [3, 3]}],
        "capacity": {"addr": 1 << 44},
    }
    yield (
        "bits exchanged within elements",
        {"dims": dims, "place": {"addr": [["r", 4 * size], ["c", 4]]}, **torn},
    )
    yield "one stride too small", {"dims": dims, "place": {"addr": [["r", size - 1], ["c", 1]]}}
    yield "of any size", {"dims": {"r": "any", "c": {"example": size}}, "place": {"addr": "r c"}}


def main() -> None:
    """Times all checks of one layout at a time, loading and typing aside."""
    api.rules()
    for half in (5, 10, 15, 20):
        for what, notation in layouts(half):
            with tempfile.TemporaryDirectory() as folder:
                spec = load(write_example(json.dumps({"layouts": {"it": notation}}), Path(folder)))
                (architecture,) = spec.check()[0].values()
            _show(f"2^{2 * half}, {what}", architecture)


def _show(what: str, architecture: Any) -> None:
    taken = []
    semantics = analyse(architecture, Diagnostics())
    for _ in range(ROUNDS):
        start = time.process_time()
        found = {one.rule for one in run(Subject(architecture, semantics)) if one.rule.startswith("layout")}
        taken.append(time.process_time() - start)
    how = injectivity_of_all(architecture.layouts["it"]).how
    print(
        f"| {what:<45} | {1000 * min(taken):7.2f} | {how:<10} | {', '.join(sorted(found)):<20} |", flush=True
    )


if __name__ == "__main__":
    main()
