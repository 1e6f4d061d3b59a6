"""From one layout to another with a spec's own instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec
from specgen.api.references import LayoutError, Reference
from specgen.source import nearest_of

if TYPE_CHECKING:
    from specgen.model.layouts import Bound, Comparison
    from specgen.perfmodel.transfers import Plan


@dataclass(frozen=True, slots=True)
class LayoutConversion:
    """Two layouts of one tensor: whether they differ, and the instructions that turn one into the other, the best first.

    ``copying`` names the instructions of the spec that do nothing but copy one tile to another, of which plans are made.
    """

    source: Bound
    target: Bound
    comparison: Comparison
    plans: tuple[Plan, ...]
    copying: tuple[str, ...]


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
) -> LayoutConversion:
    """Return whether two layouts of a tensor are one, and how instructions of a spec turn the first into the second.

    ``between`` names the memory where the tensor lies and that where it shall lie; None: any. Arguments go to the layouts
    that have them. Raises SpecError, LayoutError where layouts, shape or memories do not fit.
    """
    from specgen.model.layouts import compare
    from specgen.perfmodel.transfers import conversions
    from specgen.semantics.copies import copies

    loaded = Accelerator(load_spec(spec), variant)
    memories = loaded.architecture.memories
    for name in between:
        if name is not None and name not in memories:
            hint = nearest_of(name, memories)
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
        plans = conversions(loaded.architecture, loaded.semantics, first, second, between=between)
        copying = tuple(dict.fromkeys(copy.instruction.name for copy in copies(loaded.semantics)))
        return LayoutConversion(first, second, compare(first, second), tuple(plans), copying)
    except ValueError as error:
        raise LayoutError(str(error)) from None


def _with_formats(end: Reference, loaded: Accelerator) -> Reference:
    """A layout of another file may hold elements of the spec's formats as well."""
    known = {**loaded.architecture.types, **end.architecture.types}
    return replace(end, architecture=replace(end.architecture, types=known))
