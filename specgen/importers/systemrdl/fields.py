"""Fields of SystemRDL as fields of a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from specgen.importers.systemrdl.telling import COMMON, say, tell_lost, words

if TYPE_CHECKING:
    from specgen.source import Diagnostics

#: (sw, onread, onwrite) -> access
_ACCESSES = {
    ("rw", None, None): "rw",
    ("r", None, None): "ro",
    ("w", None, None): "wo",
    ("rw", None, "woclr"): "w1c",
    ("rw", None, "woset"): "w1s",
    ("rw", None, "wzc"): "w0c",
    ("rw", None, "wot"): "w1t",
    ("r", "rclr", None): "rc",
    ("r", "rset", None): "rs",
    ("rw1", None, None): "w1",
}
_HARDWARE = {"rw": "rw", "r": "r", "w": "w", "na": "na", "rw1": "rw", "w1": "w"}
_UNDERSTOOD = COMMON | {
    "sw", "hw", "reset", "onread", "onwrite", "rclr", "rset", "woclr", "woset", "encode", "singlepulse", "swwel", "intr",
    "intr type", "enable", "fieldwidth", "specgen_access", "specgen_hardware", "specgen_pulse", "specgen_signed",
    "specgen_enum", "specgen_locked_by", "specgen_reserved", "specgen_does", "specgen_when",
}  # fmt: skip


def field_of(node: Any, diagnostics: Diagnostics) -> dict[str, Any] | None:
    """Return the document of a field, its enum and its lock left for later; None where software cannot see it."""
    understood = _UNDERSTOOD
    if node.get_property("intr"):
        understood |= {"stickybit"}
    tell_lost(diagnostics, node, understood)
    if node.get_property("sw").name == "na":
        say(diagnostics, "rdl-lost", f"software does not see the field {node.inst_name}", node, "sw")
        return None
    given = set(node.list_properties())

    def own(name: str) -> Any:
        return node.get_property(name) if name in given else None

    access = own("specgen_access") or _access(node, diagnostics)
    hardware = own("specgen_hardware") or _hardware(node, diagnostics)
    found = {"bits": f"{node.high}:{node.low}" if node.high > node.low else f"{node.low}", "access": access}
    found |= {"reset": _reset(node, diagnostics), "hardware": hardware}
    found |= {
        "signed": own("specgen_signed"),
        "pulse": own("specgen_pulse") or own("singlepulse"),
        "reserved": own("specgen_reserved"),
        "does": own("specgen_does"),
        "when": json.loads(own("specgen_when") or "null"),
    }
    defaults = {"hardware": "rw", "reset": 0, "signed": False, "pulse": False}
    return {k: v for k, v in found.items() if v is not None and v != defaults.get(k)} | words(node)


def _access(node: Any, diagnostics: Diagnostics) -> str:
    sw, read, write = (node.get_property(name) for name in ("sw", "onread", "onwrite"))
    key = (sw.name, read.name if read else None, write.name if write else None)
    found = _ACCESSES.get(key)
    if found is None:
        told = ", ".join(
            [f"sw={key[0]}", *(f"onread={p}" for p in key[1:2] if p), *(f"onwrite={p}" for p in key[2:] if p)]
        )
        message = f"the field {node.inst_name} has an access that there is no word for: {told}"
        say(diagnostics, "rdl-unsupported", message, node, "onwrite" if write else "onread" if read else "sw")
    return found or "rw"


def _hardware(node: Any, diagnostics: Diagnostics) -> str:
    name = node.get_property("hw").name
    if name not in ("rw", "r", "w", "na"):
        say(
            diagnostics, "rdl-lost", f"hardware writes {node.inst_name} once: here it just writes", node, "hw"
        )
    return _HARDWARE[name]


def _reset(node: Any, diagnostics: Diagnostics) -> int | str:
    found = node.get_property("reset")
    if found is None:
        return "none"
    if isinstance(found, int):
        return int(found)
    message = f"the reset of {node.inst_name} is told by another thing, {found.inst_name}: it is unknown here"
    say(diagnostics, "rdl-lost", message, node, "reset")
    return "none"
