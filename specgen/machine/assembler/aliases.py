"""Aliases: what their lines become for given operands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.machine.assembler.expressions import (
    ExpressionError,
    Hole,
    Modified,
    Number,
    Scope,
    Symbol,
    evaluate,
)
from specgen.model.expressions import ExpressionError as ModelError
from specgen.model.expressions import parse_expression
from specgen.model.templates import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.machine.assembler.matching import Operands
    from specgen.model.isa import Alias, Expansion


_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class AliasForm:
    """An alias, and the parameters that its expressions may name."""

    alias: Alias
    constants: Mapping[str, int]


class AliasScope:
    """The values of holes in an alias's lines; other symbols mean what they mean where the alias stands.

    ``{name}`` alone passes an operand on: of a label, its address. In an expression and in ``when``, a label is its
    distance from ``here``, the byte address of the alias, in steps of the program counter.
    """

    def __init__(self, form: AliasForm, operands: Operands, outer: Scope, here: int, unit: int) -> None:
        self.form = form
        self.operands = operands
        self.outer = outer
        self.here = here
        self.unit = unit

    def __call__(self, node: Symbol | Hole | Modified) -> int:
        """The value of a symbol, hole or function. Raises ExpressionError."""
        if isinstance(node, Symbol):
            return self.outer(node)
        if isinstance(node, Modified):
            if isinstance(node.argument, Symbol):
                return self.outer(node)
            return self.outer(Modified(node.name, Number(evaluate(node.argument, self)), node.at))
        if node.text in self.operands:
            return evaluate(self.operands[node.text].value, self.outer)
        try:
            return parse_expression(node.text).whole(self.names())
        except ModelError as error:
            raise self._failed(error) from None

    def takes(self, expansion: Expansion) -> bool:
        """Whether an expansion's condition holds."""
        if expansion.when is None:
            return True
        try:
            return expansion.when.holds(self.names())
        except ModelError as error:
            raise self._failed(error) from None

    def names(self) -> dict[str, int]:
        """What expressions of the alias may name."""
        values = dict(self.form.constants)
        for name, operand in self.operands.items():
            value = evaluate(operand.value, self.outer)
            values[name] = (value - self.here) // self.unit if operand.place.kind is Kind.LABEL else value
        return values

    def _failed(self, error: ModelError) -> ExpressionError:
        first = next(iter(self.operands.values()), None)
        return ExpressionError(f"alias {self.form.alias.name}: {error}", first.at if first else 0)


def filled(line: str, operands: Operands) -> str:
    """A line of an alias whose ``{name}`` places are written out: all in its mnemonic, else those with names.

    So the line is read like one that somebody wrote: which template it fits may depend on the register.
    """
    head, space, rest = line.partition(" ")

    def text(hole: re.Match[str]) -> str:
        operand = operands.get(hole[1])
        if operand is None:
            return hole[0]
        value = evaluate(operand.value, _constant)
        return operand.place.shown.get(value, str(value))

    def name(hole: re.Match[str]) -> str:
        operand = operands.get(hole[1])
        if operand is None or not isinstance(operand.value, Number):
            return hole[0]
        return operand.place.shown.get(operand.value.value, hole[0])

    return _NAME.sub(text, head) + space + _NAME.sub(name, rest)


def _constant(node: Symbol | Hole | Modified) -> int:
    raise ExpressionError("a part of a mnemonic is no symbol", 0 if isinstance(node, Hole) else node.at)
