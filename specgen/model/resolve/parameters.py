"""Parameters and variants: what every name in an expression stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.architecture import Parameter, Variant
from specgen.model.documents.spec import VariantDocument
from specgen.model.expressions import ExpressionError, parse_expression
from specgen.model.expressions.values import value_of
from specgen.model.quantity import Dimension, Quantity
from specgen.model.resolve.numbers import value
from specgen.model.resolve.quantities import quantity, sourced
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.spec import ParameterDocument
    from specgen.model.merge import Entry
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_CHAIN = 50
DEFAULT_VARIANT = "default"

_DIMENSIONS = {
    "bytes": (Dimension.BYTES,),
    "time": (Dimension.TIME,),
    "cycles": (Dimension.CYCLES,),
    "frequency": (Dimension.FREQUENCY,),
    "bandwidth": (Dimension.BANDWIDTH, Dimension.BYTES_PER_CYCLE),
    "number": (Dimension.NUMBER,),
}


def variant_names(variants: Mapping[str, Entry[VariantDocument]]) -> tuple[str, ...]:
    """Return the names of a spec's variants, the default one first."""
    return tuple(variants) or (DEFAULT_VARIANT,)


def resolve_parameters(ctx: Context, variant: str, replaced: Mapping[str, object]) -> dict[str, Parameter]:
    """Bind every parameter in a variant, some ``replaced``, and make the values known to expressions."""
    binder = _Binder(ctx, variant, replaced)
    for name in ctx.merged.sections.parameters:
        binder.bind(name)
    made = binder.made
    return {name: made[name] for name in ctx.merged.sections.parameters if name in made}


def resolve_variants(ctx: Context) -> dict[str, Variant]:
    """Return all variants, bindings evaluated with the values of this one."""
    made: dict[str, Variant] = {}
    for name, entry in ctx.merged.sections.variants.items():
        bindings: dict[str, int | Quantity] = {}
        for key, given in (entry.document.parameters or {}).items():
            declared = ctx.merged.sections.parameters.get(key)
            if declared is not None and key not in ctx.parameters_broken:
                found = measured(ctx, declared.document.type, given, entry.origin, ("parameters", key))
                if found is not None:
                    bindings[key] = found
        document = entry.document
        made[name] = Variant(
            name, document.summary, document.description, bindings, entry.origin, document.renamed_from
        )
    return made or {DEFAULT_VARIANT: Variant(DEFAULT_VARIANT, "The only variant.", "", {}, ctx.merged.origin)}


def measured(
    ctx: Context, kind: str, given: object, origin: Origin, path: tuple[str | int, ...]
) -> int | Quantity | None:
    """Return a value of a parameter's type; what is wrong is reported."""
    if kind in _DIMENSIONS:
        return quantity(ctx, given, origin, *path, dimensions=_DIMENSIONS[kind])
    found = value(ctx, given, origin, path)
    if found is None:
        return None
    if kind == "boolean" and not isinstance(found, bool):
        ctx.report("expr-type", "true or false is needed here, not a number", origin.at(*path))
        return None
    if kind == "integer" and (isinstance(found, bool) or not isinstance(found, int)):
        ctx.report("expr-not-whole", "a whole number without a unit is needed here", origin.at(*path))
        return None
    return found if isinstance(found, int) else None


class _Binder:
    """Evaluates parameters in the order in which they depend on each other."""

    def __init__(self, ctx: Context, variant: str, replaced: Mapping[str, object]) -> None:
        self.ctx = ctx
        self.made: dict[str, Parameter] = {}
        self.done: set[str] = set()
        self.open: list[str] = []
        self.given: Mapping[str, object] = {}
        self.given_origin: Origin | None = None
        entry = ctx.merged.sections.variants.get(variant)
        if entry is not None:
            self.given = entry.document.parameters or {}
            self.given_origin = entry.origin
            self.check_names(entry.origin)
        self.given = {**self.given, **replaced}
        if self.given_origin is None and replaced:
            self.given_origin = ctx.merged.origin

    def check_names(self, origin: Origin) -> None:
        declared = self.ctx.merged.sections.parameters
        for name in self.given:
            broken = self.ctx.merged.broken["parameters"]
            if name not in declared and not {name, "*"} & broken and self.ctx.merged.complete:
                hint = did_you_mean(name, declared)
                message = f"no parameter is called {name!r}"
                self.ctx.report("ref-unknown", message, origin.key("parameters", name), hint=hint)

    def bind(self, name: str) -> None:
        """Bind a parameter and, before it, those that its value is made of."""
        entry = self.ctx.merged.sections.parameters.get(name)
        if entry is None or name in self.done:
            return
        if name in self.open:
            round_trip = " -> ".join([*self.open[self.open.index(name) :], name])
            self.refuse(name, "expr-cycle", f"{name} is made of itself: {round_trip}")
            return
        if len(self.open) >= MAX_CHAIN:
            self.refuse(name, "expr-limit", f"parameters depend on each other more than {MAX_CHAIN} deep")
            return
        self.open.append(name)
        for used in (*_names(entry.document.default), *_names(self.given.get(name))):
            self.bind(used)
        self.open.pop()
        if name not in self.done:
            self.done.add(name)
            self.evaluate(name, entry.document, entry.origin)

    def refuse(self, name: str, rule: str, message: str) -> None:
        at = self.ctx.merged.sections.parameters[name].origin.at("default")
        self.ctx.report(rule, message, at)
        self.ctx.parameters_broken.add(name)
        self.done.add(name)

    def evaluate(self, name: str, document: ParameterDocument, origin: Origin) -> None:
        ctx, before = self.ctx, self.ctx.failures
        default = measured(ctx, document.type, document.default, origin, ("default",))
        if isinstance(default, Quantity) and (document.source or document.confidence or document.range):
            default = replace(default, source=document.source or default.source)
            default = sourced(ctx, default, document.confidence, document.range, origin, ())
        allowed = [
            measured(ctx, document.type, one, origin, ("allowed", index))
            for index, one in enumerate(document.allowed or ())
        ]
        chosen = default
        if name in self.given and self.given_origin is not None:
            chosen = measured(ctx, document.type, self.given[name], self.given_origin, ("parameters", name))
        if ctx.failures > before or default is None or chosen is None:
            ctx.parameters_broken.add(name)
            return
        choices = tuple(one for one in allowed if one is not None)
        made = Parameter(
            name, document.summary, document.type, default, choices, chosen, origin, document.renamed_from
        )
        self.check_allowed(made)
        self.made[name] = made
        ctx.values[name] = value_of(chosen)
        if isinstance(chosen, Quantity):
            ctx.quantities[name] = chosen

    def check_allowed(self, made: Parameter) -> None:
        choices = {value_of(one) for one in made.allowed}
        if not choices or value_of(made.value) in choices:
            return
        listed = ", ".join(str(one) for one in made.allowed)
        at = made.origin.at("default")
        if made.name in self.given and self.given_origin is not None:
            at = self.given_origin.at("parameters", made.name)
        self.ctx.report(
            "spec-not-allowed", f"{made.name} may not be {made.value}", at, hint=f"allowed: {listed}"
        )


def _names(given: object) -> tuple[str, ...]:
    """Return the names in what may be an expression."""
    inner = given.get("value") if isinstance(given, dict) else given
    if not isinstance(inner, str):
        return ()
    try:
        return parse_expression(inner).names
    except ExpressionError:
        return ()
