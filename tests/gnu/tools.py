"""Calls of GNU's tools: one for thousands of lines or words."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import specgen
from specgen.api.accelerator import Accelerator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PREFIX = "riscv64-unknown-elf-"
#: Where all lines and words stand, so that no distance leads below zero.
BASE = 0x100_0000
#: Bytes in which a line has room: those of the longest constant are 32.
SLOT = 64


@dataclass(frozen=True)
class Target:
    """An example as GNU's tools call it."""

    spec: str
    architecture: str
    abi: str

    @property
    def bits(self) -> int:
        """Bits of a register."""
        return 64 if "64" in self.spec else 32

    @cached_property
    def accelerator(self) -> Accelerator:
        """The example's bare machine, which has all that there is."""
        return specgen.load(EXAMPLES / self.spec, "machine")


TARGETS = (
    Target("rv32imc", "rv32imc_zicsr_zifencei", "ilp32"),
    Target("rv64im", "rv64im_zicsr_zifencei", "lp64"),
)


def disassembled(data: bytes, target: Target, *, aliases: bool = True) -> dict[int, str]:
    """What objdump says of code at `BASE`: a normalised text by address.

    Normalised: one space behind the mnemonic, none elsewhere; the target of a branch is its address alone, without
    the name of a symbol; remarks are left out.
    """
    with tempfile.TemporaryDirectory() as folder:
        code, file = Path(folder, "code"), Path(folder, "code.o")
        code.write_bytes(data)
        # The section that is replaced tells objdump that this is code, for this architecture.
        _run("as", *_machine(target), "-o", str(file), "-", text=".option norelax\n nop\n")
        _run("objcopy", f"--update-section=.text={code}", str(file))
        options = [] if aliases else ["-M", "no-aliases"]
        shown = _run("objdump", "-d", "-z", f"--adjust-vma={BASE:#x}", *options, str(file))
    found = re.finditer(r"^\s*([0-9a-f]+):\t[0-9a-f ]+?\s*\t(.*)$", shown, re.MULTILINE)
    return {int(line[1], 16): normal(line[2]) for line in found}


def normal(text: str) -> str:
    """A line of assembly without what may differ; see `disassembled`."""
    text = re.sub(r"\s*(#.*|<[^>]*>)", "", text)
    text = re.sub(r"\s*,\s*", ",", re.sub(r"\s+", " ", text)).strip()
    return re.sub(r"\b0x(?=[0-9a-f]+\b)", "", text)


def assembled(lines: Sequence[str], target: Target, *, compressed: bool = False) -> list[bytes | None]:
    """The bytes of each line with their slot's padding; None for a line that is refused."""
    head = f".option norelax\n.option {'' if compressed else 'no'}rvc\n"
    refused = _refused(head, lines, target)
    while True:
        kept = [i for i in range(len(lines)) if i not in refused]
        text = head + "".join(f".balign {SLOT}\n{lines[i]}\n" for i in kept) + f".balign {SLOT}\n"
        try:
            image = linked(text, target)
        except ToolError as error:
            # Some things are found out only where there is nothing else that is wrong.
            more = {kept[(n - 4) // 2] for n in error.lines}
            if not more:
                raise
            refused |= more
        else:
            slots = {i: image[SLOT * n : SLOT * (n + 1)] for n, i in enumerate(kept)}
            return [slots.get(i) for i in range(len(lines))]


def _refused(head: str, lines: Sequence[str], target: Target) -> set[int]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            text = head + "\n".join(lines) + "\n"
            _run("as", *_machine(target), "-o", str(Path(folder, "o")), "-", text=text)
        except ToolError as error:
            return {n - 3 for n in error.lines}
    return set()


def linked(text: str, target: Target, base: int = BASE) -> bytes:
    """The image of a file with all its sections, the code at ``base``; what follows is not moved to other pages.

    Raises:
        ToolError: it is refused.
    """
    with tempfile.TemporaryDirectory() as folder:
        one, whole, image = (Path(folder, name) for name in ("one.o", "whole.elf", "image"))
        _run("as", *_machine(target), "-o", str(one), "-", text=text)
        options = [
            "-m",
            f"elf{target.bits}lriscv",
            "-N",
            "--no-relax",
            f"-Ttext={base:#x}",
            "-e",
            f"{base:#x}",
        ]
        _run("ld", *options, str(one), "-o", str(whole))
        _run("objcopy", "-O", "binary", str(whole), str(image))
        return image.read_bytes()


class ToolError(ValueError):
    """What a tool says is wrong, and the ``lines`` (from 1) that it names."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.lines = [
            int(line[1]) for line in re.finditer(r"^\{standard input\}:(\d+): Error", message, re.MULTILINE)
        ]


def _machine(target: Target) -> list[str]:
    return [f"-march={target.architecture}", f"-mabi={target.abi}"]


def _run(tool: str, *arguments: str, text: str = "") -> str:
    command = [f"{PREFIX}{tool}", *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolError(done.stderr)
    return done.stdout
