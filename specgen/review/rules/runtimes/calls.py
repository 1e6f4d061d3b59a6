"""The runtime and the function of a change, and the C that shows it."""

from __future__ import annotations

from typing import Any

from specgen.model.interfaces import Call, Parameter, Runtime, Structure
from specgen.model.isa import Enum
from specgen.review.changes import Change
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

CALL = "runtimes.*.functions.*"
COMPILED = 6
"""Snippets that a review compiles; what is told after these is told by declarations."""


def structures(runtime: Runtime) -> dict[str, Structure]:
    """Return the structures that a runtime's functions hand over, and those within them, by name."""
    found: dict[str, Structure] = {}
    waiting = [
        p.type
        for call in runtime.functions.values()
        for p in call.parameters
        if isinstance(p.type, Structure)
    ]
    while waiting:
        one = waiting.pop()
        if one.name not in found:
            found[one.name] = one
            values = (
                value for member in one.members for value in (member.value, *member.arms) if value is not None
            )
            waiting += [value.type for value in values if isinstance(value.type, Structure)]
    return found


def enums(runtime: Runtime) -> set[str]:
    """Return the enums of a runtime's parameters and of the structures that it hands over."""
    found = {
        p.type.name
        for call in runtime.functions.values()
        for p in call.parameters
        if isinstance(p.type, Enum)
    }
    for structure in structures(runtime).values():
        for member in structure.members:
            parts = (member.value, *member.arms, *member.bits)
            found |= {one.enum.name for one in parts if one is not None and one.enum is not None}
    return found


def declarations(runtime: Runtime, call: Call) -> dict[str, str]:
    """Return how C declares the parameters of a function, by their names."""
    from specgen.generators.runtime import prototypes

    _, _, inner = prototypes(runtime).get(call.name, "(").partition("(")
    told = inner.rstrip(";").rstrip(")").split(", ")
    return dict(zip((one.name for one in call.parameters), told, strict=False))


def calls(change: Change) -> tuple[Call | None, Call | None]:
    """Return the function of a change on both sides."""
    new = _call(change.new, change.path[3], None)
    return _call(change.old, change.path[3], new), new


def _call(runtime: Any, name: str, new: Call | None) -> Call | None:
    if not isinstance(runtime, Runtime):
        return None
    was = new.renamed_from if new is not None else None
    return runtime.functions.get(name) or (runtime.functions.get(was) if was else None)


def parameters(change: Change) -> tuple[Parameter | None, Parameter | None]:
    """Return the parameter of a change, ``functions.NAME.parameters.NAME``, on both sides."""
    old, new = calls(change)
    now = new.by_name.get(change.path[5]) if new is not None else None
    was = now.renamed_from if now is not None else None
    before = old.by_name.get(change.path[5]) or old.by_name.get(was or "") if old is not None else None
    return before, now


def label(change: Change) -> str:
    """What C calls the function of a change."""
    runtime = change.new if isinstance(change.new, Runtime) else change.old
    return f"{runtime.prefix}_{change.path[3]}"


def compiled(review: Review, change: Change, snippet: str) -> Witness | None:
    """Look whether only one side's header takes a snippet; None where that was asked often, or there is no compiler."""
    asked = review.once("compiled snippets", list[str])
    if len(asked) >= COMPILED or not review.search.trials:
        return None
    from specgen.machine.native.compiler import NoCompiler

    asked.append(snippet)
    given = {"runtime": change.name, "snippet": snippet}
    told = f"`{snippet}` compiles: {{before}} before, {{after}} after"
    try:
        return review.witness("compile", change.variants[0], given, told)
    except NoCompiler:
        return None


def declared(review: Review, change: Change) -> Witness | None:
    """Compare the declarations of the function of a change."""
    given = {"runtime": change.name, "function": change.path[3]}
    told = f"{label(change)} is {{before}} before, {{after}} after"
    return review.witness("prototype", change.variants[0], given, told)


def used(review: Review, change: Change, *, call: Call, old: bool = True) -> Witness | None:
    """Look whether C that calls a function as one side declares it compiles on both; else compare declarations."""
    from specgen.generators.runtime import prototypes

    runtime = change.old if old else change.new
    prototype = prototypes(runtime).get(call.name, "")
    name = f"{runtime.prefix}_{call.name}"
    pointer = prototype.replace(f" {name}(", " (*use)(", 1).rstrip(";")
    found = compiled(review, change, f"{pointer} = {name};") if prototype else None
    return found or declared(review, change)


def promised(review: Review, change: Change, what: str, parameter: str | None = None) -> Witness | None:
    """Compare what both sides promise of a function, or of one of its parameters."""
    given: dict[str, Any] = {"runtime": change.name, "function": change.path[3], "what": what}
    given |= {} if parameter is None else {"parameter": parameter}
    of = f"{parameter} of {label(change)}" if parameter is not None else label(change)
    told = f"{what} of {of} is {{before}} before, {{after}} after"
    return review.witness("promise", change.variants[0], given, told)
