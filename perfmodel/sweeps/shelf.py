"""Chips and models by name: of a spec, its variants among them, and of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.perfmodel.chips import ChipError, chip_of, library_chip, library_chips, variant_chip
from specgen.perfmodel.sweeps.axes import Setting
from specgen.perfmodel.sweeps.errors import SweepError, unknown
from specgen.perfmodel.sweeps.uses import WAYS, Use
from specgen.perfmodel.workloads import WorkloadError, library_model, library_models, options
from specgen.source import SpecError

if TYPE_CHECKING:
    from specgen.model import Architecture, Spec
    from specgen.model.performance.networks import Network
    from specgen.perfmodel.chips import Chip


class SpecShelf:
    """The `Shelf` of a spec, or of the library alone; a variant's chip is ``<spec>_<variant>``, or ``<variant>``."""

    def __init__(self, spec: Spec | None = None) -> None:
        self._spec = spec
        self._plain: Architecture | None = spec.architecture() if spec is not None else None
        self._variants = (
            {f"{self._plain.name}_{one}": one for one in spec.variants} if spec and self._plain else {}
        )
        self._derived = lru_cache(None)(self._derive)

    def chips(self) -> list[str]:
        """Return the names of all chips."""
        return [*self._variants, *(self._plain.chips if self._plain else ()), *library_chips()]

    def networks(self) -> list[str]:
        """Return the names of all models."""
        return [*(self._plain.models if self._plain else ()), *library_models()]

    def parameters(self) -> Sequence[str]:
        """Return the names of the spec's parameters."""
        return list(self._plain.parameters) if self._plain else []

    def chip(self, name: str, parameters: Mapping[str, Setting]) -> Chip:
        """Return a chip, of a variant with some parameters of its own. Raises SweepError."""
        variant = self._variants.get(name, name)
        if variant in self._variants.values():
            return self._derived(variant, tuple(sorted(parameters.items())))
        if name not in self.chips():
            raise unknown("chip", name, self.chips())
        if parameters:
            raise SweepError(
                f"{name} is no variant of the spec: it has no parameters {', '.join(parameters)}"
            )
        if self._plain and name in self._plain.chips:
            return chip_of(self._plain.chips[name])
        return library_chip(name)

    def network(self, name: str) -> Network:
        """Return a model. Raises SweepError."""
        declared = self._plain.models.get(name) if self._plain else None
        if declared is not None and declared.network is not None:
            return declared.network
        if name not in library_models():
            raise unknown("model", name, self.networks())
        return library_model(name)

    def use(self, name: str, model: str, phase: str) -> Use:
        """Return a step of a model, or without a phase a workload that is declared. Raises SweepError."""
        declared = self._plain.workloads.get(model) if self._plain and not phase else None
        if declared is None:
            return Use(name, model, phase)
        strange = [way for way, count in declared.parallel.items() if way not in WAYS and count > 1]
        if strange:
            raise SweepError(f"{model} is divided by {strange[0]}: sweeps know {' and '.join(WAYS)}")
        try:
            settings = options(declared, self._plain.models if self._plain else None)
        except WorkloadError as error:
            raise SweepError(f"{model}: {error}") from None
        settings |= {way: declared.parallel[way] for way in WAYS if way in declared.parallel}
        return Use(name, declared.model, "" if declared.phase == "forward" else declared.phase, settings)

    def _derive(self, variant: str, parameters: tuple[tuple[str, Setting], ...]) -> Chip:
        assert self._spec is not None
        chosen = ", ".join(f"{key}={one}" for key, one in parameters)
        try:
            return variant_chip(self._spec.architecture(variant, dict(parameters) or None))
        except SpecError as error:
            first = error.diagnostics.sorted()[0].message
            raise SweepError(
                f"there is no design of {variant} with {chosen or 'its own values'}: {first}"
            ) from None
        except ChipError as error:
            raise SweepError(f"{variant}: {error}") from None
