"""Conditions between the members of a structure, for which every name but those of members stands for its value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.expressions import Expression, ExpressionError, parse_expression
from specgen.model.interfaces.conditions import Bounds, bound, bounds, names
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context


@frozen()
class Names:
    """What conditions may name: integers with their bounds, other members, and values of enums."""

    members: Mapping[str, Bounds]
    others: frozenset[str]
    enums: Mapping[str, int]


def condition(
    ctx: Context, text: object, scope: Names, origin: Origin, *path: str | int
) -> Expression | None:
    """Return a condition whose names are those of members alone; what is wrong is reported."""
    try:
        return _condition(ctx, str(text), scope)
    except ExpressionError as error:
        ctx.failures += 1
        at = origin.tree.scalar_location(origin.path + path, error.offset, error.length)
        ctx.report(error.rule, error.message, at, hint=error.hint)
        return None


def _condition(ctx: Context, text: str, scope: Names) -> Expression:
    found = parse_expression(text)
    own = scope.members.keys() | scope.others
    constants = {name: value for name, value in {**ctx.values, **scope.enums}.items() if name not in own}
    for name in found.names:
        if name not in own and name not in constants:
            hint = did_you_mean(name, [*own, *constants])
            raise ExpressionError(
                "expr-unknown-name", f"nothing is called {name!r} here", text.index(name), len(name), hint
            )
    tree = bound(found.tree, constants)
    if bounds(tree, scope.members) is not None:
        hint = "compare it with something, such as != 0"
        raise ExpressionError("expr-type", "a condition is needed here, not a number", 0, len(text), hint)
    return Expression(text, tuple(dict.fromkeys(names(tree))), tree)
