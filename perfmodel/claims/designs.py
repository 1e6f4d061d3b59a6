"""The designs that claims are about: each variant of a spec, and what it would be with other parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims.scope import Names, design_scope
from specgen.perfmodel.claims.values import Scope, Thing
from specgen.source import Diagnostics, SpecError

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.perfmodel.chips import Chip
    from specgen.semantics import Semantics


_LESS_IS_BETTER = ("latency", "power", "idle", "cost")


class Designs:
    """What names mean in each design of a spec; a design is resolved once, and typed when a claim needs it."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._scopes: dict[tuple[str, str], Scope] = {}
        self._designs: dict[tuple[str, str], tuple[Architecture, Callable[[], Semantics]]] = {}

    def scope(self, variant: str | None, parameters: Mapping[str, object] | None = None) -> Scope:
        """Return the names of a design. Raises ExpressionError where its parameters do not make one."""
        name = variant or self._spec.variants[0]
        key = name, repr(sorted((parameters or {}).items(), key=lambda item: item[0]))
        if key not in self._scopes:
            self._designs[key] = self._design(name, parameters)
            self._scopes[key] = design_scope(*self._designs[key])
        return self._scopes[key]

    def ends(self, variant: str) -> tuple[Scope, Scope]:
        """Return the names of a variant with every number of its chip at its worse end, and at its better one."""
        self.scope(variant)
        design = self._designs[variant, "[]"]
        worse, better = partial(at_end, better=False), partial(at_end, better=True)
        return design_scope(*design, worse), design_scope(*design, better)

    def rejected(self, variant: str | None, parameters: Mapping[str, object]) -> Scope:
        """Return the names of an alternative, among them ``chosen``, the design that was decided for."""
        chosen = Thing("the chosen design", self.scope(variant))
        return Names({"chosen": lambda: chosen}, lambda: self.scope(variant, parameters))

    def _design(
        self, variant: str, parameters: Mapping[str, object] | None
    ) -> tuple[Architecture, Callable[[], Semantics]]:
        try:
            architecture = self._spec.architecture(variant, parameters)
        except SpecError as error:
            first = error.diagnostics.sorted()[0].message
            raise ExpressionError("claim-value", f"there is no such design: {first}") from None
        return architecture, _typed(architecture)


def at_end(chip: Chip, *, better: bool) -> Chip:
    """Return a chip with every uncertain number at one end of its range: rates and sizes at the high end are better."""
    from specgen.perfmodel.chips.varied import varied
    from specgen.perfmodel.uncertainty import chip_inputs

    changed = {}
    for one in chip_inputs(chip):
        less = one.name.endswith(_LESS_IS_BETTER) or one.name.startswith("energy.")
        changed[one.name] = one.low if less is better else one.high
    return varied(chip, changed)


def _typed(architecture: Architecture) -> Callable[[], Semantics]:
    """What types the instructions of a design, once. It raises ValueError where they do not type."""
    made: list[Semantics] = []

    def semantics() -> Semantics:
        from specgen.semantics import analyse

        if not made:
            diagnostics = Diagnostics()
            found = analyse(architecture, diagnostics)
            if diagnostics.errors:
                raise ValueError(f"the design does not type: {diagnostics.sorted()[0].message}")
            made.append(found)
        return made[0]

    return semantics
