"""What the generated header has for a layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import table
from specgen.generators.docs.parts.text import code, plain

if TYPE_CHECKING:
    from specgen.generators.layouts import Function


def function_table(name: str, made: Iterable[Function]) -> Iterator[str]:
    """Yield what the header of the variant ``name`` has for a layout; nothing where that is nothing."""
    rows = [(code(_called(function)), plain(function.comment)) for function in made]
    if rows:
        yield "## In C"
        yield f"In `{name}_layouts.h`, which the target `layouts` writes:"
        yield table(("Function", "Does"), rows)


def _called(one: Function) -> str:
    return f"{one.name}({', '.join(parameter.identifier for parameter in one.parameters)})"
