"""Proofs that an index stays below an extent that is no constant: ``32 * block + q < 32 * blocks``."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.facts import Key, key

if TYPE_CHECKING:
    from specgen.semantics.facts import Flow

Polynomial = dict[tuple[Key, ...], int]
"""Coefficients by monomial: the atoms (fields, locals, whatever is no sum or product) that it multiplies."""

MAX_TERMS = 64


def proven_below(flow: Flow, value: ir.Expr, extent: ir.Expr) -> bool:
    """Whether ``value < extent`` follows from what bounds the locals of ``value``."""
    small, large = key(value), key(extent)
    if small is None or large is None:
        return False
    ranges = dict(_atoms(value)) | dict(_atoms(extent))
    rest = _sum(_sum(_polynomial(large), _polynomial(small), -1), {(): 1}, -1)
    for atom, bound in sorted(_bounds(flow, ranges), key=lambda pair: _spelled(pair[0])):
        rest = _at_most(rest, atom, bound, ranges)
    return _least(rest, ranges) >= 0


def _atoms(expr: ir.Expr) -> Iterator[tuple[Key, ir.IntValue]]:
    if isinstance(expr, ir.Arith) and expr.op in ("add", "sub", "mul"):
        yield from _atoms(expr.left)
        yield from _atoms(expr.right)
        return
    found = key(expr)
    if found is not None and isinstance(expr.type, ir.IntValue):
        yield found, expr.type


def _bounds(flow: Flow, ranges: dict[Key, ir.IntValue]) -> Iterator[tuple[Key, Key]]:
    for small, large in flow.less:
        if small[0] == "local" and small in ranges and large[0] != "const":
            yield small, large


def _polynomial(found: Key) -> Polynomial:
    match found:
        case ("const", int(value)):
            return {(): value}
        case ("add", left, right):
            return _sum(_polynomial(left), _polynomial(right))
        case ("sub", left, right):
            return _sum(_polynomial(left), _polynomial(right), -1)
        case ("mul", left, right):
            return _product(_polynomial(left), _polynomial(right))
        case _:
            return {(found,): 1}


def _sum(a: Polynomial, b: Polynomial, sign: int = 1) -> Polynomial:
    made = dict(a)
    for term, factor in b.items():
        made[term] = made.get(term, 0) + sign * factor
    return {term: factor for term, factor in made.items() if factor}


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    made: Polynomial = {}
    for left, p in a.items():
        for right, q in b.items():
            made = _sum(made, {tuple(sorted((*left, *right), key=_spelled)): p * q})
    return made


def _spelled(found: Key) -> str:
    """An order of keys: no two things of a body have one name."""
    return " ".join(_spelled(p) if isinstance(p, tuple) else str(getattr(p, "name", p)) for p in found)


def _at_most(rest: Polynomial, atom: Key, bound: Key, ranges: dict[Key, ir.IntValue]) -> Polynomial:
    """A lower bound of ``rest`` with ``bound - 1`` for ``atom``, where ``rest`` falls with it; else ``rest``."""
    with_atom = {term: factor for term, factor in rest.items() if atom in term}
    falls = all(
        factor < 0 and term.count(atom) == 1 and all(a in ranges and ranges[a].low >= 0 for a in term)
        for term, factor in with_atom.items()
    )
    if not falls or len(rest) > MAX_TERMS:
        return rest
    slope = {tuple(a for a in term if a != atom): factor for term, factor in with_atom.items()}
    most = _sum(_polynomial(bound), {(): 1}, -1)
    others = {term: factor for term, factor in rest.items() if atom not in term}
    return _sum(others, _product(slope, most))


def _least(rest: Polynomial, ranges: dict[Key, ir.IntValue]) -> int:
    """The least value of a polynomial of atoms that are not negative; -1 where one of them is not known."""
    total = 0
    for term, factor in rest.items():
        if any(atom not in ranges or ranges[atom].low < 0 for atom in term):
            return -1
        total += factor * prod(ranges[a].low if factor > 0 else ranges[a].high for a in term)
    return total
