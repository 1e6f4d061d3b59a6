"""The names that claims about a design may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from specgen.perfmodel.claims.chips import chip_thing, unknown
from specgen.perfmodel.claims.facts import facts
from specgen.perfmodel.claims.tiles import cutter
from specgen.perfmodel.claims.values import Members, Scope, Thing, Value
from specgen.perfmodel.claims.workloads import Find, Ground, models, operators, workloads

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.perfmodel.chips import Chip
    from specgen.semantics import Semantics


def design_scope(
    architecture: Architecture, semantics: Callable[[], Semantics], chip: Callable[[], Chip]
) -> Scope:
    """Return what claims may name: the design's own things, its chip, other chips, operators, models and workloads."""
    cut = cutter(architecture, semantics)

    def find(name: str | None) -> Ground:
        return Ground(chip(), cut) if name is None else Ground(_chip(architecture, name))

    scope: Members = {"chip": lambda: chip_thing(chip()), "chips": partial(_chips, architecture)}
    scope |= operators(find)
    scope |= {
        "models": partial(_models, find, architecture),
        "workloads": partial(_workloads, find, architecture),
    }
    return Names(scope | facts(architecture, semantics), partial(models, find, architecture.models))


class Names(Mapping[str, Callable[[], Value]]):
    """Names of a design, and those of ``more``, which are only looked for where the design has no such name."""

    def __init__(self, own: Members, more: Callable[[], Scope]) -> None:
        self._own, self._more = own, cache(more)

    def __getitem__(self, name: str) -> Callable[[], Value]:
        return self._own[name] if name in self._own else self._more()[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._more(), **self._own})

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _models(find: Find, architecture: Architecture) -> Value:
    return Thing("the section of each model", models(find, architecture.models))


def _workloads(find: Find, architecture: Architecture) -> Value:
    return Thing("the section of each workload", workloads(find, architecture.models, architecture.workloads))


def _chips(architecture: Architecture) -> Value:
    """Chips of the library and of the spec."""
    from specgen.perfmodel.chips import library_chips

    def made(name: str) -> Value:
        return chip_thing(_chip(architecture, name))

    names = (*library_chips(), *architecture.chips)
    return Thing("the section of each chip", {name: partial(made, name) for name in names})


def _chip(architecture: Architecture, name: str) -> Chip:
    from specgen.perfmodel.chips import chip_of, library_chip, library_chips

    if name in architecture.chips:
        return chip_of(architecture.chips[name])
    if name not in library_chips():
        raise ValueError(unknown("chip", name, [*library_chips(), *architecture.chips], "the library"))
    return library_chip(name)
