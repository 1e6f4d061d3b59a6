"""What QEMU does with a program."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.programs.building import Target


@dataclass(frozen=True, slots=True)
class Outcome:
    """The output, the exit code and, where known, pc and registers x0 to x31 before the instruction at ``pc``."""

    output: bytes
    code: int
    pc: int = 0
    registers: tuple[int, ...] = ()


def user(program: Path, target: Target, stop: int | None = None) -> Outcome:
    """Run a program of an operating system; its registers are those before the last instruction at ``stop``."""
    log = program.with_suffix(".log")
    watched = ["-singlestep", "-d", "cpu", "-dfilter", f"{stop:#x}+1", "-D", str(log)] if stop else []
    done = subprocess.run(
        [f"qemu-riscv{target.bits}", *watched, str(program)], capture_output=True, check=False, timeout=60
    )
    pc, registers = _last_state(log.read_text(encoding="ascii")) if stop else (0, ())
    return Outcome(done.stdout, done.returncode, pc, registers)


def _last_state(text: str) -> tuple[int, tuple[int, ...]]:
    at = text.rindex(" pc ")
    values = dict(re.findall(r"(pc|x\d+)\S*\s+([0-9a-f]+)", text[at:]))
    return int(values["pc"], 16), tuple(int(values[f"x{i}"], 16) for i in range(32))


def system(program: Path, target: Target) -> Outcome:
    """Run a program on the bare machine ``virt`` with nothing but what the example describes.

    The code is what it told the test finisher.
    """
    without = "afdhsu" if "c" in target.spec.removeprefix("rv") else "afdhsuc"
    processor = ",".join([f"rv{target.bits}", *(f"{letter}=false" for letter in without)])
    machine = ["-M", "virt", "-cpu", processor, "-bios", "none", "-nographic"]
    done = subprocess.run(
        [f"qemu-system-riscv{target.bits}", *machine, "-kernel", str(program)],
        capture_output=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Outcome(done.stdout, done.returncode)
