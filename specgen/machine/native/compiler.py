"""The system compiler: which it is, what tells its results from another's, and how it makes a shared library."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

_KNOWN = ("cc", "gcc", "clang")
_FLAGS = (
    "-std=c11",
    "-march=native",
    "-ffp-contract=off",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-fPIC",
    "-w",
)
_LEVEL, _LEVEL_OF_LOOPS = "-O2", "-O3"
_SECONDS = 600  # for one file


class NoCompiler(Exception):
    """There is no C compiler, or it cannot compile the engine; the message says which."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C compiler as a command."""

    command: tuple[str, ...]
    program: Path

    def identity(self) -> str:
        """What its results depend on: the program by its place, size and age, its flags, the processor, the ABI.

        Nothing is run for it: an update of the compiler replaces its file.
        """
        found = self.program.stat()
        parts = [
            *self.command,
            *_FLAGS,
            *_wanted(),
            _LEVEL,
            _LEVEL_OF_LOOPS,
            str(self.program),
            f"{found.st_size} {found.st_mtime_ns} {found.st_ino}",
            platform.machine(),
            sys.byteorder,
            f"{platform.system()} {8 * (sys.maxsize.bit_length() // 8 + 1)}",
            *platform.libc_ver(),
            _features(),
        ]
        return "\0".join(parts)

    def compile(
        self,
        sources: dict[str, str],
        folder: Path,
        *,
        loops: frozenset[str] = frozenset(),
        libraries: tuple[Path, ...] = (),
    ) -> Path:
        """Compiles the ``.c`` files of an engine in parallel into ``folder`` and links them: the shared library.

        The files in ``loops`` are optimised further; ``libraries`` are loaded with it, from where they are. Raises
        NoCompiler.
        """
        from concurrent.futures import ThreadPoolExecutor

        for name, text in sources.items():
            (folder / name).write_text(text, encoding="utf-8")
        files = sorted(
            (n for n in sources if n.endswith(".c") and n != "main.c"), key=lambda n: -len(sources[n])
        )

        def one(name: str) -> Path:
            made = folder / name.replace(".c", ".o")
            level = _LEVEL_OF_LOOPS if name in loops else _LEVEL
            self._run(*_FLAGS, level, *_wanted(), "-c", "-o", str(made), str(folder / name), folder=folder)
            return made

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            objects = [str(made) for made in pool.map(one, files)]
        library = folder / "engine.so"
        self._run("-shared", "-o", str(library), *objects, *map(str, libraries), "-lm", folder=folder)
        return library

    def _run(self, *arguments: str, folder: Path) -> None:
        import subprocess

        command = [*self.command, *arguments]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoCompiler(f"{self.command[0]} does not run: {error}") from None
        if done.returncode:
            said = "\n".join(done.stderr.strip().splitlines()[:8])
            raise NoCompiler(f"{shlex.join(command[:1])} cannot compile the engine:\n{said}")


def find_compiler() -> Compiler:
    """The command in ``CC``, or the first of cc, gcc and clang that there is. Raises NoCompiler."""
    wanted = shlex.split(os.environ.get("CC", ""))
    for command in [wanted] if wanted else [[name] for name in _KNOWN]:
        program = shutil.which(command[0])
        if program is not None:
            return Compiler(tuple(command), Path(program).resolve())
    what = f"CC is {wanted[0]}, which is not there" if wanted else f"none of {', '.join(_KNOWN)} is there"
    raise NoCompiler(f"no C compiler: {what}")


def _wanted() -> list[str]:
    """The flags in ``CFLAGS``, which come last."""
    return shlex.split(os.environ.get("CFLAGS", ""))


def _features() -> str:
    """What the processor can do: the flags that Linux lists for the first one, else its name."""
    try:
        with Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith(("flags", "Features")):
                    return line
                if not line.strip():
                    break
    except OSError:
        pass
    return platform.processor()
