"""Which bodies become inline Python text, and their statements."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python.code import Code, cut, literal
from specgen.generators.interpreter.python.expressions import Expressions, may_fault
from specgen.model.execution import Table
from specgen.model.types import IntegerType
from specgen.semantics import ir
from specgen.semantics.walk import every, expressions, inner, own, statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from specgen.generators.interpreter.python.storage import Storage
    from specgen.model.execution import Fault, Function, State
    from specgen.model.memory import Memory

_STATEMENTS = (ir.SetLocal, ir.SetState, ir.SetPc, ir.Store, ir.If, ir.Loop, ir.While, ir.Raise, ir.Host)
_VARYING = (ir.StateRead, ir.LocalRead, ir.Load, ir.ArrayRead)
_OTHER = (ir.TileRead, ir.FloatOp, ir.FloatTest, ir.Scale, ir.Convert, ir.ToInt, ir.Bits, ir.FromBits)


def is_simple(body: ir.Body, storage: Mapping[str, Storage]) -> bool:
    """Whether ``body`` is integers and bools only, in listed state and memories, and needs no undoing of a write."""
    if body.prelude or body.tiles:
        return False
    listed = all(_is_simple_statement(s, storage) for s in statements(body.statements))
    return (
        listed
        and all(_is_simple_expression(e, storage) for e in expressions(body.statements))
        and _fault_order(body.statements) is not None
        and not (must_hold_back(body) and _mixes(body))
    )


def _mixes(body: ir.Body) -> bool:
    """Whether some state is written by a known place and used by a computed one: no copy of an element would do."""
    held = {
        s.state for s in statements(body.statements) if isinstance(s, ir.SetState) and not _varies(s.index)
    }
    places = (*statements(body.statements), *expressions(body.statements))
    return any(
        isinstance(p, ir.SetState | ir.StateRead) and p.state in held and _varies(p.index) for p in places
    )


def _varies(index: tuple[ir.Index, ...]) -> bool:
    """Whether an index depends on more than the operands."""
    return any(isinstance(e, _VARYING) for one in index for e in every(one.value))


def _is_simple_statement(statement: ir.Stmt, storage: Mapping[str, Storage]) -> bool:
    if isinstance(statement, ir.SetState):
        return _is_inline(statement.state, storage)
    if isinstance(statement, ir.Store):
        return isinstance(statement.element, IntegerType)
    return isinstance(statement, _STATEMENTS)


def _is_simple_expression(expr: ir.Expr, storage: Mapping[str, Storage]) -> bool:
    if isinstance(expr.type, ir.FloatValue):
        return False
    if isinstance(expr, ir.StateRead):
        return _is_inline(expr.state, storage)
    if isinstance(expr, ir.ArrayRead):
        return isinstance(expr.array, Table)
    return not isinstance(expr, _OTHER)


def _is_inline(state: State, storage: Mapping[str, Storage]) -> bool:
    return storage[state.name].kind == "list" and len(state.shape) <= 1 and state.view_of is None


@dataclass(slots=True)
class _Written:
    """What was written so far: registers named by fields (which can be held back), or what cannot be."""

    registers: bool = False
    other: bool = False
    held_back: bool = False  # a fault may follow a write of a register


def _fault_order(body: Iterable[ir.Stmt]) -> _Written | None:
    """What must be held back until the last possible fault; None where that takes more than registers."""
    written = _Written()
    return written if _follow(body, written) else None


def must_hold_back(body: ir.Body) -> bool:
    """Whether a fault may come after a register was written."""
    written = _fault_order(body.statements)
    return written is not None and written.held_back


def _follow(body: Iterable[ir.Stmt], written: _Written) -> bool:
    for statement in body:
        if _may_fault(statement):
            if written.other:
                return False
            written.held_back |= written.registers
        if isinstance(statement, ir.SetState):
            varies = _varies(statement.index)
            written.registers |= not varies
            written.other |= varies
        written.other |= isinstance(statement, ir.Store | ir.Host)
        rounds = 2 if isinstance(statement, ir.Loop | ir.While) else 1
        if not all(_follow(part, written) for _ in range(rounds) for part in inner(statement)):
            return False
    return True


def _may_fault(statement: ir.Stmt) -> bool:
    """Whether the statement itself, not what is nested in it, may raise."""
    if isinstance(statement, ir.Raise | ir.Store):
        return True
    indexed = any(i.fault is not None for i in getattr(statement, "index", ()))
    return indexed or any(may_fault(expr) for expr in own(statement))


class Statements(Expressions):
    """Emits statements as lines; ``depth`` is the indentation, ``nesting`` how many conditions and loops are open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.nesting = 0
        self._names: dict[ir.Local, str] = {}
        self._constants: dict[ir.Local, int] = {}
        self._assigned: Counter[ir.Local] = Counter()

    @abstractmethod
    def set_state(self, state: State, index: Code | None, value: Code) -> None:
        """Assigns to state a value already cut to its type."""

    @abstractmethod
    def forget(self, state: State, index: Code | None) -> None:
        """What was known of this element may no longer hold."""

    @abstractmethod
    def set_pc(self, value: Code, tail: bool) -> None:
        """Assigns the program counter; ``tail``: nothing of this instruction follows."""

    @abstractmethod
    def store(self, memory: Memory, element: IntegerType, address: Code, value: Code, span: ir.Span) -> None:
        """Writes to memory."""

    @abstractmethod
    def host(self, function: Function, arguments: str) -> str:
        """The text of a call of a host function."""

    @abstractmethod
    def fault(self, fault: Fault, value: Code | None, span: ir.Span) -> None:
        """Raises a declared fault."""

    def line(self, text: str) -> None:
        """Adds a line at the present indentation."""
        self.lines.append("    " * self.depth + text)

    def body(self, body: tuple[ir.Stmt, ...], tail: bool) -> bool:
        """One instruction's statements; whether control can come to their end."""
        self._constants.clear()
        self._assigned = Counter(s.local for s in statements(body) if isinstance(s, ir.SetLocal))
        return self._block(body, tail)

    def local(self, local: ir.Local) -> Code:
        """A local, or the constant that it holds."""
        if local in self._constants:
            return literal(self._constants[local])
        if isinstance(local.type, ir.IntValue):
            return Code(self._names[local], local.type.low, local.type.high, atom=True)
        return Code(self._names[local], 0, 1, atom=True)

    def _block(self, body: tuple[ir.Stmt, ...], tail: bool) -> bool:
        last = len(body) - 1
        return all(self._statement(statement, tail and place == last) for place, statement in enumerate(body))

    def _statement(self, statement: ir.Stmt, tail: bool) -> bool:
        match statement:
            case ir.SetLocal():
                self._set_local(statement)
            case ir.SetState(state=state) if isinstance(state.type, IntegerType):
                value = cut(self.emit(statement.value, state.type.width), state.type)
                self.set_state(state, self.flat(statement.index, state.shape), value)
            case ir.SetPc():
                self.set_pc(self.emit(statement.value), tail)
                return not tail
            case ir.Store(element=element) if isinstance(element, IntegerType):
                stored = self.emit(statement.value, element.width)
                self.store(statement.memory, element, self.emit(statement.address), stored, statement.span)
            case ir.Raise():
                carried = self.emit(statement.value) if statement.value is not None else None
                self.fault(statement.fault, carried, statement.span)
                return False
            case ir.Host():
                self._host(statement)
            case ir.If():
                return self._if(statement, tail)
            case ir.Loop():
                self._loop(statement)
            case ir.While():
                self._while(statement)
            case _:
                raise AssertionError(f"{type(statement).__name__} is not simple")
        return True

    def _set_local(self, statement: ir.SetLocal) -> None:
        value = self.emit(statement.value)
        alone = self._assigned[statement.local] == 1 and not self.nesting
        if alone and value.constant is not None:
            self._constants[statement.local] = value.constant
            return
        self.line(f"{self._named(statement.local)} = {value.text}")

    def _host(self, statement: ir.Host) -> None:
        call = self.host(statement.function, "".join(f"{self.emit(a).text}, " for a in statement.arguments))
        local = statement.result
        if local is None:
            self.line(call)
            return
        assert isinstance(local.declared, IntegerType)
        name = self._named(local)
        self.line(f"{name} = {call}")
        self.line(f"{name} = {cut(Code(name, -1, 1 << 128, atom=True), local.declared).text}")

    def _named(self, local: ir.Local) -> str:
        if local not in self._names:
            self._names[local] = self.fresh()
        return self._names[local]

    def _if(self, statement: ir.If, tail: bool) -> bool:
        test = self.emit(statement.condition)
        if test.constant is not None:
            return self._block(statement.then if test.constant else statement.otherwise, tail)
        self.line(f"if {test.text}:")
        falls = self._nested(statement.then, tail)
        if not statement.otherwise:
            return True
        self.line("else:")
        return self._nested(statement.otherwise, tail) or falls

    def _nested(self, body: tuple[ir.Stmt, ...], tail: bool = False) -> bool:
        self.depth += 1
        self.nesting += 1
        before = len(self.lines)
        falls = self._block(body, tail)
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1
        self.nesting -= 1
        return falls

    def _repeated(self, body: tuple[ir.Stmt, ...]) -> None:
        """Forgets what an earlier pass of a loop may have changed."""
        self.nesting += 1
        for one in statements(body):
            if isinstance(one, ir.SetState):
                place = None if _varies(one.index) else self.flat(one.index, one.state.shape)
                self.forget(one.state, place)
        self.nesting -= 1

    def _loop(self, statement: ir.Loop) -> None:
        start, stop = self.emit(statement.start), self.emit(statement.stop)
        self._repeated(statement.body)
        self.line(f"for {self._named(statement.local)} in range({start.text}, {stop.text}):")
        self._nested(statement.body)

    def _while(self, statement: ir.While) -> None:
        self._repeated(statement.body)
        self.line(f"for {self.fresh()} in range({statement.limit}):")
        self.depth += 1
        self.line(f"if not {self.emit(statement.condition)}:")
        self.line("    break")
        self.depth -= 1
        self._nested(statement.body)
