"""From expressions to text, by the kind of node; the modules that know a kind register it here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from specgen.generators.interpreter.c.functions.code import Code
from specgen.generators.interpreter.c.functions.emitter import Emitter
from specgen.semantics import ir

IntegerForm = Callable[[Emitter, Any, int | None], Code]
Form = Callable[[Emitter, Any], Code]

_F = TypeVar("_F", bound=Callable[..., Code])

_INTEGERS: dict[type, IntegerForm] = {}
_CONDITIONS: dict[type, Form] = {}
_FLOATS: dict[type, Form] = {}
_LEAVES: dict[type, Form] = {}


def _registering(forms: dict[type, Any]) -> Callable[..., Callable[[_F], _F]]:
    def of(*kinds: type) -> Callable[[_F], _F]:
        def register(form: _F) -> _F:
            for kind in kinds:
                forms[kind] = form
            return form

        return register

    return of


integer_form = _registering(_INTEGERS)
condition_form = _registering(_CONDITIONS)
float_form = _registering(_FLOATS)
leaf = _registering(_LEAVES)


def integer(e: Emitter, expr: ir.Expr, bits: int | None = None) -> Code:
    """An integer expression. With ``bits`` only so many low bits are needed, and the rest may be anything."""
    form = _INTEGERS.get(type(expr))
    code = form(e, expr, bits) if form is not None else _LEAVES[type(expr)](e, expr)
    return code.bounded(expr.type.low, expr.type.high) if isinstance(expr.type, ir.IntValue) else code


def condition(e: Emitter, expr: ir.Expr) -> Code:
    """A condition: 0 or 1."""
    form = _CONDITIONS.get(type(expr))
    return (form or _LEAVES[type(expr)])(e, expr)


def floating(e: Emitter, expr: ir.Expr) -> Code:
    """A float expression: ``float``, ``double``, or the raw code of another format."""
    form = _FLOATS.get(type(expr))
    return (form or _LEAVES[type(expr)])(e, expr)


def value(e: Emitter, expr: ir.Expr, bits: int | None = None) -> Code:
    """Any expression."""
    match expr.type:
        case ir.IntValue():
            return integer(e, expr, bits)
        case ir.FloatValue():
            return floating(e, expr)
        case _:
            return condition(e, expr)
