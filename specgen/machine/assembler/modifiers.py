"""Functions that a spec declares for its assembler files: ``%name(expression)``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.machine.assembler.expressions import (
    Binary,
    Choice,
    Expression,
    ExpressionError,
    Modified,
    Symbol,
    Unary,
    evaluate,
)
from specgen.machine.assembler.items import Code
from specgen.model.expressions import ExpressionError as ModelError
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.machine.assembler.symbols import Symbols
    from specgen.model.isa import Modifier


class Modifiers:
    """What functions are worth, for the symbols of a file."""

    def __init__(self, declared: Mapping[str, Modifier], symbols: Symbols) -> None:
        self.declared = declared
        self.symbols = symbols

    def value(self, node: Modified, index: int, here: int) -> int:
        """The value of a function in item ``index``, which stands at ``here``. Raises ExpressionError."""
        modifier = self.declared.get(node.name)
        if modifier is None:
            hint = did_you_mean(node.name, self.declared)
            raise self._failed(f"there is no function %{node.name}", node, hint)
        if modifier.of is None:
            value = evaluate(node.argument, self.symbols.scope(index, here))
        else:
            value, here = self._there(node, modifier.of, index, here)
        try:
            return modifier.expression.whole({"value": value, "here": here})
        except ModelError as error:
            raise self._failed(f"%{node.name}: {error}", node) from None

    def _there(self, node: Modified, name: str, index: int, here: int) -> tuple[int, int]:
        """The argument of function ``name`` in the statement at a label, and where that statement stands."""
        if not isinstance(node.argument, Symbol):
            raise self._failed(f"%{node.name} takes the label of a statement with %{name}", node)
        label = self.symbols.label(node.argument, index)
        statement = next((item for item in self.symbols.items[label:] if isinstance(item, Code)), None)
        found = next(_within(statement, name), None) if isinstance(statement, Code) else None
        if found is None or statement is None:
            raise self._failed(f"the statement at {node.argument.name} has no %{name}", node)
        at = self.symbols.address(label, here)
        return evaluate(found.argument, self.symbols.scope(label, at)), at

    def _failed(self, message: str, node: Modified, hint: str | None = None) -> ExpressionError:
        return ExpressionError(message, node.at, len(node.name) + 1, hint=hint)


def _within(code: Code, name: str) -> Iterator[Modified]:
    for _, operands in code.fits:
        for operand in operands.values():
            yield from (node for node in _nodes(operand.value) if node.name == name)


def _nodes(expression: Expression) -> Iterator[Modified]:
    match expression:
        case Modified():
            yield expression
            yield from _nodes(expression.argument)
        case Unary(_, operand):
            yield from _nodes(operand)
        case Binary(_, left, right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Choice(condition, then, otherwise):
            for part in (condition, then, otherwise):
                yield from _nodes(part)
