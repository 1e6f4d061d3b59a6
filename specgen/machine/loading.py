"""What a program puts into memory and where it starts, whatever it comes as: assembly, ELF, a raw image, bytes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.machine.elf import Piece, Section, is_elf, read_elf
from specgen.machine.images import ImageError, read_image
from specgen.machine.symbols import Symbol, Symbols
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.machine.assembler import Program
    from specgen.machine.codec import Codec
    from specgen.machine.elf import ElfImage
    from specgen.model.execution import Processor

ASSEMBLY = (".s", ".S", ".asm")


@dataclass(frozen=True, slots=True)
class Loadable:
    """Pieces for a processor's memory and the ``entry`` of the program, all in byte addresses."""

    pieces: tuple[Piece, ...]
    entry: int
    symbols: Symbols


def loadable(
    program: Program | bytes | str | Path, codec: Codec, address: int | None, entry: int | str | None
) -> Loadable:
    """Read and place a program: at ``address`` where that is given, started at ``entry``, an address or a symbol.

    A path is one to assembly, to ELF, which is known by its first bytes, or to a raw image.

    Raises:
        ImageError: it cannot be read, is for another machine, or has no such symbol.
        SpecError: the assembly has errors.
    """
    name = str(program) if isinstance(program, str | Path) else "the program"
    if isinstance(program, str | Path):
        program = _read(Path(program), codec)
    if isinstance(program, bytes | bytearray | memoryview):
        made = _bytes(bytes(program), name, codec.processor, address)
    else:
        symbols = Symbols(Symbol(label, at) for label, at in program.symbols.items())
        moved = 0 if address is None else address - program.base
        piece = Piece(program.base + moved, program.image, len(program.image))
        made = Loadable((piece,), program.entry + moved, symbols if not moved else Symbols())
    return made if entry is None else Loadable(made.pieces, _entry(entry, made.symbols, name), made.symbols)


def _read(path: Path, codec: Codec) -> Program | bytes:
    if path.suffix in ASSEMBLY:
        from specgen.machine.assembler import Assembler

        return Assembler(codec).assemble_file(path)
    return read_image(path)


def _bytes(data: bytes, name: str, processor: Processor, address: int | None) -> Loadable:
    if not is_elf(data):
        start = processor.reset * processor.unit if address is None else address
        return Loadable((Piece(start, data, len(data)),), start, Symbols())
    image = _elf(data, name, processor, address)
    return Loadable(image.pieces, image.entry, image.symbols)


def sections(path: Path, codec: Codec, address: int | None = None) -> tuple[tuple[Section, ...], Symbols]:
    """What a file holds that is executed: the sections of ELF, or a raw image at ``address``. Raises ImageError."""
    data, processor = read_image(path), codec.processor
    if is_elf(data):
        image = _elf(data, str(path), processor, address)
        return image.sections, image.symbols
    start = processor.reset * processor.unit if address is None else address
    return (Section("", start, data),), Symbols()


def _elf(data: bytes, name: str, processor: Processor, address: int | None) -> ElfImage:
    """An ELF file of this processor."""
    if address is not None:
        raise ImageError(f"{name}: an ELF file says where it lies, so it cannot be moved to {address:#x}")
    image = read_elf(data, name)
    _check(image, processor, name)
    return image


def _check(image: ElfImage, processor: Processor, name: str) -> None:
    wanted = processor.elf
    if wanted is not None and (image.machine, image.bits) != (wanted.machine, wanted.bits):
        raise ImageError(
            f"{name}: is for machine {image.machine} of {image.bits} bits; programs of {processor.name} are for "
            f"machine {wanted.machine} of {wanted.bits} bits"
        )
    if image.endianness != processor.memory.endianness:
        raise ImageError(
            f"{name}: is {image.endianness}-endian, and {processor.memory.name} is {processor.memory.endianness}-endian"
        )


def _entry(entry: int | str, symbols: Symbols, name: str) -> int:
    if isinstance(entry, int):
        return entry
    found = symbols.get(entry)
    if found is None:
        hint = did_you_mean(entry, symbols.names)
        raise ImageError(f"{name} has no symbol {entry!r}" + (f"; {hint}" if hint else ""))
    return found.address
