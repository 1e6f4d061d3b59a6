"""Pack and unpack tensors that lie in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from specgen.generators.layouts.numpy.kernels import parts as kernels
from specgen.generators.layouts.numpy.packing import elements, form
from specgen.model.layouts.composite import ELEMENTS, SCALES, Composite, Scaled, Sparse

if TYPE_CHECKING:
    from specgen.generators.layouts.numpy.kernels.images import Array, Form
    from specgen.generators.numerics import Quantised
    from specgen.model.layouts import Bound

Arguments = Mapping[str, Mapping[str, int]]
"""Arguments of layouts, such as a pitch, by part."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The storage of each part by name, and the second scale of a tensor whose format has one (else 1)."""

    parts: dict[str, Array]
    tensor_scale: float = 1.0

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.nbytes for part in self.parts.values())


def pack_parts(composite: Composite, tensor: Array | Quantised, arguments: Arguments | None = None) -> Stored:
    """Return the storage of a tensor: numbers, of which those of a block-scaled format are quantised, or what `quantise` gave.

    Of other tensors the array holds elements or their bits. Raises ValueError where it does not fit, or a group has more elements
    than are kept.
    """
    scheme = composite.scheme
    if isinstance(scheme, Scaled):
        return _scaled(composite, scheme, tensor, arguments)
    if not isinstance(tensor, np.ndarray):
        raise ValueError(f"{composite.name} is no layout of a block-scaled format")
    forms = _forms(composite.bind(tensor.shape, arguments=arguments))
    if isinstance(scheme, Sparse):
        return Stored(kernels.pack_sparse(forms, tensor, scheme.axis, (scheme.keep, scheme.of)))
    return Stored(kernels.pack_blocks(forms, tensor, scheme.shape))


def unpack_parts(
    composite: Composite, shape: tuple[int, ...], stored: Stored, arguments: Arguments | None = None
) -> Array:
    """Return the tensor in a storage: numbers of a block-scaled format, else elements (bits where NumPy lacks the format).

    Raises ValueError where a part is missing or has another size, or places and counts contradict each other.
    """
    bounds, scheme = composite.bind(shape, arguments=arguments), composite.scheme
    for name in bounds.keys() - stored.parts.keys():
        raise ValueError(f"the part {name} of {composite.name} is missing")
    forms, held = _forms(bounds), stored.parts
    if isinstance(scheme, Scaled):
        from specgen.generators.numerics import Quantised, dequantise

        codes = kernels.unpack_each(forms, held)
        given = Quantised(codes[ELEMENTS], codes[SCALES], stored.tensor_scale, scheme.axis)
        return dequantise(scheme.type, given)
    if isinstance(scheme, Sparse):
        bits = kernels.unpack_sparse(forms, held, shape, scheme.axis, (scheme.keep, scheme.of))
    else:
        bits = kernels.unpack_blocks(forms, held, shape, scheme.shape)
    return bits.view(elements(bounds["values"]))


def _forms(bounds: Mapping[str, Bound]) -> dict[str, Form]:
    return {name: form(bound) for name, bound in bounds.items()}


def _scaled(
    composite: Composite, scheme: Scaled, tensor: Array | Quantised, arguments: Arguments | None
) -> Stored:
    from specgen.generators.numerics import quantise

    if isinstance(tensor, np.ndarray):
        tensor = quantise(scheme.type, tensor, axis=scheme.axis)
    forms = _forms(composite.bind(tensor.elements.shape, arguments=arguments))
    parts = kernels.pack_each(forms, {ELEMENTS: tensor.elements, SCALES: tensor.scales})
    return Stored(parts, float(tensor.tensor_scale))
