"""Executables as files: packed, told apart, verified and shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.machine.executables import Opened
    from specgen.model import Architecture, Spec
    from specgen.model.interfaces import Executable
    from specgen.model.interfaces.codec import Refusal

SHOWN_AS = ("text", "json", "hex", "html")


class NotExecutable(ValueError):
    """A file that is no executable of the spec; the message says what it is instead, where that is known."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An executable's bytes, and what it was packed for."""

    data: bytes
    variant: str
    suffix: str


def pack_executable(
    spec: Spec,
    manifest: str | Path,
    variant: str | None = None,
    format: str | None = None,  # noqa: A002
) -> Packed:
    """Return the executable of a manifest (YAML), or of an assembly file with one entry point.

    ``variant`` is by default the manifest's, else the first. Raises SpecError where the manifest or the assembly has
    errors, ValueError where something in it has no place, does not fit, or stands for nothing.
    """
    from specgen.machine.executables import pack_manifest
    from specgen.machine.executables.manifest import choose, read_manifest

    path = Path(manifest)
    document = read_manifest(path)
    wanted = variant or document.variant
    if wanted is not None and wanted not in spec.variants:
        raise ValueError(f"there is no variant {wanted!r}; there are {', '.join(spec.variants)}")
    architecture = spec.architecture(wanted)
    if document.spec is not None and document.spec != architecture.name:
        raise ValueError(f"{path} is for spec {document.spec}, not {architecture.name}")
    form = choose(architecture.executables, format or document.format)
    return Packed(pack_manifest(architecture, form, document, path.parent), architecture.variant, form.suffix)


@frozen(eq=False)
class Inspection:
    """An executable and what is wrong with it; the first fault is the one that readers report."""

    name: str
    opened: Opened
    refusals: list[Refusal]

    def shown(self, form: str = "text", *, colour: bool = False) -> Iterator[str]:
        """Yield the lines of one of SHOWN_AS. Raises ValueError where the file is too damaged for it."""
        from specgen.machine.executables import describing, dumping

        if form == "html":
            yield dumping.page(self.opened, self.refusals, Path(self.name).name).rstrip("\n")
        elif form == "hex":
            yield from dumping.hex_lines(self.opened, colour=colour)
        elif self.refusals:
            raise NotExecutable(f"{self.name}: {self.refusals[0]}")
        elif form == "json":
            import json

            yield json.dumps(describing.described(self.opened), indent=1)
        else:
            yield from describing.as_text(self.opened)

    def explained(self) -> Iterator[str]:
        """Yield all faults: offset, member, rule, why it is one, and what to do."""
        from specgen.machine.executables.dumping import explained

        return explained(self.refusals)


def inspect_executable(
    spec: Spec, path: str | Path, variant: str | None = None, *, anywhere: bool = False
) -> Inspection:
    """Return what a file holds and what is wrong with it, for the variant that it names unless one is given.

    ``anywhere``: it may be made for another spec or variant. Raises NotExecutable, ImageError (both ValueError).
    """
    from specgen.machine.executables import Opened, verify_executable
    from specgen.machine.images import read_image

    data = read_image(path)
    architecture = spec.architecture(variant)
    form = format_of(architecture, data)
    if form is None:
        raise NotExecutable(f"{path}: {what_it_is(architecture, data)}")
    if variant is None:
        header = Opened(architecture, form, data).header
        named = (
            header.bytes("variant").partition(b"\0")[0].decode(errors="replace")
            if "variant" in header
            else ""
        )
        if named in spec.variants and named != architecture.variant:
            architecture = spec.architecture(named)
            form = format_of(architecture, data) or form
    refusals = verify_executable(architecture, form, data, anywhere=anywhere)
    return Inspection(str(path), Opened(architecture, form, data), refusals)


def format_of(architecture: Architecture, data: bytes) -> Executable | None:
    """Return the format of executables that a file begins like, or None."""
    return next((f for f in architecture.executables.values() if data.startswith(f.magic)), None)


def what_it_is(architecture: Architecture, data: bytes) -> str:
    """Say what a file is that is no executable of the spec."""
    from specgen.machine.elf import is_elf

    formats = ", ".join(architecture.executables)
    ours = (
        f"no executable ({formats}) of {architecture.name}"
        if formats
        else (f"{architecture.name} describes no format of executables")
    )
    if is_elf(data):
        return f"an ELF file, {ours}: `specgen disasm` and `specgen run` take it"
    if data.startswith(b"\x93NUMPY"):
        return f"an array of NumPy, {ours}"
    if data.startswith(b"PK\x03\x04"):
        return f"a ZIP archive, {ours}"
    if not data:
        return f"an empty file, {ours}"
    return f"{ours}: it begins with {data[:8].hex(' ')}"
