"""The designs that claims are about: each variant of a spec, and what it would be with other parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims.scope import Names, design_scope
from specgen.perfmodel.claims.values import Scope, Thing
from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.perfmodel.chips import Chip
    from specgen.perfmodel.uncertainty import Tied
    from specgen.semantics import Semantics


class Design:
    """One design: what it is resolved to, its instructions and its chip, each made when a claim needs it."""

    def __init__(self, architecture: Architecture, typed: Semantics | None = None) -> None:
        self.architecture = architecture
        self._typed = typed

    @cached_property
    def semantics(self) -> Semantics:
        """What its instructions do. Raises ValueError where they do not type."""
        return self._typed or _typed(self.architecture)

    @cached_property
    def chip(self) -> Chip:
        """Its numbers as a chip. Raises ChipError, a ValueError, where none follow."""
        from specgen.perfmodel.chips import derived_chip, variant_chip

        if self._typed is not None:
            return derived_chip(self.architecture, self._typed)
        return variant_chip(self.architecture)

    def scope(self, changed: Mapping[str, float] | None = None) -> Scope:
        """Return what claims may name, numbers of the chip at some paths being others."""
        from specgen.perfmodel.chips import varied

        def chip() -> Chip:
            return varied(self.chip, changed) if changed else self.chip

        return design_scope(self.architecture, lambda: self.semantics, chip)


def _typed(architecture: Architecture) -> Semantics:
    from specgen.semantics import analyse

    diagnostics = Diagnostics()
    found = analyse(architecture, diagnostics)
    if diagnostics.errors:
        raise ValueError(f"the design does not type: {diagnostics.sorted()[0].message}")
    return found


class Designs:
    """The designs of a spec, by variant and by the parameters that are not as the variant has them.

    ``typed`` is what the instructions of variants do, as far as it is known already.
    """

    def __init__(self, spec: Spec, typed: Mapping[str, Semantics] | None = None) -> None:
        self._spec = spec
        self._typed = typed or {}
        self._designs: dict[tuple[str, str], Design] = {}

    def design(self, variant: str | None, parameters: Mapping[str, object] | None = None) -> Design:
        """Return a design. Raises ExpressionError where its parameters do not make one."""
        name = variant or self._spec.variants[0]
        key = name, repr(sorted((parameters or {}).items(), key=lambda item: item[0]))
        if key not in self._designs:
            try:
                typed = None if parameters else self._typed.get(name)
                self._designs[key] = Design(self._spec.architecture(name, parameters), typed)
            except SpecError as error:
                first = error.diagnostics.sorted()[0].message
                raise ExpressionError("claim-value", f"there is no such design: {first}") from None
        return self._designs[key]

    def scope(self, variant: str | None) -> Scope:
        """Return what claims about a variant may name."""
        return self.design(variant).scope()

    def rejected(self, variant: str | None, parameters: Mapping[str, object]) -> Scope:
        """Return what claims about an alternative may name, among it ``chosen``, the design that was decided for."""
        chosen = Thing("the chosen design", self.scope(variant))
        return Names({"chosen": lambda: chosen}, self.design(variant, parameters).scope)

    def inputs(self, variant: str) -> tuple[Tied, ...]:
        """Return the uncertain numbers of a variant's chip; none where no chip follows from the spec."""
        from specgen.perfmodel.uncertainty import tied_inputs

        try:
            return tied_inputs(self.design(variant).chip)
        except ValueError:
            return ()
