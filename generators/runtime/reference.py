"""The reference library: C over the virtual device, and the device itself beside it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from specgen.generators.device import default_memory
from specgen.generators.device import generate as devices
from specgen.generators.runtime.bodies import body
from specgen.generators.runtime.loading import loading, reader
from specgen.generators.runtime.properties import Known
from specgen.generators.runtime.ringing import ringing
from specgen.generators.target import Request, stamp
from specgen.generators.templating import comment, environment
from specgen.model.interfaces.verbs import VERBS, error_of

if TYPE_CHECKING:
    from jinja2 import Environment

    from specgen.generators.runtime.ctypes import Names
    from specgen.generators.target import Files
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import ErrorCode, Executable
    from specgen.model.memory import Memory
    from specgen.semantics import Semantics

_FILES = ("ref.h", "objects.c", "heap.c", "buffers.c", "waits.c", "api.c")
_PLACE = re.compile(r"static const R_ref_place (\w+) = .*\n")
_WORD = re.compile(r"[A-Z]\w+")
_NAME = re.compile(r"\b([NRE])_(?=[A-Za-z])")
_LEFT_OUT = ("Makefile", "README.md", "_fuzz.c")
_LEAST = 64
"""What buffers are multiples of at least: no two share a line of a host's cache."""


def reference(architecture: Architecture, semantics: Semantics, names: Names) -> Files:
    """Return the sources of the library; none where there is no processor that could run anything."""
    memory = default_memory(architecture)
    if not architecture.processors or memory is None:
        return {}
    shown = _shown(architecture, names, memory)
    files = [*_FILES]
    files += ["queues.c"] if shown["queues"] else []
    files += ["executables.c"] if shown["executables"] else []
    # A prefix of its own: whatever the runtime's functions are called, the device's have other names.
    device = f"{architecture.name.replace('-', '_').lower()}_sim"
    hidden = replace(architecture, name=device)
    made: Files = {
        f"src/device/{PurePosixPath(path).name}": text
        for path, text in devices(Request((hidden,), {architecture.variant: semantics})).items()
        if not path.endswith(_LEFT_OUT) and "/uapi/" not in path
    }
    form = next(iter(architecture.executables.values()), None)
    if shown["executables"] and form is not None:
        made |= {f"src/device/{name}": text for name, text in reader(architecture, hidden, form).items()}
    for file in files:
        text = _environment().get_template(file).render(shown)
        made[f"src/{file}"] = _prefixed(_used(text), device, names.prefix, shown["exe"])
    made["Makefile"] = _environment().get_template("Makefile").render(shown, objects=sorted(made))
    made["src/exports.map"] = _environment().get_template("exports.map").render(shown)
    return made


def _shown(architecture: Architecture, names: Names, memory: Memory) -> dict[str, Any]:
    verbs = {f.call.does for f in names.live}
    errors = tuple(architecture.errors.values())
    queue = next(iter(architecture.queues.values()), None)
    form = next(iter(architecture.executables.values()), None)
    launch = (
        queue is not None and form is not None and any(p.does == "launch" for p in queue.packets.values())
    )
    used = ringing(queue, verbs, form) if queue is not None and "create_queue" in verbs else None
    file = loading(architecture, form, memory) if form is not None and "load" in verbs else None
    least = max(_LEAST, memory.granule, memory.width)
    first = memory.base or least
    return {
        "a": architecture,
        "n": names,
        "stamp": stamp(architecture),
        "errors": errors,
        "error_sentences": partial(_sentences, architecture),
        "conditions": _conditions(errors),
        "memory": {
            "first": first,
            "size": memory.base + memory.size - first,
            "least": least,
            "kept": _kept(form, memory, first, least),
        },
        "big": str(bool(used and used["big"] == "true")).lower(),
        "enables": _enables(architecture),
        "heard": _heard(architecture) if error_of(errors, "interrupt_lost") is not None else None,
        "narrow": bool(used and used["narrow"]),
        "queues": used is not None,
        "queue": used,
        "executables": file is not None,
        "exe": file,
        "launch": launch and used is not None and file is not None,
        "traces": bool(architecture.traces) and "read_trace" in verbs,
        "checksums": sorted({used["checksum"]["algorithm"]} if used and used["checksum"] else ()),
        "body": partial(body, names, Known(architecture, memory)),
    }


