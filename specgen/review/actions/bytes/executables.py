"""What witnesses ask of executables: what a reader makes of a file, what a relocation patches, where arguments lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.review.actions.bytes.finding import Absent, item, refused
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.model.interfaces import Executable, Relocation
    from specgen.review.sides import Side


@action("executable_open")
def opened(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The kinds of sections that a reader finds in a ``file`` (hexadecimal digits), or why it refuses it.

    ``renamed`` are the names of now by former ones, which answers have.
    Whom the file was made for is not looked at: a changed spec has another hash in any case.
    """
    from specgen.machine.executables import ExecutableError, open_executable

    architecture = side.architectures[variant]
    try:
        form: Executable = item(architecture.executables, "executable", given)
        found = open_executable(architecture, form, bytes.fromhex(given["file"]), anywhere=True)
    except Absent as error:
        return refused(error)
    except ExecutableError as error:
        return refused(f"{error.refusal.rule} of {error.refusal.path}")
    kinds = [section.kind.name if section.kind is not None else "unknown" for section in found.sections]
    return [given.get("renamed", {}).get(kind, kind) for kind in kinds]


@action("executable_patch")
def patched(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The bytes that the relocation of a ``code`` leaves in a place of zeros ``here``, for an address ``value``."""
    from specgen.machine.executables.linking import patch

    try:
        form: Executable = item(side.architectures[variant].executables, "executable", given)
    except Absent as error:
        return refused(error)
    kind: Relocation | None = next((k for k in form.relocations.values() if k.code == given["code"]), None)
    if kind is None:
        return refused(f"no relocation of kind {given['code']}")
    data = bytearray(kind.size)
    big = form.endian == "big"
    fits = patch(kind, data, 0, given["value"], given["here"], "big" if big else "little")
    return data.hex() if fits else refused("it does not fit")


@action("executable_argument")
def argument(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where the argument of ``size`` bytes at an ``offset`` of the block lies, and the bytes of its ``value`` there."""
    try:
        form: Executable = item(side.architectures[variant].executables, "executable", given)
    except Absent as error:
        return refused(error)
    block, size, value = form.block, given["size"], given["value"]
    if block is None:
        return refused("no arguments")
    if given["offset"] + size > block.size:
        return refused(f"a block of {block.size} bytes")
    word = min(block.word, size)
    words = [(value >> (8 * at)) & ((1 << 8 * word) - 1) for at in range(0, size, word)]
    order = block.memory.endianness == "big"
    made = [one.to_bytes(word, "big" if order else "little") for one in words]
    content = b"".join(reversed(made) if block.high_first else made)
    return {"memory": block.memory.name, "address": block.address + given["offset"], "bytes": content.hex()}


@action("executable_limit")
def limited(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a file may have ``count`` sections, of a ``section`` so many, or so many ``entries`` in one of it."""
    try:
        form: Executable = item(side.architectures[variant].executables, "executable", given)
    except Absent as error:
        return refused(error)
    if "section" not in given:
        return given["count"] <= form.most_sections
    if given["section"] not in form.sections:
        return refused(f"no section {given['section']}")
    section = form.sections[given["section"]]
    if "entries" in given:
        return section.entry is None or given["entries"] <= section.limit
    return section.most is None or given["count"] <= section.most


@action("executable_feature")
def feature(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether a program may ask for a feature."""
    try:
        form: Executable = item(side.architectures[variant].executables, "executable", given)
    except Absent as error:
        return refused(error)
    return given["feature"] in form.features


@action("executable_role")
def role(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Where what plays a ``role`` in the header, the table, or entries of a section (``of``) lies, and its bits."""
    from specgen.model.interfaces import place_of

    try:
        form: Executable = item(side.architectures[variant].executables, "executable", given)
    except Absent as error:
        return refused(error)
    structure, roles = {
        "header": (form.header, form.header_roles),
        "table": (form.table, form.table_roles),
    }.get(given["of"], (None, {}))
    if given["of"] in form.sections and structure is None:
        section = form.sections[given["of"]]
        structure, roles = section.entry, section.roles
    path = roles.get(given["role"])
    place = place_of(structure, path) if structure is not None and path is not None else None
    if path is None or place is None:
        return refused(f"nothing plays {given['role']}")
    low = place.bits.low if place.bits is not None else 0
    return {"offset": place.offset, "low": low, "width": place.width}
