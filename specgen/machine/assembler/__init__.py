"""Assembly text to machine code, for any spec.

program = assemble(architecture, "loop: addi a0, a0, -1")
program.image, program.symbols["loop"]
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.machine.assembler import rules as _rules  # noqa: F401  (registers this room's rules)
from specgen.machine.assembler.emission import emit
from specgen.machine.assembler.layout import origin, settle
from specgen.machine.assembler.program import ListingLine, Program
from specgen.machine.assembler.reading import read
from specgen.machine.assembler.resolving import Resolver
from specgen.machine.codec import Codec
from specgen.model.templates import register_names
from specgen.source import Diagnostics, SourceFile, SpecError, read_source

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture

__all__ = ["Assembler", "ListingLine", "Program", "assemble"]


class Assembler:
    """Assembles for one codec; what it learns of templates serves every file."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec
        self._resolver = Resolver(codec)
        self._registers = {n for s in codec.architecture.state.values() for n in register_names(s)}

    def assemble(self, source: SourceFile | str, base: int | None = None) -> Program:
        """The program of a file, for address ``base`` (by default a leading ``.org``, or the reset address).

        Raises:
            SpecError: the file has errors; its diagnostics have all of them.
        """
        file = source if isinstance(source, SourceFile) else SourceFile("<text>", source)
        unit = read(file, self._resolver, self._registers)
        start = origin(unit) if base is None else base
        laid_out = not unit.hopeless and settle(unit, start)
        program = emit(unit, start) if laid_out else None
        if program is None or unit.found.errors:
            raise SpecError(unit.found)
        return program

    def assemble_file(self, path: Path | str, base: int | None = None) -> Program:
        """The program of the file at a path; see `assemble`. That it cannot be read is one of its errors."""
        found = Diagnostics()
        source = read_source(path, found)
        if source is None:
            raise SpecError(found)
        return self.assemble(source, base)

    def encode(self, text: str, address: int = 0) -> int:
        """The word of one line, or of all that it expands to, the first instruction in the low bits.

        Raises:
            SpecError: the line has errors.
        """
        return self.codec.from_memory(self.assemble(text, address).image)


def assemble(architecture: Architecture, source: SourceFile | str, base: int | None = None) -> Program:
    """Assemble a file for the only (or first) processor of an architecture; see `Assembler.assemble`."""
    return Assembler(Codec(architecture)).assemble(source, base)
