"""The chip of a variant that nobody has typed yet: only what may have a peak is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.perfmodel.chips.chip import Chip
from specgen.perfmodel.chips.derived import derived_chip
from specgen.perfmodel.chips.errors import ChipError
from specgen.perfmodel.chips.peaks import approximates
from specgen.source import Diagnostics

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.semantics import Semantics


def variant_chip(architecture: Architecture) -> Chip:
    """Return what `derived_chip` returns, in a fraction of the time that it takes to type the whole variant.

    Raises ChipError where it does, and where an instruction that may have a peak does not type.
    """
    return derived_chip(*computing(architecture))


def computing(architecture: Architecture) -> tuple[Architecture, Semantics]:
    """Return a variant of those instructions alone that may have a peak, and what they do.

    Raises ChipError where one of them does not type.
    """
    from specgen.semantics import analyse

    found = {
        name: one
        for name, one in architecture.instructions.items()
        if one.timing and (one.engine or not architecture.engines) and not approximates(one, architecture)
    }
    part, diagnostics = replace(architecture, instructions=found), Diagnostics()
    semantics = analyse(part, diagnostics)
    if diagnostics.errors:
        raise ChipError(f"the design does not type: {diagnostics.sorted()[0].message}")
    return part, semantics
