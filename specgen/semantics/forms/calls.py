"""Calls: of number formats, of the language's functions, of memories, of the spec's functions."""

from __future__ import annotations

import ast

from specgen.model.execution import Function, State
from specgen.model.isa import Enum
from specgen.model.memory import Memory
from specgen.semantics import ir
from specgen.semantics.build import const, truth
from specgen.semantics.context import Typer, Wrong
from specgen.semantics.dispatch import CALLS, builtin, handles
from specgen.semantics.scope import lookup, need_type, number_type, unknown
from specgen.source import did_you_mean


@handles(ast.Call)
def call(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """Any call that is a value."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return _method(t, node, function)
    if not isinstance(function, ast.Name):
        raise Wrong("sem-unsupported", node, "only functions are called")
    name = function.id
    built = CALLS.get(name)
    if built is not None:
        return built(t, node, demand)
    to = number_type(t, function)
    if to is not None:
        from specgen.semantics.forms.bits import conversion

        return conversion(t, node, to)
    return _named(t, node, function)


def _named(t: Typer, node: ast.Call, function: ast.Name) -> ir.Expr:
    name = function.id
    if name in _STATEMENTS:
        raise Wrong("sem-not-a-value", node, f"{name}(...) is not a value", f"it is {_STATEMENTS[name]}")
    if name in t.world.architecture.block_types or name in t.world.architecture.fixed_types:
        need_type(t, function)
    try:
        thing = lookup(t, function)
    except Wrong:
        functions = (*t.world.architecture.functions, *CALLS, *t.world.types, *_STATEMENTS)
        raise unknown(t, name, function, functions) from None
    if not isinstance(thing, Function):
        raise Wrong("sem-not-a-value", node, f"{name} is not a function", _not_callable(thing))
    from specgen.semantics.functions import inline

    made = inline(t, node, thing)
    if made is None:
        raise Wrong("sem-not-a-value", node, f"{name} returns nothing", "call it as a statement")
    return made


_STATEMENTS = {
    "wait": "a statement at the start of an instruction",
    "barrier": "a statement at the start of an instruction",
    "drain": "a statement at the start of an instruction",
    "signal": "a statement",
    "commit": "a statement",
    "range": "what a loop goes over: for i in range(n)",
    "grid": "what a loop goes over: for i, j in grid(m, n)",
}


def _not_callable(thing: object) -> str | None:
    return "write x[i] for an element" if getattr(thing, "shape", None) else None


def _method(t: Typer, node: ast.Call, function: ast.Attribute) -> ir.Expr:
    if isinstance(function.value, ast.Name):
        thing = lookup(t, function.value)
        if isinstance(thing, Memory):
            from specgen.semantics.forms.memory import read

            if function.attr == "read":
                return read(t, node, thing)
            if function.attr == "write":
                raise Wrong("sem-not-a-value", node, "a write is not a value", "it is a statement of its own")
            raise unknown(t, function.attr, function, ("read", "write"), thing.name)
        if isinstance(thing, State) and thing.sparse:
            from specgen.semantics.sparse import exists

            if function.attr != "exists":
                raise unknown(t, function.attr, function, ("exists",), thing.name)
            return exists(t, node, thing)
        if isinstance(thing, Enum):
            raise Wrong("sem-unsupported", node, f"a member of {thing.name} is not called")
    raise Wrong("sem-unsupported", node, "only memories have functions: read and write")


def arguments(t: Typer, node: ast.Call, count: int, options: tuple[str, ...] = ()) -> list[ast.expr | None]:
    """The ``count`` arguments of a call, then its options by name (None where left out). Raises ``Wrong``."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "this")
    if len(node.args) != count or any(isinstance(a, ast.Starred) for a in node.args):
        plural = "s" if count != 1 else ""
        raise Wrong(
            "sem-arguments", node, f"{name} takes {count} argument{plural}, and here are {len(node.args)}"
        )
    found: dict[str, ast.expr] = {}
    for keyword in node.keywords:
        if keyword.arg not in options:
            hint = did_you_mean(keyword.arg or "", options) or (
                f"it has {', '.join(options)}" if options else None
            )
            raise Wrong("sem-arguments", keyword, f"{name} has no option {keyword.arg!r}", hint)
        found[keyword.arg] = keyword.value
    return [*node.args, *(found.get(option) for option in options)]


def word(node: ast.expr | None, what: str, allowed: tuple[str, ...], default: str) -> str:
    """An option given as a text, one of ``allowed``. Raises ``Wrong``."""
    if node is None:
        return default
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, str) and value in allowed:
        return value
    if isinstance(node, ast.Name) and node.id in allowed:
        raise Wrong("sem-option", node, f"the {what} is a text", f'write "{node.id}"')
    hint = did_you_mean(value, allowed) if isinstance(value, str) else None
    raise Wrong("sem-option", node, f"the {what} is one of {', '.join(allowed)}", hint)


def flag(node: ast.expr | None, what: str) -> bool:
    """An option that is true or false. Raises ``Wrong``."""
    if node is None:
        return False
    if isinstance(node, ast.Name) and node.id in ("true", "false"):
        return node.id == "true"
    raise Wrong("sem-option", node, f"{what} is true or false")


@builtin("size", "width", "is_float", "is_signed")
def about_type(t: Typer, node: ast.Call, demand: int | None) -> ir.Expr:
    """``size(dtype)`` in bytes, ``width(dtype)`` in bits, ``is_float(dtype)``, ``is_signed(dtype)``: decided per type."""
    (argument,) = arguments(t, node, 1)
    assert argument is not None
    kind = need_type(t, argument)
    match node.func.id:  # type: ignore[attr-defined]
        case "size":
            return const(kind.bytes, t.span(node))
        case "width":
            return const(kind.width, t.span(node))
        case "is_signed":
            return truth(kind.signed, t.span(node))
        case _:
            return truth(hasattr(kind, "mantissa"), t.span(node))
