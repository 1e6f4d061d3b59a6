"""ELF files: what they load, where they start, what they execute and which names they give."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from specgen.machine.images import MOST_BYTES, ImageError
from specgen.machine.symbols import Symbol, Symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC = b"\x7fELF"
_EXTENDED = 0xFFFF  # a number of headers that stands elsewhere
_EXECUTED = 4  # flag of a section: SHF_EXECINSTR
_EXECUTED_SEGMENT = 1  # flag of a segment: PF_X
_LAST_NAMED = 2  # kinds of symbols: STT_NOTYPE, STT_OBJECT, STT_FUNC
_ABSOLUTE = 0xFFF1  # SHN_ABS, for a symbol that lies in no section
_MOST_SYMBOLS = 1 << 20
_LONGEST_NAME = 1 << 12
_KINDS = {
    "ET_REL": "is not linked",
    "ET_DYN": "is position-independent: link it with -static -no-pie",
    "ET_CORE": "is a memory dump",
}


class _Layout(NamedTuple):
    """How a symbol lies in the file, and where in it are name, info, section, address and size."""

    layout: str
    order: tuple[int, ...]


_SYMBOL = {32: _Layout("IIIBBH", (0, 3, 5, 1, 2)), 64: _Layout("IBBHQQ", (0, 1, 3, 4, 5))}


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes for ``address`` and on: ``data``, then zeros up to ``size``; ``executed`` where the file says so."""

    address: int
    data: bytes
    size: int
    executed: bool = False

    @property
    def end(self) -> int:
        """The address after the last byte."""
        return self.address + self.size


@dataclass(frozen=True, slots=True)
class Section:
    """Executable bytes by name; of a file without sections, those of a segment without one."""

    name: str
    address: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ElfImage:
    """What a linked ELF file holds; addresses are in bytes, ``machine`` is the number of its architecture."""

    machine: int
    bits: int
    endianness: str
    entry: int
    pieces: tuple[Piece, ...]
    sections: tuple[Section, ...]
    symbols: Symbols


def is_elf(data: bytes) -> bool:
    """Whether a file that begins so says that it is ELF."""
    return data.startswith(MAGIC)


def read_elf(data: bytes, name: str = "the file") -> ElfImage:
    """Read a linked, static ELF file of any class, byte order and machine; ``name`` is what messages call it.

    Segments go to their physical addresses, symbols are those of the symbol table without the assembler's local ones.

    Raises:
        ImageError: it is damaged, is not linked, or wants more than 1 GiB.
    """
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    try:
        file = ELFFile(BytesIO(data))
        return _Reader(file, data).image()
    except (ELFError, _Damaged) as error:
        raise ImageError(f"{name}: no ELF file that can be loaded: {error}") from None


class _Damaged(Exception):
    """Why a file cannot be loaded."""


