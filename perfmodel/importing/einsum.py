"""Which axes of an einsum are shared, kept and summed."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from specgen.perfmodel.importing.errors import Unsupported


def einsum_axes(equation: str, shapes: Sequence[tuple[int, ...]]) -> tuple[list[str], str, dict[str, int]]:
    """Return the axes of each operand, those of the result, and the extent of each axis. Raises Unsupported."""
    terms, kept = _terms(equation, [len(one) for one in shapes])
    extents: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for axis, extent in zip(term, shape, strict=True):
            extents[axis] = max(extents.get(axis, 1), extent)
    return terms, kept, extents


def einsum_sizes(equation: str, shapes: Sequence[tuple[int, ...]]) -> tuple[int, int, int, int]:
    """Return groups, m, n and k of an einsum of two operands. Raises Unsupported for more or fewer."""
    terms, kept, extents = einsum_axes(equation, shapes)
    if len(terms) != 2:
        raise Unsupported(f"an einsum of {len(terms)} operands")
    return _groups(terms, kept, extents)


def _groups(terms: list[str], kept: str, extents: dict[str, int]) -> tuple[int, int, int, int]:
    first, second = (set(one) for one in terms)
    groups = first & second & set(kept)
    rows, columns = (first - second) & set(kept), (second - first) & set(kept)
    summed = (first | second) - set(kept)

    def size(axes: set[str]) -> int:
        return prod(extents[one] for one in axes)

    return size(groups), size(rows), size(columns), size(summed)


def _terms(equation: str, ranks: list[int]) -> tuple[list[str], str]:
    """Return the axes of the operands and those of the result; what dots stand for gets digits, aligned at the right."""
    left, arrow, kept = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ranks):
        raise Unsupported(f"the equation {equation!r} is not of {len(ranks)} operands")
    most = 0
    for place, (term, rank) in enumerate(zip(terms, ranks, strict=True)):
        if "..." in term:
            open_axes = rank - len(term.replace("...", ""))
            most = max(most, open_axes)
            terms[place] = term.replace("...", "".join(chr(0x100 + one) for one in range(open_axes))[::-1])
    dots = "".join(chr(0x100 + one) for one in range(most))[::-1]
    if arrow:
        return terms, kept.replace("...", dots)
    letters = "".join(terms)
    return terms, dots + "".join(sorted(one for one in set(letters) - set(dots) if letters.count(one) == 1))
