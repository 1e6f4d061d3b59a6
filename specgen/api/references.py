"""Layouts by name: those of a spec, and those of files that need no spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec
from specgen.source import SourceFile, SpecError, did_you_mean, nearest_of

if TYPE_CHECKING:
    from specgen.model import Architecture, NumberType
    from specgen.model.layouts import Bound, Composite, Layout

_STD = "std:"


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


@dataclass(frozen=True, slots=True)
class Several:
    """The layout of a tensor in several parts, and the architecture that has it."""

    composite: Composite
    architecture: Architecture

    def bind(
        self, shape: Sequence[int] | None = None, arguments: Mapping[str, int] | None = None
    ) -> dict[str, Bound]:
        """Return the layout of each part, by default of the example; see `arguments_by_part`. Raises LayoutError."""
        try:
            return self.composite.bind(shape, arguments=self.arguments_by_part(arguments or {}))
        except ValueError as error:
            raise LayoutError(str(error)) from None

    def arguments_by_part(self, arguments: Mapping[str, int]) -> dict[str, dict[str, int]]:
        """Return arguments such as ``scales.pitch`` by part. Raises LayoutError where there is no such part."""
        parts = self.composite.parts
        found: dict[str, dict[str, int]] = {}
        for name, value in arguments.items():
            part, _, argument = name.partition(".")
            if part not in parts or not argument:
                hint = f"write {next(iter(parts))}.pitch=72; the parts are {', '.join(parts)}"
                raise LayoutError(f"{self.composite.name} has no part that {name} is an argument of; {hint}")
            found.setdefault(part, {})[argument] = value
        return found


def spec_layouts(spec: str | Path = "spec", variant: str | None = None) -> dict[str, Reference]:
    """Return the layouts of a variant of a spec by name. Raises SpecError."""
    return _single(load_spec(spec).architecture(variant))


def all_layouts(
    spec: str | Path | None = "spec", variant: str | None = None
) -> dict[str, Reference | Several]:
    """Return the layouts of a spec, or those that come with specgen (None), tensors in several parts too. Raises SpecError."""
    found = _fragment(f"{_STD}layouts/*") if spec is None else load_spec(spec).architecture(variant)
    return {**_single(found), **_several(found)}


def find_layout(name: str, spec: str | Path = "spec", variant: str | None = None) -> Reference:
    """Return a layout: ``NAME`` is one of the spec; ``std:FILE#NAME``, ``FILE.yaml#NAME`` and ``std:NAME`` need none.

    The last looks through all files of `std:layouts`. Raises SpecError where files have errors, LayoutError where there is
    no such layout.
    """
    found = find_any(name, spec, variant)
    if isinstance(found, Several):
        of = found.composite
        parts = ", ".join(f"{part.name} in {part.layout.name}" for part in of.parts.values())
        raise LayoutError(f"{of.name} lies in several parts, each in a layout of its own: {parts}")
    return found


def find_any(name: str, spec: str | Path = "spec", variant: str | None = None) -> Reference | Several:
    """Return what `find_layout` finds, or the layout of a tensor in several parts. Raises SpecError, LayoutError."""
    file, _, inner = name.rpartition("#")
    if file:
        found, where = _fragment(file), file
    elif outside(name):
        found, where, inner = _fragment(f"{_STD}layouts/*"), "std:layouts", name.removeprefix(_STD)
    else:
        found, where = load_spec(spec).architecture(variant), "the spec"
    if inner in found.composites:
        return Several(found.composites[inner], found)
    if inner in found.layouts:
        return Reference(found.layouts[inner], found)
    known = [*found.layouts, *found.composites]
    hint = nearest_of(inner, known)
    raise LayoutError(f"{where} has no layout {inner!r}; {hint}")


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
    return _single(_fragment(file))


def _fragment(file: str) -> Architecture:
    """What a file has, with the number formats that come with specgen."""
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
    return fragment.architecture()


def _single(architecture: Architecture) -> dict[str, Reference]:
    return {name: Reference(one, architecture) for name, one in architecture.layouts.items()}


def _several(architecture: Architecture) -> dict[str, Several]:
    return {name: Several(one, architecture) for name, one in architecture.composites.items()}
