"""What is said of a node, and the names that things get."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.importers.systemrdl.compiling import place

if TYPE_CHECKING:
    from specgen.source import Diagnostics, Location

_BEGINNING = re.compile(r"^[^A-Za-z]+")
_MOST = 64
_INNER = ("RegNode", "RegfileNode")

#: Properties that are understood, or that say how a file was written: alignments became addresses.
COMMON = frozenset({"name", "desc", "specgen_item"})
MAPS = COMMON | {
    "addressing", "alignment", "bigendian", "littleendian", "lsb0", "msb0", "specgen_size", "specgen_interrupts",
    "specgen_binary_hash", "specgen_enums", "specgen_flat", "specgen_array",
}  # fmt: skip
REGISTERS = COMMON | {"regwidth", "accesswidth", "shared", "specgen_array"}


def say(diagnostics: Diagnostics, rule: str, message: str, node: Any, name: str | None = None) -> None:
    """Report something about a node, at the property ``name`` where that was written."""
    diagnostics.report(rule, message, where(node, name))


def where(node: Any, name: str | None = None) -> Location:
    """Return where a node, or one of its properties, was written."""
    source = node.inst.property_src_ref.get(name) if name else None
    return place(source or node.inst.inst_src_ref or node.inst.def_src_ref, Path())


def tell_lost(diagnostics: Diagnostics, node: Any, understood: frozenset[str]) -> None:
    """Report the properties of a node that have no word here."""
    for name in node.list_properties():
        if name not in understood and node.get_property(name) not in (None, False):
            kind = type(node).__name__.removesuffix("Node").lower()
            say(diagnostics, "rdl-lost", f"the {kind} {node.inst_name} loses its {name!r}", node, name)


def tell_fixed(diagnostics: Diagnostics, node: Any) -> None:
    """Report what the file leaves open and a spec does not: values of parameters, and who holds a register."""
    for one in node.inst.parameters:
        message = f"the parameter {one.name} of {node.inst_name} is {one.get_value()} from now on"
        say(diagnostics, "rdl-lost", message, node)
    if (
        node.external
        and type(node).__name__ in _INNER
        and not (type(node.parent).__name__ in _INNER and node.parent.external)
    ):
        say(diagnostics, "rdl-lost", f"{node.inst_name} is external: nothing here says who holds it", node)


def words(node: Any) -> dict[str, Any]:
    """Return summary, description and life cycle: a name is a summary; without one, so is the first paragraph of ``desc``."""
    given = set(node.list_properties())
    text = node.get_property("desc") if "desc" in given else ""
    if "name" in given:
        name = node.get_property("name")
    else:
        name, _, text = text.partition("\n\n")
        name = " ".join(name.split())
    found = {"summary": name, "description": text}
    life = node.get_property("specgen_item") if "specgen_item" in given else None
    return {key: value for key, value in found.items() if value} | (json.loads(life) if life else {})


class Scope:
    """Names that are there once: what cannot stay as it is gets another one, which is told."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._taken: set[str] = set()

    def name(self, wanted: str, node: Any) -> str:
        """Return a name for a node."""
        made = (_BEGINNING.sub("", wanted) or "r")[:_MOST]
        number = 2
        while made in self._taken:
            made = f"{made[: _MOST - 6]}_{number}"
            number += 1
        if made != wanted:
            say(self._diagnostics, "rdl-renamed", f"{wanted} is called {made} here", node)
        self._taken.add(made)
        return made