def _kept(form: Executable | None, memory: Memory, first: int, least: int) -> tuple[int, int] | None:
    """The first and the last address but one of the argument block, where that lies in the memory of the buffers."""
    block = form.block if form is not None else None
    if block is None or block.memory is not memory:
        return None
    begin, end = block.address // least * least, -(-(block.address + block.size) // least) * least
    return max(begin, first), end


def _conditions(errors: tuple[ErrorCode, ...]) -> list[tuple[str, int]]:
    """The code of every condition, or of the nearest one that has a code."""
    found = ["success", *dict.fromkeys(c for verb in VERBS.values() for c in verb.conditions)]
    found += ["interrupt_lost", "bad_version"]
    codes = {c: error_of(errors, c) or error_of(errors, "bad_argument") for c in dict.fromkeys(found)}
    return [(name, error.code if error is not None else 1) for name, error in codes.items()]


def _sentences(architecture: Architecture, error: ErrorCode) -> str:
    """A literal that says what an error is, who can mend it, and how."""
    parts = [error.summary, error.cause]
    parts += [f"To be mended by the {error.blame}: {error.remedy}"] if error.remedy else []
    text = comment(" ".join(f"{p.rstrip('.')}." for p in parts if p)) or error.name
    return '"' + text.replace('"', '\\"').replace("??", "?\\?") + '"'


def _enables(architecture: Architecture) -> list[dict[str, object]]:
    """The registers whose bits let the device work, and have it deliver interrupts."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for block in architecture.registers.values():
        for register in block.registers:
            mask = sum(f.mask for f in register.fields if f.does == "enable")
            if mask:
                found[block.name, register.name] = _enabled(block, register, mask)
    for interrupt in architecture.interrupts.values():
        place = interrupt.enable
        if place is not None:
            key = place.block.name, place.register.name
            one = found.setdefault(key, _enabled(place.block, place.register, 0))
            one["ones"] |= place.field.mask
    return list(found.values())


def _heard(architecture: Architecture) -> dict[str, int] | None:
    """The interrupt that tells of ends, and where it is pending until a one is written there; None where there is none."""
    for one in architecture.interrupts.values():
        place = one.pending
        if "completion" in one.when and place is not None and place.field.access == "w1c":
            address = place.block.base + place.register.offset
            return {
                "line": one.line,
                "address": address,
                "width": place.register.width,
                "mask": place.field.mask,
            }
    return None


def _enabled(block: Any, register: Any, mask: int) -> dict[str, Any]:
    name = f"{block.name}.{register.name}"
    return {"name": name, "address": block.base + register.offset, "width": register.width, "ones": mask}


def _used(text: str) -> str:
    """The text without places that nothing in it looks at."""
    words = Counter(_WORD.findall(text))
    return _PLACE.sub(lambda found: found[0] if words[found[1]] > 1 else "", text)


def _prefixed(text: str, device: str, runtime: str, exe: dict[str, Any] | None) -> str:
    """The text with names in place of ``N_``, the device's, ``R_``, the runtime's, and ``E_``, the reader's of executables.

    Before capitals they are capitals.
    """
    prefixes = {"N": device, "R": runtime, "E": f"{device}_{exe['form']}" if exe is not None else ""}

    def name(found: re.Match[str]) -> str:
        prefix = prefixes[found[1]]
        return f"{prefix.upper() if text[found.end()].isupper() else prefix}_"

    text = text.replace("R_.h", f"{runtime}.h")
    for ours, theirs in (("E_.h", ".h"), ("struct E_file", "")):
        text = text.replace(ours, f"{ours.partition('E_')[0]}{prefixes['E']}{theirs}")
    return _NAME.sub(name, text)


@cache
def _environment() -> Environment:
    return environment(Path(__file__).parent / "templates" / "reference", {"comment": comment})
