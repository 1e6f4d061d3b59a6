"""Files to programs: every check, in the order that readers in all languages keep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from specgen.machine.executables import contents, framing
from specgen.machine.executables.opened import Opened
from specgen.machine.executables.signing import digest, total
from specgen.model.interfaces.codec import Refusal

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable

MOST_REFUSALS = 1000


class ExecutableError(ValueError):
    """A file that is refused: ``refusal`` has offset, field, rule and words."""

    def __init__(self, refusal: Refusal, name: str = "the file") -> None:
        super().__init__(f"{name}: {refusal}")
        self.refusal = refusal


def open_executable(
    architecture: Architecture,
    form: Executable,
    data: bytes,
    *,
    anywhere: bool = False,
    name: str = "the file",
) -> Opened:
    """Return a file that is right in all respects, made for this variant of this spec unless ``anywhere``.

    Raises:
        ExecutableError: it is not.
    """
    for refusal in refusals(architecture, form, data, anywhere=anywhere):
        raise ExecutableError(refusal, name)
    return Opened(architecture, form, data)


def verify_executable(
    architecture: Architecture, form: Executable, data: bytes, *, anywhere: bool = False
) -> list[Refusal]:
    """Return what is wrong with a file, up to a thousand faults; the first is the one that readers report."""
    return list(islice(refusals(architecture, form, data, anywhere=anywhere), MOST_REFUSALS))


def refusals(
    architecture: Architecture, form: Executable, data: bytes, *, anywhere: bool = False
) -> Iterator[Refusal]:
    """Yield what is wrong: the header, whom it is for, the table, sections in their order, and the checksum last."""
    opened, wrong = Opened(architecture, form, data), False
    for refusal in framing.header(opened):
        yield refusal
        wrong |= refusal.rule in ("size", "magic", "version") and refusal.path != "header.file_size"
    if wrong or len(data) < form.header.size:
        return
    if not anywhere:
        yield from _whose(opened)
    for refusal in framing.table(opened):
        yield refusal
        wrong = True
    if not wrong:
        yield from _parts(opened)
    if "checksum" in opened.header and opened.header.bytes("checksum") != total(opened):
        yield framing.refuse(opened.header, "header", "checksum", "checksum", "another sum than the file's")


def _parts(opened: Opened) -> Iterator[Refusal]:
    bad: set[int] = set()
    yield from framing.sections(opened, bad)
    yield from _sections(opened, bad)
    if not bad:
        yield from _signatures(opened)


def _whose(opened: Opened) -> Iterator[Refusal]:
    from specgen.model.identity import binary_hash

    row, architecture = opened.header, opened.architecture
    if "variant" in row:
        variant = opened.text(row, "variant")
        if variant != architecture.variant:
            message = f"for variant {variant!r}, not {architecture.variant!r}"
            yield framing.refuse(row, "header", "variant", "variant", message)
    ours = binary_hash(architecture)
    if row.bytes("spec_hash").hex() != ours:
        message = f"made for spec {row.bytes('spec_hash').hex()[:16]}, not {ours[:16]}"
        yield framing.refuse(row, "header", "spec_hash", "spec", message)


def _sections(opened: Opened, bad: set[int]) -> Iterator[Refusal]:
    known = {s.does: s.index for s in reversed(opened.sections)}
    if any(known.get(does) in bad for does in ("strings", "symbols", "buffers", "arguments")):
        return
    broken = False
    for refusal in contents.strings(opened):
        yield refusal
        broken |= not refusal.path.startswith("sections[")
    for section in () if broken else opened.sections:
        if section.index not in bad:
            yield from contents.entries(opened, section)


def _signatures(opened: Opened) -> Iterator[Refusal]:
    section = opened.only("signature")
    for index, row in enumerate(opened.entries(section) if section is not None else ()):
        expected = digest(opened, row)
        if expected is not None and row.bytes("bytes")[: len(expected)] != expected:
            assert section is not None and section.kind is not None
            path = f"{section.kind.name}[{index}]"
            yield framing.refuse(row, path, "bytes", "signature", "another digest than the file's")
