"""What witnesses ask of a spec as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.model.identity import binary_hash
from specgen.review.sides import Side
from specgen.review.witnesses import action


@action("binary_hash")
def of_binaries(side: Side, variant: str, given: Mapping[str, Any]) -> str:
    """The hash of what binaries for a variant depend on, with the version that they carry."""
    return f"{side.main.version} {binary_hash(side.architectures[variant])}"
