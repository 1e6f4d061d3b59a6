"""What is the same in all iterations of a grid, computed once before it: bytes that are written could be its operands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from specgen.generators.interpreter.c.functions.emitter import Emitter, local_type
from specgen.generators.interpreter.c.functions.lower import value
from specgen.generators.interpreter.c.grids import shapes
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import parts, statements

#: What may be computed where the grid has no iteration, or a condition around it does not hold.
_SAFE = (
    ir.Const,
    ir.FieldValue,
    ir.LocalRead,
    ir.StateRead,
    ir.Arith,
    ir.Negate,
    ir.Cut,
    ir.Saturate,
    ir.Slice,
    ir.Cat,
    ir.Compare,
    ir.Logic,
    ir.Select,
    ir.Bits,
    ir.FromBits,
    ir.FromBool,
    ir.FloatOp,
    ir.FloatTest,
    ir.MinMax,
    ir.Convert,
    ir.Scale,
)


def hoisted(e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> ir.Grid:
    """The grid, to whose body ``path`` leads, with names for what does not change in it; they are given values here."""
    names = _Names(e, grid, path)
    return replace(grid, body=tuple(names.of_iteration(s) for s in grid.body))


class _Names:
    """Names for expressions that are the same in all iterations.

    Under a condition types may be narrower than values are elsewhere: there only leaves get a name.
    """

    def __init__(self, e: Emitter, grid: ir.Grid, path: tuple[int, ...]) -> None:
        self._e = e
        self._path = path
        self._changing = set(grid.locals) | shapes.assigned(grid.body)
        self._changing |= {s.local for s in statements(grid.body) if isinstance(s, ir.Loop)}
        self._states = {shapes.root(s.state) for s in statements(grid.body) if isinstance(s, ir.SetState)}
        self._sets = Counter(s.local for s in statements(grid.body) if isinstance(s, ir.SetLocal))
        self._known: dict[object, ir.Local] = {}
        self._aliases: dict[ir.Local, ir.Expr] = {}

    def of_iteration(self, s: ir.Stmt) -> ir.Stmt:
        """A statement of the grid's own; a local that it alone sets, and always to the same, is known before the grid."""
        s = self.statement(s)
        if not isinstance(s, ir.SetLocal) or not self._e.homes.inside(s.local, self._path):
            return s
        if self._sets[s.local] == 1 and self._is_same(s.value):
            self._aliases[s.local] = s.value if _is_name(s.value) else self.expression(s.value, guarded=False)
            self._changing.discard(s.local)
            self._e.homes.reads.discard(s.local)
        return s

    def statement(self, s: ir.Stmt, *, guarded: bool = False) -> ir.Stmt:
        """A statement with names in it."""
        if isinstance(s, ir.If):
            then, otherwise = (
                tuple(self.statement(x, guarded=True) for x in side) for side in (s.then, s.otherwise)
            )
            return replace(s, condition=self.expression(s.condition, guarded), then=then, otherwise=otherwise)
        if isinstance(s, ir.Loop):
            start, stop = (self.expression(x, guarded) for x in (s.start, s.stop))
            body = tuple(self.statement(x, guarded=True) for x in s.body)
            return replace(s, start=start, stop=stop, body=body)
        changed: ir.Stmt = _rebuilt(s, lambda x: self.expression(x, guarded))
        return changed

    def expression(self, expr: ir.Expr, guarded: bool) -> ir.Expr:
        """An expression with names in it, or its own name."""
        if isinstance(expr, ir.LocalRead) and expr.local in self._aliases:
            return self._aliases[expr.local]
        if _is_name(expr):
            return expr
        leaf = isinstance(expr, ir.FieldValue | ir.StateRead)
        if self._is_same(expr) and (leaf or not guarded):
            key = _key(expr)
            if key not in self._known:
                self._known[key] = _named(self._e, self._resolved(expr))
            return ir.LocalRead(self._known[key], type=expr.type, span=expr.span)
        if isinstance(expr, ir.Select):
            then, otherwise = (self.expression(side, True) for side in (expr.then, expr.otherwise))
            test = self.expression(expr.condition, guarded)
            return replace(expr, condition=test, then=then, otherwise=otherwise)
        changed: ir.Expr = _rebuilt(expr, lambda x: self.expression(x, guarded))
        return changed

    def _resolved(self, expr: ir.Expr) -> ir.Expr:
        """An expression without the locals of an iteration."""
        if isinstance(expr, ir.LocalRead):
            return self._aliases.get(expr.local, expr)
        changed: ir.Expr = _rebuilt(expr, self._resolved)
        return changed

    def _is_same(self, expr: ir.Expr) -> bool:
        match expr:
            case ir.LocalRead() if expr.local in self._changing:
                return False
            case ir.StateRead() if not expr.at_issue:
                if shapes.root(expr.state) in self._states or not all(_inside(i) for i in expr.index):
                    return False
        return isinstance(expr, _SAFE) and all(self._is_same(part) for part in parts(expr))


def _is_name(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Const | ir.LocalRead)


def _inside(index: ir.Index) -> bool:
    """Whether an index is in range whatever an enclosing condition says."""
    if isinstance(index.value, ir.Const):
        return True
    return (
        isinstance(index.value, ir.FieldValue)
        and index.value.field.low >= 0
        and index.value.field.high < index.extent
    )


def _key(expr: ir.Expr) -> object:
    """Equal for expressions that are plainly the same."""
    if isinstance(expr, ir.FieldValue):
        return expr.field
    if isinstance(expr, ir.StateRead) and not expr.index:
        return (expr.state, expr.at_issue)
    return expr


def _named(e: Emitter, expr: ir.Expr) -> ir.Local:
    """A local with the value, whose type holds all that a leaf may be."""
    stem, kind = "same", expr.type
    if isinstance(expr, ir.FieldValue):
        stem, kind = expr.field.name, ir.IntValue(expr.field.low, expr.field.high)
    elif isinstance(expr, ir.StateRead):
        stem = expr.state.name
        if isinstance(expr.state.type, IntegerType):
            kind = ir.IntValue(expr.state.type.low, expr.state.type.high)
    local = ir.Local(stem, kind)
    t = local_type(local)
    code = value(e, expr)
    e.line(f"const {t.name} {e.name_of(local)} = {e.put(code, t)};")
    return local


def _rebuilt(node: Any, change: Callable[[ir.Expr], ir.Expr]) -> Any:
    """A statement, expression or index with its expressions changed; itself where none did."""
    new = {f.name: _part(getattr(node, f.name), change) for f in fields(node)}
    return (
        replace(node, **new) if any(new[f.name] is not getattr(node, f.name) for f in fields(node)) else node
    )


def _part(part: Any, change: Callable[[ir.Expr], ir.Expr]) -> Any:
    match part:
        case ir.Expr():
            return change(part)
        case ir.Index():
            return _rebuilt(part, change)
        case tuple():
            found = tuple(_part(x, change) for x in part)
            return found if any(a is not b for a, b in zip(found, part, strict=True)) else part
    return part
