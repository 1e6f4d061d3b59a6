"""What the readers of a side make of an artefact: plain JSON, or ``{"refused": why}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces.codec import Refused, unpack
from specgen.review.actions.bytes.structures import plain
from specgen.review.actions.codes import codec_of, described

if TYPE_CHECKING:
    from specgen.model import Architecture

Reader = Callable[["Architecture", Mapping[str, Any]], Any]


def read(kind: str, architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """Return what a side says to an artefact of one of READERS."""
    return READERS[kind](architecture, given)


def _word(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """What a ``word`` of a ``processor``'s stream is, and how it is written."""
    if given["processor"] not in architecture.processors:
        return _refused(f"there is no processor {given['processor']}")
    codec = codec_of(architecture, given["processor"])
    found = None if codec is None else codec.decode(int(given["word"], 0))
    return _refused("illegal instruction") if found is None else {**described(found), "text": str(found)}


def _structure(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """The values in the ``bytes`` of a ``structure``."""
    structure = architecture.structures.get(given["structure"])
    if structure is None:
        return _refused(f"there is no structure {given['structure']}")
    try:
        return plain(unpack(structure, bytes.fromhex(given["bytes"])), {})
    except Refused as error:
        return _refused(str(error.refusal))


def _executable(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """All that a ``file`` (hexadecimal digits) of an ``executable`` format says, whichever spec it was made for."""
    from specgen.machine.executables import ExecutableError, open_executable
    from specgen.machine.executables.describing import described as told

    form = architecture.executables.get(given["executable"])
    if form is None:
        return _refused(f"there is no format {given['executable']}")
    try:
        opened = open_executable(architecture, form, bytes.fromhex(given["file"]), anywhere=True)
    except ExecutableError as error:
        return _refused(str(error.refusal))
    said = {key: value for key, value in told(opened).items() if key != "spec"}
    contents = {str(s.index): opened.contents(s).hex() for s in opened.sections if s.does in ("code", "data")}
    return {**said, "contents": contents}


def _register(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """Where a ``register`` of a ``block`` lies, what it holds after a reset, and its fields."""
    block = architecture.registers.get(given["block"])
    found = next((one for one in block.registers if one.name == given["register"]), None) if block else None
    if block is None or found is None:
        return _refused(f"there is no register {given['block']}.{given['register']}")
    return {
        "address": hex(block.base + found.offset),
        "width": found.width,
        "reset": hex(found.reset),
        "fields": {
            one.name: {"bits": f"{one.high}:{one.low}", "access": one.access}
            for one in found.fields
            if one.reserved is None
        },
    }


def _code(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """The number by which an item of a section is told, or one of its parts: what stands in records and answers."""
    found = getattr(architecture, given["section"]).get(given["item"])
    if found is not None and given.get("part") is not None:
        found = getattr(found, given["parts"]).get(given["part"])
    if found is None:
        return _refused(f"there is no {' '.join(str(v) for v in given.values() if v is not None)}")
    return found.line if given["section"] == "interrupts" else found.code


def _enum(architecture: Architecture, given: Mapping[str, Any]) -> Any:
    """The values of an ``enum`` by name."""
    found = architecture.enums.get(given["enum"])
    if found is None:
        return _refused(f"there is no enum {given['enum']}")
    return {one.name: one.value for one in found.members}


def _refused(why: str) -> dict[str, str]:
    return {"refused": why}


READERS: Mapping[str, Reader] = {
    "executable": _executable,
    "structure": _structure,
    "word": _word,
    "register": _register,
    "code": _code,
    "enum": _enum,
}
"""Kinds of artefacts, and what reads them."""
