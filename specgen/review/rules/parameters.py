"""Changes of parameters and variants: what a design may be, and what it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.words import BASIS
from specgen.review.subject import Review
from specgen.review.texts import short


@rule(
    "PARAM_VALUE_CHANGED", "R R R R R", "src",
    "A parameter has another value in some variant.",
    "Every header carries it as a constant, so what was compiled with the old one and what is compiled now disagree. What else "
    "follows from it (sizes of layouts, of state, of memories) is told there.",
    on=("parameters.*.value", "parameters.*.value.value", "parameters.*.value.dimension"),
)  # fmt: skip
def _value(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = f" in {', '.join(change.variants)}" if change.variants else ""
    yield found(f"{change.name} was {short(change.before)}, is {short(change.after)}{variant}")


@rule(
    "PARAM_CHOICE_CHANGED", "R R R R R", "src",
    "The default of a parameter, its type, or the values that it may have changed.",
    "No variant that names a value differs. What is derived by others from the spec, with values of their own, may.",
    on=("parameters.*.default.**", "parameters.*.default", "parameters.*.allowed.**", "parameters.*.kind"),
)  # fmt: skip
def _choice(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    key = change.path[2]
    if change.path[-1] in BASIS:
        return
    if key == "allowed":
        before, after = (tuple(map(short, one.allowed)) for one in (change.old, change.new))
        about = replace(change, path=change.path[:3], before=before, after=after)
        finding = found(f"{change.name} may be {_choices(after)}, and might be {_choices(before)}", about)
        more = not after or (before and set(before) <= set(after))
        yield finding.proved("what could be chosen still can") if more else finding
        return
    finding = found(
        f"{key} of {change.name} was {short(change.before) or 'not given'}, is {short(change.after) or 'not given'}"
    )
    valued = key == "default" and any(review.at(f"parameters.{change.name}.value.**"))
    yield finding.proved("the variants that have another value by it are told") if valued else finding


def _choices(values: tuple[str, ...]) -> str:
    return f"one of {', '.join(values)}" if values else "anything"


@rule(
    "PARAM_ADDED", "c c c c c", "fwd",
    "There is a new parameter.",
    "Nothing that exists names it.",
    on=("parameters.*",), kinds=(Kind.ADDED,),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"parameter {change.name} is new")


@rule(
    "PARAM_REMOVED", "S S S S S", "src",
    "A parameter is gone.",
    "Its constant disappears from every header: sources that name it do not compile any more. What is compiled already has its "
    "value and goes on.",
    on=("parameters.*",), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"parameter {change.name} is gone")


@rule(
    "VARIANT_REMOVED", "B B B B B", "back src",
    "A variant is gone.",
    "Whatever was built for it has no spec any more: no header is made for it, and no reader knows its binaries.",
    on=("variants.*",), kinds=(Kind.REMOVED,),
)  # fmt: skip
def _variant_removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    variant = next(iter(review.pairs))
    witness = review.witness(
        "variants", variant, {"variant": change.name}, f"{change.name}: {{before}} before, {{after}} after"
    )
    yield found(f"variant {change.name} is gone").seen(witness, "")


@rule(
    "VARIANT_ADDED", "c c c c c", "fwd",
    "There is a new variant.",
    "Nothing of the others changes.",
    on=("variants.*",), kinds=(Kind.ADDED,),
)  # fmt: skip
def _variant_added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"variant {change.name} is new")


@rule(
    "VARIANT_DEFAULT_CHANGED", "R R R R R", "src",
    "Another variant is the default one, or their order changed.",
    "Where nobody names a variant, the first is meant: generated files and commands are for another part now.",
    on=("variants",), kinds=(Kind.REORDERED,),
)  # fmt: skip
def _default(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    before, after = change.before, change.after
    if before and after and before[0] != after[0]:
        yield found(f"the default variant was {before[0]}, is {after[0]}")


@rule(
    "VARIANT_CHANGED", "c c c c c", "",
    "What a variant chooses is something else.",
    "It is a risk by what follows: other values of parameters, and instructions that come and go with extensions, which are "
    "told where they happen.",
    on=("variants.*.bindings.**", "variants.*.extensions.**"),
)  # fmt: skip
def _variant(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[-1] in BASIS:
        return
    variant, parameter = change.name, change.path[3]
    before, after = (short(value) or "not given" for value in (change.before, change.after))
    yield found(f"{parameter} of {variant} was {before}, is {after}")


@rule(
    "SPEC_NAME", "S S S S S", "back src",
    "The accelerator has another name.",
    "Every generated identifier begins with it, and binaries carry the hash of a spec of that name.",
    on=("name",),
)  # fmt: skip
def _name(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"the accelerator was called {change.before}, and is called {change.after}")
