"""What a spec says of registers, without where it says it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from specgen import api
from specgen.generators.systemrdl.document import document
from specgen.model import Architecture, load
from specgen.source import Diagnostics


def plain(thing: Any) -> Any:
    """Return data that can be compared: names for places, nothing of origins."""
    if is_dataclass(thing):
        return {f.name: plain(getattr(thing, f.name)) for f in fields(thing) if f.name != "origin"}
    if isinstance(thing, list | tuple):
        return [plain(one) for one in thing]
    return {key: plain(one) for key, one in thing.items()} if isinstance(thing, dict) else thing


def said(architecture: Architecture) -> dict[str, Any]:
    """Return the registers and interrupts of an architecture as data."""
    return {"registers": plain(architecture.registers), "interrupts": plain(architecture.interrupts)}


def there_and_back(architecture: Architecture, folder: Path) -> tuple[Architecture, Diagnostics]:
    """Export a register map and import it again as a spec of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "map.rdl"
    path.write_text(document(architecture), encoding="utf-8")
    text, found = api.import_registers(path)
    (folder / "spec.yaml").write_text(f"name: {architecture.name}\nversion: 1.0.0\n{text}", encoding="utf-8")
    return load(folder).architecture(), found
