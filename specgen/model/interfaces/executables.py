"""The format of executables: a header, a table of sections, and what each kind of section holds."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces.structures import Structure
    from specgen.model.isa import Field, Format
    from specgen.model.memory import Memory
    from specgen.model.types import IntegerType

#: What sections hold, and the roles of the members of one entry; those in parentheses may be missing. Without roles a
#: section is bytes. A name is text, a value of an enum, or the offset of zero-terminated text in the strings. What
#: refers to an entry or a section gives its number; one that is all ones refers to none.
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
    "arguments": (
        *("name", "element", "rank", "extents", "(layout)", "(direction)"),
        *("(buffer)", "(alignment)", "(offset)", "(size)"),
    ),
    "quantisation": ("argument", "format", "scale", "(zero_point)", "(axis)", "(block)"),
    "hooks": ("section", "offset", "kind", "(name)"),
    "features": ("name", "(required)"),
    "signature": ("algorithm", "bytes", "(size)"),
    "notes": (),
}
HEADER_ROLES = (
    *("magic", "version_major", "version_minor", "spec_hash", "file_size", "sections", "section_count"),
    *("(section_size)", "(checksum)", "(variant)", "(flags)"),
)
#: A section with an ``address`` lies there in ``memory`` when the program runs; one that is not ``required`` is skipped by
#: readers that do not know its kind.
TABLE_ROLES = (
    *("kind", "offset", "size", "(name)", "(processor)", "(alignment)", "(memory)", "(address)"),
    *("(flags)", "(required)", "(checksum)"),
)
#: What others refer to by number, and where names lie: a file has at most one section of each.
ONE_EACH = ("strings", "symbols", "buffers", "entries", "arguments")
DIRECTIONS = ("in", "out", "inout")
#: Addresses in files lie below it.
MOST_ADDRESS = 1 << 62


@frozen(eq=False, kw_only=True)
class Section(Item):
    """A kind of section, by ``code``: bytes, or entries of one structure. ``required``: at least one in every file.

    ``most`` sections of the kind may be in a file (None: any number), with ``limit`` entries each.
    """

    code: int
    does: str
    entry: Structure | None
    roles: dict[str, str]
    required: bool = False
    most: int | None = None
    limit: int = 0


@frozen(eq=False, kw_only=True)
class Relocation(Item):
    """A kind of relocation, by ``code``: an integer of ``type``, or the field ``field`` of an instruction of ``format``.

    ``value`` is what it holds, an expression over ``value``, the address of the symbol with the addend, and ``here``, that
    of the place; a value that does not fit is refused.
    """

    code: int
    type: IntegerType | None
    format: Format | None
    field: Field | None
    value: Expression

    @property
    def size(self) -> int:
        """Bytes of the place."""
        return (
            self.format.bytes if self.format is not None else self.type.bytes if self.type is not None else 0
        )


@frozen(kw_only=True)
class ArgumentBlock:
    """Where a kernel finds its arguments: ``size`` bytes from ``address`` on in ``memory``.

    An array is given by its address in so many bytes as its argument says, a number (rank 0) by its bits: words of
    ``word`` bytes in the order of bytes of the memory, the one with the high bits first where ``high_first``.
    """

    memory: Memory
    address: int
    size: int
    word: int
    high_first: bool


@frozen(eq=False, kw_only=True)
class Executable(Item):
    """A format of files. They begin with ``magic``, in ``header``; ``table`` is the structure of one section's entry.

    ``version`` is what writers write: readers take every file of that major version up to that minor one. A file has at
    most ``most_sections`` sections, each at a multiple of ``alignment``. ``features`` are what a program may ask of a runtime,
    besides the extensions of the instruction set.
    """

    magic: bytes
    suffix: str
    version: tuple[int, int]
    endian: str
    alignment: int
    most_sections: int
    header: Structure
    header_roles: dict[str, str]
    table: Structure
    table_roles: dict[str, str]
    sections: dict[str, Section]
    relocations: dict[str, Relocation] = field(default_factory=dict)
    block: ArgumentBlock | None = None
    features: dict[str, str] = field(default_factory=dict)
