"""Conditions between members in C, exact: in 64 bits where these are enough, else in 128."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.expressions.nodes import Binary, Comparison, Constant, Logic, Name, Node, Unary
from specgen.model.interfaces.conditions import Bounds, bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

_INT = (-(1 << 63), (1 << 63) - 1)
_UINT = (0, (1 << 64) - 1)
_TYPES = {"int": "int64_t", "uint": "uint64_t", "wide": "struct wide"}
_WIDE = {"+": "wide_add", "-": "wide_subtract", "*": "wide_multiply", "//": "wide_divide", "%": "wide_modulo"}
_MASKED = {"&": "and", "|": "or"}  # by functions: compilers warn of masks whose comparison is decided
_WIDE |= {"&": "wide_and", "|": "wide_or", "^": "wide_xor"}


@frozen()
class _Number:
    """An expression of C whose value is exact in a type of ``kind``: ``int``, ``uint`` or ``wide``."""

    text: str
    kind: str
    bounds: Bounds


class Conditions:
    """Writes the conditions of one structure; ``read`` gives the C expression of a member, of 64 bits."""

    def __init__(self, members: Mapping[str, Bounds], read: Callable[[str], str]) -> None:
        self.members, self.read = members, read

    def holds(self, node: Node) -> str:
        """Return a condition, in parentheses where it needs them."""
        match node:
            case Constant():
                return "true" if node.value else "false"
            case Unary():
                return f"!({self.holds(node.operand)})"
            case Logic():
                operator = "&&" if node.operator == "and" else "||"
                return f"({self.holds(node.left)}) {operator} ({self.holds(node.right)})"
            case Comparison():
                pairs = zip(node.operators, node.operands, node.operands[1:], strict=False)
                tests = [self._compared(operator, left, right) for (operator, _), left, right in pairs]
                return tests[0] if len(tests) == 1 else " && ".join(f"({test})" for test in tests)
        raise TypeError(f"{node} is no condition")

    def _compared(self, operator: str, left: Node, right: Node) -> str:
        if bounds(left, self.members) is None:
            return f"({self.holds(left)}) {operator} ({self.holds(right)})"
        a, b = self._number(left), self._number(right)
        decided = _decided(operator, a.bounds, b.bounds)
        if decided is not None:
            return "true" if decided else "false"
        kind = _kind(a.bounds, b.bounds)
        if kind == "wide":
            return f"wide_compare({_as(a, kind)}, {_as(b, kind)}) {operator} 0"
        return f"{_as(a, kind)} {operator} {_as(b, kind)}"

    def _number(self, node: Node) -> _Number:
        found = bounds(node, self.members)
        assert found is not None
        match node:
            case Constant():
                return _constant(found)
            case Name():
                return _Number(self.read(node.name), "int" if found[0] < 0 else "uint", found)
            case Unary():
                return self._unary(node, found)
            case Binary():
                return self._binary(node, found)
        raise TypeError(f"{node} is no number")

    def _unary(self, node: Unary, found: Bounds) -> _Number:
        operand = self._number(node.operand)
        if node.operator == "+":
            return operand
        kind = _kind(operand.bounds, found)
        text = _as(operand, kind)
        if kind == "wide":
            zero = "wide_int(0)" if node.operator == "-" else "wide_int(-1)"
            return _Number(f"wide_subtract({zero}, {text})", kind, found)
        return _Number(f"({'0 - ' if node.operator == '-' else '-1 - '}{text})", kind, found)

    def _binary(self, node: Binary, found: Bounds) -> _Number:
        left, operator = self._number(node.left), node.operator
        right = self._number(node.right)
        if operator in ("<<", ">>"):
            power = 1 << right.bounds[0]
            right = _constant((power, power))
            operator = "*" if operator == "<<" else "//"
        kind = _kind(left.bounds, right.bounds, found)
        a, b = _as(left, kind), _as(right, kind)
        if kind == "wide":
            return _Number(f"{_WIDE[operator]}({a}, {b})", kind, found)
        if operator in ("//", "%") and left.bounds[0] < 0:
            return _Number(f"{'floor_divide' if operator == '//' else 'floor_modulo'}({a}, {b})", kind, found)
        if operator in _MASKED and Constant in (type(node.left), type(node.right)):
            return _Number(f"{kind}_{_MASKED[operator]}({a}, {b})", kind, found)
        return _Number(f"({a} {'/' if operator == '//' else operator} {b})", kind, found)


def _kind(*found: Bounds) -> str:
    low, high = min(b[0] for b in found), max(b[1] for b in found)
    if _INT[0] <= low and high <= _INT[1]:
        return "int"
    return "uint" if _UINT[0] <= low and high <= _UINT[1] else "wide"


def _as(number: _Number, kind: str) -> str:
    """The number in another type, in which its value lies."""
    if number.kind == kind:
        return number.text
    if kind == "wide":
        return f"wide_{number.kind}({number.text})"
    text = f"wide_low({number.text})" if number.kind == "wide" else number.text
    return f"({_TYPES[kind]}){text}"


def _constant(found: Bounds) -> _Number:
    value, kind = found[0], _kind(found)
    if kind == "wide":
        low, high = value & _UINT[1], (value >> 64) & _UINT[1]
        return _Number(f"wide_of(UINT64_C({high:#x}), UINT64_C({low:#x}))", kind, found)
    if kind == "uint":
        return _Number(f"UINT64_C({value})", kind, found)
    text = "INT64_MIN" if value == _INT[0] else f"INT64_C({value})" if value >= 0 else f"(-INT64_C({-value}))"
    return _Number(text, kind, found)


def _decided(operator: str, a: Bounds, b: Bounds) -> bool | None:
    """What a comparison is whatever the values are: compilers warn of those."""
    less, not_less = a[1] < b[0], a[0] >= b[1]
    more, not_more = a[0] > b[1], a[1] <= b[0]
    match operator:
        case "<":
            return True if less else False if not_less else None
        case ">":
            return True if more else False if not_more else None
        case "<=":
            return True if not_more else False if more else None
        case ">=":
            return True if not_less else False if less else None
    apart = less or more
    return (operator == "!=") if apart else None
