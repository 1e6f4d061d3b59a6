"""Where a fault may follow a write, so that writes have to be noted."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.semantics import ir
from specgen.semantics.walk import every, inner, own, statements

_WRITES = (ir.SetState, ir.Store, ir.TileWrite)


def needs_journal(body: tuple[ir.Stmt, ...], *, calls: bool = False) -> bool:
    """Whether a fault may follow a write (or a call of the host), in the order in which the emitted function does things."""
    return _Events((*_WRITES, ir.Host) if calls else _WRITES).follow(body)


def faults(expr: ir.Expr) -> bool:
    """Whether evaluating an expression may raise a fault."""
    return any(isinstance(x, ir.Load) or any(i.fault is not None for i in indices(x)) for x in every(expr))


def indices(x: ir.Expr | ir.Stmt) -> Iterator[ir.Index]:
    """The indices of a node."""
    yield from getattr(x, "index", ()) if not isinstance(x, ir.Signal) else (x.index,)


def raises(s: ir.Stmt) -> bool:
    """Whether a statement itself, not what is inside of it, may raise a fault."""
    if isinstance(s, ir.Raise | ir.Store) or any(faults(part) for part in own(s)):
        return True
    if isinstance(s, ir.Signal) and s.semaphore.on_full == "fault":
        return True
    return any(i.fault is not None for i in indices(s))


def may_raise(s: ir.Stmt) -> bool:
    """Whether a statement, or one inside of it, may raise a fault."""
    return any(raises(x) or (isinstance(x, ir.Grid) and x.conflict == "fault") for x in statements((s,)))


class _Events:
    """Goes through statements as they are executed, and remembers whether anything was written."""

    def __init__(self, kinds: tuple[type[ir.Stmt], ...]) -> None:
        self._kinds = kinds
        self._written = False

    def follow(self, body: tuple[ir.Stmt, ...], *, clashes: bool = False) -> bool:
        """Whether a fault comes after a write; ``clashes``: a second write to a place is one."""
        for s in body:
            writes = isinstance(s, self._kinds)
            if self._written and (raises(s) or (clashes and (writes or isinstance(s, ir.SetArray)))):
                return True
            self._written = (self._written or writes) and not isinstance(s, ir.Commit)
            if isinstance(s, ir.If):
                if self._branches(s, clashes):
                    return True
                continue
            own_clashes = clashes or (isinstance(s, ir.Grid) and s.conflict == "fault")
            if any(self.follow(part, clashes=own_clashes) for part in inner(s) for _ in range(2)):
                return True
            if isinstance(s, ir.While) and self._written and raises(s):
                return True
        return False

    def _branches(self, s: ir.If, clashes: bool) -> bool:
        before, after = self._written, False
        for part in inner(s):
            self._written = before
            if self.follow(part, clashes=clashes):
                return True
            after = after or self._written
        self._written = after
        return False
