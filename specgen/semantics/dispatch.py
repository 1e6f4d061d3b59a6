"""Who types which piece of syntax; the modules of forms register themselves here."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from specgen.semantics.context import Wrong, quoted
from specgen.semantics.ir import BoolValue, Expr, IntValue
from specgen.semantics.types import describe

if TYPE_CHECKING:
    from specgen.semantics.context import Typer

Form = Callable[["Typer", Any, "int | None"], Expr]
F = TypeVar("F", bound=Callable[..., object])

_EXPRESSIONS: dict[type[ast.expr], Form] = {}
CALLS: dict[str, Form] = {}
"""Built-in functions by name."""


def handles(node: type[ast.expr]) -> Callable[[F], F]:
    """Register the function that types expressions of this syntax."""

    def register(function: F) -> F:
        _EXPRESSIONS[node] = cast(Form, function)
        return function

    return register


def builtin(*names: str) -> Callable[[F], F]:
    """Register the function that types calls of these names."""

    def register(function: F) -> F:
        CALLS.update(dict.fromkeys(names, cast(Form, function)))
        return function

    return register


_UNSUPPORTED = {
    ast.List: ("a list", "declare an array: t: f32[16]"),
    ast.Tuple: ("a tuple", "give every value its own statement"),
    ast.Dict: ("a dictionary", "declare a table"),
    ast.Set: ("a set", None),
    ast.Lambda: ("a lambda", "declare a function"),
    ast.ListComp: ("a comprehension", "write a loop"),
    ast.GeneratorExp: ("a comprehension", "write a loop"),
    ast.JoinedStr: ("a formatted string", None),
    ast.NamedExpr: ("`:=`", "assign in a statement of its own"),
    ast.Slice: ("a slice", "v[15:8] is a slice of a value, high to low"),
    ast.Starred: ("`*`", None),
}


def expression(t: Typer, node: ast.expr, demand: int | None = None) -> Expr:
    """Type an expression of which ``demand`` low bits are used (None: all). Raises ``Refused``."""
    form = _EXPRESSIONS.get(type(node))
    if form is None:
        what, hint = _UNSUPPORTED.get(type(node), ("this form", None))
        raise Wrong("sem-unsupported", node, f"{what} is not part of the semantics language", hint)
    return form(t, node, demand)


def integer(t: Typer, node: ast.expr, demand: int | None = None) -> Expr:
    """Type an expression that must be an integer."""
    expr = expression(t, node, demand)
    if type(expr.type) is not IntValue:
        raise not_integer(expr, node)
    return expr


def not_integer(expr: Expr, node: ast.AST) -> Wrong:
    """The refusal of something else where an integer is needed."""
    if isinstance(expr.type, BoolValue):
        hint = f"u1({quoted(node)}) is 0 or 1"
        return Wrong("sem-condition", node, "this is a condition, where an integer is needed", hint)
    hint = "to_int(s32, v) converts, bits(v) gives the raw bits"
    return Wrong("sem-type-mix", node, f"this is {describe(expr.type)}, where an integer is needed", hint)


def condition(t: Typer, node: ast.expr) -> Expr:
    """Type an expression that must be a condition."""
    expr = expression(t, node)
    if not isinstance(expr.type, BoolValue):
        hint = f"write {quoted(node)} != 0" if isinstance(expr.type, IntValue) else None
        raise Wrong(
            "sem-condition", node, f"this is {describe(expr.type)}, where a condition is needed", hint
        )
    return expr


def constant(t: Typer, node: ast.expr, what: str) -> int:
    """Type an expression that must be an integer known before any instruction runs."""
    expr = integer(t, node)
    assert isinstance(expr.type, IntValue)
    if expr.type.low != expr.type.high:
        raise Wrong("sem-constant", node, f"{what} must be a constant")
    return expr.type.low
