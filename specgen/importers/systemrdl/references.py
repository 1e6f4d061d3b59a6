"""What fields refer to: locks, and the fields that enable interrupts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from systemrdl.node import FieldNode

from specgen.importers.systemrdl.telling import Scope, say, words

if TYPE_CHECKING:
    from specgen.source import Diagnostics

Document = dict[str, Any]


class Places:
    """Where each field is: ``block.register.field``; several where an array was taken apart."""

    def __init__(self) -> None:
        self.fields: list[tuple[FieldNode, Document]] = []
        self._places: dict[str, list[tuple[tuple[str, str, str], Document]]] = {}
        self._own: dict[int, tuple[str, str, str]] = {}

    def add(self, node: FieldNode, document: Document, block: str, register: str, name: str) -> None:
        """Remember a field."""
        place = block, register, name
        self.fields.append((node, document))
        self._own[id(document)] = place
        self._places.setdefault(_key(node), []).append((place, document))

    def of(self, document: Document) -> tuple[str, str, str]:
        """Return the place of a field."""
        return self._own[id(document)]

    def find(
        self, node: FieldNode, near: tuple[str, str, str]
    ) -> tuple[tuple[str, str, str], Document] | None:
        """Return the place that a reference from ``near`` means: the nearest where there are several."""
        found = self._places.get(_key(node), [])
        for same in (2, 1):
            inside = [one for one in found if one[0][:same] == near[:same]]
            if len(inside) == 1:
                return inside[0]
        return found[0] if len(found) == 1 else None


def _key(node: FieldNode) -> str:
    return str(node.get_path(array_suffix="", empty_array_suffix=""))


def lock(node: FieldNode, document: Document, places: Places, diagnostics: Diagnostics) -> None:
    """Tell a field which one locks it: a field that is set by software alone, and stays so."""
    given = node.list_properties()
    if "specgen_locked_by" in given:
        document["locked_by"] = node.get_property("specgen_locked_by")
    if "swwel" not in given:
        return
    target: Any = node.get_property("swwel")
    single = isinstance(target, FieldNode) and target.width == 1
    found = places.find(target, places.of(document)) if single else None
    if found is None or found[1]["access"] not in ("w1s", "lock"):
        message = (
            f"{node.inst_name} loses its 'swwel': only a bit that software sets, and nobody clears, is a lock"
        )
        say(diagnostics, "rdl-lost", message, node, "swwel")
        return
    found[1]["access"] = "lock"
    document["locked_by"] = ".".join(found[0])


def interrupts(top: Any, places: Places, diagnostics: Diagnostics) -> dict[str, Document]:
    """Return the interrupts: as they were told, or one for each field that is one, their lines counted."""
    if "specgen_interrupts" in top.list_properties():
        told: dict[str, Document] = json.loads(top.get_property("specgen_interrupts"))
        return told
    made: dict[str, Document] = {}
    scope = Scope(diagnostics)
    for node, document in places.fields:
        if not node.get_property("intr"):
            continue
        place = places.of(document)
        if node.width != 1 or "[" in node.get_path():
            message = f"{node.inst_name} is several interrupts at once: name a bit for each"
            say(diagnostics, "rdl-lost", message, node, "intr")
            continue
        enable = node.get_property("enable") if "enable" in node.list_properties() else None
        found = places.find(enable, place) if isinstance(enable, FieldNode) else None
        kind = node.get_property("intr type")
        level = kind is None or kind.name == "level"
        one: Document = {
            "line": len(made),
            "trigger": "level" if level else "edge",
            "pending": ".".join(place),
        }
        if found is not None:
            one["enable"] = ".".join(found[0])
        summary = words(node).get("summary")
        made[scope.name(node.inst_name, node)] = (
            one | {"when": []} | ({"summary": summary} if summary else {})
        )
    if made:
        message = f"the lines of {len(made)} interrupts were counted, and nothing says what raises them"
        say(diagnostics, "rdl-lost", message, top)
    return made
