"""The parts of IR nodes, in the order in which they are evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from specgen.semantics import ir


def _indices(index: Iterable[ir.Index]) -> tuple[ir.Expr, ...]:
    return tuple(i.value for i in index)


def _nothing(e: ir.Expr) -> tuple[ir.Expr, ...]:
    return ()


def _one(e: Any) -> tuple[ir.Expr, ...]:
    return (e.value,)


def _two(e: Any) -> tuple[ir.Expr, ...]:
    return (e.left, e.right)


_PARTS: dict[type, Callable[[Any], tuple[ir.Expr, ...]]] = {
    ir.Const: _nothing,
    ir.FieldValue: _nothing,
    ir.Word: _nothing,
    ir.Pc: _nothing,
    ir.NextPc: _nothing,
    ir.FaultCode: _nothing,
    ir.FaultValue: _nothing,
    ir.LocalRead: _nothing,
    ir.ArrayRead: lambda e: _indices(e.index),
    ir.StateRead: lambda e: _indices(e.index),
    ir.Load: lambda e: (e.address,),
    ir.TileRead: lambda e: _indices(e.index),
    ir.Arith: _two,
    ir.Negate: _one,
    ir.Divide: lambda e: (e.left, e.right) if e.zero is None else (e.left, e.right, e.zero),
    ir.Cut: _one,
    ir.Saturate: _one,
    ir.Slice: _one,
    ir.Cat: lambda e: tuple(part for part, _ in e.parts),
    ir.Compare: _two,
    ir.Logic: lambda e: e.values,
    ir.Select: lambda e: (e.condition, e.then, e.otherwise),
    ir.MinMax: _two,
    ir.FloatOp: lambda e: e.values,
    ir.FloatTest: _one,
    ir.Scale: lambda e: (e.value, e.power),
    ir.Convert: lambda e: (e.value,) if e.random is None else (e.value, e.random),
    ir.ToInt: _one,
    ir.Bits: _one,
    ir.FromBits: _one,
    ir.FromBool: _one,
}

_OWN: dict[type, Callable[[Any], tuple[ir.Expr, ...]]] = {
    ir.SetLocal: _one,
    ir.ClearArray: lambda s: (),
    ir.SetArray: lambda s: (s.value, *_indices(s.index)),
    ir.SetState: lambda s: (s.value, *_indices(s.index)),
    ir.SetPc: _one,
    ir.Store: lambda s: (s.value, s.address),
    ir.TileWrite: lambda s: (s.value, *_indices(s.index)),
    ir.If: lambda s: (s.condition,),
    ir.Loop: lambda s: (s.start, s.stop),
    ir.While: lambda s: (s.condition,),
    ir.Grid: lambda s: s.extents,
    ir.Raise: lambda s: () if s.value is None else (s.value,),
    ir.Commit: lambda s: (),
    ir.Signal: lambda s: (s.index.value, s.amount),
    ir.Host: lambda s: s.arguments,
}


def parts(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions that an expression is made of."""
    return _PARTS[type(expr)](expr)


def own(stmt: ir.Stmt) -> tuple[ir.Expr, ...]:
    """The expressions that a statement itself evaluates, without those of the statements inside of it."""
    return _OWN[type(stmt)](stmt)


def inner(stmt: ir.Stmt) -> tuple[tuple[ir.Stmt, ...], ...]:
    """The blocks of statements inside of a statement."""
    if isinstance(stmt, ir.If):
        return (stmt.then, stmt.otherwise)
    return (stmt.body,) if isinstance(stmt, ir.Loop | ir.While | ir.Grid) else ()


def every(expr: ir.Expr) -> list[ir.Expr]:
    """An expression and all that it is made of, parts first."""
    found: list[ir.Expr] = []
    _gather(expr, found)
    return found


def _gather(expr: ir.Expr, found: list[ir.Expr]) -> None:
    for part in _PARTS[type(expr)](expr):
        _gather(part, found)
    found.append(expr)


def statements(body: Iterable[ir.Stmt]) -> Iterator[ir.Stmt]:
    """All statements, also those inside of others, in the order written."""
    for stmt in body:
        yield stmt
        for block in inner(stmt):
            yield from statements(block)


def expressions(body: Iterable[ir.Stmt]) -> Iterator[ir.Expr]:
    """All expressions of all statements."""
    for stmt in statements(body):
        for expr in own(stmt):
            yield from every(expr)
