"""Weights that are not all stored: structured sparsity, whose products are left out, and compressed operands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.errors import WorkloadError
from specgen.perfmodel.workloads.formats import bits
from specgen.perfmodel.workloads.graph import Role, Tensor


@dataclass(frozen=True, slots=True)
class Sparsity:
    """Which part of the weights is there.

    ``stored`` is the fraction kept in memory, ``metadata`` the bits per kept one that say which it is, ``computed``
    the fraction of the products that the hardware does.
    """

    stored: float = 1.0
    metadata: float = 0.0
    computed: float = 1.0

    def weight(self, name: str, shape: tuple[Count, ...], in_format: str) -> Tensor:
        """Return a weight of that shape, with what its metadata takes."""
        return Tensor(name, shape, in_format, bits(in_format) + self.metadata, Role.WEIGHT, self.stored)


DENSE = Sparsity()
"""All weights are stored and multiplied."""


def sparsity(text: str) -> Sparsity:
    """Return what ``dense``, ``2:4`` or ``bitmap 0.3`` says.

    n:m keeps n of every m with an index of ceil(log2 m) bits each and leaves out the other products; a bitmap keeps
    that fraction, with one bit for every element, and saves bytes alone: the products are done on zeros.

    Raises:
        WorkloadError: it is none of these.
    """
    if text in ("", "dense"):
        return DENSE
    if found := re.fullmatch(r"(\d{1,3}):(\d{1,3})", text):
        kept, of = int(found[1]), int(found[2])
        if 0 < kept < of:
            return Sparsity(kept / of, (of - 1).bit_length(), kept / of)
    if (found := re.fullmatch(r"bitmap (0?\.\d+)", text)) and (density := float(found[1])) > 0:
        return Sparsity(density, 1 / density)
    raise WorkloadError(f"sparsity is dense, n:m such as 2:4 or a bitmap such as 'bitmap 0.3', not {text!r}")
