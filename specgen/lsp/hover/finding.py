"""From the path of a thing to what it resolved to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from specgen.lsp.index.index import Symbol
    from specgen.model import Architecture

_SEVERAL: Final = {
    "types": ("types", "fixed_types", "block_types", "integer_types"),
    "layouts": ("layouts", "composites"),
}
_MEMBERS: Final = {"values": "members", "operands": "tiles", "union": "arms"}
"""What holds the parts of a thing, where that is called otherwise than in a file."""


def resolved(architecture: Architecture, symbol: Symbol) -> Any:
    """Return the resolved thing, or None where it did not resolve or is of no interest to whoever only reads."""
    section, name, *rest = map(str, symbol)
    if section == "instances":
        here: Any = architecture.instances
    else:
        places = (getattr(architecture, one, {}) for one in _SEVERAL.get(section, (section,)))
        here = next((place[name] for place in places if isinstance(place, dict) and name in place), None)
    while here is not None and len(rest) > 1:
        held = (
            "members" if section == "structures" and rest[0] == "fields" else _MEMBERS.get(rest[0], rest[0])
        )
        here = part(getattr(here, held, None), rest[1])
        rest = rest[2:]
    return here if not rest else None


def part(things: Mapping[str, Any] | Iterable[Any] | None, name: str) -> Any:
    """Return the one of that name."""
    if isinstance(things, Mapping):
        return things.get(name)
    return next((one for one in things or () if getattr(one, "name", None) == name), None)


def of_variants(architectures: Mapping[str, Architecture], symbol: Symbol) -> dict[str, Any]:
    """Return the resolved thing of each variant that has it."""
    found = {variant: resolved(one, symbol) for variant, one in architectures.items()}
    return {variant: one for variant, one in found.items() if one is not None}
