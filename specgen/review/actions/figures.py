"""What witnesses ask of a spec's variants and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.review.sides import Side
from specgen.review.witnesses import action


@action("variants")
def _variants(side: Side, variant: str, given: Mapping[str, Any]) -> str:
    """Whether there is such a variant: ``{"variant": name}``."""
    return "there" if given["variant"] in side.architectures else "no such variant"
