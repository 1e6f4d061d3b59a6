"""Runtimes as libraries: written to a folder, compiled, and linked to programs."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from specgen.generators import Request
from specgen.generators.runtime import generate

WARNINGS = ("-Wall", "-Wextra", "-Werror", "-pedantic")
ADDRESS = "-fsanitize=address,undefined -fno-sanitize-recover=all"
THREAD = "-fsanitize=thread"


@dataclass(frozen=True, slots=True)
class Made:
    """A runtime's folder; ``build`` has its libraries."""

    folder: Path

    @property
    def shared(self) -> Path:
        """The shared library."""
        return next((self.folder / "build").glob("lib*_ref.so"))

    def make(self, compiler: str, sanitize: str = "", target: str = "") -> Path:
        """Compile the runtime's own sources anew, the device's once for all; return the folder with the libraries.

        Sanitizers look at the runtime alone: the device has tests of its own.
        """
        build = self.folder / f"build-{compiler}-{'s' if sanitize else ''}{len(sanitize)}"
        self._run("make", "-s", "-j2", "CFLAGS=-O0", "WARNINGS=-Werror", "all")
        if not sanitize and compiler == "gcc":
            return self.folder / "build"
        kept = build / "src" / "device"
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            kept.symlink_to(self.folder / "build" / "src" / "device")
        self._run(
            *("make", "-s", f"CC={compiler}", f"BUILD={build.name}", f"SANITIZE={sanitize}"),
            *("CFLAGS=-O1 -g", "WARNINGS=-Werror", target or "all"),
        )
        return build

    def link(self, compiler: str, source: Path, sanitize: str = "") -> Path:
        """A program of one C file with the static library, under all warnings."""
        archive = f"build-{compiler}-{'s' if sanitize else ''}{len(sanitize)}"
        library = next(self.folder.glob("include/*.h")).stem
        build = self.make(compiler, sanitize, target=f"{archive}/lib{library}_ref.a")
        program = self.folder / f"{source.stem}-{compiler}-{len(sanitize)}"
        self._run(
            *(compiler, "-std=c11", *WARNINGS, "-g", "-pthread", *sanitize.split(), "-Iinclude"),
            *("-o", str(program), str(source), str(build / f"lib{library}_ref.a"), "-lm"),
        )
        return program

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"


def written(request: Request, variant: str, folder: Path) -> Made:
    """The files of one variant's runtime."""
    only = tuple(a for a in request.architectures if a.variant == variant)
    for name, text in generate(Request(only, request.semantics)).items():
        path = folder / name.removeprefix(f"{variant}/")
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    return Made(folder)


def run(program: Path, *arguments: str, code: int = 0) -> str:
    """What a program prints; it must end as ``code`` says, and no sanitizer may have anything to say."""
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1", "TSAN_OPTIONS": "halt_on_error=1"}
    done = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=program.parent,
    )
    assert done.returncode == code, (
        f"{program.name} {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
    )
    return done.stdout
