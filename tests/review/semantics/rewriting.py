"""Texts of semantics written otherwise: to the same meaning, or to another."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

_SWAPPED = (ast.Add, ast.Mult, ast.BitAnd, ast.BitOr, ast.BitXor)
_MIRRORED: dict[type, Any] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
_OTHER: dict[type, Any] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitXor,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_WORDS = {
    "nearest_even": "toward_zero",
    "toward_zero": "nearest_even",
    "saturate": "infinity",
    "up": "down",
    "down": "up",
}
_CALLS = {
    "min": "max",
    "max": "min",
    "minimum": "maximum",
    "maximum": "maximum_number",
    "quot": "floordiv",
    "rem": "mod",
}


def swapped(tree: ast.Module, draw: random.Random) -> bool:
    """X + y to y + x."""
    return _one(tree, draw, lambda n: isinstance(n, ast.BinOp) and isinstance(n.op, _SWAPPED), _swap)


def _swap(n: Any) -> None:
    n.left, n.right = n.right, n.left


def mirrored(tree: ast.Module, draw: random.Random) -> bool:
    """X < y to y > x."""
    return _one(tree, draw, lambda n: isinstance(n, ast.Compare) and type(n.ops[0]) in _MIRRORED, _mirror)


def _mirror(n: Any) -> None:
    n.left, n.comparators[0] = n.comparators[0], n.left
    n.ops[0] = _MIRRORED[type(n.ops[0])]()


def negated(tree: ast.Module, draw: random.Random) -> bool:
    """Both sides of an ``if`` exchanged, and its condition negated."""
    return _one(tree, draw, lambda n: isinstance(n, ast.If) and bool(n.orelse), _negate)


def _negate(n: Any) -> None:
    n.test = ast.UnaryOp(ast.Not(), n.test)
    n.body, n.orelse = n.orelse, n.body


def opposite(tree: ast.Module, draw: random.Random) -> bool:
    """X == y to not x != y."""
    return _one(tree, draw, lambda n: isinstance(n, ast.If) and _equality(n.test), _oppose)


def _equality(n: Any) -> bool:
    return isinstance(n, ast.Compare) and isinstance(n.ops[0], ast.Eq | ast.NotEq)


def _oppose(n: Any) -> None:
    n.test.ops[0] = _OTHER[type(n.test.ops[0])]()
    n.test = ast.UnaryOp(ast.Not(), n.test)


def renamed(tree: ast.Module, draw: random.Random) -> bool:
    """All locals called otherwise."""
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - {
        "pc"
    }
    loops = {
        n.id
        for f in ast.walk(tree)
        if isinstance(f, ast.For)
        for n in ast.walk(f.target)
        if isinstance(n, ast.Name)
    }
    own = {n for n in names if n in loops or _declared(tree, n)}
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and n.id in own:
            n.id = f"{n.id}_otherwise"
    return bool(own)


def _declared(tree: ast.Module, name: str) -> bool:
    return any(
        isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name) and n.target.id == name
        for n in ast.walk(tree)
    )


def split(tree: ast.Module, draw: random.Random) -> bool:
    """A part of what is assigned gets a name of its own."""
    places = [
        (block, at, part)
        for block in _blocks(tree)
        for at, stmt in enumerate(block)
        if isinstance(stmt, ast.Assign)
        for part in ast.walk(stmt.value)
        if isinstance(part, ast.BinOp) and part is not stmt.value
    ]
    if not places:
        return False
    block, at, part = draw.choice(places)
    name = ast.Name("split_part", ast.Store())
    block.insert(at, ast.Assign([name], copy.deepcopy(part)))
    part.__class__ = ast.Name  # type: ignore[assignment]
    part.__dict__.clear()
    part.__dict__.update(id="split_part", ctx=ast.Load())
    return True


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield block


PRESERVING: tuple[Callable[[ast.Module, random.Random], bool], ...] = (
    swapped, mirrored, negated, opposite, renamed, split,
)  # fmt: skip


def operator(tree: ast.Module, draw: random.Random) -> bool:
    """Another operator."""

    def change(n: Any) -> None:
        if isinstance(n, ast.BinOp):
            n.op = _OTHER[type(n.op)]()
        else:
            n.ops[0] = _OTHER[type(n.ops[0])]()

    def able(n: Any) -> bool:
        kind = n.op if isinstance(n, ast.BinOp) else n.ops[0] if isinstance(n, ast.Compare) else None
        return type(kind) in _OTHER

    return _one(tree, draw, able, change)


def constant(tree: ast.Module, draw: random.Random) -> bool:
    """Another number."""

    def change(n: Any) -> None:
        n.value += draw.choice((1, 1, 2, -1 if n.value else 1))

    return _one(tree, draw, lambda n: isinstance(n, ast.Constant) and type(n.value) is int, change)


def word(tree: ast.Module, draw: random.Random) -> bool:
    """Another rounding, overflow or function."""

    def change(n: Any) -> None:
        if isinstance(n, ast.Constant):
            n.value = _WORDS[str(n.value)]
        else:
            n.func.id = _CALLS[n.func.id]

    def able(n: Any) -> bool:
        if isinstance(n, ast.Constant):
            return n.value in _WORDS
        return isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in _CALLS

    return _one(tree, draw, able, change)


CHANGING: tuple[Callable[[ast.Module, random.Random], bool], ...] = (operator, constant, word)


def rewritten(text: str, how: Callable[[ast.Module, random.Random], bool], draw: random.Random) -> str | None:
    """A text written otherwise; None where there is nothing to do it to."""
    tree = ast.parse(text)
    if not how(tree, draw):
        return None
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _one(
    tree: ast.Module, draw: random.Random, able: Callable[[Any], bool], change: Callable[[Any], None]
) -> bool:
    places = [n for n in ast.walk(tree) if able(n)]
    if places:
        change(draw.choice(places))
    return bool(places)
