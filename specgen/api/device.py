"""The virtual device: programs launched on it through its queues, its registers, and the library as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from specgen.generators import Written
    from specgen.machine.executables import Opened
    from specgen.machine.executables.launching import Launch


class DeviceRun:
    """An executable, a manifest of one, or assembly, launched on a device of its own.

    Raises SpecError where a program has errors, NoCompiler, NoBinding where the device cannot be compiled or spoken to,
    ValueError where the program does not fit it.
    """

    def __init__(
        self,
        accelerator: Accelerator,
        program: Path,
        entry: str | None = None,
        *,
        trace: bool = False,
        watchdog: int = 0,
        notice: Callable[[str], object] | None = None,
    ) -> None:
        from specgen.machine.device import Host

        if trace and not accelerator.architecture.traces:
            raise ValueError(f"{accelerator.architecture.name} describes no trace, so there is none to save")
        self.device = accelerator.device(
            watchdog=watchdog, trace_bytes=_TRACE_BYTES if trace else 0, notice=notice
        )
        self._host = Host(self.device)
        self._launch: Launch | None = None
        opened = _executable(accelerator, program)
        if opened is not None:
            from specgen.machine.executables.launching import Launch

            self._launch = Launch(self._host, opened, entry)  # type: ignore[arg-type]  # as a simulator
            return
        assembled = accelerator.assemble_file(program)
        if entry is not None and entry not in assembled.symbols:
            hint = did_you_mean(entry, assembled.symbols) or "labels are symbols"
            raise ValueError(f"{program} has no symbol {entry!r}; {hint}")
        where = assembled.symbols[entry] if entry is not None else assembled.entry
        processor = next(iter(accelerator.architecture.processors))
        self._host.load(assembled.image, assembled.base, entry=where, processor=processor)

    def argument(self, assignment: str) -> None:
        """Give ``NAME=FILE.npy`` or ``NAME=NUMBER`` to the entry point. Raises ValueError."""
        name, equals, value = assignment.partition("=")
        if not equals:
            raise ValueError(f"{assignment!r}: write NAME=FILE.npy")
        self._launched().put(name, value)

    def result(self, request: str) -> str:
        """Save an argument's array as ``NAME=FILE.npy``, and say so. Raises ValueError, OSError."""
        name, equals, file = request.partition("=")
        if not equals:
            raise ValueError(f"{request!r}: write NAME=FILE.npy")
        return self._launched().save(name, Path(file))

    def inject(self, kind: str, seed: int) -> None:
        """Have something go wrong; the seed chooses when, and which bit. Raises ValueError."""
        self.device.inject(kind, after=seed % _CHANCES, seed=seed)

    def go(self, queues: int = 1, *, until: int | None = None) -> None:
        """Launch it once from each of so many queues and wait. Raises DeviceError, which says what went wrong."""
        self._host.go(queues, until=until)

    def save_trace(self, path: Path) -> None:
        """Write the trace for Perfetto. Raises OSError."""
        from specgen.source.writing import write_whole

        write_whole(path, self.device.perfetto().encode())

    def _launched(self) -> Launch:
        if self._launch is None:
            raise ValueError("only executables say what their arguments are")
        return self._launch


_TRACE_BYTES = 1 << 28
_CHANCES = 4


def device_registers(accelerator: Accelerator) -> Iterator[tuple[str, str, str, str]]:
    """Yield address, name, access and value after a reset of every register and field, as text."""
    for block in accelerator.architecture.registers.values():
        for register in block.registers:
            count = (block.count or 1) * (register.count or 1)
            several = f" x{count}" if count > 1 else ""
            digits = register.width // 4
            yield (
                f"{block.base + register.offset:#06x}",
                f"{block.name}.{register.name}{several}",
                f"{register.width} bits",
                f"{register.reset:#0{digits + 2}x}",
            )
            if len(register.fields) > 1 or register.fields[0].name != register.name:
                for field in register.fields:
                    reset = "?" if field.reset is None else str(field.reset)
                    bits = f"{field.high}:{field.low}" if field.width > 1 else str(field.low)
                    yield "", f"  .{field.name}", f"[{bits}] {field.reserved or field.access}", reset


def write_device(accelerator: Accelerator, output: Path) -> Written:
    """Write the device as C, with the engine and a Makefile. Raises OutputError, ValueError without processors."""
    from specgen.generators import Request, stamp, write
    from specgen.generators.device import generate

    architecture = accelerator.architecture
    made = generate(Request((architecture,), {architecture.variant: accelerator.semantics}))
    if not made:
        raise ValueError(f"{architecture.name} has no processor, so there is nothing to run")
    inside = len(architecture.variant) + 1
    return write(output, {path[inside:]: text for path, text in made.items()}, stamp(architecture))


def _executable(accelerator: Accelerator, path: Path) -> Opened | None:
    """The executable in a file, or that of a manifest; None for assembly. Raises ValueError for anything else."""
    from specgen.api.executables import format_of, what_it_is
    from specgen.machine.executables import open_executable, pack_manifest
    from specgen.machine.executables.manifest import choose, read_manifest
    from specgen.machine.images import read_image

    architecture = accelerator.architecture
    if path.suffix in (".s", ".S", ".asm"):
        return None
    if path.suffix in (".yaml", ".yml"):
        document = read_manifest(path)
        chosen = choose(architecture.executables, document.format)
        data = pack_manifest(architecture, chosen, document, path.parent)
    else:
        data = read_image(path)
    form = format_of(architecture, data)
    if form is None:
        raise ValueError(f"{path}: {what_it_is(architecture, data)}")
    return open_executable(architecture, form, data, name=str(path))
