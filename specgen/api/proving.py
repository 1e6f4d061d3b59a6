"""What is known of layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.api.references import LayoutError

if TYPE_CHECKING:
    from specgen.generators.drawings import Fact
    from specgen.model.layouts import Bound, Layout


def prove_layout(layout: Layout, bound: Bound | None = None) -> tuple[Fact, ...]:
    """Return what is known of a layout for tensors of any size, or of one tensor. Raises LayoutError."""
    from specgen.generators.drawings import facts

    try:
        return tuple(facts(layout, bound))
    except ValueError as error:
        raise LayoutError(str(error)) from None
