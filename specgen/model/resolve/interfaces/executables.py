"""Formats of executables: their header, their table of sections, and what sections hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces import (
    HEADER_ROLES,
    ONE_EACH,
    SECTION_ROLES,
    TABLE_ROLES,
    ArgumentBlock,
    Executable,
    Section,
    Structure,
    place_of,
)
from specgen.model.resolve.context import integer_type
from specgen.model.resolve.interfaces.playing import Parts, played
from specgen.model.resolve.interfaces.relocations import code_of, enum_of, kinds_of, relocations
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.model.documents.executables import (
        BlockDocument,
        ExecutableDocument,
        SectionDocument,
    )
    from specgen.model.isa import Enum
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context, Known

MAX_SECTIONS = 1 << 12
MAX_ENTRIES = 1 << 16
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})|\\(.)?", re.DOTALL)
_VERSION = re.compile(r"(\d{1,5})\.(\d{1,5})")


def executable(ctx: Context, name: str, document: ExecutableDocument, origin: Origin) -> Executable | None:
    """Resolve a format of executables."""
    magic, version = _magic(ctx, document, origin), _version(ctx, document, origin)
    alignment = whole(ctx, document.alignment, origin, "alignment", low=1, high=1 << 16)
    if alignment & (alignment - 1):
        ctx.report("exe-alignment", f"{alignment} is no power of two", origin.at("alignment"))
    header = ctx.find(ctx.structures, document.header, origin, "header")
    table = ctx.find(ctx.structures, document.table, origin, "table")
    if header is None or table is None:
        return None
    parts = Parts(ctx, document.endian, alignment)
    parts.check(header, origin, "header")
    parts.check(table, origin, "table")
    header_roles = played(ctx, HEADER_ROLES, document.header_with, header, origin, "header_with")
    table_roles = played(ctx, TABLE_ROLES, document.table_with, table, origin, "table_with")
    if header_roles is None or table_roles is None:
        return None
    _check_header(ctx, header, header_roles, magic, version, origin)
    kinds = kinds_of(ctx, table, table_roles["kind"], origin)
    sections = _sections(ctx, document, parts, kinds, origin)
    made = Executable(
        **common(name, document, origin),
        magic=magic,
        suffix=document.suffix,
        version=version,
        endian=document.endian,
        alignment=alignment,
        most_sections=whole(ctx, document.most_sections, origin, "most_sections", low=1, high=MAX_SECTIONS),
        header=header,
        header_roles=header_roles,
        table=table,
        table_roles=table_roles,
        sections=sections,
        relocations=relocations(ctx, document, sections, origin),
        block=_block(ctx, document.arguments, origin),
        features=document.features or {},
    )
    _check_together(ctx, made, origin)
    return made


def _magic(ctx: Context, document: ExecutableDocument, origin: Origin) -> bytes:
    r"""The first bytes, of which ``\\xHH`` is any and other characters are themselves."""
    bad: list[str] = []

    def byte(found: re.Match[str]) -> str:
        if found[1] is None:
            bad.append(found[0])
        return chr(int(found[1] or "0", 16))

    text = _ESCAPE.sub(byte, document.magic)
    if bad or not 1 <= len(text) <= 64 or any(ord(c) > 255 for c in text):
        message = f"{bad[0]} is no byte" if bad else "it is 1 to 64 bytes"
        ctx.report("exe-magic", message, origin.at("magic"), hint="'\\x7fKERNEL\\x00'")
        return b"?"
    return text.encode("latin-1")


def _version(ctx: Context, document: ExecutableDocument, origin: Origin) -> tuple[int, int]:
    found = _VERSION.fullmatch(document.version)
    if found is None:
        message = f"{document.version!r} is no version of two numbers"
        ctx.report("exe-version", message, origin.at("version"), hint="version: 1.0")
        return 0, 0
    return int(found[1]), int(found[2])


def _check_header(
    ctx: Context,
    header: Structure,
    roles: dict[str, str],
    magic: bytes,
    version: tuple[int, int],
    origin: Origin,
) -> None:
    place = place_of(header, roles["magic"])
    if place is not None and (place.offset != 0 or place.member.size != len(magic) or place.bits):
        message = f"{roles['magic']} is no {len(magic)} bytes at the beginning of {header.name}"
        ctx.report("exe-magic", message, origin.at("magic"))
    for role, number in zip(("version_major", "version_minor"), version, strict=True):
        place = place_of(header, roles[role])
        if place is not None and number >> place.width:
            ctx.report("exe-version", f"{roles[role]} does not hold {number}", origin.at("version"))


def _sections(
    ctx: Context, document: ExecutableDocument, parts: Parts, kinds: Enum | None, origin: Origin
) -> dict[str, Section]:
    found = {}
    for name, given in document.sections.items():
        where = origin.child("sections", name)
        one = _section(ctx, name, given, where, parts, code_of(ctx, name, kinds, where))
        if one is not None:
            found[name] = one
    return found


def _section(
    ctx: Context, name: str, document: SectionDocument, origin: Origin, parts: Parts, code: int
) -> Section | None:
    wanted = SECTION_ROLES[document.does]
    entry = ctx.find(ctx.structures, document.entry, origin, "entry")
    if bool(wanted) != (document.entry is not None):
        message = f"{document.does} are {'entries of a structure' if wanted else 'bytes'}"
        ctx.report("exe-entry", message, origin.key(), hint="entry: ..." if wanted else None)
        return None
    if wanted and entry is None:
        return None
    roles: dict[str, str] | None = {}
    if entry is not None:
        parts.check(entry, origin, "entry")
        roles = played(ctx, wanted, document.roles, entry, origin, "with")
    most = None if document.most is None else whole(ctx, document.most, origin, "most", low=1, high=1 << 12)
    if document.does in ONE_EACH and most != 1:
        message = f"others refer to {document.does} by number alone, so that a file has one section of them"
        ctx.report("exe-most", message, origin.at("most") if most else origin.key(), hint="most: 1")
    return Section(
        **common(name, document, origin),
        code=code,
        does=document.does,
        entry=entry,
        roles=roles or {},
        required=document.required,
        most=most,
        limit=whole(ctx, document.limit, origin, "limit", low=1, high=MAX_ENTRIES),
    )


def _block(ctx: Context, document: BlockDocument | None, outer: Origin) -> ArgumentBlock | None:
    if document is None:
        return None
    origin = outer.child("arguments")
    memory = ctx.find(ctx.memories, document.memory, origin, "memory")
    if memory is None:
        return None
    end = memory.base + memory.size
    address = memory.base
    if document.address is not None:
        address = whole(ctx, document.address, origin, "address", low=memory.base, high=end - 1)
    word = whole(ctx, document.word, origin, "word", low=1, high=8)
    if word & (word - 1):
        ctx.report("exe-alignment", f"words of {word} bytes are no power of two", origin.at("word"))
    size = whole(ctx, document.size, origin, "size", low=1, high=end - address)
    return ArgumentBlock(memory=memory, address=address, size=size, word=word, high_first=document.high_first)


def _check_together(ctx: Context, made: Executable, origin: Origin) -> None:
    """What sections refer to is there, and names that enums give stand for what they should."""
    there = {section.does for section in made.sections.values()}
    for section in made.sections.values():
        for wanted, roles in _REFERENCES.items():
            used = [section.roles[role] for role in roles if role in section.roles]
            if used and wanted not in there and section.does != wanted:
                message = f"{used[0]} refers to {wanted}, and no section holds them"
                ctx.report("exe-entry", message, section.origin.key())
        if section.entry is not None:
            _check_names(ctx, made, section.entry, section.roles, section.origin, "strings" in there)
    _check_names(ctx, made, made.table, made.table_roles, origin, "strings" in there)


#: Which kind of section the numbers in members of these roles refer to.
_REFERENCES = {
    "symbols": ("symbol",),
    "buffers": ("buffer",),
    "arguments": ("argument", "first_argument", "argument_count"),
}


def _check_names(
    ctx: Context, made: Executable, structure: Structure, roles: dict[str, str], origin: Origin, strings: bool
) -> None:
    known: dict[str, Known[Any]] = {
        "memory": ctx.memories,
        "processor": ctx.processors,
        "layout": ctx.layouts,
    }
    for role, path in roles.items():
        place = place_of(structure, path)
        if place is None or role not in (*known, "element", "name", "format"):
            continue
        enum = enum_of(place)
        if enum is None and role in ("memory", "processor"):
            message = f"{path} of {structure.name} has no enum that names each {role}"
            ctx.report("exe-names", message, origin.key())
            continue
        text = place.member.value is not None and place.member.value.text
        if enum is None and not text and not strings:
            message = f"{path} of {structure.name} is the offset of a name, and no section holds strings"
            ctx.report("exe-names", message, origin.key())
        for member in enum.members if enum is not None else ():
            at = member.origin.key()
            if role in known and not _known(known[role], member.name):
                ctx.report("exe-names", f"no {role} is called {member.name!r}", at)
            if role in ("element", "format") and not _format(ctx, member.name):
                ctx.report("exe-names", f"no number format is called {member.name!r}", at)


def _known(known: Known[Any], name: str) -> bool:
    return name in known.items or name == "none" or known.excused(name)


def _format(ctx: Context, name: str) -> bool:
    known = (ctx.types, ctx.integers, ctx.fixed_types, ctx.block_types)
    integer = integer_type(name)
    return isinstance(integer, IntegerType) or name == "none" or any(name in k.items for k in known)
