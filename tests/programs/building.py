"""Compiles the programs of ``examples/programs``."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import specgen
from specgen.api.accelerator import Accelerator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PROGRAMS = EXAMPLES / "programs"
LEVELS = ("-O0", "-O2")
FLAGS = (
    "-std=c11",
    "-ffreestanding",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-nostdlib",
    "-static",
)


@dataclass(frozen=True, slots=True)
class Target:
    """An architecture of ``examples`` as its compiler and QEMU call it."""

    spec: str
    bits: int
    abi: str

    def accelerator(self, variant: str) -> Accelerator:
        """The example's variant."""
        return _accelerator(self.spec, variant)


TARGETS = (Target("rv32imc", 32, "ilp32"), Target("rv64im", 64, "lp64"))


@cache
def _accelerator(spec: str, variant: str) -> Accelerator:
    return specgen.load(EXAMPLES / spec, variant)


@cache
def folder() -> Path:
    """Where this process compiles to."""
    return Path(mkdtemp(prefix="programs-"))


def sources(kind: str) -> list[Path]:
    """The programs of a folder of ``examples/programs``, in alphabetical order."""
    files = [*(PROGRAMS / kind).glob("*.c"), *(PROGRAMS / kind).glob("*.S")]
    return sorted(file for file in files if file.stem not in ("start", "runtime"))


@cache
def compiled(source: Path, target: Target, level: str) -> Path:
    """The ELF file of a program, made as the README of ``examples/programs`` says."""
    there = source.parent
    file = folder() / f"{there.name}-{source.stem}-{target.bits}{level}.elf"
    kind = ["-mcmodel=medany", f"-Wl,-T,{there / 'memory.ld'}"] if there.name == "machine" else []
    architecture = target.spec + ("_zicsr" if kind else "")
    command = [
        "riscv64-unknown-elf-gcc",
        f"-march={architecture}",
        f"-mabi={target.abi}",
        level,
        *FLAGS,
        *kind,
    ]
    parts = [str(there / name) for name in ("start.S", "runtime.c", source.name)]
    done = subprocess.run(
        [*command, *parts, "-lgcc", "-o", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return file
