"""Random machine code: straight on but for jumps over one instruction, all registers in play.

Every result also goes into a checksum, so that none is lost when its register is written again.
"""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from specgen.machine import EncodingError
from tests.machine.elves import Segment, elf

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from tests.programs.building import Target

WINDOW = 0x20000  # the data lies around it
REACH = 4096  # bytes of it on both sides
BASES = (2, 8)  # registers that hold its address all the time
FACTOR, CHECKSUM = 30, 31  # the checksum is multiplied by an odd number before a result is added
COUNTER = 29  # of the rounds
KEPT = (*BASES, COUNTER, FACTOR, CHECKSUM)  # what random instructions read and do not write
CALLS = r"ecall|(c_)?ebreak|c_unimp|csr\w+"  # what leaves the program, or tells the time
LEAPS = {"jalr", "c_jr", "c_jalr"}
PAIRED = {"c_addi16sp"}
C_NOP = b"\x01\0"


class Writer:
    """Draws instructions and encodes them."""

    def __init__(self, accelerator: Accelerator, draw: Random) -> None:
        self._codec = accelerator.codec
        self._draw = draw
        self._names = [name for name in accelerator.instructions if not re.fullmatch(CALLS, name)]
        self._plain = [name for name in self._names if name not in LEAPS | PAIRED and not self._jumps(name)]
        self.code = bytearray()
        self.drawn: Counter[str] = Counter()
        self._result: int | None = None

    def _jumps(self, name: str) -> bool:
        return name in ("jal", "c_j", "c_jal") or name.startswith(("b", "c_b"))

    def add(self) -> None:
        """Append one random instruction, with what it needs around it, and take its result into the checksum."""
        name = self._draw.choice(self._names)
        self.drawn[name] += 1
        self._one(name)
        if self._result:
            self.code += self._word("mul", rd=CHECKSUM, rs1=CHECKSUM, rs2=FACTOR)
            self.code += self._word("add", rd=CHECKSUM, rs1=CHECKSUM, rs2=self._result)

    def again(self) -> None:
        """Append what goes back to the first instruction until all rounds are done."""
        self.code += self._word("addi", rd=COUNTER, rs1=COUNTER, imm=-1)
        self.code += self._word("beq", rs1=COUNTER, rs2=0, offset=8)
        self.code += self._word("jal", rd=0, offset=-len(self.code))

    def _one(self, name: str) -> None:
        if name in self._plain:
            self.code += self._random(name)
        elif name in PAIRED:
            step = 16 * self._draw.randint(1, 31)
            self.code += self._word(name, imm=step) + self._word(name, imm=-step)
        else:
            over = self._random(self._draw.choice(self._plain))
            self.code += self._leap(name, len(over)) if name in LEAPS else self._jump(name, len(over))
            self.code += over

    def _jump(self, name: str, over: int) -> bytes:
        size = self._codec.coders[name].length_bytes
        return self._random(name, offset=size + over)

    def _leap(self, name: str, over: int) -> bytes:
        """A jump to an address in a register, which is worked out just before."""
        at, size = self._target(), self._codec.coders[name].length_bytes
        here = self._word("auipc", rd=at, imm=0)
        if name == "jalr":
            return here + self._word(
                name, rd=self._target(), rs1=at, imm=8 + over | self._draw.getrandbits(1)
            )
        return here + self._word("addi", rd=at, rs1=at, imm=8 + size + over) + self._word(name, rd=at)

    def _target(self) -> int:
        return self._draw.choice([number for number in range(1, 32) if number not in KEPT])

    def _random(self, name: str, **fixed: int) -> bytes:
        """The instruction with random operands that leave the bases alone, and addresses near one."""
        fields = self._codec.instructions[name].operands
        if re.fullmatch("[ls][bhwd]u?", name):
            fixed["rs1"] = self._draw.choice(BASES)
        elif re.fullmatch("c_[ls]w", name):
            fixed["rs1"] = 8
        while True:
            operands = {field.name: field.value(self._draw.getrandbits(field.width)) for field in fields}
            try:
                if operands.get("rd") not in KEPT:
                    word = self._word(name, **operands | fixed)
                    self._result = operands.get("rd")
                    return word
            except EncodingError:
                continue

    def _word(self, name: str, **operands: int) -> bytes:
        return self._codec.encode(name, **operands).to_bytes(self._codec.coders[name].length_bytes, "little")


def program(
    accelerator: Accelerator,
    target: Target,
    seed: int,
    count: int,
    rounds: int,
    drawn: Counter[str] | None = None,
) -> bytes:
    """An ELF file that runs ``count`` random instructions, again and again, and writes all registers and the window.

    ``drawn`` is told how often each instruction stands in it, what is around them left out.
    """
    draw, size = Random(seed), target.bits // 8
    load, store = ("lw", "sw") if size == 4 else ("ld", "sd")
    others = [number for number in range(1, 32) if number not in BASES]
    before = [f"lui x{base}, {WINDOW >> 12:#x}" for base in BASES]
    before += [f"{load} x{number}, {size * number}(x2)" for number in others]
    before += [f"addi x{COUNTER}, zero, {rounds}"]
    writer = Writer(accelerator, draw)
    for _ in range(count):
        writer.add()
    if drawn is not None:
        drawn.update(writer.drawn)
    writer.again()
    after = [f"{store} x{number}, {size * number}(x2)" for number in range(32)]
    after += [f"lui a1, {WINDOW - REACH >> 12:#x}", f"lui a2, {2 * REACH >> 12:#x}", "addi a0, zero, 1"]
    after += ["addi a7, zero, 64", "ecall", "addi a0, zero, 0", "addi a7, zero, 93", "ecall"]
    code = accelerator.assemble("\n".join(before)).image + bytes(writer.code)
    code += C_NOP if len(code) % 4 else b""
    code += accelerator.assemble("\n".join(after)).image
    values = [_value(draw, size) for _ in range(2 * REACH // size)]
    values[REACH // size + FACTOR] = 0x9E3779B1.to_bytes(size, "little")
    data = b"".join(values)
    start = 0x10000 + (84 if size == 4 else 120)  # the same place in its page as in the file
    gap = WINDOW - REACH - start - len(code)
    assert gap >= 0, "more code than there is room for"
    return elf([Segment(start, code + bytes(gap) + data)], bits=target.bits)


def _value(draw: Random, size: int) -> bytes:
    """A register's worth of bits: any, few, or near a power of two."""
    bits = draw.getrandbits(8 * size)
    match draw.randrange(4):
        case 0:
            bits = draw.choice((0, 1, 1 << 31, 1 << 8 * size - 1, -1, 0xFFFFFFFF)) + draw.randint(-1, 1)
        case 1:
            bits >>= draw.randrange(8 * size)
        case _:
            pass
    return (bits & (1 << 8 * size) - 1).to_bytes(size, "little")
