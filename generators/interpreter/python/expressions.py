"""Integer expressions of the IR as Python text, folded under what is known of one instruction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from specgen.generators.interpreter.python import folding
from specgen.generators.interpreter.python.code import (
    Code,
    biased,
    condition,
    cut,
    literal,
    truth,
)  # fmt: skip
from specgen.model.execution import Table
from specgen.semantics import ir
from specgen.semantics.types.integers import ARITHMETIC, EXACT, exact_division
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from specgen.model.execution import State
    from specgen.model.isa import Field
    from specgen.model.memory import Memory
    from specgen.model.types import IntegerType

_SIGNS = {"add": "+", "sub": "-", "mul": "*", "and": "&", "or": "|", "xor": "^", "shl": "<<", "shr": ">>"}
_TESTS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_LIMIT = 512  # bits by which a shift to the right leaves nothing but the sign


class Expressions(ABC):
    """Emits expressions; what stands for fields, state, memory and faults is a subclass's business.

    Every method returns a `Code` whose interval holds for the emitted text. With ``demanded``, only that many low bits
    of the value matter, and the text may differ from it above them.
    """

    @abstractmethod
    def field(self, field: Field) -> Code:
        """An operand."""

    @abstractmethod
    def known(self, expr: ir.Word | ir.Pc | ir.NextPc) -> Code:
        """The word or an address of this instruction."""

    @abstractmethod
    def local(self, local: ir.Local) -> Code:
        """A local variable."""

    @abstractmethod
    def state(self, state: State, index: Code | None) -> Code:
        """A scalar, or an element of a register file."""

    @abstractmethod
    def table(self, table: Table, index: Code) -> Code:
        """An element of a table of integers, by its place in row-major order."""

    @abstractmethod
    def load(self, memory: Memory, element: IntegerType, address: Code, span: ir.Span) -> Code:
        """A value out of memory."""

    @abstractmethod
    def guard(self, index: ir.Index, value: Code) -> Code:
        """``value``, or the fault of an index out of range."""

    @abstractmethod
    def fresh(self) -> str:
        """A new temporary name."""

    def emit(self, expr: ir.Expr, demanded: int | None = None) -> Code:  # noqa: C901
        """The text of ``expr``."""
        match expr:
            case ir.Const():
                return truth(bool(expr.value)) if isinstance(expr.type, ir.BoolValue) else literal(expr.value)
            case ir.FieldValue():
                return self.field(expr.field)
            case ir.Word() | ir.Pc() | ir.NextPc():
                return self.known(expr)
            case ir.LocalRead():
                return self.local(expr.local)
            case ir.StateRead():
                return self.state(expr.state, self.flat(expr.index, expr.state.shape))
            case ir.ArrayRead() if isinstance(expr.array, Table):
                return self.table(expr.array, self.flat(expr.index, expr.array.shape) or literal(0))
            case ir.Load():
                return self.load(expr.memory, _integer(expr.element), self.emit(expr.address), expr.span)
            case ir.Arith():
                return self._arith(expr, _least(demanded, expr.demanded))
            case ir.Negate():
                return self._negate(expr, _least(demanded, expr.demanded))
            case ir.Divide():
                return self._divide(expr)
            case ir.Cut():
                if demanded is not None and demanded <= expr.to.width:
                    return self.emit(expr.value, demanded)
                return cut(self.emit(expr.value, expr.to.width), expr.to)
            case ir.Saturate():
                return self._clamp(self.emit(expr.value), expr.low, expr.high)
            case ir.Slice():
                return self._slice(expr)
            case ir.Cat():
                return self._cat(expr)
            case ir.Compare():
                return self._compare(expr)
            case ir.Logic():
                return self._logic(expr)
            case ir.Select():
                return self._select(expr, demanded)
            case ir.MinMax():
                return self._min_max(expr)
            case ir.FromBool():
                test = self.emit(expr.value)
                return literal(test.low) if test.constant is not None else Code(f"1 if {test} else 0", 0, 1)
            case _:
                raise AssertionError(f"{type(expr).__name__} is not simple")

    def flat(self, index: tuple[ir.Index, ...], shape: tuple[int, ...]) -> Code | None:
        """The place of an element in row-major order; None for a scalar."""
        place: Code | None = None
        for one, extent in zip(index, shape, strict=True):
            value = self.emit(one.value)
            if one.fault is not None and not value.within(0, extent - 1):
                value = self.guard(one, value)
            place = value if place is None else folding.scaled(place, extent, value)
        return place

    def name(self, code: Code) -> tuple[str, str]:
        """How ``code`` is written the first time, and each time after that."""
        if code.atom:
            return code.text, code.text
        name = self.fresh()
        return f"({name} := {code.text})", name

    def _arith(self, expr: ir.Arith, demanded: int | None) -> Code:
        if expr.op == "shr":
            return self._shift_right(expr, demanded)
        exact_right = expr.op == "shl"
        left, right = self.emit(expr.left, demanded), self.emit(expr.right, None if exact_right else demanded)
        if left.constant is not None and right.constant is not None:
            return literal(EXACT[expr.op](left.constant, right.constant))
        if demanded is not None:
            left, right = (
                folding.small(left, demanded),
                right if exact_right else folding.small(right, demanded),
            )
        neutral = folding.neutral(expr.op, left, right)
        if neutral is not None and (neutral.constant is None or not may_fault(expr)):
            return neutral
        held = ARITHMETIC[expr.op](folding.interval(left), folding.interval(right))
        if expr.op == "add" and right.constant is not None and right.constant < 0:
            return Code(f"{left} - {-right.constant}", held.low, held.high)
        return Code(f"{left} {_SIGNS[expr.op]} {right}", held.low, held.high)

    def _shift_right(self, expr: ir.Arith, demanded: int | None) -> Code:
        amount = self.emit(expr.right)
        wanted = None
        if demanded is not None and amount.constant is not None and amount.constant <= _LIMIT:
            wanted = demanded + amount.constant
        value = self.emit(expr.left, wanted)
        if amount.constant == 0:
            return value
        if amount.constant is not None and value.constant is not None:
            return literal(EXACT["shr"](value.constant, amount.constant))
        held = ARITHMETIC["shr"](folding.interval(value), folding.interval(amount))
        return Code(f"{value} >> {amount}", held.low, held.high)

    def _negate(self, expr: ir.Negate, demanded: int | None) -> Code:
        if expr.op == "abs":
            value = self.emit(expr.value)
            if value.constant is not None:
                return literal(abs(value.constant))
            if value.low >= 0:
                return value
            return Code(
                f"abs({value.text})", 0 if value.high >= 0 else -value.high, max(-value.low, value.high)
            )
        value = self.emit(expr.value, demanded)
        shift, sign = (0, "-") if expr.op == "neg" else (1, "~")
        if value.constant is not None:
            return literal(-value.constant - shift)
        return Code(f"{sign}{value}", -value.high - shift, -value.low - shift)

    def _divide(self, expr: ir.Divide) -> Code:
        left, right = self.emit(expr.left), self.emit(expr.right)
        zero = self.emit(expr.zero) if expr.zero is not None else None
        if right.constant == 0 and zero is not None and not may_fault(expr.left):
            return zero
        if left.constant is not None and right.constant:
            return literal(exact_division(expr.op, left.constant, right.constant))
        guarded = zero is not None and right.low <= 0 <= right.high
        first, again = self.name(right)
        if guarded and may_fault(expr.left):  # it comes before the divisor, and even where that is zero
            (early, late), whole = self.name(left), left
            first = f"({early}, {first})[1]"
            left = Code(late, whole.low, whole.high, atom=True)
        low, high = folding.quotients(expr.op, left, right)
        if expr.op in ("floordiv", "mod") or (left.low >= 0 and right.low >= 0):
            sign = "//" if expr.op in ("floordiv", "quot") else "%"
            text = f"{left} {sign} {again if guarded else first}"
        else:
            text = f"{expr.op}({left.text}, {again if guarded else first})"
        if guarded and zero is not None:
            return Code(f"{text} if {first} else {zero}", min(low, zero.low), max(high, zero.high))
        return Code(text, low, high)

    def _clamp(self, value: Code, low: int, high: int) -> Code:
        if value.constant is not None:
            return literal(min(max(value.constant, low), high))
        first, again = self.name(value)
        text = again
        tests = []
        if value.low < low:
            tests.append((f"{again} < {low}", low))
        if value.high > high:
            tests.append((f"{again} > {high}", high))
        for test, bound in reversed(tests):
            text = f"{literal(bound)} if {test} else {text}"
        if not tests:
            return value
        held = min(max(value.low, low), high), max(min(value.high, high), low)
        return Code(text.replace(f"if {again}", f"if {first}", 1), *held)

    def _slice(self, expr: ir.Slice) -> Code:
        value = self.emit(expr.value, expr.high + 1)
        if value.constant is not None:
            return literal((value.constant & ((1 << (expr.high + 1)) - 1)) >> expr.low)
        mask = (1 << (expr.high - expr.low + 1)) - 1
        shifted = value
        if expr.low:
            shifted = Code(f"{value} >> {expr.low}", value.low >> expr.low, value.high >> expr.low)
        return shifted if shifted.within(0, mask) else Code(f"{shifted} & {mask}", 0, mask)

    def _cat(self, expr: ir.Cat) -> Code:
        joined = literal(0)
        for part, width in expr.parts:
            value = self.emit(part, width)
            mask = (1 << width) - 1
            if value.constant is not None:
                value = literal(value.constant & mask)
            elif not value.within(0, mask):
                value = Code(f"{value} & {mask}", 0, mask)
            joined = folding.join(joined, width, value)
        return joined

    def _compare(self, expr: ir.Compare) -> Code:
        pair = self._biased_pair(expr) or (self.emit(expr.left), self.emit(expr.right))
        left, right = pair
        if isinstance(expr.left.type, ir.FloatValue):
            raise AssertionError("a comparison of floats is not simple")
        known = folding.decided(expr.op, left, right)
        if known is not None and not may_fault(expr):
            return truth(known)
        return condition(f"{left} {_TESTS[expr.op]} {right}")

    def _biased_pair(self, expr: ir.Compare) -> tuple[Code, Code] | None:
        """Both sides moved up by half a range where one is read as signed: the order is kept, and it is cheaper."""
        to = next((e.to for e in (expr.left, expr.right) if isinstance(e, ir.Cut) and e.to.signed), None)
        if to is None:
            return None
        sides = []
        for side in (expr.left, expr.right):
            if isinstance(side, ir.Cut) and side.to == to:
                sides.append(biased(self.emit(side.value, to.width), to))
            elif isinstance(side, ir.Const | ir.FieldValue):
                value = self.emit(side)
                if value.constant is None:
                    return None
                sides.append(literal(value.constant + (1 << (to.width - 1))))
            else:
                return None
        return sides[0], sides[1]

    def _logic(self, expr: ir.Logic) -> Code:
        if expr.op == "not":
            value = self.emit(expr.values[0])
            return truth(not value.low) if value.constant is not None else condition(f"not {value}")
        absorbing = int(expr.op == "or")
        kept: list[Code] = []
        for one in expr.values:
            value = self.emit(one)
            if value.constant == 1 - absorbing:
                continue
            kept.append(value)
            if value.constant == absorbing:
                break
        if not kept:
            return truth(not absorbing)
        if kept[0].constant == absorbing:
            return truth(bool(absorbing))
        return kept[0] if len(kept) == 1 else condition(f" {expr.op} ".join(map(str, kept)))

    def _select(self, expr: ir.Select, demanded: int | None) -> Code:
        test = self.emit(expr.condition)
        if test.constant is not None:
            return self.emit(expr.then if test.constant else expr.otherwise, demanded)
        then, otherwise = self.emit(expr.then, demanded), self.emit(expr.otherwise, demanded)
        text = f"{then} if {test} else {otherwise}"
        return Code(text, min(then.low, otherwise.low), max(then.high, otherwise.high))

    def _min_max(self, expr: ir.MinMax) -> Code:
        left, right = self.emit(expr.left), self.emit(expr.right)
        pick = min if expr.op == "min" else max
        low, high = pick(left.low, right.low), pick(left.high, right.high)
        if left.constant is not None and right.constant is not None:
            return literal(low)
        sign = "<" if expr.op == "min" else ">"
        (first, again), (second, and_again) = self.name(left), self.name(right)
        return Code(f"{again} if {first} {sign} {second} else {and_again}", low, high)


def may_fault(expr: ir.Expr) -> bool:
    """Whether evaluating ``expr`` may raise, so that it cannot be left out."""
    return any(
        isinstance(e, ir.Load) or any(i.fault is not None for i in getattr(e, "index", ()))
        for e in every(expr)
    )


def _integer(element: object) -> IntegerType:
    from specgen.model.types import IntegerType

    assert isinstance(element, IntegerType)
    return element


def _least(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)
