"""Compiles an engine with a driver: plainly, and under sanitizers. What was compiled is kept by its content."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp

from specgen.generators.interpreter.c.engine import c_name, emit_engine
from specgen.generators.interpreter.c.text import prefixed
from specgen.machine.native import build_engine
from specgen.model.architecture import Architecture
from specgen.semantics import Semantics

HERE = Path(__file__).parent
BUILD = Path(__file__).resolve().parents[4] / "build" / "sanitized"
COMPILERS = ("gcc", "clang")
LANGUAGE = ("-std=c11", "-ffp-contract=off", "-fno-math-errno")
SANITIZERS = ("-fsanitize=address,undefined,float-cast-overflow", "-fno-sanitize-recover=all", "-g", "-O1")
GUARDED = ("-Dmmap=guarded_map", "-Dmunmap=guarded_unmap")
STRICT = ("-Wall", "-Wextra", "-Werror")


@dataclass(frozen=True, slots=True)
class Form:
    """Flags that decide which of its ways the generated C takes."""

    name: str
    flags: tuple[str, ...]
    portable: bool = False


@cache
def forms() -> tuple[Form, ...]:
    """The processor's own form first; others where it can run them."""
    said = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    found = [Form("native", ("-march=native",)), Form("portable", (), portable=True)]
    if {"avx2", "fma", "bmi2"} <= set(said.split()):
        found.append(Form("AVX2", ("-march=x86-64-v3",)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Made:
    """A folder with an engine's ``driver`` and, where it was compiled under sanitizers, its ``command``."""

    folder: Path

    @property
    def driver(self) -> Path:
        """Follows orders, see ``driver.c``."""
        return self.folder / "driver"

    @property
    def command(self) -> Path:
        """The engine's own command."""
        return self.folder / "command"


def plain(architecture: Architecture, semantics: Semantics, *, checked: bool = False) -> Made:
    """The driver on the engine that ``engine="native"`` runs; ``checked`` as in `emit_engine`."""
    sources = _sources(architecture, semantics, checked)
    library = build_engine(architecture, semantics, checked=checked).library
    flags = (*LANGUAGE, "-O2", *STRICT)

    def make(folder: Path) -> None:
        _run(folder, "cc", *flags, "-o", "driver", "driver.c", str(library), f"-Wl,-rpath,{library.parent}")

    return _kept(sources, (str(library), *flags), make)


def sanitized(
    architecture: Architecture, semantics: Semantics, compiler: str, form: Form, *, checked: bool = False
) -> Made:
    """The driver and the command of an engine, all of which stop at the first misstep; ``checked`` as in `emit_engine`."""
    sources = _sources(architecture, semantics, checked)
    portable = (f"-D{c_name(architecture).upper()}_PORTABLE",) if form.portable else ()
    flags = (*LANGUAGE, *SANITIZERS, *form.flags, *portable)
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=True).stdout

    def make(folder: Path) -> None:
        def one(name: str) -> str:
            more = STRICT if name in ("driver.c", "guards.c") else GUARDED
            _run(folder, compiler, *flags, *more, "-c", name)
            return name.replace(".c", ".o")

        files = sorted((n for n in sources if n.endswith(".c")), key=lambda n: -len(sources[n]))
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            objects = list(pool.map(one, files))
        for main, other in (("driver", "main"), ("command", "driver")):
            linked = [name for name in objects if name != f"{other}.o"]
            _run(folder, compiler, *flags, "-o", main, *linked, "-lm")
        for name in objects:
            (folder / name).unlink()

    return _kept(sources, (version, *flags, *GUARDED, *STRICT), make)


def _sources(architecture: Architecture, semantics: Semantics, checked: bool) -> dict[str, str]:
    name = c_name(architecture)
    driver = (HERE / "driver.c").read_text(encoding="utf-8").replace("@engine@", f"{name}_engine.h")
    own = {"driver.c": prefixed(driver, name), "guards.c": (HERE / "guards.c").read_text(encoding="utf-8")}
    return emit_engine(architecture, semantics, checked=checked) | own


def _kept(sources: dict[str, str], flags: tuple[str, ...], make: Callable[[Path], None]) -> Made:
    """What ``make`` makes of the sources, unless it was made before; it appears whole or not at all."""
    texts = "\0".join([*(f"{n}\0{t}" for n, t in sorted(sources.items())), *flags])
    kept = BUILD / blake2b(texts.encode(), digest_size=12).hexdigest()
    if not kept.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix="making-", dir=BUILD))
        for name, text in sources.items():
            (folder / name).write_text(text, encoding="utf-8")
        make(folder)
        try:
            folder.rename(kept)
        except OSError:  # another process was quicker
            shutil.rmtree(folder)
    return Made(kept)


def _run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stderr}"
