"""Layouts by name: those of a spec, and those of files that need no spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.source import SourceFile, SpecError, did_you_mean

if TYPE_CHECKING:
    from specgen.model import Architecture, NumberType
    from specgen.model.layouts import Bound, Layout

_STD = "std:"
_MOST_NAMES = 12


class LayoutError(ValueError):
    """A layout that there is not, or that does not fit what is asked of it; the message says why."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A layout, and the architecture among whose number formats elements are looked up."""

    layout: Layout
    architecture: Architecture

    def bind(
        self,
        shape: Sequence[int] | None = None,
        element: str | None = None,
        arguments: Mapping[str, int] | None = None,
    ) -> Bound:
        """Return the layout of one tensor, by default of the fixed or the example shape. Raises LayoutError."""
        of = None if element is None else self._format(element)
        try:
            return self.layout.bind(shape, element=of, arguments=arguments)
        except ValueError as error:
            raise LayoutError(str(error)) from None

    def _format(self, name: str) -> NumberType:
        from specgen.model.resolve.context import integer_type

        known: dict[str, NumberType] = {**self.architecture.integer_types, **self.architecture.types}
        found = integer_type(name) or known.get(name)
        if found is None:
            hint = did_you_mean(name, known) or f"there are u1 to u128, s1 to s128, {', '.join(known)}"
            raise LayoutError(f"no number format is called {name!r}; {hint}")
        return found


def spec_layouts(spec: str | Path = "spec", variant: str | None = None) -> dict[str, Reference]:
    """Return the layouts of a variant of a spec by name. Raises SpecError."""
    return _all(load_spec(spec).architecture(variant))


def find_layout(name: str, spec: str | Path = "spec", variant: str | None = None) -> Reference:
    """Return a layout: ``NAME`` is one of the spec; ``std:FILE#NAME``, ``FILE.yaml#NAME`` and ``std:NAME`` need none.

    The last looks through all files of `std:layouts`. Raises SpecError where files have errors, LayoutError where there is
    no such layout.
    """
    if not outside(name):
        return _named(name, spec_layouts(spec, variant), "the spec")
    file, _, inner = name.rpartition("#")
    if file:
        return _named(inner, layouts_of(file), file)
    return _named(name.removeprefix(_STD), std_layouts(), "std:layouts")


def std_layouts() -> dict[str, Reference]:
    """Return the layouts that come with specgen by name."""
    return layouts_of(f"{_STD}layouts/*")


def outside(name: str) -> bool:
    """Return whether a layout of this name is looked for in a file, and not in a spec."""
    return "#" in name or name.startswith(_STD)


def layouts_of(file: str) -> dict[str, Reference]:
    """Return the layouts of a file that is no spec of its own: ``std:layouts/FILE``, or its path. Raises SpecError.

    Elements may have any of the number formats that come with specgen.
    """
    from specgen.model import load_fragment

    folder, name, types = Path(), file, ""
    if file.startswith(_STD):
        inner = file.removeprefix(_STD).removesuffix(".yaml")
        name = f"{_STD}{inner if '/' in inner else f'layouts/{inner}'}.yaml"
        types = f", '{_STD}types/*.yaml'"
    else:
        folder, name = Path(file).parent, Path(file).name
    source = SourceFile("command line", f"include: ['{name}'{types}]\n")
    fragment = load_fragment(source, folder=folder)
    if fragment.diagnostics.errors:
        raise SpecError(fragment.diagnostics)
    return _all(fragment.architecture())


def _all(architecture: Architecture) -> dict[str, Reference]:
    return {name: Reference(one, architecture) for name, one in architecture.layouts.items()}


def _named(name: str, known: Mapping[str, Reference], where: str) -> Reference:
    if name not in known:
        first = next(iter(known.values()), None)
        several = first.architecture.composites.get(name) if first is not None else None
        if several is not None:
            parts = ", ".join(f"{part.name} in {part.layout.name}" for part in several.parts.values())
            raise LayoutError(f"{name} lies in several parts, each in a layout of its own: {parts}")
        names = ", ".join(list(known)[:_MOST_NAMES]) + ", ..." * (len(known) > _MOST_NAMES)
        hint = did_you_mean(name, known) or f"there are {names or 'none'}"
        raise LayoutError(f"{where} has no layout {name!r}; {hint}")
    return known[name]
