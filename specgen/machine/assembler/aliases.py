"""Aliases: what their lines become for given operands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.machine.assembler.expressions import ExpressionError, Hole, Scope, Symbol, evaluate
from specgen.model.expressions import ExpressionError as ModelError
from specgen.model.expressions import parse_expression
from specgen.model.templates import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.machine.assembler.matching import Operands
    from specgen.model.isa import Alias, Expansion


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

    def __call__(self, node: Symbol | Hole) -> int:
        """The value of a symbol or hole. Raises ExpressionError."""
        if isinstance(node, Symbol):
            return self.outer(node)
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


def filled_head(line: str, operands: Operands) -> str:
    """A line of an alias whose mnemonic's ``{name}`` places are written out."""
    head, space, rest = line.partition(" ")

    def text(hole: re.Match[str]) -> str:
        operand = operands.get(hole[1])
        if operand is None:
            return hole[0]
        value = evaluate(operand.value, _constant)
        return operand.place.shown.get(value, str(value))

    return re.sub(r"\{(\w+)\}", text, head) + space + rest


def _constant(node: Symbol | Hole) -> int:
    raise ExpressionError("a part of a mnemonic is no symbol", node.at if isinstance(node, Symbol) else 0)
