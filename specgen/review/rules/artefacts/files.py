"""Small files of a format of executables: what a writer makes of the least that it needs, and of one kind of section more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.machine.executables import Contents
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable

_CODE = bytes(range(16))


def files(architecture: Architecture, form: Executable, focus: str = "") -> Iterator[bytes]:
    """Yield files that a reader of the same side takes: with what is required, with ``focus`` besides, with all kinds."""
    from specgen.machine.executables import PackError, verify_executable, write

    does = {name: section.does for name, section in form.sections.items()}
    needed = {one.does for one in form.sections.values() if one.required}
    wanted = [needed | {does[focus]}] if focus in does else []
    for kinds in (*wanted, needed, *(needed | {one} for one in does.values())):
        try:
            data = write(architecture, form, contents_of(architecture, form, kinds))
        except (PackError, ValueError, KeyError, TypeError, AssertionError):
            continue
        if not verify_executable(architecture, form, data, anywhere=True):
            yield data


def contents_of(architecture: Architecture, form: Executable, kinds: set[str]) -> Contents:
    """One of everything that is asked for, and what that refers to."""
    from specgen.machine.executables import Bytes, Contents

    processor = next(iter(architecture.processors), None)
    made = Contents()
    if kinds & {"code", "entries", "symbols", "relocations", "hooks", "arguments", "quantisation"}:
        made.sections.append(Bytes("main", "code", _CODE, processor=processor))
    made.sections += [Bytes(kind, kind, _CODE) for kind in ("data", "notes") if kind in kinds]
    if kinds & {"symbols", "relocations"}:
        made.symbols.append({"name": "start", "section": "main", "value": 4, "size": 4})
    if "relocations" in kinds:
        kind = next(iter(form.relocations), None)
        made.relocations.append(
            {"section": "main", "offset": 8, "symbol": "start", "kind": kind, "addend": 0}
        )
    if "buffers" in kinds:
        memory = next(iter(architecture.memories), None)
        made.buffers.append({"name": "room", "memory": memory, "size": 16, "alignment": 16})
    if kinds & {"entries", "arguments", "quantisation"}:
        arguments = [_argument()] if kinds & {"arguments", "quantisation"} else []
        entry = {
            "name": "run",
            "section": "main",
            "offset": 0,
            "processor": processor,
            "arguments": arguments,
        }
        made.entries.append(entry)
    if "quantisation" in kinds:
        made.quantisation.append({"argument": "run.x", "scale": 0.5})
    if "hooks" in kinds:
        made.hooks.append({"section": "main", "offset": 4, "name": "mark"})
    if "features" in kinds:
        made.features.append({"name": next(iter(form.features), "none"), "required": 1})
    return made


def _argument() -> dict[str, Any]:
    return {"name": "x", "rank": 0, "extents": [], "alignment": 4, "offset": 0, "size": 4}
