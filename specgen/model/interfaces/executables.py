"""The format of executables: a header, a table of sections, and what each kind of section holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.interfaces.structures import Structure

#: What sections hold, and the roles of the members of one entry; those in parentheses may be missing. Without roles a
#: section is bytes.
SECTION_ROLES: dict[str, tuple[str, ...]] = {
    "code": (),
    "data": (),
    "strings": (),
    "symbols": ("name", "value", "section", "(size)", "(kind)"),
    "relocations": ("section", "offset", "symbol", "kind", "(addend)"),
    "buffers": (
        *("name", "memory", "size", "alignment", "(first_use)", "(last_use)"),
        *("(alias_of)", "(offset)", "(section)", "(kind)"),
    ),
    "entries": ("name", "section", "offset", "(first_argument)", "(argument_count)", "(processor)"),
    "arguments": ("name", "element", "rank", "extents", "(layout)", "(direction)", "(buffer)", "(alignment)"),
    "quantisation": ("argument", "format", "scale", "(zero_point)", "(axis)", "(block)"),
    "hooks": ("section", "offset", "kind", "(name)"),
    "features": ("name", "(required)"),
    "signature": (),
    "notes": (),
}
HEADER_ROLES = (
    *("magic", "version_major", "version_minor", "spec_hash", "file_size", "sections", "section_count"),
    *("(section_size)", "(checksum)", "(variant)", "(flags)"),
)
TABLE_ROLES = (
    "kind",
    "offset",
    "size",
    "(name)",
    "(processor)",
    "(alignment)",
    "(memory)",
    "(address)",
    "(flags)",
    "(checksum)",
)


@frozen(eq=False, kw_only=True)
class Section(Item):
    """A kind of section, by ``code``: bytes, or entries of one structure. ``required``: at least one in every file."""

    code: int
    does: str
    entry: Structure | None
    roles: dict[str, str]
    required: bool = False
    most: int | None = None


@frozen(eq=False, kw_only=True)
class Executable(Item):
    """A format of files. They begin with ``magic``, in ``header``; ``table`` is the structure of one section's entry.

    ``version`` is what writers write: readers take every file of that major version up to that minor one.
    """

    magic: bytes
    suffix: str
    version: tuple[int, int]
    endian: str
    alignment: int
    header: Structure
    header_roles: dict[str, str]
    table: Structure
    table_roles: dict[str, str]
    sections: dict[str, Section]
