"""How a model is computed: its formats, what of its weights is there, how tokens choose experts, what is fused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Operator, Role
from specgen.perfmodel.workloads.operators import product, tensor
from specgen.perfmodel.workloads.sparsity import DENSE, Sparsity


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is computed.

    ``skew`` is the exponent of the experts' popularity (0: uniform); ``fused`` attention keeps its scores on chip.
    """

    formats: Formats
    sparsity: Sparsity = DENSE
    skew: float = 0.0
    fused: bool = True

    def linear(self, name: str, rows: Any, k: int, n: int, times: int, *, source: str = "", inputs: str = "",
               weights: str = "", bias: bool = False, role: Role = Role.ACTIVATION) -> Operator:  # fmt: skip
        """Return a product of ``rows`` with a weight k x n, in the layers' formats unless others are named.

        ``source`` names the tensor that it takes, so that readers see who made it; ``role`` is that of this tensor.
        """
        f = self.formats
        return product(
            tensor(source or f"{name}.input", (rows, k), inputs or f.inputs, role),
            self.sparsity.weight(f"{name}.weight", (k, n), weights or f.weights),
            tensor(name, (rows, n), f.activations),
            m=rows, k=k, n=n, times=times, kept=self.sparsity.computed, bias=bias,
        )  # fmt: skip

    def by_group(self, name: str, groups: Any, rows: Any, k: int, n: int, times: int, *, source: str,
                 weights: str, shape: tuple[Any, ...] = (), bias: bool = False) -> Operator:  # fmt: skip
        """Return ``groups`` products of ``rows`` each, every group with a weight of its own (heads, experts).

        ``shape`` is that of the rows of all groups where it is more exact than groups x rows.
        """
        f, all_rows = self.formats, shape or (groups, rows)
        made = product(
            tensor(source, (*all_rows, k), f.inputs),
            self.sparsity.weight(f"{name}.weight", (k, n, groups), weights),
            tensor(name, (*all_rows, n), f.activations),
            m=rows, k=k, n=n, groups=groups, times=times, kept=self.sparsity.computed,
        )  # fmt: skip
        if not bias:
            return made
        added = tensor(f"{name}.bias", (n, groups), f.activations, Role.WEIGHT)
        return replace(made, inputs=(*made.inputs, added))
