"""ELF files: what they load, where they start, what they execute and which names they give."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from specgen.machine.images import MOST_BYTES, ImageError
from specgen.machine.symbols import Symbol, Symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAGIC = b"\x7fELF"
_EXTENDED = 0xFFFF  # a number of headers that stands elsewhere
_EXECUTED = 4  # flag of a section: SHF_EXECINSTR
_EXECUTED_SEGMENT = 1  # flag of a segment: PF_X
_NAMED = ("STT_NOTYPE", "STT_OBJECT", "STT_FUNC")
_KINDS = {
    "ET_REL": "is not linked",
    "ET_DYN": "is position-independent: link it with -static -no-pie",
    "ET_CORE": "is a memory dump",
}


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
        executed = [s for s in sections if s["sh_flags"] & _EXECUTED]
        pieces = self._pieces()
        named = tuple(self._sections(sections, executed))
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
        pieces = []
        for header in self._headers("ph", self._file.structs.Elf_Phdr):
            if header["p_type"] != "PT_LOAD" or not header["p_memsz"]:
                continue
            if header["p_filesz"] > header["p_memsz"]:
                raise _Damaged(f"a segment at {header['p_paddr']:#x} is larger in the file than in memory")
            data = self._bytes(
                header["p_offset"], header["p_filesz"], f"the segment at {header['p_paddr']:#x}"
            )
            executed = bool(header["p_flags"] & _EXECUTED_SEGMENT)
            pieces.append(Piece(header["p_paddr"], data, header["p_memsz"], executed))
        if not pieces:
            raise _Damaged("it loads nothing")
        if sum(piece.size for piece in pieces) > MOST_BYTES:
            raise _Damaged(f"its segments are larger than {MOST_BYTES} bytes")
        pieces.sort(key=lambda piece: piece.address)
        for one, other in pairwise(pieces):
            if one.end > other.address:
                raise _Damaged(f"the segments at {one.address:#x} and {other.address:#x} overlap")
        return tuple(pieces)

    def _sections(self, sections: Sequence[Any], executed: Sequence[Any]) -> Iterator[Section]:
        number = self._header["e_shstrndx"]
        names = self._contents(sections[number], "the names of sections") if number < len(sections) else b""
        for header in executed:
            if header["sh_type"] != "SHT_NOBITS":
                data = self._contents(header, f"the section at {header['sh_addr']:#x}")
                yield Section(_text(names, header["sh_name"]), header["sh_addr"], data)

    def _contents(self, section: Any, what: str) -> bytes:
        if section["sh_type"] == "SHT_NOBITS":
            return b""
        return self._bytes(section["sh_offset"], section["sh_size"], what)

    def _symbols(self, sections: Sequence[Any]) -> Iterator[Symbol]:
        from elftools.common.utils import struct_parse

        struct = self._file.structs.Elf_Sym
        for table in sections:
            if table["sh_type"] != "SHT_SYMTAB" or table["sh_link"] >= len(sections):
                continue
            data = self._contents(table, "the table of symbols")
            names = self._contents(sections[table["sh_link"]], "the names of symbols")
            stream, size = BytesIO(data), struct.sizeof()
            for at in range(0, len(data) - size + 1, size):
                symbol = struct_parse(struct, stream, at)
                name, home = _text(names, symbol["st_name"]), symbol["st_shndx"]
                if symbol["st_info"]["type"] not in _NAMED or not name or name.startswith(("$", ".L")):
                    continue
                if home == "SHN_ABS" or (isinstance(home, int) and 0 < home < len(sections)):
                    end = _code_end(sections[home], symbol) if isinstance(home, int) else 0
                    yield Symbol(name, symbol["st_value"], symbol["st_size"], end)


def _code_end(section: Any, symbol: Any) -> int:
    """Where code of that name ends at the latest; 0 where it names no code."""
    start: int = section["sh_addr"]
    end: int = start + section["sh_size"]
    address: int = symbol["st_value"]
    size: int = symbol["st_size"]
    if not section["sh_flags"] & _EXECUTED or not start <= address < end:
        return 0
    return address + size if size else end


def _text(names: bytes, at: int) -> str:
    """A name out of a table of names, empty where it is none."""
    end = names.find(b"\0", at)
    return names[at:end].decode("utf-8", "replace") if 0 <= at < end else ""
