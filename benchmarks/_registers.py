"""A register map of 10,000 registers and 54,000 fields, made by rule."""

from __future__ import annotations

from pathlib import Path

BLOCKS = REGISTERS = 100
#: How many fields each of five registers has: 5.4 on average.
FIELDS = (6, 5, 5, 6, 5)
_ACCESSES = ("rw", "ro", "rw", "w1c", "rw", "wo", "w1s")


def write(folder: Path, blocks: int = BLOCKS) -> Path:
    """Write the spec into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["name: large", "version: 1.0.0", "summary: Many registers, made by rule.", "registers:"]
    for block in range(blocks):
        lines += [f"  block_{block}:", f"    base: {block * 0x1000:#x}", "    size: 0x1000"]
        lines += [f"    summary: Block number {block}.", "    registers:"]
        for register in range(REGISTERS):
            lines += [f"      reg_{register}:", f"        offset: {4 * register:#x}"]
            lines += [f"        summary: Register {register} of block {block}.", "        fields:"]
            lines += [f"          {line}" for line in _fields(block, register)]
    (folder / "spec.yaml").write_text("\n".join([*lines, ""]))
    return folder


def _fields(block: int, register: int) -> list[str]:
    count = FIELDS[register % len(FIELDS)]
    width = 32 // count
    found = []
    for field in range(count):
        low, number = field * width, (block * REGISTERS + register) * 7 + field
        access, reset = _ACCESSES[number % len(_ACCESSES)], number * 2654435761 % (1 << (width - 1))
        words = f"access: {access}, reset: {reset:#x}, summary: Field {field} of register {register}."
        found.append(f'field_{field}: {{bits: "{low + width - 1}:{low}", {words}}}')
    return found
