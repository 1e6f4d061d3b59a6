"""One variant of a spec as an object to ask: words, text, programs, machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from specgen.api.checking import load_spec
from specgen.source import Diagnostics, SpecError, nearest_of

if TYPE_CHECKING:
    from specgen.generators.layouts import Arguments, Array, Stored
    from specgen.generators.numerics import Quantised
    from specgen.machine import Codec, Decoded, Simulator
    from specgen.machine.assembler import Assembler, Program
    from specgen.machine.coverage import Coverage
    from specgen.machine.device import Device
    from specgen.machine.disassembler import Disassembler
    from specgen.model import Architecture, Spec
    from specgen.model.isa import Instruction
    from specgen.model.layouts import Bound, Composite, Layout
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath, Links
    from specgen.semantics import Semantics
    from specgen.source import SourceFile


class Accelerator:
    """One variant of a spec; what is asked of it is made on first use.

    ``processor`` names the one whose machine code it speaks, by default the first.
    Raises SpecError, from any property, where the spec has errors that stand in the way; ValueError where it has no
    such processor.
    """

    def __init__(self, spec: Spec, variant: str | None = None, processor: str | None = None) -> None:
        self.spec = spec
        self.architecture: Architecture = spec.architecture(variant)
        known = self.architecture.processors
        if processor is not None and processor not in known:
            hint = nearest_of(processor, known)
            raise ValueError(f"no processor {processor!r}; {hint}")
        self._processor = processor

    @property
    def instructions(self) -> Mapping[str, Instruction]:
        """The instructions by name."""
        return self.architecture.instructions

    @property
    def memories(self) -> Mapping[str, Memory]:
        """The memories by name."""
        return self.architecture.memories

    @property
    def paths(self) -> Mapping[str, DataPath]:
        """How data gets from one memory to another, by name."""
        return self.architecture.paths

    @property
    def links(self) -> Mapping[str, Links]:
        """What connects the instances, by name."""
        return self.architecture.links

    @property
    def layouts(self) -> Mapping[str, Layout]:
        """The layouts by name."""
        return self.architecture.layouts

    @property
    def composites(self) -> Mapping[str, Composite]:
        """The layouts of tensors that lie in several parts, by name."""
        return self.architecture.composites

    def bind(
        self, layout: str, shape: Sequence[int] | None = None, *, element: str | None = None, **arguments: int
    ) -> Bound:
        """Return a layout with all its sizes known: by default the fixed ones, or those of its example.

        ``element`` names a number format, ``arguments`` such as a pitch are in units. Raises ValueError for what does
        not fit, or where there is no such layout or format.
        """
        from specgen.api.references import Reference

        found = self.layouts.get(layout)
        if found is None:
            hint = nearest_of(layout, self.layouts)
            raise ValueError(f"no layout {layout!r}; {hint}")
        return Reference(found, self.architecture).bind(shape, element, arguments)

    def pack(self, layout: str, array: Array, *, element: str | None = None, **arguments: int) -> Array:
        """Return the storage of a tensor: bytes, with a dimension before them for every axis that is no address.

        The array holds numbers, or the bits of elements. Where the layout has no element of its own they are those of
        ``element``, or have the size of the array's. Raises ValueError for what does not fit.
        """
        from specgen.generators.layouts import pack

        if element is None and layout in self.layouts and self.layouts[layout].element is None:
            element = f"u{8 * array.dtype.itemsize}"
        return pack(self.bind(layout, array.shape, element=element, **arguments), array)

    def unpack(
        self,
        layout: str,
        storage: Array | bytes,
        shape: Sequence[int] | None = None,
        *,
        element: str | None = None,
        **arguments: int,
    ) -> Array:
        """Return the tensor of ``shape`` in a storage that `pack` made; see `bind`.

        It holds numbers where NumPy has the format, else the bits of elements. Raises ValueError for what does not fit.
        """
        from specgen.generators.layouts import unpack

        return unpack(self.bind(layout, shape, element=element, **arguments), storage)

    def pack_parts(
        self, composite: str, tensor: Array | Quantised, arguments: Arguments | None = None
    ) -> Stored:
        """Return the storage of each part of a tensor: elements and scales, values and index, or blocks and mask.

        Numbers are quantised where the format is block-scaled; of other tensors the array holds elements or their bits.
        ``arguments`` are those of layouts by part: ``{"index": {"pitch": 64}}``. Raises ValueError for what does not fit.
        """
        from specgen.generators.layouts import pack_parts

        return pack_parts(self._composite(composite), tensor, arguments)

    def unpack_parts(
        self,
        composite: str,
        stored: Stored,
        shape: Sequence[int] | None = None,
        arguments: Arguments | None = None,
    ) -> Array:
        """Return the tensor of ``shape``, by default the example's, in a storage that `pack_parts` made.

        It holds numbers where the format is block-scaled or NumPy has it, else the bits of elements. Raises ValueError
        for what does not fit, and where parts contradict each other.
        """
        from specgen.generators.layouts import unpack_parts

        found = self._composite(composite)
        sizes = [dim.example for dim in found.dims] if shape is None else shape
        return unpack_parts(found, tuple(sizes), stored, arguments)

    def _composite(self, name: str) -> Composite:
        found = self.composites.get(name)
        if found is None:
            there = nearest_of(name, self.composites)
            raise ValueError(f"no layout in parts {name!r}; {there}")
        return found

    @cached_property
    def semantics(self) -> Semantics:
        """What each instruction does, typed. Raises SpecError where some do not type."""
        from specgen.semantics import analyse

        diagnostics = Diagnostics()
        semantics = analyse(self.architecture, diagnostics)
        if diagnostics.errors:
            raise SpecError(diagnostics)
        return semantics

    @cached_property
    def codec(self) -> Codec:
        """Words to instructions and back. Raises ValueError where the spec has no processor."""
        from specgen.machine import Codec

        processors = self.architecture.processors
        if not processors:
            raise ValueError("the spec declares no processor, so it has no machine code")
        return Codec(self.architecture, processors[self._processor] if self._processor else None)

    @cached_property
    def assembler(self) -> Assembler:
        """Text to machine code."""
        from specgen.machine.assembler import Assembler

        return Assembler(self.codec)

    @cached_property
    def disassembler(self) -> Disassembler:
        """Machine code to text."""
        from specgen.machine.disassembler import Disassembler

        return Disassembler(self.codec)

    def decode(self, word: int) -> Decoded | None:
        """Return the instruction that a word is, or None where it is illegal."""
        return self.codec.decode(word)

    def encode(self, text: str) -> int:
        """Return the word of one line of assembly. Raises SpecError."""
        return self.assembler.encode(text)

    def assemble(self, source: str | SourceFile) -> Program:
        """Assemble a text, or a file that was read. Raises SpecError with all its faults."""
        return self.assembler.assemble(source)

    def assemble_file(self, path: str | Path) -> Program:
        """Assemble a file. Raises SpecError with all its faults, among them that it cannot be read."""
        return self.assembler.assemble_file(path)

    def simulator(
        self,
        engine: str = "python",
        *,
        hosts: Mapping[str, Callable[..., int | None]] | None = None,
        stdout: Callable[[bytes], object] | None = None,
        stderr: Callable[[bytes], object] | None = None,
        stdin: BinaryIO | bytes = b"",
        coverage: Coverage | None = None,
        race_check: bool = False,
        recorded: bool = False,
        check_uninitialised: bool = False,
        notice: Callable[[str], object] | None = None,
    ) -> Simulator:
        """Return a machine at reset; ``engine`` is ``python`` or ``native``. Raises ValueError for another engine.

        ``hosts`` are functions of the host by name, ``stdout`` and ``stderr`` take what programs write (by default the
        machine's ``output`` keeps it), ``stdin`` is what they read. ``coverage`` counts what they reach.
        With ``race_check`` the results of runs hold their races, with ``recorded`` they do too, and ``executed`` is what ran;
        with ``check_uninitialised`` a read of what nobody wrote
        faults where its memory says so. ``notice`` is told in words when the native engine is
        compiled, which happens once, or cannot be, so that the Python engine runs.
        """
        from specgen.machine import Simulator

        return Simulator(
            self.architecture,
            self.semantics if engine == "python" else lambda: self.semantics,
            engine,
            hosts=hosts,
            stdout=stdout,
            stderr=stderr,
            stdin=stdin,
            coverage=coverage,
            race_check=race_check,
            recorded=recorded,
            check_uninitialised=check_uninitialised,
            identity=self.architecture.content_hash,
            notice=notice,
        )

    def device(
        self,
        *,
        watchdog: int = 0,
        trace_bytes: int = 0,
        on_interrupt: Callable[[int, int], None] | None = None,
        notice: Callable[[str], object] | None = None,
    ) -> Device:
        """Return a virtual device after power-on, with the registers, queues and mailboxes that the spec declares.

        ``watchdog`` is how many ticks a launch or a copy may take (0: many), ``trace_bytes`` how many bytes of trace records
        are kept, ``on_interrupt`` is called with line and tick. ``notice`` is told in words when it is compiled, which
        happens once. Raises NoCompiler, and NoBinding where cffi is not installed.
        """
        from specgen.machine.device import Device, build_device

        identity = self.architecture.content_hash
        built = build_device(self.architecture, lambda: self.semantics, identity=identity, notice=notice)
        return Device(
            self.architecture, built, watchdog=watchdog, trace_bytes=trace_bytes, on_interrupt=on_interrupt
        )


def load(
    path: str | Path = "spec", variant: str | None = None, *, processor: str | None = None
) -> Accelerator:
    """Load one variant of the spec in folder ``path``. Raises SpecError where it cannot be resolved.

    ``processor`` is the one whose machine code is meant, by default the first; ValueError where there is none such.
    """
    return Accelerator(load_spec(path), variant, processor)
