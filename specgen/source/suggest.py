"""The nearest name, for hints."""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 16


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that `word` most likely misspells, or None where none is near.

    Near is at most one edit (a letter more, less, other, or two swapped) in three letters; case and the
    choice of `-` or `_` do not count. Of equally near ones the first in the alphabet is taken.
    """
    if not 1 < len(word) <= 80:
        return None
    plain, best, limit = _plain(word), None, max(1, len(word) // 3) * 2 + 2
    for candidate in sorted(set(candidates)):
        if candidate == word or abs(len(candidate) - len(word)) * 2 >= limit:
            continue
        cost = 2 * _edits(plain, _plain(candidate), limit // 2) + (plain[:1] != _plain(candidate[:1]))
        if cost < limit:
            best, limit = candidate, cost
    return best


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return the hint `did you mean ...?`, or None where no candidate is near."""
    near = suggest(word, candidates)
    return None if near is None else f"did you mean {near!r}?"


def nearest_of(word: str, known: Iterable[str]) -> str:
    """Return the hint `did you mean ...?`, or where no name is near, which there are, sixteen of them at most."""
    names = list(dict.fromkeys(known))
    listed = ", ".join(names[:_MOST]) + ", ..." * (len(names) > _MOST)
    return did_you_mean(word, names) or (f"there are {listed}" if names else "there is none")


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_")


def _edits(a: str, b: str, limit: int) -> int:
    """Return the optimal string alignment distance of two words, or `limit + 1` where it is more."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
