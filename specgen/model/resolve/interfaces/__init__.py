"""Interfaces of one variant, resolved in the order in which they refer to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.resolve.interfaces.errors import check_errors, error
from specgen.model.resolve.interfaces.structures import resolve_structures

if TYPE_CHECKING:
    from specgen.model.resolve.context import Context


def resolve_interfaces(ctx: Context) -> None:
    """Resolve structures, and what is made of them."""
    sections = ctx.merged.sections
    ctx.resolve(sections.errors, ctx.errors, error)
    check_errors(ctx)
    resolve_structures(ctx)
