"""What changed from version to version, thing by thing: what earlier sites told, and what this one adds to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.generators.docs.versions.compare import places
from specgen.generators.docs.versions.data import VERDICTS, Changed, Comparison, Key

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book

HISTORY = "assets/data/history.json"
"""The file of a site by which those of later versions know what it told."""


def history_of(book: Book) -> dict[Key, list[Changed]]:
    """Return all changes that are known, by where the thing is written, the newest first."""
    known = book.exhibits.versions
    found: dict[Key, list[Changed]] = {}
    for one in known.comparisons:
        if (one.old, one.new) == (known.since, known.version):
            found = {key: [changed] for key, changed in _changed(one, places(one, book)).items()}
    for key, earlier in known.history.items():
        found.setdefault(key, []).extend(earlier)
    return found


def _changed(one: Comparison, addresses: Mapping[str, str]) -> dict[Key, Changed]:
    """The worst difference of each thing; a part counts for the whole, too."""
    found: dict[Key, Changed] = {}
    for thing in one.things:
        worst = min(thing.differences, key=lambda each: VERDICTS.index(each.verdict))
        for key in dict.fromkeys((thing.key[:2], thing.key)):
            more = len(thing.differences) - 1
            changed = Changed(one.new, worst.verdict, worst.message, more, addresses[worst.id])
            found[key] = _joined(found[key], changed) if key in found else changed
    return found


def _joined(a: Changed, b: Changed) -> Changed:
    worse = min(a, b, key=lambda each: VERDICTS.index(each.verdict))
    return replace(worse, more=a.more + b.more + 1)


def history_file(book: Book) -> str:
    """Return the history as JSON, a change a line."""
    rows = [
        json.dumps([list(key), one.version, one.verdict, one.sentence, one.more, one.address])
        for key, every in book.history.items()
        for one in every
    ]
    lines = ",\n".join(rows)
    return f"[\n{lines}\n]\n"


def read_history(text: str, root: str) -> dict[Key, Sequence[Changed]]:
    """Read what the site of another version told, whose pages stand below ``root``. Raises ValueError for anything else."""
    found: dict[Key, list[Changed]] = {}
    try:
        for key, version, verdict, sentence, more, address in json.loads(text):
            if verdict not in VERDICTS:
                raise ValueError(f"{verdict!r} is no verdict")
            there = str(address) if str(address).startswith("../") else f"{root}{address}"
            changed = Changed(str(version), verdict, str(sentence), int(more), there)
            found.setdefault(tuple(map(str, key)), []).append(changed)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{HISTORY} is not what specgen writes: {error}") from None
    return dict(found)
