"""The nearest name, for hints."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `word` is most likely a misspelling of, or None where none is near."""
    raise AssertionError


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return the hint `did you mean ...?`, or None where no candidate is near."""
    near = suggest(word, candidates)
    return None if near is None else f"did you mean {near!r}?"
