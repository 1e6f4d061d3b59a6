"""Enums: SystemRDL names codes of a field, and says nothing of others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from specgen.importers.systemrdl.telling import Scope

if TYPE_CHECKING:
    from specgen.source import Diagnostics


class Enums:
    """The enums that fields have, each once; what was said of them beside SystemRDL is taken over."""

    def __init__(self, top: Any, diagnostics: Diagnostics) -> None:
        told = top.get_property("specgen_enums") if "specgen_enums" in top.list_properties() else None
        self._told: dict[str, dict[str, Any]] = json.loads(told) if told else {}
        self._names: dict[Any, str] = {}
        self._scope = Scope(diagnostics)
        self._diagnostics = diagnostics
        self.documents: dict[str, dict[str, Any]] = {}

    def add(self, node: Any, document: dict[str, Any]) -> None:
        """Tell a field which enum it has."""
        given = node.list_properties()
        if "specgen_enum" in given:
            name = node.get_property("specgen_enum")
            if name not in self.documents:
                self.documents[name] = self._told.get(name, {})
            document["enum"] = name
        elif "encode" in given:
            found = node.get_property("encode")
            if found not in self._names:
                self._names[found] = self._scope.name(found.type_name, node)
                self.documents[self._names[found]] = self._document(found, node)
            document["enum"] = self._names[found]

    def _document(self, found: Any, node: Any) -> dict[str, Any]:
        told = self._told.get(found.type_name)
        rest: dict[str, Any] = dict(told) if told is not None else {"open": True}
        lives: dict[str, Any] = rest.pop("members", {})
        values: dict[str, Any] = {}
        scope = Scope(self._diagnostics)
        for member in found:
            text = {"summary": member.rdl_name or "", "description": member.rdl_desc or ""}
            more = {key: value for key, value in text.items() if value} | lives.get(member.name, {})
            values[scope.name(member.name, node)] = {"value": member.value, **more} if more else member.value
        return {**rest, "values": values}
