"""From one layout to another with a spec's own instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec
from specgen.api.references import LayoutError, Reference
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.perfmodel.transfers import Plan


def plan_conversion(
    source: Reference,
    target: Reference,
    spec: str | Path = "spec",
    variant: str | None = None,
    *,
    shape: Sequence[int] | None = None,
    element: str | None = None,
    arguments: Mapping[str, int] | None = None,
    between: tuple[str | None, str | None] = (None, None),
) -> list[Plan]:
    """Return the ways in which instructions of a spec turn one layout of a tensor into another, the best first.

    ``between`` names the memory where the tensor lies and that where it shall lie; None: any. Arguments go to the layouts
    that have them. Raises SpecError, LayoutError where layouts, shape or memories do not fit.
    """
    from specgen.perfmodel.transfers import conversions

    loaded = Accelerator(load_spec(spec), variant)
    memories = loaded.architecture.memories
    for name in between:
        if name is not None and name not in memories:
            hint = did_you_mean(name, memories) or f"there are {', '.join(memories) or 'none'}"
            raise LayoutError(f"no memory is called {name!r}; {hint}")
    ends, given = (source, target), dict(arguments or {})
    for name in given:
        if not any(name in end.layout.arguments for end in ends):
            raise LayoutError(f"neither layout has an argument {name}")
    first, second = (
        _with_formats(end, loaded).bind(
            shape, element, {n: v for n, v in given.items() if n in end.layout.arguments}
        )
        for end in ends
    )
    try:
        return conversions(loaded.architecture, loaded.semantics, first, second, between=between)
    except ValueError as error:
        raise LayoutError(str(error)) from None


def _with_formats(end: Reference, loaded: Accelerator) -> Reference:
    """A layout of another file may hold elements of the spec's formats as well."""
    known = {**loaded.architecture.types, **end.architecture.types}
    return replace(end, architecture=replace(end.architecture, types=known))
