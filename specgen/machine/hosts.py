"""What programs call outside: the functions of the host that every machine knows, and those that it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Protocol

from specgen.machine.access import MemoryAccess
from specgen.model.hosts import HOST_FUNCTIONS

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.model.architecture import Architecture

#: Given the memory that it names, if it does, and the arguments, the result if it has one.
HostFunction = Callable[..., "int | None"]

_BAD_FILE, _BAD_ADDRESS = -9, -14


class Output(Protocol):
    """Who is given what programs write."""

    def __call__(self, data: bytes, /) -> object:
        """Take some bytes."""


def _nowhere(_data: object, /) -> None:
    """Drop what a program says."""


class Hosts:
    """The functions of the host for all instances of a machine.

    ``given`` come before those that every machine knows; ``trace`` is called with what a program traces, ``stdout`` and
    ``stderr`` with the bytes that it writes, ``stdin`` is read a byte at a time.
    """

    def __init__(
        self,
        architecture: Architecture,
        given: Mapping[str, HostFunction],
        trace: Callable[[int], object] = _nowhere,
        stdout: Output = _nowhere,
        stderr: Output = _nowhere,
        stdin: BinaryIO | None = None,
    ) -> None:
        self.names = frozenset((*HOST_FUNCTIONS, *given))
        self._architecture = architecture
        self._given = given
        self._traced = trace
        self._files = {1: stdout, 2: stderr}
        self._stdin = stdin or BytesIO()

    def call(self, core: Core, name: str, arguments: tuple[int, ...]) -> int | None:
        """Calls a function for an instance."""
        function = self._given.get(name)
        if function is None:
            own: Callable[..., int | None] = getattr(self, f"_{name}")
            return own(core, *arguments)
        memory = self._architecture.functions[name].memory
        if memory is None:
            return function(*arguments)
        return function(MemoryAccess(self._architecture, core.memory[memory.name]), *arguments)

    # -- those that every machine knows ------------------------------------------------------------------------------

    def _exit(self, core: Core, code: int = 0) -> None:
        core.exit_code = code

    def _trace(self, core: Core, value: int) -> None:
        self._traced(value)

    def _putchar(self, core: Core, character: int) -> None:
        self._files[1](bytes((character & 0xFF,)))

    def _getchar(self, core: Core) -> int:
        read = self._stdin.read(1)
        return read[0] if read else -1

    def _write(self, core: Core, file: int, address: int, length: int) -> int:
        if file not in self._files:
            return _BAD_FILE
        memory = self._architecture.functions["write"].memory
        assert memory is not None
        buffer = core.memory[memory.name]
        start = address - buffer.base
        if length and not 0 <= start <= buffer.size - length:
            return _BAD_ADDRESS
        if length:
            self._files[file](bytes(buffer.view[start : start + length]))
        return length

    def _steps(self, core: Core) -> int:
        return core.steps
