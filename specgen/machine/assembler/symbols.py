"""Names and their values."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from specgen.machine.assembler.expressions import ExpressionError, Hole, Modified, Symbol, evaluate
from specgen.machine.assembler.modifiers import Modifiers
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from specgen.machine.assembler.expressions import Expression, Scope
    from specgen.machine.assembler.items import Item
    from specgen.model.isa import Modifier


#: How deep definitions by ``.equ`` may lean on each other, and how many of them one value may take.
MOST_OPEN, MOST_STEPS = 50, 2000


class Symbols:
    """Labels (addresses of items), what ``.equ`` defines, and the spec's parameters, in this order.

    While the layout is not known, labels may be guesses.
    """

    def __init__(
        self,
        items: Sequence[Item],
        registers: Collection[str],
        parameters: Mapping[str, int],
        modifiers: Mapping[str, Modifier],
    ) -> None:
        self.items = items
        self.registers = registers
        self.parameters = parameters
        self.labels: dict[str, int] = {}
        self.local: dict[str, list[int]] = {}
        self.equates: dict[str, tuple[Expression, int]] = {}
        self.modifiers = Modifiers(modifiers, self)
        self.asked = False
        self._open: list[str] = []
        self._steps = 0

    def scope(self, index: int, here: int) -> Scope:
        """The meaning of symbols in item ``index``, which stands at ``here``."""

        def value(node: Symbol | Hole | Modified) -> int:
            if isinstance(node, Modified):
                return self.modifiers.value(node, index, here)
            if isinstance(node, Hole):
                raise ExpressionError("{ } stands in lines of aliases alone", 0)
            return self._value(node, index, here)

        return value

    def _value(self, symbol: Symbol, index: int, here: int) -> int:
        self.asked = True
        name = symbol.name
        if name == ".":
            return here
        if name[0].isdigit():
            return self.address(self._local(symbol, index), here)
        if name in self.labels:
            return self.address(self.labels[name], here)
        if name in self.equates:
            return self._equate(symbol)
        if name in self.parameters:
            return self.parameters[name]
        raise self._unknown(symbol)

    def label(self, symbol: Symbol, index: int) -> int:
        """The item of a label that item ``index`` names. Raises ExpressionError."""
        if symbol.name[0].isdigit():
            return self._local(symbol, index)
        if symbol.name not in self.labels:
            raise self._unknown(symbol)
        return self.labels[symbol.name]

    def address(self, item: int, here: int) -> int:
        """The address of an item; until it has been placed once, ``here``: as near as can be."""
        return self.items[item].address if self.items[item].placed else here

    def _local(self, symbol: Symbol, index: int) -> int:
        places = self.local.get(symbol.name[:-1], [])
        at = bisect_left(places, index) - (symbol.name[-1] == "b")
        if not 0 <= at < len(places):
            where = "before" if symbol.name[-1] == "b" else "after"
            message = f"there is no label {symbol.name[:-1]}: {where} this"
            raise ExpressionError(message, symbol.at, len(symbol.name), rule="asm-undefined-symbol")
        return places[at]

    def _equate(self, symbol: Symbol) -> int:
        expression, index = self.equates[symbol.name]
        if symbol.name in self._open:
            message = f"{symbol.name} is defined in terms of itself"
            raise ExpressionError(message, symbol.at, len(symbol.name), rule="asm-symbol")
        self._steps = self._steps + 1 if self._open else 0
        if len(self._open) > MOST_OPEN or self._steps > MOST_STEPS:
            message = f"{symbol.name} takes too many definitions"
            raise ExpressionError(message, symbol.at, len(symbol.name), rule="asm-symbol")
        self._open.append(symbol.name)
        try:
            return evaluate(expression, self.scope(index, self.address(index, 0)))
        except ExpressionError as error:
            if error.rule == "asm-symbol":
                raise ExpressionError(str(error), symbol.at, len(symbol.name), rule=error.rule) from None
            message = f"the value of {symbol.name}: {error}"
            raise ExpressionError(message, symbol.at, len(symbol.name), rule=error.rule) from None
        finally:
            self._open.pop()

    def _unknown(self, symbol: Symbol) -> ExpressionError:
        at, length = symbol.at, len(symbol.name)
        if symbol.name in self.registers:
            message = f"{symbol.name} is a register; a number is expected here"
            return ExpressionError(message, at, length, rule="asm-operand")
        hint = did_you_mean(symbol.name, [*self.labels, *self.equates, *self.parameters])
        message = f"{symbol.name} is not defined"
        return ExpressionError(message, at, length, rule="asm-undefined-symbol", hint=hint)
