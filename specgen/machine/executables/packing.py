"""Manifests to executables: assembles, packs arrays by their layouts, plans the memories, writes the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.machine.executables import plans
from specgen.machine.executables.arrays import packed_array
from specgen.machine.executables.reading import refusals
from specgen.machine.executables.writing import Bytes, Contents, PackError, Values, write
from specgen.machine.images import ImageError, read_array, read_image
from specgen.model.interfaces.elements import element_bits
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from specgen.machine.assembler import Program
    from specgen.machine.executables.document import (
        ArgumentDocument,
        BufferDocument,
        CodeDocument,
        DataDocument,
        ManifestDocument,
        WeightDocument,
    )
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable

_ASSEMBLY = (".s", ".S", ".asm")
_ADDRESS_BYTES = 8


def pack_manifest(
    architecture: Architecture, form: Executable, manifest: ManifestDocument, folder: Path
) -> bytes:
    """Return the executable that a manifest describes; its files are looked for in ``folder``.

    Raises:
        PackError: something has no place, does not fit, or stands for nothing.
        SpecError: assembly has errors.
    """
    data = write(architecture, form, _Packer(architecture, form, manifest, folder).contents())
    for refusal in refusals(architecture, form, data):
        raise PackError(f"readers would refuse it: {refusal}")
    return data


class _Packer:
    """What a manifest says, section by section."""

    def __init__(
        self, architecture: Architecture, form: Executable, manifest: ManifestDocument, folder: Path
    ) -> None:
        self.architecture, self.form, self.manifest, self.folder = architecture, form, manifest, folder
        self.contents_ = Contents()
        self.programs: dict[str, tuple[Bytes, Program | None]] = {}

    def contents(self) -> Contents:
        made, manifest = self.contents_, self.manifest
        for name, code in manifest.code.items():
            self._code(name, code)
        for name, data in manifest.data.items():
            made.sections.append(self._data(name, data))
        weights = {n: self._weight(n, w) for n, w in manifest.weights.items()}
        made.buffers += self._buffers(weights)
        self._symbols()
        for name, entry in manifest.entries.items():
            section, program = self._program(entry.code)
            at = entry.at if entry.at is not None else (program.entry - program.base if program else 0)
            made.entries.append(
                {
                    "name": name,
                    "section": entry.code,
                    "offset": self._offset(entry.code, at),
                    "processor": section.processor,
                    "arguments": self._arguments(entry.arguments),
                }
            )
        self._places()
        made.quantisation += [one.model_dump() | {"scale": float(one.scale)} for one in manifest.quantisation]
        made.features += [{"name": n, "required": int(v == "required")} for n, v in manifest.features.items()]
        made.signatures += manifest.sign
        if manifest.notes:
            made.sections.append(Bytes("notes", "notes", manifest.notes.encode()))
        return made

    # -- code and data -----------------------------------------------------------------------------------------------

    def _code(self, name: str, document: CodeDocument) -> None:
        from specgen.machine.codec import Codec

        processors = self.architecture.processors
        processor = processors.get(document.processor or next(iter(processors), ""))
        if processor is None:
            raise PackError(_unknown("processor", document.processor or "", processors))
        if processor is not next(iter(processors.values())) and not self._tells_processors():
            raise PackError(
                f"code {name}: {self.form.name} has no member to tell that it is for {processor.name}"
            )
        memory, path = processor.memory, self.folder / document.file
        granule = max(processor.granule // 8, processor.unit, self.form.alignment)
        ends = [s.address + len(s.data) for s, _ in self.programs.values() if s.memory == memory.name]
        after = max(ends, default=processor.reset * processor.unit)
        base = document.address if document.address is not None else after + -after % granule
        program: Program | None = None
        if path.suffix in _ASSEMBLY:
            from specgen.machine.assembler import Assembler

            given = None if document.address is None and not ends else base
            program = Assembler(Codec(self.architecture, processor)).assemble_file(path, given)
            base, data = program.base, program.image
        else:
            data = _read(path)
        section = Bytes(name, "code", data, memory.name, base, processor.unit, processor.name)
        self.programs[name] = section, program
        self.contents_.sections.append(section)

    def _tells_processors(self) -> bool:
        """Whether entries of the table or entry points say what processor they are for; else it is the first one."""
        entries = (s.roles for s in self.form.sections.values() if s.does == "entries")
        return any("processor" in roles for roles in (self.form.table_roles, *entries))

    def _data(self, name: str, document: DataDocument) -> Bytes:
        if (document.file is None) == (document.bytes is None):
            raise PackError(f"data {name} has a file, or bytes")
        if document.bytes is not None:
            try:
                data = bytes.fromhex(document.bytes)
            except ValueError:
                raise PackError(f"data {name}: {document.bytes[:40]!r} are no hexadecimal digits") from None
        elif str(document.file).endswith(".npy"):
            data = packed_array(
                self.architecture,
                self._array(str(document.file)),
                endianness=self._endianness(document.memory),
            )
        else:
            data = _read(self.folder / str(document.file))
        return Bytes(name, "data", data, document.memory, document.address, document.alignment)

    def _array(self, file: str) -> Any:
        try:
            return read_array(self.folder / file)
        except ImageError as error:
            raise PackError(str(error)) from None

    def _endianness(self, memory: str | None) -> str:
        found = self.architecture.memories.get(memory or "")
        return found.endianness if found is not None else self.form.endian

    def _weight(self, name: str, document: WeightDocument) -> Bytes:
        array = self._array(document.file)
        endianness = self._endianness(document.memory)
        data = packed_array(self.architecture, array, document.layout, document.element, endianness)
        made = Bytes(f"{name}.data", "data", data)
        self.contents_.sections.append(made)
        return made

    def _program(self, name: str) -> tuple[Bytes, Program | None]:
        if name not in self.programs:
            raise PackError(_unknown("code", name, self.programs))
        return self.programs[name]

    # -- the plan ----------------------------------------------------------------------------------------------------

    def _buffers(self, weights: Mapping[str, Bytes]) -> Iterable[Values]:
        """Buffers with their places: those that are given stay, the others are chosen."""
        manifest = self.manifest
        wanted: dict[str, WeightDocument | BufferDocument] = {**manifest.weights, **manifest.buffers}
        steps = [b.last_use for b in wanted.values() if b.last_use is not None]
        steps += [b.first_use for b in wanted.values()]
        last = max(steps, default=0)
        sizes = {n: len(w.data) for n, w in weights.items()} | {
            n: b.size for n, b in manifest.buffers.items()
        }
        needs = []
        for name, one in wanted.items():
            if one.memory not in self.architecture.memories:
                raise PackError(_unknown("memory", one.memory, self.architecture.memories))
            if one.alignment < 1 or one.alignment & (one.alignment - 1):
                raise PackError(f"{name}: an alignment of {one.alignment} is no power of two")
            until = last if one.last_use is None else one.last_use
            needs.append(
                plans.Need(name, one.memory, sizes[name], one.alignment, one.first_use, until, one.offset)
            )
        return self._rows(needs, wanted, weights)

    def _rows(
        self,
        needs: list[plans.Need],
        wanted: Mapping[str, WeightDocument | BufferDocument],
        weights: Mapping[str, Bytes],
    ) -> Iterable[Values]:
        aliases = {n: b.alias_of for n, b in self.manifest.buffers.items() if b.alias_of is not None}
        for name, root in aliases.items():
            if root not in wanted or root in aliases:
                raise PackError(f"{name} is an alias of {root!r}, which is no buffer of its own")
        offsets = plans.place(plans.joined(needs, aliases))
        memories = {n.memory: self.architecture.memories[n.memory].size for n in needs}
        for need in needs:
            root = aliases.get(need.name, need.name)
            at = need.fixed if need.fixed is not None else offsets[root]
            if at + need.size > memories[need.memory]:
                raise PackError(
                    f"{need.name} does not fit into {need.memory}: it would end at {at + need.size}"
                )
            one = wanted[need.name]
            data = weights[need.name].name if need.name in weights else getattr(one, "data", None)
            yield {
                "name": need.name,
                "memory": need.memory,
                "kind": one.kind,
                "size": need.size,
                "offset": at,
                "alignment": need.alignment,
                "alias_of": aliases.get(need.name),
                "section": data,
                "first_use": need.first,
                "last_use": need.last,
            }

    # -- entry points ------------------------------------------------------------------------------------------------

    def _arguments(self, documents: Mapping[str, ArgumentDocument]) -> list[Values]:
        found, after = [], 0
        word = self.form.block.word if self.form.block is not None else 1
        for name, one in documents.items():
            bits = element_bits(self.architecture, one.element)
            if not bits:
                raise PackError(f"argument {name}: no number format is called {one.element!r}")
            if one.layout is not None and one.layout not in self.architecture.layouts:
                raise PackError(_unknown("layout", one.layout, self.architecture.layouts))
            size = one.size or (_ADDRESS_BYTES if one.shape else max((bits + 7) // 8, 1))
            at = one.at if one.at is not None else after + -after % min(max(size, 1), max(word, size))
            after = at + size
            values: Values = {
                "name": name,
                "rank": len(one.shape),
                "extents": one.shape,
                "offset": at,
                "size": size,
            }
            values |= {"element": one.element, "layout": one.layout or "", "direction": one.direction}
            found.append(values | {"buffer": one.buffer, "alignment": one.alignment})
        return found

    # -- symbols and what refers to them -----------------------------------------------------------------------------

    def _symbols(self) -> None:
        """Labels of the code, entries of data, and what the manifest names."""
        made = self.contents_.symbols
        several = len(self.programs) > 1
        for name, (section, program) in self.programs.items():
            for label in program.labels if program is not None else ():
                full = f"{name}.{label}" if several else label
                at = program.symbols[label] - section.address if program is not None else 0
                made.append({"name": full, "section": name, "value": at, "kind": "code"})
        for section in self.contents_.sections:
            if section.does == "data" and section.memory is not None:
                made.append(
                    {
                        "name": section.name,
                        "section": section.name,
                        "value": 0,
                        "size": len(section.data),
                        "kind": "data",
                    }
                )
        for name, one in self.manifest.symbols.items():
            kind = "data" if one.data is not None else "absolute"
            made.append(
                {"name": name, "section": one.data, "value": one.value, "size": one.size, "kind": kind}
            )

    def _places(self) -> None:
        for one in self.manifest.relocations:
            if one.kind not in self.form.relocations:
                raise PackError(_unknown("kind of relocation", one.kind, self.form.relocations))
            values = one.model_dump() | {"offset": self._offset(one.section, one.at)}
            self.contents_.relocations.append(values)
        for name, hook in self.manifest.hooks.items():
            values = {"name": name, "section": hook.code, "kind": hook.kind}
            self.contents_.hooks.append(values | {"offset": self._offset(hook.code, hook.at)})

    def _offset(self, section: str, at: int | str) -> int:
        """Bytes into a section: a number, a label, or a label and a number."""
        if isinstance(at, int):
            return at
        label, _, plus = (part.strip() for part in at.partition("+"))
        found = self.programs.get(section)
        program = found[1] if found is not None else None
        if found is None or program is None or label not in program.symbols:
            known = program.symbols if program is not None else {}
            raise PackError(_unknown(f"label of {section}", label, known))
        try:
            return program.symbols[label] - found[0].address + (int(plus, 0) if plus else 0)
        except ValueError:
            raise PackError(f"{at!r}: write a label, or label + 4") from None


def _read(path: Path) -> bytes:
    try:
        return read_image(path)
    except ImageError as error:
        raise PackError(str(error)) from None


def _unknown(word: str, name: str, known: Iterable[str]) -> str:
    there = list(known)
    hint = did_you_mean(name, there) or (f"there are {', '.join(there[:12])}" if there else "there are none")
    return f"there is no {word} {name!r}; {hint}"
