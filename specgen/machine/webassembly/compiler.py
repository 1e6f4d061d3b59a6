"""Clang with what it needs for WebAssembly: its linker, the C library of WASI, the compiler's own functions."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TARGET = "--target=wasm32-wasi"
_FLAGS = ("-std=c11", "-O2", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-w")
_STACK = 1 << 20  # bytes; what is large lies elsewhere
_LINKED = ("-nostartfiles", f"-Wl,--no-entry,--strip-all,--gc-sections,--stack-first,-z,stack-size={_STACK}")
_SECONDS = 600  # for one file
_PACKAGES = "Debian's clang, lld, wasi-libc and libclang-rt-dev-wasm32"


class NoWebAssembly(Exception):
    """There is nothing that compiles to WebAssembly, or it cannot compile the engine; the message says which."""


@dataclass(frozen=True, slots=True)
class WebAssemblyCompiler:
    """Clang, and its linker for WebAssembly."""

    program: Path
    linker: Path

    def identity(self) -> str:
        """What its results depend on: both programs by place, size and age, and the flags."""
        parts = [*_FLAGS, *_LINKED]
        for program in (self.program, self.linker):
            found = program.stat()
            parts.append(f"{program} {found.st_size} {found.st_mtime_ns}")
        return "\0".join(parts)

    def compile(self, sources: dict[str, str], folder: Path, macros: Iterable[str]) -> Path:
        """Compile the ``.c`` files among ``sources`` in ``folder`` with ``macros`` defined, and link them: the module.

        The same sources give the same bytes wherever the folder is. Raises NoWebAssembly.
        """
        from concurrent.futures import ThreadPoolExecutor

        for name, text in sources.items():
            (folder / name).write_text(text, encoding="utf-8")
        defined = [f"-D{one}" for one in macros]
        files = sorted((n for n in sources if n.endswith(".c")), key=lambda n: -len(sources[n]))

        def one(name: str) -> str:
            made = name.replace(".c", ".o")
            self._run(folder, *_FLAGS, *defined, "-I.", "-c", "-o", made, name)
            return made

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            objects = sorted(pool.map(one, files))
        self._run(folder, *_LINKED, "-o", "engine.wasm", *objects, "-lm")
        return folder / "engine.wasm"

    def _run(self, folder: Path, *arguments: str) -> None:
        command = [str(self.program), _TARGET, *arguments]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoWebAssembly(f"clang does not run: {error}") from None
        if done.returncode:
            said = "\n".join(done.stderr.strip().splitlines()[:8])
            raise NoWebAssembly(f"clang cannot compile the engine to WebAssembly ({_PACKAGES} do):\n{said}")


def find_compiler() -> WebAssemblyCompiler:
    """The clang and the wasm-ld that are found first. Raises NoWebAssembly."""
    program, linker = shutil.which("clang"), shutil.which("wasm-ld")
    if program is None or linker is None:
        missing = "clang" if program is None else "wasm-ld"
        raise NoWebAssembly(f"{missing} is not there; {_PACKAGES} compile to WebAssembly")
    return WebAssemblyCompiler(Path(program).resolve(), Path(linker).resolve())
