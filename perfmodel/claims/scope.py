"""The names that claims about a design may use."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from specgen.perfmodel.claims.chips import chip_thing
from specgen.perfmodel.claims.facts import facts
from specgen.perfmodel.claims.values import Members, Scope, Thing, Value

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.perfmodel.chips import Chip
    from specgen.semantics import Semantics


def design_scope(
    architecture: Architecture, semantics: Callable[[], Semantics], vary: Callable[[Chip], Chip] | None = None
) -> Scope:
    """Return what claims may name: the design's own things, its chip, other chips, operators, models and workloads.

    ``vary`` replaces the numbers of the design's chip, as a band does.
    """

    @cache
    def own() -> Chip:
        from specgen.perfmodel.chips import derived_chip

        made = derived_chip(architecture, semantics())
        return vary(made) if vary else made

    chips = _chips(architecture)
    scope: Members = facts(architecture, semantics)
    scope["chip"] = lambda: chip_thing(own())
    scope["chips"] = lambda: Thing("the section of each chip", chips)
    return scope


def _chips(architecture: Architecture) -> Members:
    """Chips of the library and of the spec."""
    from specgen.perfmodel.chips import chip_of, library_chip, library_chips

    def declared(name: str) -> Value:
        return chip_thing(chip_of(architecture.chips[name]))

    def library(name: str) -> Value:
        return chip_thing(library_chip(name))

    found: Members = {name: partial(library, name) for name in library_chips()}
    return found | {name: partial(declared, name) for name in architecture.chips}
