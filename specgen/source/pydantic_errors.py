"""Validation errors in the words of the spec, with places; Pydantic's own wording never reaches a user."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from specgen.source.diagnostics import Diagnostics
from specgen.source.tree import Tree

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

KnownKeys = Callable[[Sequence[str | int]], Collection[str]]
"""Given the location of a mapping in the validated model, the keys that it may have (none where unknown)."""


def translate(
    error: ValidationError,
    tree: Tree,
    base_path: Sequence[str | int],
    diagnostics: Diagnostics,
    known_keys: KnownKeys | None = None,
) -> None:
    """Report every error of a failed validation of `tree`'s value at `base_path`.

    `known_keys` (`known_keys_of(Model)`) gives hints for misspelt keys. Errors of a union's branches become one
    finding. A validator of ours raises `Problem` (or ValueError) and is reported in its own words.
    """
    raise AssertionError


def known_keys_of(model: type[BaseModel]) -> KnownKeys:
    """Return the lookup of allowed keys for locations inside `model`, through fields, dicts, lists and unions."""
    raise AssertionError
