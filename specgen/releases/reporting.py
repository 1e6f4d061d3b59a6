"""Replayed artefacts as text and as data: how many are read the same, and every one that is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from specgen.releases.replaying import Replayed, Verdict

_HEAD = ("release", "artefacts", "same", "refused", "otherwise", "of these allowed")


def as_text(found: Sequence[Replayed]) -> Iterator[str]:
    """Yield the lines of a table of releases, then what was refused or read otherwise, alike ones together."""
    if not found:
        yield "no release is recorded"
        return
    rows = [tuple(map(str, row)) for row in _rows(found)]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    for row in (_HEAD, *rows):
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
    for (release, subject, verdict, why, allowed), variants in _told(found).items():
        allowance = f" ({allowed})" if allowed else ""
        word = "refused" if verdict is Verdict.REFUSED else "read otherwise"
        yield f"{release} {subject} in {', '.join(variants)}: {word}: {why}{allowance}"


def _rows(found: Iterable[Replayed]) -> Iterator[tuple[str | int, ...]]:
    by_release: dict[str, list[Replayed]] = {}
    for one in found:
        by_release.setdefault(one.release, []).append(one)
    for release, every in by_release.items():
        counts = Counter(one.verdict for one in every)
        yield (
            release, len(every), counts[Verdict.SAME], counts[Verdict.REFUSED], counts[Verdict.OTHERWISE],
            sum(bool(one.allowed) for one in every),
        )  # fmt: skip


def _told(found: Iterable[Replayed]) -> dict[tuple[str, str, Verdict, str, str], list[str]]:
    """What is not read the same: by release, subject and reason, the variants."""
    told: dict[tuple[str, str, Verdict, str, str], list[str]] = {}
    for one in found:
        if one.verdict is not Verdict.SAME:
            key = (one.release, one.artefact.subject, one.verdict, one.why, one.allowed)
            variants = told.setdefault(key, [])
            if one.variant not in variants:
                variants.append(one.variant)
    return told


def as_data(found: Sequence[Replayed]) -> dict[str, Any]:
    """Return everything: counts by release, and each artefact with its verdict."""
    rows = [dict(zip(("release", *_HEAD[1:5], "allowed"), row, strict=True)) for row in _rows(found)]
    artefacts = [
        {
            "release": one.release,
            "subject": one.artefact.subject,
            "kind": one.artefact.kind,
            "variant": one.variant,
            "given": one.artefact.given,
            "verdict": one.verdict.value,
            "why": one.why or None,
            "allowed": one.allowed or None,
        }
        for one in found
    ]
    failed = any(one.fails for one in found)
    return {
        "format": "specgen-replay",
        "version": 1,
        "failed": failed,
        "releases": rows,
        "artefacts": artefacts,
    }
