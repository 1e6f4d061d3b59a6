"""Rules of formats of executables."""

from specgen.source import Severity, define

_ENUMS = "section: {open: true, values: {code: 1, names: 2, fixups: 3, entry: 4}}, fixup: {values: {word: 0}}"
_HEADER = (
    "{endian: little, fields: {magic: {type: u8, count: 4}, version_major: u16, version_minor: u16,"
    " spec_hash: {type: u8, count: 32}, file_size: u32, sections: u32, section_count: u32}}"
)
_TABLE = "{endian: little, fields: {kind: {type: u32, enum: section}, offset: u32, size: u32}}"
_PLACED = (
    "{endian: little, fields: {kind: {type: u32, enum: section}, offset: u32, size: u32,"
    " memory: {type: u32, enum: where}, address: u32}}"
)
_ENTRY = "{endian: little, fields: {name: {type: text, count: 12}, section: u32, offset: u32}}"
_FIXUP = "{endian: little, fields: {section: u32, offset: u32, symbol: u32, kind: {type: u32, enum: fixup}}}"
_SYMBOL = "{endian: little, fields: {name: {type: text, count: 8}, value: u32, section: u32}}"


def _spec(
    *,
    header: str = _HEADER,
    table: str = _TABLE,
    entry: str = _ENTRY,
    enums: str = "",
    keys: str = "",
    magic: str = "TEST",
    version: str = "1.0",
    sections: str = "{code: {does: code}, entry: {does: entries, entry: entry, most: 1}}",
) -> str:
    """A spec with a format of executables, of which some part may be another."""
    return f"""
enums: {{{_ENUMS}{enums}}}
structures: {{head: {header}, place: {table}, entry: {entry}, patch: {_FIXUP}, symbol: {_SYMBOL}}}
executables:
  exe:
    {{magic: {magic}, version: {version}, endian: little, header: head, table: place{keys}, sections: {sections}}}
"""


_FIXED = (
    "{code: {does: code}, fixups: {does: relocations, entry: patch},"
    " names: {does: symbols, entry: symbol, most: 1}}"
)

define(
    "exe-magic",
    Severity.ERROR,
    "A file begins with its magic, and the header has a member of that length for it.",
    "The first bytes are what a loader tells formats apart by, before it knows anything else of a file.",
    wrong=_spec(magic="TESTS"),
    right=_spec(),
)
define(
    "exe-role",
    Severity.ERROR,
    "The members that a reader needs are there, and are of a kind that can play their role.",
    """
    Names are the spec's own; readers know members by the role that they play. A role is played by the member of the same
    name, or by the one that `with` names.
    """,
    wrong=_spec(table="{endian: little, fields: {kind: {type: u32, enum: section}, start: u32, size: u32}}"),
    right=_spec(
        table="{endian: little, fields: {kind: {type: u32, enum: section}, start: u32, size: u32}}",
        keys=", table_with: {offset: start}",
    ),
)
define(
    "exe-kind",
    Severity.ERROR,
    "Kinds of sections and of relocations are values of the enum of the member that tells them.",
    "What stands in the file is a number: the enum says which, and a reader that does not know it can say so.",
    wrong=_spec(sections="{text: {does: code}}"),
    right=_spec(sections="{code: {does: code}}"),
)
define(
    "exe-entry",
    Severity.ERROR,
    "Sections of entries name the structure of one, of fixed size; others are bytes; what they refer to is in a section.",
    "The number of entries is the section's size by that of one entry, so that no count can contradict it.",
    wrong=_spec(sections="{code: {does: code}, entry: {does: entries, most: 1}}"),
    right=_spec(sections="{code: {does: code}, entry: {does: entries, entry: entry, most: 1}}"),
)
define(
    "exe-version",
    Severity.ERROR,
    "The version of a format is two numbers, which the header holds.",
    "Readers take every file of their major version up to their minor one, and refuse others before they look further.",
    wrong=_spec(version="two"),
    right=_spec(version="2.1"),
)
define(
    "exe-alignment",
    Severity.ERROR,
    "Sections begin at multiples of a power of two that suits the structures in them.",
    "Readers look at entries where they lie in the file: a structure of 8-byte values at an odd place cannot be read so.",
    wrong=_spec(keys=", alignment: 2"),
    right=_spec(keys=", alignment: 4"),
)
define(
    "exe-endian",
    Severity.ERROR,
    "All structures of a format have its order of bytes.",
    "One order in one file: who dumps it, and who writes a loader in a boot ROM, needs to know one.",
    wrong=_spec(entry=_ENTRY.replace("little", "big")),
    right=_spec(),
)
define(
    "exe-most",
    Severity.ERROR,
    "What others refer to by its number alone lies in one section.",
    "The third symbol is the third of which section? A file has at most one section of each kind that is referred to.",
    wrong=_spec(sections="{code: {does: code}, entry: {does: entries, entry: entry}}"),
    right=_spec(sections="{code: {does: code}, entry: {does: entries, entry: entry, most: 1}}"),
)
define(
    "exe-relocation",
    Severity.ERROR,
    "Each kind of relocation patches an integer, or a field of an instruction format.",
    "A linker that finds a kind it cannot apply would leave a wrong address behind.",
    wrong=_spec(sections=_FIXED, keys=", relocations: {word: {format: i, field: immediate}}"),
    right=_spec(sections=_FIXED, keys=", relocations: {word: {format: i, field: imm}}"),
)
define(
    "exe-names",
    Severity.ERROR,
    "Enums of memories, processors, layouts and number formats have the names that the spec gives these; `none` is none.",
    "A number in a file means one memory. Where enum and memory are called alike nobody can mistake one for the other.",
    wrong=_spec(table=_PLACED, enums=", where: {values: {none: 0, dram: 1}}"),
    right=_spec(table=_PLACED, enums=", where: {values: {none: 0, mem: 1}}"),
)