class _Reader:
    """Reads headers one by one, each only where it lies inside the file."""

    def __init__(self, file: Any, data: bytes) -> None:
        self._file = file
        self._data = data
        self._header = file.header

    def image(self) -> ElfImage:
        kind = self._header["e_type"]
        if kind != "ET_EXEC":
            raise _Damaged(_KINDS.get(kind, "is no program"))
        sections = self._headers("sh", self._file.structs.Elf_Shdr)
        pieces = self._pieces()
        named = tuple(self._sections(sections))
        return ElfImage(
            machine=int.from_bytes(self._data[18:20], "little" if self._file.little_endian else "big"),
            bits=self._file.elfclass,
            endianness="little" if self._file.little_endian else "big",
            entry=self._header["e_entry"],
            pieces=pieces,
            sections=named or tuple(Section("", p.address, p.data) for p in pieces if p.executed),
            symbols=Symbols(self._symbols(sections)),
        )

    def _bytes(self, offset: int, size: int, what: str) -> bytes:
        if offset + size > len(self._data):
            raise _Damaged(
                f"{what} lies beyond its end ({offset:#x} to {offset + size:#x} of {len(self._data):#x})"
            )
        return self._data[offset : offset + size]

    def _headers(self, kind: str, struct: Any) -> list[Any]:
        """The program's (``ph``) or the sections' (``sh``) headers."""
        from elftools.common.utils import struct_parse

        start, number, size = (self._header[f"e_{kind}{what}"] for what in ("off", "num", "entsize"))
        if not start or not number:
            return []
        if number >= _EXTENDED or size < struct.sizeof():
            raise _Damaged(f"has {number} headers of {size} bytes")
        self._bytes(start, number * size, "the table of headers")
        return [struct_parse(struct, self._file.stream, start + i * size) for i in range(number)]

    def _pieces(self) -> tuple[Piece, ...]:
        headers = self._headers("ph", self._file.structs.Elf_Phdr)
        headers = [one for one in headers if one["p_type"] == "PT_LOAD" and one["p_memsz"]]
        if not headers:
            raise _Damaged("it loads nothing")
        if sum(one["p_memsz"] for one in headers) > MOST_BYTES:
            raise _Damaged(f"its segments are larger than {MOST_BYTES} bytes")
        pieces = sorted(map(self._piece, headers), key=lambda piece: piece.address)
        for one, other in pairwise(pieces):
            if one.end > other.address:
                raise _Damaged(f"the segments at {one.address:#x} and {other.address:#x} overlap")
        return tuple(pieces)

    def _piece(self, header: Any) -> Piece:
        address, size = header["p_paddr"], header["p_filesz"]
        if size > header["p_memsz"]:
            raise _Damaged(f"the segment at {address:#x} is larger in the file than in memory")
        data = self._bytes(header["p_offset"], size, f"the segment at {address:#x}")
        return Piece(address, data, header["p_memsz"], bool(header["p_flags"] & _EXECUTED_SEGMENT))

    def _sections(self, sections: Sequence[Any]) -> Iterator[Section]:
        number = self._header["e_shstrndx"]
        names = self._contents(sections[number], "the names of sections") if number < len(sections) else b""
        executed = [one for one in sections if one["sh_flags"] & _EXECUTED and one["sh_type"] != "SHT_NOBITS"]
        if sum(one["sh_size"] for one in executed) > len(self._data):
            raise _Damaged("its executable sections are larger than the file")
        for header in executed:
            data = self._contents(header, f"the section at {header['sh_addr']:#x}")
            yield Section(_text(names, header["sh_name"]), header["sh_addr"], data)

    def _contents(self, section: Any, what: str) -> bytes:
        if section["sh_type"] == "SHT_NOBITS":
            return b""
        return self._bytes(section["sh_offset"], section["sh_size"], what)

    def _symbols(self, sections: Sequence[Any]) -> Iterator[Symbol]:
        tables = [
            one for one in sections if one["sh_type"] == "SHT_SYMTAB" and one["sh_link"] < len(sections)
        ]
        for table in tables[:1]:
            form = _SYMBOL[self._file.elfclass]
            unpack = Struct(("<" if self._file.little_endian else ">") + form.layout)
            data = self._contents(table, "the table of symbols")
            if len(data) > _MOST_SYMBOLS * unpack.size:
                raise _Damaged(f"has more than {_MOST_SYMBOLS} symbols")
            names = self._contents(sections[table["sh_link"]], "the names of symbols")
            for row in unpack.iter_unpack(data[: len(data) // unpack.size * unpack.size]):
                name, info, home, address, size = (row[at] for at in form.order)
                text = _text(names, name)
                if info & 15 > _LAST_NAMED or not text or text.startswith(("$", ".L")):
                    continue
                if home == _ABSOLUTE or 0 < home < len(sections):
                    end = 0 if home == _ABSOLUTE else _code_end(sections[home], address, size)
                    yield Symbol(text, address, size, end)


def _code_end(section: Any, address: int, size: int) -> int:
    """Where code of that name ends at the latest; 0 where it names no code."""
    start: int = section["sh_addr"]
    end: int = start + section["sh_size"]
    if not section["sh_flags"] & _EXECUTED or not start <= address < end:
        return 0
    return address + size if size else end


def _text(names: bytes, at: int) -> str:
    """A name out of a table of names, empty where it is none."""
    end = names.find(b"\0", at, at + _LONGEST_NAME)
    return names[at:end].decode("utf-8", "replace") if at < end else ""
