"""What is known at one place of a body: which locals are set, and what conditions proved.

A pure expression is known by its key: its structure over fields, locals and state. Facts about a key are dropped when
something in it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from specgen.model.execution import Table
from specgen.semantics import ir
from specgen.semantics.types import hull, interval

if TYPE_CHECKING:
    from specgen.model.execution import State

Key = tuple[Any, ...]


def root(state: State) -> State:
    """The state whose bits these are."""
    while state.view_of is not None:
        state = state.view_of
    return state


def lanes(state: State) -> int:
    """What an element takes in its last dimension, so that views of other widths compare: bytes where it fills them."""
    return state.type.width // 8 if state.shape and state.type.width % 8 == 0 else 1


def key(expr: ir.Expr) -> Key | None:
    """The structure of a pure integer expression, or None where it is no such thing."""
    make = _KEYS.get(type(expr))
    return make(expr) if make is not None else None


def _parts(*exprs: ir.Expr) -> tuple[Key, ...] | None:
    keys = []
    for expr in exprs:
        found = key(expr)
        if found is None:
            return None
        keys.append(found)
    return tuple(keys)


def _with(head: tuple[object, ...], *exprs: ir.Expr) -> Key | None:
    parts = _parts(*exprs)
    return None if parts is None else head + parts


def _indexed(tag: str, thing: object, index: tuple[ir.Index, ...]) -> Key | None:
    return _with((tag, thing), *(i.value for i in index))


_KEYS: dict[type, Callable[[Any], Key | None]] = {
    ir.Const: lambda e: ("const", e.value) if isinstance(e.type, ir.IntValue) else None,
    ir.FieldValue: lambda e: ("field", e.field),
    ir.LocalRead: lambda e: ("local", e.local),
    ir.StateRead: lambda e: _indexed("state", e.state, e.index),
    ir.ArrayRead: lambda e: _indexed("table", e.array, e.index) if isinstance(e.array, Table) else None,
    ir.ArrayRead: lambda e: (
        None if isinstance(e.array, ir.LocalArray) else _indexed("table", e.array, e.index)
    ),
    ir.Arith: lambda e: _with((e.op,), e.left, e.right),
    ir.Negate: lambda e: _with((e.op,), e.value),
    ir.Divide: lambda e: None if e.zero is not None else _with((e.op,), e.left, e.right),
    ir.Cut: lambda e: _with(("cut", e.to), e.value),
    ir.Slice: lambda e: _with(("slice", e.high, e.low), e.value),
    ir.MinMax: lambda e: _with((e.op,), e.left, e.right) if isinstance(e.type, ir.IntValue) else None,
}


def mentions(found: Key, thing: object) -> bool:
    """Whether ``thing`` (a local, a field, or state by its root) occurs in a key."""
    for part in found:
        if isinstance(part, tuple):
            if mentions(part, thing):
                return True
        elif part is thing or (found[0] == "state" and part is found[1] and root(part) is thing):
            return True
    return False


@dataclass(slots=True)
class Flow:
    """What holds here. ``values``: the type of what each local that is certainly set holds now.

    ``ranges`` narrows keys, ``excluded`` lists values that a key does not have, ``less`` holds pairs of keys of which
    the first is less than the second, ``differ`` pairs that are not equal, ``equal`` what a local was set to.
    ``dead``: no execution comes here.
    """

    values: dict[ir.Local, ir.Value] = field(default_factory=dict)
    ranges: dict[Key, tuple[int, int]] = field(default_factory=dict)
    excluded: dict[Key, frozenset[int]] = field(default_factory=dict)
    less: set[tuple[Key, Key]] = field(default_factory=set)
    differ: set[tuple[Key, Key]] = field(default_factory=set)
    equal: dict[ir.Local, Key] = field(default_factory=dict)
    dead: bool = False

    def copy(self) -> Flow:
        """An independent copy, for a branch."""
        return Flow(
            self.values.copy(),
            self.ranges.copy(),
            self.excluded.copy(),
            self.less.copy(),
            self.differ.copy(),
            self.equal.copy(),
            self.dead,
        )

    def meet(self, other: Flow) -> None:
        """Keep what holds here and in ``other``: where two branches join."""
        if other.dead:
            return
        if self.dead:
            self.values, self.ranges, self.excluded = other.values, other.ranges, other.excluded
            self.less, self.differ, self.equal, self.dead = other.less, other.differ, other.equal, False
            return
        joined = {
            local: hull(v, other.values[local]) for local, v in self.values.items() if local in other.values
        }
        self.values = {local: value for local, value in joined.items() if value is not None}
        self.ranges = {
            k: (min(a, other.ranges[k][0]), max(b, other.ranges[k][1]))
            for k, (a, b) in self.ranges.items()
            if k in other.ranges
        }
        self.excluded = {k: v & other.excluded[k] for k, v in self.excluded.items() if k in other.excluded}
        self.less &= other.less
        self.differ &= other.differ
        self.equal = {k: v for k, v in self.equal.items() if other.equal.get(k) == v}

    def forget(self, thing: object) -> None:
        """Drop what is known of every key in which ``thing`` occurs: it is written."""
        if self.ranges:
            self.ranges = {k: v for k, v in self.ranges.items() if not mentions(k, thing)}
        if self.excluded:
            self.excluded = {k: v for k, v in self.excluded.items() if not mentions(k, thing)}
        if self.less:
            self.less = {(a, b) for a, b in self.less if not mentions(a, thing) and not mentions(b, thing)}
        if self.differ:
            self.differ = {
                (a, b) for a, b in self.differ if not mentions(a, thing) and not mentions(b, thing)
            }
        if self.equal:
            self.equal = {k: v for k, v in self.equal.items() if k is not thing and not mentions(v, thing)}

    def names(self, found: Key) -> tuple[Key, ...]:
        """A key, and of a local also the key of what it was set to."""
        same = self.equal.get(found[1]) if found[0] == "local" else None
        return (found,) if same is None else (found, same)

    def refine(self, expr: ir.Expr) -> ir.Expr:
        """``expr`` with the range that is known of it here."""
        if not self.ranges or not isinstance(expr.type, ir.IntValue):
            return expr
        found = key(expr)
        known = self.ranges.get(found) if found is not None else None
        if known is None:
            return expr
        low, high = max(known[0], expr.type.low), min(known[1], expr.type.high)
        if low > high or (low, high) == (expr.type.low, expr.type.high):
            return expr
        return replace(expr, type=interval(low, high))

    def may_be(self, expr: ir.Expr, value: int) -> bool:
        """Whether an integer expression may have ``value``."""
        assert isinstance(expr.type, ir.IntValue)
        if not expr.type.low <= value <= expr.type.high:
            return False
        if not self.excluded:
            return True
        found = key(expr)
        return found is None or value not in self.excluded.get(found, ())


def assume(flow: Flow, condition: ir.Expr, holds: bool) -> None:
    """Add to ``flow`` what follows from ``condition`` being ``holds``."""
    if isinstance(condition, ir.Logic):
        if condition.op == "not":
            assume(flow, condition.values[0], not holds)
        elif (condition.op == "and") == holds:
            for value in condition.values:
                assume(flow, value, holds)
    elif isinstance(condition, ir.Compare):
        op = condition.op if holds else _OPPOSITE[condition.op]
        if isinstance(condition.left.type, ir.IntValue):
            _relate(flow, op, condition.left, condition.right)


_OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "le": "gt", "gt": "le"}


def _relate(flow: Flow, op: str, left: ir.Expr, right: ir.Expr) -> None:
    if op in ("gt", "ge"):
        op, left, right = ("lt" if op == "gt" else "le"), right, left
    a, b = left.type, right.type
    assert isinstance(a, ir.IntValue)
    assert isinstance(b, ir.IntValue)
    if op == "eq":
        _narrow(flow, left, b.low, b.high)
        _narrow(flow, right, a.low, a.high)
        return
    if op == "ne":
        _differ(flow, left, right)
        return
    strict = int(op == "lt")
    _narrow(flow, left, a.low, b.high - strict)
    _narrow(flow, right, a.low + strict, b.high)
    if strict:
        first, second = key(left), key(right)
        if first is not None and second is not None:
            flow.less.add((first, second))


def _differ(flow: Flow, left: ir.Expr, right: ir.Expr) -> None:
    for one, other in ((left, right), (right, left)):
        value = other.type
        assert isinstance(value, ir.IntValue)
        if value.low == value.high:
            _exclude(flow, one, value.low)
            return
    first, second = key(left), key(right)
    if first is not None and second is not None:
        pairs = [(a, b) for a in flow.names(first) for b in flow.names(second)]
        flow.differ.update(pairs, [(b, a) for a, b in pairs])


def _exclude(flow: Flow, expr: ir.Expr, value: int) -> None:
    known = expr.type
    assert isinstance(known, ir.IntValue)
    if value == known.low:
        _narrow(flow, expr, value + 1, known.high)
    elif value == known.high:
        _narrow(flow, expr, known.low, value - 1)
    found = key(expr)
    if found is not None:
        flow.excluded[found] = flow.excluded.get(found, frozenset()) | {value}


def _narrow(flow: Flow, expr: ir.Expr, low: int, high: int) -> None:
    """``expr`` lies in [low, high]; so do, shifted, the parts of sums and differences with constants."""
    known = expr.type
    assert isinstance(known, ir.IntValue)
    low, high = max(low, known.low), min(high, known.high)
    if low > high or (low, high) == (known.low, known.high):
        return
    if isinstance(expr, ir.LocalRead):
        flow.values[expr.local] = interval(low, high)
        return
    found = key(expr)
    if found is not None:
        before = flow.ranges.get(found, (low, high))
        flow.ranges[found] = (max(low, before[0]), min(high, before[1]))
    if isinstance(expr, ir.Arith):
        _narrow_parts(flow, expr, low, high)


def _narrow_parts(flow: Flow, expr: ir.Arith, low: int, high: int) -> None:
    """From a range of a + b or a - b to ranges of a and b, given those of the other."""
    a, b = expr.left.type, expr.right.type
    assert isinstance(a, ir.IntValue)
    assert isinstance(b, ir.IntValue)
    if expr.op == "add":
        _narrow(flow, expr.left, low - b.high, high - b.low)
        _narrow(flow, expr.right, low - a.high, high - a.low)
    elif expr.op == "sub":
        _narrow(flow, expr.left, low + b.low, high + b.high)
        _narrow(flow, expr.right, a.low - high, a.high - low)
    elif expr.op in ("mul", "shl") and b.low == b.high:
        factor = b.low if expr.op == "mul" else 1 << b.low
        if factor > 0:
            _narrow(flow, expr.left, -(-low // factor), high // factor)
