"""Walks over the IR: every statement, and every expression, below some nodes."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from specgen.semantics import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

# What names a place or a type rather than holding expressions.
_LEAVES = (ir.Local, ir.LocalArray, ir.Tile, ir.Span)
_NODES = (ir.Expr, ir.Stmt, ir.Index, ir.Wait, ir.Meet, ir.Drain)


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.name not in ("type", "span"))


def nodes(node: object) -> Iterator[object]:
    """``node`` and every node below it, in the order written."""
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif isinstance(node, _NODES):
        yield node
        for name in _field_names(type(node)):
            part = getattr(node, name)
            if not isinstance(part, _LEAVES):
                yield from nodes(part)


def statements(node: object) -> Iterator[ir.Stmt]:
    """Every statement in ``node``, nested ones included."""
    return (n for n in nodes(node) if isinstance(n, ir.Stmt))


def expressions(node: object) -> Iterator[ir.Expr]:
    """Every expression in ``node``."""
    return (n for n in nodes(node) if isinstance(n, ir.Expr))
