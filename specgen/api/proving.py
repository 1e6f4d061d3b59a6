"""What is known of layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.generators.drawings import Fact
    from specgen.model.layouts import Bound, Layout


def prove_layout(layout: Layout, bound: Bound | None = None) -> tuple[Fact, ...]:
    """Return what is known of a layout for tensors of any size, or of one tensor."""
    from specgen.generators.drawings import facts

    return tuple(facts(layout, bound))
